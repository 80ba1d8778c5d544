"""Runs a suite on a table. The one module that imports Great Expectations.

Importing it costs seconds, so only processes that validate do.
"""

import os
from collections.abc import Iterable
from functools import cache
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # it would phone home

import great_expectations as gx
import pandas as pd  # NOTE: the form of a table Great Expectations itself reads
import polars as pl
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from tungsten.checks.suites import RESULT, Rule, Suite

NULLS = ("expect_column_values_to_be_null", "expect_column_values_to_not_be_null")
"""Expectations that judge empty cells too; all others pass them over."""


def run_suite(table: pl.DataFrame, suite: Suite, parameters: dict[str, Any] | None = None) -> pl.DataFrame:
    """Judges a table by a suite: one row a rule, columns as in ``suites.RESULT``.

    Bad data never raise: they fail a rule, and ``failures`` says which rows
    and what was found there. ``parameters`` are the closed lists and counts
    that the suite refers to as ``{$PARAMETER: name}``. Failing rows are only
    asked for where a rule fails, since asking takes twice as long.
    """
    batch = _whole().get_batch(batch_parameters={"dataframe": _as_pandas(table)})
    results = _judge(batch, suite.rules, "BOOLEAN_ONLY", parameters)
    failing = [rule for rule in suite.rules if not results[rule.key].success and _raised(results[rule.key]) is None]
    if failing:
        results |= _judge(batch, failing, "COMPLETE", parameters)
    rows = [_row(suite, rule, results[rule.key], table) for rule in suite.rules]
    return pl.DataFrame(rows, schema=RESULT, orient="row")


@cache
def _whole() -> Any:
    """One batch definition for every table, in a context that lives in memory and leaves no file."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("tables")
    return source.add_dataframe_asset("table").add_batch_definition_whole_dataframe("whole")


def _as_pandas(table: pl.DataFrame) -> pd.DataFrame:
    kinds = {name: "float64" if kind.is_numeric() else object for name, kind in table.schema.items()}
    return pd.DataFrame({name: pd.Series(table[name].to_list(), dtype=kind) for name, kind in kinds.items()})


def _judge(batch: Any, rules: Iterable[Rule], result_format: str, parameters: dict[str, Any] | None) -> dict[str, Any]:
    judged = batch.validate(
        gx.ExpectationSuite(name="rules", expectations=[_expectation(rule) for rule in rules]),
        result_format={"result_format": result_format},
        expectation_parameters=parameters or {},
    )
    return {result.expectation_config.meta["rule"]: result for result in judged.results}


def _expectation(rule: Rule) -> Any:
    return ExpectationConfiguration(
        type=rule.expect, kwargs=rule.given, description=rule.says, severity=rule.severity, meta={"rule": rule.key}
    ).to_domain_obj()


def _row(suite: Suite, rule: Rule, result: Any, table: pl.DataFrame) -> tuple[Any, ...]:
    head = (suite.name, rule.key, rule.says, rule.says_ar, rule.severity, rule.fault)
    if raised := _raised(result):
        return (*head, "error", 0, 0, [_failure(suite, {}, raised)])
    if result.success:
        return (*head, "passed", _checked(rule, table), 0, [])
    failures = _failures(suite, rule, result, table)
    return (*head, "failed", _checked(rule, table), len(failures), failures)


def _checked(rule: Rule, table: pl.DataFrame) -> int:
    """How many rows a rule speaks of: those with something in a judged cell."""
    if not rule.columns() or rule.expect in NULLS:
        return table.height
    return table.filter(pl.any_horizontal(pl.col(rule.columns()).is_not_null())).height


def _raised(result: Any) -> str | None:
    """The message of an exception Great Expectations swallowed, which is an error of the rule, never a failure."""
    info = result.exception_info or {}
    shapes = [info] if "raised_exception" in info else list(info.values())
    messages = [str(shape["exception_message"]) for shape in shapes if shape["raised_exception"]]
    return messages[0].split("\n")[0] if messages else None


def _failures(suite: Suite, rule: Rule, result: Any, table: pl.DataFrame) -> list[dict[str, Any]]:
    failing = result.result.get("unexpected_index_list")
    if failing is None:
        return [_failure(suite, {}, _observed(result.result))]
    rows = (table.row(position, named=True) for position in failing)
    return [_failure(suite, row, _found({name: row[name] for name in rule.shows or rule.columns()})) for row in rows]


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
    """What a rule about a whole table found: what columns are amiss, or the number counted."""
    amiss = result.get("details", {}).get("mismatched")
    if amiss is None:
        return str(result["observed_value"])
    how = "missing" if "missing" in amiss else "unexpected"
    return f"{how} {', '.join(amiss[how])}"


def _found(cells: dict[str, Any]) -> str:
    if len(cells) == 1:
        return _shown(*cells.values())
    return ", ".join(f"{name} {_shown(value)}" for name, value in cells.items())


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return f"{value:.12g}" if isinstance(value, float) else repr(value) if isinstance(value, str) else str(value)
