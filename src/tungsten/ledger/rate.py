"""The unit that an amount is counted per, behind the amount or in front of it: a tonne, a year, a thousand m³."""

from tungsten.ledger.number import Numbers
from tungsten.ledger.pack import TIMES, units
from tungsten.ledger.parts import Number, Parts, Unread

_UNDIVIDED = {"count", "percent", "pp", "ratio", "times"}
"""Units of amounts that are not divided: five deaths per thousand people are no 0.005 deaths."""


class Rates(Numbers):
    """Find the units that amounts are counted per."""

    def per(self, at: int) -> tuple[str, int] | None:
        """Return the unit that the one before this position is counted per, and the position after it."""
        if self.has(at, "per_unit"):
            unit = self.meaning(at, "per_unit")
            is_apart = (unit in TIMES and self.has(at + 1, "apart")) or self._is_this_time(at)
            return None if is_apart else (unit, at + 1)
        to = self._after_per_word(at)
        if to == at:
            if not self.has(at, "a") or not self.has(at + 1, "unit") or self.has(at + 1, "scale"):
                return None
            to = at + 1
        if self._is_this_time(to):
            return None
        name = None
        if self.has(to, "per_only"):
            name = self.meaning(to, "per_only")
        elif self.text(at) == "/" and self.has(to, "per_sign"):
            name = self.meaning(to, "per_sign")
        elif self.has(to, "unit") and not (self.category(to + 1) == "number" and self.glued(to + 1)):
            name = self.meaning(to, "unit")
        if name in TIMES and self.has(to + 1, "apart"):
            return None
        return (name, to + 1) if name and name != "percent" else None

    def _is_this_time(self, at: int) -> bool:
        """Return whether a unit of time is a certain one, by the definite adjective after it: the week that ended."""
        is_one = self.is_one(at + 1)
        is_time = self.time(at, "per_unit") or self.time(at, "unit")
        return self.script == "ARABIC" and bool(is_time) and self.is_definite(at + 1) and not is_one

    def currency(self, at: int) -> str | None:
        """Return the currency that a sign before a number names; R22 is a code, R350 a month and R2.4bn are rands."""
        if not self.has(at, "currency"):
            return None
        is_letter = self.ends[at] - self.starts[at] == 1 and self.category(at) == "word" and not self.is_one_mention
        if is_letter and self.text(at + 1).isdigit() and self._scales(at + 2)[1] == at + 2 and not self.per(at + 2):
            return None
        return self.meaning(at, "currency")

    def time(self, at: int, kind: str) -> str | None:
        """Return the unit of time that a token names as this kind of word."""
        unit = self.meaning(at, kind) if self.has(at, kind) else None
        return unit if unit in TIMES else None

    def _after_per_word(self, at: int) -> int:
        """Return the position after a slash or a word for "per"; the same position without one."""
        if self.text(at) != "/" and not self.has(at, "per"):
            return at
        to = at + 1 + self.has(at + 1, "article")
        return to + self.has(to, "each")

    def per_many(self, parts: Parts, at: int) -> tuple[Parts, int]:
        """Return an amount per several units as one per unit, and the position after it: $285 per thousand m³.

        Raises:
            Unread: The unit of the amount can't be divided, or no unit follows.
        """
        counts_noun = parts.unit is None and self.category(at) == "word" and not self.tokens[at].kinds
        per = self.after_substance(at) + counts_noun
        to = self._after_per_word(per)
        is_other = self.text(per) == "/" or (self.is_year(to) and not self.unit(to + 1))  # per 2023 accounts
        if to == per or (self.category(to) == "number" and is_other):
            return parts, at
        many, after = self._scales(to)
        if after == to and (term := self.term_or_none(to)):
            many, after = term[0].value, term[1]
        if after == to:
            return parts, at
        if self.text(after) == "-":  # per 40-foot container
            is_price = parts.unit and units()[parts.unit].is_money
            return (parts._replace(per="count") if is_price else parts), at
        things = self.unit(after)
        if things is None or parts.unit is None or units()[parts.unit].base in _UNDIVIDED:
            raise Unread(things[1] if things else after)
        last = parts.last and _divided(parts.last, many)
        return parts._replace(first=_divided(parts.first, many), last=last, per=things[0]), things[1]

    def per_before(self, at: int, after: int, unit: str) -> str | None:
        """Return the unit a quantity is counted per where it stands in front: 每吨3000美元, 日产原油3万吨.

        A quantity between them takes it, but for a price that changes: 每吨3000美元跌至2000美元.

        Raises:
            Unread: It is counted per several units: 每千立方米285美元.
        """
        for back in range(at - 1, max(-1, at - 12), -1):
            token = self.tokens[back]
            if "per_before" in token.kinds:
                return token.kinds["per_before"]
            if "per_output" in token.kinds and units()[unit].base not in {*_UNDIVIDED, *TIMES}:
                return token.kinds["per_output"]
            if token.category == "sign" and token.text not in {"-", "(", ")"}:
                return None
            if "unit" not in token.kinds:
                continue
            front = back - 1
            while self.has(front, "number", "times", "scale") or self.category(front) == "number":
                front -= 1
            is_one, is_time = front == back - 1, token.kinds["unit"] in TIMES
            if is_one and self.has(back + 1, "article") and self.is_one(back + 2):  # كلفة الميغاواط الواحد
                return token.kinds["unit"]
            if self.has(front, "each") and is_one:
                return token.kinds["unit"]
            if self.has(front, "each") and not is_time:
                raise Unread(after)
            if not is_one and not is_time and token.kinds["unit"] != unit:
                return None
        return None

    def per_of(self, unit: str | None, at: int) -> tuple[str | None, int]:
        """Return the unit that ``unit`` is counted per, and the position after the quantity.

        "per" in words is no part of the quantity, a slash is.
        """
        if not unit:
            behind = self.per(at)
            is_rate = behind and (behind[0] in TIMES or units()[behind[0]].is_money)  # 396.4 per euro
            return (behind[0] if behind and is_rate else None), at
        if self.script == "CJK" and self._is_of_next(at):
            return units()[unit].per or None, at
        per = units()[unit].per
        if self.text(at) == ")" and (behind := self.per(at + 1)):
            return per or behind[0], at
        if self.text(at) == "(" and (behind := self.per(self._after_brackets(at))):
            return per or behind[0], at
        if behind := self.per(at) or self._for_one(unit, at):
            name, after = behind
            return per or name, after if self.text(at) == "/" and self.glued(at) else at
        if not per and (to := self.after_substance(at)) > at and (behind := self.per(to)):
            per = behind[0]
        return per or None, at

    def _after_brackets(self, at: int) -> int:
        """Return the position after short brackets that begin here, as in 81,000 yuan ($11,275) per ton."""
        ends = (to + 1 for to in range(at + 1, at + 8) if self.text(to) == ")")
        return next(ends, at)

    def _for_one(self, unit: str, at: int) -> tuple[str, int] | None:
        """Return the unit of a substance that a price is for, and the position after it: 70 دولارا لبرميل النفط."""
        if not (units()[unit].is_money and self.has(at, "for") and self.has(at + 1, "unit")):
            return None
        name = self.meaning(at + 1, "unit")
        is_measure = units()[name].base not in {*_UNDIVIDED, *TIMES} and not units()[name].is_money
        return (name, at + 2) if is_measure and self.is_definite(at + 2) else None

    def _is_of_next(self, at: int) -> bool:
        """Return whether a Chinese "per" behind an amount belongs to the next one: 3000亩水稻每亩能挣400元."""
        for to in range(at, at + 2):
            if self.has(to, "per") and self.text(to) != "/":
                while self.category(to) == "han" and not self.has(to, "number", "times"):
                    to += 1
                return self.category(to) == "number" or self.has(to, "number", "times")
        return False

    def after_substance(self, at: int) -> int:
        """Return the position after what an amount is of, if it is counted per a unit or hedged behind that.

        The substance is at most four words, as in 800 kg of gold a year, or one Chinese word.
        """
        if self.script == "CJK":
            is_short = self.category(at) == "han" and not self.tokens[at].kinds and self.ends[at] - self.starts[at] <= 6
            return at + is_short
        if not self.has(at, "of"):
            return at
        for to in range(at + 1, at + 6):
            if to > at + 1 and self.has(to, "per", "per_unit", "hedge_after"):
                return to
            is_name = self.category(to) == "number" and self.glued(to)  # CO2
            if not (is_name or self.category(to) in {"word", "prefix"}) or self.has(to, "number", "and"):
                break
        return at


def _divided(number: Number, many: float) -> Number:
    """Return a number divided by the number of units it is counted per."""
    place = number.place / many if number.place is not None and number.added else number.place
    return number._replace(times=number.times / many, added=number.added / many, place=place)
