"""Numbers that measure nothing: those of laws, pages and flights, codes, parts of names, times of day."""

import re
from functools import cache
from typing import NamedTuple

from tungsten.ledger.cursor import YEAR
from tungsten.ledger.date import Dates
from tungsten.ledger.pack import HAN, words
from tungsten.ledger.parts import Parts
from tungsten.ledger.rank import rank
from tungsten.ledger.tokens import BEFORE

CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?![.,]?\d)")
PHONE = re.compile(r"\+\d[\d ()-]{6,}\d")
CODE = re.compile(r"\d{4,}\.[A-Z]{1,3}\b|\d+(?:-\d+){2,}(?![.,]?\d)")


@cache
def _article() -> re.Pattern[str]:
    """Return a pattern for the number of an article in Chinese number words."""
    signs = "".join(word for kind in ("number", "scale", "times") for word in words(kind) if HAN.fullmatch(word))
    fronts, cues = ("|".join(filter(HAN.match, words(kind))) for kind in ("ordinal_front", "ordinal_cue"))
    return re.compile(f"(?:{fronts})[{signs}]+(?:{cues})")


class Mention(NamedTuple):
    """A mention of a number: its tokens, its role, and what was read of it."""

    first: int
    last: int
    """The position after its last token."""
    role: str
    parts: Parts | None = None
    hedge: str | None = None
    period: str | None = None


class Codes(Dates):
    """Find numbers that measure nothing, and dates, among the tokens of a text."""

    def _article_in_words(self, at: int) -> Mention | None:
        """Return the number of an article of a law in words: 第三十五条."""
        found = _article().match(self.plain, self.starts[at])
        if not found:
            return None
        last = at + 1
        while self.ends[last - 1] < found.end():
            last += 1
        return Mention(at, last, "legal")

    def date(self, at: int) -> Mention | None:
        """Return a date or a period; one with a time of day is metadata, as it dates the text itself."""
        dated = self.dated(at)
        if dated is None:
            return None
        last, period = dated
        if self.has(at, "part_counted") and self.text(at - 1) == self.articles()[0]:
            at -= 1
        if self.category(last) == "number" and (end := self._matched(CLOCK, last)):
            return Mention(at, end, "metadata")
        return Mention(at, last, "date", hedge=self.hedge(at, last, None, is_date=True), period=period)

    def cued(self, at: int) -> Mention | None:
        """Return a number whose neighbour gives it a role: that of a law, a page, an hour."""
        before = self._before_code(at)
        if self.text(at + 1) == "#" and self.glued(at + 1) and self.script == "CJK":  # 1#锑锭
            return Mention(at, at + 2, "metadata")
        if self._is_stock_code(at) or self._is_quoted_name(at):
            return Mention(at, at + 1, "metadata")
        if self.has(at + 1, "cue_behind"):
            may_be_hour = self.text(at).isdigit() and int(self.text(at)) <= 24
            if not self.has(at - 1, "change") and (may_be_hour or not self.has(at + 1, "unit")):  # 下跌12点
                return Mention(at, at + 1, self.meaning(at + 1, "cue_behind"))
        if self.has(at - 1, "ordinal_front") and not rank(self, at - 1, is_text=True) and not self.date(at):
            is_law = self.has(at + 1, "ordinal_cue")
            return Mention(at, at + 1, self.meaning(at + 1, "ordinal_cue") if is_law else "metadata")
        if (
            self.has(at + 1, "ordinal_mark")
            and self.glued(at + 1)
            and not rank(self, at, is_text=True)
            and not self.date(at)
        ):
            return Mention(at, at + 2, "metadata")
        last = self._after_code(at)
        role = self.meaning(before, "cue") if self.has(before, "cue") else None
        if role is None or self._is_amount(last) or self.has(before, "rank_word"):
            return Mention(at, at + 1, "metadata") if self._is_in_title(at) else None
        if last == at + 1 and YEAR.fullmatch(self.text(at)) and not self.has(before, "numbered"):
            return Mention(at, at + 1, "metadata") if self._is_in_title(at) else None
        return Mention(at, last, role)

    def _is_time_of_day(self, at: int) -> bool:
        """Return whether an hour is followed by its minute: 4时20分."""
        is_minute = self.category(at + 2) == "number" and self.has(at + 3, "minute_mark")
        return is_minute and self.text(at).isdigit() and int(self.text(at)) <= 24

    def _is_quoted_name(self, at: int) -> bool:
        """Return whether a number ends a short name in quotation marks: «إكس 9»."""
        if self.text(at + 1) not in {"»", "”", "』", "」", '"'}:
            return False
        back = at - 1
        while back > at - 4 and self.category(back) in {"word", "han"} and not self.tokens[back].kinds:
            back -= 1
        return back < at - 1 and self.text(back) in {"«", "“", "『", "「", '"'}

    def _is_stock_code(self, at: int) -> bool:
        """Return whether a number in brackets is the code of a Chinese share, six digits: 紫岭矿业(601888)."""
        is_in_brackets = self.text(at - 1) == "(" and self.text(at + 1) == ")" and self.category(at - 2) == "han"
        return self.script == "CJK" and is_in_brackets and bool(re.fullmatch(r"\d{6}", self.text(at)))

    def _before_code(self, at: int) -> int:
        """Return the position before a number where the word may stand that gives it a role: Articles 12 and 13."""
        before = at - 1
        while at - before < BEFORE:
            if self.text(before) == ")" and self.text(before - 2) == "(":  # Regulation (EU) 2024/1252
                before -= 3
            elif (
                self.text(before) in {":", "(", "№", "#"}
                or (self.text(before) == "." and self.has(before - 1, "cue"))
                or (self.has(before, "article") and not self.has(before, "cue"))
                or (self._is_letters_of_code(before) and self.has(before - 1, "cue"))
            ):
                before -= 1
            elif self._is_in_list(before, at):
                before -= 2
            else:
                break
        return before

    def _is_letters_of_code(self, at: int) -> bool:
        """Return whether a token is two or three capitals, as in Flight LO 3906."""
        letters = self.tokens[at].printed if 0 <= at < self.length else ""
        return len(letters) in {2, 3} and letters.isascii() and letters.isupper()

    def _is_in_list(self, before: int, at: int) -> bool:
        """Return whether a number goes on with a list of numbers: a bare one after a bare one."""
        joins = self.has(before, "and") or self.text(before) in {",", "،", "、"}
        return joins and self.category(before - 1) == "number" and not self.unit(at + 1)

    def _after_code(self, at: int) -> int:
        """Return the position after a number and what is joined to it by a sign: 2024/1252, 117-58."""
        last = at + 1
        while (
            self.text(last) in {"/", "-", ":"}
            and self.category(last + 1) == "number"
            and self.glued(last)
            and self.glued(last + 1)
        ):
            last += 2
        return last

    def _is_in_title(self, at: int) -> bool:
        """Return whether a year ends a title in quotation marks."""
        if not YEAR.fullmatch(self.text(at)) or self.text(at + 1) not in {'"', "”", "»", "》"}:
            return False
        if self.has(at - 1, "before_year", "year_word"):
            return False
        text = self.plain[max(0, self.starts[at] - 80) : self.starts[at]]
        return bool(re.search(r'["“«《][^"“”«»\n]*\w[^"“”«»\n]*$', text))

    def name(self, at: int, before: int) -> Mention | None:
        """Return digits that are part of a name, as F-35, WO3 or the code of a share.

        ``before`` is the position after the last mention.
        """
        if self.text(at + 1) in {".", "-"} and (end := self._matched(CODE, at)) and not self._stamp(at):
            return Mention(at, end, "metadata")
        first = at
        back = at - 1
        if (
            self.glued(at)
            and self.text(back) == "-"
            and self.glued(back)
            and self.category(back - 1) == "word"
            and back - 1 >= before
        ):
            if self.has(back - 1, "before_year", "currency", "unit") or self.percent(at + 1):
                return None
            letters = self.tokens[back - 1].text
            if not letters.isascii():
                return Mention(at, at + 1, "metadata") if len(letters) >= 2 and not self._is_amount(at + 1) else None
            first = back - 1
        elif self.glued(at) and self.category(back) == "word" and back >= before and self.tokens[back].text.isascii():
            is_counted = self.has(at + 1, "unit") and self.meaning(at + 1, "unit") == "count"  # MU5137次
            is_amount = self.percent(at + 1) or (self._is_amount(at + 1) and not is_counted)
            if self.currency(back) or self.has(back, "before_year") or is_amount:
                return None
            first = back
        elif self.glued(at + 1) and self.category(at + 1) == "word" and not self.tokens[at + 1].kinds:
            capitals = self.tokens[at + 1].printed
            return Mention(at, at + 2, "metadata") if capitals.isascii() and capitals.isupper() else None
        else:
            return None
        last = at + 1
        while self.glued(last) and (
            self.category(last) in {"word", "number"}
            or (
                self.text(last) == "-"
                and self.category(last + 1) == "number"
                and self.glued(last + 1)
                and not self.percent(last + 2)
            )
        ):
            last += 1
        return Mention(first, last, "metadata")
