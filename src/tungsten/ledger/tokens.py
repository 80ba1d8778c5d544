"""The tokens of a text: numbers, words, signs, each with what the packs say of it, at its place."""

import re
from typing import NamedTuple

from tungsten.ledger.pack import RAW, Entry, Lexicon, fold, words

STRETCHER = "\u0640"
"""Makes an Arabic word longer; between two digits it stands for a dash."""

VOWELS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
"""The marks of short vowels, which a writer may set or leave out."""

SILENT = (
    "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u00ad\ufeff\u00c2"
    + STRETCHER
    + VOWELS
)
"""What a page carries and says nothing: signs without width, the stretcher, a space decoded wrongly, vowels."""

SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u202f\u205f\u3000\t\r\n"
"""What stands for a plain space."""

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；！？"}
_SILENT = re.compile(f"[{SILENT}]")
_STRETCHED_DASH = re.compile(rf"(?<=\d) ?({STRETCHER}) ?(?=\d)")


def one_sign_each() -> dict[int, str]:
    """Every sign that has a plainer one of the same width: digits of the packs, wide letters, dashes, spaces."""
    digits = {ord(printed): means for printed, means in words("digit").items()}
    return _WIDE | digits | dict.fromkeys(map(ord, SPACES), " ") | dict.fromkeys(map(ord, DASHES), "-")


class Token:
    """A piece of a text. ``sort`` is number, word, han, sign, link or prefix; ``kinds`` is what the packs say."""

    __slots__ = ("end", "entry", "glued", "kinds", "prefix", "sort", "start", "text")

    def __init__(self, start: int, end: int, text: str, sort: str, entry: Entry | None, glued: bool) -> None:
        self.start, self.end, self.text, self.sort, self.glued = start, end, text, sort, glued
        self.entry = entry
        self.kinds: dict[str, str] = entry.kinds if entry else {}


class Plain(NamedTuple):
    """A text with one sign for each thing, and where each of its signs stood; ``places`` None where nothing moved."""

    text: str
    places: list[int] | None

    def place(self, at: int) -> int:
        return at if self.places is None else self.places[at]


def plain(text: str, signs: dict[int, str]) -> Plain:
    """The text as it is read: nothing in it that says nothing, one sign for each thing."""
    if not _SILENT.search(text):
        return Plain(text.translate(signs), None)
    dashes = {found.start(1) for found in _STRETCHED_DASH.finditer(text)} if STRETCHER in text else set()
    places = [place for place, sign in enumerate(text) if sign not in SILENT or place in dashes]
    kept = "".join([text[place] for place in places]).replace(STRETCHER, "-")
    return Plain(kept.translate(signs), places)


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of a plain text, phrases of the packs as one token each; empty where no mention can begin."""
    raw = [(found.start(), found.end(), found.group(), found.lastgroup) for found in RAW.finditer(text)]
    if not _may_count(raw, lexicon):
        return []
    found: list[Token] = []
    at, before = 0, -1
    while at < len(raw):
        start, end, text_of, sort = raw[at]
        glued = start == before
        if sort == "word":
            at = _word(raw, at, lexicon, found, glued)
        elif sort == "han":
            _han(start, text_of, lexicon, found, glued)
            at += 1
        else:
            at = _sign(raw, at, lexicon, found, glued)
        before = found[-1].end
    return found


def _may_count(raw: list[tuple[int, int, str, str | None]], lexicon: Lexicon) -> bool:
    for _, _, text, sort in raw:
        if sort == "number":
            return True
        if sort == "han":
            if any(sign in lexicon.trie for sign in text):
                return True
        elif sort == "link":
            if any(sign.isdigit() for sign in text):
                return True
        elif sort == "word" and lexicon.splits(text):
            return True
    return False


def _word(
    raw: list[tuple[int, int, str, str | None]], at: int, lexicon: Lexicon, found: list[Token], glued: bool
) -> int:
    """Add a word, or the longest phrase that begins with it; a prefix becomes a token of its own."""
    start, end, text, _ = raw[at]
    best: tuple[int, str, str, str, Entry | None] | None = None
    for prefix, means, rest in lexicon.splits(text):
        following, entry = _phrase(raw, at, rest, lexicon)
        if entry is None and not prefix:
            entry = lexicon.signs.get(text)
        if entry is None:
            entry = lexicon.single.get(rest)
        elif not prefix and following == at + 1 and (same := lexicon.single.get(rest)) and same is not entry:
            entry = _both(entry, same)
        if entry is not None and (best is None or following > best[0]):
            best = (following, prefix, means, rest, entry)
    if best is None:
        found.append(Token(start, end, fold(text), "word", None, glued))
        return at + 1
    following, prefix, means, rest, entry = best
    if prefix:
        found.append(Token(start, start + len(prefix), fold(prefix), "prefix", _PREFIXES[means], glued))
        start, glued = start + len(prefix), True
    last = raw[following - 1][1]
    found.append(Token(start, last, rest, "word", entry, glued))
    return following


def _phrase(
    raw: list[tuple[int, int, str, str | None]], at: int, first: str, lexicon: Lexicon
) -> tuple[int, Entry | None]:
    for rest, entry in lexicon.phrases.get(first, ()):
        following = raw[at + 1 : at + 1 + len(rest)]
        if len(following) == len(rest) and all(
            word == one[2] or word == fold(one[2]) for word, one in zip(rest, following, strict=True)
        ):
            return at + 1 + len(rest), entry
    return at + 1, None


def _sign(
    raw: list[tuple[int, int, str, str | None]], at: int, lexicon: Lexicon, found: list[Token], glued: bool
) -> int:
    start, end, text, sort = raw[at]
    following, entry = _phrase(raw, at, text, lexicon) if sort != "number" else (at + 1, None)
    if entry is None:
        entry = lexicon.signs.get(text) or lexicon.single.get(text)
    found.append(Token(start, raw[following - 1][1], text, str(sort), entry, glued))
    return following


def _han(start: int, text: str, lexicon: Lexicon, found: list[Token], glued: bool) -> None:
    """Add the words of a run of Han signs, the longest the packs know at each place; signs between as one token."""
    at, unknown, length = 0, 0, len(text)
    while at < length:
        node, reach, entry = lexicon.trie, at, None
        while reach < length and (node := node.get(text[reach], _NOWHERE)):
            reach += 1
            if "" in node:
                entry, end = node[""], reach
        if entry is None:
            at += 1
            continue
        if unknown < at:
            found.append(Token(start + unknown, start + at, text[unknown:at], "han", None, glued))
            glued = True
        found.append(Token(start + at, start + end, text[at:end], "han", entry, glued))
        at = unknown = end
        glued = True
    if unknown < length:
        found.append(Token(start + unknown, start + length, text[unknown:], "han", None, glued))


def _both(one: Entry, other: Entry) -> Entry:
    """An entry with the kinds of two."""
    entry = Entry(one.printed, one.kinds | other.kinds)
    entry.is_trigger = one.is_trigger or other.is_trigger
    return entry


_NOWHERE: dict[str, object] = {}
_PREFIXES = {
    means: Entry(means, {"prefix": means} | ({"and": ""} if means == "and" else {})) for means in ("and", "")
} | {"article": Entry("article", {"prefix": "article", "article": ""}), "per": Entry("per", {"prefix": "per", "per": ""})}
