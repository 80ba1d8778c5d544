"""The suites: what must hold of each table, in sentences a reviewer can read in either language.

A suite is a YAML file in the folder ``suites``, without ids that change. This
module only reads it; ``run.py`` lets Great Expectations judge by it.
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
"""``declared``: fails, and on declared figures alone. ``error``: the rule itself could not be judged."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads the same, ten times as fast, where it was built in."""

FAILURE: dict[str, type[pl.DataType]] = {
    "subject": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "found": pl.String,
    "check": pl.String,
    "is_declared": pl.Boolean,
}
"""One failing row: what it is about, where it stands, what was found; ``check`` names the checks it stands for."""

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
    """One expectation: its key, the sentence it stands for in both languages, and how Great Expectations words it."""

    key: str
    says: str
    says_ar: str
    expect: str
    given: dict[str, Any] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    """The columns that tell what was found, where they aren't the ones judged."""
    severity: str = "critical"
    fault: str = "ours"
    """Whose mistake a failure is: ``ours`` must be mended, ``article`` is a finding to declare."""

    def columns(self) -> tuple[str, ...]:
        """The columns it judges; none for a rule about the table as a whole."""
        named = [self.given[name] for name in ("column", "column_A", "column_B") if name in self.given]
        return (*named, *self.given.get("column_list", ()))


@dataclass(frozen=True)
class Suite:
    """The rules of one table; ``subject`` is the column that names a row, ``file`` where its rows stand."""

    name: str
    says: str
    says_ar: str
    table: str
    subject: str
    file: str
    rules: tuple[Rule, ...]
    needs: str | None = None
    """``text`` where the rules can only be judged with the sources' texts at hand."""


@cache
def suites() -> tuple[Suite, ...]:
    """Every suite of the project, in the order of their file names."""
    return tuple(_suite(yaml.load(text, Loader=_LOADER)) for text in _texts())


def suite(name: str) -> Suite:
    """One suite by its name."""
    return next(found for found in suites() if found.name == name)


def fingerprint() -> str:
    """The sha256 of all suites as written, so that results can tell whether they are of these rules."""
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
