"""The tokens of a text: numbers, words and signs, each with its place and its meanings in the packs."""

import re
from bisect import bisect_right
from functools import cache
from typing import Any, NamedTuple

from tungsten.ledger.pack import RAW, SEVERAL, Entry, Lexicon, folded, words

STRETCHER = "\u0640"
"""The Arabic tatweel, which stretches a word; between two digits it is read as a dash."""

VOWELS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
"""Arabic marks of short vowels, which are optional in writing."""

SILENT = (
    "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u00ad\ufeff\u00c2"
    + STRETCHER
    + VOWELS
)
"""Characters without meaning: those without width, half of a wrongly decoded space, `STRETCHER` and `VOWELS`."""

SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u202f\u205f\u3000\t\r\n"
"""Characters that are read as a plain space."""

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；！？"}
_SILENT = re.compile(f"[{SILENT}]")
_STRETCHED_DASH = re.compile(rf"(?<=\d) ?({STRETCHER}) ?(?=\d)")


def plain_characters() -> dict[int, str]:
    """Return the plain character for each digit of the packs, wide letter, dash and space, by code point."""
    digits = {ord(printed): meaning for printed, meaning in words("digit").items()}
    return _WIDE | digits | dict.fromkeys(map(ord, SPACES), " ") | dict.fromkeys(map(ord, DASHES), "-")


GAP_SIGN = "\n"
"""The text of the token that stands for tokens left out."""


class Token:
    """A piece of a text.

    Args:
        start: The position of its first character.
        end: The position after its last character.
        text: The text by which it is looked up.
        category: ``number``, ``word``, ``han``, ``sign``, ``link`` or ``prefix``.
        entry: Its entry in the packs, if any; ``kinds`` are the meanings there by kind of word.
        glued: Whether no space separates it from the token before.
    """

    __slots__ = ("category", "end", "entry", "glued", "kinds", "start", "text")

    def __init__(self, start: int, end: int, text: str, category: str, entry: Entry | None, glued: bool) -> None:
        self.start, self.end, self.text, self.category, self.glued = start, end, text, category, glued
        self.entry = entry
        self.kinds: dict[str, str] = entry.kinds if entry else _NO_KINDS


_NO_KINDS: dict[str, str] = {}


class Plain(NamedTuple):
    """A text in plain characters, without those that mean nothing."""

    text: str
    cuts: tuple[int, ...] = ()
    """The place in ``text`` of each character that was left out, in order."""

    def place(self, at: int) -> int:
        """Return the place in the original text of the character at ``at``."""
        return at + bisect_right(self.cuts, at)


def plain(text: str) -> Plain:
    """Return a text in plain characters, without those that mean nothing."""
    if STRETCHER in text:
        text = _STRETCHED_DASH.sub(lambda dash: dash[0].replace(STRETCHER, "-"), text)
    read = _SILENT.sub("", text)
    cuts: tuple[int, ...] = ()
    if len(read) < len(text):
        cuts = tuple(match.start() - number for number, match in enumerate(_SILENT.finditer(text)))
    characters, pattern = _replaced()
    return Plain(pattern.sub(lambda match: characters[ord(match[0])], read), cuts)


@cache
def _replaced() -> tuple[dict[int, str], "re.Pattern[str]"]:
    characters = plain_characters()
    return characters, re.compile("[" + "".join(re.escape(chr(code)) for code in characters) + "]")


BEFORE, AFTER = 20, 10
"""The number of words read before and after a token that may begin a mention."""

Raw = list[tuple[int, int, str, str | None]]
"""Raw tokens: start, end, text and category of each."""


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """Return the tokens around every possible beginning of a mention; a phrase of the packs is one token.

    A token with the text `GAP_SIGN` stands for those further away.
    """
    raw: Raw = [(match.start(), match.end(), match.group(), match.lastgroup) for match in RAW.finditer(text)]
    collected: list[Token] = []
    known, at, before = lexicon.known, 0, -1
    for first, last in _windows(raw, lexicon):
        if first > at:
            collected.append(Token(raw[at][0], raw[first - 1][1], GAP_SIGN, "sign", None, False))
        at = max(at, first)
        while at < last:
            start, end, text_of, category = raw[at]
            glued = start == before
            if category == "han":
                _han(start, text_of, lexicon, collected, glued)
                at += 1
            elif (entry := known(text_of)) is not SEVERAL:
                collected.append(Token(start, end, folded(text_of), str(category), entry, glued))
                at += 1
            elif category == "word":
                at = _word(raw, at, lexicon, collected, glued)
            else:
                at = _sign(raw, at, lexicon, collected, glued)
            before = collected[-1].end
    return collected


def _windows(raw: Raw, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return the ranges of raw tokens to read; two Han characters count as one word."""
    windows: list[tuple[int, int]] = []
    begins, signs = lexicon.begins, lexicon.signs
    for at, (_, _, text, category) in enumerate(raw):
        if category == "number" or (text in signs if category == "sign" else begins(text, category)):
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


def _word(raw: Raw, at: int, lexicon: Lexicon, collected: list[Token], glued: bool) -> int:
    """Append a word, or the longest phrase that begins with it, and return the position after it.

    A prefix becomes a token of its own.
    """
    start, end, text, _ = raw[at]
    best: tuple[int, str, str, str, Entry | None] | None = None
    for prefix, meaning, rest in lexicon.splits(text):
        following, entry = _phrase(raw, at, rest, lexicon)
        if entry is None and not prefix:
            entry = lexicon.signs.get(text)
            same = lexicon.single.get(rest)
            entry = same if entry is None else entry if same is None else _both(entry, same)
        elif entry is None:
            entry = lexicon.single.get(rest)
        if entry is not None and (best is None or following > best[0]):
            best = (following, prefix, meaning, rest, entry)
    if best is None:
        collected.append(Token(start, end, folded(text), "word", None, glued))
        return at + 1
    following, prefix, meaning, rest, entry = best
    if prefix:
        collected.append(Token(start, start + len(prefix), folded(prefix), "prefix", _PREFIXES[meaning], glued))
        start, glued = start + len(prefix), True
    last = raw[following - 1][1]
    collected.append(Token(start, last, rest, "word", entry, glued))
    return following


def _phrase(raw: Raw, at: int, first: str, lexicon: Lexicon) -> tuple[int, Entry | None]:
    """Return the position after the longest phrase that begins here, and its entry."""
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
    """Return whether raw tokens are exactly the characters of a sign, without spaces."""
    return raw[-1][1] - raw[0][0] == len(sign) and "".join(one[2] for one in raw) == sign


def _sign(raw: Raw, at: int, lexicon: Lexicon, collected: list[Token], glued: bool) -> int:
    start, _, text, category = raw[at]
    following, entry = _phrase(raw, at, text, lexicon) if category != "number" else (at + 1, None)
    if entry is None:
        entry = lexicon.signs.get(text) or lexicon.single.get(text)
    shown = "".join(one[2] for one in raw[at:following])
    collected.append(Token(start, raw[following - 1][1], shown, str(category), entry, glued))
    return following


def _han(start: int, text: str, lexicon: Lexicon, collected: list[Token], glued: bool) -> None:
    """Append the words of a run of Han characters: the longest that the packs have at each place.

    The characters between two such words are one token.
    """
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
            collected.append(Token(start + unknown, start + at, text[unknown:at], "han", None, glued))
            glued = True
        collected.append(Token(start + at, start + end, text[at:end], "han", entry, glued))
        at = unknown = end
        glued = True
    if unknown < length:
        collected.append(Token(start + unknown, start + length, text[unknown:], "han", None, glued))


def _both(one: Entry, other: Entry) -> Entry:
    """Return an entry with the meanings of two; of one kind, that of ``other``."""
    entry = Entry(one.printed, one.kinds | other.kinds)
    entry.is_trigger = one.is_trigger or other.is_trigger
    return entry


_NOWHERE: dict[str, Any] = {}
_PREFIXES = {
    meaning: Entry(meaning, {"prefix": meaning} | ({"and": ""} if meaning == "and" else {})) for meaning in ("and", "")
} | {
    "article": Entry("article", {"prefix": "article", "article": ""}),
    "per": Entry("per", {"prefix": "per", "per": ""}),
}
