"""Decide what a number of a draft is: a figure or reference of the ledger, one with a fault, or none.

A number belongs to a fact if it is equal and the words near it name what the fact is of. How
firmly they do is the `Firmness` of the match; a loose match is reported as unsure.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import polars as pl

from tungsten.evidence.reference_match import MISTAKEN_FOR
from tungsten.gate.comparing import POWER, ROUNDED, SAME
from tungsten.gate.facts import Fact, Facts
from tungsten.gate.judgement import DISTINCT, MILD, REFUTED, WRONG, Firmness, Judgement, Match
from tungsten.gate.numbers import (
    Number,
    bases_near,
    commodities,
    digits,
    is_apart,
    is_bound_lost,
    is_bounded,
    is_of_another_time,
    is_other_basis,
    is_then,
    years,
)
from tungsten.gate.wording import Sentence
from tungsten.vocabulary import is_figure_id

GROUPS = {
    **dict.fromkeys(("country", "world", "block", "sum", "region"), "place"),
    **dict.fromkeys(("deposit", "deposit_group"), "deposit"),
}
"""The kinds of entities that exclude each other: a number of China is none of Germany."""


CLAIMS_NOTHING = (None, "count", "rank", "times", "year", "month", "week", "day", "ratio")
"""Units of numbers that aren't missed in the ledger: they are too common in any text."""

ONE_A_YEAR = {
    "mine_production",
    "production_share",
    "import_reliance",
    "import_share",
    "world_reserve_share",
    "top3_share",
}
"""Measures of which a subject has one value a year; it may have several loans or tariffs."""

Others: TypeAlias = Collection[tuple[float, str | None]]
"""Low end and qualifier of each other number of a sentence and of the one after it."""


@dataclass(frozen=True)
class Ledger:
    """The facts, and what is needed to compare words with them."""

    facts: Facts
    kinds: Mapping[str, str]
    """The kind of each entity."""
    families: Mapping[str, tuple[str, str]]
    """The theme and the unit of each measure; measures with the same are confused for one another."""

    def number(
        self, row: Mapping[str, Any], sentence: Sentence, before: Sequence[Sentence], after: Sequence[Sentence]
    ) -> Number:
        """Return a number with its words.

        Args:
            row: Its row of a scan.
            sentence: Its sentence.
            before: The sentences before, in their order.
            after: The sentence after, if there is one.
        """
        start, end = row["char_start"], row["char_end"]
        unit = "year" if row["unit"] == "decade" else row["unit"]
        fitting = [name for name, (_, other) in self.families.items() if unit in {None, other}]
        near, own = (frozenset(sentence.nearest("measure", fitting, start, end, own=own)) for own in (False, True))
        return Number(
            start=start,
            end=end,
            low=row["low"],
            high=row["high"],
            unit=unit,
            qualifier=row["qualifier"],
            is_share_in_words=row["is_share_in_words"],
            sentence=sentence,
            before=before,
            after=after[0] if after else None,
            near=near,
            own=own,
        )

    def judge(self, number: Number, pairs: Iterable[tuple[int, int, int]], others: Others) -> Judgement:
        """Return what a number is.

        Args:
            number: The number.
            pairs: Position of the fact, closeness and power of each fact that is equal to it.
            others: The other numbers of the sentence.
        """
        matches = [match for pair in pairs if (match := self._match(number, *pair))]
        judgement = self._judgement(number, matches, others)
        return Judgement("quoted", judgement.facts) if _is_quoted(judgement, number, others) else judgement

    def _judgement(self, number: Number, matches: list[Match], others: Others) -> Judgement:
        sure = [match for match in matches if match.closeness < POWER and match.is_sure]
        if sure:
            return self._of_sure(number, sure, matches)
        apart = [match for match in matches if match.closeness == POWER and _is_slip(match, number)]
        if apart:
            best = min(apart, key=_firmest_first)
            return Judgement("power_of_ten", (best.fact,), best.power)
        loose = [match for match in matches if match.closeness == SAME and _is_telling(match, number)]
        if loose:
            return Judgement(_kind_of_loose(number, loose), _facts(loose))
        return self._unknown(number, matches, others)

    def _of_sure(self, number: Number, sure: list[Match], matches: list[Match]) -> Judgement:
        best = _best(sure)
        rivals = [match for match in sure if match.fit == best.fit]
        if best.firmness == Firmness.WORDS and len({match.kind for match in rivals}) > 1:
            return Judgement("unsure", _facts(rivals))
        if best.kind in MILD and (doubts := self._doubts(number, best, matches)):
            return Judgement("unsure", _facts(doubts))
        same_kind = _facts(sorted((match for match in rivals if match.kind == best.kind), key=_figures_first))[:1]
        if best.kind == "period":
            return Judgement("period", same_kind, near=self._of_that_year(number, best.fact), said=years(number))
        if best.kind == "measure":
            return Judgement("measure", same_kind, said=min(number.own))
        if best.kind == "basis":
            return Judgement("basis", same_kind, said=min(bases_near(number, best.fact), default=""))
        if best.kind in MILD and is_of_another_time(number, best.fact):
            return Judgement("date", same_kind, said=years(number))
        return Judgement(best.kind, same_kind)

    def _doubts(self, number: Number, best: Match, matches: list[Match]) -> list[Match]:
        """Return the facts that a number may be, if one of them is wrong and no word names the measure of the number.

        A measure that another clause names is that of the number if the sentence has no other number.
        """
        if best.measure == 2:
            return []
        faulty = [match for match in matches if match.fit == best.fit and match.kind in REFUTED]
        is_alone = len(number.sentence.numbers) == 1
        is_confused = is_alone and any(self._is_confused(measure, best.fact) for measure in number.near)
        return [best, *faulty] if faulty or is_confused else []

    def _unknown(self, number: Number, matches: list[Match], others: Others) -> Judgement:
        """Return that no fact is meant; with a fact for the same subject and measure, or for another subject."""
        near_measures = number.near
        if number.unit in CLAIMS_NOTHING and not (near_measures and number.unit in {"count", "rank"}):
            return Judgement("sound")
        same_subject = [
            fact
            for fact in self.facts.listed
            if fact.measure in near_measures
            and fact.verdict in {"sound", "unverified"}
            and fact.unit == number.unit
            and not fact.is_converted
            and self._firmness(number, fact) >= Firmness.NAMED
            and is_then(number, fact)
        ]
        may_be = not same_subject or not all(is_apart(number, fact) for fact in same_subject)
        if (number.is_share_in_words and may_be) or any(is_bounded(number, fact) for fact in same_subject):
            return Judgement("sound")
        told = {low for low, _ in others}
        of_then = [
            fact
            for fact in same_subject
            if fact.verdict == "sound" and fact.measure in ONE_A_YEAR & number.own and is_then(number, fact, False)
        ]
        if of_then and all(is_apart(number, fact) and fact.low not in told for fact in of_then):
            return Judgement("differs", near=max(of_then, key=_last_day))
        if same_subject:
            return Judgement("unknown", near=max(same_subject, key=_last_day))
        elsewhere = [match.fact for match in matches if match.closeness == SAME and match.measure == 2]
        return Judgement("unknown", tuple(elsewhere[:1]))

    def _match(self, number: Number, position: int, closeness: int, power: int) -> Match | None:
        """Return the match with one fact; None if the words rule it out."""
        fact = self.facts.listed[position]
        if not self._is_of_its_commodity(number, fact):
            return None
        firmness = self._firmness(number, fact)
        is_other = bool(number.own) and fact.measure not in number.sentence.named("measure")
        is_worded = fact.is_wrong_number and fact.unit in DISTINCT and fact.measure in number.sentence.named("measure")
        measure = 2 if fact.measure in number.near or is_worded else 0 if is_other else 1
        is_special = fact.commodity not in {None, "tungsten"} and fact.commodity in commodities(number.sentence)
        if firmness == Firmness.NONE and (measure == 2 or is_special):
            firmness = Firmness.WORDS
        kind = self._kind(number, fact, measure, firmness)
        is_loose = closeness == ROUNDED and number.digits < 2 and kind not in MILD
        if kind is None or is_loose or (fact.is_converted and fact.basis not in bases_near(number, fact)):
            return None
        return Match(fact, closeness, power, firmness, measure, is_special, is_then(number, fact), kind)

    def _kind(self, number: Number, fact: Fact, measure: int, firmness: Firmness) -> str | None:
        """Return what is wrong with a number that is this fact; None if the words exclude that it is."""
        if measure == 0 and not any(self._is_confused(near, fact) for near in number.near):
            return None
        if fact.verdict == "contradicted":
            return "corrected" if fact.instead else "contradicted"
        if fact.verdict == "misdescribed":
            return self._fault_of_print(number, fact) if measure else None
        if measure == 0:
            return "measure" if firmness >= Firmness.BEFORE else None
        if is_other_basis(number, fact):
            return "basis"
        if is_bound_lost(number, fact):
            return "bound"
        if is_of_another_time(number, fact) and firmness >= Firmness.BEFORE and self._of_that_year(number, fact):
            return "period"
        if fact.basis == "WO3" and "tungsten" in bases_near(number, fact):
            return "basis_unsaid"
        return fact.verdict

    def _is_confused(self, measure: str, fact: Fact) -> bool:
        """Return whether a number of one measure is often printed as one of the other."""
        family = self.families.get(measure)
        is_akin = family == self.families.get(fact.measure)
        if fact.is_wrong_number or (family and family[0] == "finance"):
            return is_akin
        return measure in MISTAKEN_FOR.get(fact.measure, ())

    def _fault_of_print(self, number: Number, fact: Fact) -> str | None:
        """Return the fault of a misdescribed figure if the draft repeats it, else None."""
        instead = fact.instead
        if instead is None:
            return "misdescribed"
        named, near, bases = number.sentence.named("entity"), number.near, bases_near(number, fact)
        if fact.qualifier != instead.qualifier:
            return "bound" if is_bound_lost(number, instead) else None
        if fact.basis != instead.basis:
            return "misdescribed" if fact.basis in bases and instead.basis not in bases else None
        is_repeated = (
            (fact.measure != instead.measure and fact.measure in near and instead.measure not in near)
            or (fact.entity != instead.entity and fact.entity in named and instead.entity not in named)
            or (fact.days != instead.days and is_then(number, fact, False) and not is_then(number, instead))
        )
        return "misdescribed" if is_repeated else None

    def _firmness(self, number: Number, fact: Fact) -> Firmness:
        """Return how firmly entities named in or before the sentence are the subject of a fact."""
        if fact.entity is None:
            return Firmness.NONE
        group = self._group(fact.entity)
        of_the_world = {"world"} if fact.unit in {"percent", "rank"} else set()
        in_clause = number.sentence.clause_names("entity", number.start, number.end) - of_the_world
        if fact.entity not in in_clause and group in {self._group(entity) for entity in in_clause}:
            return Firmness.ANOTHER
        alike = {entity for entity in in_clause if self._group(entity) == group} - {"world"}
        rivals = {entity for entity in alike if self._has(entity, fact.measure)}
        if rivals and number.sentence.subject_before(rivals, number.start, number.end) - {fact.entity}:
            return Firmness.ANOTHER
        for back, sentence in enumerate([number.sentence, *reversed(number.before)]):
            named = sentence.named("entity")
            if fact.entity in named:
                return Firmness.BEFORE if back else Firmness.NAMED
            groups = {self._group(entity) for entity in named - of_the_world}
            if group in groups:
                return Firmness.NONE if back else Firmness.ANOTHER
            if group == "place" and "deposit" in groups:
                return Firmness.NONE
        return Firmness.NONE

    def _has(self, entity: str, measure: str) -> bool:
        """Return whether a fact is of a subject and a measure."""
        return any((fact.entity, fact.measure) == (entity, measure) for fact in self.facts.listed)

    def _is_of_its_commodity(self, number: Number, fact: Fact) -> bool:
        """Return whether the words allow a commodity; one of a place has to be named unless it is tungsten."""
        named = commodities(number.sentence)
        if named or fact.commodity in {None, "tungsten"} or self._group(fact.entity or "") != "place":
            return not named or fact.commodity is None or fact.commodity in named
        before = (commodities(sentence) for sentence in reversed(number.before))
        return fact.commodity in next(filter(None, before), set())

    def _group(self, entity: str) -> str:
        kind = self.kinds.get(entity, "")
        return GROUPS.get(kind, kind)

    def _of_that_year(self, number: Number, fact: Fact) -> Fact | None:
        """Return what the ledger holds for the subject and measure of a fact in the year that the draft names."""
        return next(
            (
                other
                for other in self.facts.listed
                if (other.entity, other.measure, other.basis) == (fact.entity, fact.measure, fact.basis)
                and other.verdict == "sound"
                and other.days
                and is_then(number, other)
                and (other.low, other.high) != (fact.low, fact.high)
            ),
            None,
        )


def families(measures: pl.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the theme and the unit of each measure, decades as years and prices without their mass."""
    rows = measures.filter(pl.col("base_unit").is_not_null()).select("measure", "theme", "base_unit").iter_rows()
    return {name: (theme, "year" if unit == "decade" else unit.partition("_per_")[0]) for name, theme, unit in rows}


def _best(sure: list[Match]) -> Match:
    """Return the best match; a reference with a date or a bound goes before a figure that leaves it out."""
    best = min(sure, key=lambda match: match.order)
    alike = [match for match in sure if not is_figure_id(match.fact.name) and match.is_like(best)]
    if best.kind != "sound" or not is_figure_id(best.fact.name) or any(match.kind in MILD for match in alike):
        return best
    return min([match for match in alike if match.kind in {"bound", "period"}] or [best], key=lambda match: match.order)


def _is_slip(match: Match, number: Number) -> bool:
    """Return whether a number a power of ten from a fact is more than chance."""
    fact = match.fact
    if fact.is_wrong_number or fact.verdict == "misdescribed" or fact.is_converted or match.measure == 0:
        return False
    if number.digits > digits(fact.low):
        return False
    is_named = match.firmness == Firmness.NAMED and match.measure == 2
    if fact.unit not in DISTINCT:
        return is_named and number.digits == digits(fact.low) >= 2 and abs(match.power) <= 2
    names_none = not number.sentence.named("entity") - {"tungsten", "world"}
    is_worded = match.firmness >= Firmness.WORDS and ((match.measure == 2 and names_none) or match.is_special)
    return is_named or (number.digits >= 2 and (match.firmness == Firmness.NAMED or is_worded))


def _is_telling(match: Match, number: Number) -> bool:
    """Return whether a number may be a fact although the words near it don't say so."""
    if match.firmness == Firmness.ANOTHER:
        return False
    if match.fact.unit not in DISTINCT:
        is_share_of_it = match.fact.unit == "percent" and match.firmness == Firmness.NAMED
        return match.measure == 2 or is_share_of_it
    if number.unit is None and not match.fact.is_wrong_number:
        return False
    return number.digits >= 2 or match.firmness >= Firmness.WORDS


def _kind_of_loose(number: Number, loose: Sequence[Match]) -> str:
    """Return the kind of a number that may be one of several facts; in most cases ``unsure``."""
    kinds = {match.kind for match in loose}
    if kinds <= REFUTED and (number.sentence.named("refuted") or number.sentence.is_negated(number.start)):
        return "quoted"
    is_one = len({(match.fact.entity, match.fact.measure) for match in loose}) == 1
    is_special = all(match.fact.per or match.measure == 2 for match in loose)
    return "sound" if is_one and is_special and "sound" in kinds <= MILD else "unsure"


def _last_day(fact: Fact) -> dt.date:
    """Return the last day of a fact; the first of all days if it has no date."""
    return fact.days[1] if fact.days else dt.date.min


def _is_quoted(judgement: Judgement, number: Number, others: Others) -> bool:
    """Return whether the draft calls the number wrong and gives the right one beside it, if there is one."""
    if judgement.kind not in WRONG:
        return False
    is_refuted = bool(number.sentence.named("refuted") or (number.after and number.after.named("refuted")))
    if not is_refuted and not number.sentence.is_negated(number.start):
        return False
    right = [fact.instead or (None if fact.is_wrong_number else fact) for fact in judgement.facts]
    return any(fact is None or _is_among(fact, judgement.kind, others) for fact in right)


def _is_among(fact: Fact, kind: str, others: Others) -> bool:
    """Return whether another number of the sentence is that of a fact; for a bound with its qualifier."""
    return any(low == fact.low and (kind != "bound" or qualifier == fact.qualifier) for low, qualifier in others)


def _firmest_first(match: Match) -> tuple[int, int, int, tuple[bool, int]]:
    return -match.firmness, -match.measure, abs(match.power), _figures_first(match)


def _figures_first(match: Match) -> tuple[bool, int]:
    """Return a key that sorts figures before references, and these with the latest first."""
    return not is_figure_id(match.fact.name), -(match.fact.days[1].year if match.fact.days else 0)


def _facts(matches: Iterable[Match]) -> tuple[Fact, ...]:
    """Return the facts of matches, each id once."""
    return tuple({match.fact.name: match.fact for match in matches}.values())
