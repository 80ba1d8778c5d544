"""Numbers that must not be read, as the word after them may be a scale or a unit that no pack has."""

import re

from tungsten.ledger.lexicon import Lexicon, Token
from tungsten.ledger.number import Numbers
from tungsten.ledger.pack import units
from tungsten.ledger.parts import Parts, Unread


def refuse_ambiguous(tokens: Numbers, parts: Parts, after: int) -> None:
    """Raise `Unread` for a quantity whose next token may be a part of it.

    Args:
        tokens: The tokens of the text.
        parts: The quantity.
        after: The position after it.
    """
    token = tokens.tokens[after] if after < tokens.length else None
    if token is None:
        return
    number = parts.last or parts.first
    is_apart = tokens.script == "CJK" and parts.unit is not None  # 14艘1.4万吨级船
    is_digits = token.category == "number" and (tokens.glued(after) or tokens.text(after + 1) == "/")
    if token.text == "^" or (is_digits and not is_apart):
        raise Unread(after + 3)
    if number.scale == 1 and not number.is_word:
        _refuse_before_scale(tokens, token, after, parts.unit is not None)
    if "scale_many" in token.kinds or ("loose" in token.kinds and parts.unit is None and token.category != "prefix"):
        raise Unread(after + 1)
    if "foreign" in token.kinds and parts.unit == "USD":
        raise Unread(after + 1)
    is_letter = parts.unit == "m" and tokens.text(after - 1) == "m" and tokens.glued(after - 1)
    if is_letter and tokens.script == "LATIN" and not tokens.has(after, "metre_cue"):  # 40m may be millions
        raise Unread(after)
    is_one = number.is_word and number.value == 1  # one PDF
    if parts.unit is None and not is_one:
        _refuse_before_unit(tokens, token, after)


def _refuse_before_scale(tokens: Numbers, token: Token, after: int, has_unit: bool) -> None:
    """Raise `Unread` for digits before a number word, and for a space after the decimal point: 75. 1 million."""
    is_other = has_unit and not tokens.has(after, "scale", "scale_dual")  # 40% two years ago
    if token.category == "word" and tokens.has(after, "scale", "number", "scale_dual") and not is_other:
        in_words = tokens.in_words(after)
        end = in_words[1] if in_words else after + 1
        raise Unread(end + (tokens.unit(end) is not None))
    is_point = token.text == "." and tokens.glued(after)
    if is_point and tokens.category(after + 1) == "number" and tokens.has(after + 2, "scale"):
        raise Unread(after + 3 + (tokens.unit(after + 3) is not None))


def _refuse_before_unit(tokens: Numbers, token: Token, after: int) -> None:
    """Raise `Unread` for a number without a unit before a word that may be one."""
    if tokens.begins_code(after):
        return
    if "scale" in token.kinds or "scale_money" in token.kinds:
        raise Unread(after + 1)
    if "per_only" in token.kinds:
        raise Unread(after)
    if token.category not in {"word", "han"} or token.kinds:
        return
    is_attached = tokens.glued(after) and (token.category == "word" or tokens.script == "CJK")
    if is_attached or _looks_like_unit(tokens, token, after):
        raise Unread(after + 1)


def _looks_like_unit(tokens: Numbers, token: Token, at: int) -> bool:
    """Return whether an unknown word may be a scale or a unit.

    That is any word of a language without a pack, a word before a unit, a
    short one without a vowel, and a misspelt scale or unit.
    """
    if tokens.script in tokens.profile.unknown or tokens.script not in tokens.lexicon.marks:
        return True
    if tokens.has(at + 1, "unit") and units()[tokens.meaning(at + 1, "unit")].base not in {"count", "year", ""}:
        return tokens.category(at + 1) == "word" and tokens.script != "CJK"
    if token.category == "word" and len(token.text) <= 4 and token.text.isascii():
        return not re.search("[aeiouy]", token.text)
    return _is_misspelt(token.text, tokens.lexicon)


def _is_misspelt(word: str, lexicon: Lexicon) -> bool:
    """Return whether a word is a scale or a unit with one letter too many, or with letters doubled."""
    if len(word) < 4:
        return False
    squeezed = re.sub(r"(.)\1+", r"\1", word)
    for short in {word[:place] + word[place + 1 :] for place in range(len(word))} | {squeezed}:
        entry = lexicon.single.get(short)
        may_be_unit = len(short) > (3 if short == squeezed else 5)  # a rival is no rial
        if entry and ("scale" in entry.kinds or ("unit" in entry.kinds and may_be_unit)):
            return units()[entry.kinds["unit"]].base != "count" if "unit" in entry.kinds else True
    return False
