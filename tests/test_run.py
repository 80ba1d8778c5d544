"""Great Expectations judges a table, and what it says comes back as plain rows."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tungsten.validation.expectations import run_suite
from tungsten.validation.suite_files import RESULT, Rule, Suite

TABLE = pl.DataFrame(
    {
        "id": ["a", "b", "c"],
        "low": [1.0, 5.0, None],
        "high": [2.0, 4.5, None],
        "unit": ["t", "kg", None],
        "file_line": [2, 3, 4],
    }
)


def judged(table: pl.DataFrame, expect: str, parameters: dict[str, Any] | None = None, **given: Any) -> dict[str, Any]:
    """What one rule comes to."""
    shows = tuple(given.pop("shows", ()))
    rule = Rule("rule", "it holds", "يصح", expect, given, shows=shows, severity="warning", fault="article")
    suite = Suite("made-up", "It holds.", "يصح.", "table", "id", "some/file.csv", (rule,))
    return run_suite(table, suite, parameters).row(0, named=True)


def test_a_rule_that_holds_passes_with_no_failure() -> None:
    found = judged(TABLE, "expect_column_values_to_be_unique", column="id")
    assert found == {
        "suite": "made-up",
        "rule": "rule",
        "says": "it holds",
        "says_ar": "يصح",
        "severity": "warning",
        "fault": "article",
        "outcome": "passed",
        "checked": 3,
        "failed": 0,
        "failures": [],
    }


def test_a_failure_names_its_row_its_place_and_what_was_found() -> None:
    found = judged(TABLE, "expect_column_values_to_be_in_set", column="unit", value_set=["t"])
    assert (found["outcome"], found["checked"], found["failed"]) == ("failed", 2, 1)
    assert found["failures"] == [
        {"subject": "b", "file": "some/file.csv", "line": 3, "found": "'kg'", "check": None, "is_declared": False}
    ]


@pytest.mark.parametrize(
    ("expect", "given", "said"),
    [
        ("expect_column_values_to_not_be_null", {"column": "unit"}, "nothing"),
        ("expect_column_values_to_be_between", {"column": "low", "max_value": 4}, "5"),
        (
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": "high", "column_B": "low", "ignore_row_if": "either_value_is_missing"},
            "high 4.5, low 5",
        ),
        (
            "expect_column_values_to_be_between",
            {"column": "low", "max_value": 4, "shows": ["id", "unit"]},
            "id 'b', unit 'kg'",
        ),
        ("expect_table_row_count_to_equal", {"value": 4}, "3"),
        (
            "expect_table_columns_to_match_set",
            {"column_set": ["id", "basis"], "exact_match": False},
            "missing basis",
        ),
    ],
)
def test_what_was_found_is_shown_as_a_reader_would_write_it(expect: str, given: dict[str, Any], said: str) -> None:
    assert judged(TABLE, expect, **given)["failures"][0]["found"] == said


def test_a_mark_nobody_sees_is_shown() -> None:
    table = pl.DataFrame({"id": ["a"], "unit": ["t\u200f"]})
    found = judged(table, "expect_column_values_to_be_in_set", column="unit", value_set=["t"])
    assert found["failures"][0]["found"] == "'t\\u200f'"


def test_a_row_knows_its_own_file_and_check() -> None:
    table = TABLE.with_columns(file=pl.lit("other/file.csv"), check_id=pl.lit("sums-to-100"))
    failure = judged(table, "expect_column_values_to_be_between", column="low", max_value=4)["failures"][0]
    assert (failure["file"], failure["check"]) == ("other/file.csv", "sums-to-100")


@pytest.mark.parametrize("expect", ["expect_column_values_to_be_unique", "expect_column_values_to_be_null"])
def test_a_column_that_is_not_there_is_an_error_and_no_failure(expect: str) -> None:
    rule = Rule("rule", "it holds", "يصح", expect, {"column": "nowhere"})
    good = Rule("good", "it holds too", "يصح أيضًا", "expect_column_values_to_be_unique", {"column": "id"})
    found = run_suite(TABLE, Suite("made-up", "It holds.", "يصح.", "table", "id", "f.csv", (rule, good)))
    assert found["outcome"].to_list() == ["error", "passed"]
    assert "nowhere" in found["failures"][0][0]["found"]


def test_values_that_cannot_be_compared_are_an_error_and_no_failure() -> None:
    found = judged(TABLE, "expect_column_values_to_be_between", column="unit", min_value=1)
    assert found["outcome"] == "error"
    assert found["failures"][0]["found"]


def test_lists_come_from_the_parameters() -> None:
    known = {"$PARAMETER": "units"}
    found = judged(TABLE, "expect_column_values_to_be_in_set", {"units": ["t", "kg"]}, column="unit", value_set=known)
    assert found["outcome"] == "passed"


def test_an_empty_table_breaks_no_rule() -> None:
    found = judged(TABLE.clear(), "expect_column_values_to_be_unique", column="id")
    assert (found["outcome"], found["checked"]) == ("passed", 0)


def test_judging_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run_suite(TABLE, Suite("made-up", "It holds.", "يصح.", "table", "id", "f.csv", ()))
    assert result.schema == pl.Schema(RESULT)
    judged(TABLE, "expect_column_values_to_be_unique", column="unit")
    assert list(tmp_path.iterdir()) == []
