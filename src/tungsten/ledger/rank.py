"""Ranks: first, 第二, 3rd; in running text only where something is ranked."""

from tungsten.ledger.cursor import YEAR
from tungsten.ledger.number import Numbers
from tungsten.ledger.parts import Number, Parts, Read


def rank(tokens: Numbers, at: int, is_text: bool = False) -> Read | None:
    """Return the rank that begins here.

    Args:
        tokens: The tokens of a text or a print.
        at: The position of the first token.
        is_text: Whether the tokens are of running text, where an ordinal must rank something: "the first tranche"
            is no rank.
    """
    start = at
    has_noun = tokens.has(at, "rank_noun")
    at += has_noun
    has_prefix = tokens.has(at, "ordinal_front")
    at += has_prefix
    if tokens.has(at, "article") and (tokens.category(at + 1) == "number" or tokens.has(at + 1, "ordinal")):
        at += 1
    before = start - 1
    while tokens.has(before, "article", "prefix", "rank_between") or tokens.text(before) == "(":
        before -= 1
    is_introduced = has_noun or tokens.has(before, "rank_word", "rank_noun")
    is_introduced = is_introduced or (has_prefix and tokens.has(before, "change"))  # 排名升至第二
    if tokens.category(at) == "number" and tokens.text(at).isdigit():
        return _in_digits(tokens, start, at, has_prefix, is_introduced, is_text)
    if tokens.has(at, "ordinal"):
        value, after = ordinal(tokens, at)
        if is_text and not (is_introduced or _ranks(tokens, after, at)):
            return None
        return _read(str(value), start, after)
    if has_prefix and (in_words := tokens.in_words(at)):
        number, after, _ = in_words
        if not is_text or is_introduced or _ranks(tokens, after) or tokens.has(after, "rank_behind"):
            return _read(f"{number:.0f}", start, after)
    return None


def ordinal(tokens: Numbers, at: int) -> tuple[int, int]:
    """Return the value of an ordinal word and the position after it; Arabic adds tens: the fifth and twenty."""
    value, after = int(tokens.meaning(at, "ordinal")), at + 1
    if tokens.script != "ARABIC":
        return value, after
    if tokens.has(after, "number") and tokens.meaning(after, "number") == "10":
        return value + 10, after + 1
    to = after
    while tokens.has(to, "and", "article") or (to > after and tokens.category(to) == "prefix"):
        to += 1
    if to > after and tokens.has(to, "number"):
        tens = float(tokens.meaning(to, "number"))
        if tens >= 20 and tens % 10 == 0:
            return value + int(tens), to + 1
    return value, after


def _in_digits(
    tokens: Numbers, start: int, at: int, has_prefix: bool, is_introduced: bool, is_text: bool
) -> Read | None:
    has_suffix = tokens.has(at + 1, "ordinal_mark") and tokens.glued(at + 1)
    is_ordinal = has_suffix or has_prefix
    after = at + 1 + has_suffix
    is_followed = tokens.has(after, "rank_behind")
    if not (is_ordinal or is_introduced) or tokens.has(after, "scale"):
        return None
    if is_text and is_ordinal and not (is_introduced or _ranks(tokens, after) or is_followed):
        return None
    may_be_other = tokens.unit(after) or YEAR.fullmatch(tokens.text(at))
    if is_introduced and not (is_ordinal or is_followed) and may_be_other:
        return None
    return _read(tokens.text(at), start, after + is_followed)


def _ranks(tokens: Numbers, after: int, at: int | None = None) -> bool:
    """Return whether an ordinal ranks the word after it; ``at`` is the position of an ordinal in words."""
    to = after + (tokens.text(after) == "-" or tokens.has(after, "article"))
    if tokens.has(to, "superlative", "rank_behind"):
        return True
    if at is None or tokens.script != "ARABIC":
        return False
    is_indefinite = not tokens.is_definite(at) and not tokens.has(at - 1, "article", "not_one")
    is_before_noun = tokens.category(after) == "word" and not tokens.has(after, "function")
    return is_indefinite and is_before_noun and not tokens.glued(at)


def _read(digits: str, start: int, after: int) -> Read:
    return Read(Parts(Number(digits, is_word=True), unit="rank"), start, after)
