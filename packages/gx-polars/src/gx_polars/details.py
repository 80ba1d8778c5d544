"""The lists of a result: unexpected values, their positions, and their rows."""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Listing:
    """What a result lists of the unexpected rows.

    Args:
        request: The request; its ``parts`` name the lists.
        wanted: The lists.
        index_columns: The columns that identify a row; without any its position does.
        limit: The number of rows to read; None for all.
    """

    request: MetricRequest
    wanted: frozenset[str]
    index_columns: list[str]
    limit: int | None

    @property
    def is_empty(self) -> bool:
        """Whether no row has to be read, however many are unexpected."""
        return not self.wanted or self.limit == 0

    @cached_property
    def shown(self) -> dict[str, pl.Expr]:
        """The values to read of each row, by name."""
        rows = self.request.rows
        whole = rows.batch.schema.names() if _ROWS in self.wanted else []
        shown = {name: pl.col(name) for name in (*whole, *self.index_columns)}
        shown |= {column.name: column.raw for column in self.request.columns}
        needs_position = _QUERY in self.wanted or (_INDEX in self.wanted and not self.index_columns)
        return shown | ({rows.position: pl.col(rows.position)} if needs_position else {})

    @property
    def is_cheap(self) -> bool:
        """Whether rows can be listed in the query that counts them, although most conditions are met by all rows.

        Polars has no lists of Python objects, and whole rows are only read if there is something to list.
        """
        dtypes = (self.request.rows.batch.schema.get(name) for name in self.shown)
        return _ROWS not in self.wanted and not any(isinstance(dtype, pl.Object) for dtype in dtypes)


def listing(request: MetricRequest) -> Listing:
    """Return what the result of a request lists."""
    form = request.form
    wanted = {part for part in (_VALUES, _INDEX, _QUERY, _ROWS) if part in request.parts}
    if _QUERY in wanted and not _shows_query(form):
        wanted.remove(_QUERY)
    index_columns = _index_columns(request.rows, form) if _INDEX in wanted else []
    return Listing(request, frozenset(wanted), index_columns, _limit(form, wanted))


def details(listed: Listing, over: str, count: int, pick: Pick, may_be_near: bool, found: pl.DataFrame | None) -> Steps:
    """Return the lists of a result; rows are read only if there is something to list.

    Args:
        listed: What is listed.
        over: The columns of the condition: ``column``, ``pair`` or ``list``.
        count: The number of unexpected rows.
        pick: Filters a frame to the unexpected rows.
        may_be_near: Whether to search the first rows before all, as their result does not depend on later rows.
        found: The unexpected rows, where they have been read with their number.
    """
    lists: dict[str, Any] = {_VALUES: [], _INDEX: [], _QUERY: None, _ROWS: []}
    if count and not listed.is_empty:
        if found is None:
            near = min(count, listed.limit) if may_be_near and listed.limit is not None else None
            found = yield from _unexpected(listed, pick, near)
        lists |= _lists(listed, over, found)
    if _QUERY in listed.wanted:
        positions = [] if found is None else found[listed.request.rows.position].to_list()
        lists[_QUERY] = f"df.select(pl.all().gather({positions}))"
    return lists


def _unexpected(
    listed: Listing, pick: Pick, near: int | None
) -> Generator[Sequence[Step], Sequence[Answer], pl.DataFrame]:
    """Return the first unexpected rows, or all, as many as the limit allows.

    With ``near``, the first `NEAR` rows are searched first, and are enough if
    they hold that many: a query with a limit over all rows reads several times
    more than it needs.
    """
    rows, limit = listed.request.rows, listed.limit
    read = [*listed.shown.values(), *(column.raw for column in listed.request.columns)]

    def first_unexpected(first: int | None) -> Collect:
        found = pick(rows.numbered(*read, first=first)).select(**listed.shown)
        return Collect(found if limit is None else found.head(limit))

    frame: pl.DataFrame
    if near is not None:
        (frame,) = yield [first_unexpected(NEAR)]
        if frame.height >= near:
            return frame
    (frame,) = yield [first_unexpected(None)]
    return frame


def _lists(listed: Listing, over: str, found: pl.DataFrame) -> dict[str, Any]:
    request = listed.request
    names, form, schema = [column.name for column in request.columns], request.form, request.rows.batch.schema
    shown = found.head(_shown(form))
    lists: dict[str, Any] = {_VALUES: _values(shown, names, over)}
    if _INDEX in listed.wanted:
        indexed = found if _is_complete(form) else shown
        lists[_INDEX] = _index(indexed, names, listed.index_columns, request.rows.position, form)
    if _ROWS in listed.wanted:
        lists[_ROWS] = records(shown.select(schema.names()))
    return lists


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
