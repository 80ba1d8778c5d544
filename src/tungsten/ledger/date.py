"""Dates: days, months, quarters and years, also of the Hijri calendar, each with its Gregorian years."""

import datetime as dt
import re
from typing import TypeAlias

from tungsten.ledger.cursor import YEAR
from tungsten.ledger.hedge import Hedges
from tungsten.ledger.pack import fold, units
from tungsten.ledger.rank import ordinal

HIJRI_YEAR = re.compile(r"1[34]\d\d")
SHORT_YEAR = re.compile(r"\d\d")
STAMP = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![.,]?\d)|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?![.,]?\d)"
    r"|(\d{4})-(0[1-9]|1[0-2])(?![.,]?\d)|(0?[1-9]|1[0-2])[-/]((?:1[89]|20)\d\d)(?![.,]?\d)"
)
DAY_AND_MONTH_NAME = re.compile(r"(\d{1,2})[-/]([^\W\d_]+)[-/](\d{4})")
LAST_DAY = 31

Dated: TypeAlias = tuple[int, str | None]
"""The position after a date, and its Gregorian years as an ISO period; None where the year is not printed."""


class Dates(Hedges):
    """Find dates among the tokens of a text.

    The methods that return a position return that after the last token of a date.
    """

    def dated(self, at: int) -> Dated | None:
        """Return the date that begins here."""
        in_digits = (self._stamp, self._han_date, self._by_day, self._part_behind, self._years)
        in_words = (self._han_date, self._by_month, self._by_day, self._part_of_year)
        for read in in_digits if self.category(at) == "number" else in_words:
            if date := read(at):
                return date
        return None

    def _matched(self, pattern: "re.Pattern[str]", at: int) -> int | None:
        """Return the position after a pattern that matches at the start of a token."""
        match = pattern.match(self.plain, self.starts[at])
        return self._after(match.end(), at) if match else None

    def _after(self, end: int, at: int) -> int:
        """Return the position of the first token at or after the character ``end``."""
        while at < self.length and self.starts[at] < end:
            at += 1
        return at

    def _stamp(self, at: int) -> Dated | None:
        """Return a date with marks between its parts: 2025-11-21, 21/11/2025, 2025-11, 21-Nov-2025."""
        if self.text(at + 1) not in {"-", "/"} and "." not in self.text(at):
            return None
        start = self.starts[at]
        named = DAY_AND_MONTH_NAME.match(self.plain, start)
        if named and (entry := self.lexicon.single.get(fold(named[2]))) and "month" in entry.kinds:
            return self._after(named.end(), at), named[3]
        if not (match := STAMP.match(self.plain, start)):
            return None
        groups = [group for group in match.groups() if group]
        numbers = [int(group) for group in groups]
        year = next(group for group in groups if len(group) == 4)
        after = self._after(match.end(), at)
        if HIJRI_YEAR.fullmatch(year) or self.has(after, "hijri"):
            month = numbers[1] if len(numbers) == 3 else 1
            day = (numbers[0] if match[4] else numbers[-1]) if len(numbers) == 3 else 1
            return after + self.has(after, "hijri"), str(gregorian_year(int(year), month, day))
        if not YEAR.fullmatch(year) or not _is_calendar(numbers):
            return None
        if self.has(after, "unit") and not self.has(after, "year_mark"):
            return None
        return after, year

    def _han_date(self, at: int) -> Dated | None:
        """Return a date whose numbers have signs behind them: 2025年6月30日, 1-6月, 2020-2025年."""
        if self.category(at) == "number":
            has_sign = self.has(at + 1, "year_mark", "month_mark", "day_mark", "quarter_mark")
            if not (has_sign or self._joins(at + 1)):
                return None
        elif not self.has(at, "number", "ordinal_front", "first_of"):
            return None
        to, years, is_marked = at, list[str](), False
        if year := self._han_year(to):
            years, to, is_marked = year
        if not is_marked and years:
            return None
        if end := self._han_part(to, is_marked):
            return end, _period(years)
        if end := self._han_month(to, bool(years)):
            return end, _period(years)
        if not is_marked and self._may_be_day(to) and self.has(to + 1, "day_mark") and not self.has(to + 1, "unit"):
            return to + 2, None
        return (to, _period(years)) if is_marked else None

    def _han_part(self, at: int, has_year: bool) -> int | None:
        """Return the position after a half or a quarter of a year, or after its first months."""
        if has_year and self.has(at, "half_year"):
            return at + 1
        quarter = at + self.has(at, "ordinal_front", "first_of")
        if (self._may_be_day(quarter) or self.has(quarter, "number")) and self.has(quarter + 1, "quarter_mark"):
            return quarter + 2
        is_first = self.has(at, "first_of") and self._may_be_day(at + 1) and self.has(at + 2, "month_mark")
        return at + 3 if is_first and has_year else None

    def _han_month(self, at: int, has_year: bool) -> int | None:
        """Return the position after a month with its day, or after two of them: 6月30日, 1-6月, 3月5日至7日."""
        if not self._may_be_day(at):
            return None
        if self._joins(at + 1) and self._may_be_day(at + 2) and self.has(at + 3, "month_mark"):
            return at + 4
        if not self.has(at + 1, "month_mark"):
            return None
        end = self._han_days(at + 2)
        if self._joins(end) and self._may_be_day(end + 1) and self.has(end + 2, "month_mark", "day_mark"):
            return self._han_days(end + 3)
        if self._joins(end) and not has_year and (other := self._han_date(end + 1)):
            return other[0]
        return end

    def _han_days(self, at: int) -> int:
        """Return the position after a day, or after two days; the same position without one."""
        if self._may_be_day(at) and self.has(at + 1, "day_mark"):
            return at + 2
        if self._may_be_day(at) and self._joins(at + 1) and self._may_be_day(at + 2) and self.has(at + 3, "day_mark"):
            return at + 4
        return at

    def _han_year(self, at: int) -> tuple[list[str], int, bool] | None:
        """Return the years here, the position after them, and whether the sign 年 follows."""
        if self.is_year(at):
            year, after = self.text(at), at + 1
        elif digits := self._digits_in_words(at):
            year, after = digits, at + 4
        else:
            return None
        is_marked = self.has(after, "year_mark")
        after += is_marked
        if self._joins(after) and self.category(after + 1) == "number":
            other = self._han_year(after + 1) if self.is_year(after + 1) else None
            if other and other[2] and len(other[0]) == 1:
                return [year, *other[0]], other[1], True
            if SHORT_YEAR.fullmatch(self.text(after + 1)) and self.has(after + 2, "year_mark"):
                return [year, year[:2] + self.text(after + 1)], after + 3, True
        return [year], after, is_marked

    def _digits_in_words(self, at: int) -> str | None:
        """Return a year in four number words: 二〇二五."""
        values = [token.kinds.get("number", "") for token in self.tokens[at : at + 4]]
        text = "".join(values)
        return text if len(values) == 4 and all(len(value) == 1 for value in values) and YEAR.fullmatch(text) else None

    def _may_be_day(self, at: int) -> bool:
        """Return whether the token is a number that may be a day or a month."""
        text = self.text(at)
        return self.category(at) == "number" and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= LAST_DAY

    def _joins(self, at: int) -> bool:
        return self.has(at, "joiner", "and") or self.text(at) in {"-", "~"}

    def _month(self, at: int) -> int | None:
        """Return the position after the name of a month, or after its two names."""
        if not self.has(at, "month"):
            return None
        at += 1
        if self.text(at) in {"/", "("} and self.has(at + 1, "month"):
            at += 2 + (self.text(at + 2) == ")")
        if self.text(at) == "." and self.category(at + 1) == "number" and self.glued(at):
            at += 1
        return at

    def _of_year(self, at: int) -> tuple[int, str] | None:
        """Return the position after the year that follows a day or a month, and the year."""
        to = at + (self.text(at) == ",")
        while self.has(to, "of", "year_word", "article") and to < at + 4:
            to += 1
        if self.category(to) != "number":
            return None
        if YEAR.fullmatch(self.text(to)) and not self._is_amount(to + 1, is_year=True):
            return to + 1, self.text(to)
        if HIJRI_YEAR.fullmatch(self.text(to)):
            return to + 1 + self.has(to + 1, "hijri"), self.text(to)
        return None

    def _by_month(self, at: int) -> Dated | None:
        """Return a date with the month first: May 2024, November 21, 2025, from January to September 2025."""
        after = self._month(at)
        if after is None:
            return None
        if self._joins(after) and (other := self._month(after + 1)) and (dated := self._of_year(other)):
            return dated[0], self._gregorian(dated[1], at)
        day = after
        if self._may_be_day(day) and not self._is_amount(day + 1):
            day += 1 + self.has(day + 1, "ordinal_mark")
            if self._joins(day) and self._may_be_day(day + 1):
                day += 2
            if dated := self._of_year(day):
                return dated[0], self._gregorian(dated[1], at)
            return day, None
        if dated := self._of_year(after):
            return dated[0], self._gregorian(dated[1], at)
        return None

    def _by_day(self, at: int) -> Dated | None:
        """Return a date with the day first: 31 October 2024, 15-17 March, the second of July."""
        after = at
        if self._may_be_day(at):
            after = at + 1 + self.has(at + 1, "ordinal_mark")
            if self._joins(after) and self._may_be_day(after + 1):
                after += 2 + self.has(after + 2, "ordinal_mark")
        elif self.has(at, "ordinal"):
            value, after = ordinal(self, at)
            is_before_month = self.has(after, "month") and self.script == "ARABIC"
            if value > LAST_DAY or not (self.has(after, "of") or is_before_month):
                return None
        elif self.has(at, "article") and self.has(at + 1, "ordinal"):
            return self._by_day(at + 1)
        else:
            return None
        while self.has(after, "of", "month_word", "article"):
            after += 1
        end = self._month(after)
        if end is None:
            return None
        if self._joins(end) and (more := self._by_day(end + 1)):
            return more
        if dated := self._of_year(end):
            return dated[0], self._gregorian(dated[1], after)
        return end, None

    def _gregorian(self, year: str, month: int) -> str:
        """Return a year as a Gregorian one; ``month`` is the position of the name of its month."""
        if HIJRI_YEAR.fullmatch(year):
            number = self.meaning(month, "month") if self.has(month, "month") else "1"
            return str(gregorian_year(int(year), int(number.removeprefix("h") or 1), 15))
        return year

    def _part_of_year(self, at: int) -> Dated | None:
        """Return a quarter or a half of a year: the third quarter of 2025, Q3 2025."""
        to = at
        if self.has(to, "article") and self.has(to + 1, "part_counted"):
            to += 1
        if self.has(to, "part_counted"):
            number = to + 1 + self.has(to + 1, "article")
            if not self.has(number, "ordinal", "part_last"):
                return None
            end = number + 1
        elif self.has(to, "part_front") and self.glued(to + 1) and re.fullmatch("[1-4]", self.text(to + 1)):
            end = to + 2
            if self.text(end) in {"'", "’", "-"} and self.category(end + 1) == "number":
                end += 1
                if SHORT_YEAR.fullmatch(self.text(end)):
                    return end + 1, f"20{self.text(end)}"
        elif self.has(to, "ordinal"):
            end = to + 1 + (self.text(to + 1) == "-")
            if not self.has(end, "part_counted") or self.script == "ARABIC":
                return None
            end += 1
        else:
            return None
        return self._with_year(end)

    def _part_behind(self, at: int) -> Dated | None:
        """Return a quarter or a half of a year with its number in front: 3Q25."""
        if not (self.has(at + 1, "part_behind") and self.glued(at + 1) and self._may_be_day(at)):
            return None
        end = at + 2
        if SHORT_YEAR.fullmatch(self.text(end)) and self.glued(end):
            return end + 1, f"20{self.text(end)}"
        return self._with_year(end)

    def _with_year(self, end: int) -> Dated | None:
        """Return the date of a part of a year that ends here, with the year that follows."""
        if self.glued(end) and self.category(end) == "word":
            return None  # H2O
        return self._of_year(end) or (end, None)

    def _years(self, at: int) -> Dated | None:
        """Return a year, a decade, or a range of years."""
        text, after = self.text(at), at + 1
        if HIJRI_YEAR.fullmatch(text) and self.has(after, "hijri"):
            first, last = gregorian_year(int(text), 1, 1), gregorian_year(int(text), 12, 29)
            return after + 1, f"{first}/{last}" if first != last else str(first)
        if re.fullmatch(r"\d{2}", text) and self.has(after, "decades_mark"):
            return after + 1, None
        if (
            SHORT_YEAR.fullmatch(text)
            and self.glued(at)
            and self.has(at - 1, "before_year")
            and self.category(at - 1) == "word"
        ):
            return after, f"20{text}"
        if not YEAR.fullmatch(text):
            return None
        if self.text(after) == "s" and self.glued(after) and text.endswith("0"):
            return after + 1, f"{text}/{int(text) + 9}"
        if self.has(after, "decades_mark"):
            return after + 1, f"{text}/{int(text) + 9}"
        if not self._is_year_here(at):
            return None
        return self._to_year(at)

    def _to_year(self, at: int) -> Dated:
        first, after = self.text(at), at + 1
        if self.text(after) in {"-", "/"} and self.category(after + 1) == "number":
            other = self.text(after + 1)
            if SHORT_YEAR.fullmatch(other) and self.glued(after) and self.glued(after + 1):
                last = first[:2] + other
                return after + 2, _period([first, last]) if last > first else first
        if self.text(after) == "/" or (self._joins(after) and not self.has(after, "and")):
            to = after + 1
            while self.has(to, "year_word", "article"):
                to += 1
            if self.category(to) == "number" and YEAR.fullmatch(self.text(to)) and not self._is_amount(to + 1):
                return to + 1, _period([first, self.text(to)])
        return after, first

    def _is_year_here(self, at: int) -> bool:
        """Return whether four digits are a year: no sign, scale, unit or counted noun stands beside them."""
        after, before = at + 1, at - 1
        if self.has(before, "currency") or self._is_amount(after, is_year=True):
            return False
        if self.glued(after) and self.category(after) == "word" and not self.has(after, "era"):
            return False
        is_introduced = self.has(before, "before_year", "year_word") or (
            self.text(before) == "-" and self.has(before - 1, "before_year")
        )
        if (is_introduced and not self.has(before, "far")) or self._compares(before):
            return True
        if self._joins(after) and self._is_second_amount(after + 1):
            return False
        if self.has(before, "far") or self._counts_noun(at):
            return False
        hedge = self._hedge_before(at, None)
        if hedge is None or hedge[1] == "up_to" or self.has(before, "article"):
            return True
        is_hedged_date = hedge[1] == "approx" and self.has(before - 1, "before_year")
        return is_hedged_date or self.has(after, "by_amount")

    def _compares(self, at: int) -> bool:
        """Return whether a word compares the amount before it with what follows: 12% above 2023, 12% on 2023."""
        while self.has(at, "level", "article"):  # above the level of 2024
            at -= 1
        if self.has(at, "compared") and self.has(at - 1, "unit"):
            return self.meaning(at - 1, "unit") in {"percent", "pp", "bp"}
        return self.has(at, "hedge") and (self.has(at - 1, "unit", "per_unit") or self.category(at - 1) == "number")

    def _is_second_amount(self, at: int) -> bool:
        """Return whether the number after a joiner is an amount: 2000 to 2100 dollars."""
        return self.has(at, "currency") or (self.category(at) == "number" and self._is_amount(at + 1))

    def _counts_noun(self, at: int) -> bool:
        """Return whether four digits count the noun after them."""
        token = self.tokens[at + 1] if at + 1 < self.length else None
        if token is None or token.category != "word" or "function" in token.kinds or "prefix" in token.kinds:
            return False
        if "unit" in token.kinds:
            return units()[token.kinds["unit"]].base == "count"
        if token.kinds:
            return False
        if self.script == "ARABIC":
            particles = {prefix for prefix, _ in self.lexicon.prefixes if len(prefix) == 1}
            return not self.is_definite(at + 1) and token.text[0] not in particles
        return self.text(at).endswith("00") and token.text.endswith("s") and self.script == "LATIN"

    def _is_amount(self, after: int, is_year: bool = False) -> bool:
        """Return whether the token after digits makes them an amount: a sign, a scale word, or a unit."""
        if self.percent(after) or self.has(after, "scale", "over", "tenths", "scale_money"):
            return True
        if self.has(after, "year_mark") and not is_year:
            return False
        if unit := self.unit(after):
            base = units()[unit[0]].base
            if base == "count":
                is_introduced = self.has(after - 2, "before_year", "year_word")
                is_count = self.script == "CJK" or (not is_introduced and self.script != "LATIN")
                return is_count or self.text(after - 1).endswith("00")
            return not (base == "year" and is_year and not self.text(after - 1).endswith("00"))
        return False


def gregorian_year(year: int, month: int, day: int) -> int:
    """Return the Gregorian year of a day of the Hijri calendar.

    By the arithmetic (tabular) calendar, in which 11 of 30 years have a leap day;
    it differs by a day or two from the observed one. Its first day is the
    Julian day 1,948,440, the first day of the Gregorian year 1 is 1,721,426.
    """
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return dt.date.fromordinal(days + 1948439 - 1721425).year


def _is_calendar(numbers: list[int]) -> bool:
    """Return whether the numbers beside a year may be a month, or a day and a month."""
    smaller = sorted(number for number in numbers if number < 1000)
    return bool(smaller) and 1 <= smaller[0] <= 12 and smaller[-1] <= LAST_DAY


def _period(years: list[str]) -> str | None:
    """Return years as an ISO period: ``2025`` or ``2020/2025``."""
    if not years:
        return None
    return years[0] if len(years) == 1 or years[0] == years[-1] else f"{years[0]}/{years[-1]}"
