"""Judges values with a Python function, where Polars has no expression that says the same.

The function is called once per distinct value of a chunk, never once per row.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl
from dateutil.parser import parse

Judge = Callable[[Any], bool]

_LEAP_YEAR = datetime(2000, 1, 1)
"""Completes partial dates, so that the 29th of February is a date today and next year."""


def judged(values: pl.Expr, judge: Judge) -> pl.Expr:
    """Whether the function says yes to each value; null stays null."""

    def verdicts(chunk: pl.Series) -> pl.Series:
        distinct = chunk.drop_nulls().unique()
        good = distinct.filter(pl.Series([judge(value) for value in distinct], dtype=pl.Boolean))
        return chunk.is_in(good.implode())

    return values.map_batches(verdicts, return_dtype=pl.Boolean, is_elementwise=True)


def as_text(values: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Each value as Python's ``str`` writes it."""
    if isinstance(dtype, pl.String):
        return values
    if dtype.is_integer() or isinstance(dtype, pl.Null):
        return values.cast(pl.String)

    def written(chunk: pl.Series) -> pl.Series:
        return pl.Series([None if value is None else str(value) for value in chunk], dtype=pl.String)

    return values.map_batches(written, return_dtype=pl.String, is_elementwise=True)


def is_date(value: str) -> bool:
    """Whether dateutil makes a date of it."""
    try:
        parse(value, default=_LEAP_YEAR)
    except (ValueError, OverflowError):
        return False
    return True


def has_format(strftime_format: str) -> Judge:
    """Whether ``strptime`` reads it by this format."""

    def judge(value: str) -> bool:
        try:
            datetime.strptime(value, strftime_format)
        except ValueError:
            return False
        return True

    return judge


def is_json(value: str) -> bool:
    """Whether it is a JSON document."""
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def fits_schema(json_schema: dict[str, Any]) -> Judge:
    """Whether it is a JSON document that the schema allows; text that isn't JSON raises."""
    from jsonschema import validators  # only suites with JSON columns pay for it

    kind = validators.validator_for(json_schema)
    kind.check_schema(json_schema)
    validator = kind(json_schema)

    def judge(value: str) -> bool:
        try:
            document = json.loads(value)
        except ValueError as error:  # of a kind that Polars can't raise again
            raise ValueError(f"{value!r} isn't JSON: {error}") from error
        return bool(validator.is_valid(document))

    return judge
