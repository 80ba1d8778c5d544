"""Map expectations: the number of unexpected rows and, if there are any, the lists of them.

`Condition` describes the expectation. Unexpected rows are counted in one of
three ways; `details` makes the lists.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Final, Literal, TypeAlias

import polars as pl

from gx_polars.details import Listing, Pick, details, listing
from gx_polars.fused import Filter, Select
from gx_polars.request import MetricRequest
from gx_polars.rows import rows_to_count
from gx_polars.steps import Answer, Collect, Step, Steps

N_ROWS: Final = "filtered_row_count"
"""The part of a map metric that is the number of rows tested."""

SMALL: Final = 2**18
"""The number of rows up to which a table is searched for repeated values in memory."""

FEW_ROWS: Final = 10_000
"""The number of rows that may have equal values up to which they are read, instead of grouped first."""


@dataclass(frozen=True)
class Outcome:
    """The unexpected rows of a condition.

    Args:
        count: Their number.
        n_rows: The number of rows tested; None where it is not requested.
        pick: Filters a frame to the unexpected rows.
        found: The rows to list, where they were read with their number.
        may_be_near: Whether to search the first rows before all, as their result does not depend on later rows.
    """

    count: int
    n_rows: int | None
    pick: Pick
    found: pl.DataFrame | None = None
    may_be_near: bool = True


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
    listed = listing(request)
    outcome = yield from _WAYS[condition.kind](condition, listed)
    lists = yield from details(listed, condition.over, outcome.count, outcome.pick, outcome.may_be_near, outcome.found)
    return {"unexpected_count": outcome.count, N_ROWS: outcome.n_rows} | lists


_Search: TypeAlias = Generator[Sequence[Step], Sequence[Answer], Outcome]


def _by_row(condition: Condition, listed: Listing) -> _Search:
    request = listed.request
    counted_rows, expected = _counted_rows(condition, request), _expected(condition, request)
    n_rows = Select(request.rows, (_count_of(counted_rows),))
    if isinstance(expected, bool):  # decided by the types, for all rows alike
        ((n,),) = yield [n_rows]
        return Outcome(0 if expected else n, n, lambda frame: _filtered(counted_rows, frame))
    not_expected = expected.fill_null(False).not_()
    unexpected = not_expected if counted_rows is None else counted_rows & not_expected

    def pick(frame: pl.LazyFrame) -> pl.LazyFrame:
        return _filtered(counted_rows, frame).filter(not_expected)

    steps: list[Step] = [n_rows] if N_ROWS in request.parts else []
    if condition.kind == "row" and not listed.is_empty and listed.is_cheap:
        filtered = Filter(request.rows, unexpected, listed.shown, listed.limit)
        (count, found), *counted = yield [filtered, *steps]
        is_complete = found.height == (count if listed.limit is None else min(count, listed.limit))
        n = counted[0][0] if counted else None
        return Outcome(count, n, pick, found if is_complete else None, may_be_near=False)
    # NOTE: Polars takes the number of missing values from the metadata of a column, if that is all that is counted
    number = pl.len() - expected.sum() if counted_rows is None else unexpected.sum()
    (count,), *counted = yield [Select(request.rows, (number,)), *steps]
    return Outcome(count, counted[0][0] if counted else None, pick, may_be_near=condition.kind == "row")


def _by_order(condition: Condition, listed: Listing) -> _Search:
    request = listed.request
    counted_rows, expected = _counted_rows(condition, request), _expected(condition, request)
    if isinstance(expected, bool):
        return (yield from _by_row(condition, listed))
    unexpected = expected.not_()
    rows = _filtered(counted_rows, request.rows.over(*_raw_columns(request)))
    (answer,) = yield [Collect(rows.select(unexpected=unexpected.sum(), n_rows=pl.len()))]
    count, n_rows = answer.row(0)
    return Outcome(count, n_rows, lambda frame: _filtered(counted_rows, frame).filter(unexpected))


def _by_value(condition: Condition, listed: Listing) -> _Search:
    """Count the rows whose values occur more than once.

    Of a small table the rows whose hash occurs more than once are read. Of a larger table whole numbers are sorted,
    which puts equal ones next to each other, and of other values the hashes (8 bytes a row). Then only the rows whose
    hash occurs more than once are grouped by their values. So the count is exact, without a hash table of all values.
    """
    request, position = listed.request, listed.request.rows.position
    counted_rows = _counted_rows(condition, request)
    values = list({column.name: column.raw for column in request.columns}.values())
    names = [request.rows.unused_name(f"value_{n}") for n in range(len(values))]
    named = dict(zip(names, values, strict=True))
    shown = (listed.shown if listed.is_cheap else {}) | {position: pl.col(position)}
    tested = _filtered(counted_rows, request.rows.numbered(*values, *shown.values()))

    ((n, n_tested),) = yield [Select(request.rows, (pl.len(), _count_of(counted_rows)))]
    if n <= SMALL:
        (alike,) = yield [Collect(tested.filter(hash_of(values).is_duplicated()).select(**named, **shown))]
        found = _repeated(alike, names)
        pick = _at(position, found[position])
        return Outcome(found.height, n_tested, pick, found[: listed.limit] if listed.is_cheap else None)

    is_whole = condition.over == "column" and request.column.dtype.is_integer()
    key = values[0] if is_whole else hash_of(values)
    rows = _filtered(counted_rows, request.rows.over(*values))
    (again,) = yield [Collect(_again(rows, key))]
    n_rows, repeated = again["rank"].max() or 0, again.filter("again")
    if repeated.is_empty():
        return Outcome(0, n_rows, _all_rows)
    keys = repeated["key"].unique()
    n_candidates = repeated.height + keys.len()
    maybe = key.is_in(pl.lit(keys).implode())
    if is_whole:
        return Outcome(n_candidates, n_rows, lambda frame: _filtered(counted_rows, frame).filter(maybe))
    if n_candidates <= FEW_ROWS and not listed.is_empty:
        (alike,) = yield [Collect(tested.filter(maybe).select(**named, **shown))]
        found = _repeated(alike, names)
        pick = _at(position, found[position])
        return Outcome(found.height, n_rows, pick, found[: listed.limit] if listed.is_cheap else None)
    (groups,) = yield [Collect(rows.filter(maybe).select(**named).group_by(names).agg(pl.len().alias("times")))]
    twice = groups.filter(pl.col("times") > 1)
    count = twice["times"].sum()
    if twice.height == groups.height:
        return Outcome(count, n_rows, lambda frame: _filtered(counted_rows, frame).filter(maybe))
    hashed_alike = twice.select(names).lazy()  # different values shared a hash: once in 10^5 runs on 10^7 rows
    return Outcome(
        count,
        n_rows,
        lambda frame: (
            _filtered(counted_rows, frame)
            .join(hashed_alike, left_on=values, right_on=names, how="semi", nulls_equal=True)
            .sort(position)
        ),
    )


def _repeated(alike: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the rows whose values in these columns occur more than once, without these columns."""
    return alike.filter(pl.len().over(names) > 1).drop(names)


def _at(position: str, positions: pl.Series) -> Pick:
    """Return a filter for the rows at these positions of the batch."""
    return lambda frame: frame.filter(pl.col(position).is_in(pl.lit(positions).implode()))


def _all_rows(frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame


def _again(rows: pl.LazyFrame, key: pl.Expr) -> pl.LazyFrame:
    """Return a row for each time that a key occurs again, and the last row of all, whose rank is the number of rows.

    To count the rows in a query of its own would read the columns a second time.
    """
    value = pl.col("key")
    ranked = rows.select(key=key.sort()).with_row_index("rank", offset=1)
    return ranked.with_columns(again=value == value.shift(1)).filter(pl.col("again") | value.shift(-1).is_null())


def hash_of(values: Sequence[pl.Expr]) -> pl.Expr:
    """Return a hash of each row's values; faster than the hash of a struct."""
    return reduce(xor, (value.hash(seed) for seed, value in enumerate(values)))


_WAYS: dict[str, Callable[[Condition, Listing], _Search]] = {
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
