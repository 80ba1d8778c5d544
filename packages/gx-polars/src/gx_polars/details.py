"""The lists of a result: unexpected values, where they are, and the rows they are in."""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import polars as pl

from gx_polars.ask import Ask
from gx_polars.rows import MissingColumnError, Rows
from gx_polars.steps import Answer, Collect, Step, Steps
from gx_polars.values import plain_values, records

Pick: TypeAlias = Callable[[pl.LazyFrame], pl.LazyFrame]

MAX_RESULT_RECORDS: Final = 200
"""How many values or rows a result lists at most, on every engine of Great Expectations."""

NEAR: Final = 2**18
"""How many rows are looked at before all are: as many as Polars puts into a row group of Parquet."""

_VALUES = "unexpected_values"
_INDEX = "unexpected_index_list"
_QUERY = "unexpected_index_query"
_ROWS = "unexpected_rows"


def details(ask: Ask, over: str, count: int, pick: Pick, is_local: bool) -> Steps:
    """The lists that are wanted, read only if there is anything to list.

    ``is_local``: whether no row is judged by rows that come after it.
    """
    rows, form = ask.rows, ask.form
    wanted = {part for part in (_VALUES, _INDEX, _QUERY, _ROWS) if part in ask.parts}
    if _QUERY in wanted and not _shows_query(form):
        wanted.remove(_QUERY)
    lists: dict[str, Any] = {_VALUES: [], _INDEX: [], _QUERY: None, _ROWS: []}
    if not wanted:
        return lists
    if count and _limit(form, wanted) != 0:
        names = [column.name for column in ask.columns]
        marks = _index_columns(rows, form) if _INDEX in wanted else []
        whole = rows.batch.schema.names() if _ROWS in wanted else []
        shown = {name: pl.col(name) for name in (*whole, *marks)} | {column.name: column.raw for column in ask.columns}
        limit = _limit(form, wanted)
        near = min(count, limit) if is_local and limit is not None else None
        frame = yield from _unexpected(ask, pick, shown, limit, near)
        indexed = frame if _is_complete(form) else frame.head(_shown(form))
        lists[_VALUES] = _values(frame.head(_shown(form)), names, over)
        lists[_INDEX] = _index(indexed, names, marks, rows.position, form)
        if _ROWS in wanted:
            lists[_ROWS] = records(frame.select(whole).head(_shown(form)))
        positions = frame[rows.position].to_list()
    else:
        positions = []
    if _QUERY in wanted:
        lists[_QUERY] = f"df.select(pl.all().gather({positions}))"
    return lists


def _unexpected(
    ask: Ask, pick: Pick, shown: Mapping[str, pl.Expr], limit: int | None, near: int | None
) -> Generator[Sequence[Step], Sequence[Answer], pl.DataFrame]:
    """The first ``limit`` unexpected rows, or all; those near the top will do if there are ``near`` of them.

    A query that may end early reads ahead, several times what it needs, so that looking near first is quicker.
    """
    rows, read = ask.rows, [*shown.values(), *(column.raw for column in ask.columns)]

    def seek(first: int | None) -> Collect:
        found = pick(rows.numbered(*read, first=first)).select(rows.position, **shown)
        return Collect(found if limit is None else found.head(limit))

    frame: pl.DataFrame
    if near is not None:
        (frame,) = yield [seek(NEAR)]
        if frame.height >= near:
            return frame
    (frame,) = yield [seek(None)]
    return frame


def _values(frame: pl.DataFrame, names: list[str], over: str) -> list[Any]:
    """Values of one column, tuples of a pair, or dictionaries of a list of columns: as Great Expectations has them."""
    if over == "column":
        return plain_values(frame[names[0]])
    if over == "pair":
        return list(zip(*(plain_values(frame[name]) for name in names), strict=True))
    return records(frame.select(list(dict.fromkeys(names))))


def _index(
    frame: pl.DataFrame, names: list[str], marks: list[str], position: str, form: Mapping[str, Any]
) -> list[Any]:
    if not marks:
        return frame[position].to_list()
    if form.get("exclude_unexpected_values"):
        return [{name: plain_values(frame[name]) for name in marks}]
    return records(frame.select(list(dict.fromkeys((*names, *marks)))))


def _index_columns(rows: Rows, form: Mapping[str, Any]) -> list[str]:
    marks = list(form.get("unexpected_index_column_names") or [])
    for name in marks:
        if name not in rows.batch.schema:
            raise MissingColumnError(
                name,
                'Error: The unexpected_index_column "{}" does not exist in Dataframe. '
                "Please check your configuration and try again.",
            )
    return marks


def _shows_query(form: Mapping[str, Any]) -> bool:
    asked = form.get("return_unexpected_index_query")
    return asked is True or (_is_complete(form) and asked is not False)


def _limit(form: Mapping[str, Any], wanted: Collection[str]) -> int | None:
    """How many rows have to be read; None for all of them."""
    if _QUERY in wanted or (_is_complete(form) and _INDEX in wanted):
        return None
    return _shown(form)


def _shown(form: Mapping[str, Any]) -> int:
    """How many values a result shows."""
    partial = MAX_RESULT_RECORDS if _is_complete(form) else int(form.get("partial_unexpected_count", 20))
    return min(partial, MAX_RESULT_RECORDS)


def _is_complete(form: Mapping[str, Any]) -> bool:
    return form.get("result_format") == "COMPLETE"
