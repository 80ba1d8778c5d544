"""The tokens of a text: numbers, words, signs, each with what the packs say of it, at its place."""

import re
from bisect import bisect_right
from functools import cache
from typing import Any, NamedTuple

from tungsten.ledger.pack import RAW, SEVERAL, Entry, Lexicon, folded, words

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


GAP_SIGN = "\n"
"""Stands for the tokens that are left out."""


class Token:
    """A piece of a text. ``sort`` is number, word, han, sign, link or prefix; ``kinds`` is what the packs say."""

    __slots__ = ("end", "entry", "glued", "kinds", "sort", "start", "text")

    def __init__(self, start: int, end: int, text: str, sort: str, entry: Entry | None, glued: bool) -> None:
        self.start, self.end, self.text, self.sort, self.glued = start, end, text, sort, glued
        self.entry = entry
        self.kinds: dict[str, str] = entry.kinds if entry else _NO_KINDS


_NO_KINDS: dict[str, str] = {}


class Plain(NamedTuple):
    """A text with one sign for each thing, and what was left out of it."""

    text: str
    cuts: tuple[int, ...] = ()
    """Where in the text something was left out, once for each sign."""

    def place(self, at: int) -> int:
        """Where a sign of it stood."""
        return at + bisect_right(self.cuts, at)


def plain(text: str, signs: dict[int, str]) -> Plain:
    """The text as it is read: nothing in it that says nothing, one sign for each thing."""
    if STRETCHER in text:
        text = _STRETCHED_DASH.sub(lambda found: found[0].replace(STRETCHER, "-"), text)
    shown = _SILENT.sub("", text)
    cuts: tuple[int, ...] = ()
    if len(shown) < len(text):
        cuts = tuple(found.start() - number for number, found in enumerate(_SILENT.finditer(text)))
    if _odd(tuple(signs)).search(shown):
        shown = _odd(tuple(signs)).sub(lambda found: signs[ord(found[0])], shown)
    return Plain(shown, cuts)


@cache
def _odd(codes: tuple[int, ...]) -> "re.Pattern[str]":
    return re.compile("[" + "".join(re.escape(chr(code)) for code in codes) + "]")


BEFORE, AFTER = 20, 10
"""How many words before and after a number or a word that begins a mention are looked at."""

Raw = list[tuple[int, int, str, str | None]]


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens around all that may begin a mention, phrases of the packs as one token each.

    What lies further off is left out, a sign of its own in its place.
    """
    raw: Raw = [(found.start(), found.end(), found.group(), found.lastgroup) for found in RAW.finditer(text)]
    found: list[Token] = []
    known, at, before = lexicon.known, 0, -1
    for first, last in _windows(raw, lexicon):
        if first > at:
            found.append(Token(raw[at][0], raw[first - 1][1], GAP_SIGN, "sign", None, False))
        at = max(at, first)
        while at < last:
            start, end, text_of, sort = raw[at]
            glued = start == before
            if sort == "han":
                _han(start, text_of, lexicon, found, glued)
                at += 1
            elif (entry := known(text_of)) is not SEVERAL:
                found.append(Token(start, end, folded(text_of), str(sort), entry, glued))
                at += 1
            elif sort == "word":
                at = _word(raw, at, lexicon, found, glued)
            else:
                at = _sign(raw, at, lexicon, found, glued)
            before = found[-1].end
    return found


def _windows(raw: Raw, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The stretches of raw tokens that are looked at; of a Han text two signs count as a word."""
    windows: list[tuple[int, int]] = []
    begins, signs = lexicon.begins, lexicon.signs
    for at, (_, _, text, sort) in enumerate(raw):
        if sort == "number" or (text in signs if sort == "sign" else begins(text, sort)):
            first, words = at, 0
            while first > 0 and words < BEFORE:
                first -= 1
                words += len(raw[first][2]) // 2 if raw[first][3] == "han" else 1
            last = min(len(raw), at + AFTER)
            if windows and first <= windows[-1][1]:
                windows[-1] = (windows[-1][0], last)
            else:
                windows.append((first, last))
    return windows


def _word(raw: Raw, at: int, lexicon: Lexicon, found: list[Token], glued: bool) -> int:
    """Add a word, or the longest phrase that begins with it; a prefix becomes a token of its own."""
    start, end, text, _ = raw[at]
    best: tuple[int, str, str, str, Entry | None] | None = None
    for prefix, means, rest in lexicon.splits(text):
        following, entry = _phrase(raw, at, rest, lexicon)
        if entry is None and not prefix:
            entry = lexicon.signs.get(text)
            same = lexicon.single.get(rest)
            entry = same if entry is None else entry if same is None else _both(entry, same)
        elif entry is None:
            entry = lexicon.single.get(rest)
        if entry is not None and (best is None or following > best[0]):
            best = (following, prefix, means, rest, entry)
    if best is None:
        found.append(Token(start, end, folded(text), "word", None, glued))
        return at + 1
    following, prefix, means, rest, entry = best
    if prefix:
        found.append(Token(start, start + len(prefix), folded(prefix), "prefix", _PREFIXES[means], glued))
        start, glued = start + len(prefix), True
    last = raw[following - 1][1]
    found.append(Token(start, last, rest, "word", entry, glued))
    return following


def _phrase(raw: Raw, at: int, first: str, lexicon: Lexicon) -> tuple[int, Entry | None]:
    """The longest phrase that begins here, and the raw token after it."""
    by_second = lexicon.phrases.get(first)
    if by_second is None or at + 1 >= len(raw):
        return at + 1, None
    second = raw[at + 1][2]
    candidates = by_second.get(second) or by_second.get(folded(second))
    if candidates is None:
        return at + 1, None
    for rest, entry in candidates:
        following = raw[at + 2 : at + 1 + len(rest)]
        if len(following) == len(rest) - 1 and all(
            word == one[2] or word == folded(one[2]) for word, one in zip(rest[1:], following, strict=True)
        ):
            if entry.sign and not _is_sign(raw[at : at + 1 + len(rest)], entry.sign):
                continue
            return at + 1 + len(rest), entry
    return at + 1, None


def _is_sign(raw: Raw, sign: str) -> bool:
    """Whether raw tokens are a sign to the letter, with nothing between them."""
    return raw[-1][1] - raw[0][0] == len(sign) and "".join(one[2] for one in raw) == sign


def _sign(raw: Raw, at: int, lexicon: Lexicon, found: list[Token], glued: bool) -> int:
    start, _, text, sort = raw[at]
    following, entry = _phrase(raw, at, text, lexicon) if sort != "number" else (at + 1, None)
    if entry is None:
        entry = lexicon.signs.get(text) or lexicon.single.get(text)
    shown = "".join(one[2] for one in raw[at:following])
    found.append(Token(start, raw[following - 1][1], shown, str(sort), entry, glued))
    return following


def _han(start: int, text: str, lexicon: Lexicon, found: list[Token], glued: bool) -> None:
    """Add the words of a run of Han signs, the longest the packs know at each place; signs between as one token."""
    at, unknown, length = 0, 0, len(text)
    while at < length:
        node, reach = lexicon.trie, at
        entry: Entry | None = None
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


_NOWHERE: dict[str, Any] = {}
_PREFIXES = {
    means: Entry(means, {"prefix": means} | ({"and": ""} if means == "and" else {})) for means in ("and", "")
} | {
    "article": Entry("article", {"prefix": "article", "article": ""}),
    "per": Entry("per", {"prefix": "per", "per": ""}),
}
