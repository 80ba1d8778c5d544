"""Put a judgement into words, in the language of the draft: English, Arabic or Chinese.

The reasons of verdicts are in English and Arabic; in Chinese the id of the figure leads to them.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tungsten.evidence import messages as wording
from tungsten.gate.facts import Fact
from tungsten.gate.judgement import Judgement
from tungsten.gate.wording import chinese_name

LANGUAGES = {"ARABIC": "ar", "CJK": "zh"}
"""The language of messages by the script of most of a draft; English for others."""

MOST_IDS = 3


@dataclass(frozen=True)
class Messages:
    """The messages of one language."""

    language: str
    entities: Mapping[str, Mapping[str, str]]
    """The names of each entity, by column."""
    measures: Mapping[str, Mapping[str, str]]
    """The labels of each measure, by column."""

    def sentence(self, judgement: Judgement) -> str:
        """Return what is to be said of a number."""
        fact = judgement.facts[0] if judgement.facts else None
        values = {"ids": self._ids(judgement), "said": judgement.said, "times": f"{10 ** abs(judgement.power):,}"}
        if fact:
            values |= self._values(judgement, fact)
        if judgement.near:
            values |= {"near": judgement.near.name, "value": self.quantity(judgement.near)}
        return templates(self.language)[_key(judgement)].format(**values).strip()

    def quantity(self, fact: Fact) -> str:
        """Return the number of a fact with its unit and its hedge."""
        if self.language != "zh":
            unit = f"{fact.unit}_per_{fact.per}" if fact.per else fact.unit
            return wording.quantity(fact.low, fact.high, unit, self.language, fact.qualifier)
        words = templates("zh")
        number = "–".join(f"{value:,.12g}" for value in dict.fromkeys((fact.low, fact.high)))
        unit = words.get(f"unit:{fact.unit}", fact.unit)
        value = f"{number}{unit}" if unit == "%" else f"{number} {unit}"
        return words.get(f"bound:{fact.qualifier}", "{value}").format(value=value)

    def _ids(self, judgement: Judgement) -> str:
        names = [fact.name for fact in judgement.facts]
        shown = templates(self.language)["or"].join(names[:MOST_IDS])
        return f"{shown} …" if len(names) > MOST_IDS else shown

    def _values(self, judgement: Judgement, fact: Fact) -> dict[str, str]:
        values = {
            "value": self.quantity(fact.instead or fact),
            "reason": fact.reasons[self.language == "ar"],
        }
        if fact.instead:
            values["change"] = "；".join(self._changes(fact, fact.instead))
        if judgement.kind in {"basis", "basis_unsaid"}:
            values |= {"right": self._basis(fact.basis), "said": self._basis(judgement.said)}
        if judgement.kind == "measure":
            values |= {"right": self._measure(fact.measure), "said": self._measure(judgement.said)}
        if judgement.kind in {"period", "date"} and fact.days:
            values["right"] = "–".join(dict.fromkeys(str(day.year) for day in fact.days))
        if judgement.kind == "unknown":
            values["right"] = self._entity(fact.entity or "")
        return values

    def _changes(self, fact: Fact, instead: Fact) -> Iterator[str]:
        """Yield how a figure is described after its correction, where that differs."""
        if fact.measure != instead.measure:
            yield self._measure(instead.measure)
        if fact.basis != instead.basis:
            yield self._basis(instead.basis)
        if fact.entity != instead.entity:
            yield self._entity(instead.entity or "")
        if fact.days != instead.days and instead.days:
            yield str(instead.days[0])

    def _basis(self, basis: str) -> str:
        return templates(self.language).get(f"basis:{basis}", basis)

    def _measure(self, measure: str) -> str:
        label = self.measures[measure].get(f"label_{self.language}") or chinese_name("measure", measure)
        return label or self.measures[measure]["label_en"]

    def _entity(self, entity: str) -> str:
        name = self.entities[entity].get(f"name_{self.language}") or chinese_name("entity", entity)
        return name or self.entities[entity]["name_en"]


@cache
def templates(language: str) -> dict[str, str]:
    """Return the templates of a language by their key."""
    text = files(__package__).joinpath("messages.csv").read_text(encoding="utf-8")
    return {row["key"]: row[language] for row in csv.DictReader(text.splitlines())}


def _key(judgement: Judgement) -> str:
    if judgement.kind == "power_of_ten":
        return "too_large" if judgement.power < 0 else "too_small"
    if judgement.kind == "unknown":
        return "unknown_near" if judgement.near else "unknown_elsewhere" if judgement.facts else "unknown"
    if judgement.kind == "unverified" and not judgement.facts[0].reasons[0]:
        return "unverified_reference"
    return judgement.kind
