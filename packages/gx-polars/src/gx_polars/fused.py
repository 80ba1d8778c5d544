"""One query for all that is computed over the same rows: aggregates, and the rows that meet a condition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from gx_polars.rows import Rows


@dataclass(frozen=True)
class Select:
    """Aggregates over some rows; the result is a tuple of their values."""

    rows: Rows
    expressions: tuple[pl.Expr, ...]


@dataclass(frozen=True)
class Filter:
    """The rows that meet a condition; the result is their number and a frame of the first ones.

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

    Conditions become columns first, since their number and the rows that meet them are then computed from the same
    values.
    """
    rows = steps[0].rows
    filters = {n: step for n, step in enumerate(steps) if isinstance(step, Filter)}
    read = [expression for step in steps for expression in _expressions(step)]
    is_numbered = any(rows.position in step.shown for step in filters.values())
    frame = rows.numbered(*read) if is_numbered else rows.over(*read)
    if filters:
        frame = frame.with_columns(step.condition.alias(_mark(rows, n)) for n, step in filters.items())
    return frame.select(output for n, step in enumerate(steps) for output in _outputs(n, step))


def _mark(rows: Rows, number: int) -> str:
    return rows.unused_name(f"condition_{number}")


def _expressions(step: Select | Filter) -> tuple[pl.Expr, ...]:
    if isinstance(step, Select):
        return step.expressions
    return step.condition, *step.shown.values()


def _outputs(number: int, step: Select | Filter) -> list[pl.Expr]:
    if isinstance(step, Select):
        return [expression.alias(f"{number}.{part}") for part, expression in enumerate(step.expressions)]
    is_met = pl.col(_mark(step.rows, number))
    found = pl.struct([shown.alias(name) for name, shown in step.shown.items()]).filter(is_met)
    first = found if step.limit is None else found.head(step.limit)
    return [is_met.sum().alias(f"{number}.count"), first.implode().alias(f"{number}.found")]


def answers_of(steps: Sequence[Select | Filter], frame: pl.DataFrame) -> Iterator[Any]:
    """Yield the result of each step from the row that their query returned."""
    found = {n: frame.drop_in_place(f"{n}.found")[0] for n, step in enumerate(steps) if isinstance(step, Filter)}
    values = frame.row(0, named=True)
    for n, step in enumerate(steps):
        if isinstance(step, Select):
            yield tuple(values[f"{n}.{part}"] for part in range(len(step.expressions)))
        else:
            yield values[f"{n}.count"], found[n].struct.unnest()
