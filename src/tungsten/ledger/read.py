"""Reading of files: the only module that opens files under ``data/``.

Tables are read as text, each row with its ``file_line``. A file that can't be
used raises `Unusable` with one line: the fault, the file and line, the remedy.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from tungsten import Unusable, home
from tungsten.ledger import declared, text_file, yaml_file
from tungsten.ledger.changes import Cells, Change, Description, changes_of_file
from tungsten.ledger.columns import kinds

FIGURES = Path("data/raw/figures.csv")
ENTITIES = Path("data/raw/entities.csv")
MEASURES = Path("data/raw/measures.csv")
SOURCES = Path("data/raw/sources.yml")
WORDING = Path("data/raw/wording.csv")
CORRECTIONS = Path("data/raw/corrections.yml")
REFERENCE = Path("data/raw/reference")
MINERALS = REFERENCE / "world_minerals.csv"
TEXTS = Path("data/raw/sources")
PACKAGE = Path("data/raw/datapackage.json")
PROCESSED = Path("data/processed")
COMMON = PROCESSED / "common"

REFERENCES = ("production", "reserves", "us_imports", "deposits", "deals", "constants")

_COLUMNS = {
    FIGURES: (
        "figure_id source_id line char_start char_end printed role subject_printed measure basis period "
        "hedge_printed statement_en statement_ar commodity ahead_printed per status"
    ).split(),
    ENTITIES: "alias entity_id name_en name_ar kind country".split(),
    WORDING: (
        "witness_id source_id figure_id language printed measure low high unit qualifier reading confidence "
        "citation url"
    ).split(),
    MINERALS: "reference_id mineral stage country kind period value unit basis status edition citation url".split(),
    MEASURES: "measure theme base_unit low high label_en label_ar".split(),
}
_REFERENCE_COLUMNS = (
    "reference_id commodity entity_id measure period low high unit qualifier basis kind status edition "
    "edition_ar confidence decides citation url note"
).split()


def _no_wording() -> pl.DataFrame:
    """Return ``wording.csv`` without rows."""
    numbers = dict.fromkeys(("low", "high"), pl.Float64)
    return pl.DataFrame(schema=dict.fromkeys(_COLUMNS[WORDING], pl.String) | numbers | {"file_line": pl.Int64})


def _no_minerals() -> pl.DataFrame:
    """Return ``world_minerals.csv`` without rows."""
    return pl.DataFrame(
        schema=dict.fromkeys(_COLUMNS[MINERALS], pl.String) | {"value": pl.Float64, "file_line": pl.Int64}
    )


@dataclass(frozen=True)
class Ledger:
    """The content of ``data/raw``, read once."""

    figures: pl.DataFrame
    entities: pl.DataFrame
    measures: pl.DataFrame
    references: dict[str, pl.DataFrame]
    sources: dict[str, dict[str, Any]]
    corrections: list[dict[str, Any]]
    texts: dict[str, str]
    """The texts in ``data/raw/sources`` by source; they are not part of the checkout, so often none."""
    wording: pl.DataFrame = field(default_factory=_no_wording)
    """The wording of the figures in other versions of the sources."""
    minerals: pl.DataFrame = field(default_factory=_no_minerals)
    """Output of 24 minerals by country; it decides nothing."""
    files: dict[str, str] = field(default_factory=dict)
    """The sha256 of every file of ``data/raw`` by path, without the texts of the sources."""
    changes: tuple[Change, ...] = ()
    """How ``data/raw`` differs from its description in ``datapackage.json``."""

    def own_edition(self) -> pl.Expr:
        """Return the edition of the survey that a row's source copies its figures from; null if it copies none."""
        editions = {name: entry.get("drawn_from") for name, entry in self.sources.items()}
        return pl.col("source_id").replace_strict(editions, default=None, return_dtype=pl.String)


def ledger(root: Path | None = None) -> Ledger:
    """Return the whole raw ledger of a checkout.

    Raises:
        Unusable: A file can't be used; the message is about the first one.
    """
    root = root or home()
    described = sources(root)
    return Ledger(
        figures=raw_figures(root),
        entities=raw_table(root, ENTITIES),
        measures=measures(root),
        references={name: reference(name, root) for name in REFERENCES},
        sources=described,
        corrections=corrections(root),
        texts={name: text for name in described if (text := source_text(name, root)) is not None},
        wording=wording(root),
        minerals=minerals(root),
        files=_tables(root),
        changes=tuple(changes(root)),
    )


def raw_figures(root: Path | None = None) -> pl.DataFrame:
    """Return ``figures.csv`` as text, but ``line, char_start, char_end`` as whole numbers."""
    return _numbers(raw_table(root, FIGURES), FIGURES, ("line", "char_start", "char_end"), pl.Int64)


def measures(root: Path | None = None) -> pl.DataFrame:
    """Return the closed list of measures, each with its plausible range in the base unit."""
    return _numbers(raw_table(root, MEASURES), MEASURES, ("low", "high"), pl.Float64)


def wording(root: Path | None = None) -> pl.DataFrame:
    """Return the wording of figures in other versions of the sources, ``low`` and ``high`` in base units."""
    return _numbers(raw_table(root, WORDING), WORDING, ("low", "high"), pl.Float64)


def minerals(root: Path | None = None) -> pl.DataFrame:
    """Return the output of 24 minerals by country, to set tungsten among them."""
    return _numbers(raw_table(root, MINERALS), MINERALS, ("value",), pl.Float64)


def reference(name: str, root: Path | None = None) -> pl.DataFrame:
    """Return one table of independent facts, ``low`` and ``high`` in base units, ``decides`` as boolean.

    All tables of facts have the same columns in the same order, so that they can be joined; others are left out.
    """
    path = REFERENCE / f"{name}.csv"
    table = _numbers(_table(root, path, _REFERENCE_COLUMNS), path, ("low", "high"), pl.Float64)
    wrong = table.filter(~pl.col("decides").is_in(["true", "false"]).fill_null(False))
    for line, cell in wrong.select("file_line", "decides").iter_rows():
        raise Unusable(f"{path}:{line}: column decides: {cell or ''!r} is neither true nor false; write one of them")
    return table.select(*_REFERENCE_COLUMNS, "file_line").with_columns(pl.col("decides") == "true")


def sources(root: Path | None = None) -> dict[str, dict[str, Any]]:
    """Return the description of each source by ``source_id``, with the ``file_line`` it starts on."""
    content_by_name, node = _mapping(root, SOURCES)
    return {
        name: declared.entry(declared.Source, content, value, SOURCES, line=yaml_file.line_of(key), name=name)
        for (name, content), (key, value) in zip(content_by_name.items(), node.value, strict=False)
    }


def corrections(root: Path | None = None) -> list[dict[str, Any]]:
    """Return the declared corrections in the order of the file, each with the ``file_line`` it starts on."""
    content, node = _mapping(root, CORRECTIONS)
    entries = content.get("corrections")
    if not isinstance(entries, list):
        raise Unusable(f"{CORRECTIONS}:1: corrections is not a list; write each entry after a dash, or [] for none")
    return [
        declared.entry(declared.Correction, entry, value, CORRECTIONS, line=yaml_file.line_of(value))
        for entry, value in zip(entries, yaml_file.under(node, "corrections").value, strict=False)
    ]


def source_text(source_id: str, root: Path | None = None) -> str | None:
    """Return the text of a source with its line ends; None if it is not in ``data/raw/sources``."""
    path = (root or home()) / TEXTS / f"{source_id}.txt"
    return text_file.decoded(path, TEXTS / path.name) if path.is_file() else None


def built_table(root: Path | None, path: Path) -> pl.DataFrame:
    """Return a table of ``data/processed``, each column of the type that ``columns.yml`` gives it."""
    table = _built(root, path, [])
    types = kinds(path.relative_to("data").with_suffix("").as_posix(), table.columns[:-1])
    for kind in (pl.Float64, pl.Int64):
        table = _numbers(table, path, tuple(name for name, other in types.items() if other == kind), kind)
    return table.select(
        pl.col(name).str.to_date("%Y-%m-%d")
        if kind == pl.Date
        else (pl.col(name) == "true" if kind == pl.Boolean else pl.col(name))
        for name, kind in types.items()
    )


def _built(root: Path | None, path: Path, columns: list[str]) -> pl.DataFrame:
    if not ((root or home()) / path).is_file():
        raise Unusable(f"{path}: no such file; run make data")
    return _table(root, path, columns)


def raw_table(root: Path | None, path: Path) -> pl.DataFrame:
    """Return a table of ``data/raw`` as text, null where a cell is empty, with the ``file_line`` of each row."""
    return _table(root, path, _COLUMNS[path])


def changes(root: Path) -> Iterator[Change]:
    """Yield how the files of ``data/raw`` differ from their description."""
    digests, described = _tables(root), described_files(root)
    for file in sorted({*digests, *described}):
        digest, description = digests.get(file), described.get(file)
        is_changed_table = file.endswith(".csv") and digest and description and digest != description.digest
        rows = cells(root, Path(file)) if is_changed_table else []
        yield from changes_of_file(file, digest, description, rows, _built_rows(root, Path(file)) if rows else [])


def cells(root: Path, path: Path, columns: tuple[str, ...] = ()) -> list[Cells]:
    """Return the rows of a table as text."""
    header, *rows = _rows(text_file.decoded(root / path, path), path, list(columns))
    return [dict(zip(header, row, strict=True)) for row in rows]


def _built_rows(root: Path, path: Path) -> list[Cells]:
    """Return the rows of a raw table that ``data/processed`` holds; none where that can't be read."""
    with suppress(Unusable):
        if path == FIGURES:
            return cells(root, COMMON / "mentions.csv")
        if path.parent == REFERENCE:
            rows = cells(root, COMMON / "references.csv", ("table",))
            return [
                {name: cell for name, cell in row.items() if name != "table"}
                for row in rows
                if row["table"] == path.stem
            ]
    return []


def described_files(root: Path | None = None) -> dict[str, Description]:
    """Return what ``datapackage.json`` holds of each file of ``data/raw``, if there is such a file."""
    path = (root or home()) / PACKAGE
    if not path.is_file():
        return {}
    try:
        resources = json.loads(text_file.decoded(path, PACKAGE))["resources"]
        return {
            (PACKAGE.parent / file["path"]).as_posix(): Description(
                file["hash"].removeprefix("sha256:"), dict(file.get("rowHashes", {}))
            )
            for file in resources
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unusable(f"{PACKAGE}:1: no resources with path and hash; run make describe to write it") from None


def fingerprints(root: Path | None = None) -> dict[str, str]:
    """Return the sha256 of every file that the ledger is read from, by path."""
    root = root or home()
    texts = [path for name in sources(root) if (root / (path := TEXTS / f"{name}.txt")).is_file()]
    package = [PACKAGE] if (root / PACKAGE).is_file() else []
    return _tables(root) | {path.as_posix(): fingerprint(root / path) for path in (*package, *texts)}


def _tables(root: Path) -> dict[str, str]:
    """Return the sha256 of every CSV and YAML file of ``data/raw``, by path."""
    paths = [
        FIGURES,
        ENTITIES,
        MEASURES,
        WORDING,
        SOURCES,
        CORRECTIONS,
        MINERALS,
        *(REFERENCE / f"{name}.csv" for name in REFERENCES),
    ]
    return {path.as_posix(): fingerprint(root / path) for path in paths}


def fingerprint(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _table(root: Path | None, path: Path, columns: list[str]) -> pl.DataFrame:
    header, *rows = _rows(text_file.decoded((root or home()) / path, path), path, columns)
    table = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    return table.with_columns(
        pl.when(pl.all() != "").then(pl.all()), file_line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64)
    )


def _rows(text: str, path: Path, columns: list[str]) -> list[list[str]]:
    """Return the cells of a table, header first.

    Raises:
        Unusable: A column is missing or repeated, or a row is empty, of another width or on several lines.
    """
    rows: list[list[str]] = []
    reader = csv.reader(text.removesuffix("\n").split("\n"), strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            header = rows[0] if rows else row
            if missing := [name for name in columns if name not in header]:
                raise Unusable(f"{path}:1: no column {', '.join(missing)}; the header must name {', '.join(columns)}")
            if repeated := [name for name in header if header.count(name) > 1]:
                raise Unusable(f"{path}:1: column {repeated[0]} occurs twice; give every column its own name")
            if reader.line_num != number:
                raise Unusable(f"{path}:{number}: a cell contains a line end; write each row on one line")
            if not row:
                raise Unusable(f"{path}:{number}: an empty line; remove it")
            if len(row) != len(header):
                raise Unusable(f"{path}:{number}: {len(row)} cells, but the header has {len(header)}; quote commas")
            rows.append(row)
    except csv.Error as error:
        line = len(rows) + 1
        raise Unusable(f"{path}:{line}: {error}; close a quoted cell on its own line") from None
    return rows


def _numbers(table: pl.DataFrame, path: Path, names: tuple[str, ...], kind: type[pl.DataType]) -> pl.DataFrame:
    """Cast columns of digits to numbers.

    Raises:
        Unusable: A cell is not a number; the message names the first one.
    """
    for name in names:
        number = pl.col(name).cast(kind, strict=False)
        wrong = table.filter(pl.col(name).is_not_null() & ~number.is_finite().fill_null(False))
        if not wrong.is_empty():
            row = wrong.row(0, named=True)
            raise Unusable(
                f"{path}:{row['file_line']}: column {name}: {row[name]!r} is not a number; write plain digits"
            )
    return table.with_columns(pl.col(names).cast(kind))


def _mapping(root: Path | None, path: Path) -> tuple[dict[Any, Any], yaml.MappingNode]:
    """Return the mapping in a YAML file of the checkout, and its node."""
    return yaml_file.load(text_file.decoded((root or home()) / path, path), path)
