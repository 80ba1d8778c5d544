"""Group the problems of a validation by cause, so that one mistake in a raw file is reported once.

A problem of a raw row is a cause. Other problems of the same row, the same fault in many
rows, and problems of what is computed from the row are folded under it. Where rows changed since
they were described, relations between references that fail now follow from that.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tungsten.ledger import read
from tungsten.validation.raw_tables import RAW
from tungsten.validation.suite_files import SEVERITIES, suites
from tungsten.validation.validate import Problem
from tungsten.vocabulary import FIGURE_ID, REFERENCE_ID

CONSEQUENCES = ("corrections", "coverage", "declarations", "files", "wording", "sources/tokens-are-accounted-for")
"""Suites and rules of raw data that also fail when another row is wrong."""

REPEATED = 3
"""In how many rows a rule has to find the same to count as one cause."""

_ID = re.compile(rf"\b(?:{FIGURE_ID}|{REFERENCE_ID})\b")


@dataclass(frozen=True)
class Cause:
    """A problem, and the problems that follow from it or repeat it."""

    problem: Problem
    follows: tuple[Problem, ...]

    @property
    def all(self) -> tuple[Problem, ...]:
        """The problem and what follows from it."""
        return (self.problem, *self.follows)


def causes(problems: Iterable[Problem]) -> list[Cause]:
    """Return the causes of some problems, the most severe first."""
    problems = list(problems)
    own_suites = {suite.name for suite in suites() if suite.table in RAW} - set(CONSEQUENCES)
    if any(map(_is_changed_row, problems)):
        own_suites -= {"totals"}
    first, later = list[Problem](), list[Problem]()
    for problem in problems:
        is_first = problem.rule.partition("/")[0] in own_suites and problem.rule not in CONSEQUENCES
        (first if is_first or _is_changed_row(problem) else later).append(problem)
    found = [_cause(group) for group in _groups(first)]
    found.sort(key=_severity)
    folded: dict[int, list[Problem]] = {}
    left = list[Problem]()
    for problem in later:
        place = next((number for number, cause in enumerate(found) if _is_shared(problem, cause)), None)
        if place is None and found and _has_no_row(problem) and _rank(problem) >= _severity(found[0]):
            place = 0
        (left if place is None else folded.setdefault(place, [])).append(problem)
    whole = [_with(cause, folded.get(number, [])) for number, cause in enumerate(found)]
    return sorted([*whole, *map(_cause, _groups(left))], key=_severity)


def _with(cause: Cause, follows: list[Problem]) -> Cause:
    """Return a cause with more problems folded under it, as severe as the worst of them."""
    worst = min((cause.problem, *follows), key=_rank).severity
    return Cause(replace(cause.problem, severity=worst), (*cause.follows, *follows))


def _is_shared(problem: Problem, cause: Cause) -> bool:
    """Return whether a problem of computed data follows from a cause: they share a row, an id or a file."""
    files = {other.file for other in cause.all}
    suites_of_cause = {other.rule.partition("/")[0] for other in cause.all}
    if problem.rule.startswith("files/"):
        return problem.file in files
    if problem.rule.startswith("totals/") and problem.file in files and any(map(_is_changed_row, cause.all)):
        return True
    if problem.rule.startswith("coverage/"):
        digits = problem.subject.partition(" ")[0]
        return any(other.rule.startswith("spans/") and digits in other.found for other in cause.all)
    if problem.rule in CONSEQUENCES:
        return bool(suites_of_cause & {"ledger", "spans"})
    ids = set(_ID.findall(problem.message))
    return any(_row(problem) == _row(other) or ids & set(_ID.findall(other.subject)) for other in cause.all)


def _is_changed_row(problem: Problem) -> bool:
    """Return whether a problem is that a row, not only its file, is not as described."""
    return problem.rule.startswith("files/") and problem.subject != problem.file


def _has_no_row(problem: Problem) -> bool:
    """Return whether a problem is of a computed table, and not of a row of raw data."""
    return problem.line is None or Path(problem.file).is_relative_to(read.PROCESSED)


def _groups(problems: list[Problem]) -> list[list[Problem]]:
    """Return problems that have a key in common as one group, in their order."""
    counts = Counter((problem.rule, problem.found) for problem in problems)
    groups: list[list[Problem]] = []
    group_by_key: dict[object, list[Problem]] = {}
    for problem in problems:
        keys = _keys(problem, is_repeated=counts[problem.rule, problem.found] >= REPEATED)
        joined = list({id(group): group for key in keys if (group := group_by_key.get(key))}.values())
        group = [*(other for group in joined for other in group), problem]
        groups = [other for other in groups if not any(other is one for one in joined)] + [group]
        known = {key for key, other in group_by_key.items() if any(other is one for one in joined)}
        group_by_key.update(dict.fromkeys(known.union(keys), group))
    return groups


def _keys(problem: Problem, *, is_repeated: bool) -> list[object]:
    """Return what joins a problem with others: its row, the same fault in other rows, the same error."""
    keys: list[object] = [_row(problem)] if problem.line is not None else [problem.found]
    if problem.rule.startswith("processed/"):
        return ["processed"]
    return [*keys, (problem.rule, problem.found)] if is_repeated else keys


def _row(problem: Problem) -> tuple[str, int | None]:
    return problem.file, problem.line


def _cause(group: list[Problem]) -> Cause:
    """Return a group under its worst problem.

    A wrong span, which is compared with the text, tells most; that a row changed tells least.
    """
    suites_first = {"spans": 0, "files": 2}
    order = sorted(
        group,
        key=lambda problem: (
            SEVERITIES.index(problem.severity),
            suites_first.get(problem.rule.partition("/")[0], 1),
        ),
    )
    return Cause(order[0], tuple(order[1:]))


def _severity(cause: Cause) -> int:
    return _rank(cause.problem)


def _rank(problem: Problem) -> int:
    """Return the place of a problem's severity among all, the worst first."""
    return SEVERITIES.index(problem.severity)
