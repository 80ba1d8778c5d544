"""A number of a draft with the words around it, and how these stand to a fact of the ledger: substance, bound, date."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tungsten.gate.facts import Fact
from tungsten.gate.wording import Sentence

REACH = 4
"""The number of sentences before a number's own that may name its subject."""


NEAR = 60
"""The most characters between a number and the name of the substance it counts, or the word that makes it a bound."""


BASES = ({"W", "WO3", "ore", "concentrate", "tungsten"}, {"ores_and_concentrates", "all_forms"}, {"REO", "RE_metal"})
"""Substances that exclude each other; ``tungsten`` is a tonnage of which the draft doesn't say whether of W or WO₃."""


COMMODITY = {"W": "tungsten", "WO3": "tungsten", "tungsten": "tungsten", "REO": "rare_earths"}
"""The commodity of a substance."""


FAR = 1.25
"""A bound is far from a fact if it is more than this many times larger or smaller; a bound so loose claims little.

NOTE: a convention of this project.
"""


WORDS_ROUND_BY = 5.0
"""The percentage points that a share in words may differ from a figure: 32% is about a third.

NOTE: a convention of this project.
"""


@dataclass(frozen=True)
class Number:
    """A number of a draft with its sentence."""

    start: int
    end: int
    low: float
    high: float
    unit: str | None
    qualifier: str | None
    is_share_in_words: bool
    """Whether it is a share such as "half", given here in per cent."""
    sentence: Sentence
    before: Sequence[Sentence]
    """The sentences before, in their order, at most `REACH`."""
    after: Sentence | None
    """The sentence after."""
    near: frozenset[str]
    """The measures of its unit that the nearest words name."""
    own: frozenset[str]
    """The same without words that may belong to another number."""

    @property
    def digits(self) -> int:
        """Return the number of digits without the zeros at the ends."""
        return digits(self.low)


def commodities(sentence: Sentence) -> set[str]:
    """Return the commodities that a sentence names, also by a substance they are counted as."""
    return sentence.named("commodity") | {COMMODITY[basis] for basis in sentence.named("basis") if basis in COMMODITY}


def digits(value: float) -> int:
    """Return the number of digits of a value without the zeros at the ends."""
    return len(f"{value:.12g}".partition("e")[0].replace(".", "").strip("0-"))


def bases_near(number: Number, fact: Fact) -> set[str]:
    """Return the substances that the nearest words name, of those that exclude the one of a fact."""
    rivals = next((group for group in BASES if fact.basis in group), set())
    return number.sentence.nearest("basis", rivals, number.start, number.end, most=NEAR, own=True)


def is_other_basis(number: Number, fact: Fact) -> bool:
    """Return whether the nearest words name a substance that excludes the one of a fact."""
    if fact.unit != "t" and fact.basis in BASES[0]:
        return False  # the grade of an ore may be that of its WO₃
    return bool(bases_near(number, fact) - {fact.basis, "tungsten"}) and fact.basis not in bases_near(number, fact)


def is_bound_lost(number: Number, fact: Fact) -> bool:
    """Return whether a fact is a bound, and neither the number nor a word before it in the sentence says so."""
    if fact.qualifier not in {"more_than", "less_than", "up_to"} or number.qualifier in {fact.qualifier, None, "range"}:
        return False
    before = range(number.start - NEAR, number.start + 1)
    words = {name.means for name in number.sentence.names if name.kind == "bound" and name.end in before}
    return fact.qualifier not in words


def is_bounded(number: Number, fact: Fact) -> bool:
    """Return whether a number is a bound that a fact keeps, and not by far: more than 80% for 83%."""
    if number.qualifier == "more_than":
        return number.low <= fact.low <= FAR * number.low
    return number.qualifier in {"less_than", "up_to"} and number.high / FAR <= fact.high <= number.high


def is_apart(number: Number, fact: Fact) -> bool:
    """Return whether a number and a fact exclude each other; a share in words only if it is far from the fact."""
    slack = WORDS_ROUND_BY if number.is_share_in_words else 0
    least, most = _ends(number.low - slack, number.high + slack, number.qualifier)
    least_of_fact, most_of_fact = _ends(fact.low, fact.high, fact.qualifier)
    return most < least_of_fact or most_of_fact < least


def _ends(low: float, high: float, qualifier: str | None) -> tuple[float, float]:
    """Return the least and the greatest value of a number, open on the side of a bound."""
    is_open_below = qualifier in {"less_than", "up_to"}
    return (-math.inf if is_open_below else low), (math.inf if qualifier == "more_than" else high)


def is_then(number: Number, fact: Fact, default: bool = True) -> bool:
    """Return whether a date of the sentence is in the period of a fact; ``default`` if one of them has none."""
    if not number.sentence.dates or not fact.days:
        return default
    start, end = fact.days
    return any(date.first <= end and start <= date.last for date in number.sentence.dates)


def is_of_another_time(number: Number, fact: Fact) -> bool:
    """Return whether the clause of a number gives a date, and no date of the sentence is in the period of a fact."""
    return bool(number.sentence.clause_dates(number.start, number.end)) and not is_then(number, fact)


def years(number: Number) -> str:
    """Return the years of the dates of a number's sentence, in words."""
    return ", ".join(sorted({str(date.first.year) for date in number.sentence.dates}))
