"""Suggest what a figure measures, from the names near it: its entity, measure, substance, commodity and year."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from tungsten.draft.mentions import Row
from tungsten.gate.wording import Name, Sentence, Vocabulary, vocabulary
from tungsten.vocabulary import UNDECIDED

_CLAUSE = re.compile(r"[,;،؛，；](?!\d)")

THEMES = ("material", "demand", "supply", "trade", "finance", "reserves", "licensing")
"""The themes of the measures that are suggested."""

NEAR = 60
"""The most characters between a number and the substance it counts."""

BEFORE = 4
"""The number of sentences before its own, of the same paragraph, that may name the entity of a figure."""


PLACES = "world sum block region country deposit deposit_group company agreement market product".split()
"""The kinds of entities that figures are mostly of."""
SUBSTANCES = "metal element compound".split()


@dataclass(frozen=True)
class Near:
    """What stands near a figure."""

    sentences: list[Sentence]
    """Its own sentence, and those of its paragraph before it, the nearest first."""
    dates: list[tuple[Row, int]]
    commodities: set[str]
    """The commodities that the whole text names."""

    @property
    def own(self) -> Sentence:
        """The sentence of the figure."""
        return self.sentences[0]


@dataclass(frozen=True)
class Suggestions:
    """Suggests the meaning of the figures of one text."""

    words: Vocabulary
    aliases: Mapping[str, str]
    """Entity by alias and by name, the longest first."""
    kinds: Mapping[str, str]
    """Kind by entity."""
    measures: Mapping[str, str]
    """Base unit by measure."""

    def suggested(self, text: str, rows: Iterable[Row]) -> list[Row]:
        """Return the rows, the undecided figures with suggestions."""
        lines = text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        placed = [(row, starts[row["line"] - 1] + row["char_start"]) for row in rows]
        figures = [(start, start + len(row["printed"])) for row, start in placed if row["role"] == "figure"]
        sentences = [self._with_aliases(sentence, figures) for sentence in self.words.sentences(text)]
        _add_numbers(sentences, placed)
        dates = [(row, start) for row, start in placed if row["role"] == "date" and row["period"]]
        commodities = set().union(*map(_commodities, sentences))
        return [
            row | self._suggestion(row, start, near)
            if row["role"] == "figure" and (near := _near(text, start, sentences, dates, commodities))
            else row
            for row, start in placed
        ]

    def _with_aliases(self, sentence: Sentence, figures: list[tuple[int, int]]) -> Sentence:
        """Return a sentence with the aliases of ``entities.csv`` as names, and without names inside a figure (US$5)."""
        names = list(sentence.names)
        for alias, entity in self.aliases.items():
            at = sentence.text.find(alias)
            while at >= 0:
                first = sentence.start + at
                names.append(Name("entity", entity, first, first + len(alias)))
                at = sentence.text.find(alias, at + 1)
        inside = [place for place in figures if place[1] > sentence.start and place[0] < sentence.end]
        outside = [
            name for name in names if not any(first <= name.start and name.end <= last for first, last in inside)
        ]
        return replace(sentence, names=tuple(outside))

    def _suggestion(self, row: Row, start: int, near: Near) -> Row:
        """Return the cells that can be suggested for a figure."""
        end, fitting = start + len(row["printed"]), self._fitting(row)
        measures = [near.own.nearest("measure", fitting, start, end)]
        measures += [sentence.named("measure") & set(fitting) for sentence in near.sentences]
        bases = [near.own.nearest("basis", BASES, start, end, most=NEAR)]
        bases += [sentence.named("basis") for sentence in near.sentences[1:]]
        is_tonnage = row["unit"] == "t"
        commodities = [_commodities(sentence) for sentence in near.sentences]
        return {
            "subject_printed": self._subject(near.sentences, start, end, row["unit"]),
            "measure": _only(next(filter(None, measures), set())) or UNDECIDED,
            "basis": (_only(next(filter(None, bases), set())) or "not_stated") if is_tonnage else "not_applicable",
            "period": _nearest_period(near.own, near.dates, start),
            "commodity": _only(next(filter(None, commodities), near.commodities)) if is_tonnage else None,
        }

    def _fitting(self, row: Row) -> list[str]:
        """Return the measures whose base unit is that of a figure."""
        unit = f"{row['unit']}_per_{row['per']}" if row["per"] else row["unit"]
        alike = {unit, "decade"} if unit == "year" else {unit}
        return [measure for measure, base in self.measures.items() if base in alike]

    def _subject(self, sentences: Iterable[Sentence], start: int, end: int, unit: str | None) -> str | None:
        """Return the name of the place or company nearest to a figure, as printed; else that of a substance.

        A rank in the world is not a rank of the world.
        """
        places = [kind for kind in PLACES if kind != "world" or unit != "rank"]
        for kinds in (places, SUBSTANCES):
            for sentence in sentences:
                wanted = {name.means for name in sentence.names if self.kinds.get(name.means) in kinds}
                nearest = sentence.nearest("entity", wanted, start, end)
                names = [name for name in sentence.names if name.kind == "entity" and name.means in nearest]
                printed = [_whole_word(sentence, name) for name in sorted(names, key=lambda name: _order(name, start))]
                if printed:
                    return next((text for text in printed if text in self.aliases), printed[0])
        return None


BASES = ("W", "WO3", "ore", "concentrate", "REO", "RE_metal", "all_forms", "ores_and_concentrates")


def suggestions(entities: pl.DataFrame, measures: pl.DataFrame) -> Suggestions:
    """Return what suggests meanings from the names of the ledger and the phrases of the gate."""
    known = entities.filter(pl.col("entity_id") != UNDECIDED)
    named = [known.select(pl.col(name).alias("alias"), "entity_id") for name in ("alias", "name_en", "name_ar")]
    aliases = dict(pl.concat(named).iter_rows())
    of_figures = measures.filter(pl.col("theme").is_in(THEMES), pl.col("base_unit").is_not_null())
    return Suggestions(
        vocabulary(known, measures.filter(pl.col("measure") != UNDECIDED)),
        {alias: aliases[alias] for alias in sorted(aliases, key=len, reverse=True) if len(alias) > 1},
        dict(known.select("entity_id", "kind").iter_rows()),
        dict(of_figures.select("measure", "base_unit").iter_rows()),
    )


def _add_numbers(sentences: list[Sentence], placed: list[tuple[Row, int]]) -> None:
    """Add the places of numbers that are no dates to their sentences."""
    places = [start for row, start in placed if row["role"] != "date"]
    for sentence in sentences:
        sentence.numbers.extend(start for start in places if sentence.start <= start < sentence.end)


def _near(
    text: str, start: int, sentences: list[Sentence], dates: list[tuple[Row, int]], commodities: set[str]
) -> Near | None:
    """Return what stands near the character ``start``; None if it is in no sentence."""
    at = next((n for n, one in enumerate(sentences) if one.start <= start < one.end), None)
    if at is None:
        return None
    paragraph = text.rfind("\n", 0, start) + 1
    before = [one for one in sentences[max(at - BEFORE, 0) : at] if one.start >= paragraph]
    return Near([sentences[at], *reversed(before)], dates, commodities)


def _order(name: Name, start: int) -> tuple[int, int]:
    """Return a key that sorts names by their distance, the longer first."""
    return abs(name.start - start), name.start - name.end


def _whole_word(sentence: Sentence, name: Name) -> str:
    """Return a name as printed, with the end of its last word: sources, not source."""
    first, last = name.start - sentence.start, name.end - sentence.start
    while sentence.text[last : last + 1].isascii() and sentence.text[last : last + 1].isalpha():
        last += 1
    return sentence.text[first:last]


def _nearest_period(sentence: Sentence, dates: list[tuple[Row, int]], start: int) -> str | None:
    """Return the period of the date of a sentence that is nearest to a figure; those of its clause come first."""
    inside = [(row, at) for row, at in dates if sentence.start <= at < sentence.end]

    def distance(date: tuple[Row, int]) -> tuple[int, int]:
        first, last = sorted((date[1], start))
        between = sentence.text[first - sentence.start : last - sentence.start]
        return len(_CLAUSE.findall(between)), last - first

    return min(inside, key=distance)[0]["period"] if inside else None


def _commodities(sentence: Sentence) -> set[str]:
    """Return the commodities that a sentence names, also as an entity."""
    return sentence.named("commodity") | sentence.named("entity") & {"tungsten"}


def _only(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def day_of(rows: Iterable[Mapping[str, Any]]) -> dt.date | None:
    """Return the first whole day that a text gives as a date."""
    days = [row["period"] for row in rows if row["role"] == "date" and len(row["period"] or "") == 10]
    return dt.date.fromisoformat(days[0]) if days else None
