"""Try a draft on a copy of the data, which leaves the checkout as it is."""

import shutil
import tempfile
from pathlib import Path

import polars as pl

from tungsten import dataset, home
from tungsten.ledger.describe import describe


def copy() -> Path:
    """Return a temporary folder with a copy of the data of this checkout."""
    root = Path(tempfile.mkdtemp()) / "checkout"
    shutil.copytree(home() / "data", root / "data")
    return root


def judged(root: Path) -> pl.DataFrame:
    """Describe and build the data of a folder, and return its verdicts on the figures as printed."""
    describe(root / "data" / "raw")
    dataset.build(root)
    return dataset.load("printed", root)["verdicts"]
