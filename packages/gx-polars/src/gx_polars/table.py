"""Metrics about the table as a whole, most of which need no data."""

from typing import Any

import polars as pl

from gx_polars._private import pandas_frame
from gx_polars.ask import Ask
from gx_polars.steps import Collect, Select, Steps
from gx_polars.type_names import ColumnType
from gx_polars.values import plain_values


def row_count(ask: Ask) -> Steps:
    ((number,),) = yield [Select(ask.rows, (pl.len(),))]
    return {"value": number}


def columns(ask: Ask) -> Steps:
    return known(ask.rows.batch.schema.names())


def column_types(ask: Ask) -> Steps:
    schema = ask.rows.batch.schema
    return known([{"name": name, "type": ColumnType(dtype)} for name, dtype in schema.items()])


def column_count(ask: Ask) -> Steps:
    return known(len(ask.rows.batch.schema))


def head(ask: Ask) -> Steps:
    """The first rows, as the pandas frame that Great Expectations insists on.

    All but the last ones where the number is negative, as in pandas.
    """
    frame, number = ask.rows.frame, ask.options.get("n_rows", 5)
    if not ask.options.get("fetch_all"):
        frame = frame.head(number) if number >= 0 else frame.reverse().slice(-number).reverse()
    (found,) = yield [Collect(frame)]
    return {"value": pandas_frame({name: plain_values(found[name]) for name in found.columns})}


def known(value: Any) -> Steps:
    """A value that needs no data."""
    yield from ()
    return {"value": value}
