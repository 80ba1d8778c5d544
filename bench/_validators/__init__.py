"""The validators that ``validate`` compares, one a module, and the nineteen checks that all of them make.

Each module's ``start`` imports what it needs and returns the job: from the
Parquet file to how many rows fail each check, by its name.
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
    """The names of the checks, in the order of their counts."""
    return [
        *(f"{name} is there" for name in NOT_NULL),
        *(f"{name} is between {low} and {high}" for name, (low, high) in BETWEEN.items()),
        *(f"{name} is one of {len(words)}" for name, words in IN_SET.items()),
        *(f"{name} looks right" for name in REGEX),
        f"{UNIQUE} is unique",
        f"{' and '.join(TOGETHER)} are unique together",
        f"{LARGER} is at least {SMALLER}",
        "rows are as many as expected",
        f"{SUMMED} by {' and '.join(GROUP)} is within bounds",
    ]


def named(counts: list[int]) -> Counts:
    """The counts, in the order of ``checks``, by name."""
    return dict(zip(checks(), counts, strict=True))


def expected_rows(source: Path) -> int:
    """How many rows a file holds, by its name."""
    return int(source.stem.split("-")[-1])


def most(source: Path) -> float:
    """What a group's sum may be: twice what it is on average."""
    return expected_rows(source) * MOST_USD / (COUNTRIES * len(YEARS))
