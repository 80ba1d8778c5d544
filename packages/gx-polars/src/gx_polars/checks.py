"""Map expectations: the number of unexpected rows and, if there are any, the lists of them.

`Condition` describes the expectation. Unexpected rows are counted in one of
three ways; `details` makes the lists.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Literal, TypeAlias

import polars as pl

from gx_polars.details import Pick, details
from gx_polars.request import MetricRequest
from gx_polars.rows import rows_to_count
from gx_polars.steps import Answer, Collect, Select, Step, Steps

Outcome: TypeAlias = tuple[int, int, Pick]
"""The number of unexpected rows, the number of rows tested, and a function that filters the unexpected ones."""


@dataclass(frozen=True)
class Condition:
    """A map expectation over one column, a pair, or a list of columns.

    Args:
        expected: Returns the expression that is true for an expected row, from the columns and the options.
        over: The columns it takes.
        kind: What the result of a row depends on: the ``row`` alone, the rows before it (``order``), statistics of the
            whole ``column``, or whether its values occur only ``once``.
        includes_missing: Whether rows with missing values are tested as well.
    """

    expected: Callable[..., pl.Expr | bool] | None = None
    over: Literal["column", "pair", "list"] = "column"
    kind: Literal["row", "order", "column", "once"] = "row"
    includes_missing: bool = False


def check(condition: Condition, request: MetricRequest) -> Steps:
    """Return the counts of a condition and, if there are unexpected rows, their lists."""
    count, n_rows, pick = yield from _WAYS[condition.kind](condition, request)
    found = {"unexpected_count": count, "filtered_row_count": n_rows}
    return found | (yield from details(request, condition.over, count, pick, condition.kind != "column"))


_Search: TypeAlias = Generator[Sequence[Step], Sequence[Answer], Outcome]


def _by_row(condition: Condition, request: MetricRequest) -> _Search:
    counted_rows, expected = _counted_rows(condition, request), _expected(condition, request)
    if isinstance(expected, bool):  # decided by the types, for all rows alike
        ((n_rows,),) = yield [Select(request.rows, (_count_of(counted_rows),))]
        return (0 if expected else n_rows), n_rows, lambda frame: _filtered(counted_rows, frame)
    met = expected if counted_rows is None else counted_rows & expected
    ((as_expected, n_rows),) = yield [Select(request.rows, (met.sum(), _count_of(counted_rows)))]
    return (
        n_rows - as_expected,
        n_rows,
        lambda frame: _filtered(counted_rows, frame).filter(expected.fill_null(False).not_()),
    )


def _by_order(condition: Condition, request: MetricRequest) -> _Search:
    counted_rows, expected = _counted_rows(condition, request), _expected(condition, request)
    if isinstance(expected, bool):
        return (yield from _by_row(condition, request))
    unexpected = expected.not_()
    rows = _filtered(counted_rows, request.rows.over(*_raw_columns(request)))
    (answer,) = yield [Collect(rows.select(unexpected=unexpected.sum(), n_rows=pl.len()))]
    count, n_rows = answer.row(0)
    return count, n_rows, lambda frame: _filtered(counted_rows, frame).filter(unexpected)


def _by_value(condition: Condition, request: MetricRequest) -> _Search:
    """Count the rows whose values occur more than once, without a hash table of all values.

    Whole numbers are sorted, which puts equal ones next to each other. Of other
    values the hashes are sorted (8 bytes a row); then only the rows whose hash
    occurs more than once are grouped by their values. So the count is exact, and
    usually there is nothing to group.
    """
    counted_rows, values = (
        _counted_rows(condition, request),
        list({column.name: column.raw for column in request.columns}.values()),
    )
    is_whole = condition.over == "column" and request.column.dtype.is_integer()
    key = values[0] if is_whole else hash_of(values)
    rows = _filtered(counted_rows, request.rows.over(*values))
    (twins,) = yield [Collect(_twins(rows, key))]
    n_rows, candidates = twins["rank"].max() or 0, twins.filter(pl.col("again") > 0)
    if candidates.is_empty():
        return 0, n_rows, lambda frame: frame
    maybe = key.is_in(pl.lit(candidates["key"]).implode())
    if is_whole:
        return (candidates["again"] + 1).sum(), n_rows, lambda frame: _filtered(counted_rows, frame).filter(maybe)
    named = {f"value {n}": value for n, value in enumerate(values)}
    (groups,) = yield [Collect(rows.filter(maybe).select(**named).group_by(*named).agg(pl.len().alias("times")))]
    twice = groups.filter(pl.col("times") > 1)
    count = twice["times"].sum()
    if twice.height == groups.height:
        return count, n_rows, lambda frame: _filtered(counted_rows, frame).filter(maybe)
    repeated = twice.select(*named).lazy()  # different values shared a hash: once in 10^5 runs on 10^7 rows
    return (
        count,
        n_rows,
        lambda frame: (
            _filtered(counted_rows, frame)
            .join(repeated, left_on=values, right_on=list(named), how="semi", nulls_equal=True)
            .sort(request.rows.position)
        ),
    )


def _twins(rows: pl.LazyFrame, key: pl.Expr) -> pl.LazyFrame:
    """Return the keys that occur again, with how often; the highest ``rank`` is the number of rows with a key.

    The last row is included for its rank: to count the rows in a query of its
    own would read the columns a second time.
    """
    value = pl.col("key")
    ranked = rows.select(key=key.sort()).with_row_index("rank", offset=1)
    marked = ranked.with_columns(again=value == value.shift(1), is_last=value.shift(-1).is_null())
    return marked.filter(pl.col("again") | pl.col("is_last")).group_by("key").agg(pl.sum("again"), pl.max("rank"))


def hash_of(values: Sequence[pl.Expr]) -> pl.Expr:
    """Return a hash of each row's values; faster than the hash of a struct."""
    return reduce(xor, (value.hash(seed) for seed, value in enumerate(values)))


_WAYS: dict[str, Callable[[Condition, MetricRequest], _Search]] = {
    "row": _by_row,
    "order": _by_order,
    "column": _by_row,
    "once": _by_value,
}


def _counted_rows(condition: Condition, request: MetricRequest) -> pl.Expr | None:
    """Return which rows are tested; None for all."""
    if condition.includes_missing:
        return None
    if condition.over == "column":
        return request.column.raw.is_not_null()
    return rows_to_count(request.columns, request.ignore_row_if)


def _expected(condition: Condition, request: MetricRequest) -> pl.Expr | bool:
    assert condition.expected is not None
    if condition.over == "column" and request.column.is_empty and not condition.includes_missing:
        return True  # nothing to test, and few expressions take the type Null
    columns = (request.columns,) if condition.over == "list" else request.columns
    return condition.expected(*columns, **request.options)


def _raw_columns(request: MetricRequest) -> list[pl.Expr]:
    """Return the columns that the result of a row depends on."""
    return [column.raw for column in request.columns]


def _filtered(counted_rows: pl.Expr | None, frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame if counted_rows is None else frame.filter(counted_rows)


def _count_of(counted_rows: pl.Expr | None) -> pl.Expr:
    return pl.len() if counted_rows is None else counted_rows.sum()
