"""Which numbers of the references some rule would catch if they were wrong: ten times, a tenth, two digits swapped.

The rules are really applied to changed copies of the tables: the relations of
`sums` to thousands of copies side by side, told apart by ``case``; the rules of
the figures' verdicts to copies in which only facts are changed that bear on
different figures. The digest of a file guards nothing here: what is asked is
whether a number makes sense.
"""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from tungsten import home
from tungsten.evidence.internal_consistency import members
from tungsten.ledger import read
from tungsten.ledger.interval import with_reference_bounds
from tungsten.ledger.read import Ledger
from tungsten.ledger.write import write_text
from tungsten.validation import evidence_inputs as weighed
from tungsten.validation import inputs as tables
from tungsten.validation import suite_files
from tungsten.validation import totals as sums

JSON = Path("build/guards.json")

CHANGES = ("times ten", "a tenth", "two digits swapped")

GUARDS = {
    "file": pl.String,
    "file_line": pl.Int64,
    "reference_id": pl.String,
    "change": pl.String,
    "guard": pl.String,
}
"""One row a number and change; ``guard`` names what catches it: a relation, a rule or a verdict, or nothing."""

_SURVEYED = tuple((read.REFERENCE / f"{name}.csv").as_posix() for name in ("production", "reserves", "us_imports"))

_KEPT = (
    "case file file_line reference_id commodity entity_id measure period low high unit qualifier basis kind status "
    "edition citation decides rounding least most entity_kind"
).split()
"""The columns of the references that a relation asks for."""


def guards(ledger: Ledger, changed: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return what catches each change of each number of the references: columns as in ``GUARDS``.

    Args:
        ledger: The ledger with the references as they are.
        changed: The rows of `changes` to try; all of them unless given.
    """
    if changed is None:
        changed = changes(ledger)
    by_rule = _by_rule(changed, ledger)
    by_relation = _by_relation(changed, ledger)
    caught = pl.concat([by_rule, by_relation]).unique("case", keep="first", maintain_order=True)
    rest = changed.join(caught, on="case", how="anti", maintain_order="left")
    caught = pl.concat([caught, _by_verdict(rest, ledger)])
    return changed.join(caught, on="case", how="left", maintain_order="left").select(*GUARDS)


def changes(ledger: Ledger) -> pl.DataFrame:
    """Every number of the references and each change that makes another of it: ``case``, ``low`` and ``high`` anew."""
    facts = sums.all_references(ledger).filter(pl.col("low").is_not_null())
    changed = [
        facts.with_columns(pl.col("low", "high") * 10, change=pl.lit(CHANGES[0])),
        facts.with_columns(pl.col("low", "high") / 10, change=pl.lit(CHANGES[1])),
        facts.with_columns(swapped("low"), swapped("high"), change=pl.lit(CHANGES[2])),
    ]
    as_printed = facts.select("reference_id", low_printed="low", high_printed="high")
    is_another = (pl.col("low") != pl.col("low_printed")) | (pl.col("high") != pl.col("high_printed"))
    return (
        pl.concat(changed)
        .with_columns(pl.col("low", "high").round_sig_figs(12))
        .join(as_printed, on="reference_id", maintain_order="left")
        .filter(is_another)
        .with_columns(case=pl.int_range(1, pl.len() + 1, dtype=pl.Int32))
    )


def swapped(column: str) -> pl.Expr:
    """A number with the first two neighbouring digits that differ in each other's place: 67,000 becomes 76,000."""
    return pl.col(column).map_elements(_swapped, return_dtype=pl.Float64)


def unguarded(found: pl.DataFrame) -> pl.DataFrame:
    """The numbers of which no rule catches any change: ``file, file_line, reference_id``."""
    facts = ["file", "file_line", "reference_id"]
    caught = found.group_by(facts, maintain_order=True).agg(is_guarded=pl.col("guard").is_not_null().any())
    return caught.filter(~pl.col("is_guarded")).select(facts)


def by_table(found: pl.DataFrame) -> list[str]:
    """How many numbers of each table some rule would catch, a line each."""
    parts = found.partition_by("file", maintain_order=True)
    return [f"{part['file'].item(0)}: some rule would catch {_counted(part)}" for part in parts]


def names(found: pl.DataFrame) -> list[str]:
    """The numbers that nothing guards, each with its place."""
    rows = unguarded(found).iter_rows()
    return [f"{file}:{line}: {reference_id}, no rule guards its number" for file, line, reference_id in rows]


def summary(found: pl.DataFrame) -> str:
    """How many numbers of the references some rule would catch, and how many nothing guards, in one line."""
    bare = unguarded(found).height
    return f"numbers of the references: some rule would catch {_counted(found)}; nothing guards {bare} of them"


def kept(root: Path | None = None) -> pl.DataFrame | None:
    """What was last found, where it was of the present files and rules."""
    try:
        said = json.loads(((root or home()) / JSON).read_text(encoding="utf-8"))
        if said["inputs"] != _inputs(root):
            return None
        return pl.DataFrame(said["guards"], schema=GUARDS, orient="row")
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def leave(found: pl.DataFrame, root: Path | None = None) -> None:
    """Keeps what was found in ``build/guards.json``, beside the digests of what it was found in."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in found.rows())
    inputs = json.dumps(_inputs(root), ensure_ascii=False)
    write_text(f'{{"inputs": {inputs},\n"guards": [\n{rows}\n]}}\n', (root or home()) / JSON)


def _inputs(root: Path | None) -> dict[str, str]:
    """The digests of the files judged, of the suites and of the programs that judge by them."""
    programs = {
        path.name: read.fingerprint(path)
        for folder in (Path(__file__).parent, Path(read.__file__).parent)
        for path in sorted(folder.glob("*.*"))
        if path.suffix in (".py", ".csv", ".yml")
    }
    return read.fingerprints(root) | {"suites": suite_files.fingerprint()} | programs


def _counted(found: pl.DataFrame) -> str:
    kinds = found.group_by("change").agg(numbers=pl.len(), guarded=pl.col("guard").is_not_null().sum())
    by_change = {change: f"{guarded} of {numbers} {change}" for change, numbers, guarded in kinds.iter_rows()}
    return ", ".join(by_change[name] for name in CHANGES if name in by_change)


def _swapped(value: float) -> float:
    digits = f"{value:.12g}"
    places = [at for at, sign in enumerate(digits) if sign.isdigit()]
    leading = next((number for number, at in enumerate(places) if digits[at] != "0"), 0)
    for one, two in zip(places[leading:], places[leading + 1 :], strict=False):
        if digits[one] != digits[two]:
            signs = list(digits)
            signs[one], signs[two] = signs[two], signs[one]
            return float("".join(signs))
    return value


def _by_rule(changed: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """The cases a rule of single facts catches: a value beyond its plausible range, another reading of one cell."""
    ranges = ledger.measures.select("measure", measure_low="low", measure_high="high").unique("measure", keep="first")
    cell = ["commodity", "entity_id", "measure", "period", "edition", "basis", "kind"]
    survey = sums.all_references(ledger).filter(
        pl.col("edition").str.starts_with("MCS"), pl.col("kind") != "price", pl.col("low").is_not_null()
    )
    others = survey.select(*cell, other="reference_id", low_there="low")
    beyond = changed.join(ranges, on="measure", maintain_order="left").filter(
        pl.col("decides"), (pl.col("low") < pl.col("measure_low")) | (pl.col("high") > pl.col("measure_high"))
    )
    reread = changed.join(others, on=cell, maintain_order="left").filter(
        pl.col("reference_id") != pl.col("other"), pl.col("low") != pl.col("low_there")
    )
    return pl.concat(
        [
            beyond.select("case", guard=pl.lit("a plausible range")),
            reread.select("case", guard=pl.lit("another reading of the cell")),
        ]
    )


def _by_relation(changed: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """The cases a relation between references catches: ``case, guard``."""
    base = sums.bounded_references(ledger)
    named = members(ledger.entities)
    found = []
    for (file, _), part in changed.partition_by("file", "commodity", maintain_order=True, as_dict=True).items():
        copies = _copies(base, part)
        rows = sums.relations_of(copies, named, with_steps=file in _SURVEYED)  # a step never leaves its table
        found.append(rows.filter(pl.col("gap") > 0).select("case", guard="relation"))
    return pl.concat(found).unique("case", keep="first", maintain_order=True)


def _copies(base: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """The references that can bear on some changed facts, once for each, with that fact changed.

    No relation leads from one table of the survey into another, or from one commodity to another.
    """
    file, commodity = changed["file"].item(0), changed["commodity"].item(0)
    is_apart = pl.col("file").is_in([other for other in _SURVEYED if file in _SURVEYED and other != file])
    near = base.filter(~is_apart, pl.col("commodity").is_in([commodity, "none"]) | pl.lit(commodity == "none"))
    cases = changed.select("case", changed_id="reference_id")
    copies = near.drop("case").join(cases, how="cross").filter(pl.col("reference_id") != pl.col("changed_id"))
    kinds = base.select("reference_id", "entity_kind")
    anew = changed.pipe(with_reference_bounds).join(kinds, on="reference_id", how="left", maintain_order="left")
    return pl.concat([copies.select(_KEPT), anew.select(_KEPT)]).sort("case", "file", "file_line")


def _by_verdict(changed: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """The cases that turn a verdict against its declaration: ``case, guard``."""
    touched = _figures_touched(changed, ledger)
    found = []
    for part in changed.filter(pl.col("case").is_in(list(touched))).partition_by("change", maintain_order=True):
        for batch in _batches(part["case"].to_list(), touched):
            wrong = _misjudged(_with(ledger, part.filter(pl.col("case").is_in(batch))))
            found += [(case, f"the verdict on {min(hit)}") for case in batch if (hit := touched[case] & wrong)]
    return pl.DataFrame(found, schema={"case": pl.Int32, "guard": pl.String}, orient="row")


def _figures_touched(changed: pl.DataFrame, ledger: Ledger) -> dict[int, frozenset[str]]:
    """The figures each case can bear on: those held against a fact of its series, or ranked among its like."""
    evidence = pl.concat(
        weighed.evidence(ledger, figures) for figures in (tables.printed(ledger), tables.corrected(ledger))
    )
    series = ["commodity", "entity_id", "measure"]
    facts = sums.all_references(ledger).select(*series, "reference_id")
    held = evidence.select("figure_id", pl.col("reference_id").str.split(" ")).explode("reference_id")
    by_series = held.join(facts, on="reference_id").select(*series, "figure_id")
    ranked = evidence.filter(pl.col("check_id").str.starts_with("rank-by"))["figure_id"].unique().to_list()
    pairs = changed.join(by_series, on=series).select("case", "figure_id")
    touched = {case: {*ids} for case, ids in pairs.group_by("case").agg(pl.col("figure_id").unique()).iter_rows()}
    for case in changed.filter(pl.col("measure") == "reserves")["case"]:
        touched[case] = touched.get(case, set()) | {*ranked}
    return {case: frozenset(ids) for case, ids in touched.items() if ids}


def _batches(cases: Iterable[int], touched: dict[int, frozenset[str]]) -> Iterator[list[int]]:
    """The cases in batches of which no two bear on one figure."""
    waiting = list(cases)
    while waiting:
        batch, taken, later = list[int](), set[str](), list[int]()
        for case in waiting:
            if taken.isdisjoint(touched[case]):
                batch.append(case)
                taken |= touched[case]
            else:
                later.append(case)
        yield batch
        waiting = later


def _with(ledger: Ledger, changed: pl.DataFrame) -> Ledger:
    """The ledger with some facts changed."""
    anew = changed.select("reference_id", low_anew="low", high_anew="high")
    references = {
        name: table.join(anew, on="reference_id", how="left", maintain_order="left")
        .with_columns(low=pl.coalesce("low_anew", "low"), high=pl.coalesce("high_anew", "high"))
        .drop("low_anew", "high_anew")
        for name, table in ledger.references.items()
    }
    return dataclasses.replace(ledger, references=references)


def _misjudged(ledger: Ledger) -> set[str]:
    """The figures whose checks speak otherwise than ``corrections.yml`` declares, as the suites of verdicts judge."""
    printed = _speaking(weighed.verdicts(ledger, tables.printed(ledger)))
    corrected = _speaking(weighed.verdicts(ledger, tables.corrected(ledger)))
    declared: dict[str, list[set[str]]] = {}
    for entry in ledger.corrections:
        declared.setdefault(str(entry.get("figure")), []).append(_checks(entry))
    undeclared = {figure for figure, checks in printed.items() if not checks & set().union(*declared.get(figure, []))}
    idle = {
        figure for figure, entries in declared.items() if any(entry - printed.get(figure, set()) for entry in entries)
    }
    return undeclared | idle | set(corrected)


def _speaking(verdicts: pl.DataFrame) -> dict[str, set[str]]:
    against = verdicts.filter("speaks_against").select("figure_id", "check_id")
    return {figure: {*checks.split()} for figure, checks in against.iter_rows()}


def _checks(entry: dict[str, Any]) -> set[str]:
    """The checks a correction names; a rule of a suite, which has a stroke in it, is none."""
    named = entry.get("evidence")
    return {str(check) for check in named if "/" not in str(check)} if isinstance(named, list) else set()
