"""The words of some packs, indexed for look-ups, and the tokens that they make of the pieces of a text."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias, TypeVar

from tungsten.ledger.pack import FOLDING, GAP, HAN, HAN_SIGNS, fold, packs, symbols, without_gap

TRIGGERS = frozenset(
    "number times scale scale_many scale_dual fraction fraction_definite fraction_whole multiple ordinal unit_dual "
    "loose enumerator percent_before currency month part_counted rank_noun ordinal_front "
    "part_front minus amount multiple_hedged".split()
)
"""The kinds of words that may begin a mention."""

SIGNS_OF_NUMBERS = frozenset("-+%٪")
"""The signs that may stand before a number, and begin a mention only there."""

MARKS = ".,،ر٫٬'’"
"""Marks inside a number: points, commas, and the letter that some Arabic agencies write as a decimal point."""

NOTHING = "(?!)"
"""A pattern that matches nowhere."""

_DIGITS = rf"\d(?:[{MARKS}]*\d)*"
_RAW = {
    "space": r"\s+",
    "link": rf"https?://[^\s{HAN_SIGNS}]+|www\.[^\s{HAN_SIGNS}]+|[A-Za-z0-9_.+-]++@[\w-]+\.[\w.]+",
    "word": rf"[^\W\d_{HAN_SIGNS}]+(?:['’][a-z]+)?",
    "han": f"[{HAN_SIGNS}]+",
    "sign": r"[^\s\w]|_",
    "number": rf"(?<![\w.,])(?<![A-Za-z]-)\d{{1,3}}(?: \d{{3}})+(?:[.,]\d{{1,2}})?(?![.,]*\d)|{_DIGITS}",
}
RAW = re.compile("|".join(_RAW.values()))
"""The raw tokens of a text, which are all of it: spaces, links, words, runs of Han signs, other signs, numbers."""
_CATEGORY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _RAW.items()))


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


def _is_vague(word: str) -> bool:
    """Return whether folding changed a letter after the first: such a word may also be a prefix and another word."""
    return word[1:].translate(FOLDING) != word[1:]


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
    meaning: Entry(meaning, {"prefix": meaning} | ({meaning: ""} if meaning else {}))
    for meaning in ("and", "for", "article", "per", "")
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
        triggers = [re.escape(printed) for printed, entry in self._han.items() if entry.is_trigger]
        self._han_triggers = re.compile("|".join(triggers) or NOTHING)

    def _token(self, printed: str) -> Token | None:
        if HAN.fullmatch(printed):
            return _HAN_RUN if self._han_triggers.search(printed) else UNLISTED
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
