"""The intended differences between the engine and pandas, each with the reason.

``test_conformance.py`` excludes them. A test fails if a difference is gone.
"""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

import great_expectations.expectations as gxe
import polars as pl
import pytest
from both_engines import PANDAS, on_pandas, on_polars, result_values, same
from great_expectations.expectations.row_conditions import Column

RAISED = {"raised": True}


class Difference(NamedTuple):
    """The different part of the results of both engines on a frame."""

    reason: str
    frame: pl.DataFrame
    expectation: str
    given: dict[str, Any]
    pandas: dict[str, Any]
    polars: dict[str, Any]


def decimals(*values: str | None) -> pl.Series:
    return pl.Series([None if value is None else Decimal(value) for value in values], dtype=pl.Decimal(10, 2))


DIFFERENCES = [
    Difference(
        "a float holds no whole number above 2**53, and pandas makes floats of whole numbers with a gap",
        pl.DataFrame({"x": [2**53, 2**53 + 1, None]}),
        "ExpectColumnValuesToBeUnique",
        {"column": "x"},
        {"success": False, "unexpected_count": 2},
        {"success": True, "unexpected_count": 0},
    ),
    Difference(
        "pandas subtracts a float from a Decimal, which Python refuses",
        pl.DataFrame({"x": decimals("1", "2", "30")}),
        "ExpectColumnValueZScoresToBeLessThan",
        {"column": "x", "threshold": 1, "double_sided": True},
        RAISED,
        {"success": False, "unexpected_count": 1},
    ),
    Difference(
        "the same",
        pl.DataFrame({"x": decimals("1", "2", "30")}),
        "ExpectColumnValuesToNotBeOutliers",
        {"column": "x", "method": "std", "multiplier": 1},
        RAISED,
        {"success": False, "unexpected_count": 1},
    ),
    Difference(
        "the same, in a sum across columns",
        pl.DataFrame({"x": decimals("1.5"), "y": [1.5]}),
        "ExpectMulticolumnSumToEqual",
        {"column_list": ["x", "y"], "sum_total": 3},
        RAISED,
        {"success": True},
    ),
    Difference(
        "converting decimals that a row condition has thinned, pandas puts them in the wrong rows",
        pl.DataFrame({"x": decimals("-1.11", "1.13", "1.09", "1.22"), "keep": [True, False, True, True]}),
        "ExpectColumnMeanToBeBetween",
        {"column": "x", "min_value": 0, "row_condition": Column("keep") == True},  # noqa: E712  (builds a condition)
        {"success": True, "observed_value": 1.33 / 3},
        {"success": True, "observed_value": 0.4},
    ),
    Difference(
        "no Decimal is among the floats of a partition, so that pandas counts each apart",
        pl.DataFrame({"x": decimals("0.10", "0.10")}),
        "ExpectColumnKLDivergenceToBeLessThan",
        {"column": "x", "partition_object": {"values": [0.1], "weights": [1.0]}, "threshold": 0.1},
        {"success": False},
        {"success": True},
    ),
    Difference(
        "to Python 0.1 is less than the float 0.1, which is a little more than a tenth",
        pl.DataFrame({"x": decimals("0.10")}),
        "ExpectColumnValuesToBeBetween",
        {"column": "x", "min_value": 0.1},
        {"success": False, "unexpected_count": 1},
        {"success": True, "unexpected_count": 0},
    ),
    Difference(
        "pandas refuses to compare datetimes with a date; here a date is its midnight",
        pl.DataFrame({"x": [dt.datetime(2020, 1, 1, 12)]}),
        "ExpectColumnValuesToBeBetween",
        {"column": "x", "min_value": dt.date(2020, 1, 1)},
        RAISED,
        {"success": True},
    ),
    Difference(
        "suites stored as JSON spell dates as text, which equals no date in pandas",
        pl.DataFrame({"x": [dt.date(2020, 1, 1)]}),
        "ExpectColumnValuesToBeInSet",
        {"column": "x", "value_set": ["2020-01-01"]},
        {"success": False, "unexpected_count": 1},
        {"success": True, "unexpected_count": 0},
    ),
    Difference(
        "pandas finds order by subtracting, and text can't be subtracted",
        pl.DataFrame({"x": ["a", "b", "a"]}),
        "ExpectColumnValuesToBeIncreasing",
        {"column": "x"},
        RAISED,
        {"success": False, "unexpected_count": 1},
    ),
    Difference(
        "pandas finds order by subtracting, and infinity less infinity is nothing",
        pl.DataFrame({"x": [1.0, float("inf"), float("inf")]}),
        "ExpectColumnValuesToBeIncreasing",
        {"column": "x", "strictly": True},
        {"success": True, "unexpected_count": 0},
        {"success": False, "unexpected_count": 1},
    ),
    Difference(
        "pandas finds what lies between two values by subtracting, even if both are the same infinity",
        pl.DataFrame({"x": [float("inf"), float("inf")]}),
        "ExpectColumnQuantileValuesToBeBetween",
        {
            "column": "x",
            "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[0, None]]},
            "allow_relative_error": "linear",
        },
        {"success": False},
        {"success": True},
    ),
    Difference(
        "pandas selects a column named twice twice",
        pl.DataFrame({"x": [1]}),
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {"column_A": "x", "column_B": "x"},
        {"unexpected_list": [[[1, 1], [1, 1]]]},
        {"unexpected_list": [[1, 1]]},
    ),
    Difference(
        "pandas has several missing values, and to it they differ from each other",
        pl.DataFrame({"x": [None], "y": [float("nan")]}, schema={"x": pl.String, "y": pl.Float64}),
        "ExpectSelectColumnValuesToBeUniqueWithinRecord",
        {"column_list": ["x", "y"], "ignore_row_if": "never"},
        {"success": True, "unexpected_count": 0},
        {"success": False, "unexpected_count": 1},
    ),
    Difference(
        "no NaN equals another, so pandas counts each apart",
        pl.DataFrame({"x": [None, None], "y": [1.0, 1.0]}, schema={"x": pl.Float64, "y": pl.Float64}),
        "ExpectColumnPairValuesToBeEqual",
        {"column_A": "x", "column_B": "y", "ignore_row_if": "neither"},
        {"partial_unexpected_counts": [{"value": [None, 1.0], "count": 1}, {"value": [None, 1.0], "count": 1}]},
        {"partial_unexpected_counts": [{"value": [None, 1.0], "count": 2}]},
    ),
    Difference(
        "pandas judges a typed column by its type alone; here types are judged value by value, as in an object column",
        pl.DataFrame({"x": [1, None]}),
        "ExpectColumnValuesToBeOfType",
        {"column": "x", "type_": "int"},
        {"success": False, "observed_value": "float64"},
        {"success": True, "element_count": 2, "unexpected_count": 0},
    ),
    Difference(
        "so no value of an empty column is of the wrong type",
        pl.DataFrame({"x": []}, schema={"x": pl.Int64}),
        "ExpectColumnValuesToBeInTypeList",
        {"column": "x", "type_list": ["str"]},
        {"success": False, "observed_value": "int64"},
        {"success": True, "element_count": 0},
    ),
    Difference(
        "each engine calls a type by its own name, and knows it by the other's",
        pl.DataFrame({"x": [1]}),
        "ExpectColumnTypeToBe",
        {"column": "x", "type_": "int64"},
        {"success": True, "observed_value": "int64"},
        {"success": True, "observed_value": "Int64"},
    ),
    Difference(
        "pandas has no LIKE",
        pl.DataFrame({"x": ["ab", "ba"]}),
        "ExpectColumnValuesToMatchLikePattern",
        {"column": "x", "like_pattern": "a%"},
        RAISED,
        {"success": False, "unexpected_list": ["ba"]},
    ),
    Difference(
        "pandas has no SQL",
        pl.DataFrame({"x": [1, 2]}),
        "UnexpectedRowsExpectation",
        {"unexpected_rows_query": "SELECT x FROM {batch} WHERE x > 1"},
        RAISED,
        {"success": False, "observed_value": 1, "details": {"unexpected_rows": [{"x": 2}]}},
    ),
]


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.expectation)
def test_the_engines_differ_as_listed(difference: Difference) -> None:
    if not hasattr(gxe, difference.expectation):
        pytest.skip("not in this release of Great Expectations")
    if PANDAS < (3,) and difference.frame.schema.get("x") == pl.Decimal:
        pytest.skip("pandas 2 errs otherwise with decimals")
    expectation = getattr(gxe, difference.expectation)(**difference.given)
    pandas, polars = (
        result_values(on_pandas(difference.frame, expectation)),
        result_values(on_polars(difference.frame, expectation)),
    )
    assert same(_part(pandas, difference.pandas), difference.pandas), f"pandas: {pandas}"
    assert same(_part(polars, difference.polars), difference.polars), f"polars: {polars}"
    assert not same(pandas, polars), difference.reason


def _part(result: dict[str, Any], keys: dict[str, Any]) -> dict[str, Any]:
    return {key: result.get(key) for key in keys}
