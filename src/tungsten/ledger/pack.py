"""What a language says of quantities: the files of ``packs``, one a language, and ``units.csv`` for all of them.

A pack is a table of words: ``kind, printed, means, gloss``. Adding a language is
adding its file; nothing here knows any language by name. Of several languages in
one script the text decides which is used (see `profile`).
"""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

GAP = "…"
"""In a hedge: where the subject of its verb may stand."""

TRIGGERS = frozenset(
    "number times scale scale_many scale_dual fraction fraction_definite fraction_whole multiple ordinal unit_dual "
    "loose enumerator percent_before currency tenths month part_counted fraction_of rank_noun ordinal_front "
    "part_front minus".split()
)
"""The kinds of words a mention may begin with."""

FOLDED = {"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "’": "'"}
"""Letters that careless typing takes for one another."""
_FOLDING = str.maketrans(FOLDED)
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HAN = re.compile(f"[{_HAN}]+")
MARKS = ".,،ر٫٬'’"
"""What may stand between the digits of one number: points, commas, and the letter some agencies write for a point."""

RUN = rf"\d(?:[{MARKS}]*\d)*"
NO_MORE = r"(?![.,]*\d)"
RAW = re.compile(
    rf"(?P<link>https?://[^\s{_HAN}]+|www\.[^\s{_HAN}]+|[\w.+-]+@[\w-]+\.[\w.]+)"
    rf"|(?P<number>(?<![\w.,])(?<![A-Za-z]-)\d{{1,3}}(?: \d{{3}})+(?:[.,]\d{{1,2}})?(?![.,]*\d)|{RUN})"
    rf"|(?P<word>[^\W\d_{_HAN}]+(?:['’][a-z]+)?)"
    rf"|(?P<han>[{_HAN}]+)"
    r"|(?P<sign>[^\s\w]|_)"
)
"""The raw tokens of a text: links, numbers in digits, words, runs of Han signs, other signs."""


class Unit(NamedTuple):
    """A unit: the base unit it is counted in, how many of it, and of what it is counted per."""

    base: str
    factor: float
    per: str


@dataclass
class Entry:
    """A word or phrase of the packs: what it means, by kind."""

    printed: str
    kinds: dict[str, str] = field(default_factory=dict)
    is_trigger: bool = False
    sign: str = ""
    """For a sign of several tokens, as US$: what must stand there, to the letter."""

    def add(self, kind: str, means: str) -> None:
        self.kinds.setdefault(kind, means)
        self.is_trigger = self.is_trigger or kind in TRIGGERS


@dataclass(frozen=True)
class Pack:
    """One file of words."""

    name: str
    script: str
    rows: tuple[tuple[str, str, str], ...]

    def words(self, kind: str) -> dict[str, str]:
        return {printed: means for of, printed, means in self.rows if of == kind}


@cache
def packs() -> dict[str, Pack]:
    """Every pack by name, in the order of their names."""
    folder = files(__package__).joinpath("packs")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".csv") and path.name != "units.csv")
    return {name.removesuffix(".csv"): _pack(name) for name in names}


@cache
def units() -> dict[str, Unit]:
    """Every unit by its name in ``units.csv``."""
    return {
        row["unit"]: Unit(row["base"], float(row["factor"]), row["per"])
        for row in csv.DictReader(_text("units.csv").splitlines())
    }


@cache
def symbols() -> dict[str, list[tuple[str, str]]]:
    """The signs of ``units.csv``, the same in every language: as printed → its kinds and units."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in csv.DictReader(_text("units.csv").splitlines()):
        for sign in row["symbols"].split():
            found[sign].append(("unit", row["unit"]))
        for sign in row["in_front"].split():
            found[sign].append(("currency", row["unit"]))
    return found


@cache
def words(kind: str) -> dict[str, str]:
    """The words of one kind in all packs: as printed → what it means; of a hedge without the gap."""
    return {
        re.sub(f" *{GAP} *", " ", printed).strip(): means
        for pack in packs().values()
        for printed, means in pack.words(kind).items()
    }


@cache
def hedges() -> dict[str, str]:
    """Every hedge, wherever it may stand: as printed → what it means."""
    return words("hedge_date") | words("over") | words("hedge_after") | words("hedge")


def fold(word: str) -> str:
    """A word as it is looked up: in small letters, without what careless typing leaves out."""
    return word.lower().translate(_FOLDING)


_folds: dict[str, str] = {}


def folded(word: str) -> str:
    """The same as `fold`, remembered."""
    found = _folds.get(word)
    if found is None:
        if len(_folds) > 200_000:
            _folds.clear()
        found = _folds[word] = fold(word)
    return found


def script(text: str) -> str:
    """The script most letters of a text are in, as Unicode names it; empty without letters."""
    found = Counter(script_of(sign) for sign in text if sign.isalpha())
    return found.most_common(1)[0][0] if found else ""


@lru_cache(10_000)
def script_of(sign: str) -> str:
    """The script of a letter."""
    return unicodedata.name(sign, "?").split()[0]


def _is_vague(word: str) -> bool:
    """Whether folding took a letter of a word for another: what is read as one may be "and" with "ten"."""
    return word[1:].translate(_FOLDING) != word[1:]


def _has_trigger(node: dict[str, Any]) -> bool:
    return any(entry.is_trigger if sign == "" else _has_trigger(entry) for sign, entry in node.items())


SEVERAL = Entry("")
"""Stands for a word that begins a phrase, or has a prefix: what it is depends on what follows."""


class Lexicon:
    """The words of some packs and the signs of all languages, ready to be looked up."""

    def __init__(self, names: Iterable[str]) -> None:
        chosen = [packs()[name] for name in names]
        self.single: dict[str, Entry] = {}
        self.phrases: dict[str, dict[str, list[tuple[tuple[str, ...], Entry]]]] = {}
        self.signs: dict[str, Entry] = {}
        self.trie: dict[str, Any] = {}
        self.prefixes: list[tuple[str, str]] = []
        self.marks: dict[str, dict[str, str]] = {}
        self.hedging: set[str] = set()
        self.vowelled: set[str] = set()
        for sign, meanings in symbols().items():
            for kind, means in meanings:
                self._add_sign(sign, kind, means)
        for pack in chosen:
            self.marks[pack.script] = pack.words("mark")
            self.vowelled |= pack.words("vowelled").keys()
            self.prefixes += [(fold(printed), means) for printed, means in pack.words("prefix").items()]
            if pack.words("hedge"):
                self.hedging.add(pack.script)
            for kind, printed, means in pack.rows:
                self._add(kind, printed, means)
        self.prefixes.sort(key=lambda prefix: len(prefix[0]))
        for by_second in self.phrases.values():
            for found in by_second.values():
                found.sort(key=lambda phrase: -len(phrase[0]))
        self._splits: dict[str, list[tuple[str, str, str]]] = {}
        self._begins: dict[str, bool] = {}
        self._known: dict[str, Entry | None] = {}
        self._han_begins = frozenset(sign for sign, node in self.trie.items() if _has_trigger(node))

    def known(self, word: str) -> Entry | None:
        """What the packs say of a raw token by itself; `SEVERAL` where that takes a closer look."""
        found = self._known.get(word, SEVERAL)
        if found is SEVERAL and word not in self._known:
            if len(self._known) > 200_000:
                self._known.clear()
            found = self._known[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> Entry | None:
        splits = self.splits(word)
        if word in self.signs or word in self.phrases or len(splits) > 1:
            return SEVERAL
        if not splits:
            return None
        prefix, _, rest = splits[0]
        return SEVERAL if prefix or rest in self.phrases else self.single.get(rest)

    def begins(self, text: str, sort: str | None) -> bool:
        """Whether a mention may begin with this raw token."""
        found = self._begins.get(text)
        if found is None:
            if len(self._begins) > 200_000:
                self._begins.clear()
            found = self._begins[text] = self._may_begin(text, sort)
        return found

    def _may_begin(self, text: str, sort: str | None) -> bool:
        if sort == "han":
            return not self._han_begins.isdisjoint(text)
        if sort == "link":
            return any(sign.isdigit() for sign in text)
        return any(self._triggers(rest) for _, _, rest in self.splits(text))

    def _triggers(self, word: str) -> bool:
        single, phrases = self.single.get(word), self.phrases.get(word, {})
        listed = (entry for found in phrases.values() for _, entry in found)
        return (single is not None and single.is_trigger) or any(entry.is_trigger for entry in listed)

    def splits(self, word: str) -> list[tuple[str, str, str]]:
        """How a word may be taken apart: prefix, what the prefix means, and a rest the packs know."""
        found = self._splits.get(word)
        if found is None:
            if len(self._splits) > 200_000:
                self._splits.clear()
            found = self._splits[word] = self._split(word)
        return found

    def _split(self, word: str) -> list[tuple[str, str, str]]:
        folded = fold(word)
        whole = [("", "", folded)] if self._knows(folded) or word in self.signs else []
        if (folded in self.single or word in self.signs) and not _is_vague(word):
            return whole
        return whole + [
            (word[: len(prefix)], means, folded[len(prefix) :])
            for prefix, means in self.prefixes
            if folded.startswith(prefix) and len(folded) > len(prefix) + 1 and self._knows(folded[len(prefix) :])
        ]

    def _knows(self, folded: str) -> bool:
        return folded in self.single or folded in self.phrases

    def _add(self, kind: str, printed: str, means: str) -> None:
        if kind in {"mark", "prefix", "digit", "spelling", "vowelled"}:
            return
        if GAP in printed:
            opening, _, closing = (part.strip() for part in printed.partition(GAP))
            line = f"{means}|{fold(closing)}|{re.sub(f' *{GAP} *', ' ', printed).strip()}"
            known = self._entry(opening).kinds
            known["opening"] = f"{known['opening']}\n{line}" if "opening" in known else line
            printed = f"{opening} {closing}".strip()
        self._entry(printed).add(kind, means)

    def _add_sign(self, sign: str, kind: str, means: str) -> None:
        raw = raw_words(sign)
        if len(raw) > 1:
            entry = self._entry(sign, exact=True)
            entry.add(kind, means)
            entry.sign = sign
        else:
            self.signs.setdefault(sign, Entry(sign)).add(kind, means)

    def _entry(self, printed: str, exact: bool = False) -> Entry:
        if HAN.search(printed):
            node = self.trie
            for sign in printed:
                node = node.setdefault(sign, {})
            entry: Entry = node.setdefault("", Entry(printed))
            return entry
        first, *rest = raw_words(printed) if exact else [fold(word) for word in raw_words(printed)]
        if not rest:
            return self.single.setdefault(first, Entry(printed))
        first = fold(first)
        found = self.phrases.setdefault(first, {}).setdefault(rest[0], [])
        for known, entry in found:
            if known == tuple(rest):
                return entry
        entry = Entry(printed)
        found.append((tuple(rest), entry))
        return entry


@cache
def lexicon(names: tuple[str, ...]) -> Lexicon:
    return Lexicon(names)


def raw_words(text: str) -> list[str]:
    """The raw tokens of a phrase."""
    return [found.group() for found in RAW.finditer(text)]


def _pack(name: str) -> Pack:
    rows = tuple(
        (row["kind"], row["printed"], row["means"]) for row in csv.DictReader(_text(f"packs/{name}").splitlines())
    )
    letters = "".join(printed for kind, printed, _ in rows if kind not in {"mark", "digit"})
    return Pack(name.removesuffix(".csv"), script(letters), rows)


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
