"""The notebooks of a report, and the section of the page that each belongs to."""

from tungsten.vocabulary import ALL

STEMS = (
    "01-clean-figures", "02-validate-figures", "03-supply-concentration", "04-demand-growth", "05-reserve-rankings"
)  # fmt: skip
"""The notebooks of a report, in the order they are read."""

STEMS_OF_ALL = STEMS[:2]
"""Those of a report of every source; the others analyse the figures of one."""

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


def stems_of(source: str) -> tuple[str, ...]:
    """Return the notebooks of a report of a source."""
    return STEMS_OF_ALL if source == ALL else STEMS
