"""Find what a sentence names: entities, measures, substances, and words that call a number wrong.

The names are those of the ledger's entities, in English and Arabic, and the lines of ``terms.csv``.
"""

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import polars as pl

from tungsten.ledger.pack import HAN, fold
from tungsten.ledger.scan import JOINT

_HAN_SIGNS = "\u3400-\u9fff"
_ARABIC = re.compile("[\u0620-\u064a]")
_GAP = f"[\\s{JOINT}-]+"
_PARTS = re.compile(r"[(),،]")
_END = re.compile(
    r"(?<=[.!?؟])(?<![A-Z]\.)(?<!\bca\.)(?<!\bNo\.)(?<!\bvs\.)(?<!pprox\.)[\"'”’»)]*\s+(?=[^\Wa-z_]|[\"“«(])"
    r"|(?<=[。！？])|(?<=[。！？][”」])"
)
_CLAUSE_SIGN = re.compile(r"[,;،؛，；:：](?=\D|$)| and | while | but | و(?=\w{3})|—|–")


@dataclass(frozen=True)
class Name:
    """A phrase that names something: its kind, what it means, and its place in the passage."""

    kind: str
    means: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage, with what it names and the years in it."""

    text: str
    start: int
    names: tuple[Name, ...] = ()
    years: list[tuple[int, int]] = field(default_factory=list)
    """First and last year of each date."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def named(self, kind: str) -> set[str]:
        """Return the ids of a kind that the sentence names."""
        return {name.means for name in self.names if name.kind == kind}

    def nearest(self, kind: str, among: Iterable[str], start: int, end: int, most: float = math.inf) -> set[str]:
        """Return the ids of ``among`` that the name nearest to the characters ``start`` to ``end`` has.

        A name further away than ``most`` characters doesn't count.
        """
        wanted = set(among)
        places = [name for name in self.names if name.kind == kind and name.means in wanted]
        if not places:
            return set()
        least = min(self._distance(name, start, end) for name in places)
        return {name.means for name in places if self._distance(name, start, end) == least <= most}

    def _distance(self, name: Name, start: int, end: int) -> int:
        """Return how far a name is from a number, in characters; a clause between them counts as fifty."""
        first, last = (name.end, start) if name.end <= start else (end, name.start)
        between = self.text[first - self.start : max(last, first) - self.start]
        return len(between) + 50 * len(_CLAUSE_SIGN.findall(between))


@dataclass(frozen=True)
class Vocabulary:
    """The phrases that name something, and a pattern that finds them."""

    meanings: dict[str, list[tuple[str, str]]]
    """Kind and id by phrase, folded and with single spaces."""
    pattern: re.Pattern[str]
    capitals: frozenset[str]
    """The phrases that are names in capital letters only: US, not us."""

    def sentences(self, text: str) -> list[Sentence]:
        """Return the sentences of a text in which each paragraph is one line."""
        folded = _folded(text)
        return [
            Sentence(text[start:end], start, tuple(self._names(text, folded, start, end)))
            for start, end in _spans(text)
        ]

    def _names(self, text: str, folded: str, start: int, end: int) -> Iterator[Name]:
        for found in self.pattern.finditer(folded, start, end):
            script = found.lastgroup or ""
            key = _key(found[script])
            if key in self.capitals and not text[found.start(script) : found.end(script)].isupper():
                continue
            for kind, means in self.meanings[key]:
                yield Name(kind, means, found.start(script), found.end(script))


def vocabulary(entities: pl.DataFrame) -> Vocabulary:
    """Return the vocabulary of the ledger: the names of its entities, and ``terms.csv``."""
    meanings: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, *names in entities.select("entity_id", "name_en", "name_ar").iter_rows():
        for phrase in (part for both in names for part in _PARTS.split(both)):
            if len(phrase.strip()) > 2:
                _add(meanings, phrase, ("entity", name))
    for row in terms():
        _add(meanings, row["phrase"], (row["kind"], row["means"]))
    longest_first = sorted(meanings, key=len, reverse=True)
    capitals = frozenset(_key(_folded(row["phrase"])) for row in terms() if row["phrase"].isupper())
    return Vocabulary(dict(meanings), re.compile(_any_of(longest_first)), capitals)


@cache
def terms() -> tuple[dict[str, str], ...]:
    """Return the rows of ``terms.csv``."""
    text = files(__package__).joinpath("terms.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def chinese_name(kind: str, means: str) -> str | None:
    """Return the first Chinese phrase for something; None if there is none."""
    phrases = (row["phrase"] for row in terms() if (row["kind"], row["means"]) == (kind, means))
    return next((phrase for phrase in phrases if HAN.search(phrase)), None)


def _add(meanings: dict[str, list[tuple[str, str]]], phrase: str, meaning: tuple[str, str]) -> None:
    listed = meanings[_key(_folded(phrase))]
    if meaning not in listed:
        listed.append(meaning)


def _key(phrase: str) -> str:
    """Return a phrase as it is looked up: single spaces, Arabic words without their article, no plural s."""
    words = re.split(_GAP, phrase.strip().replace("'", "’"))
    words = [re.sub("^(?:ال|لل)(?=.{3})", "", word) if _ARABIC.search(word) else word for word in words if word]
    key = " ".join(words)
    return key.removesuffix("s") if key.isascii() and len(key) > 3 else key


def _any_of(keys: list[str]) -> str:
    """Return a pattern for phrases as they stand in a text: inflected, and with words that belong to them before."""
    latin, arabic, han = [], [], []
    for key in keys:
        words = [re.escape(word).replace("’", "['’]") for word in key.split(" ")]
        if _ARABIC.search(key):
            arabic.append(_GAP.join(f"(?:ال|لل)?{word}" for word in words))
        elif HAN.search(key):
            han.append(_GAP.join(words))
        else:
            latin.append(_GAP.join(words))
    return "|".join(
        (
            rf"(?<![^\W_{_HAN_SIGNS}])(?P<latin>{'|'.join(latin)})(?:e?s)?(?![^\W_{_HAN_SIGNS}])",
            rf"(?<!\w)[وفبلك]{{0,2}}(?P<arabic>{'|'.join(arabic)})(?!\w)",
            rf"(?P<han>{'|'.join(han)})",
        )
    )


def _folded(text: str) -> str:
    """Return a text with every letter as it is looked up, at its place."""
    folded = fold(text)
    return folded if len(folded) == len(text) else "".join(fold(sign)[:1] or sign for sign in text)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each sentence."""
    at = 0
    for line in text.split("\n"):
        start = 0
        for end in (*(found.end() for found in _END.finditer(line)), len(line)):
            if line[start:end].strip():
                yield at + start, at + end
            start = end
        at += len(line) + 1
