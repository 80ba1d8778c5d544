"""Arithmetic, functions, methods and date parts of pandas' query syntax.

Methods take the parameters of pandas. Parameters that are not supported are
refused, not ignored.
"""

import ast
import inspect
import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl

from gx_polars.by_python import satisfies
from gx_polars.patterns import matches
from gx_polars.rows import Column

Method = Callable[..., pl.Expr]


class NotUnderstoodError(Exception):
    """Raised for parameters that a method doesn't take."""


def call(method: Method, column: Column, given: list[Any], named: dict[str, Any]) -> pl.Expr:
    """Return the result of a method of a column.

    Raises:
        NotUnderstoodError: The method takes other parameters.
    """
    try:
        inspect.signature(method).bind(column, *given, **named)
    except TypeError as error:
        raise NotUnderstoodError from error
    return method(column, *given, **named)


def operand(column: Column) -> pl.Expr:
    """Return the values for arithmetic: as a type in which whole numbers neither overflow nor lack a sign."""
    if isinstance(column.dtype, pl.UInt64):
        return column.raw.cast(pl.Int128)
    return column.addend if column.dtype.is_numeric() or isinstance(column.dtype, pl.Boolean) else column.values


def _divided(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    return a.cast(pl.Float64) / b.cast(pl.Float64)


def _whole_divided(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Divide whole numbers as pandas does: by zero is infinite, zero by zero is NaN."""
    return pl.when(b == 0).then(_divided(a, b)).otherwise(a // b)


def _power(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    return a.cast(pl.Float64).pow(b.cast(pl.Float64))


ARITHMETIC: dict[type[ast.operator], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: _divided,
    ast.FloorDiv: _whole_divided,
    ast.Mod: lambda a, b: a % b,
    ast.Pow: _power,
}

FUNCTIONS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "abs": lambda x: x.abs(),
    "sqrt": lambda x: x.sqrt(),
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "log10": lambda x: x.log10(),
    "floor": lambda x: x.floor(),
    "ceil": lambda x: x.ceil(),
}
"""Functions of a number, as ``abs(x)``."""

OF_MOMENTS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "year": lambda x: x.dt.year(),
    "quarter": lambda x: x.dt.quarter(),
    "month": lambda x: x.dt.month(),
    "day": lambda x: x.dt.day(),
    **dict.fromkeys(("dayofweek", "day_of_week", "weekday"), lambda x: x.dt.weekday() - 1),
    **dict.fromkeys(("dayofyear", "day_of_year"), lambda x: x.dt.ordinal_day()),
    "hour": lambda x: x.dt.hour(),
    "minute": lambda x: x.dt.minute(),
    "second": lambda x: x.dt.second(),
    "microsecond": lambda x: x.dt.microsecond(),
    "date": lambda x: x.dt.date(),
    "time": lambda x: x.dt.time(),
}
"""Parts of a date or time, such as ``day.dt.year``; Monday is 0."""

_WHITESPACE = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""The characters that ``str.strip`` of Python removes."""


def _missing(na: Any) -> bool:
    """Return the result for a missing value: ``na``, false by default."""
    if na is None or (isinstance(na, float) and math.isnan(na)):
        return False
    if not isinstance(na, bool):
        raise NotUnderstoodError
    return na


def _pattern(pat: Any, case: bool, flags: int) -> re.Pattern[str]:
    if not isinstance(pat, str) or not isinstance(flags, int) or not isinstance(case, bool):
        raise NotUnderstoodError
    return re.compile(pat, flags if case else flags | re.IGNORECASE)


def _contains(
    column: Column, pat: str, case: bool = True, flags: int = 0, na: Any = None, regex: bool = True
) -> pl.Expr:
    if not isinstance(pat, str) or not isinstance(case, bool) or not isinstance(regex, bool):
        raise NotUnderstoodError
    if regex and case and flags == 0:
        matched = matches(column.text, pat)
    elif regex:
        pattern = _pattern(pat, case, flags)
        matched = satisfies(column.text, lambda value: pattern.search(value) is not None)
    elif flags:
        raise NotUnderstoodError  # flags without a pattern
    else:
        matched = satisfies(column.text, lambda value: pat in value if case else pat.upper() in value.upper())
    return matched.fill_null(_missing(na))


def _matched(whole: bool, column: Column, pat: str, case: bool = True, flags: int = 0, na: Any = None) -> pl.Expr:
    pattern = _pattern(pat, case, flags)
    match = pattern.fullmatch if whole else pattern.match
    return satisfies(column.text, lambda value: match(value) is not None).fill_null(_missing(na))


def _starts(column: Column, pat: str | tuple[str, ...], na: Any = None) -> pl.Expr:
    return pl.any_horizontal(column.text.str.starts_with(part) for part in _parts(pat)).fill_null(_missing(na))


def _ends(column: Column, pat: str | tuple[str, ...], na: Any = None) -> pl.Expr:
    return pl.any_horizontal(column.text.str.ends_with(part) for part in _parts(pat)).fill_null(_missing(na))


def _parts(pat: Any) -> tuple[str, ...]:
    parts = (pat,) if isinstance(pat, str) else pat
    if not isinstance(parts, tuple) or not all(isinstance(part, str) for part in parts):
        raise NotUnderstoodError
    return parts


def _stripped(side: str, column: Column, to_strip: str | None = None) -> pl.Expr:
    if not isinstance(to_strip, str | None):
        raise NotUnderstoodError
    strip: Callable[[str], pl.Expr] = getattr(column.text.str, f"strip_chars{side}")
    return strip(_WHITESPACE if to_strip is None else to_strip)


def _test_text(method: str, column: Column) -> pl.Expr:
    """Return the result of Python's ``str.isdigit`` or a similar method."""
    return satisfies(column.text, getattr(str, method))


def _lower(column: Column) -> pl.Expr:
    return column.text.str.to_lowercase()


def _upper(column: Column) -> pl.Expr:
    return column.text.str.to_uppercase()


def _length(column: Column) -> pl.Expr:
    return column.text.str.len_chars()


def _is_missing(column: Column) -> pl.Expr:
    return column.raw.is_null()


def _is_present(column: Column) -> pl.Expr:
    return column.raw.is_not_null()


def _absolute(column: Column) -> pl.Expr:
    return operand(column).abs()


_QUESTIONS = (
    "isalnum", "isalpha", "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper"
)  # fmt: skip

OF_TEXT: dict[str, Method] = {
    "contains": _contains,
    "match": partial(_matched, False),
    "fullmatch": partial(_matched, True),
    "startswith": _starts,
    "endswith": _ends,
    "lower": _lower,
    "upper": _upper,
    "strip": partial(_stripped, ""),
    "lstrip": partial(_stripped, "_start"),
    "rstrip": partial(_stripped, "_end"),
    "len": _length,
    **{name: partial(_test_text, name) for name in _QUESTIONS},
}
"""Methods of text, as ``name.str.contains("a")``."""

OF_VALUES: dict[str, Method] = {
    **dict.fromkeys(("isnull", "isna"), _is_missing),
    **dict.fromkeys(("notnull", "notna"), _is_present),
    "abs": _absolute,
}
"""Methods of any value, as ``name.isnull()``."""

LISTED = (
    f"the functions {', '.join(FUNCTIONS)}; the methods isin, between, {', '.join(OF_VALUES)}, "
    f"str.{', str.'.join(OF_TEXT)}; and dt.{', dt.'.join(OF_MOMENTS)}."
)
