"""The built tables: every table of a reading made once from raw, written, loaded, and compared with what raw makes.

``data/processed`` holds the figures as printed, ``data/processed/corrected``
the same tables of the figures as corrected. What is drawn is read from there,
and validation judges what lies there.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tungsten import Unusable, digests
from tungsten.analysis.tables import tables
from tungsten.evidence.compare import EVIDENCE
from tungsten.evidence.readings import Reading, readings
from tungsten.ledger import read
from tungsten.ledger.describe import describe, package
from tungsten.ledger.write import plain_numbers, write_table, write_text
from tungsten.vocabulary import VALUES

FOLDERS = {"printed": read.PROCESSED, "corrected": read.PROCESSED / "corrected"}
"""Where the tables of each reading lie."""

STAMP = Path("build/.dataset")
"""Holds the digest of data and code that the built tables were made of."""

SHOWN = 10
"""How many differing rows of one file are named before the rest is counted."""

_BOUNDS = {"observed_low": "-inf", "observed_high": "inf", "expected_low": "-inf", "expected_high": "inf"}
"""The value an empty end of evidence stands for: one that is open."""


@dataclass(frozen=True)
class Difference:
    """A row of a built table that isn't what raw makes, or a whole file that is missing."""

    file: str
    line: int
    found: str


def make(ledger: read.Ledger) -> dict[str, dict[str, pl.DataFrame]]:
    """Return every table by reading and name; raise `Unusable` where raw can't be read to the end."""
    return {
        values: {
            "figures": judged.figures,
            "evidence": judged.evidence,
            "verdicts": judged.verdicts,
            **tables(judged.figures, ledger),
        }
        for values, judged in readings(ledger).items()
    }


def build(root: Path) -> None:
    """Write ``data/processed`` of a checkout; raise `Unusable`, with nothing written, if raw can't be used."""
    made = make(read.ledger(root))
    package(root / "data" / "raw")  # a table nobody described stops here
    for values, named in made.items():
        for name, table in named.items():
            write_table(table, root / FOLDERS[values] / f"{name}.csv")
    describe(root)
    write_text(digests.digest(root), root / STAMP)


def is_current(root: Path) -> bool:
    """Return whether the built tables lie as they were last made, of the data and the code that are there now."""
    path = root / STAMP
    return path.is_file() and path.read_text(encoding="utf-8") == digests.digest(root)


def load(values: str, root: Path | None = None) -> Reading:
    """Return the figures, the evidence and the verdicts of one reading as they lie in its folder."""
    if values not in VALUES:
        raise Unusable(f"values: {values!r} is neither {' nor '.join(VALUES)}")
    folder = FOLDERS[values]
    figures = read.tidy_figures(root, folder / "figures.csv").drop("file_line")
    evidence = read.built_table(root, folder / "evidence.csv").with_columns(
        pl.col(name).cast(pl.String).fill_null(end) if name in _BOUNDS else pl.col(name)
        for name, end in _BOUNDS.items()
    )
    casts = [
        (pl.col(name) == "true") if kind == pl.Boolean else pl.col(name).cast(kind) for name, kind in EVIDENCE.items()
    ]
    verdicts = read.built_table(root, folder / "verdicts.csv").with_columns(pl.col("slip_power").cast(pl.Int64))
    return Reading(figures, evidence.select(casts), verdicts)


def differences(root: Path, made: Mapping[str, Mapping[str, pl.DataFrame]]) -> list[Difference]:
    """Return the rows of the built files that differ from the tables ``made`` of raw, file by file.

    None where nothing was built yet.
    """
    if not (root / read.PROCESSED).is_dir():
        return []
    return [
        difference
        for values, named in made.items()
        for name, table in named.items()
        for difference in _of_file(root, FOLDERS[values] / f"{name}.csv", table)
    ]


def _of_file(root: Path, path: Path, table: pl.DataFrame) -> list[Difference]:
    """Return the rows of one file that aren't as made, the first few by their cell."""
    if not (root / path).is_file():
        return [Difference(path.as_posix(), 1, "no such file")]
    made = table.with_columns(plain_numbers()).write_csv().splitlines()
    found = list(_lines(root, path, made))
    if len(found) <= SHOWN:
        return found
    return [*found[:SHOWN], Difference(path.as_posix(), found[SHOWN].line, f"{len(found) - SHOWN} more rows")]


def _lines(root: Path, path: Path, made: list[str]) -> Iterator[Difference]:
    there = (root / path).read_text(encoding="utf-8", errors="replace").removesuffix("\n").split("\n")
    if len(there) < len(made):
        yield Difference(path.as_posix(), len(there), f"{len(made) - len(there)} rows are missing")
    for line, (one, other) in enumerate(zip(there, made, strict=False), start=1):
        if one != other:
            yield Difference(path.as_posix(), line, _cell(one, other, made[0]))
    if len(there) > len(made):
        yield Difference(path.as_posix(), len(made) + 1, f"{len(there) - len(made)} rows too many")


def _cell(found: str, made: str, header: str) -> str:
    """Say which cell differs, and what it would be."""
    there, right, names = (next(csv.reader([row]), []) for row in (found, made, header))
    if len(there) != len(right):
        return f"{len(there)} cells where {len(right)} are made"
    name, is_, would_be = next(row for row in zip(names, there, right, strict=True) if row[1] != row[2])
    return f"{name} {is_!r} where {would_be!r} is made"
