"""Numbers in digits and in words: their mantissa, their scale, and what is added to them."""

import re
from typing import NamedTuple

from tungsten.ledger.pack import Lexicon, units
from tungsten.ledger.profile import Profile
from tungsten.ledger.tokens import Token

YEAR = re.compile(r"(?:1[89]|20)\d\d")
MOST_DIGITS = 12
THIRD = 0.01
"""The place a fraction in words is taken to be said to: a third is 0.33."""

_WEIGHED = {"t", "kt", "Mt", "lb", "oz", "barrel", "kg", "short_ton", "m3", "ft3", "tpa", "bpd", "MMBtu"}
"""Units before which a single letter after a number is a million: 9.5m lb."""


class Number(NamedTuple):
    """One end of a quantity: ``text`` is its mantissa in plain digits, ``times`` its scale."""

    text: str
    times: float = 1.0
    added: float = 0.0
    """What terms after the first add, scales worked in."""
    place: float | None = None
    """The place of the last digit that says something, where the mantissa doesn't show it."""
    start: int = -1
    stop: int = -1
    """Where the mantissa stands in the text, if in digits."""
    scale: float = 1.0
    """The last scale word, for what is added to it and for the other end of a range."""
    is_word: bool = False
    over: str = ""
    """A hedge within: the 多 of 20多万."""
    value_of_unit: str = ""
    """A unit the number itself carries: 三成 is in per cent, طنين in tonnes."""

    @property
    def value(self) -> float:
        return float(self.text) * self.times + self.added


class Unread(Exception):
    """A quantity begins here, and what it says can't be told. Carries the token after the last that belongs to it."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last


class Numbers:
    """Reads numbers among the tokens of a text by its profile."""

    def __init__(self, found: list[Token], profile: Profile, script: str) -> None:
        self.tokens, self.profile = found, profile
        self.length = len(found)
        self.lexicon: Lexicon = profile.lexicon
        self.script = script
        self.marks = self.lexicon.marks.get(script, {} if script else {".": "decimal"})

    # ------------------------------------------------------------- look around

    def has(self, at: int, *kinds: str) -> bool:
        if not 0 <= at < self.length:
            return False
        found = self.tokens[at].kinds
        if found:
            for kind in kinds:
                if kind in found:
                    return True
        return False

    def means(self, at: int, kind: str) -> str:
        return self.tokens[at].kinds[kind]

    def text(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < self.length else ""

    def printed(self, at: int) -> str:
        """A token as it is printed, its vowels included."""
        return self.text(at)

    def sort(self, at: int) -> str:
        return self.tokens[at].sort if 0 <= at < self.length else ""

    def glued(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens[at].glued

    def percent(self, at: int) -> bool:
        """Whether the per cent sign stands here."""
        return self.sort(at) == "sign" and self.has(at, "unit") and self.means(at, "unit") == "percent"

    def unit(self, at: int) -> tuple[str, int] | None:
        """The unit here, and the token after it."""
        to = at
        if self.text(to) == "-" and self.glued(to) and self.glued(to + 1) and self.sort(to + 1) == "word":
            to += self.has(to + 1, "unit")
        elif self.has(to, "article") and self.has(to + 1, "unit") and self.script == "ARABIC":
            return None
        if self.has(to, "unit") and not (
            self.means(to, "unit") == "year" and self.has(to, "year_word") and self._year_at(to + 1)
        ):
            return self.means(to, "unit"), to + 1
        return None

    def _year_at(self, at: int) -> bool:
        return self.sort(at) == "number" and YEAR.fullmatch(self.text(at)) is not None

    # ---------------------------------------------------------------- numerals

    def numeral(self, at: int, scale: float) -> str | None:
        """A number in digits as plain digits with a point; None where the text leaves open what it is."""
        text = self.tokens[at].text
        if text.isdigit():
            return text if len(text) <= MOST_DIGITS else None
        if "ر" in text:
            return self._with_letter_point(text)
        if " " in text or "'" in text or "’" in text or "٬" in text:
            if not re.fullmatch(r"\d{1,3}(?:[ '’٬]\d{3})+(?:[.,٫]\d+)?|\d+٫\d+", text):
                return None
            return re.sub("[ '’٬]", "", text).replace("٫", ".").replace(",", ".")
        if "٫" in text:
            return text.replace("٫", ".") if re.fullmatch(r"\d+٫\d+", text) else None
        return self._by_marks(text.replace("،", ","), scale)

    def _with_letter_point(self, text: str) -> str | None:
        """3.5 as 5ر3, or as 3ر5 where the text shows that it writes so."""
        parts = text.split("ر")
        if len(parts) != 2 or not all(part.isdigit() for part in parts):
            return None
        if self.profile.fraction_first and self.profile.whole_first:
            return None
        whole, fraction = parts if self.profile.whole_first else parts[::-1]
        return f"{whole}.{fraction}"

    def _by_marks(self, text: str, scale: float) -> str | None:
        marks, parts = re.findall("[.,]", text), re.split("[.,]", text)
        grouped = 1 <= len(parts[0]) <= 3 and parts[0][0] != "0" and all(len(part) == 3 for part in parts[1:-1])
        if not all(parts) or max(map(len, parts)) > MOST_DIGITS:
            return None
        if len(marks) == 1:
            group = grouped and len(parts[1]) == 3
            means = self._mark(marks[0], scale, parts[1]) if group else self._decimal(marks[0], *parts)
            return {"group": "".join(parts), "decimal": ".".join(parts)}.get(means)
        if len(set(marks)) == 1:
            return "".join(parts) if grouped and len(parts[-1]) == 3 and len(parts) <= 4 else None
        if grouped and len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and len(parts) <= 5:
            return "".join(parts[:-1]) + "." + parts[-1]
        return None

    def _mark(self, mark: str, scale: float, last: str) -> str:
        """What one mark before three digits is: ``group``, ``decimal``, or nothing where that is open."""
        usual, other = self.marks.get(mark, "either"), "," if mark == "." else "."
        decimal, group = mark in self.profile.decimal, mark in self.profile.group
        if decimal and group:
            return usual if usual != "either" else ""
        if usual == "group":
            return "group"
        if group:
            return "group"
        if usual == "decimal":
            if mark == "." and "," in self.profile.decimal and "." not in self.profile.decimal and self._may_differ():
                return ""
            return "" if last == "000" else "decimal"
        if decimal:
            return "decimal"
        if other in self.profile.decimal:
            return "group"
        return "decimal" if scale >= 1e6 else "group"

    def _may_differ(self) -> bool:
        """Whether writers of this language use the comma either way."""
        return self.marks.get(",", "either") != "group"

    def _decimal(self, mark: str, whole: str, decimals: str) -> str:
        """What one mark is that can't group: the decimal point, unless this text or language groups with it."""
        usual = self.marks.get(mark, "either")
        if usual == "group" or (usual == "either" and len(decimals) > 2 and whole != "0"):
            return ""
        return "" if mark in self.profile.group and mark not in self.profile.decimal else "decimal"

    # ----------------------------------------------------------------- numbers

    def number(self, at: int, other_scale: float = 1.0) -> tuple[Number, int] | None:
        """A number with its scale and what is added to it, and the token after it."""
        found = self._term(at, other_scale)
        if found is None:
            return None
        number, after = found
        while (more := self._added(number, after)) is not None:
            number, after = more
        return number, after

    def _term(self, at: int, other_scale: float = 1.0) -> tuple[Number, int] | None:
        if self.sort(at) == "number":
            return self._in_digits(at, other_scale)
        if self.has(at, "fraction_of"):
            return None
        for read in (
            self._percent_in_words,
            self._parts_in_words,
            self._share,
            self._in_words,
            self._alone,
            self._dual,
        ):
            if found := read(at):
                return found
        return None

    def _in_digits(self, at: int, other_scale: float) -> tuple[Number, int] | None:
        token = self.tokens[at]
        after, over = at + 1, ""
        if self.has(after, "over"):
            over, after = self.text(after), after + 1
        closing = self.text(after) == ")" and self.text(at - 1) == "(" and self.has(after + 1, "scale")
        after += closing
        scale, after = self._scales(after)
        if self.has(after, "over") and not over:
            over, after = self.text(after), after + 1
            more, after = self._scales(after)
            scale *= more
        text = self.numeral(at, max(scale, other_scale))
        if text is None:
            raise Unread(after + (self.unit(after) is not None))
        if self.has(at + 1, "vulgar") and self.glued(at + 1) and text.isdigit():
            value = float(text) + float(self.means(at + 1, "vulgar"))
            scale, after = self._scales(at + 2)
            return Number(f"{value:.12g}", scale, scale=scale, place=THIRD), after
        if (share := self._part(after, float(text))) and "." not in text and scale == 1:
            return share
        if self.has(after, "tenths"):
            return Number(text, 10.0, start=token.start, stop=token.end, value_of_unit="percent", over=over), after + 1
        return Number(text, scale, start=token.start, stop=token.end, scale=scale, over=over), after

    def _scales(self, at: int) -> tuple[float, int]:
        """The scale words from here on, multiplied."""
        factor = 1.0
        while True:
            hyphen = self.text(at) == "-" and self.glued(at) and self.glued(at + 1)
            to = at + 1 if (hyphen or self.has(at, "article")) and self.has(at + 1, "scale") else at
            if self.has(to, "scale", "times"):
                factor *= float(self.tokens[to].kinds.get("scale") or self.tokens[to].kinds["times"])
            elif self.has(to, "scale_money") and self._is_money(to):
                factor *= float(self.means(to, "scale_money"))
            else:
                return factor, at
            at = to + 1

    def _is_money(self, at: int) -> bool:
        """Whether the letter after a number is a million, not a metre: a currency is before it or a unit after."""
        if self.sort(at - 1) != "number":
            return False
        if any(self.has(back, "currency") for back in (at - 2,)):
            return True
        if self.text(at - 2) in {"-", "to", "and"} and (self.has(at - 4, "currency") or self.has(at - 5, "currency")):
            return True
        return (self.has(at + 1, "unit") and self.means(at + 1, "unit") in _WEIGHED) or self.has(at + 1, "currency")

    def _part(self, at: int, many: float) -> tuple[Number, int] | None:
        """Of a fraction: the parts so many of which are meant, as the fifths of three fifths."""
        to = at + 1 if self.text(at) == "-" and self.glued(at) else at
        if self.has(to, "fraction_part") and many > 0:
            share = many / float(self.means(to, "fraction_part"))
            if share >= 1 or (self.has(to, "ordinal") and self._begins_rank(to)):
                return None
            return self._scaled(Number(f"{share:.12g}", place=THIRD, is_word=True, value_of_unit="ratio"), to + 1)
        return None

    def _begins_rank(self, at: int) -> bool:
        return self.text(at + 1) == "-" or self.has(at + 1, "superlative")

    def _percent_in_words(self, at: int) -> tuple[Number, int] | None:
        """A percentage whose sign stands in front, in words: 百分之十五."""
        if not self.has(at, "percent_before"):
            return None
        times = float(self.means(at, "percent_before"))
        if self.sort(at + 1) == "number":
            text, token = self.numeral(at + 1, 1), self.tokens[at + 1]
            if text is None:
                raise Unread(at + 2)
            return Number(text, times, start=token.start, stop=token.end, value_of_unit="percent"), at + 2
        if found := self._words(at + 1):
            return Number(f"{found[0]:.12g}", times, is_word=True, value_of_unit="percent"), found[1]
        return None

    def _parts_in_words(self, at: int) -> tuple[Number, int] | None:
        """So many parts of a whole: two thirds, 三分之一, 六成半."""
        if not self.has(at, "number", "times") or not (found := self._words(at)):
            return None
        value, after, _ = found
        if self.has(after, "fraction_of") and (above := self._words(after + 1)):
            if not above[0] < value:
                raise Unread(above[1])
            return _part_of_whole(above[0] / value), above[1]
        if self.has(after, "tenths") and value <= 10:
            half = self.has(after + 1, "half_more", "number")
            tenths = value + (0.1 * float(self.tokens[after + 1].kinds.get("number", 5)) if half else 0)
            over = self.text(after + 1) if self.has(after + 1, "over") else ""
            more = Number(f"{tenths:.12g}", 10.0, is_word=True, value_of_unit="percent", over=over)
            return more, after + 1 + (half or bool(over))
        return self._part(after, value)

    def _share(self, at: int) -> tuple[Number, int] | None:
        """A fraction in one word, of a scale or of a thing: half a million, a third of it."""
        at += self.has(at, "a") and self.has(at + 1, "fraction_part")
        kinds = self.tokens[at].kinds if at < self.length else {}
        if "fraction_part" in kinds and self.is_one_part(at):
            return self._scaled(_part_of_whole(1 / float(kinds["fraction_part"])), at + 1)
        if "fraction_whole" in kinds:
            return fraction(kinds["fraction_whole"]), at + 1
        if "fraction_definite" in kinds and (self._is_definite(at + 1) or self.printed(at) in self.lexicon.vowelled):
            return self._scaled(fraction(kinds["fraction_definite"]), at + 1)
        if "fraction" in kinds and "fraction_definite" not in kinds:
            return self._scaled(fraction(kinds["fraction"]), at + 1)
        return None

    def is_one_part(self, at: int) -> bool:
        """Whether "a third" is a part, not a rank: of something, or by how much something changed."""
        is_part = self.has(at + 1, "of") or self.has(at - 2, "by_amount") or self.sort(at + 1) in {"sign", ""}
        return self.has(at - 1, "a") and is_part

    def _is_definite(self, at: int) -> bool:
        return self.has(at, "article") or self.text(at).startswith(tuple(self.lexicon_articles()))

    def lexicon_articles(self) -> list[str]:
        return [prefix for prefix, means in self.lexicon.prefixes if means == "article"] or ["\0"]

    def _scaled(self, number: Number, after: int) -> tuple[Number, int]:
        """A fraction with the scale word or the unit it is of."""
        to = after
        while self.has(to, "of", "article", "a"):
            to += 1
        scale, end = self._scales(to)
        if scale > 1:
            return number._replace(times=scale, scale=scale, value_of_unit=""), end
        if self.has(to, "unit") and not self.has(after, "of") and units()[self.means(to, "unit")].base != "count":
            return number._replace(value_of_unit=""), to
        return number, after

    def _in_words(self, at: int) -> tuple[Number, int] | None:
        found = self._words(at)
        if found is None:
            return None
        value, after, last = found
        over = ""
        if self.has(after, "over"):
            over, after = self.text(after), after + 1
            more, after = self._scales(after)
            value *= more
            last = max(last, more)
        if self.has(after, "scale_many") and not self.has(after, "scale"):
            raise Unread(after + 1)
        if self.script == "CJK" and self.has(after, "number") and not over:
            raise Unread(after + 1)
        text = f"{value:.12g}" if value < 1e12 else f"{value:.0f}"
        if "e" in text:
            text = f"{value:.0f}"
        return Number(text, is_word=True, scale=last, over=over), after

    def _words(self, at: int) -> tuple[float, int, float] | None:
        """The value of number words, the token after them, and the last scale word."""
        found, begun = _Count(), False
        while True:
            to = self._joined(at) if begun else at
            if to >= self.length or not found.takes(self.tokens[to].kinds, begun, joined=to > at):
                break
            begun, at = True, to + 1
        if not begun:
            return None
        after_zero = self.has(at - 2, "number") and self.means(at - 2, "number") == "0"
        if self.has(at, "point_word") and (decimals := self._decimals(at + 1)):
            return found.value + float(f"0.{decimals}"), at + 1 + len(decimals), found.scale
        if self.sort(at - 1) == "han" and not after_zero:
            found.shorten()
        return found.value, at, found.scale

    def _decimals(self, at: int) -> str:
        """The digits after a point in words: three point five."""
        digits = ""
        while self.has(at, "number") and len(self.means(at, "number")) == 1:
            digits, at = digits + self.means(at, "number"), at + 1
        return "" if self.has(at, "times") else digits

    def _joined(self, at: int) -> int:
        """The token after a word or dash that joins number words."""
        if self.has(at, "and") and self.has(at + 1, "number", "times"):
            return at + 1
        if self.text(at) == "-" and self.glued(at) and self.has(at + 1, "number") and self.glued(at + 1):
            return at + 1
        return at

    def _alone(self, at: int) -> tuple[Number, int] | None:
        """A scale word that counts one without a number: مليون طن, a million tonnes."""
        to = at
        if self.has(at, "a") and self.has(at + 1, "scale", "times") and not self.has(at + 1, "number"):
            to = at + 1
        elif self.script == "CJK" and self.has(at, "times", "scale") and self.has(at + 1, "over"):
            kinds = self.tokens[at].kinds  # 百余
            times = float(kinds.get("times") or kinds["scale"])
            more, after = self._scales(at + 2)
            return Number("1", times * more, scale=times * more, is_word=True, over=self.text(at + 1)), after
        elif not self.has(at, "scale_alone"):
            return None
        scale, after = self._scales(to)
        if self.has(at, "scale_alone") and self.means(at, "scale_alone") == "joined" and not self.has(after, "and"):
            raise Unread(after + (self.unit(after) is not None))
        return Number("1", scale, scale=scale, is_word=True), after

    def _dual(self, at: int) -> tuple[Number, int] | None:
        """Two of a scale or of a unit in one word."""
        if self.has(at, "scale_dual"):
            first = float(self.means(at, "scale_dual"))
            scale, after = self._scales(at + 1)
            return Number("2", first * scale, scale=first * scale, is_word=True), after
        if self.has(at, "unit_dual"):
            return Number("2", is_word=True, value_of_unit=self.means(at, "unit_dual")), at + 1
        return None

    def _added(self, number: Number, at: int) -> tuple[Number, int] | None:
        """One more term of the same number: and 120 thousand, and a half."""
        if self.has(at, "half_after"):
            return self._added_half(number, at + 1)
        if self.script == "CJK" and self.sort(at) == "number" and self.glued(at) and number.scale > 1:
            return self._added_term(number, at)  # 2亿3000万
        if not self.has(at, "and"):
            if self.has(at, "half_more") and number.scale > 1 and self.script == "CJK":
                return _plus(number, 0.5 * number.scale, 0.1 * number.scale), at + 1
            return None
        if self.has(at + 1, "fraction", "a") and not self.has(at + 2, "fraction_part"):
            to = at + 1 + (self.has(at + 1, "a") and self.has(at + 2, "fraction"))
            if self.has(to, "fraction"):
                return self._added_share(number, to)
        return self._added_term(number, at + 1) if number.scale > 1 else None

    def _added_term(self, number: Number, at: int) -> tuple[Number, int] | None:
        """A term smaller than the scale of the one before it."""
        try:
            found = self._term(at)
        except Unread:
            return None
        if found is None:
            return None
        more, after = found
        if not 0 < more.value < number.scale or more.value_of_unit:
            return None
        if self.percent(after) or (more.scale == 1 and not self._shares_unit(after)):
            return None
        place = 10.0 ** last_place(more.text) * more.times
        return _plus(number, more.value, place, scale=more.scale), after

    def _added_half(self, number: Number, at: int) -> tuple[Number, int]:
        """A half of the scale that follows, or of the one before."""
        times, after = self._scales(at)
        times = times if number.scale == 1 else number.scale
        whole = number._replace(times=number.times * (times if number.scale == 1 else 1), scale=times)
        return whole._replace(added=0.5 * times, place=0.1 * times), after

    def _added_share(self, number: Number, at: int) -> tuple[Number, int] | None:
        share, after = float(_quotient(self.means(at, "fraction"))), at + 1
        to = after + self.has(after, "article")
        if self.has(to, "scale"):
            scale = float(self.means(to, "scale"))
            if number.scale == 1:
                times, after = self._scales(after)
                return number._replace(times=times, added=share * times, scale=times, place=0.1 * times), after
            return _plus(number, share * scale, 0.1 * scale, scale=1.0), to + 1
        return _plus(number, share * number.scale, 0.1 * number.scale, scale=1.0), after

    def _shares_unit(self, after: int) -> bool:
        """Whether what was added has no sign of its own."""
        return not (self.sort(after) == "sign" and self.has(after, "unit"))


class _Count:
    """Number words added up as they come: sections of hundreds, each with its scale."""

    def __init__(self) -> None:
        self.total = self.section = 0.0
        self.digit: float | None = None
        self.scale = self.last = 1.0
        self.ends_in_zero = False

    @property
    def value(self) -> float:
        return self.total + self.section + (self.digit or 0)

    def takes(self, kinds: dict[str, str], begun: bool, joined: bool) -> bool:
        """Add one more word, if it goes on with the number."""
        if "number" in kinds:
            return self._takes_number(float(kinds["number"]), joined)
        if "times" in kinds and (self.digit is not None or "alone" in kinds):
            return self._takes_times(float(kinds["times"]))
        return "scale" in kinds and begun and self._takes_scale(float(kinds["scale"]), joined)

    def _takes_number(self, value: float, joined: bool) -> bool:
        if self.digit is not None and not _adds(self.digit, value, joined):
            return False
        if self.digit is None and self.section and value >= 100 and self.section % 1000 == 0:
            return False
        self.digit = value + (self.digit or 0)
        self.ends_in_zero = value == 0
        return True

    def _takes_times(self, times: float) -> bool:
        least = self.last if self.digit is None else self.last * 10
        if self.section and times >= least and self.section < 1000:
            return False
        self.section += (1 if self.digit is None else self.digit) * times
        self.digit, self.last, self.ends_in_zero = None, times, False
        return True

    def _takes_scale(self, scale: float, joined: bool) -> bool:
        if self.digit is None and not self.section:
            if joined or self.total == 0:
                return False
            self.total *= scale
        else:
            self.total += (self.section + (self.digit or 0)) * scale
        self.scale = self.last = scale
        self.section, self.digit, self.ends_in_zero = 0.0, None, False
        return True

    def shorten(self) -> None:
        """Read a last digit in the place after the last word: 两万五 is 25,000."""
        if self.digit is not None and self.digit < 10 and self.last >= 100 and not self.ends_in_zero:
            self.digit *= self.last / 10


def last_place(text: str) -> int:
    """The power of ten of a number's last digit that says something: any decimal, else the last that isn't zero."""
    if "." in text:
        return text.index(".") + 1 - len(text)
    zeros = len(text) - len(text.rstrip("0"))
    return zeros % len(text)


def _part_of_whole(share: float) -> Number:
    return Number(f"{share:.12g}", place=THIRD, is_word=True, value_of_unit="ratio")


def fraction(means: str) -> Number:
    value = _quotient(means)
    return Number(value, place=_place_of(value), is_word=True, value_of_unit="ratio")


def _adds(digit: float, value: float, joined: bool) -> bool:
    """Whether a number word adds to what stands before it: twenty five, and five and twenty in Arabic."""
    if digit >= 100:
        return value < 100 and (digit % 100 == 0 or _adds(digit % 100, value, joined))
    if digit >= 20 and digit % 10 == 0:
        return 0 < value < 10
    return joined and 0 < digit < 10 and value >= 20 and value % 10 == 0


def _plus(number: Number, value: float, place: float, scale: float | None = None) -> Number:
    return number._replace(added=number.added + value, place=place, scale=number.scale if scale is None else scale)


def _quotient(means: str) -> str:
    above, _, below = means.partition("/")
    return f"{float(above) / float(below):.12g}" if below else means


def _place_of(value: str) -> float:
    return max(THIRD, 10.0 ** last_place(value)) if len(value) > 4 else 10.0 ** last_place(value)
