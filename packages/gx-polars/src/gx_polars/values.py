"""Python values as a column would hold them: for sets, for bounds, for row conditions."""

import datetime as dt
import math
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl
from dateutil.parser import parse

from gx_polars.rows import Column

NOTHING: Final = object()
"""Stands for a value that no value of the column can equal."""

FEW: Final = 8
"""Up to so many words, a text is compared with each in two thirds to a fifth of the time that a hash table takes."""


def fit(value: Any, dtype: pl.DataType) -> Any:
    """The value of this type that equals the given one, or NOTHING.

    1 and 1.0 and True are equal, as in Python; text that spells a date equals
    the date; otherwise text equals text only.
    """
    if hasattr(value, "dtype") and hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
    if value is None:
        return NOTHING
    try:
        held = _converted(value, dtype)
        if held is not NOTHING:
            pl.Series([held], dtype=dtype)  # refuses what is out of range
    except (TypeError, ValueError, OverflowError, InvalidOperation, pl.exceptions.PolarsError):
        return NOTHING
    return held


def fitting(values: Iterable[Any], dtype: pl.DataType) -> pl.Series:
    """Those of the values that the type can hold."""
    held = (fit(value, dtype) for value in values)
    return pl.Series("values", [value for value in held if value is not NOTHING], dtype=dtype)


def is_among(column: Column, values: Iterable[Any]) -> pl.Expr:
    """Whether each value of the column equals one of these; null stays null."""
    held = fitting(values, column.plain)
    if isinstance(column.dtype, pl.String) and 0 < held.len() <= FEW:
        return pl.any_horizontal(column.values == word for word in held)
    return column.values.is_in(pl.lit(held).implode())


def bound(value: Any, column: Column) -> pl.Expr:
    """The value as something the column can be compared with."""
    dtype = column.plain
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and isinstance(dtype, pl.Date):
        return pl.lit(value)
    if isinstance(value, dt.datetime) and isinstance(dtype, pl.Date):
        return pl.lit(value.replace(tzinfo=None))  # later in the day than the date itself
    if dtype.is_numeric() or isinstance(dtype, pl.Boolean | pl.Null):
        if isinstance(value, int | float | Decimal):
            return _numeric_bound(int(value) if isinstance(value, bool) else value, dtype)
    elif not dtype.is_nested() and (held := fit(value, dtype)) is not NOTHING:
        return pl.lit(held, dtype=dtype)
    raise TypeError(
        f'Column values, min_value, and max_value must be of the same type: column "{column.name}" is {column.dtype}, '
        f"{value!r} is {type(value).__name__}."
    )


def comparable(column: Column) -> pl.Expr:
    """The column as something a bound can be compared with."""
    return column.number if isinstance(column.dtype, pl.Boolean) else column.values


def _numeric_bound(value: float | Decimal, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_decimal() and math.isfinite(value):
        return pl.lit(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return pl.lit(float(value))
    return pl.lit(float(value) if isinstance(value, Decimal) else value)


def _converted(value: Any, dtype: pl.DataType) -> Any:
    if dtype.is_temporal():
        return _moment(value, dtype)
    if dtype.is_numeric() or isinstance(dtype, pl.Boolean):
        return _number(value, dtype) if isinstance(value, bool | int | float | Decimal) else NOTHING
    if dtype.is_nested():
        return value
    return value if isinstance(value, bytes if isinstance(dtype, pl.Binary) else str) else NOTHING


def _number(value: float | Decimal, dtype: pl.DataType) -> Any:
    if isinstance(dtype, pl.Boolean):
        return bool(value) if value in (0, 1) else NOTHING
    if dtype.is_integer():
        return int(value) if value == int(value) else NOTHING
    if dtype.is_decimal():
        return _as_decimal(value, dtype)
    return float(value) if float(value) == value or isinstance(value, Decimal) else NOTHING


def _as_decimal(value: float | Decimal, dtype: pl.DataType) -> Any:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    scale = getattr(dtype, "scale", None) or 0
    return exact if exact == round(exact, scale) else NOTHING


def _moment(value: Any, dtype: pl.DataType) -> Any:
    if isinstance(dtype, pl.Duration):
        return value if isinstance(value, dt.timedelta) else NOTHING
    if isinstance(dtype, pl.Time):
        moment = dt.time.fromisoformat(value) if isinstance(value, str) else value
        return moment if isinstance(moment, dt.time) else NOTHING
    moment = parse(value) if isinstance(value, str) else value
    if not isinstance(moment, dt.date):
        return NOTHING
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    if isinstance(dtype, pl.Date):
        return moment.date() if moment.time() == dt.time() else NOTHING
    return _in_zone(moment, getattr(dtype, "time_zone", None))


def _in_zone(moment: dt.datetime, zone: str | None) -> Any:
    """A naive moment is one in the column's own time zone; an aware one has no equal in a naive column."""
    if zone is None:
        return moment if moment.tzinfo is None else NOTHING
    return moment.replace(tzinfo=ZoneInfo(zone)) if moment.tzinfo is None else moment.astimezone(ZoneInfo(zone))
