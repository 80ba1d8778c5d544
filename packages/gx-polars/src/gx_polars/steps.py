"""Runs many metrics at once.

A metric is a generator: it yields the steps it needs, is sent their answers,
and returns its values. All metrics run in lockstep, so that the first steps
of all of them become one lazy query, the second steps of those that need
more become another, and so on. A suite whose data are good needs one.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import polars as pl

from gx_polars.rows import Rows


@dataclass(frozen=True)
class Select:
    """Aggregates over some rows; answered with a tuple of their values."""

    rows: Rows
    expressions: tuple[pl.Expr, ...]


@dataclass(frozen=True)
class Collect:
    """A query of its own; answered with a data frame."""

    frame: pl.LazyFrame


Step: TypeAlias = Select | Collect
Answer: TypeAlias = Any
Steps: TypeAlias = Generator[Sequence[Step], Sequence[Answer], dict[str, Any]]

Key = TypeVar("Key")

# NOTE: without sharing subplans a scan is repeated for each query of its own, which reads
# only the columns it needs; with it Polars 2.1 is almost twice as slow on 10^7 rows.
_OPTIMIZATIONS = pl.QueryOptFlags(comm_subplan_elim=False)

_AT_ONCE = 32
"""How many queries run side by side: more save no time, and a thousand hold a thousand plans and their buffers."""

_Failure = (Exception, pl.exceptions.PanicException)


def run(metrics: Mapping[Key, Steps]) -> dict[Key, dict[str, Any] | BaseException]:
    """The values of each metric, or the exception that its computation raised."""
    outcomes: dict[Key, dict[str, Any] | BaseException] = {}
    answers: dict[Key, Sequence[Answer] | None] = dict.fromkeys(metrics)
    while answers:
        asked: dict[Key, Sequence[Step]] = {}
        for key, answer in answers.items():
            try:
                asked[key] = _next(metrics[key], answer)
            except StopIteration as done:
                outcomes[key] = done.value
            except _Failure as error:
                outcomes[key] = error
        given = iter(_answer([step for steps in asked.values() for step in steps]))
        answers = {key: [next(given) for _ in steps] for key, steps in asked.items()}
    return outcomes


def _next(metric: Steps, answer: Sequence[Answer] | None) -> Sequence[Step]:
    if answer is None:
        return next(metric)
    error = next((value for value in answer if isinstance(value, BaseException)), None)
    return metric.send(answer) if error is None else metric.throw(error)


def _answer(steps: Sequence[Step]) -> list[Answer]:
    """The answers, from one query if that can be; else an exception stands where a step fails."""
    try:
        return _together(steps)
    except _Failure:
        pass
    answers: list[Answer] = [_fault(step) for step in steps]
    sound = [n for n, answer in enumerate(answers) if answer is None]
    try:
        found = _together([steps[n] for n in sound])
    except _Failure:
        found = [_alone(steps[n]) for n in sound]
    for n, answer in zip(sound, found, strict=True):
        answers[n] = answer
    return answers


def _together(steps: Sequence[Step]) -> list[Answer]:
    rows = {step.rows.key: step.rows for step in steps if isinstance(step, Select)}
    fused: dict[Any, list[pl.Expr]] = {key: [] for key in rows}
    places: list[tuple[Any, int, int]] = []
    for step in steps:
        if isinstance(step, Select):
            expressions = fused[step.rows.key]
            places.append((step.rows.key, len(expressions), len(step.expressions)))
            expressions.extend(step.expressions)
    queries = [rows[key].over(*expressions).select(_numbered(expressions)) for key, expressions in fused.items()]
    queries += [step.frame for step in steps if isinstance(step, Collect)]
    frames = [frame for part in batched(queries, _AT_ONCE) for frame in _collected(part)]
    values = {key: frame.row(0) for key, frame in zip(fused, frames, strict=False)}
    selected = iter(values[key][start : start + length] for key, start, length in places)
    collected = iter(frames[len(fused) :])
    return [next(selected) if isinstance(step, Select) else next(collected) for step in steps]


def _collected(queries: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    return pl.collect_all(queries, optimizations=_OPTIMIZATIONS, engine="streaming")


def batched(queries: Sequence[pl.LazyFrame], size: int) -> Iterator[Sequence[pl.LazyFrame]]:
    """The queries, so many at a time."""
    return (queries[start : start + size] for start in range(0, len(queries), size))


def _numbered(expressions: Sequence[pl.Expr]) -> list[pl.Expr]:
    return [expression.alias(str(n)) for n, expression in enumerate(expressions)]


def _fault(step: Step) -> BaseException | None:
    """What is wrong with a step that can be seen without reading data: a type that doesn't fit."""
    try:
        _query(step).collect_schema()
    except _Failure as error:
        return error
    return None


def _alone(step: Step) -> Answer:
    try:
        return _together([step])[0]
    except _Failure as error:
        return error


def _query(step: Step) -> pl.LazyFrame:
    if isinstance(step, Select):
        return step.rows.over(*step.expressions).select(_numbered(step.expressions))
    return step.frame
