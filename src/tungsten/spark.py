"""When one machine is outgrown: the same steps, and the same suites, on Apache Spark.

The one home of pyspark, and all that is distributed here: Spark deals out the
rows, a step of ours gets them as Polars frames and knows nothing of it. A
suite needs nothing more than a frame of Spark's; ``validation.expectations`` judges it by
Great Expectations' own engine. The workers need this environment, that is
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
    """The session on the cluster that ``SPARK_MASTER`` names, or on all cores of this machine."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.app.name": "tungsten",
        "spark.master": os.environ.get("SPARK_MASTER", "local[*]"),
        "spark.executorEnv.POLARS_MAX_THREADS": "1",  # there is a worker for every core already
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_AT_A_TIME),
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    return SparkSession.builder.config(map=settings).getOrCreate()


def in_batches(frame: DataFrame, step: Callable[[pl.DataFrame], pl.DataFrame]) -> DataFrame:
    """A step done to a Spark frame, some rows at a time; it must be one that takes each row by itself."""

    def stepped(batches: Iterable[Any]) -> Iterator[Any]:
        for batch in batches:
            yield from _as_arrow(step(pl.DataFrame(batch))).to_batches()

    left = step(from_spark(frame.limit(0)))
    return frame.mapInArrow(stepped, to_spark(left, frame.sparkSession).schema)


def to_spark(table: pl.DataFrame, at: SparkSession) -> DataFrame:
    """A table handed to Spark."""
    return at.createDataFrame(_as_arrow(table))


def from_spark(frame: DataFrame) -> pl.DataFrame:
    """A frame of Spark's fetched to this machine, whole."""
    return pl.DataFrame(frame.toArrow())


def _as_arrow(table: pl.DataFrame) -> Any:
    """As Arrow of the kinds Spark knows: texts of the older layout, and no unsigned numbers."""
    signed = table.with_columns(pl.selectors.unsigned_integer().cast(pl.Int64))
    return signed.to_arrow(compat_level=pl.CompatLevel.oldest())
