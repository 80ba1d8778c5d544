"""The only module that opens files under ``data/``.

Tables arrive as text exactly as they stand, each row with its ``file_line``;
what can't be used is one line that says what, where, and what would be right.
"""

import codecs
import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import yaml

from tungsten import Unusable, home
from tungsten.ledger import declared, yaml_file
from tungsten.ledger.columns import kinds

FIGURES = Path("data/raw/figures.csv")
ENTITIES = Path("data/raw/entities.csv")
MEASURES = Path("data/raw/measures.csv")
SOURCES = Path("data/raw/sources.yml")
WORDING = Path("data/raw/wording.csv")
CORRECTIONS = Path("data/raw/corrections.yml")
REFERENCE = Path("data/raw/reference")
TEXTS = Path("data/raw/sources")
PACKAGE = Path("data/raw/datapackage.json")
PROCESSED = Path("data/processed")

REFERENCES = ("production", "reserves", "us_imports", "deposits", "deals", "constants")

_COLUMNS = {
    FIGURES: (
        "figure_id source_id line char_start char_end printed role subject_printed measure basis period "
        "hedge_printed statement_en statement_ar commodity ahead_printed"
    ).split(),
    ENTITIES: "alias entity_id name_en name_ar kind country".split(),
    WORDING: (
        "witness_id source_id figure_id language printed measure low high unit qualifier reading confidence "
        "citation url"
    ).split(),
    MEASURES: "measure theme base_unit low high label_en label_ar".split(),
}
_REFERENCE_COLUMNS = (
    "reference_id commodity entity_id measure period low high unit qualifier basis kind status edition confidence "
    "decides citation url note"
).split()


def _no_wording() -> pl.DataFrame:
    """A table of witnesses with none in it."""
    numbers = dict.fromkeys(("low", "high"), pl.Float64)
    return pl.DataFrame(schema=dict.fromkeys(_COLUMNS[WORDING], pl.String) | numbers | {"file_line": pl.Int64})


@dataclass(frozen=True)
class Ledger:
    """Everything ``data/raw`` says, read once: the tables, and what is said about the sources."""

    figures: pl.DataFrame
    entities: pl.DataFrame
    measures: pl.DataFrame
    references: dict[str, pl.DataFrame]
    sources: dict[str, dict[str, Any]]
    corrections: list[dict[str, Any]]
    texts: dict[str, str]
    """The sources' texts the reader has put at ``data/raw/sources``; often none."""
    wording: pl.DataFrame = field(default_factory=_no_wording)
    """How other versions of the sources word their figures."""
    files: dict[str, str] = field(default_factory=dict)
    """The sha256 of every file of ``data/raw`` but the sources' texts, by path."""
    described: dict[str, str] = field(default_factory=dict)
    """The same as ``datapackage.json`` gives it."""


def ledger(root: Path | None = None) -> Ledger:
    """The whole raw ledger of a checkout; raises `Unusable` at the first file that can't be used."""
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
        files=_tables(root),
        described=described_files(root),
    )


def raw_figures(root: Path | None = None) -> pl.DataFrame:
    """The raw ledger: text as transcribed, but ``line, char_start, char_end`` as whole numbers."""
    return _numbers(raw_table(root, FIGURES), FIGURES, ("line", "char_start", "char_end"), pl.Int64)


def measures(root: Path | None = None) -> pl.DataFrame:
    """The closed list of measures, with its plausible range in the base unit."""
    return _numbers(raw_table(root, MEASURES), MEASURES, ("low", "high"), pl.Float64)


def wording(root: Path | None = None) -> pl.DataFrame:
    """How other versions of the sources word their figures, ``low`` and ``high`` in base units."""
    return _numbers(raw_table(root, WORDING), WORDING, ("low", "high"), pl.Float64)


def reference(name: str, root: Path | None = None) -> pl.DataFrame:
    """One table of independent facts, ``low`` and ``high`` in base units, ``decides`` true where it may."""
    path = REFERENCE / f"{name}.csv"
    table = _numbers(_table(root, path, _REFERENCE_COLUMNS), path, ("low", "high"), pl.Float64)
    return table.with_columns(pl.col("decides") == "true")


def sources(root: Path | None = None) -> dict[str, dict[str, Any]]:
    """What is known of each source, by ``source_id``, with the ``file_line`` it starts on."""
    written, node = _mapping(root, SOURCES)
    return {
        name: declared.entry(declared.Source, content, value, SOURCES, line=yaml_file.line_of(key), name=name)
        for (name, content), (key, value) in zip(written.items(), node.value, strict=False)
    }


def corrections(root: Path | None = None) -> list[dict[str, Any]]:
    """The declared doubts, in the order they are written down, each with the ``file_line`` it starts on."""
    written, node = _mapping(root, CORRECTIONS)
    entries = written.get("corrections")
    if not isinstance(entries, list):
        raise Unusable(
            f"{CORRECTIONS}:1: no list of corrections; write one entry a doubt, each after a dash, [] for none"
        )
    return [
        declared.entry(declared.Correction, content, value, CORRECTIONS, line=yaml_file.line_of(value))
        for content, value in zip(entries, yaml_file.under(node, "corrections").value, strict=False)
    ]


def source_text(source_id: str, root: Path | None = None) -> str | None:
    """The text of a source, if the reader has put it in place; its line ends kept as they are."""
    path = (root or home()) / TEXTS / f"{source_id}.txt"
    return _decoded(path, TEXTS / path.name) if path.is_file() else None


def any_text(path: Path) -> str:
    """A text from anywhere, its line ends kept as they are; raises `Unusable` where there is none in UTF-8."""
    if not path.exists():
        raise Unusable(f"{path}: no such file; name a text in UTF-8")
    return _decoded(path, path)


def text_pieces(path: Path) -> Iterator[str]:
    """A text from anywhere, in lines with their ends, an overlong line in pieces; a byte order mark is left out.

    Raises `Unusable` where there is no text in UTF-8, naming what the file is instead.
    """
    if not path.exists():
        raise Unusable(f"{path}: no such file; name a text in UTF-8")
    try:
        with path.open("rb") as file:
            _refuse_other_kinds(path, file.read(_HEAD))
            file.seek(0)
            yield from _utf8_pieces(path, file)
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}; it must be a file one may read") from None


def built_table(root: Path | None, path: Path) -> pl.DataFrame:
    """Return a table of ``data/processed``, each column of the type that ``columns.yml`` gives it."""
    if not ((root or home()) / path).is_file():
        raise Unusable(f"{path}: no such file; make data builds it")
    table = _table(root, path, [])
    types = kinds(path.relative_to("data").with_suffix("").as_posix(), table.columns[:-1])
    for kind in (pl.Float64, pl.Int64):
        table = _numbers(table, path, tuple(name for name, other in types.items() if other == kind), kind)
    return table.select(
        pl.col(name).str.to_date("%Y-%m-%d")
        if kind == pl.Date
        else (pl.col(name) == "true" if kind == pl.Boolean else pl.col(name))
        for name, kind in types.items()
    )


def raw_table(root: Path | None, path: Path) -> pl.DataFrame:
    """A table of ``data/raw`` as text, null where a cell is empty, with its ``file_line``."""
    return _table(root, path, _COLUMNS[path])


def described_files(root: Path | None = None) -> dict[str, str]:
    """The sha256 that ``datapackage.json`` gives of each file of ``data/raw``, by path; none where it isn't there."""
    path = (root or home()) / PACKAGE
    if not path.is_file():
        return {}
    try:
        resources = json.loads(_decoded(path, PACKAGE))["resources"]
        return {(PACKAGE.parent / said["path"]).as_posix(): said["hash"].removeprefix("sha256:") for said in resources}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unusable(f"{PACKAGE}:1: no resources with path and hash; make data writes it") from None


def fingerprints(root: Path | None = None) -> dict[str, str]:
    """The sha256 of every file the ledger is read from, the sources' texts where they are at hand, by path."""
    root = root or home()
    texts = [path for name in sources(root) if (root / (path := TEXTS / f"{name}.txt")).is_file()]
    package = [PACKAGE] if (root / PACKAGE).is_file() else []
    return _tables(root) | {path.as_posix(): fingerprint(root / path) for path in (*package, *texts)}


def _tables(root: Path) -> dict[str, str]:
    """The sha256 of every table and list of ``data/raw``, by path."""
    paths = [
        FIGURES,
        ENTITIES,
        MEASURES,
        WORDING,
        SOURCES,
        CORRECTIONS,
        *(REFERENCE / f"{name}.csv" for name in REFERENCES),
    ]
    return {path.as_posix(): fingerprint(root / path) for path in paths}


def fingerprint(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _table(root: Path | None, path: Path, columns: list[str]) -> pl.DataFrame:
    header, *rows = _rows(_decoded((root or home()) / path, path), path, columns)
    table = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    return table.with_columns(
        pl.when(pl.all() != "").then(pl.all()), file_line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64)
    )


def _rows(text: str, path: Path, columns: list[str]) -> list[list[str]]:
    """The cells of a table, header first; stops at a missing column, a row of another width or over several lines."""
    rows: list[list[str]] = []
    reader = csv.reader(text.removesuffix("\n").split("\n"), strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            header = rows[0] if rows else row
            if lacking := [name for name in columns if name not in header]:
                raise Unusable(f"{path}:1: no column {', '.join(lacking)}; the header must name {', '.join(columns)}")
            if twice := [name for name in header if header.count(name) > 1]:
                raise Unusable(f"{path}:1: column {twice[0]} stands there twice; every column has a name of its own")
            if reader.line_num != number:
                raise Unusable(f"{path}:{number}: a cell runs over the end of the line; one row must be one line")
            if not row:
                raise Unusable(f"{path}:{number}: an empty line; a table has one row a line and nothing between")
            if len(row) != len(header):
                raise Unusable(f"{path}:{number}: {len(row)} cells where the header names {len(header)}; quote commas")
            rows.append(row)
    except csv.Error as error:
        line = len(rows) + 1
        raise Unusable(f"{path}:{line}: {error}; a quoted cell must be closed on its own line") from None
    return rows


def _decoded(path: Path, shown: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise Unusable(f"{shown}: no such file; it belongs to the checkout") from None
    except OSError as error:
        raise Unusable(f"{shown}: {error.strerror}; it must be a file one may read") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Unusable(
            f"{shown}:{line}: byte {error.object[error.start]:#04x} is not UTF-8; save it as UTF-8"
        ) from None
    if text.startswith("\ufeff"):
        raise Unusable(f"{shown}:1: starts with a byte order mark; save it as UTF-8 without one")
    return text


_HEAD = 4096
_PIECE = 1 << 18
"""How many bytes are decoded together."""

_SENTENCE_ENDS = (". ", "。", "! ", "؟ ", "؛ ")

_KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP or an Office document",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x1f\x8b": "a gzip archive",
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    """Raise `Unusable` for a file that is no plain text in UTF-8 by its first bytes."""
    kind = next((kind for start, kind in _KINDS.items() if head.startswith(start)), None)
    if kind is None and _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        kind = "an HTML page"
    if kind is None and _has_zeros(head[::2], head[1::2]):
        kind = "UTF-16 without its mark"
    if kind is not None:
        right = "save it as UTF-8" if kind.startswith("UTF") else "save its text as UTF-8 and scan that"
        raise Unusable(f"{path}: this is {kind}; {right}")


def _has_zeros(even: bytes, odd: bytes) -> bool:
    """Whether every other byte is mostly zero, as Latin letters and spaces are in UTF-16."""
    return min(len(even), len(odd)) > 3 and max(even.count(0) / len(even), odd.count(0) / len(odd)) > 0.3


def _utf8_pieces(path: Path, file: BinaryIO) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    rest, line = "", 1
    while True:
        chunk = file.read(_PIECE)
        if zero := chunk.find(b"\0") + 1:
            at = line + rest.count("\n") + chunk.count(b"\n", 0, zero)
            raise Unusable(f"{path}:{at}: a NUL byte; a text holds none, so save it again as UTF-8")
        try:
            rest += decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            at = line + rest.count("\n") + error.object.count(b"\n", 0, error.start)
            raise Unusable(
                f"{path}:{at}: byte {error.object[error.start]:#04x} is not UTF-8; "
                f"{_likely_encoding(error.object)}save it as UTF-8"
            ) from None
        *lines, rest = _lines(rest)
        line += len(lines)
        yield from lines
        if not chunk:
            break
        if len(rest) > _PIECE:
            end = max(rest.rfind(sign) for sign in _SENTENCE_ENDS) + 1 or rest.rfind(" ") + 1 or len(rest)
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _lines(text: str) -> list[str]:
    """The lines of a text, each but the last with its LF."""
    *lines, last = text.split("\n")
    return [*(line + "\n" for line in lines), last]


def _likely_encoding(content: bytes) -> str:
    """What bytes that aren't UTF-8 look like, as half a sentence."""
    from charset_normalizer import from_bytes

    best = from_bytes(content[: 16 * _HEAD]).best()
    return f"it looks like {best.encoding}; " if best is not None else ""


def _numbers(table: pl.DataFrame, path: Path, names: tuple[str, ...], kind: type[pl.DataType]) -> pl.DataFrame:
    """Casts columns of digits, naming the first cell that is none."""
    for name in names:
        number = pl.col(name).cast(kind, strict=False)
        wrong = table.filter(pl.col(name).is_not_null() & ~number.is_finite().fill_null(False))
        if not wrong.is_empty():
            row = wrong.row(0, named=True)
            raise Unusable(f"{path}:{row['file_line']}: column {name}: {row[name]!r} is no number; write plain digits")
    return table.with_columns(pl.col(names).cast(kind))


def _mapping(root: Path | None, path: Path) -> tuple[dict[Any, Any], yaml.MappingNode]:
    """Return what a YAML file of the checkout says by name, and its node."""
    return yaml_file.load(_decoded((root or home()) / path, path), path)
