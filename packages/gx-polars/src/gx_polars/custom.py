"""Metrics that users write for this engine with the decorators of Great Expectations.

``@column_condition_partial(engine=PolarsExecutionEngine)`` and its like for
pairs and several columns give an expression that is true where a row is as
expected; ``@column_aggregate_value`` gives one that is a value of the whole
column. The functions are handed expressions, not frames, and run with all
other metrics in one query.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

import polars as pl
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes

from gx_polars._private import wraps
from gx_polars.ask import Ask
from gx_polars.checks import Condition, check
from gx_polars.rows import Column
from gx_polars.steps import Select, Steps
from gx_polars.values import plain_value

CONDITION = "unexpected_condition"
"""What Great Expectations calls the condition among the metrics that a count of unexpected rows depends on."""

_OVER: dict[Any, Literal["column", "pair", "list"]] = {
    MetricDomainTypes.COLUMN: "column",
    MetricDomainTypes.COLUMN_PAIR: "pair",
    MetricDomainTypes.MULTICOLUMN: "list",
}

_AGGREGATE = 2
"""How many decorators ``column_aggregate_value`` puts around a function."""


def is_condition(provider: Any) -> bool:
    """Whether a user's function is a condition on rows."""
    return getattr(provider, "metric_fn_type", None) is MetricPartialFunctionTypes.MAP_CONDITION_SERIES


def is_aggregate(provider: Any) -> bool:
    """Whether a user's function is ``column_aggregate_value``: it is wrapped twice, a ``metric_value`` once."""
    return wraps(provider) == _AGGREGATE and not is_condition(provider)


def condition(metric_class: Any, provider: Any, dependencies: Mapping[str, Any]) -> Condition:
    """A user's function as a condition."""
    function = inspect.unwrap(provider)
    over = _OVER[provider.domain_type]

    def expected(*columns: Any, **options: Any) -> pl.Expr | bool:
        if over == "list":
            (listed,) = columns
            given: tuple[Any, ...] = ([column.raw for column in listed],)
        else:
            given = tuple(column.raw for column in columns)
        return _expression(function(metric_class, *given, **options, _metrics=dependencies), function)

    settings = getattr(provider, "metric_definition_kwargs", {})
    ignores_missing = settings.get("filter_column_isnull", getattr(metric_class, "filter_column_isnull", True))
    return Condition(expected, over=over, judges_missing=over == "column" and not ignores_missing)


def part(found: Condition, name: str, ask: Ask) -> Steps:
    """The members of the family of a user's condition."""
    if name == "unexpected_value_counts":
        raise NotImplementedError("PolarsExecutionEngine doesn't provide counts by value of a custom metric.")
    return check(found, ask)


def aggregate(metric_class: Any, provider: Any, dependencies: Mapping[str, Any]) -> Callable[[Ask], Steps]:
    """A user's function as a value of a column."""
    function = inspect.unwrap(provider)
    return partial(_aggregated, metric_class, function, dependencies)


def _aggregated(metric_class: Any, function: Callable[..., Any], dependencies: Mapping[str, Any], ask: Ask) -> Steps:
    column: Column = ask.column
    expression = function(metric_class, column=column.raw, **ask.options, _metrics=dependencies)
    if not isinstance(expression, pl.Expr):
        raise _no_expression(expression, function)
    ((value,),) = yield [Select(ask.rows, (expression,))]
    return {"value": plain_value(value)}


def _expression(value: Any, function: Callable[..., Any]) -> pl.Expr | bool:
    if isinstance(value, pl.Expr | bool):
        return value
    raise _no_expression(value, function)


def _no_expression(value: Any, function: Callable[..., Any]) -> TypeError:
    return TypeError(
        f"{function.__qualname__} must return an expression of Polars made of the ones it is given, "
        f"not {type(value).__name__}."
    )
