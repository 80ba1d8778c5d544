"""What ``columns.yml`` says of every column of every table: type, unit, description and constraints."""

from collections.abc import Iterable
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from tungsten import Unusable

KINDS: dict[str, type[pl.DataType]] = {
    "string": pl.String,
    "number": pl.Float64,
    "integer": pl.Int64,
    "boolean": pl.Boolean,
    "date": pl.Date,
}
"""How each type of a column is held."""


@cache
def columns() -> dict[str, Any]:
    """Return what ``columns.yml`` holds."""
    text = files(__package__).joinpath("columns.yml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content


def kinds(name: str, header: Iterable[str]) -> dict[str, type[pl.DataType]]:
    """Return the type of each column of a table, such as ``processed/corrected/figures``."""
    own = described(name).get("columns", {})
    return {column: KINDS[entry_of(name, column, own)[0]] for column in header}


def described(name: str) -> dict[str, Any]:
    """Return the entry of a table; raise `Unusable` where it has none."""
    table = next((entry for pattern, entry in columns()["tables"].items() if fnmatch(name, pattern)), None)
    if table is None:
        raise Unusable(f"src/tungsten/ledger/columns.yml:1: table {name} is not described; add it under tables")
    return dict(table)


def entry_of(table: str, column: str, own: dict[str, Any]) -> list[Any]:
    """Return type, unit, description and constraints of a column; raise `Unusable` where it has none."""
    entry = own.get(column) or columns()["columns"].get(column)
    if entry is None:
        raise Unusable(
            f"src/tungsten/ledger/columns.yml:1: column {column} of {table} is not described; add it under columns"
        )
    return list(entry)
