"""Look-ups among the tokens of a text, by position."""

import re

from tungsten.ledger.lexicon import Lexicon, Token
from tungsten.ledger.profile import Profile
from tungsten.ledger.tokens import GAP, Tokens

YEAR = re.compile(r"(?:1[89]|20)\d\d")

OUTSIDE = Token("", "")
"""Stands before the first token of a text and after its last."""

MARGIN = 64
"""The number of positions outside a text that may be looked up on either side."""


class Cursor:
    """Look up tokens by position; outside the text every look-up comes back empty.

    Args:
        tokens: The tokens of a text.
        profile: How the text writes its numbers.
        script: The script of the text, as Unicode names it.
    """

    is_one_mention = False
    """Whether the tokens are of one print: two numbers with "and" between them are then the ends of a range."""

    def __init__(self, tokens: Tokens, profile: Profile, script: str) -> None:
        self.length = len(tokens.tokens)
        self.tokens = tokens.tokens + [OUTSIDE] * MARGIN
        self.starts, self.ends = tokens.starts + [-1] * MARGIN, tokens.ends + [-2] * MARGIN
        self.profile = profile
        self.lexicon: Lexicon = profile.lexicon
        self.script = script

    def has(self, at: int, kind: str, *others: str) -> bool:
        """Return whether the packs list the token under one of these kinds of words."""
        known = self.tokens[at].kinds
        return kind in known or (bool(others) and not known.keys().isdisjoint(others))

    def meaning(self, at: int, kind: str) -> str:
        return self.tokens[at].kinds[kind]

    def text(self, at: int) -> str:
        return self.tokens[at].text

    def printed(self, at: int) -> str:
        """Return the text of a token with its vowel marks."""
        return self.text(at)

    def category(self, at: int) -> str:
        return self.tokens[at].category

    def glued(self, at: int) -> bool:
        """Return whether no space separates a token from the one before it."""
        return self.starts[at] == self.ends[at - 1] and self.tokens[at - 1] is not GAP

    def percent(self, at: int) -> bool:
        """Return whether the token is the per cent sign."""
        return self.category(at) == "sign" and self.has(at, "unit") and self.meaning(at, "unit") == "percent"

    def unit(self, at: int) -> tuple[str, int] | None:
        """Return the unit here and the position after it."""
        to = at
        if self.text(to) == "-" and self.glued(to) and self.glued(to + 1) and self.category(to + 1) == "word":
            to += self.has(to + 1, "unit")
        elif self.has(to, "article") and self.has(to + 1, "unit") and self.script == "ARABIC":
            return None
        to += self.has(to, "between_unit") and self.has(to + 1, "unit")
        if not self.has(to, "unit"):
            return None
        begins_year = self.meaning(to, "unit") == "year" and self.has(to, "year_word") and self.is_year(to + 1)
        return None if begins_year else (self.meaning(to, "unit"), to + 1)

    def begins_code(self, at: int) -> bool:
        """Return whether a word and the digits attached to it are a code: K2, F-16."""
        to = at + 1 + (self.text(at + 1) == "-" and self.glued(at + 1))
        is_word = self.category(at) == "word" and self.tokens[at].printed.isupper() and not self.glued(at)
        return is_word and self.category(to) == "number" and self.glued(to)

    def is_year(self, at: int) -> bool:
        """Return whether the token is a number of four digits that may be a year."""
        return self.category(at) == "number" and YEAR.fullmatch(self.text(at)) is not None

    def is_one(self, at: int) -> bool:
        """Return whether the token is a word for one."""
        return self.has(at, "number") and self.meaning(at, "number") == "1"

    def is_definite(self, at: int) -> bool:
        """Return whether a word is, or begins with, a definite article."""
        return self.has(at, "article") or self.text(at).startswith(tuple(self.articles()))

    def articles(self) -> list[str]:
        """Return the prefixes that are definite articles; a NUL, which no text holds, where there is none."""
        return [prefix for prefix, meaning in self.lexicon.prefixes if meaning == "article"] or ["\0"]
