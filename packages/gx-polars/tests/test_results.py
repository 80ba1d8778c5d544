"""Results in every format, with the positions of unexpected rows."""

import json
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import numpy as np
import polars as pl
import pytest
from both_engines import on_pandas, on_polars, raised
from great_expectations.expectations.row_conditions import Column

from gx_polars import details, fused

FRAME = pl.DataFrame({"id": [10, 20, 30, 40, 50], "x": [1, 7, None, 8, 1], "kind": ["a", "b", "a", "a", "b"]})
BELOW_FIVE = gxe.ExpectColumnValuesToBeBetween(column="x", max_value=5)


def result(form: Any, expectation: Any = BELOW_FIVE, frame: pl.DataFrame | pl.LazyFrame = FRAME) -> dict[str, Any]:
    found = on_polars(frame, expectation, form)
    assert raised(found) is None
    kept: dict[str, Any] = dict(found.result)
    return kept


def test_boolean_only_tells_success_alone() -> None:
    assert result("BOOLEAN_ONLY") == {}


def test_basic_tells_counts_and_the_first_values() -> None:
    assert result("BASIC") == {
        "element_count": 5,
        "unexpected_count": 2,
        "unexpected_percent": 50.0,
        "partial_unexpected_list": [7, 8],
        "missing_count": 1,
        "missing_percent": 20.0,
        "unexpected_percent_total": 40.0,
        "unexpected_percent_nonmissing": 50.0,
    }


def test_summary_adds_counts_by_value_and_positions() -> None:
    found = result("SUMMARY")
    assert set(found) - set(result("BASIC")) == {"partial_unexpected_counts", "partial_unexpected_index_list"}
    assert found["partial_unexpected_counts"] == [{"value": 7, "count": 1}, {"value": 8, "count": 1}]
    assert found["partial_unexpected_index_list"] == [1, 3]


def test_complete_adds_every_position_and_a_query_for_the_rows() -> None:
    found = result("COMPLETE")
    assert found["unexpected_list"] == [7, 8]
    assert found["unexpected_index_list"] == [1, 3]
    for df in (FRAME, FRAME.lazy()):
        rows = eval(found["unexpected_index_query"], {"df": df, "pl": pl})
        assert rows.lazy().collect()["id"].to_list() == [20, 40]


def test_rows_are_named_by_columns() -> None:
    found = result({"result_format": "COMPLETE", "unexpected_index_column_names": ["id", "kind"]})
    assert found["unexpected_index_list"] == [{"x": 7, "id": 20, "kind": "b"}, {"x": 8, "id": 40, "kind": "a"}]
    assert found["unexpected_index_column_names"] == ["id", "kind"]


def test_positions_are_those_in_the_whole_batch() -> None:
    only = gxe.ExpectColumnValuesToBeBetween(column="x", max_value=5, row_condition=Column("kind") == "a")
    assert result("COMPLETE", only)["unexpected_index_list"] == [3]


def test_a_name_that_is_no_column_is_reported() -> None:
    found = on_polars(FRAME, BELOW_FIVE, {"result_format": "COMPLETE", "unexpected_index_column_names": ["nr"]})
    assert str(raised(found)).startswith('Error: The unexpected_index_column "nr" does not exist in Dataframe.')


def test_a_result_lists_two_hundred_values_and_every_position() -> None:
    frame = pl.DataFrame({"x": [9] * 300})
    found = result("COMPLETE", frame=frame)
    assert len(found["unexpected_list"]) == 200
    assert found["unexpected_index_list"] == list(range(300))


@pytest.mark.parametrize("near", [1, 2, 4])
def test_examples_are_the_first_wherever_they_were_looked_for(near: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(details, "NEAR", near)
    monkeypatch.setattr(fused, "MOST_FOUND", near)
    frame = pl.DataFrame({"x": [1, 7, 1, 8, 9, 1]})
    assert result("SUMMARY", frame=frame)["partial_unexpected_index_list"] == [1, 3, 4]
    assert result("COMPLETE", frame=frame)["unexpected_index_list"] == [1, 3, 4]
    two = {"result_format": "SUMMARY", "partial_unexpected_count": 2}
    assert result(two, frame=frame)["partial_unexpected_index_list"] == [1, 3]


@pytest.mark.parametrize("most", [1, 3, 5])
def test_a_check_that_fails_late_lists_its_rows_after_one_that_fails_often(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fused, "MOST_FOUND", most)
    checks = [
        gxe.ExpectColumnValuesToBeNull(column="x"),
        gxe.ExpectColumnValuesToBeBetween(column="x", max_value=5),
    ]
    found = on_polars(
        pl.DataFrame({"x": [1, 2, 3, 9]}), gx.ExpectationSuite(name="two", expectations=checks), "SUMMARY"
    )
    assert [one.result["partial_unexpected_list"] for one in found.results] == [[1, 2, 3, 9], [9]]


def test_a_score_is_among_all_rows_wherever_examples_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(details, "NEAR", 4)
    far_out = gxe.ExpectColumnValueZScoresToBeLessThan(column="x", threshold=1.4, double_sided=True)
    found = result("SUMMARY", far_out, pl.DataFrame({"x": [1.0, 2.0, 40.0, 2.0, 1000.0, 3.0]}))
    assert found["partial_unexpected_index_list"] == [4]


def test_rows_can_be_shown_whole() -> None:
    found = result({"result_format": "BASIC", "include_unexpected_rows": True})
    assert found["unexpected_rows"] == [{"id": 20, "x": 7, "kind": "b"}, {"id": 40, "x": 8, "kind": "a"}]


def test_values_can_be_left_out() -> None:
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"], "exclude_unexpected_values": True}
    found = result(form)
    assert found["unexpected_index_list"] == [{"id": [20, 40]}]
    assert "unexpected_list" not in found


def test_pairs_are_tuples_and_lists_of_columns_are_dictionaries() -> None:
    pair = gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="id", column_B="id")
    assert result("BASIC", pair)["partial_unexpected_list"][0] == (10, 10)
    several = gxe.ExpectMulticolumnSumToEqual(column_list=["id", "x"], sum_total=27)
    assert result("BASIC", several)["partial_unexpected_list"][0] == {"id": 10, "x": 1}


def test_what_two_expectations_have_in_common_is_computed_once_and_reported_by_both() -> None:
    suite = gx.ExpectationSuite(
        name="two", expectations=[BELOW_FIVE, gxe.ExpectColumnValuesToBeBetween(column="x", max_value=5, mostly=0.5)]
    )
    found = on_polars(FRAME, suite, {"result_format": "SUMMARY", "partial_unexpected_count": 1})
    assert [one.result["partial_unexpected_list"] for one in found.results] == [[7], [7]]
    assert [one.success for one in found.results] == [False, True]


def test_a_lazy_frame_is_judged_like_its_frame() -> None:
    lazy = FRAME.lazy().filter(pl.col("id") > 10).with_columns(x=pl.col("x") + 1)
    assert result("COMPLETE", frame=lazy) == result("COMPLETE", frame=lazy.collect())


def test_a_result_can_be_written_as_json() -> None:
    frame = FRAME.with_columns(day=pl.lit("2020-01-01").str.to_date(), price=pl.lit("1.5").cast(pl.Decimal(10, 2)))
    expectation = gxe.ExpectColumnValuesToBeNull(column="day")
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["price"], "include_unexpected_rows": True}
    found = on_polars(frame, expectation, form).to_json_dict()["result"]
    assert found["unexpected_index_list"][0] == {"day": "2020-01-01", "price": 1.5}


@pytest.mark.parametrize("on_engine", [on_polars, on_pandas])
def test_the_success_of_quantiles_is_numpys_on_every_engine(on_engine: Any) -> None:
    """`numpy.all` of Great Expectations makes it so; what this engine returns is not NumPy's."""
    ranges = {"quantiles": [0.5], "value_ranges": [[0, 2]]}
    frame = pl.DataFrame({"x": [1]})
    result = on_engine(frame, gxe.ExpectColumnQuantileValuesToBeBetween(column="x", quantile_ranges=ranges))
    assert isinstance(result.success, np.bool_)
    assert json.loads(json.dumps(result.to_json_dict(), default=bool))["success"] is True
    if on_engine is on_polars:
        assert json.loads(json.dumps(result.result))["details"]["success_details"] == [True]


@pytest.mark.parametrize("nan_is_null", [True, False])
def test_nan_is_missing_unless_it_is_said_not_to_be(nan_is_null: bool) -> None:
    frame = pl.DataFrame({"x": [1.0, float("nan"), None]})
    expectation = gxe.ExpectColumnValuesToNotBeNull(column="x")
    assert on_polars(frame, expectation, nan_is_null=nan_is_null).result["unexpected_count"] == 1 + nan_is_null
    mean = on_polars(frame, gxe.ExpectColumnMeanToBeBetween(column="x", min_value=0), nan_is_null=nan_is_null)
    assert bool(mean.success) is nan_is_null
