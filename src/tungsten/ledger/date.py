"""Dates: days, months, quarters, years, of the Hijri calendar too, each as its calendar years."""

import re
from typing import TypeAlias

from tungsten.ledger.hedge import Hedges
from tungsten.ledger.number import YEAR
from tungsten.ledger.pack import fold, units

HIJRI_YEAR = re.compile(r"1[34]\d\d")
SHORT_YEAR = re.compile(r"\d\d")
STAMP = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![.,]?\d)|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?![.,]?\d)"
    r"|(\d{4})-(0[1-9]|1[0-2])(?![.,]?\d)|(0?[1-9]|1[0-2])[-/]((?:1[89]|20)\d\d)(?![.,]?\d)"
)
DAY_AND_MONTH_NAME = re.compile(r"(\d{1,2})[-/]([^\W\d_]+)[-/](\d{4})")
LAST_DAY = 31

Dated: TypeAlias = tuple[int, str | None]
"""The token after a date, and its calendar years as an ISO period; none where it leaves the year to the text."""


class Dates(Hedges):
    """Finds dates among the tokens of a text."""

    def dated(self, at: int) -> Dated | None:
        """The date that begins here."""
        for read in (self._stamp, self._han_date, self._by_month, self._by_day, self._part_of_year, self._years):
            if found := read(at):
                return found
        return None

    def _matched(self, pattern: "re.Pattern[str]", at: int) -> int | None:
        """The token after a pattern that fits at a token's start."""
        found = pattern.match(self.plain, self.tokens[at].start)
        return self._after(found.end(), at) if found else None

    def _after(self, end: int, at: int) -> int:
        while at < len(self.tokens) and self.tokens[at].start < end:
            at += 1
        return at

    def _stamp(self, at: int) -> Dated | None:
        if self.sort(at) != "number":
            return None
        start = self.tokens[at].start
        named = DAY_AND_MONTH_NAME.match(self.plain, start)
        if named and "month" in self.lexicon_kinds(named[2]):
            return self._after(named.end(), at), named[3]
        if not (found := STAMP.match(self.plain, start)):
            return None
        year = next(group for group in found.groups() if group and len(group) == 4)
        after = self._after(found.end(), at)
        if HIJRI_YEAR.fullmatch(year) or self.has(after, "hijri"):
            numbers = [int(group) for group in found.groups() if group]
            month = numbers[1] if len(numbers) == 3 else 1
            day = (numbers[0] if len(found[4] or "") else numbers[-1]) if len(numbers) == 3 else 1
            return after + self.has(after, "hijri"), str(gregorian_year(int(year), month, day))
        if not YEAR.fullmatch(year) or not self._is_calendar([int(group) for group in found.groups() if group]):
            return None
        if self.has(after, "unit") and not self.has(after, "year_mark"):
            return None
        return after, year

    def lexicon_kinds(self, word: str) -> dict[str, str]:
        entry = self.lexicon.single.get(fold(word))
        return entry.kinds if entry else {}

    def _is_calendar(self, numbers: list[int]) -> bool:
        smaller = sorted(number for number in numbers if number < 1000)
        return bool(smaller) and 1 <= smaller[0] <= 12 and smaller[-1] <= LAST_DAY

    def _han_date(self, at: int) -> Dated | None:
        """2025年6月30日, 1-6月, 2020-2025年: numbers before the signs of year, month and day."""
        to, years, marked = at, list[str](), False
        if year := self._han_year(to):
            years, to, marked = year
        if not marked and years:
            return None
        if end := self._han_part(to, marked):
            return end, _period(years)
        if end := self._han_month(to, bool(years)):
            return end, _period(years)
        if not marked and self._small(to) and self.has(to + 1, "day_mark") and not self.has(to + 1, "unit"):
            return to + 2, None
        return (to, _period(years)) if marked else None

    def _han_part(self, at: int, marked: bool) -> int | None:
        """The token after a half or a quarter of a year, or its first months."""
        if marked and self.has(at, "half_year"):
            return at + 1
        quarter = at + self.has(at, "ordinal_front", "first_of")
        if (self._small(quarter) or self.has(quarter, "number")) and self.has(quarter + 1, "quarter_mark"):
            return quarter + 2
        is_first = self.has(at, "first_of") and self._small(at + 1) and self.has(at + 2, "month_mark")
        return at + 3 if is_first and marked else None

    def _han_month(self, at: int, has_year: bool) -> int | None:
        """The token after a month with its day, or from one to another: 6月30日, 1-6月, 3月5日至7日."""
        if not self._small(at):
            return None
        if self._joins(at + 1) and self._small(at + 2) and self.has(at + 3, "month_mark"):
            return at + 4
        if not self.has(at + 1, "month_mark"):
            return None
        end = self._han_days(at + 2)
        if self._joins(end) and self._small(end + 1) and self.has(end + 2, "month_mark", "day_mark"):
            return self._han_days(end + 3)
        if self._joins(end) and not has_year and (other := self._han_date(end + 1)):
            return other[0]
        return end

    def _han_days(self, at: int) -> int:
        """The token after a day, or after two days; the same token where none stands."""
        if self._small(at) and self.has(at + 1, "day_mark"):
            return at + 2
        if self._small(at) and self._joins(at + 1) and self._small(at + 2) and self.has(at + 3, "day_mark"):
            return at + 4
        return at

    def _han_year(self, at: int) -> tuple[list[str], int, bool] | None:
        """The years here, the token after them, and whether the sign of the year stands there."""
        found: list[str] = []
        while True:
            if self.sort(at) == "number" and (
                YEAR.fullmatch(self.text(at)) or (found and SHORT_YEAR.fullmatch(self.text(at)))
            ):
                found.append(self.text(at) if len(self.text(at)) == 4 else found[0][:2] + self.text(at))
                at += 1
            elif digits := self._digits_in_words(at):
                found.append(digits)
                at += 4
            else:
                return None
            if self.has(at, "year_mark"):
                marked = True
                at += 1
            else:
                marked = False
            if len(found) == 1 and self._joins(at) and self.sort(at + 1) == "number":
                rest = self._han_year(at + 1) if YEAR.fullmatch(self.text(at + 1)) else None
                if rest and rest[2] and len(rest[0]) == 1:
                    return found + rest[0], rest[1], True
                if SHORT_YEAR.fullmatch(self.text(at + 1)) and self.has(at + 2, "year_mark"):
                    return [*found, found[0][:2] + self.text(at + 1)], at + 3, True
            return found, at, marked

    def _digits_in_words(self, at: int) -> str | None:
        """A year in four number words: 二〇二五."""
        values = [self.tokens[one].kinds.get("number", "") for one in range(at, min(at + 4, len(self.tokens)))]
        text = "".join(values)
        return text if len(values) == 4 and all(len(value) == 1 for value in values) and YEAR.fullmatch(text) else None

    def _small(self, at: int) -> bool:
        """Whether a day or a month may stand here."""
        text = self.text(at)
        return self.sort(at) == "number" and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= LAST_DAY

    def _joins(self, at: int) -> bool:
        return self.has(at, "joiner", "and") or self.text(at) in {"-", "~"}

    def _month(self, at: int) -> int | None:
        """The token after the name of a month, or after its two names."""
        if not self.has(at, "month"):
            return None
        at += 1
        if self.text(at) in {"/", "("} and self.has(at + 1, "month"):
            at += 2 + (self.text(at + 2) == ")")
        if self.text(at) == "." and self.sort(at + 1) == "number" and self.glued(at):
            at += 1
        return at

    def _of_year(self, at: int) -> tuple[int, str] | None:
        """The year after a day or a month, with the words before it."""
        to = at + (self.text(at) == ",")
        while self.has(to, "of", "year_word", "article") and to < at + 4:
            to += 1
        if self.sort(to) != "number":
            return None
        if YEAR.fullmatch(self.text(to)) and not self._is_amount(to + 1, is_year=True):
            return to + 1, self.text(to)
        if HIJRI_YEAR.fullmatch(self.text(to)):
            return to + 1 + self.has(to + 1, "hijri"), self.text(to)
        return None

    def _by_month(self, at: int) -> Dated | None:
        """Month first: May 2024, November 21, 2025, from January to September 2025."""
        after = self._month(at)
        if after is None:
            return None
        if self._joins(after) and (other := self._month(after + 1)) and (found := self._of_year(other)):
            return found[0], self._calendar(found[1], at)
        day = after
        if self._small(day) and not self._is_amount(day + 1):
            day += 1 + self.has(day + 1, "ordinal_mark")
            if self._joins(day) and self._small(day + 1):
                day += 2
            if found := self._of_year(day):
                return found[0], self._calendar(found[1], at)
            return day, None
        if found := self._of_year(after):
            return found[0], self._calendar(found[1], at)
        return None

    def _by_day(self, at: int) -> Dated | None:
        """Day first: 31 October 2024, 15-17 March, the second of July."""
        after = at
        if self._small(at):
            after = at + 1 + self.has(at + 1, "ordinal_mark")
            if self._joins(after) and self._small(after + 1):
                after += 2 + self.has(after + 2, "ordinal_mark")
        elif self.has(at, "ordinal"):
            value, after = self._more_of_ordinal(int(self.means(at, "ordinal")), at + 1)
            if value > LAST_DAY or not self.has(after, "of"):
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
        if found := self._of_year(end):
            return found[0], self._calendar(found[1], after)
        return end, None

    def _calendar(self, year: str, month: int) -> str:
        if HIJRI_YEAR.fullmatch(year):
            number = self.means(month, "month") if self.has(month, "month") else "1"
            return str(gregorian_year(int(year), int(number.removeprefix("h") or 1), 15))
        return year

    def _part_of_year(self, at: int) -> Dated | None:
        """A quarter or a half: the third quarter of 2025, Q3 2025, 2025 H1."""
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
            if self.text(end) in {"'", "’", "-"} and self.sort(end + 1) == "number":
                end += 1
                if SHORT_YEAR.fullmatch(self.text(end)):
                    return end + 1, f"20{self.text(end)}"
        elif self._small(to) and self.has(to + 1, "part_behind") and self.glued(to + 1):
            end = to + 2
            if SHORT_YEAR.fullmatch(self.text(end)) and self.glued(end):
                return end + 1, f"20{self.text(end)}"
        elif self.has(to, "ordinal"):
            end = to + 1 + (self.text(to + 1) == "-")
            if not self.has(end, "part_counted") or self.script == "ARABIC":
                return None
            end += 1
        else:
            return None
        if self.glued(end) and self.sort(end) == "word":
            return None  # H2O
        found = self._of_year(end)
        return found or (end, None)

    def _years(self, at: int) -> Dated | None:
        text, after = self.text(at), at + 1
        if self.sort(at) != "number":
            return None
        if HIJRI_YEAR.fullmatch(text) and self.has(after, "hijri"):
            first, last = gregorian_year(int(text), 1, 1), gregorian_year(int(text), 12, 29)
            return after + 1, f"{first}/{last}" if first != last else str(first)
        if re.fullmatch(r"\d{2}", text) and self.has(after, "decades_mark"):
            return after + 1, None
        if (
            SHORT_YEAR.fullmatch(text)
            and self.glued(at)
            and self.has(at - 1, "before_year")
            and self.sort(at - 1) == "word"
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
        if self.text(after) in {"-", "/"} and self.sort(after + 1) == "number":
            other = self.text(after + 1)
            if SHORT_YEAR.fullmatch(other) and self.glued(after) and self.glued(after + 1):
                last = first[:2] + other
                return after + 2, _period([first, last]) if last > first else first
        if self.text(after) == "/" or (self._joins(after) and not self.has(after, "and")):
            to = after + 1
            while self.has(to, "year_word", "article"):
                to += 1
            if self.sort(to) == "number" and YEAR.fullmatch(self.text(to)) and not self._is_amount(to + 1):
                return to + 1, _period([first, self.text(to)])
        return after, first

    def _is_year_here(self, at: int) -> bool:
        """Whether four digits are a year: no sign, scale, unit or counted thing stands beside them."""
        after, before = at + 1, at - 1
        if self.has(before, "currency") or self._is_amount(after, is_year=True):
            return False
        if self.glued(after) and self.sort(after) == "word" and not self.has(after, "era"):
            return False
        introduced = self.has(before, "before_year", "year_word") or (
            self.text(before) == "-" and self.has(before - 1, "before_year")
        )
        if introduced and not self.has(before, "far"):
            return True
        if self._joins(after) and self._amount_beyond(after + 1):
            return False
        if self.has(before, "far") or self._is_counted_here(at):
            return False
        hedge = self._hedge_before(at, None)
        return hedge is None or hedge[1] == "up_to" or self.has(before, "article")

    def _amount_beyond(self, to: int) -> bool:
        """Whether the number after a joiner is an amount: 2000 to 2100 dollars."""
        if self.has(to, "currency"):
            return True
        return self.sort(to) == "number" and self._is_amount(to + 1)

    def _is_counted_here(self, at: int) -> bool:
        """Whether the word after four digits is what they count."""
        token = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if token is None or token.sort != "word" or "function" in token.kinds or "prefix" in token.kinds:
            return False
        if "unit" in token.kinds:
            return units()[token.kinds["unit"]].base == "count"
        if token.kinds:
            return False
        if self.script == "ARABIC":
            return not self._is_definite(at + 1) and token.text[0] not in self._particles()
        return self.text(at).endswith("00") and token.text.endswith("s") and self.script == "LATIN"

    def _particles(self) -> str:
        return "".join(prefix for prefix, _ in self.lexicon.prefixes if len(prefix) == 1)

    def _is_amount(self, after: int, is_year: bool = False) -> bool:
        """Whether what follows makes digits an amount: a sign, a scale word, or a unit."""
        if self.percent(after) or self.has(after, "scale", "over", "tenths", "scale_money"):
            return True
        if self.has(after, "year_mark") and not is_year:
            return False
        if found := self.unit(after):
            base = units()[found[0]].base
            if base == "count":
                return (not self.has(after - 2, "before_year", "year_word") and self.script != "LATIN") or self.text(
                    after - 1
                ).endswith("00")
            return not (base == "year" and is_year and not self.text(after - 1).endswith("00"))
        return False


def gregorian_year(year: int, month: int, day: int) -> int:
    """The calendar year of a day of the Hijri calendar, by its arithmetic form (within a day of what is observed)."""
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    julian_day = days + 1948439
    ordinal = julian_day - 1721425
    return int((ordinal + 0.5) // 365.2425) + 1


def _period(years: list[str]) -> str | None:
    if not years:
        return None
    return years[0] if len(years) == 1 or years[0] == years[-1] else f"{years[0]}/{years[-1]}"
