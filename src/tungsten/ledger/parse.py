"""The grammar of printed quantities, from tokens to parts; used by the scanner and by the cleaning.

A quantity is one number, or two with a joiner between them, then a unit and the
unit it is counted per:

    4-5 مليارات دولار      US$300 per mtu      45 مليونا و120 ألفا طن      20万-25万吨

A quantity that can't be read for certain is not read: see `ambiguous`.
"""

from typing import NamedTuple

from tungsten.ledger.ambiguous import refuse_ambiguous
from tungsten.ledger.lexicon import UNLISTED
from tungsten.ledger.pack import TIMES, units
from tungsten.ledger.parts import Number, Parts, Read, Unread, fraction, last_place, part_of_whole
from tungsten.ledger.rate import Rates

MOST_TIMES = 20
"""How many times the last mantissa of a range the first may be, to have the same scale; a convention of this project.

Ranges fall as well as rise: from 9 to 3 million.
"""

_SENTENCE_ENDS = frozenset(".;؛。；!?؟！？\n")


class End(NamedTuple):
    """A number with its unit, and the position after both."""

    number: Number
    unit: str | None
    per: str | None
    after: int
    first: int = -1
    """The position of its first token, where that lies before its number."""
    is_below_zero: bool = False


class Other(NamedTuple):
    """The second number of two, and the relation between them."""

    end: End
    joiner: str
    between: tuple[int, int]
    """The position after the first number, and the position where the second begins."""


class Grammar(Rates):
    """Read quantities among the tokens of a text."""

    def quantity(self, at: int) -> Read | None:
        """Return the quantity that begins here.

        Raises:
            Unread: A quantity begins here and can't be read for certain.
        """
        if neighbours := self._neighbouring_digits(at):
            return neighbours
        if read := self._share_of_each(at) or self._one_and_half(at):
            return read
        start, at, has_minus, currency = self._opening(at)
        term = self.number(at)
        if term is None:
            return None
        end = self._with_unit(*term, currency)
        end = self._with_words_behind(end, start, at)
        is_negative = has_minus or end.is_below_zero
        start = min(start, end.first) if end.first >= 0 else start
        other = self._second(start, at, end)
        parts, after = Parts(end.number, unit=end.unit, per=end.per, hedge=end.number.inner_hedge), end.after
        if other is not None:
            parts, after = self._joined_parts(parts, other), other.end.after
        if is_negative:
            if other is not None or not _may_be_negative(end.unit):
                raise Unread(after)
            parts = parts._replace(first=_negative(end.number))
        if not parts.per:
            parts, after = self.per_many(parts, after)
        if parts.unit and not parts.per:
            parts = parts._replace(per=self.per_before(start, after, parts.unit))
        named = self._unit_of_word(start)
        if other is not None and named and named[0] == parts.unit:  # a kilogram to two
            start = named[1]
        if parts.unit is None and named:
            parts, start = parts._replace(unit=named[0], per=self.per_of(named[0], after)[0]), named[1]
        if parts.unit is None and self._is_age(start):
            parts = parts._replace(unit="year")
        refuse_ambiguous(self, parts, after)
        return Read(parts, start, after, other.between if other else (0, 0))

    def _neighbouring_digits(self, at: int) -> Read | None:
        """Return the range of two digits before one scale word: 两三百 is 200 to 300."""
        if not (self.script == "CJK" and self.has(at, "number") and self.has(at + 1, "number")) or (
            self.has(at - 1, "number", "times") and self.glued(at)
        ):
            return None
        one, two = float(self.meaning(at, "number")), float(self.meaning(at + 1, "number"))
        term = self.number(at + 1)
        if term is None or not 0 < one == two - 1 or term[0].value % two:
            return None
        end = self._with_unit(*term, None)
        first = end.number._replace(text=f"{float(end.number.text) / two * one:.12g}")
        per = end.per or (end.unit and self.per_before(at, end.after, end.unit))
        return Read(Parts(first, end.number, end.unit, per, "range", end.number.inner_hedge), at, end.after)

    def _share_of_each(self, at: int) -> Read | None:
        """Return the share of one in every five, where the whole stands first: 每五家企业中就有一家."""
        at += self.has(at, "each")
        whole = self.term_or_none(at) if self.has(at - 1, "each") else None
        if whole is None or not (things := self.unit(whole[1])):
            return None
        to = things[1] + (self.tokens[things[1] : things[1] + 1] == [UNLISTED])
        part = self.term_or_none(to + 1) if self.has(to, "among") else None
        if part is None or self.unit(part[1]) != (things[0], part[1] + 1) or not part[0].value < whole[0].value:
            return None
        return Read(Parts(part_of_whole(part[0].value / whole[0].value), unit="ratio"), at - 1, part[1] + 1)

    def _one_and_half(self, at: int) -> Read | None:
        """Return one unit and a half, at its fraction: a decade and a half."""
        joiner = at - 1 - self.has(at - 1, "a")
        if not self.has(at, "fraction") or not self.has(joiner, "and"):
            return None
        unit, start = self.time(joiner - 1, "per_unit"), joiner - 1  # "a year" is one token
        if not unit and self.has(joiner - 2, "a"):
            unit, start = self.time(joiner - 1, "unit"), joiner - 2
        if not unit:
            return None
        end = self._half_of_unit(End(Number("1", is_word=True), unit, None, joiner))
        return end and Read(Parts(end.number, unit=unit), start, end.after)

    def _opening(self, at: int) -> tuple[int, int, bool, str | None]:
        """Return the start of a quantity, the start of its number, whether it has a minus, and its unit in front."""
        start, has_minus = at, False
        if self.text(at) in {"-", "+"} or self.has(at, "minus"):
            has_minus = self.text(at) != "+"
            at += 1
        if self.text(at - 1) == "(" and self.text(at + 1) == ")" and self.has(at + 2, "scale") and start == at:
            start -= 1
        currency, at = self._unit_in_front(at)
        if not has_minus and self.text(at) == "-" and currency and self.category(at + 1) == "number":
            has_minus, at = True, at + 1
        return start, at, has_minus, currency

    def _unit_of_word(self, first: int) -> tuple[str, int] | None:
        """Return the unit in front of a number word, as Arabic writes "the nine months" and "one dollar", and where."""
        is_one = self.is_one(first)
        if is_one and self.has(first - 1, "article"):
            return None
        if is_one and self.script == "ARABIC" and self.has(first - 1, "unit") and self.category(first - 2) != "number":
            name = self.meaning(first - 1, "unit")
            return None if units()[name].base in {"count", "times"} else (name, first - 1)
        if self.has(first - 1, "article") and self.has(first - 2, "year_word"):
            return "year", first - 2
        is_definite = self.has(first - 3, "article") or first == 2  # a print may begin without its article
        if self.has(first - 1, "article") and self.has(first - 2, "unit") and is_definite:
            return self.meaning(first - 2, "unit"), max(first - 3, 0)
        return None

    def _is_age(self, first: int) -> bool:
        """Return whether a number is an age: people aged 65 and over, aged between 15 and 24."""
        back = first - 1
        while self.has(back, "hedge", "between"):
            back -= 1
        return self.has(back, "age")

    def _unit_in_front(self, at: int) -> tuple[str | None, int]:
        """Return the currency or per cent sign before a number, and the position of the number."""
        if currency := self.currency(at):
            return currency, at + 1
        if self.percent(at) and self.category(at + 1) == "number":
            return "percent", at + 1
        return None, at

    def _with_words_behind(self, end: End, start: int, at: int) -> End:
        """Return the number with the words after its unit that belong to it: 三年半, five dollars and 20 cents."""
        number, unit, after = end.number, end.unit, end.after
        if unit is None:
            return end
        if self.has(after, "over") and not number.inner_hedge:
            return end._replace(number=number._replace(inner_hedge=self.text(after)), after=after + 1)
        if self.has(after, "below_zero") and unit in {"degC", "degF"}:
            return end._replace(after=after + 1, is_below_zero=True)
        if self.has(after, "half_more") and self.script == "CJK" and not number.added:
            half = 0.5 * number.times
            return end._replace(number=number._replace(added=half, place=half), after=after + 1)
        if self.has(after, "and") and (with_half := self._half_of_unit(end)):
            return with_half
        if self.has(after - 1, "before_tenths") and self.script == "CJK":
            return self._with_tenths(end)
        return self._smaller_coin(end, start, at) or end

    def _with_tenths(self, end: End) -> End:
        """Return an amount of Chinese money with the tenths behind its unit: 三块五 is 3.5 yuan, 一块二毛 is 1.2.

        Raises:
            Unread: More number words follow: 三块八一吨.
        """
        at = end.after
        tenths = self.meaning(at, "number") if self.has(at, "number") else self.text(at)
        if not (self.glued(at) and len(tenths) == 1 and tenths.isdigit()):
            return end
        after = at + 1 + (self.has(at + 1, "before_tenths"))
        if self.category(after) == "number" or self.has(after, "number", "times", "scale", "over"):
            raise Unread(after)
        number = end.number._replace(added=end.number.added + int(tenths) / 10, place=0.1)
        return end._replace(number=number, after=after)

    def _half_of_unit(self, end: End) -> End | None:
        """Return the number with a fraction of the unit added after it: three years and a half."""
        at = end.after + 1 + self.has(end.after + 1, "a")
        is_of_others = self.has(at + 1, "of") and end.unit not in TIMES  # 5 t and half of the ore
        if not self.has(at, "fraction") or self.has(at + 1, "scale") or is_of_others or end.number.added:
            return None
        to = at + 1 + self.has(at + 1, "article")
        repeats_unit = self.has(to, "unit") and self.meaning(to, "unit") == end.unit
        if not repeats_unit and (to > at + 1 or self.is_definite(to) or self.category(to) == "number"):
            return None
        share = float(fraction(self.meaning(at, "fraction")).text) * end.number.times
        number = end.number._replace(added=share, place=0.1 * end.number.times)
        return end._replace(number=number, after=to + 1 if repeats_unit else at + 1)

    def _joined_parts(self, parts: Parts, other: Other) -> Parts:
        """Return the parts of two numbers; the first takes the scale of the second if it has none of its own."""
        first, last = parts.first, other.end.number
        if _shares_scale(first, last):
            first = first._replace(times=first.times * last.scale, scale=last.scale)
        elif first.scale == 1 < last.scale and first.value < 1000 and not first.added:  # from 300 to 4.5 million
            raise Unread(other.end.after)
        hedge = parts.hedge or last.inner_hedge
        return Parts(first, last, other.end.unit, other.end.per, other.joiner, hedge)

    def _smaller_coin(self, end: End, start: int, at: int) -> End | None:
        """Return an amount in two units of money: five dollars and 20 cents, or a dollar and 20 cents."""
        number, unit, after = end.number, str(end.unit), end.after
        if self.has(after, "and"):
            term = self.term_or_none(after + 1)
            if term and (coin := self.unit(term[1])) and _is_smaller_coin(coin[0], unit) and not number.added:
                ratio = units()[coin[0]].factor / units()[unit].factor
                place = 10.0 ** last_place(term[0].text) * ratio
                return end._replace(number=number._replace(added=term[0].value * ratio, place=place), after=coin[1])
        if at == start and self.has(start - 1, "and") and self.has(start - 2, "unit"):
            larger = self.meaning(start - 2, "unit")
            is_counted = self.category(start - 3) == "number" or self.has(start - 3, "number", "scale")
            if _is_smaller_coin(unit, larger) and not is_counted:
                ratio = units()[larger].factor / units()[unit].factor
                return end._replace(number=number._replace(added=ratio), first=start - 2)
        return None

    def _with_unit(self, number: Number, at: int, currency: str | None) -> End:
        """Return a number with the unit after it and the unit that is counted per.

        Raises:
            Unread: The unit contradicts ``currency``, the sign in front of the number.
        """
        unit: str | None = number.value_of_unit or currency
        if unit in {None, "ratio"} and (part := self._of_a_percent(at)):
            return End(number._replace(value_of_unit=""), part[0], None, part[1])
        if number.value_of_unit == "ratio":
            return End(number, unit, None, at)
        if unit_behind := self.unit(at):
            name, after = unit_behind
            if unit is None or units()[name].base == units()[unit].base:
                unit, at = name, after
            elif units()[unit].base and not units()[name].base:
                at = after
            elif number.value_of_unit or (units()[name].base == "count" and currency not in {None, "percent"}):
                return End(number, unit, None, at)
            else:
                raise Unread(after)
        per, at = self.per_of(unit, at)
        return End(number, unit, per, at)

    def _of_a_percent(self, at: int) -> tuple[str, int] | None:
        """Return the unit of a part of one per cent, and the position after it: a quarter of a percentage point."""
        unit = self.unit(at + 2) if self.has(at, "of") and self.has(at + 1, "a") else None
        return unit if unit and unit[0] in {"percent", "pp", "bp"} else None

    def _second(self, start: int, at: int, end: End) -> Other | None:
        """Return the second number of a range, a list or a pair of steps, if one follows."""
        first, unit, after = end.number, end.unit, end.after
        joiner, to = self._joiner(start, after)
        second_start = to
        currency, to = self._unit_in_front(to)
        if not joiner or (joiner == "list" and self.category(to) != "number" and self.category(at) == "number"):
            return None
        try:
            term = self.number(to)
            second = self._with_unit(*term, currency) if term else None
        except Unread:
            has_open_digits = self.category(to) == "number" and self.plain_digits(to) is None
            if joiner == "range" and unit is None and has_open_digits:
                raise
            return None
        is_one = first.is_word and first.value == 1 and self.script != "CJK"
        is_adjective = is_one and unit is None and not self._unit_of_word(start)
        if second is None or (is_adjective and second.unit):  # one supplier to 65 %
            return None
        if second.unit is None and (self._is_bare_year(at, after) or self._is_bare_year(to, second.after)):
            return None
        is_price = currency is None and self.has(at - 1, "currency")  # $3-4bn worth of ore
        is_other = unit == "percent" or (not is_price and self.per(second.after) is not None)
        if unit and second.unit is None and self.has(after, "joiner") and is_other:  # 0.5% to 396.4, 12p to 88 per euro
            return None
        is_bare = second.unit is None and (is_price or not self._is_followed_by_word(second.after))
        if unit is not None and is_bare and joiner == "range":
            second = self._with_unit(second.number, second.after, unit)
        if (unit is not None and second.unit != unit) or not self._may_join(joiner, end, second):
            return None
        is_word = joiner == "range" and self.text(after) not in {"-", "~"}
        if is_word and self._is_too_wide(start, first, second.number):
            joiner = "steps"
        return Other(second, "range" if joiner == "between" else joiner, (after, second_start))

    def _may_join(self, joiner: str, end: End, second: End) -> bool:
        """Return whether two numbers are of one kind: those of a list share the scale, those of a range the unit."""
        first, last = end.number, second.number
        if joiner == "list":
            is_bare = end.unit is None and first.scale == 1 and (second.unit is not None or last.scale > 1)
            return is_bare and last.is_word == first.is_word and _may_share_scale(first, last)
        return not (joiner == "between" and end.unit is None and first.scale > 1 and last.scale == 1)

    def _is_too_wide(self, start: int, first: Number, last: Number) -> bool:
        """Return whether two numbers after a verb of change are too far apart for a range: "by 5 to 80 %" are steps."""
        is_change = self.has(start - 1, "by_amount") or self._follows_change(start)
        value = first.value * (last.scale if _shares_scale(first, last) else 1)
        return is_change and not 1 / 3 < value / (last.value or 1) < 3

    def _is_bare_year(self, at: int, after: int) -> bool:
        """Return whether the number is one token that may be a year, without a currency before it."""
        return self.is_year(at) and after == at + 1 and not self.has(at - 1, "currency")

    def _is_followed_by_word(self, at: int) -> bool:
        return self.category(at) in {"word", "han"} and not self.has(at, "function", "per", "per_unit", "a")

    def _joiner(self, start: int, at: int) -> tuple[str, int]:
        """Return the relation of the number that ends here to a second one, and the position of that.

        One of ``range``, ``steps``, ``between``, ``list``, or empty without a second number.
        """
        is_dash = self.text(at) in {"-", "~"}
        if self.has(at, "joiner") or is_dash:
            to = at + 1
            if is_dash and self.text(to) == "-":
                return "", at
            if not is_dash and self.has(to, "article"):
                to += 1
            is_range = self.script == "CJK" or (self.script == "LATIN" and self.percent(at - 1))  # will rise 3% to 5%
            has_own_unit = self.has(at - 1, "unit", "scale") and not is_range
            is_step = self.has(start - 1, "from") or has_own_unit
            is_one_thing = self.has(start - 1, "article", "definite") or self.text(start - 1).endswith("'s")
            are_steps = not (is_dash or is_one_thing) and is_step and self._follows_change(start)
            return ("steps" if are_steps else "range"), to
        if self.has(at, "or"):
            return "range", at + 1
        if self.has(at, "and"):
            return ("between" if self.is_one_mention or self._follows_between(start) else "list"), at + 1
        return "", at

    def _follows_between(self, start: int) -> bool:
        for back in range(start - 1, max(-1, start - 5), -1):
            if self.has(back, "between"):
                return True
            if not (
                self.has(back, "article", "level", "prefix") or (self.category(back) == "word" and back > start - 3)
            ):
                return False
        return False

    def _follows_change(self, start: int) -> bool:
        """Return whether a verb of change stands at most 14 words before, in the same sentence."""
        words = 0
        for back in range(start - 1, -1, -1):
            if self.text(back) in _SENTENCE_ENDS:
                return False
            if self.has(back, "change"):
                return True
            is_number = self.category(back + 1) == "number" or self.has(back + 1, "number")
            if self.has(back, "from") and is_number and back < start - 1:  # that change has its two values
                return False
            if self.has(back, "spread"):
                return False
            words += self.category(back) in {"word", "han"}
            if words > 14:
                return False
        return False

    def multiple(self, at: int) -> Read | None:
        """Return the quantity of a word that multiplies: doubled, tripled, 翻番; "double" behind a hedge only."""
        is_hedged = self.has(at - 1 - self.has(at - 1, "article"), "hedge") or (at == 0 and self.is_one_mention)
        kind = "multiple_hedged" if is_hedged and self.has(at, "multiple_hedged") else "multiple"
        if not self.has(at, kind):
            return None
        return Read(Parts(Number(self.meaning(at, kind), is_word=True), unit="times"), at, at + 1)


def _negative(number: Number) -> Number:
    return number._replace(text=f"-{number.text}", added=-number.added)


def _may_be_negative(unit: str | None) -> bool:
    return unit is not None and (unit in {"percent", "pp", "bp", "degC", "degF", "degree"} or units()[unit].is_money)


def _is_smaller_coin(unit: str, other: str) -> bool:
    one, two = units()[unit], units()[other]
    return one.is_money and one.base == two.base and one.factor < two.factor


def _shares_scale(first: Number, last: Number) -> bool:
    """Return whether the first end of a range has the scale of the last: 3 to 5 million, not 2,000 to 1.3 million."""
    is_bare = first.scale == 1 and not first.added
    return is_bare and last.scale > 1 and first.value <= MOST_TIMES * last.value / last.scale


def _may_share_scale(first: Number, last: Number) -> bool:
    """Return whether the bare first number of a list may take the scale of the last: 3 and 4 million."""
    return last.scale > 1 and first.value < 1000 and float(last.text) < 1000
