"""Run the steps of the ledger on Apache Spark, for tables that are too large for one machine.

Spark passes the rows to a step in batches, as Polars frames. To validate a Spark frame
nothing is needed from here: `validation.expectations` runs the suites on it by Great
Expectations' own Spark engine. The workers need this environment, that is
``pip install .[spark]`` and Java 17.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import polars as pl
from pyspark.sql import DataFrame, SparkSession

ROWS_AT_A_TIME = 100_000


def session() -> SparkSession:
    """Return the session on the cluster in ``SPARK_MASTER``, or on all cores of this machine."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.app.name": "tungsten",
        "spark.master": os.environ.get("SPARK_MASTER", "local[*]"),
        "spark.executorEnv.POLARS_MAX_THREADS": "1",  # Spark starts one worker for each core
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_AT_A_TIME),
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    return SparkSession.builder.config(map=settings).getOrCreate()


def in_batches(frame: DataFrame, step: Callable[[pl.DataFrame], pl.DataFrame]) -> DataFrame:
    """Apply a step to a Spark frame in batches of rows.

    Args:
        frame: The rows.
        step: Takes and returns a Polars frame. The result for a row must not depend on other rows.
    """

    def apply(batches: Iterable[Any]) -> Iterator[Any]:
        for batch in batches:
            yield from _as_arrow(step(pl.DataFrame(batch))).to_batches()

    empty = step(from_spark(frame.limit(0)))
    return frame.mapInArrow(apply, to_spark(empty, frame.sparkSession).schema)


def to_spark(table: pl.DataFrame, session: SparkSession) -> DataFrame:
    """Return a Polars frame as a Spark frame."""
    return session.createDataFrame(_as_arrow(table))


def from_spark(frame: DataFrame) -> pl.DataFrame:
    """Return a Spark frame as a Polars frame, with all its rows in memory."""
    return pl.DataFrame(frame.toArrow())


def _as_arrow(table: pl.DataFrame) -> Any:
    """Return an Arrow table of types that Spark supports: strings in the older layout, no unsigned integers."""
    signed = table.with_columns(pl.selectors.unsigned_integer().cast(pl.Int64))
    return signed.to_arrow(compat_level=pl.CompatLevel.oldest())
