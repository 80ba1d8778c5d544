"""The grammar of printed quantities: from tokens to parts. The scanner and the cleaning both read by it.

A quantity is one number or two with a joiner between, each a mantissa and a
scale, perhaps with terms added, then a unit and what it is counted per:

    4-5 مليارات دولار      US$300 per mtu      45 مليونا و120 ألفا طن      20万-25万吨

What the grammar can't read for certain it doesn't read: no number is left of a
print whose next word may be a scale or a unit it doesn't know.
"""

import re
from typing import NamedTuple

from tungsten.ledger.number import YEAR, Number, Numbers, Unread, fraction, last_place
from tungsten.ledger.pack import Lexicon, units
from tungsten.ledger.tokens import Token

_SAME = {("USD", "cent"), ("EUR", "eurocent")}
_STOPS = frozenset(".;؛。；!?؟！？\n")


class Parts(NamedTuple):
    """What a print of a quantity says."""

    first: Number
    last: Number | None = None
    unit: str | None = None
    """The name of the unit in ``units.csv``; None where none is printed."""
    per: str | None = None
    joiner: str = ""
    """What stands between two numbers: ``range``, ``list`` for two values, ``steps`` for from one to another."""
    hedge: str = ""
    """A hedge within the number."""


class Read(NamedTuple):
    """Parts, and the tokens they were read from."""

    parts: Parts
    first: int
    last: int
    """The token after the last."""
    between: tuple[int, int] = (0, 0)
    """Of two values: the token after the first, and the token the second begins with."""


class End(NamedTuple):
    """A number with its unit, and the token after both."""

    number: Number
    unit: str | None
    per: str | None
    after: int
    begins: int = -1
    """The token it begins with, where that lies before its number."""
    is_below_zero: bool = False


class Other(NamedTuple):
    """The second number of two, and what joins them."""

    end: End
    joiner: str
    between: tuple[int, int]
    """The token after the first, and the token the second begins with."""


class Grammar(Numbers):
    """Reads quantities among the tokens of a text by its profile."""

    is_one_mention = False
    """Whether the tokens are of one print: two numbers with "and" between them are then the ends of a range."""

    # ------------------------------------------------------------------- units

    def per(self, at: int) -> tuple[str, int] | None:
        """What a unit is counted per, right after it, and the token after that."""
        if self.has(at, "per_unit"):
            return self.means(at, "per_unit"), at + 1
        to = at
        if self.text(at) == "/" or self.has(at, "per"):
            to = at + 1 + (self.has(at + 1, "article") or False)
            if self.has(to, "each"):
                to += 1
        elif self.has(at, "a") and self.has(at + 1, "unit") and not self.has(at + 1, "scale"):
            to = at + 1
        else:
            return None
        name = None
        if self.has(to, "per_only"):
            name = self.means(to, "per_only")
        elif self.has(to, "unit") and not (self.sort(to + 1) == "number" and self.glued(to + 1)):
            name = self.means(to, "unit")
        return (name, to + 1) if name and name != "percent" else None

    def per_before(self, at: int) -> str | None:
        """What a unit is counted per where that stands in front: 每吨3000美元."""
        for back in range(at - 1, max(-1, at - 12), -1):
            if self.has(back, "each") and self.has(back + 1, "unit"):
                return self.means(back + 1, "unit")
            if self.has(back, "per_before"):
                return self.means(back, "per_before")
            if self.sort(back) == "sign" and self.text(back) != "-":
                return None
        return None

    # -------------------------------------------------------------- quantities

    def quantity(self, at: int) -> Read | None:
        """The quantity that begins here; raises `Unread` where one begins that can't be read."""
        if either := self._either_of_two(at):
            return either
        start, at, minus, currency = self._opening(at)
        found = self.number(at)
        if found is None:
            return None
        end = self._measured(found[0], found[1], currency)
        end = self._more_of_it(end, start, at)
        if end.is_below_zero:
            minus = True
        start = min(start, end.begins) if end.begins >= 0 else start
        other = self._second(start, at, end, currency)
        parts, after = Parts(end.number, unit=end.unit, per=end.per, hedge=end.number.over), end.after
        if other is not None:
            parts, after = self._joined_parts(parts, other), other.end.after
            if minus:
                raise Unread(after)
        elif minus:
            if not _may_be_negative(end.unit):
                raise Unread(after)
            parts = parts._replace(first=_negative(end.number))
        if parts.unit and not parts.per:
            parts = parts._replace(per=self.per_before(start))
        self._guard(parts, after)
        return Read(parts, start, after, other.between if other else (0, 0))

    def _either_of_two(self, at: int) -> Read | None:
        """Two digits side by side before the rest of one number: 两三百 is 200 to 300."""
        if not (self.script == "CJK" and self.has(at, "number") and self.has(at + 1, "number")) or (
            self.has(at - 1, "number", "times") and self.glued(at)
        ):
            return None
        one, two = float(self.means(at, "number")), float(self.means(at + 1, "number"))
        found = self.number(at + 1)
        if found is None or not 0 < one == two - 1 or found[0].value % two:
            return None
        end = self._measured(found[0], found[1], None)
        first = end.number._replace(text=f"{float(end.number.text) / two * one:.12g}")
        return Read(Parts(first, end.number, end.unit, end.per, "range", end.number.over), at, end.after)

    def _opening(self, at: int) -> tuple[int, int, bool, str | None]:
        """Where a quantity starts, where its number does, whether a minus stands before it, and its sign in front."""
        start, minus, currency = at, False, None
        if self.text(at) in {"-", "+"} or self.has(at, "minus"):
            minus = self.text(at) != "+"
            at += 1
        if self.text(at - 1) == "(" and self.text(at + 1) == ")" and self.has(at + 2, "scale") and start == at:
            start -= 1
        currency, at = self._sign_in_front(at)
        if not minus and self.text(at) == "-" and currency and self.sort(at + 1) == "number":
            minus, at = True, at + 1
        return start, at, minus, currency

    def _sign_in_front(self, at: int) -> tuple[str | None, int]:
        """A currency or the per cent sign before a number, and where the number begins."""
        if self.has(at, "currency"):
            return self.means(at, "currency"), at + 1
        if self.percent(at) and self.sort(at + 1) == "number":
            return "percent", at + 1
        return None, at

    def _more_of_it(self, end: End, start: int, at: int) -> End:
        """What stands behind the unit and still belongs to the number: 三年半, five dollars and 20 cents."""
        number, unit, after = end.number, end.unit, end.after
        if unit is None:
            return end
        if self.has(after, "over") and not number.over:
            return end._replace(number=number._replace(over=self.text(after)), after=after + 1)
        if self.has(after, "below_zero") and unit in {"degC", "degF"}:
            return end._replace(after=after + 1, is_below_zero=True)
        if self.has(after, "half_more") and self.script == "CJK" and not number.added:
            half = 0.5 * number.times
            return end._replace(number=number._replace(added=half, place=half), after=after + 1)
        if self.has(after, "and") and (with_half := self._half_of_unit(end)):
            return with_half
        return self._smaller_coin(end, start, at) or end

    def _half_of_unit(self, end: End) -> End | None:
        """A part of the unit added behind it: three years and a half."""
        at = end.after + 1 + self.has(end.after + 1, "a")
        if not self.has(at, "fraction") or self.has(at + 1, "scale", "of") or end.number.added:
            return None
        to = at + 1 + self.has(at + 1, "article")
        same = self.has(to, "unit") and self.means(to, "unit") == end.unit
        if not same and (to > at + 1 or self._is_definite(to) or self.sort(to) == "number"):
            return None
        share = float(fraction(self.means(at, "fraction")).text) * end.number.times
        number = end.number._replace(added=share, place=0.1 * end.number.times)
        return end._replace(number=number, after=to + 1 if same else at + 1)

    def _joined_parts(self, parts: Parts, other: Other) -> Parts:
        """The parts of two numbers; the first shares the scale of the other where it has none of its own."""
        first, last = parts.first, other.end.number
        if first.scale == 1 and last.scale > 1 and not first.added:
            if other.joiner == "steps" and first.value > 20 * last.value / last.scale:
                raise Unread(other.end.after)
            first = first._replace(times=first.times * last.scale, scale=last.scale)
        hedge = parts.hedge or last.over
        return Parts(first, last, other.end.unit, other.end.per, other.joiner, hedge)

    def _smaller_coin(self, end: End, start: int, at: int) -> End | None:
        """A sum in two coins: five dollars and 20 cents, or a dollar and 20 cents."""
        number, unit, after = end.number, str(end.unit), end.after
        if self.has(after, "and"):
            found = self._term_or_none(after + 1)
            if found and (more := self.unit(found[1])) and self._is_smaller(more[0], unit) and not number.added:
                ratio = units()[more[0]].factor / units()[unit].factor
                place = 10.0 ** last_place(found[0].text) * ratio
                return end._replace(number=number._replace(added=found[0].value * ratio, place=place), after=more[1])
        if at == start and self.has(start - 1, "and") and self.has(start - 2, "unit"):
            coin = self.means(start - 2, "unit")
            counted = self.sort(start - 3) == "number" or self.has(start - 3, "number", "scale")
            if self._is_smaller(unit, coin) and not counted:
                ratio = units()[coin].factor / units()[unit].factor
                return end._replace(number=number._replace(added=ratio), begins=start - 2)
        return None

    def _term_or_none(self, at: int) -> tuple[Number, int] | None:
        try:
            return self._term(at)
        except Unread:
            return None

    def _is_smaller(self, unit: str, other: str) -> bool:
        one, two = units()[unit], units()[other]
        return one.base == two.base and len(one.base) == 3 and one.base.isupper() and one.factor < two.factor

    def _measured(self, number: Number, at: int, currency: str | None) -> End:
        """A number with its unit and what it is per; a sign before it and a word behind it must agree."""
        unit: str | None = number.value_of_unit or currency
        if number.value_of_unit == "ratio":
            return End(number, unit, None, at)
        if found := self.unit(at):
            name, after = found
            if unit is None or units()[name].base == units()[unit].base or (unit, name) in _SAME:
                unit, at = name, after
            elif units()[unit].base and not units()[name].base:
                at = after
            elif number.value_of_unit or (self._is_counted(name) and currency not in {None, "percent"}):
                return End(number, unit, None, at)
            else:
                raise Unread(after)
        per, at = self._per_of(unit, at)
        return End(number, unit, per, at)

    def _per_of(self, unit: str | None, at: int) -> tuple[str | None, int]:
        """What a unit is counted per, and the token after the unit: a per in words is no part of it."""
        per = units()[unit].per if unit else ""
        if unit and self.text(at) == ")" and (more := self.per(at + 1)):
            return per or more[0], at
        if unit and (more := self.per(at)):
            name, after = more
            return per or name, after if self.text(at) == "/" and self.glued(at) else at
        if unit and not per and self.has(at, "of"):
            per = self._per_further_on(at + 1)
        return per or None, at

    def _per_further_on(self, at: int) -> str:
        """What an amount is counted per, behind what it is of: 800 kg of gold a year."""
        for to in range(at, at + 4):
            if self.has(to, "per", "per_unit") and (found := self.per(to)):
                return found[0]
            if self.sort(to) not in {"word", "prefix"} or self.has(to, "number", "and"):
                return ""
        return ""

    def _is_counted(self, name: str) -> bool:
        return units()[name].base == "count"

    def _second(self, start: int, at: int, end: End, currency: str | None) -> Other | None:
        """The other number of a range, a list or a pair of steps, if one follows."""
        first, unit, after = end.number, end.unit, end.after
        joiner, to = self._joiner(start, after)
        begins = to
        other, to = self._sign_in_front(to)
        if not joiner or (joiner == "list" and self.sort(to) != "number" and self.sort(at) == "number"):
            return None
        try:
            found = self.number(to)
            second = self._measured(found[0], found[1], other) if found else None
        except Unread:
            if joiner == "range" and unit is None and self.numeral_is_open(to):
                raise
            return None
        if second is None:
            return None
        if second.unit is None and (self._is_year(at, after, first) or self._is_year(to, second.after, second.number)):
            return None
        is_bare = second.unit is None and not self._is_followed_by_word(second.after)
        if unit is not None and is_bare and joiner == "range":
            second = self._measured(second.number, second.after, unit)
        if (unit is not None and second.unit != unit) or not self._may_join(joiner, end, second):
            return None
        if (
            joiner == "range"
            and unit
            and self.text(after) not in {"-", "~"}
            and self._leaps(start, first, second.number)
        ):
            joiner = "steps"
        return Other(second, "range" if joiner == "between" else joiner, (after, begins))

    def numeral_is_open(self, at: int) -> bool:
        """Whether a number in digits stands here that can't be told."""
        return self.sort(at) == "number" and self.numeral(at, 1) is None

    def _may_join(self, joiner: str, end: End, second: End) -> bool:
        """Whether a list's or a range's numbers are of one kind: a list shares the scale, a range the unit."""
        first, last = end.number, second.number
        if joiner == "list":
            is_bare = end.unit is None and first.scale == 1 and (second.unit is not None or last.scale > 1)
            return is_bare and last.is_word == first.is_word and self._same_size(first, last)
        return not (joiner == "between" and end.unit is None and first.scale > 1 and last.scale == 1)

    def _leaps(self, start: int, first: Number, last: Number) -> bool:
        """Whether a change by one value to another is meant: no range of a change is as wide as this."""
        changes = self.has(start - 1, "by_amount") or self._changes(start)
        return changes and not 1 / 3 < first.value / (last.value or 1) < 3

    def _same_size(self, first: Number, last: Number) -> bool:
        """Whether a list's bare number may share the scale of the one after it."""
        return last.scale > 1 and first.value < 1000 and float(last.text) < 1000

    def _is_year(self, at: int, after: int, number: Number) -> bool:
        text = self.text(at)
        return (
            self.sort(at) == "number"
            and after == at + 1
            and YEAR.fullmatch(text) is not None
            and not (self.has(at - 1, "currency"))
        )

    def _is_followed_by_word(self, at: int) -> bool:
        return self.sort(at) in {"word", "han"} and not self.has(at, "function") and self.sort(at) != ""

    def _joiner(self, start: int, at: int) -> tuple[str, int]:
        """What joins the number that ends here to one after it, and where that begins."""
        if self.has(at, "joiner") or (self.text(at) in {"-", "~"}):
            dash = self.text(at) in {"-", "~"}
            to = at + 1
            if dash and self.text(to) == "-":
                return "", at
            if not dash and self.has(to, "article"):
                to += 1
            has_own_unit = self.has(at - 1, "unit", "scale") and self.script != "CJK"
            is_step = self.has(start - 1, "from") or has_own_unit
            changes = not dash and is_step and self._changes(start)
            return ("steps" if changes else "range"), to
        if self.has(at, "and") or self.has(at, "or"):
            to = at + 1
            if self.has(at, "or"):
                return "range", to
            if self.is_one_mention or self._between(start):
                return "between", to
            return "list", to
        return "", at

    def _between(self, start: int) -> bool:
        for back in range(start - 1, max(-1, start - 5), -1):
            if self.has(back, "between"):
                return True
            if not (self.has(back, "article", "level", "prefix") or (self.sort(back) == "word" and back > start - 3)):
                return False
        return False

    def _changes(self, start: int) -> bool:
        """Whether a verb of change stands before: then one value becomes the other."""
        words = 0
        for back in range(start - 1, -1, -1):
            if self.text(back) in _STOPS:
                return False
            if self.has(back, "change"):
                return True
            if self.has(back, "spread"):
                return False
            words += self.sort(back) in {"word", "han"}
            if words > 14:
                return False
        return False

    # ------------------------------------------------------------------- ranks

    def rank(self, at: int, is_text: bool = False) -> Read | None:
        """A place in an order; in a text only where it ranks something, not in "the first tranche"."""
        start = at
        cued = self.has(at, "rank_noun")
        at += cued
        front = self.has(at, "ordinal_front")
        if front:
            at += 1
        article = self.has(at, "article")
        if article and (self.sort(at + 1) == "number" or self.has(at + 1, "ordinal")):
            at += 1
        before = start - 1
        while self.has(before, "article", "prefix", "rank_between") or self.text(before) == "(":
            before -= 1
        is_cued = cued or self.has(before, "rank_word", "rank_noun")
        if self.sort(at) == "number" and self.text(at).isdigit():
            marked = self.has(at + 1, "ordinal_mark") and self.glued(at + 1)
            last = at + 1 + marked
            behind = self.has(last, "rank_behind")
            if not (marked or front or is_cued) or self.has(last, "scale"):
                return None
            if is_text and (marked or front) and not (is_cued or self._ranks(last) or behind):
                return None
            if is_cued and not (marked or front or behind) and (self.unit(last) or YEAR.fullmatch(self.text(at))):
                return None
            return Read(_rank(self.text(at)), start, last + behind)
        if not self.has(at, "ordinal"):
            if front and (found := self._words(at)):
                value, last, _ = found
                if not is_text or is_cued or self._ranks(last) or self.has(last, "rank_behind"):
                    return Read(_rank(f"{value:.0f}"), start, last)
            return None
        value, last = int(self.means(at, "ordinal")), at + 1
        value, last = self._more_of_ordinal(value, last)
        if is_text and not (is_cued or self._ranks(last, at)):
            return None
        return Read(_rank(str(value)), start, last)

    def _more_of_ordinal(self, value: int, last: int) -> tuple[int, int]:
        if self.has(last, "number") and self.means(last, "number") == "10" and self.script == "ARABIC":
            return value + 10, last + 1
        to = last
        while self.has(to, "and", "article") or (to > last and self.sort(to) == "prefix"):
            to += 1
        if to > last and self.has(to, "number") and self.script == "ARABIC":
            tens = float(self.means(to, "number"))
            if tens >= 20 and tens % 10 == 0:
                return value + int(tens), to + 1
        return value, last

    def _ranks(self, after: int, at: int | None = None) -> bool:
        """Whether what follows an ordinal is ranked by it."""
        to = after + (self.text(after) == "-" or self.has(after, "article"))
        if self.has(to, "superlative", "rank_behind"):
            return True
        if at is not None and self.script == "ARABIC":
            token = self.tokens[at]
            indefinite = not self._is_definite(at) and not self.has(at - 1, "article")
            if indefinite and not self.has(at - 1, "not_one"):
                return self.sort(after) == "word" and not self.has(after, "function") and not token.glued
        return False

    def multiple(self, at: int) -> Read | None:
        """A word that multiplies: doubled, tripled, 翻番."""
        if not self.has(at, "multiple"):
            return None
        return Read(Parts(Number(self.means(at, "multiple"), is_word=True), unit="times"), at, at + 1)

    def _guard(self, parts: Parts, after: int) -> None:
        """Refuse a number whose next word may be a scale or a unit nobody wrote down."""
        token = self.tokens[after] if after < self.length else None
        if token is None:
            return
        number = parts.last or parts.first
        if token.text == "^" or (token.sort == "number" and (token.glued or self.text(after + 1) == "/")):
            raise Unread(after + 3)
        if number.scale == 1 and not number.is_word:
            self._guard_against_scale(token, after)
        if "scale_many" in token.kinds or ("loose" in token.kinds and parts.unit is None and token.sort != "prefix"):
            raise Unread(after + 1)
        if "foreign" in token.kinds and parts.unit == "USD":
            raise Unread(after + 1)
        is_letter = parts.unit == "m" and self.text(after - 1) == "m" and self.glued(after - 1)
        if is_letter and self.script == "LATIN" and not self.has(after, "metre_cue"):  # 40m may be millions
            raise Unread(after)
        if parts.unit is None:
            self._guard_against_unit(token, after)

    def _guard_against_scale(self, token: Token, after: int) -> None:
        """Refuse a number in digits before one in words, and before a point in the wrong place: 75. 1 million."""
        if token.sort == "word" and self.has(after, "scale", "number", "scale_dual"):
            found = self._words(after)
            end = found[1] if found else after + 1
            raise Unread(end + (self.unit(end) is not None))
        if token.text == "." and token.glued and self.sort(after + 1) == "number" and self.has(after + 2, "scale"):
            raise Unread(after + 3 + (self.unit(after + 3) is not None))

    def _guard_against_unit(self, token: Token, after: int) -> None:
        """Refuse a number without a unit before what may be one."""
        if "scale" in token.kinds or "scale_money" in token.kinds:
            raise Unread(after + 1)
        if "per_only" in token.kinds:
            raise Unread(after)
        if token.sort not in {"word", "han"} or token.kinds:
            return
        if (token.glued and (token.sort == "word" or self.script == "CJK")) or self._looks_like_unit(token, after):
            raise Unread(after + 1)

    def _looks_like_unit(self, token: Token, at: int) -> bool:
        """Whether an unknown word may be a scale or a unit: in an unknown language, before a unit, or nearly one."""
        if self.script in self.profile.unknown or self.script not in self.lexicon.marks:
            return True
        if self.has(at + 1, "unit") and units()[self.means(at + 1, "unit")].base not in {"count", "year", ""}:
            return self.sort(at + 1) == "word" and self.script != "CJK"
        if token.sort == "word" and len(token.text) <= 4 and token.text.isascii():
            return not re.search("[aeiouy]", token.text)
        return _nearly_known(token.text, self.lexicon)


def _rank(text: str) -> Parts:
    return Parts(Number(text, is_word=True), unit="rank")


def _negative(number: Number) -> Number:
    return number._replace(text=f"-{number.text}", added=-number.added)


def _may_be_negative(unit: str | None) -> bool:
    return unit is not None and (
        unit in {"percent", "pp", "bp", "degC", "degF"}
        or (len(units()[unit].base) == 3 and units()[unit].base.isupper())
    )


def _nearly_known(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a scale or unit with a slip of the pen: a letter doubled, left out or put in."""
    if len(word) < 4:
        return False
    squeezed = re.sub(r"(.)\1+", r"\1", word)
    for short in {word[:place] + word[place + 1 :] for place in range(len(word))} | {squeezed}:
        entry = lexicon.single.get(short)
        if entry and ("scale" in entry.kinds or ("unit" in entry.kinds and len(short) > 3)):
            return units()[entry.kinds["unit"]].base != "count" if "unit" in entry.kinds else True
    return False
