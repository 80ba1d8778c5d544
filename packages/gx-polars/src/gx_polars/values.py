"""Conversion of Python values to the type of a column, and of columns to each other's, for comparisons."""

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
"""Replaces a value that no value of the column can equal."""

FEW: Final = 8
"""The most words that a text is compared with one by one, in 1/5 to 2/3 of the time of a hash table."""

_LEAP_YEARS: Final = (dt.datetime(1996, 1, 1), dt.datetime(2000, 1, 1))
"""The default of a partial date: a month or a day that is not given is the first, as in pandas."""

_PER_UNIT: Final = {"ns": 1, "us": 1_000, "ms": 1_000_000}
"""Nanoseconds in each time unit of Polars."""

_NS_RANGE: Final = (dt.datetime(1677, 9, 22), dt.datetime(2262, 4, 11))
"""The first and last day whose datetimes fit into 64 bits of nanoseconds."""


class PartialDateError(ValueError):
    """Raised for a text that is a date without a year."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} names no year, so that it would mean another day every year: write the whole date.")


def read_moment(text: str) -> dt.datetime | None:
    """Return the datetime of a text; None if it is none.

    A missing month or day is the first one.

    Raises:
        PartialDateError: The text has no year.
    """
    try:
        one, other = (_parsed(text, default) for default in _LEAP_YEARS)
    except (ValueError, OverflowError):
        return None
    if one.year != other.year:
        raise PartialDateError(text)
    return other


def _parsed(text: str, default: dt.datetime) -> dt.datetime:
    moment: dt.datetime = parse(text, default=default)
    return moment


def fit(value: Any, dtype: pl.DataType) -> Any:
    """Return the value of this type that equals the given one, or `NOTHING`.

    1, 1.0 and True are equal, as in Python; the text of a date equals the date;
    other text equals text only.
    """
    if hasattr(value, "dtype") and hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
    if value is None:
        return NOTHING
    try:
        converted = _converted(value, dtype)
        if converted is not NOTHING:
            pl.Series([converted], dtype=dtype)  # raises for values out of range
    except PartialDateError:
        raise
    except (TypeError, ValueError, OverflowError, InvalidOperation, pl.exceptions.PolarsError):
        return NOTHING
    return converted


def fitting(values: Iterable[Any], dtype: pl.DataType) -> pl.Series:
    """Return the values that the type can hold."""
    converted = (fit(value, dtype) for value in values)
    return pl.Series("values", [value for value in converted if value is not NOTHING], dtype=dtype)


def is_among(column: Column, values: Iterable[Any]) -> pl.Expr:
    """Return whether each value of the column equals one of these; null stays null."""
    converted = fitting(values, column.plain)
    if isinstance(column.dtype, pl.String) and 0 < converted.len() <= FEW:
        return pl.any_horizontal(column.values == word for word in converted)
    return column.values.is_in(pl.lit(converted).implode())


def comparable(column: Column) -> pl.Expr:
    """Return the column in a type that can be compared with `bound`."""
    if isinstance(column.dtype, pl.Boolean) or column.is_short_float:
        return column.number
    if isinstance(column.dtype, pl.Datetime | pl.Duration) and column.dtype.time_unit == "ms":
        return column.raw.cast(
            _in_microseconds(column.dtype)
        )  # so that a bound is not rounded to the unit of the column
    return column.raw if isinstance(column.dtype, pl.Enum) else column.values


def bound(value: Any, column: Column) -> pl.Expr:
    """Return a value in a type that can be compared with `comparable`."""
    dtype = column.dtype
    if isinstance(dtype, pl.Enum):
        if value in dtype.categories.to_list():
            return pl.lit(value, dtype=dtype)
        raise TypeError(f'{value!r} is not a category of column "{column.name}", which is {dtype}.')
    if isinstance(value, str) and isinstance(dtype, pl.Date | pl.Datetime):
        value = read_moment(value) or value
    limit = _limit(value, dtype)
    if limit is not None:
        return limit
    raise TypeError(
        f'Column values, min_value, and max_value must be of the same type: column "{column.name}" is {column.dtype}, '
        f"{value!r} is {type(value).__name__}."
    )


def equal_sides(a: Column, b: Column) -> tuple[pl.Expr, pl.Expr] | None:
    """Return two columns as expressions to compare with ``==``; None if their values can't be equal.

    Datetimes are equal if they are the same instant, in any zone and unit;
    categories if their text is equal; numbers if their exact values are.
    """
    if a.is_empty or b.is_empty:
        return a.values, b.values
    kind = _kind(a.plain)
    if kind != _kind(b.plain):
        return None
    if kind == "number":
        return _numbers(a, b)
    if kind in ("naive moment", "moment", "duration") and a.dtype != b.dtype:
        return _moments(a, b)
    return a.values, b.values


def ordered_sides(a: Column, b: Column) -> tuple[pl.Expr, pl.Expr]:
    """Return two columns as expressions to compare with ``<``; an Enum in the order of its categories."""
    are_enums = [isinstance(column.dtype, pl.Enum) for column in (a, b)]
    if all(are_enums) and a.dtype == b.dtype:
        return a.raw, b.raw
    sides = None if any(are_enums) and not (a.is_empty or b.is_empty) else equal_sides(a, b)
    if sides is None:
        raise TypeError(f'Columns "{a.name}" ({a.dtype}) and "{b.name}" ({b.dtype}) have no order.')
    return sides


class Span(str):
    """A duration in a result: a text that is equal to the duration.

    Great Expectations can't store a duration, as it has no JSON form for it.
    """

    span: dt.timedelta

    def __new__(cls, span: dt.timedelta) -> "Span":
        built = super().__new__(cls, str(span))
        built.span = span
        return built

    def __reduce__(self) -> Any:
        return Span, (self.span,)

    def __eq__(self, other: object) -> bool:
        return self.span == other if isinstance(other, dt.timedelta) else str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.span)


def plain_value(value: Any) -> Any:
    """Return a value of a result in a form that Great Expectations can store."""
    if isinstance(value, dt.timedelta):
        return Span(value)
    if isinstance(value, list | tuple):
        return type(value)(plain_value(part) for part in value)
    if isinstance(value, dict):
        return {key: plain_value(part) for key, part in value.items()}
    return value


def plain_values(values: pl.Series | Iterable[Any]) -> list[Any]:
    """Return values of a result in a form that Great Expectations can store."""
    if isinstance(values, pl.Series):
        listed: list[Any] = values.to_list()
        return [plain_value(value) for value in listed] if _holds_durations(values.dtype) else listed
    return [plain_value(value) for value in values]


def records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows of a result in a form that Great Expectations can store."""
    rows: list[dict[str, Any]] = frame.to_dicts()
    return [plain_value(row) for row in rows] if any(map(_holds_durations, frame.dtypes)) else rows


def _holds_durations(dtype: Any) -> bool:
    if isinstance(dtype, pl.Struct):
        return any(_holds_durations(field.dtype) for field in dtype.fields)
    return _holds_durations(dtype.inner) if isinstance(dtype, pl.List | pl.Array) else dtype == pl.Duration


def _limit(value: Any, dtype: pl.DataType) -> pl.Expr | None:
    """Return a bound as an expression; None if the type can't be compared with it."""
    if dtype.is_numeric() or isinstance(dtype, pl.Boolean | pl.Null):
        if isinstance(value, int | float | Decimal):
            return _numeric_limit(int(value) if isinstance(value, bool) else value, dtype)
        return None
    if isinstance(dtype, pl.Date) and isinstance(value, dt.datetime):
        return None if value.tzinfo else pl.lit(value)  # a date is compared as its midnight
    if isinstance(dtype, pl.Datetime | pl.Duration):
        return _moment_limit(value, dtype)
    if dtype.is_nested() or (converted := fit(value, dtype)) is NOTHING:
        return None
    return pl.lit(converted, dtype=pl.String() if isinstance(dtype, pl.Categorical) else dtype)


def _moment_limit(value: Any, dtype: Any) -> pl.Expr | None:
    fine = _in_microseconds(dtype) if dtype.time_unit == "ms" else dtype
    if (converted := fit(value, _in_microseconds(dtype))) is NOTHING:
        return None
    if dtype.time_unit == "ns" and fit(value, dtype) is NOTHING:  # outside the range of nanoseconds
        is_late = (
            converted > dt.timedelta()
            if isinstance(converted, dt.timedelta)
            else converted.year > _NS_RANGE[0].year + 1
        )
        return pl.lit(2**63 - 1 if is_late else -(2**63) + 1, dtype=pl.Int64).cast(fine)
    return pl.lit(converted, dtype=fine)


def _in_microseconds(dtype: Any) -> pl.DataType:
    return pl.Duration("us") if isinstance(dtype, pl.Duration) else pl.Datetime("us", dtype.time_zone)


def _numeric_limit(value: float | Decimal, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_decimal() and math.isfinite(value):
        return pl.lit(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return pl.lit(float(value))
    return pl.lit(float(value) if isinstance(value, Decimal) else value)


def _kind(dtype: pl.DataType) -> str:
    if dtype.is_numeric() or isinstance(dtype, pl.Boolean):
        return "number"
    if isinstance(dtype, pl.Date):
        return "naive moment"
    if isinstance(dtype, pl.Datetime):
        return "moment" if dtype.time_zone else "naive moment"
    if isinstance(dtype, pl.Duration):
        return "duration"
    return str(dtype) if dtype.is_nested() else type(dtype).__name__


def _numbers(a: Column, b: Column) -> tuple[pl.Expr, pl.Expr]:
    if a.dtype.is_decimal() and b.dtype.is_decimal():
        return a.raw, b.raw
    are_whole = a.dtype.is_integer() and b.dtype.is_integer()
    if are_whole and a.dtype != b.dtype and pl.UInt64 in (a.dtype, b.dtype):  # Polars would convert them to floats
        return a.raw.cast(pl.Int128), b.raw.cast(pl.Int128)
    return a.number, b.number


def _moments(a: Column, b: Column) -> tuple[pl.Expr, pl.Expr]:
    """Return both columns in nanoseconds, as Polars would round to the coarser unit and refuses two zones."""
    return _nanoseconds(a), _nanoseconds(b)


def _nanoseconds(column: Column) -> pl.Expr:
    dtype: Any = column.dtype
    values = column.raw.cast(pl.Datetime("us")) if isinstance(dtype, pl.Date) else column.raw
    unit = "us" if isinstance(dtype, pl.Date) else dtype.time_unit
    return values.to_physical().cast(pl.Int128) * pl.lit(_PER_UNIT[unit], dtype=pl.Int128)


def _converted(value: Any, dtype: pl.DataType) -> Any:
    if dtype.is_temporal():
        return _temporal(value, dtype)
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
    converted = float(value)
    if not isinstance(dtype, pl.Float64) and math.isfinite(converted):  # no short float equals 0.1
        return converted if pl.Series([converted], dtype=dtype).item() == value else NOTHING
    return converted if converted == value or isinstance(value, Decimal) else NOTHING


def _as_decimal(value: float | Decimal, dtype: pl.DataType) -> Any:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    scale = getattr(dtype, "scale", None) or 0
    return exact if exact == round(exact, scale) else NOTHING


def _temporal(value: Any, dtype: pl.DataType) -> Any:
    if isinstance(dtype, pl.Duration):
        return value if isinstance(value, dt.timedelta) and _fits_unit(value, dtype) else NOTHING
    if isinstance(dtype, pl.Time):
        moment = dt.time.fromisoformat(value) if isinstance(value, str) else value
        return moment if isinstance(moment, dt.time) else NOTHING
    moment = read_moment(value) if isinstance(value, str) else value
    if not isinstance(moment, dt.date):
        return NOTHING
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    if isinstance(dtype, pl.Date):
        return moment.date() if moment.timetz() == dt.time() else NOTHING
    return _in_zone(moment, getattr(dtype, "time_zone", None)) if _fits_unit(moment, dtype) else NOTHING


def _fits_unit(moment: dt.datetime | dt.timedelta, dtype: Any) -> bool:
    """Return whether the time unit of a column can hold a value exactly."""
    if dtype.time_unit == "ms":
        parts = moment.microsecond if isinstance(moment, dt.datetime) else moment.microseconds
        return parts % 1_000 == 0
    if dtype.time_unit == "us":
        return True
    if isinstance(moment, dt.timedelta):
        return abs(moment) < dt.timedelta(microseconds=2**63 // 1_000)
    return _NS_RANGE[0] <= moment.replace(tzinfo=None) < _NS_RANGE[1]


def _in_zone(moment: dt.datetime, zone: str | None) -> Any:
    """Return a datetime in a zone: a naive one is taken to be in it, an aware one is NOTHING in a naive column."""
    if zone is None:
        return moment if moment.tzinfo is None else NOTHING
    return moment.replace(tzinfo=ZoneInfo(zone)) if moment.tzinfo is None else moment.astimezone(ZoneInfo(zone))
