"""Closed lists that all packages use: the form of ids, the readings of the figures, the languages.

Lists that belong to the data, such as measures and entities, are in data files.
"""

import re

FIGURE_NUMBER, FIGURE_LETTER = r"\d{3,}", "[b-z]?"
"""The number in a figure's id, and the letter of a figure that was added later between two others."""

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
"""Pattern by name, for column descriptions, suites and pages. In a cell ids are separated by a space."""

VALUES = ("printed", "corrected")
"""Readings of the figures that a run can use."""

READINGS = ("printed", "undisputed", "corrected")
"""Readings that a page can show: as printed, as printed without disputed figures, as corrected."""

LANGUAGES = ("en", "ar")

NOUN = "text"
"""What a report calls a source whose entry doesn't say."""

ALL = "all"
"""The parameter ``source`` of a run of every source."""

UNDECIDED = "undecided"
"""The measure, and the entity, of a figure of which nobody has decided yet what it is of."""


EDITION = r"^MCS(\d{4})$"
"""The name of an edition of the yearly survey, the USGS Mineral Commodity Summaries; the group is its year."""


def is_figure_id(name: str) -> bool:
    """Return whether a name has the form of a figure's id."""
    return re.fullmatch(FIGURE_ID, name) is not None


def is_edition(name: str) -> bool:
    """Return whether a name is that of an edition of the yearly survey."""
    return re.match(EDITION, name) is not None


def is_reference_id(name: str) -> bool:
    """Return whether a name has the form of a reference's id and not that of a figure's."""
    return re.fullmatch(REFERENCE_ID, name) is not None and not is_figure_id(name)
