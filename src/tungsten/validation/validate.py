"""Run every suite on printed and on corrected values.

A mistake of ours must not occur. A mistake of the article must fail on printed
values, for exactly the figures that ``corrections.yml`` declares; on corrected
values nothing may fail. Bad data never raises an exception here: a rule that
can't be evaluated has the outcome ``error``, with a reason.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from tungsten import Unusable, dataset, home
from tungsten.evidence.readings import Reading
from tungsten.evidence.table import evidence_table
from tungsten.ledger import clean, read
from tungsten.ledger.read import Ledger
from tungsten.validation import closed_lists, suite_files
from tungsten.validation.built_tables import BUILT, corrected_figures, processed
from tungsten.validation.drawn_tables import DRAWN
from tungsten.validation.raw_tables import RAW, printed_figures
from tungsten.validation.suite_files import FAILURE, OUTCOMES, RESULT, Suite
from tungsten.vocabulary import VALUES

RESULTS: dict[str, pl.DataType | type[pl.DataType]] = {"values": pl.String, **RESULT}
"""One row a rule and reading; ``values`` is ``printed`` or ``corrected``."""

JSON = Path("build/validation.json")
PASSED = Path("build/.validated")

DECLARATIONS = "declarations"
"""The table computed from the results of the other suites, and therefore judged after them."""

Builders = Mapping[str, Callable[..., pl.DataFrame]]
"""By table, the function that returns it from the ledger and tidy figures."""


@dataclass(frozen=True)
class Problem:
    """One failing row, in words."""

    file: str
    line: int | None
    message: str
    severity: str
    rule: str = field(default="", compare=False)
    """The suite and the rule: ``ledger/role-is-listed``."""
    subject: str = field(default="", compare=False)
    found: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    @property
    def place(self) -> str:
        """Its file, and its line if it has one."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Validation:
    """The results of all suites on a ledger."""

    results: pl.DataFrame
    """Columns as in ``RESULTS``."""
    problems: tuple[Problem, ...]
    """One for each failing row that isn't declared, and for each rule that couldn't be evaluated."""
    texts_at_hand: tuple[str, ...]
    texts_missing: tuple[str, ...]
    inputs: dict[str, str]
    """The sha256 of every file judged, by path."""
    reasons: dict[str, str] = field(default_factory=dict)
    """The reason of each correction, by the figure it corrects."""
    undecided: dict[str, int] = field(default_factory=dict)
    """The number of undecided figures of each source that has some."""

    @property
    def falls_short(self) -> bool:
        """Whether a critical rule fails or any rule couldn't be evaluated."""
        has_failed = (pl.col("outcome") == "failed") & (pl.col("severity") == "critical")
        return not self.results.filter(has_failed | (pl.col("outcome") == "error")).is_empty()

    @property
    def closing(self) -> str:
        """The number of rules by outcome and the texts at hand, in one line."""
        rules = self.results.select("suite", "rule").unique()
        counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes(self.results).items())
        texts = [f"the text of {name} was at hand" for name in self.texts_at_hand]
        texts += [f"the text of {name} was not at hand, put it at {text_file(name)}" for name in self.texts_missing]
        judged = f"{rules['suite'].n_unique()} suites, {rules.height} rules, on printed and on corrected values"
        texts += [f"{count} mentions of {name} are not decided yet" for name, count in self.undecided.items()]
        return f"{judged}: {counts}; {'; '.join(texts)}"


def validate(root: Path | None = None, progress: Callable[[str], None] | None = None) -> Validation:
    """Validate the ledger of a checkout.

    Args:
        progress: Called with the name of each suite before it is run.

    Raises:
        Unusable: If a file can't be read at all.
    """
    ledger = read.ledger(root)
    readings, built = _readings(ledger, root or home())
    of_values = BUILT | DRAWN | {"processed": lambda ledger, figures: built}
    results = validate_suites(ledger, suite_files.suites(), of_values, progress, readings)
    return Validation(
        results=results,
        problems=problems(results),
        texts_at_hand=tuple(ledger.texts),
        texts_missing=tuple(name for name in ledger.sources if name not in ledger.texts),
        inputs=read.fingerprints(root),
        undecided=dict(
            ledger.figures.drop_nulls("status").group_by("source_id", maintain_order=True).len().iter_rows()
        ),
        reasons={str(entry.get("figure")): str(entry.get("reason", "")) for entry in ledger.corrections},
    )


def passed(root: Path) -> str | None:
    """Return the digest of the data and code that last passed; None if they fell short or the results are gone."""
    path = root / PASSED
    return path.read_text(encoding="utf-8") if path.is_file() and (root / JSON).is_file() else None


def _readings(ledger: Ledger, root: Path) -> tuple[Mapping[str, Reading], pl.DataFrame]:
    """Return both readings, and the rows of ``data/processed`` that differ from those computed from raw.

    If the files are as they were last written, they are read and nothing is
    computed again; otherwise they are compared with what raw gives. If raw
    can't be read or changed since it was described, no difference is
    returned, because other rules report that.
    """
    if dataset.is_current(root):
        return {values: dataset.reading(dataset.load(values, root)) for values in VALUES}, processed([])
    try:
        tables = dataset.make(ledger)
    except Exception:  # bad data must not end the run; the builders of the single tables fail in the same way
        return {}, processed([])
    found = [] if ledger.changes else dataset.differences(root, tables)
    readings = {values: dataset.reading(tables[values]) for values in VALUES}
    return readings, processed([(row.file, row.line, row.found) for row in found])


def validate_suites(
    ledger: Ledger,
    suites: Iterable[Suite],
    of_values: Builders,
    progress: Callable[[str], None] | None = None,
    readings: Mapping[str, Reading] | None = None,
) -> pl.DataFrame:
    """Run suites on printed and on corrected values and return their results: columns ``RESULTS``.

    A table that no correction changes is judged once, and its results are used for both.

    Args:
        of_values: How to compute the tables that depend on the reading.
        progress: Called with the name of each suite before it is run.
        readings: Both readings, if already computed.
    """
    parameters = closed_lists.parameters(ledger)
    first, last = _halves(suites)
    if readings:
        figures = {values: reading.figures for values, reading in readings.items()}
    else:
        figures = {"printed": printed_figures(ledger), "corrected": corrected_figures(ledger)}
    builders = {values: _with_evidence(of_values, ledger, figures[values], readings, values) for values in VALUES}
    printed = {suite.name: _table(suite, ledger, builders["printed"], figures["printed"]) for suite in first}
    of_both = [suite for suite in first if suite.table in of_values]
    corrected = {suite.name: _table(suite, ledger, builders["corrected"], figures["corrected"]) for suite in of_both}
    on_printed, on_corrected = list[pl.DataFrame](), list[pl.DataFrame]()
    for suite in first:
        if progress:
            progress(suite.name)
        table, changed = printed[suite.name], corrected.get(suite.name, printed[suite.name])
        on_printed.append(_judged(suite, table, parameters))
        on_corrected.append(on_printed[-1] if _same(table, changed) else _judged(suite, changed, parameters))
    drafted = _drafted(ledger)
    results = soften(declare(pl.concat(on_printed), ledger.corrections), drafted)
    standing = declarations(results, ledger.corrections, has_checks=_has_checks(printed.values()))
    at_last = [_judged(suite, standing, parameters) for suite in last]
    corrected_results = soften(pl.concat(on_corrected), drafted)
    return pl.concat([_of("printed", [results, *at_last]), _of("corrected", [corrected_results, *at_last])])


def _with_evidence(
    of_values: Builders, ledger: Ledger, figures: pl.DataFrame, readings: Mapping[str, Reading] | None, values: str
) -> Builders:
    """Return the builders, with evidence and verdicts using the same evidence table."""
    if readings:
        evidence = readings[values].evidence
    else:
        try:
            evidence = evidence_table(clean.readable(figures), ledger)
        except Exception:  # the builders fail in the same way and report it
            return of_values
    sharing = {
        name: partial(of_values[name], evidence=evidence) for name in ("evidence", "verdicts") if name in of_values
    }
    return {**of_values, **sharing}


def declare(results: pl.DataFrame, corrections: list[dict[str, Any]]) -> pl.DataFrame:
    """Mark the failures of the article that a correction names; a rule with no others gets the outcome ``declared``.

    A correction names a failure by its figure and by its evidence, which is
    ``suite/rule`` or the id of a check of the failing row.
    """
    rows = results.to_dicts()
    for row in rows:
        if row["fault"] == "article" and row["outcome"] == "failed":
            for failure in row["failures"]:
                failure["is_declared"] = any(_names(entry, row, failure) for entry in corrections)
            if all(failure["is_declared"] for failure in row["failures"]):
                row["outcome"] = "declared"
    return pl.DataFrame(rows, schema=results.schema, orient="row")


def soften(results: pl.DataFrame, drafted: Collection[str]) -> pl.DataFrame:
    """Make a rule that only figures of drafts break a warning: contradictions are seen before they are declared."""
    rows = results.to_dicts()
    for row in rows:
        subjects = [failure["subject"] for failure in row["failures"] if not failure["is_declared"]]
        is_of_drafts = all(set((subject or "?").split()) <= set(drafted) for subject in subjects)
        if row["fault"] == "article" and row["outcome"] == "failed" and is_of_drafts:
            row["severity"] = "warning"
    return pl.DataFrame(rows, schema=results.schema, orient="row")


def _drafted(ledger: Ledger) -> set[str]:
    """Return the figures of the sources whose state is ``draft``."""
    drafts = [name for name, entry in ledger.sources.items() if entry.get("state") == "draft"]
    return set(ledger.figures.filter(pl.col("source_id").is_in(drafts))["figure_id"].drop_nulls())


def declarations(results: pl.DataFrame, corrections: list[dict[str, Any]], *, has_checks: bool) -> pl.DataFrame:
    """Return one row for each piece of evidence a correction names, with whether a rule still fails for it.

    Without a table of checks ``is_found`` is null for evidence that names a check.
    """
    failing = [(row, failure) for row in results.to_dicts() for failure in row["failures"] if row["fault"] == "article"]
    rules = set(results.select(pl.format("{}/{}", "suite", "rule")).to_series())
    rows = []
    for entry in corrections:
        for evidence in _evidence(entry):
            is_found = any(_names({**entry, "evidence": [evidence]}, row, failure) for row, failure in failing)
            is_known = has_checks or evidence in rules
            figure, line = entry.get("figure") or "", entry.get("file_line")
            rows.append((figure, evidence, is_found if is_known else None, line))
    schema = {"figure": pl.String, "evidence": pl.String, "is_found": pl.Boolean, "file_line": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def problems(results: pl.DataFrame) -> tuple[Problem, ...]:
    """Return a problem for every failing row that isn't declared; one that fails on both readings occurs once."""
    values_by_problem: dict[Problem, set[str]] = {}
    for row in results.filter(pl.col("outcome").is_in(["failed", "error"])).to_dicts():
        for problem in problems_of(row):
            values_by_problem.setdefault(problem, set()).add(row["values"])
    return tuple(
        replace(problem, message=f"{problem.message}, on corrected values") if values == {"corrected"} else problem
        for problem, values in values_by_problem.items()
    )


def problems_of(row: dict[str, Any]) -> list[Problem]:
    """Return a problem for each failing row of one rule that isn't declared."""
    severity = "critical" if row["outcome"] == "error" else row["severity"]
    rule = f"{row['suite']}/{row['rule']}"
    return [
        Problem(
            one_line(failure["file"]),
            failure["line"],
            _message(row, failure),
            severity,
            rule,
            failure["subject"] or "",
            failure["found"] or "",
        )
        for failure in row["failures"]
        if not failure["is_declared"]
    ]


def outcomes(results: pl.DataFrame) -> dict[str, int]:
    """Return the number of rules by outcome, in the order of ``OUTCOMES``."""
    counts = dict(results.group_by("outcome").len().iter_rows())
    return {outcome: counts.get(outcome, 0) for outcome in OUTCOMES}


def as_json(validation: Validation) -> str:
    """Return the text of ``build/validation.json``, which has no times or ids: equal files give equal text."""
    sentences = {suite.name: {"says": suite.says, "says_ar": suite.says_ar} for suite in suite_files.suites()}
    values: dict[str, Any] = {}
    for row in validation.results.to_dicts():
        suites = values.setdefault(row["values"], {})
        about = suites.setdefault(row["suite"], {**sentences[row["suite"]], "rules": {}})
        about["rules"][row["rule"]] = {key: row[key] for key in RESULT if key not in ("suite", "rule")}
    content = {
        "inputs": validation.inputs,
        "suites": suite_files.fingerprint(),
        "texts_at_hand": validation.texts_at_hand,
        "texts_missing": validation.texts_missing,
        "counts": {name: outcomes(validation.results.filter(pl.col("values") == name)) for name in VALUES},
        "values": values,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def one_line(text: str) -> str:
    """Return text on one line, with invisible characters escaped: ``\\u200f`` for a direction mark."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def text_file(source_id: str) -> str:
    """Return the path where the text of a source is expected."""
    return (read.TEXTS / f"{source_id}.txt").as_posix()


@dataclass(frozen=True)
class _Missing:
    """Stands for a table that couldn't be computed; ``outcome`` is ``skipped`` or ``error``."""

    outcome: str
    reason: str


def _halves(suites: Iterable[Suite]) -> tuple[list[Suite], list[Suite]]:
    first, last = list[Suite](), list[Suite]()
    for suite in suites:
        (last if suite.table == DECLARATIONS else first).append(suite)
    return first, last


def _table(suite: Suite, ledger: Ledger, of_values: Builders, figures: pl.DataFrame) -> pl.DataFrame | _Missing:
    if suite.needs == "text" and not ledger.texts:
        where = " and ".join(map(text_file, ledger.sources))
        return _Missing("skipped", f"the source's text is not at hand; put it at {where} to run these rules")
    try:
        if suite.table in of_values:
            return of_values[suite.table](ledger, figures)
        return RAW[suite.table](ledger)
    except Exception as error:  # bad data must not end the run; the message becomes a result
        return _Missing("error", _reason(error))


def _has_checks(tables: Collection[pl.DataFrame | _Missing]) -> bool:
    """Return whether some table has checks and no table failed to be computed."""
    checked = [isinstance(table, pl.DataFrame) and "check_id" in table.columns for table in tables]
    return any(checked) and not any(isinstance(table, _Missing) and table.outcome == "error" for table in tables)


def _judged(suite: Suite, table: pl.DataFrame | _Missing, parameters: dict[str, Any]) -> pl.DataFrame:
    from tungsten.validation.expectations import run_suite  # takes seconds to import

    if isinstance(table, _Missing):
        return _unjudged(suite, table)
    try:
        return run_suite(table, suite, parameters)
    except Exception as error:  # bad data must not end the run; the message becomes a result
        return _unjudged(suite, _Missing("error", _reason(error)))


def _unjudged(suite: Suite, missing: _Missing) -> pl.DataFrame:
    why = {"subject": suite.name, "file": suite.file, "found": missing.reason, "is_declared": False}
    came_to = (missing.outcome, 0, 0, [dict.fromkeys(FAILURE) | why])
    rows = [
        (suite.name, rule.key, rule.says, rule.says_ar, rule.severity, rule.fault, *came_to) for rule in suite.rules
    ]
    return pl.DataFrame(rows, schema=RESULT, orient="row")


def _reason(error: Exception) -> str:
    first = next(iter(str(error).splitlines()), "")
    return first if isinstance(error, Unusable) else f"{type(error).__name__}: {first}"


def _same(one: pl.DataFrame | _Missing, other: pl.DataFrame | _Missing) -> bool:
    if isinstance(one, pl.DataFrame) and isinstance(other, pl.DataFrame):
        return one is other or one.equals(other)
    return isinstance(one, _Missing) and isinstance(other, _Missing) and one == other


def _of(values: str, results: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(results).select(pl.lit(values).alias("values"), *RESULT)


def _names(entry: dict[str, Any], row: dict[str, Any], failure: dict[str, Any]) -> bool:
    is_of_figure = entry.get("figure") in (failure["subject"] or "").split()
    return is_of_figure and not {f"{row['suite']}/{row['rule']}", *(failure["check"] or "").split()}.isdisjoint(
        _evidence(entry)
    )


def _evidence(entry: dict[str, Any]) -> list[str]:
    named = entry.get("evidence")
    return [str(evidence) for evidence in named] if isinstance(named, list) else []


def _message(row: dict[str, Any], failure: dict[str, Any]) -> str:
    if row["outcome"] == "error":
        return one_line(f"{failure['subject'] or row['says']} could not be judged: {failure['found']}")
    subject = [failure["subject"]] if failure["subject"] else []
    return one_line(", ".join([*subject, row["says"], f"found {failure['found']}"]))


def stored(root: Path | None) -> pl.DataFrame | None:
    """Return the results of the last validation if files and suites are unchanged, else None: columns ``RESULTS``."""
    try:
        stored = json.loads(((root or home()) / JSON).read_text(encoding="utf-8"))
        if stored["inputs"] != read.fingerprints(root) or stored["suites"] != suite_files.fingerprint():
            return None
        rows = [
            {"values": values, "suite": suite, "rule": rule, **found}
            for values, suites in stored["values"].items()
            for suite, about in suites.items()
            for rule, found in about["rules"].items()
        ]
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return pl.DataFrame(rows, schema=RESULTS)
