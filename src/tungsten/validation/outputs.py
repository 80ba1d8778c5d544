"""Write the results of a validation to two files, and format its causes as text, annotations and a table."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

import polars as pl

from tungsten import annotations as github
from tungsten import sarif
from tungsten.ledger import read
from tungsten.ledger.write import write_text
from tungsten.validation.causes import Cause, causes
from tungsten.validation.junit import junit
from tungsten.validation.validate import JSON, Problem, Validation, as_json

LEVELS = {"critical": "error", "warning": "warning", "info": "notice"}
"""The level of a GitHub annotation for each severity."""

ANNOTATED = 10
"""How many annotations GitHub shows for a step."""

CAUSES_SHOWN, FOLLOWING_SHOWN, ROWS_SHOWN = 50, 3, 200
"""How many causes and problems that follow from one are printed, and how many rows the table of a summary has."""


def is_github() -> bool:
    """Return whether the program runs in GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def write_results(validation: Validation, root: Path) -> None:
    """Write ``build/validation`` as JSON, JUnit and SARIF, each file completely or not at all."""
    write_text(as_json(validation), root / JSON)
    write_text(junit(validation.results), (root / JSON).with_suffix(".junit.xml"))
    write_text(as_sarif(validation), (root / JSON).with_suffix(".sarif"))


def as_sarif(validation: Validation) -> str:
    """Return the causes as a SARIF log, and what a correction declares as suppressed, with the reason of it."""
    rules = {
        f"{row['suite']}/{row['rule']}": row["says"]
        for row in validation.results.unique(("suite", "rule"), maintain_order=True).iter_rows(named=True)
    }
    standing = [_result(cause.problem) for cause in causes(validation.problems)]
    return sarif.sarif([*standing, *dict.fromkeys(_declared(validation))], rules)


def _result(problem: Problem, suppressed: str | None = None) -> sarif.Result:
    level = LEVELS[problem.severity].replace("notice", "note")
    identity = f"{problem.subject} {problem.found}"
    return sarif.Result(
        problem.rule, level, problem.message, problem.file, problem.line, identity=identity, suppressed=suppressed
    )


def _declared(validation: Validation) -> Iterator[sarif.Result]:
    """Yield a suppressed result for each failing row of the article that a correction declares."""
    for row in validation.results.filter(pl.col("fault") == "article").iter_rows(named=True):
        for failure in row["failures"]:
            if failure["is_declared"]:
                reason = validation.reasons.get(failure["subject"] or "", "declared in data/raw/corrections.yml")
                message = f"{failure['subject']}, {row['says']}, found {failure['found']}"
                rule, subject = f"{row['suite']}/{row['rule']}", failure["subject"] or ""
                place = failure["file"], failure["line"]
                yield _result(Problem(*place, message, row["severity"], rule, subject, failure["found"]), reason)


def annotation(problem: Problem) -> str:
    """Return a problem as a GitHub workflow command, which GitHub shows beside the line of the problem."""
    return github.annotation(LEVELS[problem.severity], str(problem), problem.file, problem.line)


def text_lines(found: Sequence[Cause]) -> Iterator[str]:
    """Yield a line for each cause, and below it, indented, lines of what follows from it; long lists are cut."""
    for cause in found[:CAUSES_SHOWN]:
        is_warning = cause.problem.severity == "warning"  # breaks no run
        yield f"{cause.problem}{' (a warning)' if is_warning else ''}"
        yield from (f"  {problem}" for problem in cause.follows[:FOLLOWING_SHOWN])
        if (rest := len(cause.follows) - FOLLOWING_SHOWN) > 0:
            yield f"  and {rest} more with the same cause"
    if (rest := len(found) - CAUSES_SHOWN) > 0:
        yield f"and {rest} more causes; all are in {JSON.as_posix()}"


def annotations(found: Sequence[Cause]) -> Iterator[str]:
    """Yield an annotation for each of the worst causes, as many as GitHub shows, and the other causes as text."""
    for cause in found[:ANNOTATED]:
        more = f" (and {len(cause.follows)} more with the same cause)" if cause.follows else ""
        shown = replace(cause.problem, message=f"{cause.problem.message}{more}")
        if _is_text(shown.file):
            shown = replace(shown, file=read.SOURCES.as_posix(), line=None, message=f"{shown.place}: {shown.message}")
        yield annotation(shown)
    yield from text_lines(found[ANNOTATED:])


def summary(found: Sequence[Cause], closing: str) -> str:
    """Return the causes as a table in Markdown, for the summary of a step of GitHub Actions."""
    rows = [
        f"| {cause.problem.severity} | {_cell(cause.problem.place)} | {_cell(cause.problem.message)} "
        f"| {len(cause.follows)} |"
        for cause in found[:ROWS_SHOWN]
    ]
    head = ["| severity | place | cause | more problems |", "| --- | --- | --- | ---: |"] if rows else []
    rest = len(found) - ROWS_SHOWN
    cut = [f"{rest} more causes are in {JSON.as_posix()}.", ""] if rest > 0 else []
    return "\n".join(["### Validation", "", *head, *rows, "", *cut, _cell(closing), ""])


def _cell(text: str) -> str:
    return escape(text).replace("|", "\\|").replace("`", "\\`")


def _is_text(file: str) -> bool:
    """Return whether a file is the text of a source, which is never committed, so that nothing can be shown in it."""
    return Path(file).is_relative_to(read.TEXTS)
