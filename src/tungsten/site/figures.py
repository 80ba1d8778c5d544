"""The rows of the ledger on the page: each figure with its verdict, its checks, its corrections and its charts.

The functions take tables and return records. Words of closed lists stay keys, which the templates translate.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from markupsafe import Markup, escape

from tungsten import dataset
from tungsten.charts.correction_text import Correction as CorrectedValue
from tungsten.charts.correction_text import corrections
from tungsten.evidence import messages as wording
from tungsten.evidence.compare import with_plausible_range
from tungsten.evidence.readings import Reading
from tungsten.evidence.verdicts import other_sides
from tungsten.i18n.words import Words
from tungsten.ledger.interval import with_bounds
from tungsten.notebook.workspace import Tables
from tungsten.vocabulary import ALL, VALUES, is_figure_id

OWN = "its own figures"
"""End of the citation of a check inside the article; the page shows the figures it uses instead."""

LIMITS = "data/raw/measures.csv"
"""Start of the citation of a measure's plausible range; the page shows none, since the name of the check is enough."""


@dataclass(frozen=True)
class Check:
    """One check of a figure."""

    check: str
    reading: str
    """``printed`` or ``corrected`` if the check is the same in one reading only, empty if it is in both."""
    name: Markup
    kind: str
    expected: str
    compared_value: str
    """The interval that was compared with the expectation, if it isn't the figure's own."""
    outcome: str
    chance: str
    """Per cent of figures printed in the same form that would agree as well; empty for a check of limits."""
    slip: str
    """The power of ten by which figure and expectation agree, as in ``×10⁻¹``."""
    decides: bool
    bears: bool
    """Whether the verdict rests on this check; False for every check of an unverified figure."""
    note: str
    citation: str
    """Source of the expectation, if neither ``references`` nor ``figures`` give it."""
    references: tuple[str, ...]
    figures: tuple[str, ...]

    @property
    def only_possible(self) -> bool:
        """Whether the check shows only that the figure lies in the plausible range of its measure."""
        return self.check == "possible-value" and self.outcome == "weak"


@dataclass(frozen=True)
class Correction:
    """An entry of ``corrections.yml``: what is doubted, and the value that replaces it."""

    action: str
    before: str
    after: str
    reason: str
    citation: str
    status: str


@dataclass(frozen=True)
class FigureReading:
    """A figure as printed, or as corrected: its interval in words, and the rules it breaks."""

    stands_for: str
    breaks: tuple[tuple[str, str], ...]
    """Each broken rule: its anchor on the checks page, and its sentence."""


@dataclass(frozen=True)
class Row:
    """One figure of the ledger, in document order."""

    figure: str
    source: str
    """The source, by its id."""
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
    """Position in the order by unit, then by quantity."""
    verdict: str
    """The verdict on the printed figure; a correction doesn't change it."""
    reason: str
    as_printed: FigureReading
    as_corrected: FigureReading
    corrected_value: CorrectedValue | None
    """The value after correction; None if no correction names the figure."""
    checks: tuple[Check, ...]
    corrections: tuple[Correction, ...]
    exhibits: tuple[tuple[str, str], ...]
    """The charts that draw the figure: name and subject."""


def figure_rows(
    tables: Mapping[str, Tables],
    source: str,
    validated: Mapping[str, Any],
    exhibits: Mapping[str, Iterable[tuple[str, str]]],
    words: Words,
) -> list[Row]:
    """Return one record for each figure of a source, or of all, in document order.

    Args:
        tables: Every table, by ``printed`` and ``corrected``.
        source: The source, by its id, or `ALL`.
        validated: The part ``values`` of ``build/validation.json``, by ``printed`` and ``corrected``.
        exhibits: For each figure id the charts that draw it, as name and subject.
        words: The words of the page's language.
    """
    readings, common = {values: dataset.reading(tables[values]) for values in VALUES}, tables["printed"]
    printed = readings["printed"].figures
    is_wanted = (pl.col("role") == "figure") & (pl.lit(source == ALL) | (pl.col("source_id") == source))
    by_values = {values: _figure_readings(common, readings[values], validated[values], words) for values in VALUES}
    verdicts = {row["figure_id"]: row for row in readings["printed"].verdicts.iter_rows(named=True)}
    corrected_values = corrections(printed, readings["corrected"], words)
    checks = [_checks(common, readings[values], words) for values in VALUES]
    entries = _corrections(common["corrections"].iter_rows(named=True), words)
    themes = dict(common["measures"].select("measure", "theme").iter_rows())
    sizes = _sizes(printed)
    mentions = common["mentions"].select("figure_id", "line", "char_start", "char_end", "statement_en", "statement_ar")
    return [
        Row(
            figure=(name := row["figure_id"]),
            source=row["source_id"],
            printed=words.with_direction(row["printed"]),
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
            as_printed=by_values["printed"][name],
            as_corrected=by_values["corrected"][name],
            corrected_value=corrected_values.get(name),
            checks=tuple(_merged(*(checks_by_figure[name] for checks_by_figure in checks))),
            corrections=tuple(entries[name]),
            exhibits=tuple(exhibits.get(name, ())),
        )
        for row in printed.filter(is_wanted).join(mentions, on="figure_id", maintain_order="left").iter_rows(named=True)
    ]


def drawn_in(exhibits: Iterable[tuple[str, str, Iterable[str]]]) -> dict[str, list[tuple[str, str]]]:
    """Return for each figure id the exhibits that draw it, as name and subject.

    Args:
        exhibits: Name, subject and ids of each.
    """
    exhibits_by_figure: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, subject, drawn in exhibits:
        for figure in filter(is_figure_id, dict.fromkeys(drawn)):
            exhibits_by_figure[figure].append((name, subject))
    return dict(exhibits_by_figure)


def anchor(suite: str, rule: str) -> str:
    """Return the anchor of a rule on the checks page."""
    return f"{suite}-{rule}"


def _figure_readings(
    tables: Tables, reading: Reading, suites: Mapping[str, Any], words: Words
) -> dict[str, FigureReading]:
    intervals = _intervals(reading.figures, tables["measures"])
    breaks = _broken_rules(suites, words)
    return {
        (figure := row["figure_id"]): FigureReading(
            stands_for=_interval(intervals[figure], words),
            breaks=tuple(breaks[figure]),
        )
        for row in reading.verdicts.iter_rows(named=True)
    }


def _intervals(figures: pl.DataFrame, measures: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the tidy row of each figure by its id, with ``least`` and ``most``; a share stays within its measure."""
    rows = figures.filter(pl.col("role") == "figure").pipe(with_bounds).pipe(with_plausible_range, measures)
    is_share = (pl.col("unit") == "percent") & (pl.col("least") <= pl.col("plausible_high"))
    most = pl.when(is_share).then(pl.min_horizontal("most", "plausible_high")).otherwise("most")
    return {row["figure_id"]: row for row in rows.with_columns(most=most).iter_rows(named=True)}


def _checks(tables: Tables, reading: Reading, words: Words) -> dict[str, list[Check]]:
    """Return the checks of each figure, in the order of the evidence."""
    intervals = _intervals(reading.figures, tables["measures"])
    decided = reading.verdicts.filter(pl.col("verdict") != "unverified").drop_nulls("check_ids")
    bearing = {
        (figure, name)
        for figure, names in decided.select("figure_id", "check_ids").iter_rows()
        for name in names.split()
    }
    sides = other_sides({"all": tables["references"]}, reading.figures)
    names = dict(sides.select("check_id", "reference_ar" if words.is_rtl else "reference").drop_nulls().iter_rows())
    checks: dict[str, list[Check]] = defaultdict(list)
    for row in reading.evidence.iter_rows(named=True):
        figure = row["figure_id"]
        bears = (figure, row["check_id"]) in bearing
        checks[figure].append(_check(row, intervals[figure], names, words, bears=bears))
    return checks


def _merged(printed: list[Check], corrected: list[Check]) -> Iterator[Check]:
    """Return the checks of both readings in one list: equal ones once, different ones after each other.

    ``bears`` is not compared, since the verdict is on the printed figure.
    """
    corrected_by_id = {check.check: check for check in corrected}
    for check in printed:
        other = corrected_by_id.pop(check.check, None)
        if other and check == replace(other, bears=check.bears):
            yield check
            continue
        yield replace(check, reading="printed")
        if other:
            yield replace(other, reading="corrected")
    yield from (replace(check, reading="corrected") for check in corrected_by_id.values())


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
        compared_value="" if is_as_printed else _expected(row, "observed", words),
        outcome=row["outcome"],
        chance="" if is_limit or row["chance"] is None else words.chance(row["chance"]),
        slip=power(row["slip_power"]) if row["slip_power"] else "",
        decides=row["decides"],
        bears=bears,
        note="" if is_limit or not row["note"] else words.text_of(row, "note"),
        citation=row["citation"] if needs_citing and not is_wording else "",
        references=references,
        figures=others,
    )


def _name(check: str, names: Mapping[str, str], words: Words) -> Markup:
    """Return the name of a check: that of its reference, or else that of its kind."""
    if check in names:
        return escape(words.isolated(names[check]))
    return escape(words.isolated(wording.check_name(check, words.language)))


def power(exponent: int) -> str:
    """Return a power of ten with its exponent raised: ``×10⁻¹``."""
    return f"×10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def _expected(row: Mapping[str, Any], side: str, words: Words) -> str:
    low, high = row[f"{side}_low"], row[f"{side}_high"]
    if low <= 0 and math.isinf(high):
        return words("expected_anything")
    return words.isolated(wording.expected(low, high, row["unit"], words.language))


def _interval(row: Mapping[str, Any], words: Words) -> str:
    """Return the interval of a figure in words; empty if it has no value."""
    low, high, unit, qualifier = (row[name] for name in ("least", "most", "unit", "qualifier"))
    if low is None:
        return ""
    if math.isinf(high):
        return words.bounded("more_than", words.measured(low, low, unit))
    if qualifier in ("up_to", "less_than"):
        return words.bounded(qualifier, words.measured(high, high, unit))
    return words.isolated(words.measured(low, high, unit))


def _broken_rules(suites: Mapping[str, Any], words: Words) -> dict[str, list[tuple[str, str]]]:
    """Return the rules each figure breaks, as anchor and sentence."""
    rules_by_figure: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, suite in suites.items():
        for key, rule in suite["rules"].items():
            subjects = [figure for failure in rule["failures"] for figure in (failure["subject"] or "").split()]
            for figure in dict.fromkeys(subjects):
                rules_by_figure[figure].append((anchor(name, key), words.text_of(rule, "says")))
    return rules_by_figure


def _corrections(entries: Iterable[Mapping[str, Any]], words: Words) -> dict[str, list[Correction]]:
    corrections_by_figure: dict[str, list[Correction]] = defaultdict(list)
    for entry in entries:
        corrections_by_figure[entry["figure"]].append(
            Correction(
                action=entry["action"],
                before=_value(entry, "from", words),
                after=_value(entry, "to", words),
                reason=words.text_of(entry, "reason"),
                citation=entry["citation"],
                status=entry["status"],
            )
        )
    return corrections_by_figure


def _value(entry: Mapping[str, Any], end: str, words: Words) -> str:
    """Return in words the value ``from`` or ``to`` of a correction."""
    if entry[end] is None:
        return ""
    value, action = entry[end], entry["action"]
    if action == "rescale":
        return power(int(value))
    text_by_action: dict[str, Callable[[str], str]] = {
        "remeasure": words.measure,
        "reassign": words.entity,
        "redate": lambda day: words.date(day) if day.count("-") == 2 and "/" not in day else words.period(day),
        "rebase": lambda name: words(f"basis_{name}"),
        "rebound": lambda name: words(f"qualifier_{name}"),
    }
    return words.isolated(text_by_action[action](value))


def _sizes(figures: pl.DataFrame) -> dict[str, int]:
    """Return the position of each figure in the order by unit, then by quantity; figures without a value are last."""
    ordered = figures.sort("unit", "low", "high", nulls_last=True, maintain_order=True)
    return {name: position for position, name in enumerate(ordered["figure_id"])}
