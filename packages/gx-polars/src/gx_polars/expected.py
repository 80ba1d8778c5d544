"""Map expectations as boolean expressions.

Each function takes the columns and the parameters of an expectation and returns
the expression that is true for an expected row. Missing values are handled in
`checks`: it decides whether such rows are tested, and null never counts as
expected.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import combinations
from operator import add, and_
from typing import Any

import polars as pl

from gx_polars import by_python, patterns
from gx_polars.rows import Column
from gx_polars.type_names import is_type
from gx_polars.values import NOTHING, bound, comparable, equal_sides, fit, is_among, ordered_sides

_SPREADS = ("iqr", "std")


def between(
    x: Column, min_value: Any = None, max_value: Any = None, strict_min: bool = False, strict_max: bool = False
) -> pl.Expr:
    if min_value is None and max_value is None:
        raise ValueError("min_value and max_value cannot both be None")
    if min_value is not None and max_value is not None and min_value > max_value:
        raise ValueError("min_value cannot be greater than max_value")
    values, parts = comparable(x), []
    if min_value is not None:
        parts.append(values > bound(min_value, x) if strict_min else values >= bound(min_value, x))
    if max_value is not None:
        parts.append(values < bound(max_value, x) if strict_max else values <= bound(max_value, x))
    return reduce(and_, parts)


def in_set(x: Column, value_set: Iterable[Any] | None = None) -> pl.Expr | bool:
    return True if value_set is None else is_among(x, value_set)


def not_in_set(x: Column, value_set: Iterable[Any] | None = None) -> pl.Expr | bool:
    return True if value_set is None else is_among(x, value_set).not_()


def length_equals(x: Column, value: float) -> pl.Expr:
    return x.text.str.len_chars() == value


def length_between(
    x: Column,
    min_value: float | None = None,
    max_value: float | None = None,
    strict_min: bool = False,
    strict_max: bool = False,
) -> pl.Expr:
    return _number_between(x.text.str.len_chars(), min_value, max_value, strict_min, strict_max)


def regex(x: Column, regex: str) -> pl.Expr:
    return patterns.matches(x.text, regex)


def not_regex(x: Column, regex: str) -> pl.Expr:
    return patterns.matches(x.text, regex).not_()


def regex_list(x: Column, regex_list: Sequence[str], match_on: str = "any") -> pl.Expr:
    return _several((patterns.matches(x.text, regex) for regex in regex_list), match_on)


def not_regex_list(x: Column, regex_list: Sequence[str]) -> pl.Expr:
    return _several((patterns.matches(x.text, regex) for regex in regex_list), "any").not_()


def like(x: Column, like_pattern: str, escape: str | None = None) -> pl.Expr:
    return patterns.is_like(x.text, like_pattern, escape)


def not_like(x: Column, like_pattern: str, escape: str | None = None) -> pl.Expr:
    return patterns.is_like(x.text, like_pattern, escape).not_()


def like_list(x: Column, like_pattern_list: Sequence[str], match_on: str = "any", escape: str | None = None) -> pl.Expr:
    return _several((patterns.is_like(x.text, pattern, escape) for pattern in like_pattern_list), match_on)


def not_like_list(x: Column, like_pattern_list: Sequence[str], escape: str | None = None) -> pl.Expr:
    return _several((patterns.is_like(x.text, pattern, escape) for pattern in like_pattern_list), "any").not_()


def dateutil_parseable(x: Column) -> pl.Expr:
    return by_python.satisfies(_strings(x, "dates are expected before they are read"), by_python.is_date)


def strftime_format(x: Column, strftime_format: str) -> pl.Expr:
    return by_python.satisfies(
        _strings(x, "dates are expected before they are read"), by_python.has_format(strftime_format)
    )


def json_parseable(x: Column) -> pl.Expr:
    return by_python.satisfies(_strings(x, "JSON is text"), by_python.is_json)


def json_schema(x: Column, json_schema: dict[str, Any]) -> pl.Expr:
    return by_python.satisfies(_strings(x, "JSON is text"), by_python.fits_schema(json_schema))


def of_type(x: Column, type_: str) -> bool:
    return is_type(x.dtype, [type_])


def in_type_list(x: Column, type_list: Sequence[str]) -> bool:
    return is_type(x.dtype, type_list)


def increasing(x: Column, strictly: bool = False) -> pl.Expr:
    before = x.ordered.shift(1)
    return (x.ordered > before if strictly else x.ordered >= before).fill_null(True)


def decreasing(x: Column, strictly: bool = False) -> pl.Expr:
    before = x.ordered.shift(1)
    return (x.ordered < before if strictly else x.ordered <= before).fill_null(True)


def z_score_below(x: Column, threshold: float, double_sided: bool = True) -> pl.Expr:
    values = _numbers(x, "Cannot complete Z-score calculations on a non-numerical column.")
    spread = values.std()
    score = (values - values.mean()) / spread
    below = score.abs() < abs(threshold) if double_sided else score < threshold
    has_score = ((spread != 0) & spread.is_finite()).fill_null(False)
    return pl.when(has_score).then(below).otherwise(True)


def not_outlier(x: Column, method: str = "iqr", multiplier: float = 1.5) -> pl.Expr:
    values = _numbers(x, "Cannot detect outliers in a non-numerical column.")
    if method == "iqr":
        low, high = values.quantile(0.25, "linear"), values.quantile(0.75, "linear")
        reach = (high - low) * multiplier
        inside = (values >= low - reach) & (values <= high + reach)
    elif method == "std":
        low = high = values.mean()
        reach = values.std() * multiplier
        inside = pl.when(reach <= 0).then(values == low).otherwise((values - low).abs() < reach)
    else:
        raise NotImplementedError(f"method {method!r} has not been implemented; {_SPREADS} have")
    has_window = (low.is_finite() & high.is_finite() & reach.is_finite()).fill_null(False)
    return pl.when(has_window).then(inside).otherwise(True)


def pair_equal(a: Column, b: Column) -> pl.Expr | bool:
    sides = equal_sides(a, b)
    return sides is not None and sides[0] == sides[1]


def pair_greater(a: Column, b: Column, or_equal: bool = False) -> pl.Expr:
    one, other = ordered_sides(a, b)
    return one >= other if or_equal else one > other


def pair_in_set(a: Column, b: Column, value_pairs_set: Iterable[tuple[Any, Any]] | None = None) -> pl.Expr | bool:
    if value_pairs_set is None:
        return True
    pairs = [{"a": _as_in_column(one, a), "b": _as_in_column(other, b)} for one, other in value_pairs_set]
    known = [pair for pair in pairs if NOTHING not in pair.values()]
    allowed = pl.Series(known, dtype=pl.Struct({"a": a.plain, "b": b.plain}))
    return pl.struct(a=a.values, b=b.values).is_in(pl.lit(allowed).implode())


def sum_equal(columns: Sequence[Column], sum_total: float) -> pl.Expr:
    return reduce(add, (column.addend for column in columns)) == sum_total


def all_equal(columns: Sequence[Column]) -> pl.Expr:
    first, *others = columns
    return reduce(and_, (_differ(first, other).not_() for other in others))


def all_different(columns: Sequence[Column]) -> pl.Expr:
    return reduce(and_, (_differ(a, b) for a, b in combinations(columns, 2)))


def _differ(a: Column, b: Column) -> pl.Expr:
    sides = equal_sides(a, b)
    if sides is None:
        return (a.raw.is_null() & b.raw.is_null()).not_()
    return sides[0].ne_missing(sides[1])


def _number_between(
    values: pl.Expr, min_value: float | None, max_value: float | None, strict_min: bool, strict_max: bool
) -> pl.Expr:
    if min_value is None and max_value is None:
        raise ValueError("min_value and max_value cannot both be None")
    low = pl.lit(True) if min_value is None else values > min_value if strict_min else values >= min_value
    high = pl.lit(True) if max_value is None else values < max_value if strict_max else values <= max_value
    return low & high


def _several(matched: Iterable[pl.Expr], match_on: str) -> pl.Expr:
    if match_on not in ("any", "all"):
        raise ValueError("match_on must be either 'any' or 'all'")
    return pl.any_horizontal(*matched) if match_on == "any" else pl.all_horizontal(*matched)


def _strings(x: Column, why: str) -> pl.Expr:
    if not isinstance(x.plain, pl.String):
        raise TypeError(f'Column "{x.name}" is {x.dtype}, not String: {why}.')
    return x.values


def _numbers(x: Column, refusal: str) -> pl.Expr:
    if x.dtype.is_temporal():
        raise TypeError(refusal)
    try:
        return x.number
    except TypeError as error:
        raise TypeError(refusal) from error


def _as_in_column(value: Any, column: Column) -> Any:
    return None if value is None else fit(value, column.plain)
