"""The notebooks of a report, and the section of the page that each belongs to."""

STEMS = (
    "01-clean-figures", "02-validate-figures", "03-supply-concentration", "04-demand-growth", "05-reserve-rankings"
)  # fmt: skip
"""The notebooks of a report, in the order they are read."""

SECTIONS = {
    "lead": "02-validate-figures",
    "concentration": "03-supply-concentration",
    "demand": "04-demand-growth",
    "reserves": "05-reserve-rankings",
}
"""The sections of a page, in order, and the notebook whose charts each shows."""


def folder_of(language: str, run_language: str) -> str:
    """Return the folder of a language, in a report and beside its notebooks: none for the language of the run."""
    return "" if language == run_language else language
