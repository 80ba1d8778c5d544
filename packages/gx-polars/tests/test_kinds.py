"""Types that pandas does not have, or handles differently: datetimes of two zones, Enums, short floats, durations."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from both_engines import on_polars, polars_frames, raised
from great_expectations.expectations.row_conditions import Column
from great_expectations.validator.metric_configuration import MetricConfiguration

MIDNIGHT = pl.Series([dt.datetime(2024, 1, 1, 0, 30), dt.datetime(2024, 1, 1, 0, 30)])
ZONES = pl.DataFrame({"berlin": MIDNIGHT.dt.replace_time_zone("Europe/Berlin"), "row": [0, 1]}).with_columns(
    utc=pl.col("berlin").dt.convert_time_zone("UTC"),
    later=pl.col("berlin").dt.convert_time_zone("Asia/Almaty") + pl.duration(seconds=pl.col("row")),
    naive=MIDNIGHT,
)


def holds(frame: pl.DataFrame, expectation: Any) -> bool:
    result = on_polars(frame, expectation)
    assert raised(result) is None, raised(result)
    return bool(result.success)


def test_a_moment_is_the_same_in_every_zone() -> None:
    pair = {"column_A": "berlin", "column_B": "utc"}
    assert holds(ZONES, gxe.ExpectColumnPairValuesToBeEqual(**pair))
    if hasattr(gxe, "ExpectMulticolumnValuesToBeEqual"):  # not in every release
        assert holds(ZONES, gxe.ExpectMulticolumnValuesToBeEqual(column_list=["berlin", "utc"]))
    assert holds(ZONES, gxe.ExpectColumnPairValuesAToBeGreaterThanB(**pair, or_equal=True))
    assert not holds(ZONES, gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord(column_list=["berlin", "utc"]))
    later = gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="later", column_B="utc")
    assert on_polars(ZONES, later).result["unexpected_index_list"] == [0]


def test_a_moment_without_a_zone_has_no_place_among_those_with_one() -> None:
    pair = {"column_A": "naive", "column_B": "utc"}
    assert not holds(ZONES, gxe.ExpectColumnPairValuesToBeEqual(**pair))
    assert "have no order" in str(raised(on_polars(ZONES, gxe.ExpectColumnPairValuesAToBeGreaterThanB(**pair))))


@pytest.mark.parametrize("dtype", [pl.Datetime, pl.Duration])
def test_a_moment_is_not_rounded_to_the_coarser_unit(dtype: Any) -> None:
    frame = pl.DataFrame(
        {
            "ms": pl.Series([1, 1, 1]).cast(dtype("ms")),
            "us": pl.Series([1_000, 1_001, 999]).cast(dtype("us")),
            "ns": pl.Series([1_000_000, 1_001_000, 999_000]).cast(dtype("ns")),
        }
    )
    for a, b in (("ms", "us"), ("us", "ms"), ("ns", "ms")):
        found = on_polars(frame, gxe.ExpectColumnPairValuesToBeEqual(column_A=a, column_B=b)).result
        assert found["unexpected_index_list"] == [1, 2]
    assert holds(frame, gxe.ExpectColumnPairValuesToBeEqual(column_A="ns", column_B="us"))
    greater = gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="us", column_B="ms")
    assert on_polars(frame, greater).result["unexpected_index_list"] == [0, 2]


def test_a_bound_is_not_rounded_to_the_unit_of_the_column() -> None:
    frame = pl.DataFrame({"x": pl.Series([dt.datetime(2024, 1, 1)], dtype=pl.Datetime("ms"))})
    just_after = dt.datetime(2024, 1, 1, 0, 0, 0, 500)
    assert not holds(frame, gxe.ExpectColumnValuesToBeBetween(column="x", min_value=just_after))
    assert not holds(frame, gxe.ExpectColumnValuesToBeInSet(column="x", value_set=[just_after]))
    assert holds(frame, gxe.ExpectColumnValuesToBeBetween(column="x", max_value=just_after))


@pytest.mark.parametrize("year", [1600, 9999])
def test_a_bound_may_be_further_away_than_nanoseconds_reach(year: int) -> None:
    frame = pl.DataFrame({"x": pl.Series([dt.datetime(2024, 1, 1)], dtype=pl.Datetime("ns"))})
    bound = {"min_value" if year < 2024 else "max_value": dt.datetime(year, 1, 1)}
    other = {"max_value" if year < 2024 else "min_value": dt.datetime(year, 1, 1)}
    assert holds(frame, gxe.ExpectColumnValuesToBeBetween(column="x", **bound))
    assert not holds(frame, gxe.ExpectColumnValuesToBeBetween(column="x", **other))


SIZE = pl.Enum(["small", "medium", "large"])
SIZES = pl.DataFrame(
    {
        "a": pl.Series(["small", "medium", "large"], dtype=SIZE),
        "b": pl.Series(["small", "small", "medium"], dtype=SIZE),
    }
)


def test_an_enum_has_the_order_of_its_categories() -> None:
    assert holds(SIZES, gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="a", column_B="b", or_equal=True))
    assert holds(SIZES, gxe.ExpectColumnValuesToBeIncreasing(column="a", strictly=True))
    assert not holds(SIZES, gxe.ExpectColumnValuesToBeDecreasing(column="a"))


def test_the_greatest_and_the_least_of_an_enum_are_so_by_its_order() -> None:
    batch = polars_frames().get_batch(batch_parameters={"dataframe": SIZES})
    batch.data.execution_engine.batch_manager.load_batch_list([batch])
    ends = [MetricConfiguration(f"column.{end}", {"column": "a"}) for end in ("min", "max")]
    found = batch.data.execution_engine.resolve_metrics(ends)
    assert [found[end.id] for end in ends] == ["small", "large"]


def test_decimals_are_counted_by_the_values_of_a_partition() -> None:
    partition = {"values": [0.01, 0.1], "weights": [1 / 3, 2 / 3]}
    frame = pl.DataFrame({"x": [Decimal("0.01"), Decimal("0.10"), Decimal("0.10")]})
    assert holds(
        frame, gxe.ExpectColumnKLDivergenceToBeLessThan(column="x", partition_object=partition, threshold=0.01)
    )


@pytest.mark.parametrize(
    "expectation",
    [
        gxe.ExpectColumnValuesToBeBetween(column="x", max_value=0.1),
        gxe.ExpectColumnMaxToBeBetween(column="x", max_value=0.1),
        gxe.ExpectColumnMeanToBeBetween(column="x", max_value=0.1),
        gxe.ExpectColumnSumToBeBetween(column="x", max_value=0.1),
        gxe.ExpectColumnValuesToBeInSet(column="x", value_set=[0.1]),
        gxe.ExpectColumnDistinctValuesToBeInSet(column="x", value_set=[0.1]),
        gxe.ExpectColumnMostCommonValueToBeInSet(column="x", value_set=[0.1]),
        gxe.ExpectColumnPairValuesToBeEqual(column_A="x", column_B="double"),
        gxe.ExpectMulticolumnSumToEqual(column_list=["x", "zero"], sum_total=0.1),
        gxe.ExpectTableRowCountToEqual(value=1, row_condition=Column("x") <= 0.1),
    ],
    ids=lambda expectation: expectation.expectation_type,
)
def test_a_short_float_is_compared_by_its_exact_value(expectation: Any) -> None:
    """The Float32 nearest to 0.1 is a little more than 0.1, and is found by the Float64 it equals."""
    frame = pl.DataFrame({"x": [0.1], "double": [0.1], "zero": [0.0]}, schema_overrides={"x": pl.Float32})
    assert not holds(frame, expectation)


def test_a_short_float_is_found_by_its_exact_value() -> None:
    frame = pl.DataFrame({"x": pl.Series([0.1, 0.5], dtype=pl.Float32)})
    exact = frame["x"].cast(pl.Float64).to_list()
    assert holds(frame, gxe.ExpectColumnValuesToBeInSet(column="x", value_set=exact))
    assert holds(frame, gxe.ExpectColumnMaxToBeBetween(column="x", min_value=exact[1], max_value=exact[1]))


HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    "expectation",
    [
        gxe.ExpectColumnValuesToBeUnique(column="x"),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["x", "inside"]),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="x", column_B="x"),
        gxe.ExpectColumnDistinctValuesToBeInSet(column="x", value_set=["none"]),
        gxe.ExpectColumnMostCommonValueToBeInSet(column="x", value_set=[]),
        gxe.UnexpectedRowsExpectation(unexpected_rows_query="SELECT * FROM {batch}"),
    ],
    ids=lambda expectation: expectation.expectation_type,
)
def test_a_result_that_shows_durations_can_be_stored(expectation: Any) -> None:
    frame = pl.DataFrame({"x": [HOUR, HOUR], "inside": [{"of": [HOUR]}] * 2})
    result = on_polars(frame, expectation, {"result_format": "COMPLETE", "include_unexpected_rows": True})
    assert raised(result) is None
    assert not result.success
    assert "1:00:00" in json.dumps(result.to_json_dict())


def test_a_duration_is_compared_as_a_duration() -> None:
    frame = pl.DataFrame({"x": [HOUR, 2 * HOUR]})
    assert holds(frame, gxe.ExpectColumnMostCommonValueToBeInSet(column="x", value_set=[HOUR], ties_okay=True))
    assert holds(frame, gxe.ExpectColumnValuesToBeIncreasing(column="x", strictly=True))
