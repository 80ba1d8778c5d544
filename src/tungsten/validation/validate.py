"""Judges every suite, on printed and on corrected values, and keeps what came of it.

A fault of ours fails. A fault of the article is expected to, on printed values
and on exactly the figures that ``corrections.yml`` declares it for; once
corrected, nothing may fail. Bad data never raise here: what can't be judged is
an error that says so.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from tungsten import Unusable, dataset, home
from tungsten.evidence.readings import Reading
from tungsten.evidence.table import evidence_table
from tungsten.ledger import clean, read
from tungsten.ledger.read import Ledger
from tungsten.validation import closed_lists as lists
from tungsten.validation import inputs as tables
from tungsten.validation import suite_files
from tungsten.validation.drawn_tables import DRAWN
from tungsten.validation.suite_files import FAILURE, OUTCOMES, RESULT, Suite
from tungsten.validation.value_inputs import OF_VALUES
from tungsten.vocabulary import VALUES

RESULTS: dict[str, pl.DataType | type[pl.DataType]] = {"values": pl.String, **RESULT}
"""One row a rule and choice of values."""

JSON = Path("build/validation.json")
PASSED = Path("build/.validated")

DECLARATIONS = "declarations"
"""The table made of the results of the other suites, and so judged after them."""

Builders = Mapping[str, Callable[..., pl.DataFrame]]


@dataclass(frozen=True)
class Problem:
    """One failing row, in words."""

    file: str
    line: int | None
    message: str
    severity: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Validation:
    """What the suites made of a ledger."""

    results: pl.DataFrame
    """Columns as in ``RESULTS``."""
    problems: tuple[Problem, ...]
    """One for each failing row that isn't declared, and for what could not be judged."""
    texts_at_hand: tuple[str, ...]
    texts_missing: tuple[str, ...]
    inputs: dict[str, str]
    """The sha256 of every file judged, by path."""

    @property
    def falls_short(self) -> bool:
        """Whether anything critical fails, or could not be judged."""
        has_failed = (pl.col("outcome") == "failed") & (pl.col("severity") == "critical")
        return not self.results.filter(has_failed | (pl.col("outcome") == "error")).is_empty()

    @property
    def closing(self) -> str:
        """How many rules came to what, and whether the text was at hand, in one line."""
        rules = self.results.select("suite", "rule").unique()
        counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes(self.results).items())
        texts = [f"the text of {name} was at hand" for name in self.texts_at_hand]
        texts += [f"the text of {name} was not at hand, put it at {text_file(name)}" for name in self.texts_missing]
        judged = f"{rules['suite'].n_unique()} suites, {rules.height} rules, on printed and on corrected values"
        return f"{judged}: {counts}; {'; '.join(texts)}"


def validate(root: Path | None = None, progress: Callable[[str], None] | None = None) -> Validation:
    """Judges the ledger of a checkout; raises `Unusable` where a file can't be used at all.

    ``progress`` is told the name of each suite before it is judged.
    """

    ledger = read.ledger(root)
    readings, built = _readings(ledger, root or home())
    of_values = OF_VALUES | DRAWN | {"processed": lambda ledger, figures: built}
    results = validate_suites(ledger, suite_files.suites(), of_values, progress, readings)
    return Validation(
        results=results,
        problems=problems(results),
        texts_at_hand=tuple(ledger.texts),
        texts_missing=tuple(name for name in ledger.sources if name not in ledger.texts),
        inputs=read.fingerprints(root),
    )


def passed(root: Path) -> str | None:
    """Return the digest of the data and the code that last passed; nothing once a validation fell short."""
    path = root / PASSED
    return path.read_text(encoding="utf-8") if path.is_file() else None


def results(values: str, root: Path | None = None) -> pl.DataFrame:
    """What every rule came to on ``printed`` or ``corrected`` values: columns as in ``RESULTS``.

    Read from the last validation where that was of these very files and
    suites; judged anew, which takes seconds, where it wasn't.
    """
    if values not in VALUES:
        raise Unusable(f"values {values!r} is not known; one of {', '.join(VALUES)}")
    kept = _kept(root)
    return (validate(root).results if kept is None else kept).filter(pl.col("values") == values)


def _readings(ledger: Ledger, root: Path) -> tuple[Mapping[str, Reading], pl.DataFrame]:
    """Return both readings, and the rows of ``data/processed`` that aren't what raw makes.

    Where the files lie as they were last made they are read, and nothing is
    computed a second time; otherwise they are compared with what raw makes.
    Where raw can't be read to the end, or changed since it was described,
    rules of its own say so.
    """
    if dataset.is_current(root):
        return {values: dataset.reading(dataset.load(values, root)) for values in VALUES}, tables.built([])
    try:
        made = dataset.make(ledger)
    except Unusable:
        return {}, tables.built([])
    is_stale = ledger.files != ledger.described
    found = [] if is_stale else dataset.differences(root, made)
    judged = {values: dataset.reading(made[values]) for values in VALUES}
    return judged, tables.built([(row.file, row.line, row.found) for row in found])


def validate_suites(
    ledger: Ledger,
    suites: Iterable[Suite],
    of_values: Builders,
    progress: Callable[[str], None] | None = None,
    readings: Mapping[str, Reading] | None = None,
) -> pl.DataFrame:
    """Every suite on printed and on corrected values: columns as in ``RESULTS``.

    ``of_values`` says how the tables are made that depend on the values. One
    that no correction changes is judged once, and its results stand for both.
    ``readings`` are used where they are there already.
    """
    parameters = lists.parameters(ledger)
    first, last = _halves(suites)
    if readings:
        figures = {values: judged.figures for values, judged in readings.items()}
    else:
        figures = {"printed": tables.printed(ledger), "corrected": tables.corrected(ledger)}
    builders = {values: _with_evidence(of_values, ledger, figures[values], readings, values) for values in VALUES}
    printed = {suite.name: _made(suite, ledger, builders["printed"], figures["printed"]) for suite in first}
    moving = [suite for suite in first if suite.table in of_values]
    corrected = {suite.name: _made(suite, ledger, builders["corrected"], figures["corrected"]) for suite in moving}
    on_printed, on_corrected = list[pl.DataFrame](), list[pl.DataFrame]()
    for suite in first:
        if progress:
            progress(suite.name)
        table, changed = printed[suite.name], corrected.get(suite.name, printed[suite.name])
        on_printed.append(_judged(suite, table, parameters))
        on_corrected.append(on_printed[-1] if _same(table, changed) else _judged(suite, changed, parameters))
    found = declare(pl.concat(on_printed), ledger.corrections)
    standing = declarations(found, ledger.corrections, has_checks=_has_checks(printed.values()))
    at_last = [_judged(suite, standing, parameters) for suite in last]
    return pl.concat([_of("printed", [found, *at_last]), _of("corrected", [*on_corrected, *at_last])])


def _with_evidence(
    of_values: Builders, ledger: Ledger, figures: pl.DataFrame, readings: Mapping[str, Reading] | None, values: str
) -> Builders:
    """Return the builders, those of evidence and verdicts sharing one table of evidence."""
    if readings:
        evidence = readings[values].evidence
    else:
        try:
            evidence = evidence_table(clean.readable(figures), ledger)
        except Exception:  # the builders meet the same fault and say so
            return of_values
    sharing = {
        name: partial(of_values[name], evidence=evidence) for name in ("evidence", "verdicts") if name in of_values
    }
    return {**of_values, **sharing}


def declare(results: pl.DataFrame, corrections: list[dict[str, Any]]) -> pl.DataFrame:
    """Results with the article's failures marked that a correction names; a rule with no others is ``declared``.

    A correction names a failure by its figure and, among its evidence, by
    ``suite/rule`` or by a check the failing row stands for.
    """
    rows = results.to_dicts()
    for row in rows:
        if row["fault"] == "article" and row["outcome"] == "failed":
            for failure in row["failures"]:
                failure["is_declared"] = any(_names(entry, row, failure) for entry in corrections)
            if all(failure["is_declared"] for failure in row["failures"]):
                row["outcome"] = "declared"
    return pl.DataFrame(rows, schema=results.schema, orient="row")


def declarations(results: pl.DataFrame, corrections: list[dict[str, Any]], *, has_checks: bool) -> pl.DataFrame:
    """One row for each piece of evidence a correction names, with whether a rule still fails for it.

    Without a table of checks nothing can be said of evidence that names a
    check; ``is_found`` is then null.
    """
    failing = [(row, failure) for row in results.to_dicts() for failure in row["failures"] if row["fault"] == "article"]
    rules = set(results.select(pl.format("{}/{}", "suite", "rule")).to_series())
    rows = []
    for entry in corrections:
        for evidence in _evidence(entry):
            is_found = any(_names({**entry, "evidence": [evidence]}, row, failure) for row, failure in failing)
            can_tell = has_checks or evidence in rules
            named, line = entry.get("figure") or "", entry.get("file_line")
            rows.append((named, evidence, is_found if can_tell else None, line))
    schema = {"figure": pl.String, "evidence": pl.String, "is_found": pl.Boolean, "file_line": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def problems(results: pl.DataFrame) -> tuple[Problem, ...]:
    """Every failing row that isn't declared, in words; what fails on both values once."""
    found: dict[Problem, set[str]] = {}
    for row in results.filter(pl.col("outcome").is_in(["failed", "error"])).to_dicts():
        for problem in problems_of(row):
            found.setdefault(problem, set()).add(row["values"])
    return tuple(
        replace(problem, message=f"{problem.message}, on corrected values") if values == {"corrected"} else problem
        for problem, values in found.items()
    )


def problems_of(row: dict[str, Any]) -> list[Problem]:
    """The failing rows of one rule that aren't declared, in words."""
    severity = "critical" if row["outcome"] == "error" else row["severity"]
    return [
        Problem(one_line(failure["file"]), failure["line"], _message(row, failure), severity)
        for failure in row["failures"]
        if not failure["is_declared"]
    ]


def outcomes(results: pl.DataFrame) -> dict[str, int]:
    """How many rules came to each outcome, in the order of ``OUTCOMES``."""
    counted = dict(results.group_by("outcome").len().iter_rows())
    return {outcome: counted.get(outcome, 0) for outcome in OUTCOMES}


def as_json(validation: Validation) -> str:
    """A validation as the text of ``build/validation.json``: the same for the same files, without times or ids."""
    says = {suite.name: {"says": suite.says, "says_ar": suite.says_ar} for suite in suite_files.suites()}
    values: dict[str, Any] = {}
    for row in validation.results.to_dicts():
        suites = values.setdefault(row["values"], {})
        about = suites.setdefault(row["suite"], {**says[row["suite"]], "rules": {}})
        about["rules"][row["rule"]] = {key: row[key] for key in RESULT if key not in ("suite", "rule")}
    said = {
        "inputs": validation.inputs,
        "suites": suite_files.fingerprint(),
        "texts_at_hand": validation.texts_at_hand,
        "texts_missing": validation.texts_missing,
        "counts": {name: outcomes(validation.results.filter(pl.col("values") == name)) for name in VALUES},
        "values": values,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def one_line(text: str) -> str:
    """Text that stays on its line and shows what is invisible: ``\\u200f`` for a direction mark."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def text_file(source_id: str) -> str:
    """Where a reader puts the text of a source."""
    return (read.TEXTS / f"{source_id}.txt").as_posix()


@dataclass(frozen=True)
class _Missing:
    """Why there is no table to judge: ``skipped`` or ``error``."""

    outcome: str
    reason: str


def _halves(suites: Iterable[Suite]) -> tuple[list[Suite], list[Suite]]:
    first, last = list[Suite](), list[Suite]()
    for suite in suites:
        (last if suite.table == DECLARATIONS else first).append(suite)
    return first, last


def _made(suite: Suite, ledger: Ledger, of_values: Builders, figures: pl.DataFrame) -> pl.DataFrame | _Missing:
    if suite.needs == "text" and not ledger.texts:
        where = " and ".join(map(text_file, ledger.sources))
        return _Missing("skipped", f"the source's text is not at hand; put it at {where} to have this judged")
    try:
        if suite.table in of_values:
            return of_values[suite.table](ledger, figures)
        return tables.RAW[suite.table](ledger)
    except Exception as error:  # whatever bad data make a builder do, the run goes on and says so
        return _Missing("error", _reason(error))


def _has_checks(made: Collection[pl.DataFrame | _Missing]) -> bool:
    """Whether there are tables of checks, and none that could not be made."""
    checked = [isinstance(table, pl.DataFrame) and "check_id" in table.columns for table in made]
    return any(checked) and not any(isinstance(table, _Missing) and table.outcome == "error" for table in made)


def _judged(suite: Suite, table: pl.DataFrame | _Missing, parameters: dict[str, Any]) -> pl.DataFrame:
    from tungsten.validation.expectations import run_suite  # imports Great Expectations, which takes seconds

    if isinstance(table, _Missing):
        return _unjudged(suite, table)
    try:
        return run_suite(table, suite, parameters)
    except Exception as error:  # whatever bad data make the library do, the run goes on and says so
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


def _kept(root: Path | None) -> pl.DataFrame | None:
    """The results of the last validation, where it was of the present files and suites."""
    try:
        said = json.loads(((root or home()) / JSON).read_text(encoding="utf-8"))
        if said["inputs"] != read.fingerprints(root) or said["suites"] != suite_files.fingerprint():
            return None
        rows = [
            {"values": values, "suite": suite, "rule": rule, **found}
            for values, suites in said["values"].items()
            for suite, about in suites.items()
            for rule, found in about["rules"].items()
        ]
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return pl.DataFrame(rows, schema=RESULTS)
