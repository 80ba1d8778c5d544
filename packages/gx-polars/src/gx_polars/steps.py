"""Computation of many metrics at once.

A metric is a generator: it yields the steps it needs, is sent their results, and
returns its values. The first steps of all metrics are collected together, then
the second steps of those that need more, and so on. A suite that passes needs
one round.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import polars as pl

from gx_polars.fused import Filter, Select, answers_of, fused


@dataclass(frozen=True)
class Collect:
    """A query of its own; the result is a data frame."""

    frame: pl.LazyFrame


Step: TypeAlias = Select | Filter | Collect
Answer: TypeAlias = Any
Steps: TypeAlias = Generator[Sequence[Step], Sequence[Answer], dict[str, Any]]

Key = TypeVar("Key")
Item = TypeVar("Item")

# NOTE: without common subplans each query scans the file again, but reads only the columns it needs;
# with them Polars 2.1 takes almost twice the time on 10^7 rows.
_OPTIMIZATIONS = pl.QueryOptFlags(comm_subplan_elim=False)

_AT_ONCE = 32
"""The number of queries that run at the same time; more save no time and take more memory."""

_IN_ONE = 256
"""The number of steps in one query: the plan and the buffers of a query grow with them."""

_Failures = (Exception, pl.exceptions.PanicException)


def run(metrics: Mapping[Key, Steps]) -> dict[Key, dict[str, Any] | BaseException]:
    """Return the values of each metric, or the exception that its computation raised."""
    outcomes: dict[Key, dict[str, Any] | BaseException] = {}
    answers: dict[Key, Sequence[Answer] | None] = dict.fromkeys(metrics)
    while answers:
        requested: dict[Key, Sequence[Step]] = {}
        for key, answer in answers.items():
            try:
                requested[key] = _next(metrics[key], answer)
            except StopIteration as done:
                outcomes[key] = done.value
            except _Failures as error:
                outcomes[key] = error
        answered = iter(_answer([step for steps in requested.values() for step in steps]))
        answers = {key: [next(answered) for _ in steps] for key, steps in requested.items()}
    return outcomes


def _next(metric: Steps, answer: Sequence[Answer] | None) -> Sequence[Step]:
    if answer is None:
        return next(metric)
    error = next((value for value in answer if isinstance(value, BaseException)), None)
    return metric.send(answer) if error is None else metric.throw(error)


def _answer(steps: Sequence[Step]) -> list[Answer]:
    """Return the results of steps, an exception for each that fails; from one query unless one fails."""
    try:
        return _run_together(steps)
    except _Failures:
        pass
    answers: list[Answer] = [_schema_error(step) for step in steps]
    valid = [n for n, answer in enumerate(answers) if answer is None]
    try:
        results = _run_together([steps[n] for n in valid])
    except _Failures:
        results = [_run_alone(steps[n]) for n in valid]
    for n, answer in zip(valid, results, strict=True):
        answers[n] = answer
    return answers


def _run_together(steps: Sequence[Step]) -> list[Answer]:
    alone = {n: step for n, step in enumerate(steps) if isinstance(step, Collect)}
    by_rows: dict[Any, list[tuple[int, Select | Filter]]] = {}
    for n, step in enumerate(steps):
        if not isinstance(step, Collect):
            by_rows.setdefault(step.rows.key, []).append((n, step))
    groups = [dict(group) for numbered in by_rows.values() for group in batched(numbered, _IN_ONE)]
    # NOTE: fused queries are not run at the same time as queries that sort, since Polars 2.1 then holds all their rows
    # in memory: 1.9 GiB in place of 0.6 on 10^7 rows.
    frames = _collected([fused(list(group.values())) for group in groups])
    answers: dict[int, Answer] = dict(zip(alone, _collected([step.frame for step in alone.values()]), strict=True))
    for group, frame in zip(groups, frames, strict=True):
        answers |= zip(group, answers_of(list(group.values()), frame), strict=True)
    return [answers[n] for n in range(len(steps))]


def _collected(queries: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    return [
        frame
        for part in batched(queries, _AT_ONCE)
        for frame in pl.collect_all(part, optimizations=_OPTIMIZATIONS, engine="streaming")
    ]


def batched(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield the items in groups of ``size``."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _schema_error(step: Step) -> BaseException | None:
    """Return the error of a step that shows without reading data, such as a wrong type."""
    try:
        _query(step).collect_schema()
    except _Failures as error:
        return error
    return None


def _run_alone(step: Step) -> Answer:
    try:
        return _run_together([step])[0]
    except _Failures as error:
        return error


def _query(step: Step) -> pl.LazyFrame:
    return step.frame if isinstance(step, Collect) else fused([step])
