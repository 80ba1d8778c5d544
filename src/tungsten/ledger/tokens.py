"""The tokens of a text: numbers, words and signs, each with its place and its meanings in the packs."""

import re
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from tungsten.ledger.lexicon import RAW, UNLISTED, Lexicon, Token
from tungsten.ledger.pack import words

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


GAP = Token("\n", "sign")
"""Stands for tokens left out."""


class Tokens(NamedTuple):
    """The tokens of a text, with the positions of their first characters and those after their last."""

    tokens: list[Token]
    starts: list[int]
    ends: list[int]

    def add(self, token: Token, start: int, end: int) -> None:
        self.tokens.append(token)
        self.starts.append(start)
        self.ends.append(end)

    def since(self, at: int) -> "Tokens":
        """Return the tokens from the one at a position on."""
        return Tokens(self.tokens[at:], self.starts[at:], self.ends[at:])


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

Raw: TypeAlias = list[tuple[int, int, Token]]
"""Raw tokens, each with the position of its first character and that after its last."""


def tokens(text: str, lexicon: Lexicon) -> Tokens:
    """Return the tokens around every possible beginning of a mention; a phrase of the packs is one token.

    The token `GAP` stands for those further away.
    """
    pieces = RAW.findall(text)
    bounds = list(accumulate(map(len, pieces), initial=0))
    placed = zip(bounds, bounds[1:], map(lexicon.tokens.__getitem__, pieces), strict=False)
    raw = [(start, end, token) for start, end, token in placed if token is not None]
    collected, at = Tokens([], [], []), 0
    words, starts, ends = collected
    for first, last in _windows(raw):
        if first > at:
            collected.add(GAP, raw[at][0], raw[first - 1][1])
        at = max(at, first)
        while at < last:
            start, end, token = raw[at]
            if token.openings and (after := _add_phrase(raw, at, collected)):
                at = after
                continue
            at += 1
            if token.category == "han":
                _add_han(text, start, end, lexicon, collected)
            elif token.parts:
                prefix, rest = token.parts
                collected.add(prefix, start, start + len(prefix.printed))
                collected.add(rest, start + len(prefix.printed), end)
            else:
                words.append(token)
                starts.append(start)
                ends.append(end)
    return collected


def _windows(raw: Raw) -> list[tuple[int, int]]:
    """Return the ranges of raw tokens to read."""
    windows: list[tuple[int, int]] = []
    begin = end = -1
    for at, (_, _, token) in enumerate(raw):
        if not token.may_begin:
            continue
        if at > end:
            first, words = at, 0
            while first > 0 and words < BEFORE:
                first -= 1
                words += _words(raw[first])
            if first > end:
                if end >= 0:
                    windows.append((begin, end))
                begin = first
        last, words = at + 1, 0
        while last < len(raw) and words < AFTER:
            words += _words(raw[last])
            last += 1
        end = max(end, last)
    if end >= 0:
        windows.append((begin, end))
    return windows


def _words(raw: tuple[int, int, Token]) -> int:
    """Return the number of words of a raw token; two Han characters count as one."""
    start, end, token = raw
    return (end - start) // 2 if token.category == "han" else 1


def _add_phrase(raw: Raw, at: int, collected: Tokens) -> int:
    """Add the longest phrase that begins here, and return the position after it; 0 without one."""
    if at + 1 == len(raw):
        return 0
    (start, _, token), (_, _, second) = raw[at], raw[at + 1]
    openings = token.openings.get(second.printed) or token.openings.get(second.text)
    if openings is None:
        return 0
    here = [one for one in openings if _is_here(raw[at : at + 1 + len(one[2])], one[2], one[3].sign)]
    if not here:
        return 0
    before, text, rest, entry = max(here, key=lambda opening: len(opening[2]))
    for prefix in before:
        collected.add(prefix, start, start + len(prefix.printed))
        start += len(prefix.printed)
    after = at + 1 + len(rest)
    if token.category != "word":
        text = "".join(one.printed for _, _, one in raw[at:after])
    collected.add(Token(text, token.category, entry, text), start, raw[after - 1][1])
    return after


def _is_here(raw: Raw, rest: tuple[str, ...], sign: str) -> bool:
    """Return whether raw tokens are the words of a phrase after its first, and all characters of its sign if any."""
    if len(raw) <= len(rest) or not all(
        word in (token.printed, token.text) for word, (_, _, token) in zip(rest, raw[1:], strict=True)
    ):
        return False
    length = raw[-1][1] - raw[0][0]
    return not sign or (length == len(sign) and "".join(token.printed for _, _, token in raw) == sign)


def _add_han(text: str, at: int, end: int, lexicon: Lexicon, collected: Tokens) -> None:
    """Add the words of a run of Han characters: the longest that the packs have at each place."""
    trie, listed_to = lexicon.trie, at
    words, starts, ends = collected
    while at < end:
        node = trie.get(text[at])
        if node is None:
            at += 1
            continue
        word, reach = node.get(""), at + 1
        while reach < end and (node := node.get(text[reach])):
            word, reach = node.get("", word), reach + 1
        if word is None:
            at += 1
            continue
        if listed_to < at:
            words.append(UNLISTED)
            starts.append(listed_to)
            ends.append(at)
        words.append(word)
        starts.append(at)
        at = listed_to = at + len(word.printed)
        ends.append(at)
    if listed_to < end:
        collected.add(UNLISTED, listed_to, end)
