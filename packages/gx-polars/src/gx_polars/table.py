"""Metrics of the whole table, most of which need no data."""

from typing import Any

import polars as pl

from gx_polars._private import pandas_frame
from gx_polars.request import MetricRequest
from gx_polars.steps import Collect, Select, Steps
from gx_polars.type_names import ColumnType
from gx_polars.values import plain_values


def row_count(request: MetricRequest) -> Steps:
    ((number,),) = yield [Select(request.rows, (pl.len(),))]
    return {"value": number}


def columns(request: MetricRequest) -> Steps:
    return known(request.rows.batch.schema.names())


def column_types(request: MetricRequest) -> Steps:
    schema = request.rows.batch.schema
    return known([{"name": name, "type": ColumnType(dtype)} for name, dtype in schema.items()])


def column_count(request: MetricRequest) -> Steps:
    return known(len(request.rows.batch.schema))


def head(request: MetricRequest) -> Steps:
    """Return the first rows, as the pandas frame that Great Expectations needs.

    A negative number leaves out that many rows at the end, as in pandas.
    """
    frame, number = request.rows.frame, request.options.get("n_rows", 5)
    if not request.options.get("fetch_all"):
        frame = frame.head(number) if number >= 0 else frame.reverse().slice(-number).reverse()
    (found,) = yield [Collect(frame)]
    return {"value": pandas_frame({name: plain_values(found[name]) for name in found.columns})}


def known(value: Any) -> Steps:
    """Return a value that needs no data."""
    yield from ()
    return {"value": value}
