"""Metrics that users write for this engine with the decorators of Great Expectations.

A function under ``@column_condition_partial(engine=PolarsExecutionEngine)``, or
the same for pairs or several columns, returns an expression that is true for an
expected row. One under ``@column_aggregate_value`` returns an aggregate of the
column. They are given expressions, and run with all other metrics in one query.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

import polars as pl
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes

from gx_polars._private import wraps
from gx_polars.checks import Condition, check
from gx_polars.request import MetricRequest
from gx_polars.rows import Column
from gx_polars.steps import Select, Steps
from gx_polars.values import plain_value

CONDITION = "unexpected_condition"
"""The name of the condition among the dependencies of a count of unexpected rows."""

_OVER: dict[Any, Literal["column", "pair", "list"]] = {
    MetricDomainTypes.COLUMN: "column",
    MetricDomainTypes.COLUMN_PAIR: "pair",
    MetricDomainTypes.MULTICOLUMN: "list",
}

_AGGREGATE = 2
"""The number of decorators that ``column_aggregate_value`` puts around a function."""


def is_condition(provider: Any) -> bool:
    """Return whether a user's function is a condition on rows."""
    return getattr(provider, "metric_fn_type", None) is MetricPartialFunctionTypes.MAP_CONDITION_SERIES


def is_aggregate(provider: Any) -> bool:
    """Return whether a user's function is under ``column_aggregate_value``, which wraps it twice."""
    return wraps(provider) == _AGGREGATE and not is_condition(provider)


def condition(metric_class: Any, provider: Any, dependencies: Mapping[str, Any]) -> Condition:
    """Return a user's function as a condition."""
    function = inspect.unwrap(provider)
    over = _OVER[provider.domain_type]

    def expected(*columns: Any, **options: Any) -> pl.Expr | bool:
        if over == "list":
            (listed,) = columns
            expressions: tuple[Any, ...] = ([column.raw for column in listed],)
        else:
            expressions = tuple(column.raw for column in columns)
        return _expression(function(metric_class, *expressions, **options, _metrics=dependencies), function)

    settings = getattr(provider, "metric_definition_kwargs", {})
    ignores_missing = settings.get("filter_column_isnull", getattr(metric_class, "filter_column_isnull", True))
    return Condition(expected, over=over, includes_missing=over == "column" and not ignores_missing)


def part(condition_: Condition, name: str, request: MetricRequest) -> Steps:
    """Return the counts and lists of a user's condition."""
    if name == "unexpected_value_counts":
        raise NotImplementedError("PolarsExecutionEngine doesn't provide counts by value of a custom metric.")
    return check(condition_, request)


def aggregate(metric_class: Any, provider: Any, dependencies: Mapping[str, Any]) -> Callable[[MetricRequest], Steps]:
    """Return a user's function as an aggregate of a column."""
    function = inspect.unwrap(provider)
    return partial(_aggregated, metric_class, function, dependencies)


def _aggregated(
    metric_class: Any, function: Callable[..., Any], dependencies: Mapping[str, Any], request: MetricRequest
) -> Steps:
    column: Column = request.column
    expression = function(metric_class, column=column.raw, **request.options, _metrics=dependencies)
    if not isinstance(expression, pl.Expr):
        raise _no_expression(expression, function)
    ((value,),) = yield [Select(request.rows, (expression,))]
    return {"value": plain_value(value)}


def _expression(value: Any, function: Callable[..., Any]) -> pl.Expr | bool:
    if isinstance(value, pl.Expr | bool):
        return value
    raise _no_expression(value, function)


def _no_expression(value: Any, function: Callable[..., Any]) -> TypeError:
    return TypeError(
        f"{function.__qualname__} must return a Polars expression of its arguments, not {type(value).__name__}."
    )
