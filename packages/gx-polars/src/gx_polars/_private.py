"""The private and undocumented names of Great Expectations that this package uses.

The package checks them on import: a release that moves or changes one raises an
error that names it, instead of giving wrong results.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

TESTED = ("1.9.0", "1.24.1")
"""The oldest and the newest release that the tests were run on."""


class Borrowed(NamedTuple):
    """A name of Great Expectations, its use here, and the parameters it is called with."""

    module: str
    name: str
    use: str
    parameters: tuple[str, ...] = ()


_ENGINE = "great_expectations.execution_engine.execution_engine"
_REGISTRY = "great_expectations.expectations.registry"
_FLUENT = "great_expectations.datasource.fluent.interfaces"
_BATCHES = "great_expectations.core.batch_manager"
_METRIC = "great_expectations.validator.metric_configuration"
_DECORATORS = "great_expectations.expectations.metrics"

PRIVATE = (
    Borrowed(
        "great_expectations.execution_engine",
        "PandasExecutionEngine.register",
        "registers the engine as a pandas engine, without inheritance",
    ),
    Borrowed(_ENGINE, "ExecutionEngine._comparison_condition_to_filter_clause", "overridden", ("condition",)),
    Borrowed(_ENGINE, "ExecutionEngine._nullity_condition_to_filter_clause", "overridden", ("condition",)),
    Borrowed(_ENGINE, "ExecutionEngine._and_condition_to_filter_clause", "overridden", ("condition",)),
    Borrowed(_ENGINE, "ExecutionEngine._or_condition_to_filter_clause", "overridden", ("condition",)),
    Borrowed(_FLUENT, "DataAsset._validate_batch_request", "overridden", ("batch_request",)),
    Borrowed(
        _FLUENT,
        "DataAsset._get_batch_metadata_from_batch_request",
        "called for the metadata of a batch",
        ("batch_request", "ignore_options"),
    ),
    Borrowed(_FLUENT, "Datasource._add_asset", "called to store an asset", ("asset",)),
    Borrowed(
        "great_expectations.expectations.core.expect_column_kl_divergence_to_be_less_than",
        "pd",
        "creates the pandas objects that Great Expectations needs, and registers the names of Polars types in pandas",
    ),
)
"""The registration as a pandas engine, then names with an underscore or imported by Great Expectations itself."""

UNDOCUMENTED = (
    Borrowed(_ENGINE, "ExecutionEngine.resolve_metrics", "overridden", ("metrics_to_resolve", "metrics")),
    Borrowed(_ENGINE, "ExecutionEngine.load_batch_data", "overridden", ("batch_id", "batch_data")),
    Borrowed(_ENGINE, "ExecutionEngine.get_batch_data_and_markers", "overridden", ("batch_spec",)),
    Borrowed(_ENGINE, "ExecutionEngine.get_domain_records", "overridden", ("domain_kwargs",)),
    Borrowed(_ENGINE, "ExecutionEngine.get_compute_domain", "overridden", ("domain_kwargs", "domain_type")),
    Borrowed(_ENGINE, "ExecutionEngine.condition_to_filter_clause", "turns a condition into an expression"),
    Borrowed(_ENGINE, "ExecutionEngine.resolve_metric_bundle", "overridden: nothing is bundled", ("metric_fn_bundle",)),
    Borrowed(_BATCHES, "BatchManager.batch_data_cache", "finds the data of a batch"),
    Borrowed(_BATCHES, "BatchManager.active_batch_data_id", "finds the batch of a metric that names none"),
    Borrowed(_BATCHES, "BatchManager.active_batch_data", "finds the batch a condition is about"),
    Borrowed(_METRIC, "MetricConfiguration.metric_domain_kwargs_id", "identifies metrics about the same rows"),
    Borrowed(_METRIC, "MetricConfiguration.metric_dependencies", "finds the condition of a custom metric"),
    Borrowed(_DECORATORS, "column_condition_partial", "a user's function is found inside what it returns", ("engine",)),
    Borrowed(
        f"{_DECORATORS}.column_aggregate_metric_provider",
        "column_aggregate_value",
        "a user's function is found inside what it returns",
        ("engine",),
    ),
    Borrowed(_FLUENT, "Datasource.get_execution_engine", "overridden: each batch has an engine of its own"),
    Borrowed(_FLUENT, "Datasource.data_context", "finds the root directory and the variables of a context"),
    Borrowed(
        _REGISTRY,
        "register_metric",
        "registers a metric for this engine",
        (
            "metric_name",
            "metric_domain_keys",
            "metric_value_keys",
            "execution_engine",
            "metric_class",
            "metric_provider",
        ),
    ),
    Borrowed(_REGISTRY, "get_metric_kwargs", "returns the keys of a metric", ("metric_name",)),
    Borrowed(
        _REGISTRY,
        "get_metric_provider",
        "returns the provider of a metric: this package or a user",
        ("metric_name", "execution_engine"),
    ),
    Borrowed(
        "great_expectations.expectations.metrics.metric_provider",
        "MetricProvider.get_evaluation_dependencies",
        "overridden, so that no metric waits for another",
        ("metric",),
    ),
    Borrowed("great_expectations.expectations.row_conditions", "PassThroughCondition", "a condition given as text"),
    Borrowed("great_expectations.expectations.row_conditions", "deserialize_row_condition", "reads a stored condition"),
    Borrowed("great_expectations.core.batch", "BatchData", "base of a batch's data", ("execution_engine",)),
    Borrowed("great_expectations.core.batch", "BatchMarkers", "holds the time a batch was loaded"),
    Borrowed("great_expectations.core.batch", "LegacyBatchDefinition", "required to construct a batch"),
    Borrowed("great_expectations.core.batch_spec", "RuntimeDataBatchSpec", "hands a frame to the engine"),
    Borrowed("great_expectations.core.id_dict", "IDDict", "identifies a batch"),
    Borrowed("great_expectations.datasource.fluent.batch_identifier_util", "make_batch_identifier", "the same"),
)
"""Public names that its documentation doesn't mention."""


def missing(borrowed: tuple[Borrowed, ...] = PRIVATE + UNDOCUMENTED) -> Iterator[str]:
    """Yield a sentence for each name that is missing or no longer takes the same parameters."""
    for item in borrowed:
        place = f"{item.module}.{item.name}"
        found = _find(item)
        if found is None:
            yield f"{place} is gone ({item.use})"
            continue
        known = _parameters(found) if item.parameters else ()
        for parameter in item.parameters:
            if parameter not in known:
                yield f"{place} no longer takes {parameter!r} ({item.use})"


def misbehaving() -> Iterator[str]:
    """Yield a sentence for each name that exists but does not behave as this package needs."""
    from great_expectations.execution_engine import PandasExecutionEngine
    from great_expectations.expectations.metrics import column_condition_partial
    from great_expectations.expectations.metrics.column_aggregate_metric_provider import column_aggregate_value

    def function() -> None: ...

    for decorator, depth in ((column_condition_partial, 2), (column_aggregate_value, 2)):
        decorated = decorator(engine=PandasExecutionEngine)(function)
        if wraps(decorated) != depth or inspect.unwrap(decorated) is not function:
            yield f"{decorator.__name__} no longer wraps a user's function {depth} times (so that it is found)"


def wraps(function: Any) -> int:
    """Return the number of decorators around a function."""
    return 1 + wraps(function.__wrapped__) if hasattr(function, "__wrapped__") else 0


def require() -> None:
    """Check all names.

    Raises:
        ImportError: Some are missing or behave differently; the message lists them.
    """
    if gone := list(missing()) or list(misbehaving()):
        found = importlib.import_module("great_expectations").__version__
        raise ImportError(
            f"gx_polars works with Great Expectations {TESTED[0]} to {TESTED[1]}; in {found}: " + "; ".join(gone)
        )


def pandas() -> Any:
    """Return the pandas that Great Expectations imported, for the few values that it needs as pandas objects.

    NOTE: it is taken from a module of Great Expectations, so that this package
    does not depend on pandas.
    """
    return importlib.import_module(PRIVATE[-1].module).pd


def pandas_counts(*, index: list[Any], counts: list[int]) -> Any:
    """Return counts by value, for the expectations that compute with them."""
    series = pandas().Series(counts, index=index, name="count", dtype="int64")
    series.index.name = "value"
    return series


def pandas_flags(*, name: str, flags: list[bool]) -> Any:
    """Return one flag a row, for the metric of missing values."""
    return pandas().Series(flags, name=name, dtype=bool)


def pandas_frame(columns: dict[str, list[Any]]) -> Any:
    """Return sample rows, for the metric ``table.head`` and for ``Batch.head``."""
    return pandas().DataFrame(columns)


def descriptive_stats(low: Any, high: Any, mean: Any, spread: Any) -> Any:
    """Return Great Expectations' model of a column's statistics; a dict in releases without that model."""
    try:
        from great_expectations.metrics.column.descriptive_stats import DescriptiveStats
    except ImportError:
        return {"min": low, "max": high, "mean": mean, "standard_deviation": spread}
    return DescriptiveStats(min=low, max=high, mean=mean, standard_deviation=spread)


def let_pandas_read(is_name: Callable[[str], bool]) -> None:
    """Register a pandas extension type for the names that ``is_name`` accepts and NumPy doesn't.

    ``ExpectColumnTypeToBe`` lets pandas parse the name of a type and fails if
    pandas can't. There are no arrays of the registered types.
    """
    extensions = pandas().api.extensions

    class PolarsType(extensions.ExtensionDtype):  # type: ignore[misc,name-defined]  # a class known at run time only
        type = object
        _metadata = ("name",)
        na_value = None
        name = "polars"  # of the class; each instance has its own

        def __init__(self, name: str) -> None:
            self.name = name

        @classmethod
        def construct_from_string(cls, string: str) -> Any:
            if not isinstance(string, str) or not is_name(string) or _is_known_to_numpy(string):
                raise TypeError(f"Cannot construct a '{cls.__name__}' from '{string}'")
            return cls(string)

        @classmethod
        def construct_array_type(cls) -> Any:
            raise TypeError("pandas has no arrays of the types of Polars")

        def __eq__(self, other: object) -> bool:
            return self.name == other if not isinstance(other, PolarsType) else self.name == other.name

        def __hash__(self) -> int:
            return hash(self.name)

    extensions.register_extension_dtype(PolarsType)


def _is_known_to_numpy(name: str) -> bool:
    try:
        np.dtype(name)
    except Exception:
        return False
    return True


def _find(item: Borrowed) -> Any:
    try:
        found: Any = importlib.import_module(item.module)
        for part in item.name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        return None
    return found


def _parameters(found: Any) -> set[str]:
    return set(inspect.signature(found).parameters)
