"""``make drill``: change thousands of cells of ``data/raw``, one at a time, and count what ``make validate`` catches.

Two nets are counted apart: the description, which knows every row by its digest, and the
rules, which know what a row means. The code is that of validation; changes that can't
affect each other are tried together. A change moves a result if it changes a verdict, or a
number of an analysis.
"""

import dataclasses
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tungsten import Unusable, dataset, home
from tungsten.ledger import changes, read
from tungsten.ledger.clean import tidy_figures
from tungsten.ledger.read import Ledger
from tungsten.validation import built_tables, closed_lists, guards, raw_tables, reference_rows
from tungsten.validation.expectations import run_suite
from tungsten.validation.suite_files import suite
from tungsten.vocabulary import REFERENCE_ID, VALUES

Cells = Mapping[str, str]

CUT = "row cut"

SEED = 20


@dataclass(frozen=True)
class Change:
    """A row of a raw table with some cells changed; none for a row that is cut."""

    file: str
    line: int
    key: str
    kind: str
    cells: Cells


@dataclass
class Tally:
    """How many changes were tried, and how many each net caught."""

    tried: int = 0
    described: int = 0
    ruled: int = 0
    moved: int = 0
    ruled_moved: int = 0
    named: int = 0


def main(sample: int | None = None) -> int:
    """Try every change, or some of each kind, print a table, and return 1 if the description misses one."""
    root = home()
    print("| file | change | tried | description | rules | rules, where a result moves | rules name the row |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    total = Counter[str]()
    for (file, kind), tally in drill(root, sample).items():
        print(
            f"| {Path(file).stem} | {kind} | {tally.tried} | {tally.described} | {tally.ruled} "
            f"| {tally.ruled_moved} of {tally.moved} | {tally.named} |"
        )
        total.update(dataclasses.asdict(tally))
    share = 100 * total["ruled_moved"] / max(total["moved"], 1)
    print(
        f"{total['tried']} changes: the description names the row of {total['described']}; "
        f"rules catch {total['ruled']}, and of those that move a result "
        f"{total['ruled_moved']} of {total['moved']}, {share:.0f} %"
    )
    return int(total["described"] < total["tried"])


def drill(root: Path, sample: int | None = None, only: str = "") -> dict[tuple[str, str], Tally]:
    """Return what each net catches, by file and kind of change.

    Args:
        root: The checkout; with the text of the source, changes of figures are compared with it.
        sample: How many changes to try of each kind and file; all of them unless given.
        only: The end of the names of the files to change; every file unless given.
    """
    ledger = read.ledger(root)
    every = [change for change in (*reference_changes(root), *figure_changes(root)) if change.file.endswith(only)]
    tried = _sampled(every, sample)
    described = named_by_description(root, tried)
    ruled = {**_of_references(ledger, tried), **_of_figures(ledger, tried)}
    moving = _moving(ledger, tried, _used(root))
    tallies: dict[tuple[str, str], Tally] = {}
    for change in tried:
        tally = tallies.setdefault((change.file, change.kind), Tally())
        is_moving, is_named = _id(change) in moving, ruled.get(_id(change))
        tally.tried += 1
        tally.described += _id(change) in described
        tally.ruled += is_named is not None
        tally.moved += is_moving
        tally.ruled_moved += is_moving and is_named is not None
        tally.named += bool(is_named)
    return tallies


# ------------------------------------------------------------------ the changes


def reference_changes(root: Path) -> Iterator[Change]:
    """Yield every change of every row of the reference tables."""
    for name in read.REFERENCES:
        path = read.REFERENCE / f"{name}.csv"
        rows = read.cells(root, path)
        for line, row in enumerate(rows, start=2):
            yield from _of_row(path.as_posix(), line, row, _others(rows))


def _of_row(file: str, line: int, row: Cells, others: Callable[[str, str], str]) -> Iterator[Change]:
    """Yield the changes of one row of a reference table."""

    def changed(called: str, **cells: str) -> Iterator[Change]:
        if any(row[name] != cell for name, cell in cells.items()):
            yield Change(file, line, row["reference_id"], called, {**row, **cells})

    if row["low"]:
        for kind, change in NUMBERS.items():
            yield from changed(kind, low=change(row["low"]), high=change(row["high"]))
    for name in ("entity_id", "status", "basis", "kind", "edition"):
        yield from changed(name.removesuffix("_id"), **{name: others(name, row[name])})
    yield from changed("decides", decides="false" if row["decides"] == "true" else "true")
    if row["qualifier"] in ("more_than", "less_than", "up_to"):
        yield from changed("bound dropped", qualifier="exact")
    if row["confidence"] == "recalled":
        yield from changed("recalled promoted", confidence="read_in_source", decides="true")
    yield Change(file, line, row["reference_id"], CUT, {})


def figure_changes(root: Path) -> Iterator[Change]:
    """Yield every change of every figure."""
    rows = read.cells(root, read.FIGURES)
    others = _others(rows)
    for line, row in enumerate(rows, start=2):
        if row["role"] != "figure":
            continue
        altered = {
            "hedge dropped": {"hedge_printed": ""},
            "a digit": {"printed": _another_digit(row["printed"])},
            "times ten": {"printed": re.sub(r"(\d)(?=\D|$)", r"\g<1>0", row["printed"], count=1)},
            **{name: {name: others(name, row[name])} for name in ("measure", "basis", "period", "subject_printed")},
        }
        for kind, cell in altered.items():
            if any(row[name] != value for name, value in cell.items()):
                yield Change(read.FIGURES.as_posix(), line, row["figure_id"], kind, {**row, **cell})
        yield Change(read.FIGURES.as_posix(), line, row["figure_id"], CUT, {})


def _others(rows: Iterable[Cells]) -> Callable[[str, str], str]:
    """Return a function that gives another value of a column of a table: the next one in order."""
    values: dict[str, list[str]] = {}
    for row in rows:
        for name, cell in row.items():
            if cell and cell not in values.setdefault(name, []):
                values[name].append(cell)

    def other(name: str, cell: str) -> str:
        known = values[name]
        return known[(known.index(cell) + 1) % len(known)] if cell in known else known[0]

    return other


def _another_digit(printed: str) -> str:
    """Return text with its first digit replaced by the next one, never by zero."""
    return re.sub(r"\d", lambda found: str(int(found[0]) % 9 + 1), printed, count=1)


NUMBERS: dict[str, Callable[[str], str]] = {
    "times ten": lambda cell: f"{float(cell) * 10:.12g}",
    "a tenth": lambda cell: f"{float(cell) / 10:.12g}",
    "a digit": _another_digit,
    "two digits swapped": lambda cell: f"{guards.swap_digits(float(cell)):.12g}",
}


def _sampled(every: Iterable[Change], sample: int | None) -> list[Change]:
    """Return all changes, or some of each file and kind."""
    if sample is None:
        return list(every)
    by_kind: dict[tuple[str, str], list[Change]] = {}
    for change in every:
        by_kind.setdefault((change.file, change.kind), []).append(change)
    chance = random.Random(SEED)
    return [one for group in by_kind.values() for one in chance.sample(group, min(sample, len(group)))]


# --------------------------------------------------------------- the description


def named_by_description(root: Path, tried: list[Change]) -> set[tuple[str, str]]:
    """Return the changes that the description reports at their row, a changed cell with what it was and is."""
    described = read.described_files(root)
    rows_by_file = {file: read.cells(root, Path(file)) for file in {change.file for change in tried}}
    named = set[tuple[str, str]]()
    for change in tried:
        rows = rows_by_file[change.file]
        old, now = rows[change.line - 2], [*rows]
        now[change.line - 2 : change.line - 1] = [change.cells] if change.cells else []
        found = changes.changes_of_file(change.file, "changed", described[change.file], now, [old])
        is_named = [(one.line, one.subject) for one in found] == [(change.line, change.key)]
        if is_named and ("→" if change.cells else "gone") in found[0].found:
            named.add(_id(change))
    return named


# --------------------------------------------------------------------- the rules


def _id(change: Change) -> tuple[str, str]:
    return change.key, change.kind


def _of_references(ledger: Ledger, tried: list[Change]) -> dict[tuple[str, str], bool]:
    """Return the changes of references that a rule catches, each with whether it names the row."""
    facts = reference_rows.all_references(ledger)
    rows = [change for change in tried if change.file != read.FIGURES.as_posix()]
    typed = _typed(facts, rows)
    found = _by_suite(ledger, facts, rows, typed)
    caught = {_id(rows[case - 1]): is_named for case, is_named in found.items()}
    rest = typed.filter(~pl.col("case").is_in(list(found)), pl.col("change") != CUT)
    related = guards.by_relation(rest, ledger)["case"].to_list()
    caught |= {_id(rows[case - 1]): False for case in related}
    rest = rest.filter(~pl.col("case").is_in(related))
    judged = guards.by_verdict(rest, ledger)["case"].to_list()
    return caught | {_id(rows[case - 1]): False for case in judged}


def _typed(facts: pl.DataFrame, rows: Sequence[Change]) -> pl.DataFrame:
    """Return changed references as rows of the table of all references, with ``case`` and ``change``."""
    typed = pl.DataFrame(
        [
            {**change.cells, "reference_id": change.key, "file": change.file, "file_line": change.line, "case": case}
            for case, change in enumerate(rows, start=1)
        ],
        schema=dict.fromkeys(facts.columns, pl.String) | {"file_line": pl.Int64, "case": pl.Int32},
    ).with_columns(
        pl.col("low", "high").replace("", None).cast(pl.Float64),
        pl.col("decides") == "true",
        change=pl.Series([change.kind for change in rows]),
    )
    return typed.with_columns(pl.col(pl.String).replace("", None))


def _by_suite(ledger: Ledger, facts: pl.DataFrame, rows: list[Change], typed: pl.DataFrame) -> dict[int, bool]:
    """Return the cases that the suite of references catches, by batches of changes of different tables and editions."""
    group_columns = ["commodity", "edition", "measure"]
    group_by_id = {row[0]: row[1:] for row in facts.select("reference_id", *group_columns).iter_rows()}
    group_by_case = {row[0]: row[1:] for row in typed.select("case", *group_columns).iter_rows()}
    ids = facts["reference_id"].to_list()
    next_id = dict(zip(ids, [*ids[1:], ""], strict=True))
    touched = {
        case: frozenset({group_by_id[change.key], group_by_case[case], group_by_id.get(next_id[change.key])})
        for case, change in enumerate(rows, start=1)
    }
    parameters, found = closed_lists.parameters(ledger), dict[int, bool]()
    for batch in guards.batches(touched, touched):
        part = typed.filter(pl.col("case").is_in(batch))
        changed = guards.with_rows(ledger, part, cut=[rows[case - 1].key for case in batch if not rows[case - 1].cells])
        failing = _subjects(run_suite(reference_rows.references(changed), suite("references"), parameters))
        groups = {group_by_id[subject] for subject in failing if subject in group_by_id}
        for case in batch:
            if touched[case] & groups:
                found[case] = rows[case - 1].key in failing
    return found


def _of_figures(ledger: Ledger, tried: list[Change]) -> dict[tuple[str, str], bool]:
    """Return the changes of figures that a rule catches, each with whether it names the row."""
    rows = [change for change in tried if change.file == read.FIGURES.as_posix()]
    parameters, caught = closed_lists.parameters(ledger), dict[tuple[str, str], bool]()
    for change in rows:
        changed = _with_figure(ledger, change)
        failing = set[str]()
        for name in ("ledger", "spans", "coverage", "sources"):
            failing |= _subjects(run_suite(raw_tables.RAW[name](changed), suite(name), parameters))
        if not failing and change.cells:
            figures = tidy_figures(changed.figures, changed.entities)
            failing |= _subjects(run_suite(built_tables.BUILT["tidy"](changed, figures), suite("tidy"), parameters))
        wrong = set[str]() if failing or not change.cells else guards.undeclared_or_unsupported(changed)
        if failing or wrong:
            caught[_id(change)] = change.key in failing | wrong
    return caught


def _with_figure(ledger: Ledger, change: Change) -> Ledger:
    """Return the ledger with one figure changed or cut."""
    kept = ledger.figures.filter(pl.col("figure_id") != change.key)
    if change.cells:
        text = pl.DataFrame([{name: cell or None for name, cell in change.cells.items()} | {"file_line": change.line}])
        typed = text.select(pl.col(name).cast(kind) for name, kind in ledger.figures.schema.items())
        kept = pl.concat([kept, typed]).sort("file_line")
    return dataclasses.replace(ledger, figures=kept)


def _subjects(results: pl.DataFrame) -> set[str]:
    """Return the rows in which a rule fails that stops a run."""
    failed = results.filter(pl.col("outcome").is_in(["failed", "error"]), pl.col("severity") == "critical")
    is_ours = failed.filter(pl.col("fault") != "article")
    return {failure["subject"] or "" for failures in is_ours["failures"] for failure in failures}


# ------------------------------------------------------------------- the results


def _moving(ledger: Ledger, tried: list[Change], used: set[str]) -> set[tuple[str, str]]:
    """Return the changes that change a result, or after which none can be computed."""
    before = _results(ledger)
    return {_id(change) for change in tried if change.key in used and _results(_changed(ledger, change)) != before}


def _changed(ledger: Ledger, change: Change) -> Ledger:
    """Return the ledger with one row changed or cut."""
    if change.file == read.FIGURES.as_posix():
        return _with_figure(ledger, change)
    if not change.cells:
        return guards.with_rows(ledger, _typed(reference_rows.all_references(ledger), []), cut=[change.key])
    return guards.with_rows(ledger, _typed(reference_rows.all_references(ledger), [change]))


def _results(ledger: Ledger) -> list[str] | None:
    """Return the verdicts and the numbers of the analyses as text; None if a fault stops the run."""
    try:
        made = dataset.make(ledger)
    except Unusable:
        return None
    tables = [made[values][name] for values in VALUES for name in dataset.OF_READING if name not in ECHOES]
    return [table.drop(TEXTS, strict=False).write_csv() for table in tables]


ECHOES = ("figures", "evidence")
"""Tables that repeat the cells of raw rows."""

TEXTS = ("reason_en", "reason_ar", "check_ids", "citation")
"""Columns that name rows, or quote them."""


def _used(root: Path) -> set[str]:
    """Return the figures, and the references that a built table names."""
    tables = [root / folder / f"{name}.csv" for folder in dataset.FOLDERS.values() for name in dataset.OF_READING]
    texts = [path.read_text(encoding="utf-8") for path in tables if path.is_file()]
    figures = {row["figure_id"] for row in read.cells(root, read.FIGURES)}
    return figures | {found for text in texts for found in re.findall(rf"\b{REFERENCE_ID}\b", text)}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else None))
