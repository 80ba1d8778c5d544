"""Row conditions as expressions: objects, their stored form, and pandas' query syntax.

A condition is true or false, never null, as in pandas: for a missing value
``!=`` and ``not in`` are true, and all other comparisons are false.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, ge, gt, le, lt, or_
from typing import Any, TypeAlias

import polars as pl
from great_expectations.expectations.row_conditions import (
    AndCondition,
    ComparisonCondition,
    Condition,
    NullityCondition,
    OrCondition,
    PassThroughCondition,
    deserialize_row_condition,
)

from gx_polars.query_text import parse_query
from gx_polars.rows import Batch, Column
from gx_polars.values import NOTHING, bound, comparable, equal_sides, fit, is_among, ordered_sides

RowCondition: TypeAlias = str | dict[str, Any] | Condition


def as_expression(condition: RowCondition, batch: Batch, parser: str | None = None) -> pl.Expr:
    """Return a condition of Great Expectations, in any of its forms, as an expression."""
    read: Any = deserialize_row_condition(condition)
    if isinstance(read, PassThroughCondition):
        read = read.pass_through_filter
    if isinstance(read, str):
        if parser == "spark":
            return pl.sql_expr(read).fill_null(False)
        return parse_query(read, batch, compare, compare_columns)
    return _translated(read, batch)


def compare(column: Column, operator: str, value: Any) -> pl.Expr:
    """Compare a column with a value by one of ``== != < <= > >= IN NOT_IN``."""
    if operator in ("IN", "NOT_IN"):
        found = _among(column, value)
        return found if operator == "IN" else found.not_()
    if operator in ("==", "!="):
        equal = _among(column, [value])
        return equal if operator == "==" else equal.not_()
    return _ORDERS[operator](comparable(column), bound(value, column)).fill_null(False)


def compare_columns(a: Column, operator: str, b: Column) -> pl.Expr:
    """Compare two columns by one of ``== != < <= > >=``."""
    if operator in ("==", "!="):
        sides = equal_sides(a, b)
        equal = pl.lit(False) if sides is None else (sides[0] == sides[1]).fill_null(False)
        return equal if operator == "==" else equal.not_()
    return _ORDERS[operator](*ordered_sides(a, b)).fill_null(False)


_ORDERS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _among(column: Column, values: Iterable[Any]) -> pl.Expr:
    values = list(values)
    if len(values) == 1:
        held = fit(values[0], column.plain)
        if held is NOTHING:
            return pl.lit(False)
        return (column.values == pl.lit(held, dtype=column.plain)).fill_null(False)
    return is_among(column, values).fill_null(False)


def _translated(condition: Condition, batch: Batch) -> pl.Expr:
    match condition:
        case ComparisonCondition():
            operator = getattr(condition.operator, "value", condition.operator)
            return compare(batch.column(condition.column.name), operator, condition.parameter)
        case NullityCondition():
            values = batch.column(condition.column.name).values
            return values.is_null() if condition.is_null else values.is_not_null()
        case AndCondition():
            return reduce(and_, (_translated(part, batch) for part in condition.conditions))
        case OrCondition():
            return reduce(or_, (_translated(part, batch) for part in condition.conditions))
    raise TypeError(f"Invalid condition type: {type(condition)}")
