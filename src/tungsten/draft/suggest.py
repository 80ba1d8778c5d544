"""Suggest what a figure measures, from the names near it: its entity, measure, substance, commodity and year."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from tungsten.draft.mentions import Row
from tungsten.gate.wording import Name, Sentence, Vocabulary, vocabulary
from tungsten.vocabulary import UNDECIDED

THEMES = ("material", "demand", "supply", "trade", "finance", "reserves", "licensing")
"""The themes of the measures that are suggested."""

NEAR = 60
"""The most characters between a number and the substance it counts."""

BEFORE = 4
"""The number of sentences before its own, of the same paragraph, that may name the entity of a figure."""


@dataclass(frozen=True)
class Suggestions:
    """Suggests the meaning of the figures of one text."""

    words: Vocabulary
    aliases: Mapping[str, str]
    """Entity by alias and by name, the longest first."""
    measures: Mapping[str, str]
    """Base unit by measure."""

    def suggested(self, text: str, rows: Iterable[Row]) -> list[Row]:
        """Return the rows, the undecided figures with suggestions."""
        lines = text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        sentences = [self._with_aliases(sentence) for sentence in self.words.sentences(text)]
        placed = [(row, starts[row["line"] - 1] + row["char_start"]) for row in rows]
        _add_numbers(sentences, placed)
        dates = [(row, start) for row, start in placed if row["role"] == "date" and row["period"]]
        return [
            row
            if row["status"] is None or row["role"] != "figure"
            else row | self._suggestion(text, row, start, sentences, dates)
            for row, start in placed
        ]

    def _with_aliases(self, sentence: Sentence) -> Sentence:
        """Return a sentence with the aliases of ``entities.csv`` among its names."""
        names = list(sentence.names)
        for alias, entity in self.aliases.items():
            at = sentence.text.find(alias)
            while at >= 0:
                first = sentence.start + at
                names.append(Name("entity", entity, first, first + len(alias)))
                at = sentence.text.find(alias, at + 1)
        return replace(sentence, names=tuple(names))

    def _suggestion(
        self, text: str, row: Row, start: int, sentences: list[Sentence], dates: list[tuple[Row, int]]
    ) -> Row:
        """Return the cells that can be suggested for a figure; its measure and subject only where one is nearest."""
        at = next((n for n, one in enumerate(sentences) if one.start <= start < one.end), None)
        if at is None:
            return {}
        sentence, end = sentences[at], start + len(row["printed"])
        paragraph = text.rfind("\n", 0, start) + 1
        before = [one for one in sentences[max(at - BEFORE, 0) : at] if one.start >= paragraph]
        measure = _only(sentence.nearest("measure", self._fitting(row), start, end)) or UNDECIDED
        basis = _only(sentence.nearest("basis", BASES, start, end, most=NEAR)) or "not_stated"
        is_tonnage = row["unit"] == "t"
        commodity = _only(sentence.named("commodity")) or ("tungsten" if "tungsten" in _commodities(sentence) else None)
        return {
            "subject_printed": self._subject([*before, sentence], start, end),
            "measure": measure,
            "basis": basis if is_tonnage else "not_applicable",
            "period": _nearest_period(sentence, dates, start),
            "commodity": commodity if is_tonnage else None,
        }

    def _fitting(self, row: Row) -> list[str]:
        """Return the measures whose base unit is that of a figure."""
        unit = f"{row['unit']}_per_{row['per']}" if row["per"] else row["unit"]
        alike = {unit, "decade"} if unit == "year" else {unit}
        return [measure for measure, base in self.measures.items() if base in alike]

    def _subject(self, sentences: list[Sentence], start: int, end: int) -> str | None:
        """Return the name of the entity nearest to a figure, as printed; one of a sentence before if need be."""
        for sentence in reversed(sentences):
            names = [name for name in sentence.names if name.kind == "entity"]
            nearest = sentence.nearest("entity", {name.means for name in names}, start, end)
            printed = [
                sentence.text[name.start - sentence.start : name.end - sentence.start]
                for name in sorted(names, key=lambda name: (abs(name.start - start), name.start - name.end))
                if name.means in nearest
            ]
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
        dict(of_figures.select("measure", "base_unit").iter_rows()),
    )


def _add_numbers(sentences: list[Sentence], placed: list[tuple[Row, int]]) -> None:
    """Add the places of numbers that are no dates to their sentences."""
    places = [start for row, start in placed if row["role"] != "date"]
    for sentence in sentences:
        sentence.numbers.extend(start for start in places if sentence.start <= start < sentence.end)


def _nearest_period(sentence: Sentence, dates: list[tuple[Row, int]], start: int) -> str | None:
    """Return the period of the date of a sentence that is nearest to a figure; those of its clause come first."""
    inside = [(row, at) for row, at in dates if sentence.start <= at < sentence.end]

    def distance(date: tuple[Row, int]) -> tuple[int, int]:
        first, last = sorted((date[1], start))
        between = sentence.text[first - sentence.start : last - sentence.start]
        return sum(between.count(sign) for sign in ",;،؛，；"), last - first

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
