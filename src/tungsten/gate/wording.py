"""Find what a sentence names: entities, measures, substances, and words that call a number wrong.

The names are those of the ledger's entities and measures, in English and Arabic, and the lines of ``terms.csv``.
"""

import csv
import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
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
_CLAUSE_END = re.compile(r"[,;،؛，；:：](?=\D|$)| while | but | بينما | فيما | أما |—")
_CLAUSE_SIGN = re.compile(rf"{_CLAUSE_END.pattern}| and |–")


@dataclass(frozen=True)
class Name:
    """A phrase that names something: its kind, what it means, and its place in the passage."""

    kind: str
    means: str
    start: int
    end: int


@dataclass(frozen=True)
class Date:
    """A date of a passage: its place, its first and its last day."""

    place: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage, with what it names, its dates and its numbers."""

    text: str
    start: int
    names: tuple[Name, ...] = ()
    dates: list[Date] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """The position of each number that is no date."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def named(self, kind: str) -> set[str]:
        """Return the ids of a kind that the sentence names."""
        return {name.means for name in self.names if name.kind == kind}

    def nearest(
        self, kind: str, among: Iterable[str], start: int, end: int, *, most: float = math.inf, own: bool = False
    ) -> set[str]:
        """Return the ids of ``among`` that the name nearest to the characters ``start`` to ``end`` has.

        A name before another number counts only if there is none of the number's own; one after the clause only if
        the sentence has no other number.

        Args:
            kind: The kind of name.
            among: The ids that count.
            start: The position of the first character of the number.
            end: The position after its last character.
            most: The most characters between the name and the number.
            own: Leave out names that may belong to another number.
        """
        wanted = set(among)
        by_place: dict[tuple[int, int], set[str]] = {}
        for name in self.names:
            if name.kind == kind and name.means in wanted:
                place = self._place(name, start, end)
                is_left_out = place[0] > (0 if own else 1 if len(self.numbers) > 1 else 2)
                if place[1] <= most and not is_left_out:
                    by_place.setdefault(place, set()).add(name.means)
        return by_place[min(by_place)] if by_place else set()

    def headed(self, head: "Sentence", first: int, last: int, place: int) -> "Sentence":
        """Return the sentence as if the names and dates of its head stood at ``place``.

        Args:
            head: The sentence that contains the head.
            first: The position of the first character of the head, such as the cell at the top of a column.
            last: The position after its last character.
            place: A position in the sentence.
        """
        inside = range(first, last)
        names = [Name(name.kind, name.means, place, place) for name in head.names if name.start in inside]
        dates = [date for date in head.dates if date.place in inside]
        return replace(self, names=(*self.names, *names), dates=[*self.dates, *dates])

    def clause_names(self, kind: str, start: int, end: int) -> set[str]:
        """Return the ids of a kind that the clause of a number names."""
        inside = self._clause(start, end)
        return {name.means for name in self.names if name.kind == kind and name.start in inside}

    def subject_before(self, among: Iterable[str], start: int, end: int) -> set[str]:
        """Return the entities named between the number before and the one at ``start``, in a clause of several numbers.

        None if no entity stands before the first number of the clause, as in "67,000 t from China and ...".
        """
        inside, wanted = self._clause(start, end), set(among)
        numbers = [number for number in self.numbers if number in inside]
        named = [name for name in self.names if name.kind == "entity" and name.means in wanted and name.start in inside]
        if len(numbers) < 2 or not any(name.start < min(numbers) for name in named):
            return set()
        previous = max((number for number in numbers if number < start), default=inside.start)
        return {name.means for name in named if previous <= name.start < start}

    def clause_dates(self, start: int, end: int) -> list[Date]:
        """Return the dates that hold for a number: in its clause, its head, or an opening such as "In 2022,"."""
        inside = self._clause(start, end)
        opening = self._clause(self.start, self.start)
        is_bare = not any(name.start in opening for name in self.names)
        return [
            date
            for date in self.dates
            if date.place in inside or (is_bare and date.place in opening) or not self.start <= date.place < self.end
        ]

    def is_negated(self, start: int) -> bool:
        """Return whether a word such as "not" stands before the number at ``start``, and before no other number."""
        before = max((other for other in self.numbers if other < start), default=self.start)
        return any(name.kind == "negated" and before <= name.start < start for name in self.names)

    def _clause(self, start: int, end: int) -> range:
        """Return the places of the clause around the characters ``start`` to ``end``."""
        first = max((sign.end() for sign in _CLAUSE_END.finditer(self.text, 0, start - self.start)), default=0)
        after = _CLAUSE_END.search(self.text, end - self.start)
        last = after.start() if after else len(self.text)
        return range(self.start + first, self.start + last + 1)

    def _place(self, name: Name, start: int, end: int) -> tuple[int, int]:
        """Return whether a name may belong to another number (1 if before, 2 if after), and its distance."""
        between = self._between(name, start, end)
        clauses = len(_CLAUSE_SIGN.findall(between))
        is_others = clauses and (name.start >= end or any(name.end <= other < start for other in self.numbers))
        return (2 if name.start >= end else 1) if is_others else 0, len(between) + 50 * clauses

    def _between(self, name: Name, start: int, end: int) -> str:
        first, last = (name.end, start) if name.end <= start else (end, name.start)
        return self.text[first - self.start : max(last, first) - self.start]


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
            Sentence(text[start:end], start, _without_cut(list(self._names(text, folded, start, end))))
            for start, end in _spans(text)
        ]

    def _names(self, text: str, folded: str, start: int, end: int) -> Iterator[Name]:
        """Yield the names between two places, also those inside a longer one that doesn't exclude them."""
        longer: list[Name] = []
        for found in self.pattern.finditer(folded, start, end):
            script = found.lastgroup or ""
            key = _key(found[script])
            if key in self.capitals and not text[found.start(script) : found.end(script)].isupper():
                continue
            for phrase in (key, *_openings(key)):
                at, length = found.start(script), len(found[script]) - len(key) + len(phrase)
                for kind, means in self.meanings.get(phrase, ()):
                    name = Name(kind, means, at, at + length)
                    if not any(_excludes(other, name) for other in longer):
                        yield name
                    longer.append(name)


def _openings(key: str) -> list[str]:
    """Return the shorter phrases that a phrase may begin with, the longest first."""
    ends = range(len(key) - 1, 0, -1)
    return [key[:end] for end in ends if HAN.search(key) or key[end] == " "]


def _excludes(longer: Name, name: Name) -> bool:
    """Return whether a name means nothing inside a longer one, as the US in "US dollar"."""
    if name.end > longer.end:
        return False
    return longer.kind == "none" or longer.means == "import_share" or longer.kind == name.kind == "basis"


def _without_cut(names: list[Name]) -> tuple[Name, ...]:
    """Return the names without a substance whose last word begins another: contained tungsten [trioxide]."""
    bases = [name for name in names if name.kind == "basis"]
    return tuple(
        name
        for name in names
        if name.kind != "basis" or not any(name.start < other.start < name.end < other.end for other in bases)
    )


def vocabulary(entities: pl.DataFrame, measures: pl.DataFrame) -> Vocabulary:
    """Return the vocabulary of the ledger: the names of its entities and measures, and ``terms.csv``."""
    meanings: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, *names in entities.select("entity_id", "name_en", "name_ar").iter_rows():
        for phrase in (part for both in names for part in _PARTS.split(both)):
            if len(phrase.strip()) > 2:
                _add(meanings, phrase, ("entity", name))
    for measure, *labels in measures.select("measure", "label_en", "label_ar").iter_rows():
        for label in labels:
            _add(meanings, label, ("measure", measure))
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
            rf"(?<![^\W_{_HAN_SIGNS}])(?=(?P<latin>{'|'.join(latin)})(?:e?s)?(?![^\W_{_HAN_SIGNS}]))",
            rf"(?<!\w)(?=[وفبلك]{{0,2}}(?P<arabic>{'|'.join(arabic)})(?:ها|هم|ه)?(?!\w))",
            rf"(?=(?P<han>{'|'.join(han)}))",
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
