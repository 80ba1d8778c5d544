"""Numbers in digits and in words: the mantissa, its scale words, and further terms added to them."""

import re
from functools import cached_property
from typing import TypeAlias

from tungsten.ledger.cursor import Cursor
from tungsten.ledger.number_words import WordSum
from tungsten.ledger.numeral import Numerals
from tungsten.ledger.pack import TIMES, units
from tungsten.ledger.parts import THIRD, Number, Unread, fraction, last_place, part_of_whole, quotient

_AFTER_M = {"t", "kt", "Mt", "lb", "oz", "barrel", "kg", "short_ton", "m3", "ft3", "tpa", "bpd", "MMBtu"}
"""Units before which the letter m after a number is a million: 9.5m lb."""

_NO_THINGS = {"percent", "pp", *TIMES}
"""Units of which "one in five" is no share: one in five years."""

MOST_PARTS = 10
"""The largest whole of which several parts are read as a share.

NOTE: a convention of this project: "3 in 4" is a share, "30 in 400" are two counts.
"""

PARTS_OF_ONE = frozenset("2 3 4 8 16 32 64".split())
"""The denominators of a fraction behind a whole number, as prices of grain and bonds are quoted."""

Term: TypeAlias = tuple[Number, int]
"""A number and the position after it."""


class Numbers(Cursor):
    """Read numbers among the tokens of a text.

    A method that reads returns what it read and the position after it, or None
    where nothing of its kind begins.
    """

    def number(self, at: int) -> Term | None:
        """Return the number that begins here, with its scale and all terms added to it."""
        term = self.term(at)
        if term is None:
            return None
        number, after = term
        while (longer := self._with_next_term(number, after)) is not None:
            number, after = longer
        return number, after

    def term(self, at: int) -> Term | None:
        """Return the first term of a number: a mantissa with its scale words."""
        if self.category(at) == "number":
            return self._term_in_digits(at)
        if self.has(at, "fraction_of"):
            return None
        for read in (
            self._percent_in_words,
            self._parts_in_words,
            self._share,
            self._term_in_words,
            self._scale_alone,
            self._dual,
        ):
            if term := read(at):
                return term
        return None

    def plain_digits(self, at: int, scale: float = 1.0) -> str | None:
        """Return the digits of the token with a point; None where the text leaves open what its marks are."""
        return self._numerals.plain_digits(self.tokens[at].text, scale)

    @cached_property
    def _numerals(self) -> Numerals:
        marks = self.lexicon.marks.get(self.script, {} if self.script else {".": "decimal"})
        return Numerals(self.profile, marks)

    def _term_in_digits(self, at: int) -> Term | None:
        if mixed := self._mixed(at):
            return mixed
        after, hedge = at + 1, ""
        if self.has(after, "over"):
            hedge, after = self.text(after), after + 1
        after += self.text(after) == ")" and self.text(at - 1) == "(" and self.has(after + 1, "scale")
        scale, after = self._scales(after)
        if self.has(after, "over") and not hedge:
            hedge, after = self.text(after), after + 1
            more, after = self._scales(after)
            scale *= more
        text = self.plain_digits(at, scale)
        if text is None:
            raise Unread(after + (self.unit(after) is not None))
        if self.has(at + 1, "vulgar") and self.glued(at + 1) and text.isdigit():
            value = float(text) + float(self.meaning(at + 1, "vulgar"))
            scale, after = self._scales(at + 2)
            return Number(f"{value:.12g}", scale, scale=scale, place=THIRD), after
        if text.isdigit() and scale == 1 and (share := self._part_of(float(text), after)):
            return share
        number = Number(text, scale, start=self.starts[at], stop=self.ends[at], scale=scale, inner_hedge=hedge)
        if self.has(after, "tenths"):
            return number._replace(times=10.0, scale=1.0, value_of_unit="percent"), after + 1
        return self._with_words_in_unit(number, after)

    def _with_words_in_unit(self, number: Number, at: int) -> Term:
        """Return a number with the half, or the hedge, that stands in its unit: 两个半小时, 二十多个月."""
        if self.has(at, "over_unit"):
            unit, hedge = self.meaning(at, "over_unit").split()
            return number._replace(value_of_unit=unit, inner_hedge=hedge), at + 1
        if not self.has(at, "half_unit") or number.scale > 1:
            return number, at
        return _plus(number, 0.5, 0.5)._replace(value_of_unit=self.meaning(at, "half_unit")), at + 1

    def _mixed(self, at: int) -> Term | None:
        """Return a whole number with a fraction in digits behind it: 11-1/4 cents, 3 1/2 years."""
        part = at + 1 + (self.text(at + 1) == "-" and self.glued(at + 1) and self.glued(at + 2))
        is_fraction = self.text(part + 1) == "/" and self.glued(part + 1) and self.glued(part + 2)
        whole, above, below = self.text(at), self.text(part), self.text(part + 2)
        is_whole = re.fullmatch(r"\d{1,3}(?:\.\d\d)?", whole)
        if not (is_fraction and is_whole and above.isdigit() and below in PARTS_OF_ONE):
            return None
        has_unit = self.unit(part + 3) or self.has(at - 1, "currency")
        if not 0 < int(above) < int(below) or self.text(part + 3) == "/" or not has_unit:
            return None
        place = 0.01 if "." in whole else 1.0  # $11.36-1/2 has half a cent
        value = float(whole) + place * int(above) / int(below)
        return Number(f"{value:.12g}", place=place / int(below)), part + 3

    def _scales(self, at: int) -> tuple[float, int]:
        """Return the product of the scale words that begin here; 1 without any."""
        factor = 1.0
        while True:
            is_hyphen = self.text(at) == "-" and self.glued(at) and self.glued(at + 1)
            to = at + 1 if (is_hyphen or self.has(at, "article")) and self.has(at + 1, "scale") else at
            if self.has(to, "scale", "times") and not self.begins_code(to):
                factor *= float(self.tokens[to].kinds.get("scale") or self.tokens[to].kinds["times"])
            elif self.has(to, "scale_money") and self._is_money(to):
                factor *= float(self.meaning(to, "scale_money"))
            else:
                return factor, at
            at = to + 1

    def _is_money(self, at: int) -> bool:
        """Return whether the letter m after a number is a million, not a metre: near a currency or before a unit."""
        if self.category(at - 1) != "number":
            return False
        if self.has(at - 2, "currency"):
            return True
        if self.text(at - 2) in {"-", "to", "and"} and (self.has(at - 4, "currency") or self.has(at - 5, "currency")):
            return True
        return (self.has(at + 1, "unit") and self.meaning(at + 1, "unit") in _AFTER_M) or self.has(at + 1, "currency")

    def _fraction_part(self, numerator: float, at: int) -> Term | None:
        """Return the fraction whose denominator begins here, as the fifths of three fifths."""
        to = at + 1 if self.text(at) == "-" and self.glued(at) else at
        if not self.has(to, "fraction_part") or numerator <= 0:
            return None
        share = numerator / float(self.meaning(to, "fraction_part"))
        if share == 0.5 and numerator > 1:  # two quarters are half a year, no half
            return None
        begins_rank = self.text(to + 1) == "-" or self.has(to + 1, "superlative")
        if share >= 1 or (self.has(to, "ordinal") and begins_rank):
            return None
        return self._scaled(part_of_whole(share), to + 1)

    def _percent_in_words(self, at: int) -> Term | None:
        """Return a percentage whose unit is a word in front of it: 百分之十五."""
        if not self.has(at, "percent_before"):
            return None
        times = float(self.meaning(at, "percent_before"))
        if self.category(at + 1) == "number":
            text, start, stop = self.plain_digits(at + 1), self.starts[at + 1], self.ends[at + 1]
            if text is None:
                raise Unread(at + 2)
            return Number(text, times, start=start, stop=stop, value_of_unit="percent"), at + 2
        if in_words := self.in_words(at + 1):
            value, after, _ = in_words
            return Number(f"{value:.12g}", times, is_word=True, value_of_unit="percent"), after
        return None

    def _parts_in_words(self, at: int) -> Term | None:
        """Return a number of parts of a whole: two thirds, 三分之一, 六成半."""
        if not self.has(at, "number", "times") or not (in_words := self.in_words(at)):
            return None
        value, after, _ = in_words
        if self.has(after, "fraction_of") and (numerator := self.in_words(after + 1)):
            if not numerator[0] < value:
                raise Unread(numerator[1])
            return part_of_whole(numerator[0] / value), numerator[1]
        if self.has(after, "tenths") and value <= 10:
            has_half = self.has(after + 1, "half_more", "number")
            tenths = value + (0.1 * float(self.tokens[after + 1].kinds.get("number", 5)) if has_half else 0)
            hedge = self.text(after + 1) if self.has(after + 1, "over") else ""
            number = Number(f"{tenths:.12g}", 10.0, is_word=True, value_of_unit="percent", inner_hedge=hedge)
            return number, after + 1 + (has_half or bool(hedge))
        return self._part_of(value, after)

    def _part_of(self, part: float, at: int) -> Term | None:
        """Return the share whose whole begins here: the fifths of three fifths, the "in five" of "three in five"."""
        return self._fraction_part(part, at) or self._out_of(part, at)

    def _out_of(self, part: float, at: int) -> Term | None:
        """Return the share of a whole that is a number of things, at most ten if it is more than one of them.

        Larger parts are counts themselves: 30 of 400 samples.
        """
        if not self.has(at, "out_of") or (self.is_year(at + 1) and self.text(at) == "in"):
            return None
        whole = self.term_or_none(at + 1)
        if whole is None or whole[0].value_of_unit or not 0 < part < whole[0].value:
            return None
        unit = self.unit(whole[1])
        if (part > 1 and whole[0].value > MOST_PARTS) or (unit and units()[unit[0]].base in _NO_THINGS):
            return None
        return part_of_whole(part / whole[0].value), whole[1]

    def _share(self, at: int) -> Term | None:
        """Return a fraction in one word, of a scale or of a thing: half a million, a third of it."""
        at += self.has(at, "a") and self.has(at + 1, "fraction_part")
        kinds = self.tokens[at].kinds if at < self.length else {}
        if "fraction_part" in kinds and self.is_one_part(at):
            return self._scaled(part_of_whole(1 / float(kinds["fraction_part"])), at + 1)
        if "fraction_whole" in kinds:
            return fraction(kinds["fraction_whole"]), at + 1
        is_of_years = self.has(at - 1, "article") and self.has(at - 2, "year_word")  # "the five years", not "a fifth"
        if (
            "fraction_definite" in kinds
            and not is_of_years
            and (self.is_definite(at + 1) or self.printed(at) in self.lexicon.vowelled)
        ):
            return self._scaled(fraction(kinds["fraction_definite"]), at + 1)
        if "fraction" in kinds and "fraction_definite" not in kinds:
            return self._scaled(fraction(kinds["fraction"]), at + 1)
        return None

    def is_one_part(self, at: int) -> bool:
        """Return whether "third" is a fraction, not a rank: "a third of it", "by a third"."""
        is_change = self.has(at - 2, "change") and self.has(at + 1, "function")  # up a third from May
        is_hedged = self.has(at - 2, "hedge") and self.has(at + 1, "function", "joiner")  # by over a third since May
        is_amount = is_change or is_hedged or self.has(at - 2, "by_amount")
        is_part = is_amount or self.has(at + 1, "of", "comparative", "hedge") or self.category(at + 1) in {"sign", ""}
        return self.has(at - 1, "a") and is_part

    def _scaled(self, number: Number, after: int) -> Term:
        """Return a fraction with the scale word or the unit after it: half a million, half a tonne."""
        to = after
        while self.has(to, "of", "article", "a"):
            to += 1
        scale, end = self._scales(to)
        if scale > 1:
            return number._replace(times=scale, scale=scale, value_of_unit=""), end
        if self.has(to, "unit") and not self.has(after, "of") and units()[self.meaning(to, "unit")].base != "count":
            return number._replace(value_of_unit=""), to
        return number, after

    def _term_in_words(self, at: int) -> Term | None:
        in_words = self.in_words(at)
        if in_words is None:
            return None
        value, after, scale = in_words
        hedge = ""
        is_over_ten = self.has(after, "over_ten") and self.has(after - 1, "times")  # 十几
        if self.has(after, "over") or is_over_ten:
            hedge, after = self.text(after), after + 1
            more, after = self._scales(after)
            value *= more
            scale = max(scale, more)
        if self.has(after, "scale_many") and not self.has(after, "scale"):
            raise Unread(after + 1)
        if self.script == "CJK" and self.has(after, "number") and not hedge:
            raise Unread(after + 1)
        text = f"{value:.12g}"
        number = Number(f"{value:.0f}" if "e" in text else text, is_word=True, scale=scale, inner_hedge=hedge)
        return self._with_words_in_unit(number, after)

    def in_words(self, at: int) -> tuple[float, int, float] | None:
        """Return the value of the number words that begin here, the position after them, and the last scale word."""
        total, has_begun = WordSum(), False
        while True:
            to = self._after_joint(at) if has_begun else at
            if to >= self.length or not total.add(self.tokens[to].kinds, has_begun, is_joined=to > at):
                break
            has_begun, at = True, to + 1
        if not has_begun:
            return None
        is_after_zero = self.has(at - 2, "number") and self.meaning(at - 2, "number") == "0"
        if self.has(at, "point_word") and (decimals := self._decimals(at + 1)):
            return total.value + float(f"0.{decimals}"), at + 1 + len(decimals), total.scale
        if self.category(at - 1) == "han" and not is_after_zero:
            total.shift_last_digit()
        return total.value, at, total.scale

    def _decimals(self, at: int) -> str:
        """Return the digits after a point in words: three point five."""
        digits = ""
        while self.has(at, "number") and len(self.meaning(at, "number")) == 1:
            digits, at = digits + self.meaning(at, "number"), at + 1
        return "" if self.has(at, "times") else digits

    def _after_joint(self, at: int) -> int:
        """Return the position after "and", a hyphen or a comma between number words; the same position without one."""
        if self.has(at, "and") and self.has(at + 1, "number", "times"):
            return at + 1
        if self.text(at) == "-" and self.glued(at) and self.has(at + 1, "number") and self.glued(at + 1):
            return at + 1
        if self.text(at) == "," and self.has(at - 1, "scale") and self.has(at + 1, "number"):
            scale, further = float(self.meaning(at - 1, "scale")), self.in_words(at + 1)
            return at + 1 if further and 100 <= further[0] < scale else at  # one thousand, four hundred
        return at

    def _scale_alone(self, at: int) -> Term | None:
        """Return a scale word that counts as one of itself: مليون طن (million tonne), a million tonnes."""
        to = at
        if self.has(at, "a") and self.has(at + 1, "scale", "times") and not self.has(at + 1, "number"):
            to = at + 1
        elif self.script == "CJK" and self.has(at, "times", "scale") and self.has(at + 1, "over"):
            kinds = self.tokens[at].kinds  # 百余
            times = float(kinds.get("times") or kinds["scale"])
            more, after = self._scales(at + 2)
            return Number("1", times * more, scale=times * more, is_word=True, inner_hedge=self.text(at + 1)), after
        elif not self.has(at, "scale_alone") and not self._is_hedged_scale(at):
            return None
        scale, after = self._scales(to)
        if self.has(at, "scale_alone") and self.meaning(at, "scale_alone") == "joined" and not self.has(after, "and"):
            raise Unread(after + (self.unit(after) is not None))
        return Number("1", scale, scale=scale, is_word=True), after

    def _is_hedged_scale(self, at: int) -> bool:
        """Return whether a Chinese scale word needs no number, behind a hedge or as a print: 逾千万."""
        is_hedged = self.has(at - 1, "hedge") or (at == 0 and self.is_one_mention)
        return self.script == "CJK" and self.has(at, "times", "scale") and is_hedged

    def _dual(self, at: int) -> Term | None:
        """Return an amount in one word: two of a scale or of a unit, the Arabic dual, or a quarter-point."""
        if self.has(at, "scale_dual"):
            first = float(self.meaning(at, "scale_dual"))
            scale, after = self._scales(at + 1)
            return Number("2", first * scale, scale=first * scale, is_word=True), after
        if self.has(at, "unit_dual"):
            return Number("2", is_word=True, value_of_unit=self.meaning(at, "unit_dual")), at + 1
        if self.has(at, "amount"):
            value, unit, *hedge = self.meaning(at, "amount").split()
            return Number(value, is_word=True, value_of_unit=unit, inner_hedge="".join(hedge)), at + 1
        return None

    def _with_next_term(self, number: Number, at: int) -> Term | None:
        """Return the number with one more term: and 120 thousand, and a half."""
        if self.has(at, "half_after"):
            return self._with_half(number, at + 1)
        if self.script == "CJK" and self.category(at) == "number" and self.glued(at) and number.scale > 1:
            return self._with_smaller_term(number, at)  # 2亿3000万
        if not self.has(at, "and"):
            if self.has(at, "half_more") and number.scale > 1 and self.script == "CJK":
                return _plus(number, 0.5 * number.scale, 0.1 * number.scale), at + 1
            return None
        if self.has(at + 1, "fraction", "a") and not self.has(at + 2, "fraction_part"):
            to = at + 1 + (self.has(at + 1, "a") and self.has(at + 2, "fraction"))
            if self.has(to, "fraction"):
                return self._with_share(number, to)
        return self._with_smaller_term(number, at + 1) if number.scale > 1 else None

    def _with_smaller_term(self, number: Number, at: int) -> Term | None:
        """Return the number with a term that is smaller than its last scale."""
        term = self.term_or_none(at)
        if term is None:
            return None
        more, after = term
        if not 0 < more.value < number.scale or more.value_of_unit:
            return None
        has_own_sign = self.category(after) == "sign" and self.has(after, "unit")
        if self.percent(after) or (more.scale == 1 and has_own_sign):
            return None
        place = 10.0 ** last_place(more.text) * more.times
        return _plus(number, more.value, place, scale=more.scale), after

    def _with_half(self, number: Number, at: int) -> Term:
        """Return the number with half of the scale that follows, or of its own scale if it has one."""
        times, after = self._scales(at)
        if number.scale == 1:
            number = number._replace(times=number.times * times, scale=times)
        return number._replace(added=0.5 * number.scale, place=0.1 * number.scale), after

    def _with_share(self, number: Number, at: int) -> Term | None:
        share, after = float(quotient(self.meaning(at, "fraction"))), at + 1
        to = after + self.has(after, "article")
        if self.has(to, "scale"):
            scale = float(self.meaning(to, "scale"))
            if number.scale == 1:
                times, after = self._scales(after)
                return number._replace(times=times, added=share * times, scale=times, place=0.1 * times), after
            return _plus(number, share * scale, 0.1 * scale, scale=1.0), to + 1
        return _plus(number, share * number.scale, 0.1 * number.scale, scale=1.0), after

    def term_or_none(self, at: int) -> Term | None:
        """Return the first term of the number that begins here; None where it can't be read, too."""
        try:
            return self.term(at)
        except Unread:
            return None


def _plus(number: Number, value: float, place: float, scale: float | None = None) -> Number:
    return number._replace(added=number.added + value, place=place, scale=number.scale if scale is None else scale)
