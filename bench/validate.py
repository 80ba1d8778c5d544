"""``validate``: nineteen checks of a table of shipments with errors, by every validator."""

from functools import partial

from bench import Bench
from bench._shipments import write_shipments
from bench._validators import (
    dataframely,
    framelaw,
    gx_alone,
    gx_duckdb,
    gx_pandas,
    gx_polars,
    pandera,
    patito,
    pointblank,
    polars_by_hand,
    truthound,
)

CONTESTANTS = (
    gx_polars,
    gx_alone,
    polars_by_hand,
    gx_pandas,
    gx_duckdb,
    pandera,
    pointblank,
    dataframely,
    framelaw,
    patito,
    truthound,
)

BENCH = Bench(
    prepare=partial(write_shipments, planted=True),
    contestants={module.__name__.split(".")[-1]: module.start for module in CONTESTANTS},
    floor="polars_by_hand",
)
