"""Expectations in SQL, run on the batch."""

from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from both_engines import on_polars, raised

FRAME = pl.DataFrame({"part": ["a", "a", "b"], "share": [60.0, 40.0, 90.0]})


def asked(query: str, form: str = "COMPLETE", frame: pl.DataFrame = FRAME) -> Any:
    return on_polars(frame, gxe.UnexpectedRowsExpectation(unexpected_rows_query=query), form)


def test_rows_that_a_query_returns_are_unexpected() -> None:
    found = asked("SELECT part, SUM(share) AS total FROM {batch} GROUP BY part HAVING SUM(share) <> 100")
    assert not found.success
    assert found.result == {"observed_value": 1, "details": {"unexpected_rows": [{"part": "b", "total": 90.0}]}}


def test_no_rows_are_none_unexpected() -> None:
    assert asked("SELECT * FROM {batch} AS b WHERE b.share > 100").success
    assert asked("SELECT * FROM {batch} WHERE share > 100", "SUMMARY").result["observed_value"] == 0


@pytest.mark.parametrize("rows", [500, 10_000, 10_001, 20_002])
def test_all_rows_are_counted_and_two_hundred_listed(rows: int) -> None:
    found = asked("SELECT * FROM {batch}", frame=pl.DataFrame({"x": range(rows)})).result
    assert found["observed_value"] == rows
    assert len(found["details"]["unexpected_rows"]) == 200


def test_a_brace_that_is_meant_is_written_twice() -> None:
    frame = pl.DataFrame({"x": ["{", "}"]})
    assert asked("SELECT * FROM {batch} WHERE x = '{{'", frame=frame).result["observed_value"] == 1


@pytest.mark.parametrize(
    ("query", "message"),
    [("SELECT * FROM {table}", "A query has one placeholder, {batch}"), ("SELECT 1 +", "sql parser error")],
)
def test_a_query_that_cannot_run_is_reported(query: str, message: str) -> None:
    assert message in str(raised(asked(query)))
