"""The ledger as readers meet it: one record a figure, with its verdict, what bears on it, and where it is drawn.

Nothing here draws, reads or judges: tables in, records out, closed lists kept
as keys for the pages to say.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from markupsafe import Markup, escape

from tungsten.charts.correction_text import Correction as Shown
from tungsten.charts.correction_text import corrections
from tungsten.evidence import messages as wording
from tungsten.evidence.compare import with_plausible_range
from tungsten.evidence.readings import Reading
from tungsten.evidence.verdicts import other_sides
from tungsten.i18n.words import Words
from tungsten.ledger.interval import with_bounds
from tungsten.ledger.read import Ledger
from tungsten.vocabulary import VALUES, is_figure_id

OWN = "its own figures"
"""How the citation of a check inside the article ends; such a check is cited by the figures it uses."""

LIMITS = "data/raw/measures.csv"
"""What the citation of the range a measure can have begins with; its name says as much."""


@dataclass(frozen=True)
class Check:
    """One check of a figure: what it is called, what it expects, and what came of it."""

    check: str
    reading: str
    """``printed`` or ``corrected`` where it is of one reading alone, nothing where it is of both."""
    name: Markup
    kind: str
    expected: str
    held_as: str
    """The interval the check took for the figure, where that isn't what the figure stands for."""
    outcome: str
    chance: str
    """How many of a hundred figures printed alike would agree as well, where the check isn't one of limits."""
    slip: str
    """The power of ten that reconciles the two: ``×10⁻¹``."""
    decides: bool
    bears: bool
    """Whether a verdict rests on it; what nothing decides on rests on nothing."""
    note: str
    citation: str
    """Where the expectation is from, unless a reference or other figures say so."""
    references: tuple[str, ...]
    figures: tuple[str, ...]

    @property
    def is_idle(self) -> bool:
        """Whether it says no more than that the figure is possible at all, which decides nothing."""
        return self.check == "possible-value" and self.outcome == "weak"


@dataclass(frozen=True)
class Correction:
    """A doubt declared about a figure, and what is put instead."""

    action: str
    before: str
    after: str
    reason: str
    citation: str
    status: str


@dataclass(frozen=True)
class FigureReading:
    """A figure as printed, or as corrected: what it stands for, and the rules it breaks."""

    stands_for: str
    breaks: tuple[tuple[str, str], ...]
    """Each broken rule: the name of its place on the checks page, and its sentence."""


@dataclass(frozen=True)
class Row:
    """One figure of the ledger, in document order."""

    figure: str
    printed: str
    line: int
    start: int
    end: int
    statement: str
    entity: str
    subject: str
    measure: str
    theme: str
    size: int
    """Its place when quantities of one unit stand together, the smallest first."""
    verdict: str
    """The verdict on what was printed; no correction changes it."""
    reason: str
    as_printed: FigureReading
    as_corrected: FigureReading
    shown_as: Shown | None
    """What it is shown as once corrected; nothing where no correction names it."""
    checks: tuple[Check, ...]
    corrections: tuple[Correction, ...]
    exhibits: tuple[tuple[str, str], ...]
    """Each chart it is drawn in: name and subject."""


def figure_rows(
    ledger: Ledger,
    source: str,
    judged: Mapping[str, Reading],
    validated: Mapping[str, Any],
    exhibits: Mapping[str, Iterable[tuple[str, str]]],
    words: Words,
) -> list[Row]:
    """One record for each figure of a source.

    ``judged`` and ``validated`` are by ``printed`` and ``corrected``; the
    latter is what ``build/validation.json`` says of ``values``.
    """
    printed = judged["printed"].figures
    wanted = (pl.col("role") == "figure") & (pl.col("source_id") == source)
    readings = {values: _readings(ledger, judged[values], validated[values], words) for values in VALUES}
    verdicts = {row["figure_id"]: row for row in judged["printed"].verdicts.iter_rows(named=True)}
    shown = corrections(printed, judged["corrected"], words)
    checks = [_checks(ledger, judged[values], words) for values in VALUES]
    doubts = _corrections(ledger.corrections, words)
    themes = dict(ledger.measures.select("measure", "theme").iter_rows())
    sizes = _sizes(printed)
    raw = ledger.figures.select("figure_id", "line", "char_start", "char_end", "statement_en", "statement_ar")
    return [
        Row(
            figure=(name := row["figure_id"]),
            printed=words.begun(row["printed"]),
            line=row["line"],
            start=row["char_start"],
            end=row["char_end"],
            statement=words.isolated(row[f"statement_{words.language}"]),
            entity=row["entity_id"],
            subject=words.isolated(words.entity(row["entity_id"])),
            measure=words.isolated(words.measure(row["measure"])),
            theme=themes[row["measure"]],
            size=sizes[name],
            verdict=verdicts[name]["verdict"],
            reason=words.isolated(verdicts[name][f"reason_{words.language}"]),
            as_printed=readings["printed"][name],
            as_corrected=readings["corrected"][name],
            shown_as=shown.get(name),
            checks=tuple(_merged(*(found[name] for found in checks))),
            corrections=tuple(doubts[name]),
            exhibits=tuple(exhibits.get(name, ())),
        )
        for row in printed.filter(wanted).join(raw, on="figure_id", maintain_order="left").iter_rows(named=True)
    ]


def drawn_in(exhibits: Iterable[tuple[str, str, Iterable[Iterable[Any]]]]) -> dict[str, list[tuple[str, str]]]:
    """Which exhibits draw a figure, by its id; each comes as name, subject and the rows of its table.

    A row names its figures in any cell that holds nothing but ids.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, subject, rows in exhibits:
        for figure in dict.fromkeys(part for row in rows for cell in row for part in ids(cell)):
            found[figure].append((name, subject))
    return dict(found)


def ids(cell: object) -> list[str]:
    """The figures a cell names, joined by `` · ``; none where it holds anything else."""
    parts = cell.split(" · ") if isinstance(cell, str) else []
    return [part for part in parts if is_figure_id(part)]


def anchor(suite: str, rule: str) -> str:
    """The name of a rule's place on the checks page."""
    return f"{suite}-{rule}"


def _readings(ledger: Ledger, judged: Reading, suites: Mapping[str, Any], words: Words) -> dict[str, FigureReading]:
    intervals = _intervals(judged.figures, ledger.measures)
    breaks = _broken(suites, words)
    return {
        (figure := row["figure_id"]): FigureReading(
            stands_for=_interval(intervals[figure], words),
            breaks=tuple(breaks[figure]),
        )
        for row in judged.verdicts.iter_rows(named=True)
    }


def _intervals(figures: pl.DataFrame, measures: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the tidy row of each figure with ``least`` and ``most``; a share ends where its measure does."""
    rows = figures.filter(pl.col("role") == "figure").pipe(with_bounds).pipe(with_plausible_range, measures)
    is_share = (pl.col("unit") == "percent") & (pl.col("least") <= pl.col("plausible_high"))
    most = pl.when(is_share).then(pl.min_horizontal("most", "plausible_high")).otherwise("most")
    return {row["figure_id"]: row for row in rows.with_columns(most=most).iter_rows(named=True)}


def _checks(ledger: Ledger, judged: Reading, words: Words) -> dict[str, list[Check]]:
    """The checks of each figure, in the order of the evidence."""
    intervals = _intervals(judged.figures, ledger.measures)
    decided = judged.verdicts.filter(pl.col("verdict") != "unverified").drop_nulls("check_ids")
    bearing = {
        (figure, name)
        for figure, names in decided.select("figure_id", "check_ids").iter_rows()
        for name in names.split()
    }
    named_sides = other_sides(ledger.references, judged.figures).select("check_id", "reference").drop_nulls()
    names = dict(named_sides.iter_rows())
    found: dict[str, list[Check]] = defaultdict(list)
    for row in judged.evidence.iter_rows(named=True):
        figure = row["figure_id"]
        bears = (figure, row["check_id"]) in bearing
        found[figure].append(_check(row, intervals[figure], names, words, bears=bears))
    return found


def _merged(printed: list[Check], corrected: list[Check]) -> Iterator[Check]:
    """The checks of both readings in one list: what is the same once, what differs side by side.

    Whether a verdict rests on a check is no difference: the verdict is on the print.
    """
    others = {check.check: check for check in corrected}
    for check in printed:
        other = others.pop(check.check, None)
        if other and check == replace(other, bears=check.bears):
            yield check
            continue
        yield replace(check, reading="printed")
        if other:
            yield replace(other, reading="corrected")
    yield from (replace(check, reading="corrected") for check in others.values())


def _check(
    row: Mapping[str, Any], claim: Mapping[str, Any], names: Mapping[str, str], words: Words, *, bears: bool
) -> Check:
    is_as_printed = math.isclose(row["observed_low"], claim["least"]) and math.isclose(
        row["observed_high"], claim["most"]
    )
    others = tuple(name for name in (row["figure_ids"] or "").split() if name != row["figure_id"])
    references = tuple((row["reference_id"] or "").split())
    is_limit, is_wording = row["citation"].startswith(LIMITS), row["kind"] == "wording"
    needs_citing = not (references or is_limit or row["citation"].endswith(OWN))
    return Check(
        check=row["check_id"],
        reading="",
        name=_name(row["check_id"], names, words),
        kind=row["kind"],
        expected=_expected(row, "expected", words),
        held_as="" if is_as_printed else _expected(row, "observed", words),
        outcome=row["outcome"],
        chance="" if is_limit or row["chance"] is None else words.chance(row["chance"]),
        slip=power(row["slip_power"]) if row["slip_power"] else "",
        decides=row["decides"],
        bears=bears,
        note="" if is_limit or not row["note"] else words.told(row, "note"),
        citation=row["citation"] if needs_citing and not is_wording else "",
        references=references,
        figures=others,
    )


def _name(check: str, names: Mapping[str, str], words: Words) -> Markup:
    """What a check is called: a reference by its own name, another by its family's."""
    if check in names:
        return Markup("<bdi>{}</bdi>").format(names[check]) if words.is_rtl else escape(names[check])
    return escape(words.isolated(wording.check_name(check, words.language)))


def power(exponent: int) -> str:
    """A power of ten as print has it: ``×10⁻¹``."""
    return f"×10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def _expected(row: Mapping[str, Any], side: str, words: Words) -> str:
    low, high = row[f"{side}_low"], row[f"{side}_high"]
    if low <= 0 and math.isinf(high):
        return words("expected_anything")
    return words.isolated(wording.expected(low, high, row["unit"], words.language))


def _interval(row: Mapping[str, Any], words: Words) -> str:
    """All that a figure stands for; nothing where it has no value."""
    low, high, unit, qualifier = (row[name] for name in ("least", "most", "unit", "qualifier"))
    if low is None:
        return ""
    if math.isinf(high):
        return words("more_than", value=words.measured(low, low, unit))
    if qualifier in ("up_to", "less_than"):
        return words(qualifier, value=words.measured(high, high, unit))
    return words.isolated(words.measured(low, high, unit))


def _broken(suites: Mapping[str, Any], words: Words) -> dict[str, list[tuple[str, str]]]:
    """The rules each figure breaks."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for suite, about in suites.items():
        for key, rule in about["rules"].items():
            subjects = [name for failure in rule["failures"] for name in (failure["subject"] or "").split()]
            for name in dict.fromkeys(subjects):
                found[name].append((anchor(suite, key), words.told(rule, "says")))
    return found


def _corrections(doubts: Iterable[Mapping[str, Any]], words: Words) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = defaultdict(list)
    for doubt in doubts:
        found[doubt["figure"]].append(
            Correction(
                action=doubt["action"],
                before=_value(doubt, "from", words),
                after=_value(doubt, "to", words),
                reason=words.told(doubt, "reason"),
                citation=doubt["citation"],
                status=doubt["status"],
            )
        )
    return found


def _value(doubt: Mapping[str, Any], end: str, words: Words) -> str:
    """What a correction replaces, or puts instead, in words."""
    if end not in doubt:
        return ""
    value, action = str(doubt[end]), doubt["action"]
    if action == "rescale":
        return power(int(value))
    said: dict[str, Callable[[str], str]] = {
        "remeasure": words.measure,
        "reassign": words.entity,
        "redate": lambda day: words.date(day) if day.count("-") == 2 and "/" not in day else words.period(day),
        "rebase": lambda name: words(f"basis_{name}"),
        "rebound": lambda name: words(f"qualifier_{name}"),
    }
    return words.isolated(said[action](value))


def _sizes(figures: pl.DataFrame) -> dict[str, int]:
    """Every figure's place by unit and size; what has no value comes last."""
    ordered = figures.sort("unit", "low", "high", nulls_last=True, maintain_order=True)
    return {name: place for place, name in enumerate(ordered["figure_id"])}
