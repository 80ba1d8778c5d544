"""Great Expectations alone: the suite of `gx_polars`, with each metric answered from memory after the first run.

What is left is the cost of Great Expectations itself on this engine: building the suite and the graph of metrics,
and making results of their values. It does not depend on the number of rows.
"""

from collections.abc import Iterable
from typing import Any

from bench import Job
from bench._validators import gx_polars


def start() -> Job:
    from gx_polars import PolarsExecutionEngine

    resolve = PolarsExecutionEngine.resolve_metrics
    values: dict[Any, Any] = {}

    def from_memory(
        engine: Any, metrics_to_resolve: Iterable[Any], metrics: Any = None, runtime_configuration: Any = None
    ) -> dict[Any, Any]:
        requested = list(metrics_to_resolve)
        if any(metric.id not in values for metric in requested):
            values.update(resolve(engine, requested, metrics, runtime_configuration))
        return {metric.id: values[metric.id] for metric in requested}

    PolarsExecutionEngine.resolve_metrics = from_memory  # type: ignore[method-assign,assignment]  # this process only
    return gx_polars.start()
