"""One query for all that is computed over the same rows: aggregates, and the rows that meet a condition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from gx_polars.rows import Rows

MOST_FOUND: Final = 2**18
"""The number of rows, of all conditions in a query together, among which each condition finds its first rows."""


@dataclass(frozen=True)
class Select:
    """Aggregates over some rows; the result is a tuple of their values."""

    rows: Rows
    expressions: tuple[pl.Expr, ...]


@dataclass(frozen=True)
class Filter:
    """The rows that meet a condition; the result is their number and a frame of the first ones.

    The frame may have fewer rows than the limit, even none, if the conditions of the query are met `MOST_FOUND` times.

    Args:
        rows: The rows to search.
        condition: True for the rows that are meant; never null.
        shown: The columns of the frame, by name; the column ``rows.position`` may be among them.
        limit: The height of the frame; None for all rows that meet the condition.
    """

    rows: Rows
    condition: pl.Expr
    shown: Mapping[str, pl.Expr]
    limit: int | None


def fused(steps: Sequence[Select | Filter]) -> pl.LazyFrame:
    """Return the query of one row that answers steps over the same rows.

    Conditions become columns first, which the aggregates, the numbers of rows and the search for rows then share.
    """
    rows = steps[0].rows
    filters = {n: step for n, step in enumerate(steps) if isinstance(step, Filter)}
    read = [expression for step in steps for expression in _expressions(step)]
    is_numbered = any(rows.position in step.shown for step in filters.values())
    frame = rows.numbered(*read) if is_numbered else rows.over(*read)
    if not filters:
        return frame.select(value for n, step in enumerate(steps) for value in _values(n, step))
    # NOTE: without cache() Polars would compute the conditions twice. A list (implode) is made in memory, from all rows
    # of its input: so from the rows that meet any condition, while all others are only streamed.
    marked = frame.with_columns(step.condition.alias(_mark(rows, n)) for n, step in filters.items()).cache()
    met = marked.filter(pl.any_horizontal(_mark(rows, n) for n in filters)).head(MOST_FOUND)
    values = marked.select(value for n, step in enumerate(steps) for value in _values(n, step))
    return pl.concat([values, met.select(_found(n, step) for n, step in filters.items())], how="horizontal")


def _mark(rows: Rows, number: int) -> str:
    return rows.unused_name(f"condition_{number}")


def _expressions(step: Select | Filter) -> tuple[pl.Expr, ...]:
    if isinstance(step, Select):
        return step.expressions
    return step.condition, *step.shown.values()


def _values(number: int, step: Select | Filter) -> list[pl.Expr]:
    if isinstance(step, Select):
        return [expression.alias(f"{number}.{part}") for part, expression in enumerate(step.expressions)]
    return [pl.col(_mark(step.rows, number)).sum().alias(f"{number}.count")]


def _found(number: int, step: Filter) -> pl.Expr:
    shown = pl.struct([shown.alias(name) for name, shown in step.shown.items()])
    found = shown.filter(pl.col(_mark(step.rows, number)))
    return (found if step.limit is None else found.head(step.limit)).implode().alias(f"{number}.found")


def answers_of(steps: Sequence[Select | Filter], frame: pl.DataFrame) -> Iterator[Any]:
    """Yield the result of each step from the row that their query returned."""
    found = {n: frame.drop_in_place(f"{n}.found")[0] for n, step in enumerate(steps) if isinstance(step, Filter)}
    values = frame.row(0, named=True)
    for n, step in enumerate(steps):
        if isinstance(step, Select):
            yield tuple(values[f"{n}.{part}"] for part in range(len(step.expressions)))
        else:
            yield values[f"{n}.count"], found[n].struct.unnest()
