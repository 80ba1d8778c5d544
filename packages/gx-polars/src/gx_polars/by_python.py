"""Tests of values by a Python function, where Polars has no equivalent expression.

The function is called once for each distinct value of a chunk, not for each row.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl
from dateutil.parser import parse

Predicate = Callable[[Any], bool]

_LEAP_YEAR = datetime(2000, 1, 1)
"""The year of partial dates, so that the 29th of February is a date in every year."""


def satisfies(values: pl.Expr, predicate: Predicate) -> pl.Expr:
    """Return whether each value satisfies the function; null stays null."""

    def evaluate(chunk: pl.Series) -> pl.Series:
        distinct = chunk.drop_nulls().unique()
        accepted = distinct.filter(pl.Series([predicate(value) for value in distinct], dtype=pl.Boolean))
        return chunk.is_in(accepted.implode())

    return values.map_batches(evaluate, return_dtype=pl.Boolean, is_elementwise=True)


def as_text(values: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return each value as ``str`` of Python writes it."""
    if isinstance(dtype, pl.String):
        return values
    if dtype.is_integer() or isinstance(dtype, pl.Null):
        return values.cast(pl.String)

    def to_text(chunk: pl.Series) -> pl.Series:
        return pl.Series([None if value is None else str(value) for value in chunk], dtype=pl.String)

    return values.map_batches(to_text, return_dtype=pl.String, is_elementwise=True)


def is_date(value: str) -> bool:
    """Return whether dateutil can parse the text as a date."""
    try:
        parse(value, default=_LEAP_YEAR)
    except (ValueError, OverflowError):
        return False
    return True


def has_format(strftime_format: str) -> Predicate:
    """Return a function that tests whether ``strptime`` can parse a text by this format."""

    def predicate(value: str) -> bool:
        try:
            datetime.strptime(value, strftime_format)
        except ValueError:
            return False
        return True

    return predicate


def is_json(value: str) -> bool:
    """Return whether the text is a JSON document."""
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def fits_schema(json_schema: dict[str, Any]) -> Predicate:
    """Return a function that tests a JSON document against a schema; it raises for text that is not JSON."""
    from jsonschema import validators  # slow to import, and rarely needed

    kind = validators.validator_for(json_schema)
    kind.check_schema(json_schema)
    validator = kind(json_schema)

    def predicate(value: str) -> bool:
        try:
            document = json.loads(value)
        except ValueError as error:  # Polars can't raise a JSONDecodeError again
            raise ValueError(f"{value!r} isn't JSON: {error}") from error
        return bool(validator.is_valid(document))

    return predicate
