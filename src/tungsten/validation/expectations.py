"""Run a suite on a table. The only module that imports Great Expectations.

Importing it takes seconds, so only processes that validate import this module.
"""

import os
from collections.abc import Iterable
from functools import cache
from threading import RLock
from typing import Any, TypeAlias

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # else it sends usage data

import great_expectations as gx
import gx_polars  # noqa: F401  (adds Polars frames as a data source)
import polars as pl
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from tqdm import tqdm

from tungsten.validation.suite_files import RESULT, Rule, Suite

Table: TypeAlias = Any
"""A Polars or a Spark frame."""

_PLACE = ("file", "file_line", "check_id")
"""Columns for the place of a row and the checks it stands for, in the tables that have them."""

_COMPARISONS = ("expect_column_pair_values_to_be_equal", "expect_column_pair_values_a_to_be_greater_than_b")

NULLS = ("expect_column_values_to_be_null", "expect_column_values_to_not_be_null")
"""Expectations that judge empty cells as well; all others ignore them."""


def run_suite(table: Table, suite: Suite, parameters: dict[str, Any] | None = None) -> pl.DataFrame:
    """Validate a table by a suite and return one row a rule: columns ``suite_files.RESULT``.

    Bad data never raises an exception: a rule fails, and its ``failures`` hold
    the failing rows and the values found there. Failing rows are requested only
    for rules that fail, because requesting them doubles the time. A Spark table
    is validated on its cluster, and its failing rows have no fixed order.

    Args:
        parameters: The closed lists and counts that the suite refers to as
            ``{$PARAMETER: name}``.
    """
    is_polars = isinstance(table, pl.DataFrame)
    batch = _batch_definition("polars" if is_polars else "spark").get_batch(batch_parameters={"dataframe": table})
    results = _judge(batch, suite.rules, {"result_format": "BOOLEAN_ONLY"}, parameters)
    failing = [rule for rule in suite.rules if not results[rule.key].success and _raised(results[rule.key]) is None]
    shown = _shown_columns(suite, table.columns)
    if failing:
        in_full = {"result_format": "COMPLETE", "unexpected_index_column_names": shown}
        results |= _judge(batch, failing, in_full, parameters)
    checked = _checked(table, suite.rules)
    ignored = {} if is_polars else {rule.key: _ignored_rows(table, rule, shown) for rule in suite.rules}
    rows = [_row(suite, rule, results[rule.key], checked[rule.key], ignored.get(rule.key, [])) for rule in suite.rules]
    return pl.DataFrame(rows, schema=RESULT, orient="row")


def context() -> Any:
    """Return a context of Great Expectations that is held in memory: it writes no file and shows no progress bar."""
    tqdm.set_lock(RLock())  # its own lock is a semaphore of the system, which a killed kernel would leave behind
    ephemeral = gx.get_context(mode="ephemeral")
    ephemeral.variables.progress_bars = ProgressBarsConfig(globally=False)
    return ephemeral


def outcomes(judged: Any, key: str = "figure_id") -> pl.DataFrame:
    """Return the results of a batch, a row for each expectation: ``expects, is_met, broken_by``.

    Args:
        judged: What ``batch.validate`` returns, with the result format ``COMPLETE`` and ``key`` of the failing rows.
        key: The column that identifies a row.
    """
    failing = [result.result.get("unexpected_index_list") or [] for result in judged.results]
    return pl.DataFrame(
        {
            "expects": [result.expectation_config.type for result in judged.results],
            "is_met": [result.success for result in judged.results],
            "broken_by": [[row[key] for row in rows] for rows in failing],
        },
        schema_overrides={"broken_by": pl.List(pl.String)},
    )


@cache
def _batch_definition(engine: str) -> Any:
    """Return a batch definition for every table."""
    source = getattr(context().data_sources, f"add_{engine}")("tables")
    return source.add_dataframe_asset("table").add_batch_definition_whole_dataframe("whole")


def _judge(
    batch: Any, rules: Iterable[Rule], result_format: dict[str, Any], parameters: dict[str, Any] | None
) -> dict[str, Any]:
    judged = batch.validate(
        gx.ExpectationSuite(name="rules", expectations=[_expectation(rule) for rule in rules]),
        result_format=result_format,
        expectation_parameters=parameters or {},
    )
    return {result.expectation_config.meta["rule"]: result for result in judged.results}


def _expectation(rule: Rule) -> Any:
    return ExpectationConfiguration(
        type=rule.expect, kwargs=rule.given, description=rule.says, severity=rule.severity, meta={"rule": rule.key}
    ).to_domain_obj()


def _shown_columns(suite: Suite, columns: Iterable[str]) -> list[str]:
    """Return the columns that identify a failing row, its place and the values found there."""
    found = (name for rule in suite.rules for name in rule.shows or rule.columns())
    return [name for name in dict.fromkeys((suite.subject, *_PLACE, *found)) if name in set(columns)]


def _row(suite: Suite, rule: Rule, result: Any, checked: int, ignored: list[dict[str, Any]]) -> tuple[Any, ...]:
    head = (suite.name, rule.key, rule.says, rule.says_ar, rule.severity, rule.fault)
    if raised := _raised(result):
        return (*head, "error", 0, 0, [_failure(suite, {}, raised)])
    if result.success and not ignored:
        return (*head, "passed", checked, 0, [])
    failures = _failures(suite, rule, result.result, ignored)
    return (*head, "failed", checked, len(failures), failures)


def _checked(table: Table, rules: Iterable[Rule]) -> dict[str, int]:
    """Return how many rows each rule checks: those with a value in a judged cell."""
    judged = {rule.key: rule.columns() if rule.expect not in NULLS else () for rule in rules}
    present = {key: [name for name in names if name in table.columns] for key, names in judged.items()}
    where = {key: " or ".join(f"`{name}` is not null" for name in names) or "true" for key, names in present.items()}
    if isinstance(table, pl.DataFrame):
        return {key: table.filter(pl.sql_expr(condition)).height for key, condition in where.items()}
    counts = table.selectExpr(*(f"count_if({condition}) as `{key}`" for key, condition in where.items()))
    return dict(counts.first().asDict())


def _ignored_rows(table: Table, rule: Rule, shown: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows that fail a comparison because of an empty cell; in Spark's SQL they would pass."""
    if rule.expect not in _COMPARISONS:
        return []
    ignore = rule.given.get("ignore_row_if", "both_values_are_missing")
    how = {"neither": "or", "both_values_are_missing": "!="}.get(ignore)
    if how is None or not set(rule.columns()) <= set(table.columns):
        return []
    is_empty = f" {how} ".join(f"(`{name}` is null)" for name in rule.columns())
    return [row.asDict() for row in table.filter(is_empty).select(*shown).collect()]


def _raised(result: Any) -> str | None:
    """Return the message of an exception that Great Expectations caught; it makes the rule an error, not a failure."""
    info = result.exception_info or {}
    shapes = [info] if "raised_exception" in info else list(info.values())
    messages = [str(shape["exception_message"]) for shape in shapes if shape["raised_exception"]]
    return messages[0].split("\n")[0] if messages else None


def _failures(suite: Suite, rule: Rule, result: Any, ignored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = result.get("unexpected_index_list", [] if ignored else None)
    if rows is None:
        return [_failure(suite, {}, _observed(result))]
    shown = rule.shows or rule.columns()
    return [_failure(suite, row, _found({name: row[name] for name in shown})) for row in (*rows, *ignored)]


def _failure(suite: Suite, row: dict[str, Any], found: str) -> dict[str, Any]:
    subject = row.get(suite.subject)
    return {
        "subject": None if subject is None else str(subject),
        "file": row.get("file") or suite.file,
        "line": row.get("file_line"),
        "found": found,
        "check": row.get("check_id"),
        "is_declared": False,
    }


def _observed(result: dict[str, Any]) -> str:
    """Return what a rule about a whole table found: missing or unexpected columns, or the observed value."""
    mismatched = result.get("details", {}).get("mismatched")
    if mismatched is None:
        return str(result["observed_value"])
    how = "missing" if "missing" in mismatched else "unexpected"
    return f"{how} {', '.join(mismatched[how])}"


def _found(cells: dict[str, Any]) -> str:
    if len(cells) == 1:
        return _shown(*cells.values())
    return ", ".join(f"{name} {_shown(value)}" for name, value in cells.items())


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return f"{value:.12g}" if isinstance(value, float) else repr(value) if isinstance(value, str) else str(value)
