"""The vocabulary of quantities: a file of ``packs`` for each language, and ``units.csv`` for all of them.

A pack is a table of words: ``kind, printed, means, gloss``. To add a language,
add its file; no language is named in the code. Where several languages share a
script, the text decides which pack is used (see `profile`).
"""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple, TypeAlias, TypeVar

from tungsten import Unusable

GAP = "…"
"""In a hedge: the place where the subject of its verb may stand."""

TRIGGERS = frozenset(
    "number times scale scale_many scale_dual fraction fraction_definite fraction_whole multiple ordinal unit_dual "
    "loose enumerator percent_before currency tenths month part_counted fraction_of rank_noun ordinal_front "
    "part_front minus amount multiple_hedged".split()
)
"""The kinds of words that may begin a mention."""

SIGNS_OF_NUMBERS = frozenset("-+%٪")
"""The signs that may stand before a number, and begin a mention only there."""

FOLDED = {"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "’": "'"}
"""Letters that are often typed for one another, each with the one used for look-ups."""
_FOLDING = str.maketrans(FOLDED)
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HAN = re.compile(f"[{_HAN}]+")
MARKS = ".,،ر٫٬'’"
"""Marks inside a number: points, commas, and the letter that some Arabic agencies write as a decimal point."""

_DIGITS = rf"\d(?:[{MARKS}]*\d)*"
_RAW = {
    "space": r"\s+",
    "link": rf"https?://[^\s{_HAN}]+|www\.[^\s{_HAN}]+|[\w.+-]+@[\w-]+\.[\w.]+",
    "word": rf"[^\W\d_{_HAN}]+(?:['’][a-z]+)?",
    "han": f"[{_HAN}]+",
    "sign": r"[^\s\w]|_",
    "number": rf"(?<![\w.,])(?<![A-Za-z]-)\d{{1,3}}(?: \d{{3}})+(?:[.,]\d{{1,2}})?(?![.,]*\d)|{_DIGITS}",
}
RAW = re.compile("|".join(_RAW.values()))
"""The raw tokens of a text, which are all of it: spaces, links, words, runs of Han signs, other signs, numbers."""
_CATEGORY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _RAW.items()))


class Unit(NamedTuple):
    """A unit of ``units.csv``: ``factor`` times its base unit, counted per the unit ``per``, which may be empty."""

    base: str
    factor: float
    per: str
    one_of: tuple[str, ...] = ()
    """The units that share its name, such as the dirhams of two countries."""

    @property
    def is_money(self) -> bool:
        """Whether the base unit is a currency, written as its ISO 4217 code."""
        return len(self.base) == 3 and self.base.isupper()


@dataclass
class Entry:
    """A word or phrase of the packs, with its meaning as each kind of word."""

    printed: str
    kinds: dict[str, str] = field(default_factory=dict)
    is_trigger: bool = False
    sign: str = ""
    """For a sign of several tokens, such as US$: the exact characters that must stand in the text."""

    def add(self, kind: str, meaning: str) -> None:
        self.kinds.setdefault(kind, meaning)
        self.is_trigger = self.is_trigger or kind in TRIGGERS


@dataclass(frozen=True)
class Pack:
    """The words of one language."""

    name: str
    script: str
    rows: tuple[tuple[str, str, str], ...]

    def words(self, kind: str) -> dict[str, str]:
        """Return the words of one kind, as printed, with their meanings."""
        return {printed: meaning for row_kind, printed, meaning in self.rows if row_kind == kind}


TIMES = {"year", "quarter", "month", "week", "day", "hour", "minute", "second", "decade", "century"}
"""The units of time."""

_OF_UNITS = {
    "unit",
    "unit_dual",
    "per_unit",
    "per_only",
    "per_before",
    "per_output",
    "half_unit",
    "unit_cue",
    "currency",
}
"""The kinds of words that mean a unit of ``units.csv``."""


@cache
def packs() -> dict[str, Pack]:
    """Return every pack by its name, in the order of names."""
    folder = files(__package__).joinpath("packs")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".csv"))
    return {name.removesuffix(".csv"): _pack(name) for name in names}


@cache
def units() -> dict[str, Unit]:
    """Return every unit by its name in ``units.csv``."""
    return {
        row["unit"]: Unit(row["base"], float(row["factor"]), row["per"], tuple(row["one_of"].split()))
        for row in csv.DictReader(_text("units.csv").splitlines())
    }


@cache
def symbols() -> dict[str, list[tuple[str, str]]]:
    """Return the signs of ``units.csv``, which are the same in every language, with pairs of kind and unit."""
    units_by_sign: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in csv.DictReader(_text("units.csv").splitlines()):
        for sign in row["symbols"].split():
            units_by_sign[sign].append(("unit", row["unit"]))
        for sign in row["in_front"].split():
            units_by_sign[sign].append(("currency", row["unit"]))
    return units_by_sign


@cache
def words(kind: str) -> dict[str, str]:
    """Return the words of one kind in all packs, as printed but without `GAP`, with their meanings."""
    return {without_gap(printed): meaning for pack in packs().values() for printed, meaning in pack.words(kind).items()}


def without_gap(printed: str) -> str:
    """Return a hedge as it is recorded: without the sign for its subject."""
    return re.sub(f" *{GAP} *", " ", printed).strip()


NEGATED = {"more_than": "up_to", "less_than": "more_than"}
"""Qualifier → the one it means after a negation: "will not exceed" is "up to", "will not fall below" is "at least"."""


def negated(negation: str, hedge: str) -> str:
    """Return a hedge with its negation as it is recorded: ``not below`` for "will not fall below"."""
    return negation + hedge if HAN.match(hedge) else f"{negation} {hedge}"


@cache
def hedges() -> dict[str, str]:
    """Return the hedges of every place in all packs, as recorded, with the qualifiers they mean; negated ones, too."""
    with_negation = {
        negated(negation, without_gap(printed)): NEGATED[meaning]
        for pack in packs().values()
        for negation in pack.words("negation")
        for printed, meaning in pack.words("hedge").items()
        if meaning in NEGATED
    }
    return with_negation | words("hedge_date") | words("over") | words("hedge_after") | words("hedge")


def fold(word: str) -> str:
    """Return a word as it is looked up: in lower case, with `FOLDED` letters replaced."""
    return word.lower().translate(_FOLDING)


Key = TypeVar("Key")
Value = TypeVar("Value")


class Cache(dict[Key, Value]):
    """The results of a function by its argument; emptied when full, which is faster than an LRU cache."""

    def __init__(self, function: Callable[[Key], Value], size: int = 200_000) -> None:
        super().__init__()
        self._function, self._size = function, size

    def __missing__(self, key: Key) -> Value:
        if len(self) > self._size:
            self.clear()
        self[key] = value = self._function(key)
        return value


_folds = Cache(fold)


def folded(word: str) -> str:
    """Return `fold` of a word from a cache."""
    return _folds[word]


def script(text: str) -> str:
    """Return the script of most letters of a text, as Unicode names it; empty without letters."""
    counts = Counter(script_of(sign) for sign in text if sign.isalpha())
    return counts.most_common(1)[0][0] if counts else ""


@lru_cache(10_000)
def script_of(sign: str) -> str:
    """Return the script of a letter: the first word of its Unicode name."""
    return unicodedata.name(sign, "?").split()[0]


def _is_vague(word: str) -> bool:
    """Return whether folding changed a letter after the first: such a word may also be a prefix and another word."""
    return word[1:].translate(_FOLDING) != word[1:]


class Token:
    """A piece of a text with its meaning in the packs; one object for all places where it stands.

    Args:
        printed: The piece as it stands in the text.
        category: ``number``, ``word``, ``han``, ``sign``, ``link`` or ``prefix``.
        entry: Its entry in the packs, if any.
        text: The text by which it is looked up, where that is not `fold` of ``printed``.
    """

    __slots__ = ("category", "entry", "is_trigger", "kinds", "may_begin", "openings", "parts", "printed", "text")

    def __init__(self, printed: str, category: str, entry: Entry | None = None, text: str | None = None) -> None:
        self.printed, self.category, self.entry = printed, category, entry
        self.text = folded(printed) if text is None else text
        self.kinds = entry.kinds if entry else _NO_KINDS
        """Its meanings by kind of word."""
        self.is_trigger = category == "number" or (entry is not None and entry.is_trigger)
        """Whether a mention may begin with it."""
        self.may_begin = self.is_trigger
        """Whether a mention may begin with it, with a phrase that it opens, or with the rest after its prefix."""
        self.parts: tuple[Token, ...] = ()
        """The prefix and the rest of a word that has a prefix."""
        self.openings = _NO_OPENINGS
        """The phrases that may begin with it, by their second word."""


Phrases: TypeAlias = dict[str, list[tuple[tuple[str, ...], Entry]]]
"""Phrases with the same first word, by the second: their words but the first, and their entries."""

Opening: TypeAlias = tuple[list[Token], str, tuple[str, ...], Entry]
"""A phrase that begins with a word: the prefix of that if any, the first word, those after it, and the entry."""

_NO_KINDS: dict[str, str] = {}
_NO_OPENINGS: dict[str, list[Opening]] = {}

UNLISTED = Token("\ufffd", "han")
"""Stands for Han characters that the packs don't have."""

_HAN_RUN = Token("\ufffd", "han")
"""Stands for a run of Han characters in which a mention may begin."""
_HAN_RUN.may_begin = True

_PREFIXES = {
    meaning: Entry(meaning, {"prefix": meaning} | ({"and": ""} if meaning == "and" else {})) for meaning in ("and", "")
} | {
    "article": Entry("article", {"prefix": "article", "article": ""}),
    "per": Entry("per", {"prefix": "per", "per": ""}),
}


class Lexicon:
    """The words of some packs and the signs of ``units.csv``, indexed for look-ups.

    ``single`` holds words, ``phrases`` phrases by their first and second word,
    ``signs`` signs of one token, and ``trie`` the token of everything in Han characters;
    ``tokens`` gives the token of every raw token, None for spaces, `UNLISTED` or
    the like for Han characters.
    """

    def __init__(self, names: Iterable[str]) -> None:
        chosen = [packs()[name] for name in names]
        self.single: dict[str, Entry] = {}
        self.phrases: dict[str, Phrases] = {}
        self.signs: dict[str, Entry] = {}
        self.trie: dict[str, Any] = {}
        self._han: dict[str, Entry] = {}
        self.prefixes: list[tuple[str, str]] = []
        self.marks: dict[str, dict[str, str]] = {}
        self.noun_endings: dict[str, tuple[str, ...]] = {}
        self.hedging: set[str] = set()
        self.vowelled: set[str] = set()
        for sign, meanings in symbols().items():
            for kind, meaning in meanings:
                self._add_sign(sign, kind, meaning)
        for pack in chosen:
            self.marks[pack.script] = pack.words("mark")
            self.noun_endings[pack.script] = tuple(map(fold, pack.words("noun_ending")))
            self.vowelled |= pack.words("vowelled").keys()
            self.prefixes += [(fold(printed), meaning) for printed, meaning in pack.words("prefix").items()]
            if pack.words("hedge"):
                self.hedging.add(pack.script)
            for kind, printed, meaning in pack.rows:
                self._add(kind, printed, meaning)
        self.prefixes.sort(key=lambda prefix: len(prefix[0]))
        for by_second in self.phrases.values():
            for candidates in by_second.values():
                candidates.sort(key=lambda phrase: -len(phrase[0]))
        self.tokens = Cache(self._token)
        for printed, entry in self._han.items():
            node = self.trie
            for sign in printed:
                node = node.setdefault(sign, {})
            node[""] = Token(printed, "han", entry)
        self._han_begins = frozenset(printed[0] for printed, entry in self._han.items() if entry.is_trigger)

    def _token(self, printed: str) -> Token | None:
        if HAN.fullmatch(printed):
            return UNLISTED if self._han_begins.isdisjoint(printed) else _HAN_RUN
        category = str(_CATEGORY.fullmatch(printed).lastgroup)  # type: ignore[union-attr]
        if category == "space":
            return None
        if category == "word":
            return self._word(printed)
        token = Token(printed, category, self.signs.get(printed) or self.single.get(printed))
        if category == "link":
            token.is_trigger = token.may_begin = any(sign.isdigit() for sign in printed)
        elif category == "sign":
            token.is_trigger |= printed in SIGNS_OF_NUMBERS
            token.may_begin = printed in self.signs
            token.openings = self._openings([([], printed)])
        return token

    def _word(self, printed: str) -> Token:
        """Return the token of a word, which may be two: a prefix and the rest."""
        alone: list[Token] = []
        firsts: list[tuple[list[Token], str]] = []
        for prefix, meaning, rest in self._split(printed):
            before = [Token(prefix, "prefix", _PREFIXES[meaning])] if prefix else []
            firsts.append((before, rest))
            entry = self.single.get(rest)
            if not prefix and (sign := self.signs.get(printed)):
                entry = _both(sign, entry) if entry else sign
            if entry and not alone:
                alone = [*before, Token(printed[len(prefix) :], "word", entry)]
        token = alone[0] if len(alone) == 1 else Token(printed, "word")
        token.parts = tuple(alone) if len(alone) > 1 else ()
        token.may_begin = any(self._triggers(first) for _, first in firsts)
        token.openings = self._openings(firsts)
        return token

    def _openings(self, firsts: list[tuple[list[Token], str]]) -> dict[str, list[Opening]]:
        """Return the phrases by their second word, for first words with their prefixes."""
        openings: dict[str, list[Opening]] = defaultdict(list)
        for before, first in firsts:
            for second, phrases in self.phrases.get(first, {}).items():
                openings[second] += [(before, first, rest, entry) for rest, entry in phrases]
        return dict(openings) or _NO_OPENINGS

    def _triggers(self, word: str) -> bool:
        single, phrases = self.single.get(word), self.phrases.get(word, {})
        entries = (entry for candidates in phrases.values() for _, entry in candidates)
        return (single is not None and single.is_trigger) or any(entry.is_trigger for entry in entries)

    def _split(self, word: str) -> list[tuple[str, str, str]]:
        folded = fold(word)
        whole = [("", "", folded)] if self._has(folded) or word in self.signs else []
        if (folded in self.single or word in self.signs) and not _is_vague(word):
            return whole
        return whole + [
            (word[: len(prefix)], meaning, folded[len(prefix) :])
            for prefix, meaning in self.prefixes
            if folded.startswith(prefix) and len(folded) > len(prefix) + 1 and self._has(folded[len(prefix) :])
        ]

    def _has(self, folded: str) -> bool:
        return folded in self.single or folded in self.phrases

    def _add(self, kind: str, printed: str, meaning: str) -> None:
        if kind in {"mark", "prefix", "digit", "spelling", "vowelled", "noun_ending", "unit_cue"}:
            return
        if GAP in printed:
            opening, _, closing = (part.strip() for part in printed.partition(GAP))
            line = f"{meaning}|{fold(closing)}|{without_gap(printed)}"
            known = self._entry(opening).kinds
            known["opening"] = f"{known['opening']}\n{line}" if "opening" in known else line
            printed = f"{opening} {closing}".strip()
        self._entry(printed).add(kind, meaning)

    def _add_sign(self, sign: str, kind: str, meaning: str) -> None:
        raw = raw_words(sign)
        if len(raw) > 1:
            entry = self._entry(sign, exact=True)
            entry.add(kind, meaning)
            entry.sign = sign
        else:
            self.signs.setdefault(sign, Entry(sign)).add(kind, meaning)

    def _entry(self, printed: str, exact: bool = False) -> Entry:
        if HAN.search(printed):
            return self._han.setdefault(printed, Entry(printed))
        first, *rest = raw_words(printed) if exact else [fold(word) for word in raw_words(printed)]
        if not rest:
            return self.single.setdefault(first, Entry(printed))
        first = fold(first)
        candidates = self.phrases.setdefault(first, {}).setdefault(rest[0], [])
        for words_after, entry in candidates:
            if words_after == tuple(rest):
                return entry
        entry = Entry(printed)
        candidates.append((tuple(rest), entry))
        return entry


@cache
def lexicon(names: tuple[str, ...]) -> Lexicon:
    """Return the lexicon of the packs with these names."""
    return Lexicon(names)


def raw_words(text: str) -> list[str]:
    """Return the raw tokens of a phrase but spaces."""
    return [piece for piece in RAW.findall(text) if not piece.isspace()]


def _both(one: Entry, other: Entry) -> Entry:
    """Return an entry with the meanings of two; of one kind, that of ``other``."""
    entry = Entry(one.printed, one.kinds | other.kinds)
    entry.is_trigger = one.is_trigger or other.is_trigger
    return entry


def _pack(name: str) -> Pack:
    reader = csv.DictReader(_text(f"packs/{name}").splitlines())
    rows = tuple((row["kind"], row["printed"], row["means"]) for row in reader)
    for line, (kind, printed, meaning) in enumerate(rows, start=2):
        if kind in _OF_UNITS and meaning not in units():
            raise Unusable(
                f"src/tungsten/ledger/packs/{name}:{line}: {printed}: no unit {meaning}; add it to units.csv there"
            )
    letters = "".join(printed for kind, printed, _ in rows if kind not in {"mark", "digit"})
    return Pack(name.removesuffix(".csv"), script(letters), rows)


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
