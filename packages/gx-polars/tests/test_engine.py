"""The engine: few queries, errors of one expectation only, and metrics of users."""

from itertools import pairwise
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
import pytest
from both_engines import on_polars, polars_frames, raised
from great_expectations.exceptions import GreatExpectationsError
from great_expectations.expectations.expectation import (
    ColumnAggregateExpectation,
    ColumnMapExpectation,
    ColumnPairMapExpectation,
    MulticolumnMapExpectation,
)
from great_expectations.expectations.metrics import ColumnMapMetricProvider, column_condition_partial
from great_expectations.expectations.metrics.column_aggregate_metric_provider import (
    ColumnAggregateMetricProvider,
    column_aggregate_value,
)
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnPairMapMetricProvider,
    MulticolumnMapMetricProvider,
)
from great_expectations.expectations.metrics.map_metric_provider.column_pair_condition_partial import (
    column_pair_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.expectations.row_conditions import Column
from great_expectations.validator.metric_configuration import MetricConfiguration

from gx_polars import PolarsExecutionEngine, checks, steps

FRAME = pl.DataFrame({"id": [1, 2, 3, 4], "x": [1.0, 2.0, None, 4.0], "name": ["a", "b", "b", None]})


def suite(*expectations: Any) -> Any:
    return gx.ExpectationSuite(name="several", expectations=list(expectations))


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list of the number of plans of each query that is run."""
    ran: list[int] = []
    collect_all = pl.collect_all

    def counted(plans: Any, **options: Any) -> Any:
        if plans:
            ran.append(len(plans))
        return collect_all(plans, **options)

    monkeypatch.setattr(pl, "collect_all", counted)
    return ran


GOOD = (
    gxe.ExpectColumnValuesToNotBeNull(column="id"),
    gxe.ExpectColumnValuesToBeBetween(column="x", min_value=0),
    gxe.ExpectColumnValuesToMatchRegex(column="name", regex="^[ab]$"),
    gxe.ExpectColumnMeanToBeBetween(column="x", min_value=0),
    gxe.ExpectColumnUniqueValueCountToBeBetween(column="name", max_value=2),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="id", column_B="x", or_equal=True, mostly=0.5),
    gxe.ExpectTableRowCountToEqual(value=4),
    gxe.ExpectTableColumnCountToEqual(value=3),
)


def test_a_good_suite_is_one_query_of_one_plan(queries: list[int]) -> None:
    assert on_polars(FRAME.with_columns(x=pl.col("x").fill_null(0)), suite(*GOOD)).success
    assert queries == [1]


def test_each_row_condition_adds_a_plan_and_checks_of_uniqueness_a_query(queries: list[int]) -> None:
    only = gxe.ExpectColumnValuesToNotBeNull(column="x", row_condition=Column("id") < 3)
    unique = [gxe.ExpectColumnValuesToBeUnique(column=name) for name in ("id", "x")]
    frame = FRAME.with_columns(x=pl.col("id"))
    assert on_polars(frame, suite(*GOOD, only, *unique)).success
    assert queries == [2, 2]


def test_unexpected_rows_are_counted_and_listed_by_one_query(queries: list[int]) -> None:
    failing = gxe.ExpectColumnValuesToNotBeNull(column="name")
    assert not on_polars(FRAME.with_columns(x=pl.col("x").fill_null(0)), suite(*GOOD, failing)).success
    assert queries == [1]


def test_only_what_fails_takes_another_query(queries: list[int]) -> None:
    failing = gxe.ExpectColumnValuesToBeDecreasing(column="id")
    assert not on_polars(FRAME.with_columns(x=pl.col("x").fill_null(0)), suite(*GOOD, failing)).success
    assert queries == [1, 1, 1]


@pytest.mark.parametrize(("small", "rounds"), [(4, [1, 1]), (3, [1, 1, 1])])
def test_repeated_values_of_a_small_table_take_one_query(
    small: int, rounds: list[int], queries: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "SMALL", small)
    failing = gxe.ExpectColumnValuesToBeUnique(column="name")
    assert not on_polars(FRAME.with_columns(x=pl.col("x").fill_null(0)), suite(*GOOD, failing)).success
    assert queries == rounds


def test_whole_rows_are_only_read_where_there_are_some_to_list(queries: list[int]) -> None:
    form = {"result_format": "SUMMARY", "include_unexpected_rows": True}
    good, failing = FRAME.with_columns(x=pl.col("x").fill_null(0)), gxe.ExpectColumnValuesToNotBeNull(column="name")
    on_polars(good, suite(*GOOD), form)
    on_polars(good, suite(*GOOD, failing), form)
    assert queries == [1, 1, 1]


def test_a_suite_of_many_checks_is_answered_by_several_queries_alike(
    queries: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    several = suite(*GOOD, gxe.ExpectColumnValuesToNotBeNull(column="name"))
    as_one = on_polars(FRAME, several)
    monkeypatch.setattr(steps, "_IN_ONE", 2)
    as_several = on_polars(FRAME, several)
    assert queries[0] == 1 < queries[1]
    assert [result.result for result in as_several.results] == [result.result for result in as_one.results]


def test_an_error_is_reported_of_its_expectation_alone() -> None:
    wrong = {
        'Error: The column "y" in BatchData does not exist.': gxe.ExpectColumnValuesToNotBeNull(column="y"),
        'Column "name" is String, which is not a number': gxe.ExpectColumnMeanToBeBetween(column="name", min_value=0),
        "min_value, and max_value must be of the same type": gxe.ExpectColumnValuesToBeBetween(
            column="name", min_value=1
        ),
        "isn't valid: unterminated character set": gxe.ExpectColumnValuesToMatchRegex(column="name", regex="["),
        "not String: JSON is text": gxe.ExpectColumnValuesToBeJsonParseable(column="x"),
        "No type of Polars, NumPy, pandas, Python or SQL is called": gxe.ExpectColumnValuesToBeOfType(
            column="x", type_="colour"
        ),
        "have no order": gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="x", column_B="name"),
        "isn't JSON: Expecting value": gxe.ExpectColumnValuesToMatchJsonSchema(column="name", json_schema={}),
        "unable to find column": gxe.UnexpectedRowsExpectation(unexpected_rows_query="SELECT y FROM {batch}"),
        "row_condition 'x @ 2 > 1' has a part": gxe.ExpectColumnValuesToNotBeNull(
            column="x", row_condition="x @ 2 > 1", condition_parser="pandas"
        ),
    }
    found = on_polars(FRAME, suite(*GOOD, *wrong.values()))
    messages = [message for result in found.results if (message := raised(result)) is not None]
    assert sorted(result.success for result in found.results) == [False] * len(wrong) + [True] * len(GOOD)
    assert len(messages) == len(wrong)
    for part in wrong:
        assert any(part in message for message in messages), (part, messages)


@pytest.mark.parametrize(
    "expectation",
    [
        gxe.ExpectColumnValuesToBeBetween(column="y", min_value=1),
        gxe.ExpectColumnValuesToMatchRegex(column="y", regex="a"),
        gxe.ExpectColumnValuesToMatchRegex(column="name", regex="["),
        gxe.ExpectColumnPairValuesToBeEqual(column_A="id", column_B="y"),
        gxe.ExpectMulticolumnSumToEqual(column_list=["id", "y"], sum_total=1),
        gxe.ExpectColumnMeanToBeBetween(column="y", min_value=1),
    ],
    ids=lambda expectation: expectation.expectation_type,
)
def test_an_error_is_reported_once(expectation: Any) -> None:
    result = on_polars(FRAME, expectation)
    assert not result.success
    assert [one["raised_exception"] for one in result.exception_info.values()] == [True]


def test_messages_of_polars_are_reported_without_the_plan() -> None:
    frame = pl.DataFrame({"x": [{"a": 1}]})
    message = raised(on_polars(frame, gxe.ExpectColumnMaxToBeBetween(column="x", min_value=1)))
    assert message is not None
    assert "FAILED HERE" not in message


def test_a_batch_is_not_mistaken_for_the_one_before() -> None:
    expectation = gxe.ExpectColumnMaxToBeBetween(column="id", max_value=9)
    observed = [on_polars(pl.DataFrame({"id": [n]}), expectation).result["observed_value"] for n in (1, 5, 7)]
    assert observed == [1, 5, 7]


def test_conditions_that_read_alike_are_kept_apart() -> None:
    """Great Expectations writes both of these as ``x == 1``."""
    frame = pl.DataFrame({"x": ["1", "2"]})
    text, number = (
        gxe.ExpectColumnValuesToBeInSet(column="x", value_set=[], row_condition=Column("x") == one) for one in ("1", 1)
    )
    found = on_polars(frame, suite(text, number), "BASIC")
    assert [result.result["element_count"] for result in found.results] == [1, 0]


def test_a_users_own_metric_is_given_a_lazy_frame() -> None:
    class Shortest(TableMetricProvider):  # type: ignore[misc]  # Great Expectations is read without its types
        metric_name = "table.shortest_name"

        @metric_value(engine=PolarsExecutionEngine)  # type: ignore[untyped-decorator]  # the same
        def _polars(cls: Any, execution_engine: Any, metric_domain_kwargs: Any, **_: Any) -> Any:  # noqa: N805  (so named by its caller)
            rows, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type="table")
            return rows.select(pl.col("name").str.len_chars().min()).collect().item()

    engine = polars_frames().get_batch(batch_parameters={"dataframe": FRAME}).data.execution_engine
    engine.load_batch_data("own", FRAME)
    metric = MetricConfiguration("table.shortest_name", {"batch_id": "own"})
    known = MetricConfiguration("table.row_count", {"batch_id": "own"})
    assert engine.resolve_metrics([metric, known]) == {metric.id: 1, known.id: 4}


class Even(ColumnMapMetricProvider):  # type: ignore[misc]  # Great Expectations is read without its types
    condition_metric_name = "column_values.even"
    condition_value_keys = ("but",)

    @column_condition_partial(engine=PolarsExecutionEngine)  # type: ignore[untyped-decorator]  # the same
    def _polars(cls: Any, column: pl.Expr, but: int = 0, **_: Any) -> pl.Expr:  # noqa: N805  (so named by its caller)
        return (column % 2 == 0) | (column == but)


class ExpectEven(ColumnMapExpectation):  # type: ignore[misc]  # the same
    map_metric = "column_values.even"
    but: int = 0
    success_keys = ("but", "mostly")


class Twice(ColumnPairMapMetricProvider):  # type: ignore[misc]  # the same
    condition_metric_name = "column_pair_values.twice"

    @column_pair_condition_partial(engine=PolarsExecutionEngine)  # type: ignore[untyped-decorator]  # the same
    def _polars(cls: Any, column_A: pl.Expr, column_B: pl.Expr, **_: Any) -> pl.Expr:  # noqa: N803, N805  (the same)
        return column_A * 2 == column_B


class ExpectTwice(ColumnPairMapExpectation):  # type: ignore[misc]  # the same
    map_metric = "column_pair_values.twice"
    ignore_row_if: str = "either_value_is_missing"
    domain_keys = ("column_A", "column_B", "row_condition", "condition_parser", "ignore_row_if")


class Rising(MulticolumnMapMetricProvider):  # type: ignore[misc]  # the same
    condition_metric_name = "multicolumn_values.rising"

    @multicolumn_condition_partial(engine=PolarsExecutionEngine)  # type: ignore[untyped-decorator]  # the same
    def _polars(cls: Any, columns: list[pl.Expr], **_: Any) -> pl.Expr:  # noqa: N805  (the same)
        return pl.all_horizontal(low < high for low, high in pairwise(columns))


class ExpectRising(MulticolumnMapExpectation):  # type: ignore[misc]  # the same
    map_metric = "multicolumn_values.rising"
    ignore_row_if: str = "any_value_is_missing"


class Range(ColumnAggregateMetricProvider):  # type: ignore[misc]  # the same
    metric_name = "column.range"

    @column_aggregate_value(engine=PolarsExecutionEngine)  # type: ignore[untyped-decorator]  # the same
    def _polars(cls: Any, column: pl.Expr, **_: Any) -> pl.Expr:  # noqa: N805  (the same)
        return column.max() - column.min()


class ExpectRange(ColumnAggregateExpectation):  # type: ignore[misc]  # the same
    metric_dependencies = ("column.range",)
    max_value: float = 1
    success_keys = ("max_value",)

    def _validate(self, metrics: Any, *_: Any, **__: Any) -> Any:
        return {
            "success": metrics["column.range"] <= self.max_value,
            "result": {"observed_value": metrics["column.range"]},
        }


NUMBERS = pl.DataFrame({"id": [7, 8, 9], "x": [2, 3, None], "y": [4, 6, 8], "z": [4, 9, 8]})


def test_a_users_own_condition_is_an_expression(queries: list[int]) -> None:
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}
    found = on_polars(NUMBERS, suite(ExpectEven(column="x"), ExpectEven(column="x", but=3), *GOOD_NUMBERS), form)
    assert raised(found.results[0]) is None
    assert [result.success for result in found.results] == [False, True, True]
    assert found.results[0].result["unexpected_index_list"] == [{"x": 3, "id": 8}]
    assert (found.results[0].result["missing_count"], found.results[0].result["element_count"]) == (1, 3)
    assert queries == [1, 1]  # metrics without a condition, then the conditions


GOOD_NUMBERS = (gxe.ExpectColumnValuesToNotBeNull(column="y"),)


@pytest.mark.parametrize(
    ("expectation", "unexpected"),
    [
        (ExpectTwice(column_A="x", column_B="y"), []),
        (ExpectTwice(column_A="x", column_B="z"), [1]),
        (ExpectRising(column_list=["x", "y", "id"]), []),
        (ExpectRising(column_list=["x", "y", "z"]), [0]),
    ],
)
def test_a_users_own_condition_may_be_about_several_columns(expectation: Any, unexpected: list[int]) -> None:
    result = on_polars(NUMBERS, expectation)
    assert raised(result) is None
    assert result.result["unexpected_index_list"] == unexpected


def test_a_users_own_aggregate_is_an_expression() -> None:
    result = on_polars(NUMBERS, ExpectRange(column="x"))
    assert raised(result) is None
    assert (result.success, result.result["observed_value"]) == (True, 1)
    assert not on_polars(NUMBERS, ExpectRange(column="y")).success


def test_a_users_own_condition_that_returns_no_expression_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd(ColumnMapMetricProvider):  # type: ignore[misc]  # the same
        condition_metric_name = "column_values.odd"

        @column_condition_partial(engine=PolarsExecutionEngine)  # type: ignore[untyped-decorator]  # the same
        def _polars(cls: Any, column: Any, **_: Any) -> Any:  # noqa: N805  (the same)
            return [True]

    class ExpectOdd(ColumnMapExpectation):  # type: ignore[misc]  # the same
        map_metric = "column_values.odd"

    assert "must return a Polars expression of its arguments" in str(raised(on_polars(NUMBERS, ExpectOdd(column="x"))))
    assert "does not exist" in str(raised(on_polars(NUMBERS, ExpectOdd(column="absent"))))


def test_a_condition_becomes_an_expression() -> None:
    engine = PolarsExecutionEngine()
    engine.load_batch_data("one", FRAME)
    clause = engine.condition_to_filter_clause((Column("id") > 1) & Column("x").is_not_null())
    assert FRAME.filter(clause)["id"].to_list() == [2, 4]


def test_an_engine_takes_frames_of_polars_only() -> None:
    engine = PolarsExecutionEngine()
    with pytest.raises(GreatExpectationsError, match="needs a Polars DataFrame or LazyFrame, not list"):
        engine.load_batch_data("one", [1, 2])
    with pytest.raises(GreatExpectationsError, match="Unable to find batch"):
        engine.get_domain_records({"batch_id": "another"})
