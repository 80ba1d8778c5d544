"""The result of the grammar: a print as numbers, their unit, and the word or sign between them."""

from typing import NamedTuple

THIRD = 0.01
"""The place to which a fraction in words is taken to be exact: a third is 0.33."""


class Number(NamedTuple):
    """One number of a quantity; its value is ``text * times + added``."""

    text: str
    """The mantissa in plain digits."""
    times: float = 1.0
    """The product of its scale words."""
    added: float = 0.0
    """The sum of the terms after the first, scales included."""
    place: float | None = None
    """The place value of the last significant digit, where the mantissa does not show it."""
    start: int = -1
    stop: int = -1
    """The characters of the mantissa in the text, half-open; -1 for a number in words."""
    scale: float = 1.0
    """The last scale word: later terms are smaller, and the other end of a range may share it."""
    is_word: bool = False
    inner_hedge: str = ""
    """A hedge inside the number, as 多 in 20多万."""
    value_of_unit: str = ""
    """A unit that the number includes: 三成 is in per cent, طنين (two tonnes) in tonnes."""

    @property
    def value(self) -> float:
        return float(self.text) * self.times + self.added


class Parts(NamedTuple):
    """The parts of a printed quantity."""

    first: Number
    last: Number | None = None
    unit: str | None = None
    """The name of the unit in ``units.csv``; None where none is printed."""
    per: str | None = None
    joiner: str = ""
    """The relation of two numbers: a ``range``, a ``list`` of two values, or ``steps`` from one value to another."""
    hedge: str = ""
    """A hedge inside a number."""


class Read(NamedTuple):
    """Parts, and the positions of the tokens they were read from."""

    parts: Parts
    first: int
    last: int
    """The position after the last token."""
    between: tuple[int, int] = (0, 0)
    """Of two values: the position after the first, and the position where the second begins."""


class Unread(Exception):
    """Raised where a quantity begins that can't be read for certain.

    Args:
        last: The position after the last token that belongs to the quantity.
    """

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last


def last_place(text: str) -> int:
    """Return the power of ten of a number's last significant digit: any decimal, else the last digit but zeros."""
    if "." in text:
        return text.index(".") + 1 - len(text)
    zeros = len(text) - len(text.rstrip("0"))
    return zeros % len(text)


def part_of_whole(share: float) -> Number:
    """Return a share of a whole as a number in words; one below a tenth is exact to a tenth of itself."""
    return Number(f"{share:.12g}", place=min(THIRD, share / 10), is_word=True, value_of_unit="ratio")


def fraction(meaning: str) -> Number:
    """Return the number of a fraction as the packs write it: ``0.5`` or ``1/3``."""
    text = quotient(meaning)
    place = 10.0 ** last_place(text)
    return Number(text, place=max(THIRD, place) if len(text) > 4 else place, is_word=True, value_of_unit="ratio")


def quotient(meaning: str) -> str:
    """Return the digits of ``1/3``, or of a number that is no fraction as they are."""
    numerator, _, denominator = meaning.partition("/")
    return f"{float(numerator) / float(denominator):.12g}" if denominator else meaning
