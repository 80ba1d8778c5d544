"""Try a draft on a copy of the data, which leaves the checkout as it is."""

import shutil
import tempfile
from pathlib import Path

import polars as pl

from tungsten import dataset, home
from tungsten.ledger.describe import describe


def copy() -> tuple[Path, Path]:
    """Return the folder of the checkout, and a temporary folder with a copy of its data."""
    root = Path(tempfile.mkdtemp()) / "checkout"
    shutil.copytree(home() / "data", root / "data")
    return home(), root


def judged(root: Path) -> pl.DataFrame:
    """Describe and build the data of a copy, and return its verdicts on the figures as printed."""
    describe(root / "data" / "raw")
    dataset.build(root)
    return dataset.load("printed", root)["verdicts"]
