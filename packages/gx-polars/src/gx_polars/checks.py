"""Map expectations: how many rows aren't as expected, and, only if any, which.

``Condition`` says what is expected; three ways to count the rows that aren't
so follow, and what they found is shown by ``details``.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Literal, TypeAlias

import polars as pl

from gx_polars.ask import Ask
from gx_polars.details import Pick, details
from gx_polars.rows import keep
from gx_polars.steps import Answer, Collect, Select, Step, Steps

Found: TypeAlias = tuple[int, int, Pick]
"""How many rows are unexpected, how many were judged, and how to pick the unexpected ones."""


@dataclass(frozen=True)
class Condition:
    """What is expected of a row, over one column, two, or a list of them.

    ``kind`` says what a verdict depends on: a row alone; the rows before it
    (``order``); what is true of the whole ``column``; or whether the values
    occur once (``once``).
    """

    expected: Callable[..., pl.Expr | bool] | None = None
    over: Literal["column", "pair", "list"] = "column"
    kind: Literal["row", "order", "column", "once"] = "row"
    judges_missing: bool = False


def check(condition: Condition, ask: Ask) -> Steps:
    """The members of the family of a condition: its counts, and its lists where something was found."""
    count, judged, pick = yield from _WAYS[condition.kind](condition, ask)
    found = {"unexpected_count": count, "filtered_row_count": judged}
    return found | (yield from details(ask, condition.over, count, pick, condition.kind != "column"))


_Search: TypeAlias = Generator[Sequence[Step], Sequence[Answer], Found]


def _by_row(condition: Condition, ask: Ask) -> _Search:
    kept, expected = _kept(condition, ask), _expected(condition, ask)
    if isinstance(expected, bool):  # the types alone decide for all rows
        ((judged,),) = yield [Select(ask.rows, (_number(kept),))]
        return (0 if expected else judged), judged, lambda frame: _only(kept, frame)
    met = expected if kept is None else kept & expected
    ((as_expected, judged),) = yield [Select(ask.rows, (met.sum(), _number(kept)))]
    return judged - as_expected, judged, lambda frame: _only(kept, frame).filter(expected.fill_null(False).not_())


def _by_order(condition: Condition, ask: Ask) -> _Search:
    kept, expected = _kept(condition, ask), _expected(condition, ask)
    if isinstance(expected, bool):
        return (yield from _by_row(condition, ask))
    unexpected = expected.not_()
    rows = _only(kept, ask.rows.over(*_read(ask)))
    (answer,) = yield [Collect(rows.select(unexpected=unexpected.sum(), judged=pl.len()))]
    count, judged = answer.row(0)
    return count, judged, lambda frame: _only(kept, frame).filter(unexpected)


def _by_value(condition: Condition, ask: Ask) -> _Search:
    """Which values occur more than once, without a hash table of all values.

    Once sorted, equal values lie side by side. Whole numbers are sorted as they
    are; of anything else the hashes are (8 bytes a row), which leaves few
    candidates, usually none. Only rows whose hash occurs twice are then grouped
    by the values themselves: the count is exact, whatever the hashes.
    """
    kept, values = _kept(condition, ask), list({column.name: column.raw for column in ask.columns}.values())
    is_whole = condition.over == "column" and ask.column.dtype.is_integer()
    key = values[0] if is_whole else hash_of(values)
    rows = _only(kept, ask.rows.over(*values))
    (twins,) = yield [Collect(_twins(rows, key))]
    judged, candidates = twins["rank"].max() or 0, twins.filter(pl.col("again") > 0)
    if candidates.is_empty():
        return 0, judged, lambda frame: frame
    maybe = key.is_in(pl.lit(candidates["key"]).implode())
    if is_whole:
        return (candidates["again"] + 1).sum(), judged, lambda frame: _only(kept, frame).filter(maybe)
    named = {f"value {n}": value for n, value in enumerate(values)}
    (groups,) = yield [Collect(rows.filter(maybe).select(**named).group_by(*named).agg(pl.len().alias("times")))]
    twice = groups.filter(pl.col("times") > 1)
    count = twice["times"].sum()
    if twice.height == groups.height:
        return count, judged, lambda frame: _only(kept, frame).filter(maybe)
    repeated = twice.select(*named).lazy()  # different values shared a hash: once in 10^5 runs on 10^7 rows
    return (
        count,
        judged,
        lambda frame: (
            _only(kept, frame)
            .join(repeated, left_on=values, right_on=list(named), how="semi", nulls_equal=True)
            .sort(ask.rows.position)
        ),
    )


def _twins(rows: pl.LazyFrame, key: pl.Expr) -> pl.LazyFrame:
    """Keys, none of them null, that occur again, and how often; the highest ``rank`` is the number of rows.

    The last row is kept for its rank: a query of its own for the number would
    read the columns of the key once more, which may be all that this one reads.
    """
    value = pl.col("key")
    ranked = rows.select(key=key.sort()).with_row_index("rank", offset=1)
    marked = ranked.with_columns(again=value == value.shift(1), is_last=value.shift(-1).is_null())
    return marked.filter(pl.col("again") | pl.col("is_last")).group_by("key").agg(pl.sum("again"), pl.max("rank"))


def hash_of(values: Sequence[pl.Expr]) -> pl.Expr:
    """A number for each row that is equal where the values are; cheaper than the hash of a struct of them."""
    return reduce(xor, (value.hash(seed) for seed, value in enumerate(values)))


_WAYS: dict[str, Callable[[Condition, Ask], _Search]] = {
    "row": _by_row,
    "order": _by_order,
    "column": _by_row,
    "once": _by_value,
}


def _kept(condition: Condition, ask: Ask) -> pl.Expr | None:
    """Which rows are judged; None for all of them."""
    if condition.judges_missing:
        return None
    if condition.over == "column":
        return ask.column.raw.is_not_null()
    return keep(ask.columns, ask.ignore_row_if)


def _expected(condition: Condition, ask: Ask) -> pl.Expr | bool:
    assert condition.expected is not None
    if condition.over == "column" and ask.column.is_empty and not condition.judges_missing:
        return True  # nothing to judge, in a type that few expressions take
    columns = (ask.columns,) if condition.over == "list" else ask.columns
    return condition.expected(*columns, **ask.options)


def _read(ask: Ask) -> list[pl.Expr]:
    """What the verdict on a row depends on."""
    return [column.raw for column in ask.columns]


def _only(kept: pl.Expr | None, frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame if kept is None else frame.filter(kept)


def _number(kept: pl.Expr | None) -> pl.Expr:
    return pl.len() if kept is None else kept.sum()
