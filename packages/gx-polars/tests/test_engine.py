"""The engine asks as little as it can, keeps errors apart, and lets users add metrics."""

from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
import pytest
from both_engines import on_polars, polars_frames, raised
from great_expectations.exceptions import GreatExpectationsError
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.expectations.row_conditions import Column
from great_expectations.validator.metric_configuration import MetricConfiguration

from gx_polars import PolarsExecutionEngine

FRAME = pl.DataFrame({"id": [1, 2, 3, 4], "x": [1.0, 2.0, None, 4.0], "name": ["a", "b", "b", None]})


def suite(*expectations: Any) -> Any:
    return gx.ExpectationSuite(name="several", expectations=list(expectations))


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many queries were run, and how many plans each of them had."""
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


def test_each_row_condition_and_each_check_of_uniqueness_adds_a_plan_to_the_query(queries: list[int]) -> None:
    only = gxe.ExpectColumnValuesToNotBeNull(column="x", row_condition=Column("id") < 3)
    unique = gxe.ExpectColumnValuesToBeUnique(column="id")
    frame = FRAME.with_columns(x=pl.col("x").fill_null(0))
    assert on_polars(frame, suite(*GOOD, only, unique)).success
    assert queries == [3]


def test_only_what_fails_is_asked_for_rows(queries: list[int]) -> None:
    failing = gxe.ExpectColumnValuesToNotBeNull(column="name")
    assert not on_polars(FRAME.with_columns(x=pl.col("x").fill_null(0)), suite(*GOOD, failing)).success
    assert queries == [1, 1]


def test_an_error_is_told_of_its_expectation_alone() -> None:
    wrong = {
        'Error: The column "y" in BatchData does not exist.': gxe.ExpectColumnValuesToNotBeNull(column="y"),
        'Column "name" is String, which is not a number.': gxe.ExpectColumnMeanToBeBetween(column="name", min_value=0),
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


def test_messages_of_polars_are_told_without_the_plan() -> None:
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


def test_a_condition_becomes_an_expression() -> None:
    engine = PolarsExecutionEngine()
    engine.load_batch_data("one", FRAME)
    clause = engine.condition_to_filter_clause((Column("id") > 1) & Column("x").is_not_null())
    assert FRAME.filter(clause)["id"].to_list() == [2, 4]


def test_an_engine_takes_frames_of_polars_only() -> None:
    engine = PolarsExecutionEngine()
    with pytest.raises(GreatExpectationsError, match="needs a Polars DataFrame or LazyFrame, not list"):
        engine.load_batch_data("one", [1, 2])  # type: ignore[arg-type]  # that is the point
    with pytest.raises(GreatExpectationsError, match="Unable to find batch"):
        engine.get_domain_records({"batch_id": "another"})
