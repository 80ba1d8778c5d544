"""Expectations written as SQL, run by Polars on the batch."""

from typing import Any

import polars as pl

from gx_polars.details import MAX_RESULT_RECORDS
from gx_polars.request import MetricRequest
from gx_polars.steps import Collect, Steps
from gx_polars.values import records

_TABLE = "batch"

_ONE_QUERY = 10_000
"""The most rows that a query may return without a second query to count them."""


def query(request: MetricRequest) -> Steps:
    """Return the first rows of a query's result, and the number of all its rows."""
    (text,) = (value for name, value in request.options.items() if name.endswith("query"))
    frame = _lazy_result(request, text)
    if request.options.get("fetch_all"):
        (rows,) = yield [Collect(frame)]
        return {"table": records(rows), "row_count": rows.height}
    (rows,) = yield [Collect(frame.head(_ONE_QUERY + 1))]
    count = rows.height
    if count > _ONE_QUERY and "row_count" in request.parts:
        (number,) = yield [Collect(frame.select(pl.len()))]
        count = number.item()
    return {"table": records(rows.head(MAX_RESULT_RECORDS)), "row_count": count}


def _lazy_result(request: MetricRequest, text: str) -> pl.LazyFrame:
    try:
        sql = text.format(batch=_TABLE)
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"A query has one placeholder, {{batch}}; write other braces twice: {text}") from error
    tables: dict[str, Any] = {_TABLE: request.rows.frame}
    return pl.SQLContext(tables).execute(sql, eager=False)
