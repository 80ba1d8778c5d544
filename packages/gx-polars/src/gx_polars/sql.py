"""Expectations written as SQL, run by Polars on the batch."""

from typing import Any

import polars as pl

from gx_polars.ask import Ask
from gx_polars.details import MAX_RESULT_RECORDS
from gx_polars.steps import Collect, Steps
from gx_polars.values import records

_TABLE = "batch"

_ONE_QUERY = 10_000
"""How many rows a query may return without being run a second time to count them."""


def query(ask: Ask) -> Steps:
    """The first rows that a query returns, and how many it returns in all."""
    (text,) = (value for name, value in ask.options.items() if name.endswith("query"))
    frame = _answer(ask, text)
    if ask.options.get("fetch_all"):
        (found,) = yield [Collect(frame)]
        return {"table": records(found), "row_count": found.height}
    (found,) = yield [Collect(frame.head(_ONE_QUERY + 1))]
    count = found.height
    if count > _ONE_QUERY and "row_count" in ask.parts:
        (number,) = yield [Collect(frame.select(pl.len()))]
        count = number.item()
    return {"table": records(found.head(MAX_RESULT_RECORDS)), "row_count": count}


def _answer(ask: Ask, text: str) -> pl.LazyFrame:
    try:
        asked = text.format(batch=_TABLE)
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(
            f"The only placeholder of a query is {{batch}}; a brace that is meant is written twice: {text}"
        ) from error
    tables: dict[str, Any] = {_TABLE: ask.rows.frame}
    return pl.SQLContext(tables).execute(asked, eager=False)
