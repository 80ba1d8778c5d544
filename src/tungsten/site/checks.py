"""The suites as the checks page shows them, rule by rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tungsten.i18n.words import Words
from tungsten.site.figures import anchor
from tungsten.validation.suite_files import Suite
from tungsten.vocabulary import VALUES


@dataclass(frozen=True)
class Failure:
    """One row that breaks a rule: the figures it is about, or else what it is called; where it stands; what it is."""

    figures: tuple[str, ...]
    subject: str
    place: str
    found: str
    is_declared: bool


@dataclass(frozen=True)
class Result:
    """What came of one rule on one reading of the figures."""

    outcome: str
    checked: int
    failed: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class RuleShown:
    """One rule in words, and what came of it on figures as printed and as corrected."""

    anchor: str
    says: str
    asks: str
    """The kind of expectation, as the words know it."""
    severity: str
    fault: str
    as_printed: Result
    as_corrected: Result


@dataclass(frozen=True)
class SuiteShown:
    """One suite: what it holds, of which table, and its rules."""

    name: str
    says: str
    table: str
    rules: tuple[RuleShown, ...]


def suites_shown(
    suites: Iterable[Suite], validated: Mapping[str, Any], figures: Iterable[str], words: Words
) -> list[SuiteShown]:
    """Every suite with what came of its rules; ``figures`` are the ids that have a row to lead to."""
    linked, shown = set(figures), []
    for suite in suites:
        abouts = {values: validated[values][suite.name] for values in VALUES}
        rules = tuple(
            RuleShown(
                anchor=anchor(suite.name, rule.key),
                says=words.told(abouts["printed"]["rules"][rule.key], "says"),
                asks=rule.expect.removeprefix("expect_"),
                severity=rule.severity,
                fault=rule.fault,
                as_printed=_result(abouts["printed"]["rules"][rule.key], linked),
                as_corrected=_result(abouts["corrected"]["rules"][rule.key], linked),
            )
            for rule in suite.rules
        )
        shown.append(SuiteShown(suite.name, words.told(abouts["printed"], "says"), suite.table, rules))
    return shown


def _result(rule: Mapping[str, Any], linked: set[str]) -> Result:
    failures = tuple(_failure(failure, linked) for failure in rule["failures"])
    return Result(rule["outcome"], rule["checked"], rule["failed"], failures)


def _failure(failure: Mapping[str, Any], linked: set[str]) -> Failure:
    subject = failure["subject"] or ""
    named = tuple(name for name in subject.split() if name in linked)
    place = failure["file"] if failure["line"] is None else f"{failure['file']}:{failure['line']}"
    whole = len(named) == len(subject.split())
    return Failure(named, "" if whole else subject, place, failure["found"] or "", failure["is_declared"])
