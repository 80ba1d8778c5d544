"""The rows of the checks page: each suite with its rules and their results."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tungsten.i18n.words import Words
from tungsten.site.figures import anchor
from tungsten.validation.suite_files import Suite
from tungsten.vocabulary import VALUES, is_figure_id


@dataclass(frozen=True)
class Failure:
    """One row that breaks a rule."""

    figures: tuple[str, ...]
    """The figures of the row that have a row in the ledger."""
    subject: str
    """The name of the row, if it isn't made of such figures alone."""
    place: str
    """File and line."""
    found: str
    is_declared: bool


@dataclass(frozen=True)
class Result:
    """The result of one rule on the figures as printed, or as corrected."""

    outcome: str
    checked: int
    failed: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class RuleShown:
    """One rule in words, with its results on the figures as printed and as corrected."""

    anchor: str
    says: str
    asks: str
    """The end of a key of ``words.csv`` that begins with ``asks_``."""
    severity: str
    fault: str
    as_printed: Result
    as_corrected: Result


@dataclass(frozen=True)
class SuiteShown:
    """One suite in words, with its table and its rules."""

    name: str
    says: str
    table: str
    rules: tuple[RuleShown, ...]


def suites_shown(
    suites: Iterable[Suite], validated: Mapping[str, Any], figures: Iterable[str], words: Words
) -> list[SuiteShown]:
    """Return every suite with the results of its rules.

    Args:
        suites: The suites, in their order on the page.
        validated: The part ``values`` of ``build/validation.json``, by ``printed`` and ``corrected``.
        figures: The ids of the figures that have a row in the ledger, to link to. A failing row that has only
            figures of other sources is left out.
        words: The words of the page's language.
    """
    linked, shown = set(figures), []
    for suite in suites:
        results = {values: validated[values][suite.name] for values in VALUES}
        rules = tuple(
            RuleShown(
                anchor=anchor(suite.name, rule.key),
                says=words.text_of(results["printed"]["rules"][rule.key], "says"),
                asks=rule.expect.removeprefix("expect_"),
                severity=rule.severity,
                fault=rule.fault,
                as_printed=_result(results["printed"]["rules"][rule.key], linked),
                as_corrected=_result(results["corrected"]["rules"][rule.key], linked),
            )
            for rule in suite.rules
        )
        shown.append(SuiteShown(suite.name, words.text_of(results["printed"], "says"), suite.table, rules))
    return shown


def outcomes_shown(suites: Iterable[SuiteShown]) -> dict[str, Counter[str]]:
    """Return the number of rules by outcome, on the figures as printed and as corrected."""
    rules = [rule for suite in suites for rule in suite.rules]
    return {
        "printed": Counter(rule.as_printed.outcome for rule in rules),
        "corrected": Counter(rule.as_corrected.outcome for rule in rules),
    }


def _result(rule: Mapping[str, Any], linked: set[str]) -> Result:
    failures = tuple(_failure(failure, linked) for failure in rule["failures"] if not _is_of_others(failure, linked))
    is_broken_here = bool(failures) or not rule["failures"]
    return Result(rule["outcome"] if is_broken_here else "passed", rule["checked"], len(failures), failures)


def _is_of_others(failure: Mapping[str, Any], linked: set[str]) -> bool:
    """Return whether a failing row has only figures, and none that is in the ledger of this report."""
    names = (failure["subject"] or "").split()
    return bool(names) and all(map(is_figure_id, names)) and linked.isdisjoint(names)


def _failure(failure: Mapping[str, Any], linked: set[str]) -> Failure:
    subject = failure["subject"] or ""
    figures = tuple(name for name in subject.split() if name in linked)
    place = failure["file"] if failure["line"] is None else f"{failure['file']}:{failure['line']}"
    all_linked = len(figures) == len(subject.split())
    return Failure(figures, "" if all_linked else subject, place, failure["found"] or "", failure["is_declared"])
