"""The lists of a result: unexpected values, their positions, and their rows."""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import polars as pl

from gx_polars.request import MetricRequest
from gx_polars.rows import MissingColumnError, Rows
from gx_polars.steps import Answer, Collect, Step, Steps
from gx_polars.values import plain_values, records

Pick: TypeAlias = Callable[[pl.LazyFrame], pl.LazyFrame]

MAX_RESULT_RECORDS: Final = 200
"""The most values or rows that a result lists, on every engine of Great Expectations."""

NEAR: Final = 2**18
"""The number of rows that are searched before all are; Polars' size of a row group of Parquet."""

_VALUES = "unexpected_values"
_INDEX = "unexpected_index_list"
_QUERY = "unexpected_index_query"
_ROWS = "unexpected_rows"


def details(request: MetricRequest, over: str, count: int, pick: Pick, is_local: bool) -> Steps:
    """Return the requested lists; rows are read only if there is something to list.

    Args:
        request: The request; its ``parts`` name the lists.
        over: The columns of the condition: ``column``, ``pair`` or ``list``.
        count: The number of unexpected rows.
        pick: Filters a frame to the unexpected rows.
        is_local: Whether the result of a row does not depend on later rows.
    """
    rows, form = request.rows, request.form
    wanted = {part for part in (_VALUES, _INDEX, _QUERY, _ROWS) if part in request.parts}
    if _QUERY in wanted and not _shows_query(form):
        wanted.remove(_QUERY)
    lists: dict[str, Any] = {_VALUES: [], _INDEX: [], _QUERY: None, _ROWS: []}
    if not wanted:
        return lists
    if count and _limit(form, wanted) != 0:
        names = [column.name for column in request.columns]
        index_columns = _index_columns(rows, form) if _INDEX in wanted else []
        whole = rows.batch.schema.names() if _ROWS in wanted else []
        shown = {name: pl.col(name) for name in (*whole, *index_columns)} | {
            column.name: column.raw for column in request.columns
        }
        limit = _limit(form, wanted)
        near = min(count, limit) if is_local and limit is not None else None
        frame = yield from _unexpected(request, pick, shown, limit, near)
        indexed = frame if _is_complete(form) else frame.head(_shown(form))
        lists[_VALUES] = _values(frame.head(_shown(form)), names, over)
        lists[_INDEX] = _index(indexed, names, index_columns, rows.position, form)
        if _ROWS in wanted:
            lists[_ROWS] = records(frame.select(whole).head(_shown(form)))
        positions = frame[rows.position].to_list()
    else:
        positions = []
    if _QUERY in wanted:
        lists[_QUERY] = f"df.select(pl.all().gather({positions}))"
    return lists


def _unexpected(
    request: MetricRequest, pick: Pick, shown: Mapping[str, pl.Expr], limit: int | None, near: int | None
) -> Generator[Sequence[Step], Sequence[Answer], pl.DataFrame]:
    """Return the first ``limit`` unexpected rows, or all.

    With ``near``, the first `NEAR` rows are searched first, and are enough if
    they hold that many: a query with a limit over all rows reads several times
    more than it needs.
    """
    rows, read = request.rows, [*shown.values(), *(column.raw for column in request.columns)]

    def first_unexpected(first: int | None) -> Collect:
        found = pick(rows.numbered(*read, first=first)).select(rows.position, **shown)
        return Collect(found if limit is None else found.head(limit))

    frame: pl.DataFrame
    if near is not None:
        (frame,) = yield [first_unexpected(NEAR)]
        if frame.height >= near:
            return frame
    (frame,) = yield [first_unexpected(None)]
    return frame


def _values(frame: pl.DataFrame, names: list[str], over: str) -> list[Any]:
    """Return the values of a column, tuples of a pair, or dicts of a list of columns, as in Great Expectations."""
    if over == "column":
        return plain_values(frame[names[0]])
    if over == "pair":
        return list(zip(*(plain_values(frame[name]) for name in names), strict=True))
    return records(frame.select(list(dict.fromkeys(names))))


def _index(
    frame: pl.DataFrame, names: list[str], index_columns: list[str], position: str, form: Mapping[str, Any]
) -> list[Any]:
    if not index_columns:
        return frame[position].to_list()
    if form.get("exclude_unexpected_values"):
        return [{name: plain_values(frame[name]) for name in index_columns}]
    return records(frame.select(list(dict.fromkeys((*names, *index_columns)))))


def _index_columns(rows: Rows, form: Mapping[str, Any]) -> list[str]:
    index_columns = list(form.get("unexpected_index_column_names") or [])
    for name in index_columns:
        if name not in rows.batch.schema:
            raise MissingColumnError(
                name,
                'Error: The unexpected_index_column "{}" does not exist in Dataframe. '
                "Please check your configuration and try again.",
            )
    return index_columns


def _shows_query(form: Mapping[str, Any]) -> bool:
    wants_query = form.get("return_unexpected_index_query")
    return wants_query is True or (_is_complete(form) and wants_query is not False)


def _limit(form: Mapping[str, Any], wanted: Collection[str]) -> int | None:
    """Return the number of rows to read; None for all."""
    if _QUERY in wanted or (_is_complete(form) and _INDEX in wanted):
        return None
    return _shown(form)


def _shown(form: Mapping[str, Any]) -> int:
    """Return the number of values that a result shows."""
    partial = MAX_RESULT_RECORDS if _is_complete(form) else int(form.get("partial_unexpected_count", 20))
    return min(partial, MAX_RESULT_RECORDS)


def _is_complete(form: Mapping[str, Any]) -> bool:
    return form.get("result_format") == "COMPLETE"
