"""The validators that ``validate`` compares, a module for each, and the nineteen checks they make.

The function ``start`` of a module imports its libraries and returns the job, which takes the path
of the Parquet file and returns the number of rows that fail each check, by its name.
"""

from pathlib import Path
from typing import Final

from bench._shipments import COUNTRIES, MOST_T, MOST_USD, YEARS

NOT_NULL: Final = ("exporter", "importer", "product", "year", "quantity_t", "value_usd")
BETWEEN: Final = {"year": (YEARS.start, YEARS.stop - 1), "quantity_t": (0, MOST_T), "share_pct": (0, 100)}
IN_SET: Final = {
    "flow": ["export", "import", "transit"],
    "basis": ["W", "WO3", "ore"],
    "status": ["final", "provisional"],
}
REGEX: Final = {"product": "^[0-9]{6}$", "reference": "^[A-Z]{2}-[0-9]{4}$"}
UNIQUE: Final = "id"
TOGETHER: Final = ["declaration", "line"]
LARGER, SMALLER = "value_usd", "freight_usd"
GROUP: Final = ["importer", "year"]
SUMMED: Final = "freight_usd"

Counts = dict[str, int]


def checks() -> list[str]:
    """Return the names of the checks, in the order of their counts."""
    return [
        *(f"{name} is there" for name in NOT_NULL),
        *(f"{name} is between {low} and {high}" for name, (low, high) in BETWEEN.items()),
        *(f"{name} is one of {len(words)}" for name, words in IN_SET.items()),
        *(f"{name} matches its pattern" for name in REGEX),
        f"{UNIQUE} is unique",
        f"{' and '.join(TOGETHER)} are unique together",
        f"{LARGER} is at least {SMALLER}",
        "rows are as many as expected",
        f"{SUMMED} by {' and '.join(GROUP)} is within bounds",
    ]


def named(counts: list[int]) -> Counts:
    """Return the counts, which are in the order of `checks`, by name of the check."""
    return dict(zip(checks(), counts, strict=True))


def expected_rows(source: Path) -> int:
    """Return the number of rows in a file, which is part of its name."""
    return int(source.stem.split("-")[-1])


def most(source: Path) -> float:
    """Return the upper bound of a group's sum: twice its average."""
    return expected_rows(source) * MOST_USD / (COUNTRIES * len(YEARS))
