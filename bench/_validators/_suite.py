"""The checks as expectations of Great Expectations, the same for every engine, and the counts of their results."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import great_expectations as gx
from great_expectations import expectations as gxe
from great_expectations.data_context.types.base import ProgressBarsConfig

from bench import _validators as spec


def in_memory() -> Any:
    """Return a context in memory that shows no progress bars."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def matching(column: str, pattern: str) -> Any:
    """Expect that the text of a column matches a pattern."""
    return gxe.ExpectColumnValuesToMatchRegex(column=column, regex=pattern)


def by_row(source: Path, matching: Callable[[str, str], Any] = matching) -> list[Any]:
    """Return every check but the sums by group."""
    rows, missing = spec.expected_rows(source), "either_value_is_missing"
    return [
        *(gxe.ExpectColumnValuesToNotBeNull(column=name) for name in spec.NOT_NULL),
        *(
            gxe.ExpectColumnValuesToBeBetween(column=name, min_value=low, max_value=high)
            for name, (low, high) in spec.BETWEEN.items()
        ),
        *(gxe.ExpectColumnValuesToBeInSet(column=name, value_set=words) for name, words in spec.IN_SET.items()),
        *(matching(name, pattern) for name, pattern in spec.REGEX.items()),
        gxe.ExpectColumnValuesToBeUnique(column=spec.UNIQUE),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=spec.TOGETHER),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=spec.LARGER, column_B=spec.SMALLER, or_equal=True, ignore_row_if=missing
        ),
        gxe.ExpectTableRowCountToEqual(value=rows),
    ]


def by_group(source: Path) -> Any:
    """Return the check of the sums by group, in SQL: it selects the groups whose sum is too large."""
    query = (
        f"SELECT {', '.join(spec.GROUP)}, SUM({spec.SUMMED}) AS held FROM {{batch}} "
        f"GROUP BY {', '.join(spec.GROUP)} HAVING SUM({spec.SUMMED}) > {spec.most(source)}"
    )
    return gxe.UnexpectedRowsExpectation(unexpected_rows_query=query)


def counts(batch: Any, expectations: list[Any]) -> list[int]:
    """Return the number of rows that fail each expectation."""
    for n, expectation in enumerate(expectations):
        expectation.meta = {"n": n}
    validated = batch.validate(gx.ExpectationSuite(name="checks", expectations=expectations), result_format="SUMMARY")
    in_order = sorted(validated.results, key=lambda result: result.expectation_config.meta["n"])
    return [_count(result) for result in in_order]


def _count(result: Any) -> int:
    info = result.exception_info or {}
    for raised in [info] if "raised_exception" in info else info.values():
        if raised["raised_exception"]:
            raise RuntimeError(f"{result.expectation_config.type}: {raised['exception_message']}")
    counts = result.result
    if "unexpected_count" in counts:
        return int(counts["unexpected_count"])
    if result.expectation_config.type == "unexpected_rows_expectation":
        return int(counts["observed_value"])
    return int(not result.success)
