"""Units that several countries or scales share: a dirham, a cent, a degree.

The words around a figure decide which one is meant, first those of its
sentence, then those of its paragraph: in each the names of countries and the
like, then the other units. Where they name none or several, the unit stays open.
"""

import re
from collections.abc import Iterator
from functools import cache

from tungsten.ledger.hedge import Hedges
from tungsten.ledger.pack import HAN, fold, packs, units
from tungsten.ledger.parts import Unread

_SENTENCE_END = re.compile(r"[.!?؟;؛]\s|[。！？；\n]")


def which(tokens: Hedges, unit: str | None, at: int, after: int) -> str | None:
    """Return the unit that is meant by one that several share; the same unit where the text leaves it open.

    Args:
        tokens: The tokens of the text.
        unit: The name of a unit.
        at: The position of the figure.
        after: The position after it.

    Raises:
        Unread: The unit stays open, and the value depends on it.
    """
    if unit is None or not (candidates := units()[unit].one_of):
        return unit
    is_of_a_thing = units()[unit].base and tokens.has(after, "of")  # 2 million pounds of ore
    meant = unit if is_of_a_thing else _told(tokens, unit, candidates, at)
    if meant == unit and not units()[unit].base and units()[candidates[0]].factor != 1:
        raise Unread(after)
    return meant


def _told(tokens: Hedges, unit: str, candidates: tuple[str, ...], at: int) -> str:
    """Return the one of some units that the text names; the unit that they share where it names none or several."""
    for start, end in ((_sentence(tokens.plain, tokens.starts[at])), (0, len(tokens.plain))):
        for named in (set(_cued(tokens.plain[start:end])), set(_printed(tokens, start, end))):
            meant = [one for one in candidates if one in named or units()[one].base in named]
            if meant or units()[unit].base in named:
                return meant[0] if len(meant) == 1 and units()[unit].base not in named else unit
    return unit


def _sentence(text: str, at: int) -> tuple[int, int]:
    """Return the start and the end of the sentence around a character."""
    start = max((match.end() for match in _SENTENCE_END.finditer(text, 0, at)), default=0)
    end = _SENTENCE_END.search(text, at)
    return start, end.start() if end else len(text)


def _printed(tokens: Hedges, start: int, end: int) -> Iterator[str]:
    """Yield the base of each unit that stands between two characters and is not shared."""
    for token, place in zip(tokens.tokens, tokens.starts, strict=True):
        for kind in ("unit", "currency"):
            if start <= place < end and kind in token.kinds and not units()[token.kinds[kind]].one_of:
                base = units()[token.kinds[kind]].base
                yield "pp" if base == "percent" else base  # 6.5 points, after 56.8%


def _cued(text: str) -> Iterator[str]:
    """Yield the units of the countries and scales that a text names."""
    pattern, meanings = _cues()
    return (meanings[match[1] or match[2]] for match in pattern.finditer(fold(text)))


@cache
def _cues() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern for the words that tell a shared unit, which are its first or second group, and their units."""
    meanings = {fold(word): unit for pack in packs().values() for word, unit in pack.words("unit_cue").items()}
    prefixes = {fold(prefix) for pack in packs().values() for prefix in pack.words("prefix")}
    longest = sorted(meanings, key=len, reverse=True)
    han = "|".join(re.escape(word) for word in longest if HAN.match(word))
    others = "|".join(re.escape(word) for word in longest if not HAN.match(word))
    return re.compile(rf"({han})|(?<!\w)(?:{'|'.join(prefixes)})?({others})(?!\w)"), meanings
