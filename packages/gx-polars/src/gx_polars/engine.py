"""The execution engine, which computes all metrics of a suite in as few queries as possible, usually one."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
from great_expectations.core.batch import BatchData, BatchMarkers
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.exceptions import (
    ExecutionEngineError,
    GreatExpectationsError,
    MetricProviderError,
    MetricResolutionError,
)
from great_expectations.execution_engine import ExecutionEngine, PandasExecutionEngine
from great_expectations.expectations.metrics.metric_provider import MetricProvider
from great_expectations.expectations.registry import get_metric_kwargs, get_metric_provider, register_metric
from great_expectations.expectations.row_conditions import Condition as RowConditionObject

from gx_polars import custom
from gx_polars._private import let_pandas_read
from gx_polars.checks import Condition
from gx_polars.metrics import COUNT, Recipe, recipes
from gx_polars.request import MetricRequest
from gx_polars.row_condition import RowCondition, as_expression
from gx_polars.rows import Batch, NotANumberError, Rows
from gx_polars.steps import Steps, run
from gx_polars.type_names import is_own_name

_FORM = ("result_format", "limit")
"""Parameters of a metric that only limit what a result shows."""

_NULL_COUNT = f"column_values.nonnull.{COUNT}"
"""The metric that every map expectation on a column requests: the number of missing values."""

_PLACEHOLDER = "PolarsFrame"
"""Replaces the frame in the stored description of a batch."""


class PolarsBatchData(BatchData):  # type: ignore[misc]  # Great Expectations is read without its types
    """A batch's frame, with the engine that computes on it."""

    def __init__(
        self, execution_engine: "PolarsExecutionEngine", frame: pl.LazyFrame, has_guessed_types: bool = False
    ) -> None:
        super().__init__(execution_engine=execution_engine)
        self.frame = frame
        self.batch = Batch(frame, execution_engine.nan_is_null, has_guessed_types)


class NotComputed:
    """Replaces the value of a metric whose error another member of its family reports; any use raises that error."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def _raise(self, *_: Any, **__: Any) -> Any:
        raise self._error

    __bool__ = __len__ = __iter__ = __getitem__ = __contains__ = __int__ = __float__ = _raise
    __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __sub__ = __rsub__ = _raise
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _raise


class PolarsMetric(MetricProvider):  # type: ignore[misc]  # the same
    """The metric class in the registry: without dependencies, so that all metrics are resolved at once."""

    @classmethod
    def get_evaluation_dependencies(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {}


class PolarsExecutionEngine(ExecutionEngine):  # type: ignore[misc]  # the same
    """Computes metrics with Polars.

    Args:
        nan_is_null: whether NaN counts as a missing value, as it does in pandas.
    """

    def __init__(self, nan_is_null: bool = True, **kwargs: Any) -> None:
        self.nan_is_null = nan_is_null
        self._values: dict[Any, Any] = {}
        self._errors: dict[Any, BaseException] = {}
        super().__init__(**kwargs)

    def load_batch_data(self, batch_id: str, batch_data: Any) -> None:
        """Set the batch that metrics are computed on, and clear all results.

        Args:
            batch_id: The id of the batch.
            batch_data: A ``PolarsBatchData``, a DataFrame or a LazyFrame.
        """
        if isinstance(batch_data, pl.DataFrame | pl.LazyFrame):
            batch_data = PolarsBatchData(self, batch_data.lazy())
        if not isinstance(batch_data, PolarsBatchData):
            raise GreatExpectationsError(
                f"PolarsExecutionEngine needs a Polars DataFrame or LazyFrame, not {type(batch_data).__name__}."
            )
        self._values.clear()
        self._errors.clear()
        super().load_batch_data(batch_id=batch_id, batch_data=batch_data)

    def get_batch_data_and_markers(self, batch_spec: RuntimeDataBatchSpec) -> tuple[PolarsBatchData, BatchMarkers]:
        frame = batch_spec.batch_data
        if not isinstance(frame, pl.DataFrame | pl.LazyFrame):
            raise ExecutionEngineError(
                f"PolarsExecutionEngine needs a Polars DataFrame or LazyFrame, not {type(frame).__name__}."
            )
        batch_spec.batch_data = _PLACEHOLDER
        loaded = dt.datetime.now(dt.timezone.utc).strftime("%Y%m%dT%H%M%S.%fZ")
        data = PolarsBatchData(self, frame.lazy(), bool(batch_spec.get("has_guessed_types")))
        return data, BatchMarkers({"ge_load_time": loaded})

    def get_domain_records(self, domain_kwargs: dict[str, Any]) -> pl.LazyFrame:
        """Return the rows that meet the row condition of a domain."""
        return self._rows(domain_kwargs).frame

    def get_compute_domain(
        self, domain_kwargs: dict[str, Any], domain_type: Any, accessor_keys: Iterable[str] | None = None
    ) -> tuple[pl.LazyFrame, dict[str, Any], dict[str, Any]]:
        """Return the rows of a domain, its parameters that select rows, and those that select columns."""
        keys = {"column", "column_A", "column_B", "column_list", *(accessor_keys or ())}
        compute = {key: value for key, value in domain_kwargs.items() if key not in keys}
        accessor = {key: value for key, value in domain_kwargs.items() if key in keys}
        return self.get_domain_records(domain_kwargs), compute, accessor

    def resolve_metrics(
        self,
        metrics_to_resolve: Iterable[Any],
        metrics: dict[Any, Any] | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> dict[Any, Any]:
        """Return the values of the metrics by their ids.

        Great Expectations calls this method again after an error, without the
        metrics that the error names. So values are cached, and each call raises
        one error.
        """
        known, custom_metrics = self._by_provider(metrics_to_resolve, metrics or {})
        self._compute({id_: pair for id_, pair in known.items() if id_ not in self._values and id_ not in self._errors})
        if failed := {id_: metric for id_, (metric, _) in known.items() if id_ in self._errors}:
            error = self._errors[next(iter(failed))]
            same_error = [metric for id_, metric in failed.items() if str(self._errors[id_]) == str(error)]
            # NOTE: after the message Polars prints the query plan
            raise MetricResolutionError(message=str(error).split("\n\n")[0], failed_metrics=same_error) from error
        values = {id_: self._values[id_] for id_ in known}
        return (
            values | super().resolve_metrics(custom_metrics, metrics, runtime_configuration)
            if custom_metrics
            else values
        )

    def resolve_metric_bundle(self, metric_fn_bundle: Iterable[Any]) -> dict[Any, Any]:
        return {}  # run() combines queries, so Great Expectations has nothing to bundle

    def _by_provider(
        self, metrics: Iterable[Any], resolved: Mapping[Any, Any]
    ) -> tuple[dict[Any, tuple[Any, Recipe]], list[Any]]:
        """Return the metrics that have a recipe, with it, and those of a user's ``metric_value`` function."""
        known, custom_metrics = {}, []
        for metric in metrics:
            if (recipe := self._recipe(metric, resolved)) is None:
                custom_metrics.append(metric)
                continue
            known[metric.id] = metric, recipe
            if isinstance(recipe, Condition):  # a condition needs no data
                self._values[metric.id] = recipe
        return known, custom_metrics

    def _recipe(self, metric: Any, resolved: Mapping[Any, Any]) -> Any:
        """Return the recipe of a metric, or a user's condition; None for a user's ``metric_value`` function."""
        metric_class, provider = get_metric_provider(metric.metric_name, self)
        if isinstance(provider, Recipe):
            return provider
        dependencies = {
            name: resolved[one.id] for name, one in metric.metric_dependencies.items() if one.id in resolved
        }
        if custom.is_condition(provider):
            return custom.condition(metric_class, provider, dependencies)
        if isinstance(condition := dependencies.get(custom.CONDITION), Condition):
            family, _, part = metric.metric_name.rpartition(".")
            return Recipe(family, part, partial(custom.part, condition, part))
        if custom.is_aggregate(provider):
            return Recipe(metric.metric_name, "value", custom.aggregate(metric_class, provider, dependencies))
        return None

    def _compute(self, requested: Mapping[Any, tuple[Any, Recipe]]) -> None:
        groups, started = _families(requested), {}
        for key, group in groups.items():
            try:
                started[key] = self._start(list(group.values()))
            except Exception as error:
                self._fail(group, error)
        for key, outcome in run(started).items():
            if isinstance(outcome, BaseException):
                self._fail(groups[key], outcome)
            else:
                self._values |= {id_: outcome[recipe.part] for id_, (_, recipe) in groups[key].items()}
        self._raise_once(requested)

    def _fail(self, group: Mapping[Any, tuple[Any, Recipe]], error: BaseException) -> None:
        """Record an error for one member of a family, so that an expectation on several reports it once."""
        reported = next((id_ for id_, (_, recipe) in group.items() if recipe.part == COUNT), next(iter(group)))
        self._errors[reported] = error
        self._values |= dict.fromkeys((id_ for id_ in group if id_ != reported), NotComputed(error))

    def _raise_once(self, requested: Mapping[Any, tuple[Any, Recipe]]) -> None:
        """Report an error of a column only for its number of missing values, which every map expectation requests."""
        failed = {id_: metric for id_, (metric, _) in requested.items() if id_ in self._errors}
        reported = {self._error_key(id_, metric) for id_, metric in failed.items() if metric.metric_name == _NULL_COUNT}
        for id_, metric in failed.items():
            is_map = metric.metric_name.endswith(f".{COUNT}") and metric.metric_name != _NULL_COUNT
            if is_map and self._error_key(id_, metric) in reported:
                self._values[id_] = NotComputed(self._errors.pop(id_))

    def _error_key(self, id_: Any, metric: Any) -> tuple[str, str]:
        return str(metric.metric_domain_kwargs_id), str(self._errors[id_])

    def _start(self, group: list[tuple[Any, Recipe]]) -> Steps:
        """Return the steps that compute a family's metrics on one domain."""
        metric, recipe = group[0]
        domain = metric.metric_domain_kwargs
        options = {k: v for k, v in metric.metric_value_kwargs.items() if v is not None and k not in _FORM}
        form: dict[str, Any] = {}
        for other, _ in group:
            kwargs = other.metric_value_kwargs
            form |= kwargs.get("result_format") or {}
            form |= {"limit": kwargs["limit"]} if kwargs.get("limit") else {}
        rows = self._rows(domain)
        names = [domain[key] for key in ("column", "column_A", "column_B") if domain.get(key) is not None]
        names += domain.get("column_list") or ()
        columns = tuple(rows.batch.column(name) for name in names)
        parts = frozenset(recipe.part for _, recipe in group)
        return _computed(recipe, MetricRequest(rows, columns, domain.get("ignore_row_if"), options, parts, form))

    def _rows(self, domain_kwargs: Mapping[str, Any]) -> Rows:
        if domain_kwargs.get("table"):
            raise ValueError("A batch of PolarsExecutionEngine is one table; the domain key 'table' is not supported.")
        batch_id = domain_kwargs.get("batch_id") or self.batch_manager.active_batch_data_id
        if batch_id not in self.batch_manager.batch_data_cache:
            raise GreatExpectationsError(f"Unable to find batch with batch_id {batch_id}")
        data: Any = self.batch_manager.batch_data_cache[batch_id]
        batch: Batch = data.batch
        condition, parser = domain_kwargs.get("row_condition"), domain_kwargs.get("condition_parser")
        where = as_expression(condition, batch, parser) if condition else None
        # NOTE: repr of a condition is the same for 1 and "1"
        written = repr(condition.dict() if isinstance(condition, RowConditionObject) else condition)
        return Rows(batch, where, (batch_id, written, parser))

    def _comparison_condition_to_filter_clause(self, condition: RowConditionObject) -> pl.Expr:
        return self._clause(condition)

    def _nullity_condition_to_filter_clause(self, condition: RowConditionObject) -> pl.Expr:
        return self._clause(condition)

    def _and_condition_to_filter_clause(self, condition: RowConditionObject) -> pl.Expr:
        return self._clause(condition)

    def _or_condition_to_filter_clause(self, condition: RowConditionObject) -> pl.Expr:
        return self._clause(condition)

    def _clause(self, condition: RowCondition) -> pl.Expr:
        """Return a condition on the batch that was loaded last."""
        data: Any = self.batch_manager.active_batch_data
        return as_expression(condition, data.batch)


def _computed(recipe: Recipe, request: MetricRequest) -> Steps:
    """Run the steps of a recipe; if a column is no number, once more with empty columns of guessed type as Null."""
    try:
        return (yield from recipe.steps(request))
    except NotANumberError:
        guessed = tuple(map(request.rows.batch.without_guessed_type, request.columns))
        if guessed == request.columns:
            raise
        return (yield from recipe.steps(replace(request, columns=guessed)))


def _families(requested: Mapping[Any, tuple[Any, Recipe]]) -> dict[Any, dict[Any, tuple[Any, Recipe]]]:
    """Group metrics that are computed together: of one family, domain, options and result format.

    A member without a result format, such as a count, joins the first group that has one.
    """
    families: dict[Any, dict[str, dict[Any, tuple[Any, Recipe]]]] = {}
    for id_, (metric, recipe) in requested.items():
        kwargs = metric.metric_value_kwargs
        about = repr(sorted((key, value) for key, value in kwargs.items() if key not in _FORM))
        form = repr([kwargs[key] for key in _FORM if kwargs.get(key)])
        key = recipe.family, metric.metric_domain_kwargs_id, about
        families.setdefault(key, {}).setdefault(form, {})[id_] = metric, recipe
    groups: dict[Any, dict[Any, tuple[Any, Recipe]]] = {}
    for key, forms in families.items():
        formless = forms.pop(repr([]), {})
        first, *others = forms.values() or [{}]
        groups |= {(key, n): group for n, group in enumerate([first | formless, *others])}
    return groups


def _register() -> None:
    recipe: Any
    for name, recipe in recipes():
        try:
            keys = get_metric_kwargs(name)
        except MetricProviderError:
            continue  # this release of Great Expectations has no such metric
        register_metric(
            metric_name=name,
            metric_domain_keys=keys["metric_domain_keys"],
            metric_value_keys=keys["metric_value_keys"],
            execution_engine=PolarsExecutionEngine,
            metric_class=PolarsMetric,
            metric_provider=recipe,
        )


_register()
let_pandas_read(is_own_name)

# NOTE: the expectations on types of values support three kinds of engines and return nothing for others. This makes
# ``isinstance`` true without inheritance; `ColumnType` then makes them use the metrics of this engine.
PandasExecutionEngine.register(PolarsExecutionEngine)
