"""What a number in running text is: a figure, a date, a heading, the number of a law, part of a name.

Goes over the tokens of a text from left to right. Each run of digits ends up in
one mention; what nobody understood becomes ``unread``.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tungsten.ledger.date import Dates
from tungsten.ledger.number import YEAR, Number, Unread
from tungsten.ledger.pack import units
from tungsten.ledger.parse import Parts, Read

CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?![.,]?\d)")
PHONE = re.compile(r"\+\d[\d ()-]{6,}\d")
CODE = re.compile(r"\d{4,}\.[A-Z]{1,3}\b|\d+(?:-\d+){2,}(?![.,]?\d)")


class Mention(NamedTuple):
    """A mention: its tokens, what it is, and what could be read of it."""

    first: int
    last: int
    """The token after its last."""
    role: str
    parts: Parts | None = None
    hedge: str | None = None
    period: str | None = None


class Reader(Dates):
    """Finds the mentions among the tokens of a text."""

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
        is_one = self.has(at, "scale", "times") or (self.has(at, "fraction_part") and self.is_one_part(at))
        if self.has(at - 1, "a") and at > before and is_one and not self.has(at, "number"):
            at -= 1
        try:
            if place := self.rank(at, is_text=True):
                return [Mention(at, place.last, "figure", place.parts, self.hedge(at, place.last, None))]
            if multiple := self.multiple(at):
                return [Mention(at, at + 1, "figure", multiple.parts, self.hedge(at, at + 1, multiple.parts))]
            read = self.quantity(at)
            return self._loose(at) if read is None else self._figures(read)
        except Unread as problem:
            return [self._unread(at, problem.last)]

    def _unread(self, first: int, last: int) -> Mention:
        last = min(last, self.length)
        while last > first + 1 and self.sort(last - 1) in {"word", "han"} and not self.tokens[last - 1].kinds:
            last -= 1
        while self.glued(last) and (self.sort(last) in {"word", "number"} or self.text(last) == "^"):
            last += 1
        return Mention(first, last, "unread")

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
        """The unit a number word stands behind: the months, the nine of them; a dollar, one of it."""
        is_one = self.has(first, "number") and self.means(first, "number") == "1"
        if is_one and self.script == "ARABIC" and self.has(first - 1, "unit") and self.sort(first - 2) != "number":
            name = self.means(first - 1, "unit")
            return name if units()[name].base not in {"count", "times"} else None
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
        if number.is_word and self.has(first - 1, "and") and self.has(first - 2, "number", "times"):
            raise Unread(last)
        if not number.is_word or parts.last is not None or number.over or self.has(first, "scale_dual"):
            return True
        if self.has(first - 1, "ordinal_front"):
            return False
        if self.has(first, "scale_alone") or number.times > 1:
            return not self._is_apart(first)
        if number.value_of_unit == "ratio":
            return self._is_share(first, last)
        if number.value == 1:
            return self._is_one_of_a_unit(parts, first) or (parts.unit is None and bool(self._counted_before(first)))
        if parts.unit is not None or number.scale > 1 or self._counted_before(first):
            return True
        return self.script != "CJK" and self._is_before_noun(number, first, last)

    def _is_one_of_a_unit(self, parts: Parts, first: int) -> bool:
        """Whether "one" counts: one tonne, 一倍; not one company, nor once."""
        base = units()[parts.unit].base if parts.unit else None
        idle = {None, "count"} if self.script == "CJK" else {None, "count", "times"}
        return base not in idle and not self.has(first - 1, "not_one")

    def _is_before_noun(self, number: Number, first: int, last: int) -> bool:
        """Whether a number word without a unit stands before a noun it counts."""
        token = self.tokens[last] if last < self.length else None
        if self.text(first - 1) == "-" and self.glued(first):
            return False
        if token is None or token.sort != "word":
            return self._hedge_before(first, None) is not None
        if "function" in token.kinds or "prefix" in token.kinds:
            is_hedged = self._hedge_before(first, None) is not None
            return "of" in token.kinds or number.value >= 100 or is_hedged
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
        if self.has(first, "a") or self.has(first - 1, "a"):
            return True
        if self.has(first - 1, "article") or (self.has(first, "ordinal") and self.has(first - 1, "ordinal_front")):
            return self.has(last, "of")
        if self.has(last, "of", "article") or (self.sort(last) == "word" and self.script == "ARABIC"):
            return not self.has(last, "ordinal")
        return self.text(first + 1) == "-" or self.has(last, "definite") or self.has(first, "number")

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
        if self.has(at + 1, "ratio_word") and self.sort(at + 2) == "number":
            return Mention(at, at + 3, "unread")
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

    def date(self, at: int) -> Mention | None:
        """A day, a month or a year, or from one to the other; with a time of day it dates the text itself."""
        found = self.dated(at)
        if found is None:
            return None
        last, period = found
        if self.has(at, "part_counted") and self.text(at - 1) == self.lexicon_articles()[0]:
            at -= 1
        if self.sort(last) == "number" and (end := self._matched(CLOCK, last)):
            return Mention(at, end, "metadata")
        return Mention(at, last, "date", hedge=self.hedge(at, last, None, is_date=True), period=period)

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
        is_hour = not self.has(at + 1, "unit") or (self.text(at).isdigit() and int(self.text(at)) <= 24)
        if self.has(at + 1, "cue_behind") and is_hour:
            return Mention(at, at + 1, self.means(at + 1, "cue_behind"))
        if self.has(at - 1, "ordinal_front") and not self.rank(at - 1, is_text=True) and not self.date(at):
            return Mention(at, at + 1, "metadata")
        if (
            self.has(at + 1, "ordinal_mark")
            and self.glued(at + 1)
            and not self.rank(at, is_text=True)
            and not self.date(at)
        ):
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
        if (end := self._matched(CODE, at)) and not self._stamp(at):
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
