"""The table of metrics has all metrics of pandas, except those that it lists."""

import re
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from both_engines import RELEASE, as_pandas, on_pandas, on_polars, pandas_frames, plain, polars_frames, raised, same
from cases import AGGREGATES, MAPS, TABLES, TYPES
from great_expectations import metrics
from great_expectations.compatibility import pydantic
from great_expectations.expectations import core, registry
from great_expectations.expectations.expectation import Expectation
from great_expectations.validator.metric_configuration import MetricConfiguration

from gx_polars.metrics import UNSUPPORTED, recipes

WITHOUT_PANDAS = {
    "ExpectColumnValuesToMatchLikePattern",
    "ExpectColumnValuesToMatchLikePatternList",
    "ExpectColumnValuesToNotMatchLikePattern",
    "ExpectColumnValuesToNotMatchLikePatternList",
    "UnexpectedRowsExpectation",
}
"""Expectations that are supported here and have no metric on pandas."""

LEFT_OUT = {
    "ExpectTableRowCountToEqualOtherTable": "needs a second table: a batch is one, and pandas refuses too",
    "ExpectQueryResultsToMatchComparison": "needs a second data source that speaks SQL; pandas has no metric for it",
    "ExpectMulticolumnValuesToBeUnique": "has no metric at all",
}

INSIDE = {
    "column.outlier_statistics": "a step of column_values.not_outliers, which is one expression here",
}


def test_every_core_expectation_is_supported_or_left_out_with_a_reason() -> None:
    known = {*MAPS, *AGGREGATES, *TABLES, *TYPES, *WITHOUT_PANDAS, *LEFT_OUT}
    found = {
        name
        for name, kind in vars(core).items()
        if isinstance(kind, type) and issubclass(kind, Expectation) and kind.__module__.startswith(core.__name__)
    }
    assert found <= known
    if RELEASE >= (1, 24):
        assert known == found


def test_every_metric_of_pandas_is_provided_or_left_out_with_a_reason() -> None:
    """A condition or a map is a step of pandas' own, not a result."""
    pandas = {
        name
        for name, definition in registry._registered_metrics.items()
        if "PandasExecutionEngine" in definition["providers"] and not name.endswith((".condition", ".map"))
        if str(definition["providers"]["PandasExecutionEngine"][0].__module__).startswith(
            "great_expectations.expectations.metrics"
        )
    }
    ours = {name for name, _ in recipes()} - {*UNSUPPORTED}
    missing = {name for name in pandas - ours if not name.endswith(".unexpected_value_counts")}
    assert missing <= {*INSIDE, *UNSUPPORTED}


@pytest.mark.parametrize(
    ("name", "value", "asked"),
    [
        ("column.distinct_values", {1, 2, 4, None}, {}),
        ("column.distinct_values.count.under_threshold", True, {"threshold": 4}),
        ("column_values.null.count", 1, {}),
        ("column_values.nonnull.count", 4, {}),
        ("column.non_null_count", 4, {}),
        ("column.partition", [1.0, 2.5, 4.0], {"bins": "uniform", "n_bins": 2}),
        ("column.partition", [1, 2, 4], {"bins": "ntile", "n_bins": 2}),
        ("column.histogram", [1, 2, 1], {"bins": [1, 2, 3, 4]}),
        ("column_values.between.count", 3, {"min_value": 2}),
    ],
)
def test_a_metric_can_be_asked_for_by_itself(name: str, value: Any, asked: dict[str, Any]) -> None:
    batch = polars_frames().get_batch(batch_parameters={"dataframe": pl.DataFrame({"x": [1, 2, 2, None, 4]})})
    batch.data.execution_engine.batch_manager.load_batch_list([batch])
    metric = MetricConfiguration(name, {"column": "x", "batch_id": batch.id}, asked)
    found = batch.data.execution_engine.resolve_metrics([metric])
    assert plain(found[metric.id]) == plain(value)


def test_values_are_counted_in_the_form_that_great_expectations_reads() -> None:
    batch = polars_frames().get_batch(batch_parameters={"dataframe": pl.DataFrame({"x": ["b", "a", "b", None]})})
    batch.data.execution_engine.batch_manager.load_batch_list([batch])
    metric = MetricConfiguration("column.value_counts", {"column": "x"}, {"sort": "value"})
    counts = batch.data.execution_engine.resolve_metrics([metric])[metric.id]
    assert list(counts.items()) == [("a", 1), ("b", 2)]


def test_the_first_rows_of_a_batch_come_as_great_expectations_shows_them() -> None:
    batch = polars_frames().get_batch(batch_parameters={"dataframe": pl.DataFrame({"x": range(9)})})
    assert batch.columns() == ["x"]
    assert batch.head(n_rows=2).data["x"].to_list() == [0, 1]
    assert batch.head(n_rows=-7).data["x"].to_list() == [0, 1]
    assert batch.head(fetch_all=True).data["x"].to_list() == list(range(9))


def test_metrics_are_computed_for_a_batch_as_on_pandas() -> None:
    """The metrics of ``batch.compute_metrics`` that pandas has, too."""
    frame = pl.DataFrame({"x": [1.0, 2.0, 3.0, None], "s": ["a", "b", "c", "ab"]})
    parameters: dict[str, dict[str, Any]] = {
        "BatchRowCount": {},
        "BatchColumnTypes": {},
        "SampleValues": {"n_rows": 2},
        "ColumnDescriptiveStats": {"column": "x"},
        "ColumnValuesMatchRegexCount": {"column": "s", "regex": "a"},
        "ColumnValuesNotMatchRegexCount": {"column": "s", "regex": "a"},
        "ColumnValuesNonNull": {"column": "x"},
        "ColumnValuesNonNullCount": {"column": "x"},
        "ColumnMean": {"column": "x"},
        "ColumnDistinctValues": {"column": "s"},
        "ColumnDistinctValuesNotInSet": {"column": "s", "value_set": ["a"]},
    }
    asked = [getattr(metrics, name)(**given) for name, given in parameters.items() if hasattr(metrics, name)]
    values = [
        [result.value for result in frames.get_batch(batch_parameters={"dataframe": given}).compute_metrics(asked)]
        for frames, given in ((polars_frames(), frame), (pandas_frames(), as_pandas(frame)))
    ]
    ours, theirs = ([plain(_comparable(value)) for value in found] for found in values)
    ours[1] = theirs[1] = None  # both have their own names of types
    assert same(ours, theirs), (ours, theirs)


def test_a_metric_that_fails_is_an_error_among_the_results() -> None:
    batch = polars_frames().get_batch(batch_parameters={"dataframe": pl.DataFrame({"x": [1]})})
    wrong, right = batch.compute_metrics([metrics.ColumnMean(column="y"), metrics.ColumnMean(column="x")])
    assert 'The column "y" in BatchData does not exist' in str(wrong.value)
    assert right.value == 1


def _comparable(value: Any) -> Any:
    return sorted(value) if isinstance(value, set) else value.dict() if isinstance(value, pydantic.BaseModel) else value


def test_a_column_is_found_in_another_case_as_on_pandas() -> None:
    frame = pl.DataFrame({"Name": ["a", None], "x": [1, 2], "X": [3, 4], "a.b": [1, 2]})
    result = on_polars(frame, gxe.ExpectColumnValuesToNotBeNull(column="NAME")).result
    assert result["unexpected_index_list"] == [1]
    highest = [on_polars(frame, gxe.ExpectColumnMaxToBeBetween(column=name, min_value=0)) for name in ("x", "X", "A.B")]
    assert [one.result["observed_value"] for one in highest] == [2, 4, 2]
    twice = pl.DataFrame({"aB": [1], "Ab": [2]})
    message = raised(on_polars(twice, gxe.ExpectColumnMaxToBeBetween(column="ab", min_value=0)))
    assert message == 'Error: "ab" is no column, and could be any of "aB", "Ab".'


def test_a_field_of_a_struct_is_a_column() -> None:
    frame = pl.DataFrame({"x": [{"a": 1, "b": {"c": "one"}}, {"a": None, "b": {"c": "two"}}, {"a": 1, "b": None}]})
    for expectation, index in (
        (gxe.ExpectColumnValuesToNotBeNull(column="x.a"), [1]),
        (gxe.ExpectColumnValuesToBeUnique(column="x.a"), [0, 2]),
        (gxe.ExpectColumnValuesToBeInSet(column="x.b.c", value_set=["one"]), [1]),
        (gxe.ExpectCompoundColumnsToBeUnique(column_list=["x.a", "x.b.c"], ignore_row_if="never"), []),
    ):
        result = on_polars(frame, expectation)
        assert raised(result) is None
        assert result.result["unexpected_index_list"] == index


def test_an_expectation_that_is_left_out_says_why() -> None:
    frame = pl.DataFrame({"x": [1]})
    other = on_polars(frame, gxe.ExpectTableRowCountToEqualOtherTable(other_table_name="y"))
    assert "is one table" in str(raised(other))
    asked = gxe.ExpectQueryResultsToMatchComparison(
        base_query="SELECT 1", comparison_data_source_name="y", comparison_query="SELECT 1"
    )
    assert re.search(r"doesn't provide \w+_query\.\w+: it queries a second data", str(raised(on_polars(frame, asked))))


def test_bins_are_found_as_on_pandas() -> None:
    """Without a partition, the divergence computes one from the data in further steps."""
    frame = pl.DataFrame({"x": [1.0, 1.5, 2.0, 7.0, None, 9.0, 2.5, 2.25]})
    expectation = gxe.ExpectColumnKLDivergenceToBeLessThan(column="x", partition_object=None, threshold=None)
    assert same(plain(on_polars(frame, expectation).result), plain(on_pandas(frame, expectation).result))
