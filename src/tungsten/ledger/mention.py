"""What a number in running text is: a figure, a date, a heading, the number of a law, part of a name.

Goes over the tokens of a text from left to right. Each run of digits ends up in
one mention; what nobody understood becomes ``unread``.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tungsten.ledger.number import YEAR, Number, Unread
from tungsten.ledger.pack import fold, units
from tungsten.ledger.parse import Grammar, Parts, Read

HIJRI_YEAR = re.compile(r"1[34]\d\d")
SHORT_YEAR = re.compile(r"\d\d")
STAMP = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![.,]?\d)|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?![.,]?\d)"
    r"|(\d{4})-(0[1-9]|1[0-2])(?![.,]?\d)|(0?[1-9]|1[0-2])[-/]((?:1[89]|20)\d\d)(?![.,]?\d)"
)
CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?![.,]?\d)")
DAY_AND_MONTH_NAME = re.compile(r"(\d{1,2})[-/]([^\W\d_]+)[-/](\d{4})")
PHONE = re.compile(r"\+\d[\d ()-]{6,}\d")
CODE = re.compile(r"\d{4,}\.[A-Z]{1,3}\b")

LAST_DAY = 31
TIME = {"year", "month", "week", "day", "hour", "minute", "second", "decade", "century"}


class Mention(NamedTuple):
    """A mention: its tokens, what it is, and what could be read of it."""

    first: int
    last: int
    """The token after its last."""
    role: str
    parts: Parts | None = None
    hedge: str | None = None
    period: str | None = None


class Reader(Grammar):
    """Finds the mentions among the tokens of a text."""

    plain = ""
    """The text the tokens are of."""
    starts_line = True
    as_printed: Callable[[int, int], str] | None = None
    """What stands in the text between two places of ``plain``."""

    def printed(self, at: int) -> str:
        token = self.tokens[at]
        return self.as_printed(token.start, token.end) if self.as_printed else token.text

    def mentions(self) -> Iterator[Mention]:
        at = 0
        if self.starts_line and (heading := self.heading()):
            yield heading
            at = heading.last
        before = at
        while at < len(self.tokens):
            token = self.tokens[at]
            if not (
                token.sort == "number"
                or (token.entry is not None and token.entry.is_trigger)
                or (token.sort == "sign" and token.text in "-+%٪" and self._is_sign_before(at))
            ):
                if token.sort == "link" and any(sign.isdigit() for sign in token.text):
                    yield Mention(at, at + 1, "metadata")
                at += 1
                continue
            found = self._mention(at, before)
            if found is None:
                if token.sort == "number":
                    found = [self._unread(at, at + 1)]
                else:
                    at += 1
                    continue
            yield from found
            at = before = max(found[-1].last, at + 1)

    def _is_sign_before(self, at: int) -> bool:
        """Whether a sign here belongs to the number after it."""
        token = self.tokens[at]
        if self.sort(at + 1) != "number" and not self.has(at + 1, "currency"):
            return False
        if token.text in {"-", "+"} or "minus" in token.kinds:
            alone = not token.glued or self.sort(at - 1) in {"sign", "han", ""} or self.has(at - 1, "prefix", "and")
            return (self.glued(at + 1) or "minus" in token.kinds) and alone and self.text(at - 1) not in {"%", "٪", ")"}
        return self.percent(at) and self.sort(at - 1) != "number" and self.sort(at + 1) == "number"

    def _mention(self, at: int, before: int) -> list[Mention] | None:
        token = self.tokens[at]
        if "idiom" in token.kinds:
            return None
        if phone := self._matched(PHONE, at):
            return [Mention(at, phone, "metadata")]
        if "enumerator" in token.kinds and self.text(at + 1) in set("،,:.؛-"):
            return [Mention(at, at + 1, "heading")]
        if token.sort == "number":
            if ratio := self._ratio(at):
                return [ratio]
            if (named := self.name(at, before)) or (named := self.cued(at)):
                return [named]
        if dated := self.date(at):
            return [dated]
        if self.has(at - 1, "a") and at > before and self.has(at, "scale", "times") and not self.has(at, "number"):
            at -= 1
        try:
            if place := self.rank(at, is_text=True):
                return [Mention(at, place.last, "figure", place.parts, self.hedge(at, place.last, None))]
            if multiple := self._multiple(at):
                return [multiple]
            read = self.quantity(at)
            return self._loose(at) if read is None else self._figures(read)
        except Unread as problem:
            if any(self.sort(one) == "number" for one in range(at, problem.last)) or self._carries(at):
                return [self._unread(at, min(problem.last, len(self.tokens)))]
            return None

    def _unread(self, first: int, last: int) -> Mention:
        while last > first + 1 and self.sort(last - 1) in {"word", "han"} and not self.tokens[last - 1].kinds:
            last -= 1
        return Mention(first, last, "unread")

    def _carries(self, at: int) -> bool:
        """Whether number words here are more than an article or an idiom."""
        return self.has(at, "scale", "scale_many", "scale_dual") or self.has(at + 1, "scale", "scale_many")

    def _matched(self, pattern: "re.Pattern[str]", at: int) -> int | None:
        """The token after a pattern that fits at a token's start."""
        found = pattern.match(self.plain, self.tokens[at].start)
        return self._after(found.end(), at) if found else None

    def _after(self, end: int, at: int) -> int:
        while at < len(self.tokens) and self.tokens[at].start < end:
            at += 1
        return at

    # ----------------------------------------------------------------- figures

    def _figures(self, read: Read) -> list[Mention] | None:
        parts, first, last = read.parts, read.first, read.last
        if not self._counts(parts, first, last):
            return None
        if parts.joiner in {"list", "steps"} and parts.last:
            one = parts._replace(last=None, joiner="")
            other = parts._replace(first=parts.last, last=None, joiner="", hedge="")
            end, begin = read.between
            return [
                Mention(first, end, "figure", one, self.hedge(first, end, parts)),
                Mention(begin, last, "figure", other, self.hedge(begin, last, parts)),
            ]
        if parts.unit is None:
            parts = parts._replace(unit=self._counted_before(first) or self._counted(parts, last))
        return [Mention(first, last, "figure", parts, self.hedge(first, last, parts))]

    def _counted_before(self, first: int) -> str | None:
        """The unit a number word stands behind: the months, the nine of them."""
        if self.has(first - 1, "article") and self.has(first - 2, "unit") and self.has(first - 3, "article"):
            return self.means(first - 2, "unit")
        return None

    def _counted(self, parts: Parts, after: int) -> str | None:
        """``count`` where a number stands before a noun that is no unit."""
        after += self.has(after, "hedge_after")
        whole = parts.first.is_word or "." not in parts.first.text or parts.first.times > 1
        if not whole or self.sort(after) not in {"word", "prefix"}:
            return None
        for at in range(after, min(after + 3, len(self.tokens))):
            token = self.tokens[at]
            if token.sort != "word" or "function" in token.kinds or "prefix" in token.kinds:
                return None
            if "unit" in token.kinds:
                return "count" if units()[token.kinds["unit"]].base == "count" else None
            if self.script == "ARABIC":
                return None if token.kinds or self._is_definite(at) or len(token.text) < 3 else "count"
            if self.script == "LATIN" and not token.kinds and token.text.endswith("s") and len(token.text) > 3:
                return "count"
        return None

    def _counts(self, parts: Parts, first: int, last: int) -> bool:
        """Whether words that name a number carry a quantity here: "one of" and "the two" don't."""
        number = parts.first
        if not number.is_word or parts.last is not None or number.over:
            return True
        if self.has(first, "scale_dual"):
            return True
        if self.has(first, "scale_alone") or number.times > 1:
            return not self._is_apart(first)
        if number.value_of_unit == "ratio":
            return self._is_share(first, last)
        base = units()[parts.unit].base if parts.unit else None
        if self.has(first, "unit_dual"):
            return True
        if number.value == 1:
            return (
                base is not None
                and base not in ({"count"} if self.script == "CJK" else {"count", "times"})
                and not self.has(first - 1, "not_one")
            )
        if parts.unit is not None or number.scale > 1 or self._counted_before(first):
            return True
        if self.script == "CJK":
            return False
        token = self.tokens[last] if last < self.length else None
        if self.text(first - 1) == "-" and self.glued(first):
            return False
        if token is None or token.sort != "word":
            return self._hedge_before(first, None) is not None
        if "function" in token.kinds or "prefix" in token.kinds:
            return "of" in token.kinds or number.value >= 100
        return not token.kinds and not self._is_definite(last)

    def _is_apart(self, first: int) -> bool:
        """Whether a scale word stands behind a number that is no part of its mention."""
        if self.sort(first - 1) == "number" or self.text(first - 1) == ")":
            raise Unread(first + 1)
        if self.has(first - 1, "number", "times", "loose", "scale_many", "currency") or self.text(first - 1) == "]":
            raise Unread(first + 1)
        return False

    def _is_share(self, first: int, last: int) -> bool:
        """Whether a fraction in words is of something."""
        if self.has(first, "fraction_definite", "fraction_whole") or self.script == "CJK":
            return True
        if self.has(first - 1, "a"):
            return True
        if self.has(first - 1, "article") or (self.has(first, "ordinal") and self.has(first - 1, "ordinal_front")):
            return self.has(last, "of")
        if self.has(last, "of", "article") or (self.sort(last) == "word" and self.script == "ARABIC"):
            return not self.has(last, "ordinal")
        return self.text(first + 1) == "-" or self.has(last, "definite") or self.has(first, "number")

    def _multiple(self, at: int) -> Mention | None:
        """A word that multiplies: doubled, tripled, 翻番."""
        if not self.has(at, "multiple"):
            return None
        text = self.means(at, "multiple")
        parts = Parts(Number(text, is_word=True), unit="times")
        return Mention(at, at + 1, "figure", parts, self.hedge(at, at + 1, parts))

    def _loose(self, at: int) -> list[Mention] | None:
        """An amount nobody knows: millions of, dozens, 数百万."""
        if not self.has(at, "loose", "scale_many"):
            return None
        last = at + 1
        while self.has(last, "loose", "scale_many", "scale", "times") or (
            self.has(last, "article", "of") and self.has(last + 1, "scale_many", "scale")
        ):
            last += 1
        if self.script == "CJK" and last == at + 1 and not self.has(last, "unit"):
            return None
        return [Mention(at, last, "unread")]

    def _ratio(self, at: int) -> Mention | None:
        """3 in 4; 3:1, which is neither a clock nor two figures; and 1/3, a share where it is of something."""
        if self.has(at + 1, "out_of") and self.sort(at + 2) == "number" and not self.unit(at + 3):
            above, below = self.text(at), self.text(at + 2)
            if above.isdigit() and below.isdigit() and 0 < int(above) < int(below) <= 10:
                share = Number(f"{int(above) / int(below):.12g}", place=0.01, is_word=True)
                return Mention(at, at + 3, "figure", Parts(share, unit="ratio"), self.hedge(at, at + 3, None))
        if self.text(at + 1) == ":" and self.glued(at + 1) and self.sort(at + 2) == "number" and self.glued(at + 2):
            if end := self._matched(CLOCK, at):
                return Mention(at, end, "metadata")
            return Mention(at, at + 3, "unread")
        if self.text(at + 1) == "/" and self.sort(at + 2) == "number" and self.glued(at + 1) and self.glued(at + 2):
            above, below = self.text(at), self.text(at + 2)
            if self.date(at):
                return None
            if self.has(at + 3, "of") and above.isdigit() and below.isdigit() and int(above) < int(below) <= 10:
                share = Number(f"{int(above) / int(below):.12g}", place=0.01, is_word=True)
                return Mention(at, at + 3, "figure", Parts(share, unit="ratio"), self.hedge(at, at + 3, None))
            last = at + 3
            while self.text(last) == "/" and self.sort(last + 1) == "number":
                last += 2
            return Mention(at, last, "unread")
        return None

    # ------------------------------------------------------------------- dates

    def date(self, at: int) -> Mention | None:
        """A day, a month or a year, or from one to the other."""
        for read in (self._stamp, self._han_date, self._by_month, self._by_day, self._part_of_year, self._years):
            if found := read(at):
                last, period, role = found
                if self.has(at, "part_counted") and self.text(at - 1) == self.lexicon_articles()[0]:
                    at -= 1
                if end := (
                    self._matched(CLOCK, last) if self.sort(last) == "number" and last < len(self.tokens) else None
                ):
                    return Mention(at, end, "metadata")
                hedge = self.hedge(at, last, None, is_date=True) if role == "date" else None
                return Mention(at, last, role, hedge=hedge, period=period)
        return None

    def _stamp(self, at: int) -> tuple[int, str | None, str] | None:
        if self.sort(at) != "number":
            return None
        start = self.tokens[at].start
        if found := DAY_AND_MONTH_NAME.match(self.plain, start):
            if "month" in self.lexicon_kinds(found[2]):
                return self._after(found.end(), at), found[3], "date"
        if not (found := STAMP.match(self.plain, start)):
            return None
        year = next(group for group in found.groups() if group and len(group) == 4)
        after = self._after(found.end(), at)
        if HIJRI_YEAR.fullmatch(year) or self.has(after, "hijri"):
            numbers = [int(group) for group in found.groups() if group]
            month = numbers[1] if len(numbers) == 3 else 1
            day = (numbers[0] if len(found[4] or "") else numbers[-1]) if len(numbers) == 3 else 1
            return after + self.has(after, "hijri"), str(gregorian_year(int(year), month, day)), "date"
        if not YEAR.fullmatch(year) or not self._is_calendar([int(group) for group in found.groups() if group]):
            return None
        if self.has(after, "unit") and not self.has(after, "year_mark"):
            return None
        return after, year, "date"

    def lexicon_kinds(self, word: str) -> dict[str, str]:
        entry = self.lexicon.single.get(fold(word))
        return entry.kinds if entry else {}

    def _is_calendar(self, numbers: list[int]) -> bool:
        smaller = sorted(number for number in numbers if number < 1000)
        return bool(smaller) and 1 <= smaller[0] <= 12 and smaller[-1] <= LAST_DAY

    def _han_date(self, at: int) -> tuple[int, str | None, str] | None:
        """2025年6月30日, 1-6月, 2020-2025年: numbers before the signs of year, month and day."""
        to, years, marked = at, list[str](), False
        if year := self._han_year(to):
            years, to, marked = year
        if not marked and years:
            return None
        if self.has(to, "half_year") and marked:
            return to + 1, _period(years), "date"
        quarter = to + self.has(to, "ordinal_front", "first_of")
        if (self._small(quarter) or self.has(quarter, "number")) and self.has(quarter + 1, "quarter_mark"):
            return quarter + 2, _period(years), "date"
        if self.has(to, "first_of") and self._small(to + 1) and self.has(to + 2, "month_mark") and marked:
            return to + 3, _period(years), "date"
        month = to
        if self._small(month):
            if self._joins(month + 1) and self._small(month + 2) and self.has(month + 3, "month_mark"):
                return month + 4, _period(years), "date"
            if self.has(month + 1, "month_mark") and not self.has(month + 2, "not_month"):
                end = month + 2
                if self._small(end) and self.has(end + 1, "day_mark"):
                    end += 2
                    if self._joins(end) and self._small(end + 1) and self.has(end + 2, "day_mark"):
                        end += 3
                elif (
                    self._small(end) and self._joins(end + 1) and self._small(end + 2) and self.has(end + 3, "day_mark")
                ):
                    end += 4
                elif self._joins(end) and (other := self._han_date(end + 1)) and not years:
                    end = other[0]
                elif self._joins(end) and self._small(end + 1) and self.has(end + 2, "month_mark"):
                    end += 3
                return end, _period(years), "date"
            if marked is False and self.has(month + 1, "day_mark") and not self.has(month + 1, "unit"):
                return month + 2, None, "date"
        return (to, _period(years), "date") if marked else None

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

    def _by_month(self, at: int) -> tuple[int, str | None, str] | None:
        """Month first: May 2024, November 21, 2025, from January to September 2025."""
        after = self._month(at)
        if after is None:
            return None
        if self._joins(after) and (other := self._month(after + 1)) and (found := self._of_year(other)):
            return found[0], self._calendar(found[1], at), "date"
        day = after
        if self._small(day) and not self._is_amount(day + 1):
            day += 1 + self.has(day + 1, "ordinal_mark")
            if self._joins(day) and self._small(day + 1):
                day += 2
            if found := self._of_year(day):
                return found[0], self._calendar(found[1], at), "date"
            return day, None, "date"
        if found := self._of_year(after):
            return found[0], self._calendar(found[1], at), "date"
        return None

    def _by_day(self, at: int) -> tuple[int, str | None, str] | None:
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
            return found[0], self._calendar(found[1], after), "date"
        return end, None, "date"

    def _calendar(self, year: str, month: int) -> str:
        if HIJRI_YEAR.fullmatch(year):
            number = self.means(month, "month") if self.has(month, "month") else "1"
            return str(gregorian_year(int(year), int(number.removeprefix("h") or 1), 15))
        return year

    def _part_of_year(self, at: int) -> tuple[int, str | None, str] | None:
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
                    return end + 1, f"20{self.text(end)}", "date"
        elif self._small(to) and self.has(to + 1, "part_behind") and self.glued(to + 1):
            end = to + 2
            if SHORT_YEAR.fullmatch(self.text(end)) and self.glued(end):
                return end + 1, f"20{self.text(end)}", "date"
        elif self.has(to, "ordinal"):
            end = to + 1 + (self.text(to + 1) == "-")
            if not self.has(end, "part_counted") or self.script == "ARABIC":
                return None
            end += 1
        else:
            return None
        found = self._of_year(end)
        return (found[0], found[1], "date") if found else (end, None, "date")

    def _years(self, at: int) -> tuple[int, str | None, str] | None:
        text, after = self.text(at), at + 1
        if self.sort(at) != "number":
            return None
        if HIJRI_YEAR.fullmatch(text) and self.has(after, "hijri"):
            first, last = gregorian_year(int(text), 1, 1), gregorian_year(int(text), 12, 29)
            return after + 1, f"{first}/{last}" if first != last else str(first), "date"
        if re.fullmatch(r"\d{2}", text) and self.has(after, "decades_mark"):
            return after + 1, None, "date"
        if (
            SHORT_YEAR.fullmatch(text)
            and self.glued(at)
            and self.has(at - 1, "before_year")
            and self.sort(at - 1) == "word"
        ):
            return after, f"20{text}", "date"
        if not YEAR.fullmatch(text):
            return None
        if self.text(after) == "s" and self.glued(after) and text.endswith("0"):
            return after + 1, f"{text}/{int(text) + 9}", "date"
        if self.has(after, "decades_mark"):
            return after + 1, f"{text}/{int(text) + 9}", "date"
        if not self._is_year_here(at):
            return None
        return self._to_year(at)

    def _to_year(self, at: int) -> tuple[int, str | None, str]:
        first, after = self.text(at), at + 1
        if self.text(after) in {"-", "/"} and self.sort(after + 1) == "number":
            other = self.text(after + 1)
            if SHORT_YEAR.fullmatch(other) and self.glued(after) and self.glued(after + 1):
                last = first[:2] + other
                return after + 2, _period([first, last]) if last > first else first, "date"
        if self.text(after) == "/" or (self._joins(after) and not self.has(after, "and")):
            to = after + 1
            while self.has(to, "year_word", "article"):
                to += 1
            if self.sort(to) == "number" and YEAR.fullmatch(self.text(to)) and not self._is_amount(to + 1):
                return to + 1, _period([first, self.text(to)]), "date"
        return after, first, "date"

    def _is_year_here(self, at: int) -> bool:
        """Whether four digits are a year: no sign, scale, unit or counted thing stands beside them."""
        after, before = at + 1, at - 1
        if self.has(before, "currency") or self._is_amount(after, is_year=True):
            return False
        if self.glued(after) and self.sort(after) == "word":
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

    # ----------------------------------------------------- headings, laws, names

    def heading(self) -> Mention | None:
        """The number a line begins with."""
        if self.text(0) == "(" and self.text(2) == ")" and re.fullmatch(r"\d{1,2}", self.text(1)):
            return Mention(0, 3, "heading") if not self.has(3, "scale", "unit") else None
        if self.sort(0) != "number" or not re.fullmatch(r"\d{1,2}", self.text(0)):
            return None
        if (
            self.text(1) in {".", ":", ")", "-", "、"}
            and self.sort(2) in {"word", "han", "prefix"}
            and self.text(1) != ""
        ):
            if self.text(1) == "-" and self.glued(1) and self.glued(2):
                return None
            return Mention(0, 1, "heading")
        if self.text(0)[0] == "0" and len(self.text(0)) == 2 and self.sort(1) in {"word", "han", "prefix"}:
            return None if self._is_amount(1) or self.has(1, "month", "month_mark") else Mention(0, 1, "heading")
        return None

    def cued(self, at: int) -> Mention | None:
        """A number that a word before it makes that of a law, a page, an hour."""
        before = at - 1
        while (
            self.text(before) in {":", "(", "№", "#"}
            or (self.text(before) == "." and self.has(before - 1, "cue"))
            or (self.has(before, "article") and not self.has(before, "cue"))
        ):
            before -= 1
        if self.has(at + 1, "cue_behind") and not self.has(at + 1, "unit"):
            return Mention(at, at + 1, self.means(at + 1, "cue_behind"))
        if self.has(at + 1, "ordinal_mark") and self.glued(at + 1) and not self.rank(at) and not self.date(at):
            return Mention(at, at + 2, "metadata")
        role = self.means(before, "cue") if self.has(before, "cue") else None
        if role is None or self._is_amount(at + 1) or self.has(before, "rank_word"):
            if self._is_in_title(at):
                return Mention(at, at + 1, "metadata")
            return None
        if YEAR.fullmatch(self.text(at)) and "numbered" not in self.tokens[before].kinds:
            return Mention(at, at + 1, "metadata") if self._is_in_title(at) else None
        return Mention(at, at + 1, role)

    def _is_in_title(self, at: int) -> bool:
        """Whether a year ends a title in quotes."""
        if not YEAR.fullmatch(self.text(at)) or self.text(at + 1) not in {'"', "”", "»", "》"}:
            return False
        if self.has(at - 1, "before_year", "year_word"):
            return False
        text = self.plain[max(0, self.tokens[at].start - 80) : self.tokens[at].start]
        return bool(re.search(r'["“«《][^"“”«»\n]*\w[^"“”«»\n]*$', text))

    def name(self, at: int, before: int) -> Mention | None:
        """Digits that are part of a name: F-35, WO3, a share's code; and what one dials."""
        if end := self._matched(CODE, at):
            return Mention(at, end, "metadata")
        first = at
        back = at - 1
        if (
            self.glued(at)
            and self.text(back) == "-"
            and self.glued(back)
            and self.sort(back - 1) == "word"
            and back - 1 >= before
        ):
            if self.has(back - 1, "before_year", "currency", "unit") or self.percent(at + 1):
                return None
            letters = self.tokens[back - 1].text
            if not letters.isascii():
                return Mention(at, at + 1, "metadata") if len(letters) >= 2 and not self._is_amount(at + 1) else None
            first = back - 1
        elif self.glued(at) and self.sort(back) == "word" and back >= before and self.tokens[back].text.isascii():
            if self.has(back, "currency", "before_year") or self.percent(at + 1) or self._is_amount(at + 1):
                return None
            first = back
        elif self.glued(at + 1) and self.sort(at + 1) == "word" and not self.tokens[at + 1].kinds:
            capitals = self.plain[self.tokens[at + 1].start : self.tokens[at + 1].end]
            return Mention(at, at + 2, "metadata") if capitals.isascii() and capitals.isupper() else None
        else:
            return None
        last = at + 1
        while self.glued(last) and (
            self.sort(last) in {"word", "number"}
            or (
                self.text(last) == "-"
                and self.sort(last + 1) == "number"
                and self.glued(last + 1)
                and not self.percent(last + 2)
            )
        ):
            last += 1
        return Mention(first, last, "metadata")

    # ------------------------------------------------------------------ hedges

    def hedge(self, first: int, last: int, parts: Parts | None, is_date: bool = False) -> str | None:
        """The words that hedge a mention: right before it, around its subject, within it, or right after it."""
        if parts is not None and parts.hedge and parts.first.over:
            return parts.hedge
        after = last
        if self.has(after, "per", "a") and self.has(after + 1, "unit"):
            after += 2
        if self.has(after, "per_unit"):
            after += 1
        for to in (last, after):
            if self.has(to, "hedge_after") and not (is_date and self.has(to, "not_date")):
                return self.tokens[to].entry.printed  # type: ignore[union-attr]
        found = self._hedge_before(first, parts, is_date)
        return found[0] if found else None

    def _hedge_before(self, first: int, parts: Parts | None, is_date: bool = False) -> tuple[str, str] | None:
        at = first - 1
        for _ in range(4):
            skip = self.has(at, "level", "article", "prefix", "particle", "a") or self.text(at) in {"(", '"', "“"}
            if is_date:
                skip = skip or self.has(at, "year_word", "part_of_year", "of")
            if self.has(at, "unit") and self.has(at - 1, "each"):
                skip, at = True, at - 1
            if not skip or self.has(at, "hedge"):
                break
            at -= 1
        if self.has(at, "hedge"):
            if "hedge_not_time" in self.tokens[at].kinds and (is_date or self._is_time(parts)):
                return None
            bound = self.has(at - 1, "hedge") and self.means(at - 1, "hedge") != "approx"
            at -= self.means(at, "hedge") == "approx" and bound
            means = self.means(at, "hedge")
            return None if is_date and means in {"more_than", "less_than"} else (self._printed(at), means)
        if is_date and self.has(at, "hedge_date") and not self.has(at - 1, "change"):
            return self._printed(at), self.means(at, "hedge_date")
        return None if is_date else self._hedge_around(at)

    def _hedge_around(self, at: int) -> tuple[str, str] | None:
        for back in range(at, max(-1, at - 6), -1):
            token = self.tokens[back]
            if "opening" in token.kinds:
                for line in token.kinds["opening"].split("\n"):
                    means, closing, printed = line.split("|")
                    gap = at - back - (len(closing.split()) if closing else 0)
                    if (not closing or self._closes(at, closing)) and 0 <= gap <= 4:
                        return printed, means
                return None
            if token.sort not in {"word", "han", "prefix"} or "hedge" in token.kinds or "number" in token.kinds:
                return None
        return None

    def _printed(self, at: int) -> str:
        return re.sub(" +", " ", self.plain[self.tokens[at].start : self.tokens[at].end])

    def _closes(self, at: int, closing: str) -> bool:
        return self.text(at) == closing

    def _is_time(self, parts: Parts | None) -> bool:
        return parts is not None and parts.unit in TIME


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
