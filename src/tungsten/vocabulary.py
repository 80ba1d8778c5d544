"""Words that every room uses: the form of ids, the ways figures are taken, the languages.

Each stands here once. What a data file can say, such as measures and
entities, stands in the data.
"""

import re

FIGURE_NUMBER, FIGURE_LETTER = r"\d{3,}", "[b-z]?"
"""What a figure's id counts by, and the letter of one that was put in later."""

FIGURE_ID = f"f{FIGURE_NUMBER}{FIGURE_LETTER}"
"""The form of a figure's id: ``f038``, ``f038b``."""

REFERENCE_ID = r"[a-z]\d{3}"
"""The form of a reference's id: ``p134``."""

FORMS = {
    "figure_id": FIGURE_ID,
    "figure_ids": f"{FIGURE_ID}( {FIGURE_ID})*",
    "reference_id": REFERENCE_ID,
    "reference_ids": f"{REFERENCE_ID}( {REFERENCE_ID})*",
}
"""Form by name, as column descriptions, suites and pages refer to them; in a cell a space stands between ids."""

VALUES = ("printed", "corrected")
"""How a run may take figures."""

READINGS = ("printed", "undisputed", "corrected")
"""How a page may take them: as printed, those of them nobody disputes, as corrected."""

LANGUAGES = ("en", "ar")


def is_figure_id(name: str) -> bool:
    """Whether a name has the form of a figure's id."""
    return re.fullmatch(FIGURE_ID, name) is not None


def is_reference_id(name: str) -> bool:
    """Whether a name has the form of a reference's id and not that of a figure's."""
    return re.fullmatch(REFERENCE_ID, name) is not None and not is_figure_id(name)
