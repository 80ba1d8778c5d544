"""Check the figures of a news article against each other and against references, and draw what holds.

The packages in the order of their imports, each importing only from those before it:
``ledger`` (figures as printed and parsed), ``evidence`` (checks and verdicts), ``analysis``
(concentration, demand, reserves), ``dataset`` (the built tables), ``gate`` (texts that quote
figures), ``draft`` (a new source), ``validation`` (suites of Great Expectations), ``i18n`` (texts
in two languages), ``charts``, ``notebook``, ``site``, ``report``.
"""

from pathlib import Path

CRASHED = 3
"""Exit code of an error of the program, which no data and no request explains."""


class Unusable(Exception):
    """A request or an input file can't be used.

    The message is one line: what is wrong, where (file, line, column), and
    what would be right. The command line prints it and exits with 2.
    """


def home() -> Path:
    """Return the checkout: the current folder, or the nearest one above it, that contains ``data/raw``."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir():
            return folder
    raise Unusable(f"{here}: no data/raw here or in a folder above; run this inside the project")
