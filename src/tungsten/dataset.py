"""The built tables: every table of a reading made once from raw, written, loaded, and compared with what raw makes.

``data/processed`` holds the figures as printed and what follows from them,
``data/processed/corrected`` the same tables of the figures as corrected, and
``data/processed/common`` what both share: names, places, references, constants.
Charts, notebooks and pages read these files, and validation checks them.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tungsten import Unusable, digests
from tungsten.analysis.concentration import with_countries
from tungsten.analysis.tables import constants, minerals, tables
from tungsten.evidence.readings import Reading, readings
from tungsten.evidence.statements import with_statements
from tungsten.ledger import read
from tungsten.ledger.clean import judged as judged_figures
from tungsten.ledger.columns import described, entry_of
from tungsten.ledger.describe import describe, package
from tungsten.ledger.write import plain_numbers, write_table, write_text
from tungsten.vocabulary import NOUN, VALUES

COMMON = "common"

FOLDERS = {
    "printed": read.PROCESSED,
    "corrected": read.PROCESSED / "corrected",
    COMMON: read.COMMON,
}
"""The folder of the tables of each reading, and of the common ones."""

OF_READING = (
    "figures evidence verdicts concentration shares import_reliance demand penetration world_output demand_share "
    "reserves ore mine_life shared_claims"
).split()
OF_BOTH = "entities measures mentions references sources corrections constants minerals mineral_outputs".split()

TABLES = (*OF_READING, *OF_BOTH)

STAMP = Path("build/.dataset")
"""Holds the digest of data and code that the built tables were made of."""

_OF_MENTIONS = "figure_id source_id role line char_start char_end printed statement_en statement_ar".split()
"""The first columns of the mentions; those of ``figures.csv`` that are left follow."""

SHOWN = 10
"""How many differing rows of one file are named before the rest is counted."""


class NotAsDescribed(Exception):
    """``data/raw`` changed since it was described; nothing is built of it until it is described anew."""


@dataclass(frozen=True)
class Difference:
    """A row of a built table that isn't what raw makes, or a whole file that is missing."""

    file: str
    line: int
    found: str


def make(ledger: read.Ledger) -> dict[str, dict[str, pl.DataFrame]]:
    """Return every table by folder and name; raise `Unusable` where raw can't be read to the end."""
    made = {
        values: {
            "figures": judged.figures,
            "evidence": judged.evidence,
            "verdicts": judged.verdicts,
            **tables(judged_figures(judged.figures), ledger),
        }
        for values, judged in readings(ledger).items()
    }
    return {**made, COMMON: common(ledger)}


def common(ledger: read.Ledger) -> dict[str, pl.DataFrame]:
    """Return the tables that both readings share, by name."""
    titles = (
        "title_en title_ar publisher publisher_ar noun published url language deck_en deck_ar state drawn_from"
    ).split()
    sources = [
        {key: about.get(key) for key in titles} | {"source_id": name, "noun": about.get("noun") or NOUN}
        for name, about in ledger.sources.items()
    ]
    keys = ("figure", "action", "from", "to", "reason", "reason_ar", "evidence", "citation", "status")
    return {
        "entities": ledger.entities.unique("entity_id", keep="first", maintain_order=True).drop("alias", "file_line"),
        "measures": ledger.measures.drop("file_line"),
        "mentions": with_statements(ledger).select(*_OF_MENTIONS, pl.exclude(*_OF_MENTIONS, "file_line")),
        "references": pl.concat(
            [
                rows.select(pl.lit(name).alias("table"), pl.exclude("file_line"))
                for name, rows in ledger.references.items()
            ]
        ),
        "sources": _texts(sources, ("source_id", *titles)),
        "corrections": _texts(ledger.corrections, keys),
        "constants": constants(ledger.references["constants"]),
        "minerals": minerals(ledger),
        "mineral_outputs": with_countries(ledger.minerals, ledger.entities).drop("file_line"),
    }


def _texts(entries: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pl.DataFrame:
    """Return entries of a YAML file as a table of text, the parts of a list joined by a space."""
    rows = [
        [" ".join(cell) if isinstance(cell := entry.get(name), list) else cell for name in columns] for entry in entries
    ]
    cells = [[None if cell is None else str(cell) for cell in row] for row in rows]
    return pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String), orient="row")


def build(root: Path) -> None:
    """Write ``data/processed`` of a checkout.

    Raises:
        Unusable: Raw can't be used; nothing is written.
        NotAsDescribed: Raw changed since it was described; nothing is written.
    """
    ledger = read.ledger(root)
    package(root / "data" / "raw")  # a table nobody described stops here
    made = make(ledger)
    if ledger.changes:
        raise NotAsDescribed
    for values, named in made.items():
        for name, table in named.items():
            write_table(table, root / FOLDERS[values] / f"{name}.csv")
    describe(root / "data" / "processed")
    write_text(digests.digest(root), root / STAMP)


def is_current(root: Path) -> bool:
    """Return whether the built tables lie as they were last made, of the data and the code that are there now."""
    path = root / STAMP
    return path.is_file() and path.read_text(encoding="utf-8") == digests.digest(root)


def load(values: str, root: Path | None = None) -> dict[str, pl.DataFrame]:
    """Return the tables of one reading and the common ones, by name, from ``data/processed``."""
    if values not in VALUES:
        raise Unusable(f"values: {values!r} is neither {' nor '.join(VALUES)}")
    paths = {name: FOLDERS[values] / f"{name}.csv" for name in OF_READING}
    paths |= {name: FOLDERS[COMMON] / f"{name}.csv" for name in OF_BOTH}
    return {name: _with_open_ends(read.built_table(root, path)) for name, path in paths.items()}


def title(name: str) -> str:
    """Return what a built table holds, in one line."""
    return str(described(_described_as(name))["title"])


def columns(name: str) -> pl.DataFrame:
    """Return the columns of a built table: ``column, type, unit, description``."""
    own = described(_described_as(name)).get("columns", {})
    path = FOLDERS[COMMON if name in OF_BOTH else "printed"] / f"{name}.csv"
    header = read.built_table(None, path).columns
    entries = [(column, *entry_of(_described_as(name), column, own)[:3]) for column in header]
    return pl.DataFrame(entries, schema=["column", "type", "unit", "description"], orient="row")


def _described_as(name: str) -> str:
    return f"processed/{COMMON}/{name}" if name in OF_BOTH else f"processed/{name}"


def reading(tables: Mapping[str, pl.DataFrame]) -> Reading:
    """Return the figures, the evidence and the verdicts among the tables of one reading."""
    return Reading(tables["figures"], tables["evidence"], tables["verdicts"])


def _with_open_ends(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table with infinite open ends; in the file an open end is an empty cell beside a filled one."""
    pairs = [
        (low, high)
        for low in table.columns
        if (high := low.replace("low", "high").replace("least", "most")) != low and high in table.columns
    ]
    open_ends = [((low, high), float("-inf")) for low, high in pairs] + [
        ((high, low), float("inf")) for low, high in pairs
    ]
    return table.with_columns(
        pl.col(end).fill_null(pl.when(pl.col(other).is_not_null()).then(infinity))
        for (end, other), infinity in open_ends
    )


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
    made = table.with_columns(plain_numbers()).write_csv().removesuffix("\n").split("\n")
    found = list(_lines(root, path, made))
    if len(found) <= SHOWN:
        return found
    return [*found[:SHOWN], Difference(path.as_posix(), found[SHOWN].line, f"{len(found) - SHOWN} more rows")]


def _lines(root: Path, path: Path, made: list[str]) -> Iterator[Difference]:
    there = (root / path).read_bytes().decode("utf-8", errors="replace").removesuffix("\n").split("\n")
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
    for name, is_, would_be in zip(names, there, right, strict=True):
        if is_ != would_be:
            return f"{name} {is_!r} where {would_be!r} is made"
    return "the same cells with other quotes or line ends"
