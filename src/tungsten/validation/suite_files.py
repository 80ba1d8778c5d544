"""Read the suites: the rules of each table, each as a sentence in English and Arabic.

A suite is a YAML file in the folder ``suites``. This module only reads it;
``expectations.py`` runs it.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

SEVERITIES = ("critical", "warning", "info")
FAULTS = ("ours", "article")
OUTCOMES = ("passed", "failed", "declared", "skipped", "error")
"""``declared``: fails only for figures that a correction declares. ``error``: the rule could not be evaluated."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader, where available, is ten times as fast."""

FAILURE: dict[str, type[pl.DataType]] = {
    "subject": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "found": pl.String,
    "check": pl.String,
    "is_declared": pl.Boolean,
}
"""One failing row: its subject, its place and the value found; ``check`` holds the ids of its checks of evidence."""

RESULT: dict[str, pl.DataType | type[pl.DataType]] = {
    "suite": pl.String,
    "rule": pl.String,
    "says": pl.String,
    "says_ar": pl.String,
    "severity": pl.String,
    "fault": pl.String,
    "outcome": pl.String,
    "checked": pl.Int64,
    "failed": pl.Int64,
    "failures": pl.List(pl.Struct(FAILURE)),
}
"""One row a rule; ``checked`` and ``failed`` count rows of the judged table."""


@dataclass(frozen=True)
class Rule:
    """One expectation: its key, its sentence in both languages, and the Great Expectations type with its arguments."""

    key: str
    says: str
    says_ar: str
    expect: str
    given: dict[str, Any] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    """The columns to show for a failing row, if other than the judged ones."""
    severity: str = "critical"
    fault: str = "ours"
    """Whose mistake a failure is: ``ours`` must be corrected in raw, ``article`` is declared in corrections.yml."""

    def columns(self) -> tuple[str, ...]:
        """Return the columns it judges; none for a rule about the whole table."""
        columns = [self.given[name] for name in ("column", "column_A", "column_B") if name in self.given]
        return (*columns, *self.given.get("column_list", ()))


@dataclass(frozen=True)
class Suite:
    """The rules of one table. ``subject`` is the column that identifies a row, ``file`` the usual file of its rows."""

    name: str
    says: str
    says_ar: str
    table: str
    subject: str
    file: str
    rules: tuple[Rule, ...]
    needs: str | None = None
    """``text`` if the rules need the texts of the sources."""


@cache
def suites() -> tuple[Suite, ...]:
    """Return every suite of the project, sorted by file name."""
    return tuple(_suite(yaml.load(text, Loader=_LOADER)) for text in _texts())


def suite(name: str) -> Suite:
    """Return the suite of a name."""
    return next(found for found in suites() if found.name == name)


def fingerprint() -> str:
    """Return the sha256 of all suite files; stored results are valid only for the same digest."""
    return hashlib.sha256("".join(_texts()).encode()).hexdigest()


def _texts() -> list[str]:
    folder = files(__package__).joinpath("suites")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yml")), key=lambda entry: entry.name)
    return [entry.read_text(encoding="utf-8") for entry in found]


def _suite(written: dict[str, Any]) -> Suite:
    rules = tuple(
        Rule(key=key, **{**rule, "shows": tuple(rule.get("shows", ()))}) for key, rule in written.pop("rules").items()
    )
    return Suite(rules=rules, **written)
