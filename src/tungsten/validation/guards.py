"""Find which numbers of the references some rule would catch if they were ten times, a tenth or two digits swapped.

The rules are applied to changed copies of the tables: the relations of
``totals`` to thousands of copies at once, distinguished by ``case``, and the
rules on verdicts to copies in which several numbers are changed, each of which
concerns other figures. File digests don't count here, because they only show
that a number has changed, not that it is wrong.
"""

import dataclasses
import json
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tungsten import digests, home
from tungsten.evidence.compare import expectations
from tungsten.evidence.entities import members, with_entity_kind
from tungsten.evidence.reference_totals import ranked_reserves
from tungsten.ledger import read
from tungsten.ledger.clean import is_survey
from tungsten.ledger.interval import with_reference_bounds
from tungsten.ledger.read import Ledger
from tungsten.ledger.write import write_text
from tungsten.validation import built_tables, reference_rows, totals
from tungsten.validation.raw_tables import printed_figures

JSON = Path("build/guards.json")

CHANGES = ("times ten", "a tenth", "two digits swapped")

GUARDS = {
    "file": pl.String,
    "file_line": pl.Int64,
    "reference_id": pl.String,
    "change": pl.String,
    "guard": pl.String,
}
"""One row a number and change; ``guard`` is the relation, rule or verdict that catches it, or null."""

_SURVEYED = tuple((read.REFERENCE / f"{name}.csv").as_posix() for name in ("production", "reserves", "us_imports"))

_COLUMNS = (
    "case file file_line reference_id commodity entity_id measure period low high unit qualifier basis kind status "
    "edition citation decides rounding least most entity_kind"
).split()
"""The columns of the references that relations use."""


def guards(ledger: Ledger, changed: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return what catches each change of each number of the references: columns ``GUARDS``.

    Args:
        ledger: The ledger with the references as they are.
        changed: The rows of `changes` to try; all of them unless given.
    """
    if changed is None:
        changed = changes(ledger)
    found = pl.concat([_by_rule(changed, ledger), by_relation(changed, ledger)])
    caught = found.unique("case", keep="first", maintain_order=True)
    rest = changed.join(caught, on="case", how="anti", maintain_order="left")
    caught = pl.concat([caught, by_verdict(rest, ledger)])
    return changed.join(caught, on="case", how="left", maintain_order="left").select(*GUARDS)


def changes(ledger: Ledger) -> pl.DataFrame:
    """Return every number of the references with each change that gives another number, one ``case`` each."""
    facts = reference_rows.all_references(ledger).filter(pl.col("low").is_not_null())
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
    """Swap the first two neighbouring digits that differ: 67,000 becomes 76,000."""
    return pl.col(column).map_elements(swap_digits, return_dtype=pl.Float64)


def unguarded(found: pl.DataFrame) -> pl.DataFrame:
    """Return the numbers of which no rule catches any change: ``file, file_line, reference_id``."""
    facts = ["file", "file_line", "reference_id"]
    caught = found.group_by(facts, maintain_order=True).agg(is_guarded=pl.col("guard").is_not_null().any())
    return caught.filter(~pl.col("is_guarded")).select(facts)


def by_table(found: pl.DataFrame) -> list[str]:
    """Return one line a table: how many of its numbers some rule would catch."""
    parts = found.partition_by("file", maintain_order=True)
    return [f"{part['file'].item(0)}: some rule would catch {_counted(part)}" for part in parts]


def names(found: pl.DataFrame) -> list[str]:
    """Return one line for each unguarded number, with its place."""
    rows = unguarded(found).iter_rows()
    return [f"{file}:{line}: {reference_id}, no rule guards its number" for file, line, reference_id in rows]


def summary(found: pl.DataFrame) -> str:
    """Return in one line how many numbers of the references some rule would catch, and how many none would."""
    bare = unguarded(found).height
    return f"numbers of the references: some rule would catch {_counted(found)}; nothing guards {bare} of them"


def kept(root: Path | None = None) -> pl.DataFrame | None:
    """Return the stored guards if they are of the present files and rules, else None."""
    try:
        stored = json.loads(((root or home()) / JSON).read_text(encoding="utf-8"))
        if stored["inputs"] != digests.digest(root or home()):
            return None
        return pl.DataFrame(stored["guards"], schema=GUARDS, orient="row")
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def leave(found: pl.DataFrame, root: Path | None = None) -> None:
    """Write the guards to ``build/guards.json``, with the digest of the data and the code they were computed from."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in found.rows())
    inputs = digests.digest(root or home())
    write_text(f'{{"inputs": "{inputs}",\n"guards": [\n{rows}\n]}}\n', (root or home()) / JSON)


def _counted(found: pl.DataFrame) -> str:
    kinds = found.group_by("change").agg(numbers=pl.len(), guarded=pl.col("guard").is_not_null().sum())
    by_change = {change: f"{guarded} of {numbers} {change}" for change, numbers, guarded in kinds.iter_rows()}
    return ", ".join(by_change[name] for name in CHANGES if name in by_change)


def swap_digits(value: float) -> float:
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
    """Return the cases that a rule on single numbers catches: its plausible range, or another reading of its cell."""
    ranges = ledger.measures.select("measure", measure_low="low", measure_high="high").unique("measure", keep="first")
    cell = ["commodity", "entity_id", "measure", "period", "edition", "basis", "kind"]
    survey = reference_rows.all_references(ledger).filter(
        is_survey(), pl.col("kind") != "price", pl.col("low").is_not_null()
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


def by_relation(changed: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return the cases that a relation between references catches: ``case, guard``."""
    base = totals.bounded_references(ledger)
    named = members(ledger.entities)
    found = [pl.DataFrame(schema={"case": pl.Int32, "guard": pl.String})]
    for (file, _), part in changed.partition_by("file", "commodity", maintain_order=True, as_dict=True).items():
        copies = _copies(base, part, ledger.entities)
        rows = totals.relations_of(copies, named, with_steps=file in _SURVEYED)  # a step is within one table
        found.append(rows.filter(pl.col("gap") > 0).select("case", guard="relation"))
    return pl.concat(found).unique("case", keep="first", maintain_order=True)


def _copies(base: pl.DataFrame, changed: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return, for each change, a copy of the references that can be related to it, with that row changed.

    No relation connects two tables of the survey, or two commodities.
    """
    file, commodity = changed["file"].item(0), changed["commodity"].item(0)
    is_apart = pl.col("file").is_in([other for other in _SURVEYED if file in _SURVEYED and other != file])
    related = base.filter(~is_apart, pl.col("commodity").is_in([commodity, "none"]) | pl.lit(commodity == "none"))
    cases = changed.select("case", changed_id="reference_id")
    copies = related.drop("case").join(cases, how="cross").filter(pl.col("reference_id") != pl.col("changed_id"))
    with_bounds = changed.pipe(with_reference_bounds).pipe(with_entity_kind, entities)
    return pl.concat([copies.select(_COLUMNS), with_bounds.select(_COLUMNS)]).sort("case", "file", "file_line")


def by_verdict(changed: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return the cases that make a verdict differ from the declared corrections: ``case, guard``."""
    touched = _figures_touched(changed, ledger)
    found = []
    for part in changed.filter(pl.col("case").is_in(list(touched))).partition_by("change", maintain_order=True):
        for batch in batches(part["case"].to_list(), touched):
            wrong = undeclared_or_unsupported(with_rows(ledger, part.filter(pl.col("case").is_in(batch))))
            found += [(case, f"the verdict on {min(hit)}") for case in batch if (hit := touched[case] & wrong)]
    return pl.DataFrame(found, schema={"case": pl.Int32, "guard": pl.String}, orient="row")


def _figures_touched(changed: pl.DataFrame, ledger: Ledger) -> dict[int, frozenset[str]]:
    """Return the figures each case can affect: those compared with its series, and ranks.

    Ranks depend only on the latest edition.
    """
    evidence = pl.concat(
        built_tables.evidence(ledger, figures)
        for figures in (printed_figures(ledger), built_tables.corrected_figures(ledger))
    )
    series = ["commodity", "entity_id", "measure"]
    facts = reference_rows.all_references(ledger).select(*series, "reference_id")
    compared = evidence.select("figure_id", pl.col("reference_id").str.split(" ")).explode("reference_id")
    by_series = compared.join(facts, on="reference_id").select(*series, "figure_id")
    ranked = evidence.filter(pl.col("check_id").str.starts_with("rank-by"))["figure_id"].unique().to_list()
    before = changed.select("case", "reference_id").join(facts, on="reference_id")
    both = pl.concat([changed.select("case", *series), before.select("case", *series)])
    pairs = both.join(by_series, on=series).select("case", "figure_id")
    touched = {case: {*ids} for case, ids in pairs.group_by("case").agg(pl.col("figure_id").unique()).iter_rows()}
    ranking = ranked_reserves(expectations(ledger.references))["reference_id"].to_list()
    for case in changed.filter(pl.col("reference_id").is_in(ranking))["case"]:
        touched[case] = touched.get(case, set()) | {*ranked}
    return {case: frozenset(ids) for case, ids in touched.items() if ids}


def batches(cases: Iterable[int], touched: Mapping[int, frozenset[Hashable]]) -> Iterator[list[int]]:
    """Yield the cases in batches in which no two touch the same thing."""
    waiting = list(cases)
    while waiting:
        batch, taken, later = list[int](), set[Hashable](), list[int]()
        for case in waiting:
            if taken.isdisjoint(touched[case]):
                batch.append(case)
                taken |= touched[case]
            else:
                later.append(case)
        yield batch
        waiting = later


def with_rows(ledger: Ledger, changed: pl.DataFrame, cut: Collection[str] = ()) -> Ledger:
    """Return the ledger with some rows of its references replaced, and those of the ids in ``cut`` left out."""
    references = {
        name: pl.concat(
            [
                table.join(changed, on="reference_id", how="anti"),
                changed.filter(pl.col("reference_id").is_in(table["reference_id"])).select(table.columns),
            ]
        )
        .filter(~pl.col("reference_id").is_in(cut))
        .sort("file_line")
        for name, table in ledger.references.items()
    }
    return dataclasses.replace(ledger, references=references)


def undeclared_or_unsupported(ledger: Ledger) -> set[str]:
    """Return the figures whose contradicting checks differ from ``corrections.yml``, as the suites of verdicts find."""
    printed = _checks_by_figure(built_tables.verdicts(ledger, printed_figures(ledger)))
    corrected = _checks_by_figure(built_tables.verdicts(ledger, built_tables.corrected_figures(ledger)))
    declared: dict[str, list[set[str]]] = {}
    for entry in ledger.corrections:
        declared.setdefault(str(entry.get("figure")), []).append(_checks(entry))
    undeclared = {figure for figure, checks in printed.items() if not checks & set().union(*declared.get(figure, []))}
    unsupported = {
        figure for figure, entries in declared.items() if any(entry - printed.get(figure, set()) for entry in entries)
    }
    return undeclared | unsupported | set(corrected)


def _checks_by_figure(verdicts: pl.DataFrame) -> dict[str, set[str]]:
    against = verdicts.filter("speaks_against").select("figure_id", "check_id")
    return {figure: {*checks.split()} for figure, checks in against.iter_rows()}


def _checks(entry: dict[str, Any]) -> set[str]:
    """Return the checks a correction names, without the rules of suites, which contain a slash."""
    named = entry.get("evidence")
    return {str(check) for check in named if "/" not in str(check)} if isinstance(named, list) else set()
