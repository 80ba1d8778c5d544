"""Figures of a news article: written down, checked, and only then drawn.

Four rooms, one direction: ``ledger`` (what the source printed), ``checks``
(may it be believed), ``analysis`` (what follows), ``report`` (what a reader
sees). No room imports from one to its right.
"""

from pathlib import Path


class Unusable(Exception):
    """A request or an input file that can't be used.

    The message is one line: what is wrong, where (file, line, column), and
    what would be right. Programs print it and exit with 2.
    """


def home() -> Path:
    """The checkout one stands in: the nearest folder upwards that holds ``data/raw``."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir():
            return folder
    raise Unusable(f"{here}: no data/raw here or in a folder above; run this inside the project")
