"""The grammar of printed quantities: from tokens to parts. The scanner and the cleaning both read by it.

A quantity is one number or two with a joiner between, each a mantissa and a
scale, perhaps with terms added, then a unit and what it is counted per:

    4-5 مليارات دولار      US$300 per mtu      45 مليونا و120 ألفا طن      20万-25万吨

What the grammar can't read for certain it doesn't read: no number is left of a
print whose next word may be a scale or a unit it doesn't know.
"""

import re
from typing import NamedTuple

from tungsten.ledger.pack import Lexicon, units
from tungsten.ledger.profile import Profile
from tungsten.ledger.tokens import Token

CANONICAL = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3}){1,3}|[1-9]\d{0,11}|0\d{0,11})(?:\.\d{1,12})?")
"""A number in digits that reads the same in every text: groups of three after commas, decimals after a point."""

MOST_DIGITS = 12
THIRD = 0.01
"""The place a fraction in words is taken to be said to: a third is 0.33."""

YEAR = re.compile(r"(?:1[89]|20)\d\d")


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
    currency_in_front: bool = False


class Read(NamedTuple):
    """Parts, and the tokens they were read from."""

    parts: Parts
    first: int
    last: int
    """The token after the last."""
    between: tuple[int, int] = (0, 0)
    """Of two values: the token after the first, and the token the second begins with."""


class Unread(Exception):
    """A quantity begins here, and what it says can't be told. Carries the token after the last that belongs to it."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last


class Grammar:
    """Reads quantities among the tokens of a text by its profile."""

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
        for read in (self._share, self._in_words, self._alone, self._dual):
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
            if self.has(to, "scale", "times") and not self._is_unit_rather(to):
                factor *= float(self.tokens[to].kinds.get("scale") or self.tokens[to].kinds["times"])
            elif self.has(to, "scale_money") and self._is_money(to):
                factor *= float(self.means(to, "scale_money"))
            else:
                return factor, at
            at = to + 1

    def _is_unit_rather(self, at: int) -> bool:
        return False

    def _is_money(self, at: int) -> bool:
        """Whether the letter after a number is a million, not a metre: a currency stands before it or a unit after it."""
        if self.sort(at - 1) != "number":
            return False
        if any(self.has(back, "currency") for back in (at - 2,)):
            return True
        if self.text(at - 2) in {"-", "to", "and"} and (self.has(at - 4, "currency") or self.has(at - 5, "currency")):
            return True
        return self.has(at + 1, "unit") and self.means(at + 1, "unit") in _WEIGHED or self.has(at + 1, "currency")

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

    def _share(self, at: int) -> tuple[Number, int] | None:
        """A fraction in words, of a scale or of a thing: half a million, a third of it, 三分之一."""
        if self.has(at, "percent_before"):
            if self.sort(at + 1) == "number":
                text = self.numeral(at + 1, 1)
                if text is None:
                    raise Unread(at + 2)
                token = self.tokens[at + 1]
                times = float(self.means(at, "percent_before"))
                return Number(text, times, start=token.start, stop=token.end, value_of_unit="percent"), at + 2
            if found := self._words(at + 1):
                value, after, _ = found
                times = float(self.means(at, "percent_before"))
                return Number(f"{value:.12g}", times, is_word=True, value_of_unit="percent"), after
            return None
        if self.has(at, "number", "times") and (found := self._words(at)):
            value, after, _ = found
            if self.has(after, "fraction_of") and (above := self._words(after + 1)):
                if not above[0] < value:
                    raise Unread(above[1])
                share = above[0] / value
                return Number(f"{share:.12g}", place=THIRD, is_word=True, value_of_unit="ratio"), above[1]
            if self.has(after, "tenths") and value <= 10:
                half = self.has(after + 1, "half_more", "number")
                tenths = value + (0.1 * float(self.tokens[after + 1].kinds.get("number", 5)) if half else 0)
                over = self.text(after + 1) if self.has(after + 1, "over") else ""
                more = Number(f"{tenths:.12g}", 10.0, is_word=True, value_of_unit="percent", over=over)
                return more, after + 1 + (half or bool(over))
            if share := self._part(after, value):
                return share
        if self.has(at, "fraction_part") and self.has(at - 1, "a") and (
            self.has(at + 1, "of") or self.has(at - 2, "by_amount") or self.sort(at + 1) in {"sign", ""}
        ):
            share = 1 / float(self.means(at, "fraction_part"))
            return self._scaled(Number(f"{share:.12g}", place=THIRD, is_word=True, value_of_unit="ratio"), at + 1)
        if self.has(at, "fraction_whole"):
            value = _quotient(self.means(at, "fraction_whole"))
            return Number(value, place=_place_of(value), is_word=True, value_of_unit="ratio"), at + 1
        if self.has(at, "fraction_definite") and not (self._is_definite(at + 1) or self.printed(at) in self.lexicon.vowelled):
            return None
        if self.has(at, "fraction", "fraction_definite"):
            kinds = self.tokens[at].kinds
            value = _quotient(kinds.get("fraction") or kinds["fraction_definite"])
            return self._scaled(Number(value, place=_place_of(value), is_word=True, value_of_unit="ratio"), at + 1)
        return None

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
        text = f"{value:.12g}" if value < 1e12 else f"{value:.0f}"
        if "e" in text:
            text = f"{value:.0f}"
        return Number(text, is_word=True, scale=last, over=over), after

    def _words(self, at: int) -> tuple[float, int, float] | None:
        """The value of number words, the token after them, and the last scale word."""
        total = section = 0.0
        digit: float | None = None
        last_scale = last_times = 1.0
        begun = zero = False
        while True:
            to = self._joined(at) if begun else at
            kinds = self.tokens[to].kinds if to < len(self.tokens) else {}
            if "number" in kinds:
                value = float(kinds["number"])
                if digit is not None and not _adds(digit, value, joined=to > at):
                    break
                if digit is None and section and value >= 100 and section % 1000 == 0:
                    break
                digit = value if digit is None else digit + value
                zero = value == 0
            elif "times" in kinds and (digit is not None or (not begun and "alone" in kinds) or (begun and "alone" in kinds)):
                times = float(kinds["times"])
                if section and times >= (last_times if digit is None else last_times * 10) and section < 1000:
                    break
                section, digit, last_times, zero = section + (1 if digit is None else digit) * times, None, times, False
            elif "scale" in kinds and begun:
                if digit is None and not section:
                    if to > at or total == 0:
                        break
                    total *= float(kinds["scale"])
                else:
                    total += (section + (digit or 0)) * float(kinds["scale"])
                last_scale = last_times = float(kinds["scale"])
                section, digit, zero = 0.0, None, False
            else:
                break
            begun, at = True, to + 1
        if not begun:
            return None
        if digit is not None and digit < 10 and last_times >= 100 and not zero and self.sort(at - 1) == "han":
            if not (self.has(at - 2, "number") and self.means(at - 2, "number") == "0"):
                digit *= last_times / 10
        return total + section + (digit or 0), at, last_scale

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
        if not self.has(at, "and"):
            if self.has(at, "half_more") and number.scale > 1 and self.script == "CJK":
                return _plus(number, 0.5 * number.scale, 0.1 * number.scale), at + 1
            return None
        if self.has(at + 1, "fraction", "a") and not self.has(at + 2, "fraction_part"):
            to = at + 1 + (self.has(at + 1, "a") and self.has(at + 2, "fraction"))
            if self.has(to, "fraction"):
                return self._added_share(number, to)
        if number.scale <= 1:
            return None
        try:
            found = self._term(at + 1)
        except Unread:
            return None
        if found is None:
            return None
        more, after = found
        if not more.value < number.scale or more.value_of_unit or more.value <= 0:
            return None
        if self.percent(after) or (more.scale == 1 and not self._shares_unit(after)):
            return None
        place = 10.0 ** last_place(more.text) * more.times
        return _plus(number, more.value, place, scale=more.scale), after

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
        """Whether what was added is counted in what follows: a thing, no sign of its own."""
        return self.sort(after) in {"word", "han"} or self.has(after, "unit") or self.sort(after) == ""

    # ------------------------------------------------------------------- units

    def unit(self, at: int) -> tuple[str, int] | None:
        """The unit here, and the token after it."""
        to = at
        if self.text(to) == "-" and self.glued(to) and self.glued(to + 1) and self.sort(to + 1) == "word":
            to += self.has(to + 1, "unit")
        elif self.has(to, "article") and self.has(to + 1, "unit") and self.script == "ARABIC":
            return None
        if self.has(to, "unit") and not (self.means(to, "unit") == "year" and self.has(to, "year_word") and self._year_at(to + 1)):
            return self.means(to, "unit"), to + 1
        return None

    def _year_at(self, at: int) -> bool:
        return self.sort(at) == "number" and YEAR.fullmatch(self.text(at)) is not None

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
        start, minus, currency = at, False, None
        if self.text(at) in {"-", "+", "minus"} or self.has(at, "minus"):
            minus = self.text(at) != "+"
            at += 1
        if self.text(at - 1) == "(" and self.text(at + 1) == ")" and self.has(at + 2, "scale") and start == at:
            start -= 1
        if self.has(at, "currency"):
            currency, at = self.means(at, "currency"), at + 1
        elif self.percent(at) and self.sort(at + 1) == "number":
            currency, at = "percent", at + 1
        if not minus and self.text(at) == "-" and currency and self.sort(at + 1) == "number":
            minus, at = True, at + 1
        found = self.number(at)
        if found is None:
            return None
        first, after = found
        hedge = first.over
        unit, per, after = self._measured(first, after, currency)
        if self.has(after, "below_zero") and unit in {"degC", "degF"}:
            minus, after = True, after + 1
        if unit and self.has(after, "half_more") and self.script == "CJK" and not first.added:
            half = 0.5 * first.times
            first, after = first._replace(added=half, place=half), after + 1
        if unit and (smaller := self._smaller_coin(start, at, first, unit, after)):
            first, unit, start, after = smaller
        joined = self._second(start, at, first, unit, currency, after)
        if joined is None:
            if minus:
                if not _may_be_negative(unit):
                    raise Unread(after)
                first = first._replace(text=f"-{first.text}", added=-first.added)
            parts = Parts(first, None, unit, per or self._found_per_before(start, unit), "", hedge, currency is not None)
            self._guard(parts, after)
            return Read(parts, start, after)
        last, unit, per, joiner, between, after = joined
        if minus:
            raise Unread(after)
        if first.scale == 1 and last.scale > 1 and not first.added:
            if joiner == "steps" and first.value > 20 * last.value / last.scale:
                raise Unread(after)
            first = first._replace(times=first.times * last.scale, scale=last.scale)
        parts = Parts(first, last, unit, per or self._found_per_before(start, unit), joiner, hedge or last.over, currency is not None)
        self._guard(parts, after)
        return Read(parts, start, after, between)

    def _smaller_coin(
        self, start: int, at: int, number: Number, unit: str, after: int
    ) -> tuple[Number, str, int, int] | None:
        """A sum in two coins: five dollars and 20 cents, or a dollar and 20 cents."""
        if self.has(after, "and"):
            try:
                found = self._term(after + 1)
            except Unread:
                return None
            if found and (more := self.unit(found[1])) and self._is_smaller(more[0], unit) and not number.added:
                ratio = units()[more[0]].factor / units()[unit].factor
                added = found[0].value * ratio
                place = 10.0 ** last_place(found[0].text) * ratio
                return number._replace(added=added, place=place), unit, start, more[1]
        if at == start and self.has(start - 1, "and") and self.has(start - 2, "unit"):
            coin = self.means(start - 2, "unit")
            if self._is_smaller(unit, coin) and self.sort(start - 3) != "number" and not self.has(start - 3, "number", "scale"):
                return number._replace(added=units()[coin].factor / units()[unit].factor), unit, start - 2, after
        return None

    def _is_smaller(self, unit: str, other: str) -> bool:
        one, two = units()[unit], units()[other]
        return one.base == two.base and len(one.base) == 3 and one.base.isupper() and one.factor < two.factor

    def _found_per_before(self, at: int, unit: str | None) -> str | None:
        return self.per_before(at) if unit else None

    def _measured(self, number: Number, at: int, currency: str | None) -> tuple[str | None, str | None, int]:
        """The unit of a number, what it is per, and the token after both; a sign and a word must agree."""
        unit: str | None = number.value_of_unit or currency
        if number.over and self.has(at, "over"):
            at += 1
        if number.value_of_unit == "ratio":
            return unit, None, at
        if found := self.unit(at):
            name, after = found
            if unit is None or units()[name].base == units()[unit].base or (unit, name) in _SAME:
                unit, at = name, after
            elif units()[unit].base and not units()[name].base:
                at = after
            elif number.value_of_unit or self.tokens[at].sort == "word" and currency not in {None, "percent"} and self._is_counted(name):
                return unit, None, at
            else:
                raise Unread(after)
        per = units()[unit].per if unit else ""
        if unit and (more := self.per(at)):
            name, after = more
            if self.text(at) == "/" and self.glued(at):
                at = after
            per = per or name
        elif unit and not per and self.has(at, "of"):
            per = self._per_further_on(at + 1)
        return unit, per or None, at

    def _per_further_on(self, at: int) -> str:
        """The time a flow is counted per, behind what flows: 800 kg of gold a year."""
        for to in range(at, at + 4):
            if self.has(to, "per_unit") and units()[self.means(to, "per_unit")].base in _TIMES:
                return self.means(to, "per_unit")
            if self.sort(to) not in {"word", "prefix"} or self.has(to, "number", "and"):
                return ""
        return ""

    def _is_counted(self, name: str) -> bool:
        return units()[name].base == "count"

    def _second(
        self, start: int, at: int, first: Number, unit: str | None, currency: str | None, after: int
    ) -> tuple[Number, str | None, str | None, str, tuple[int, int], int] | None:
        """The other number of a range, a list or a pair of steps, if one follows."""
        joiner, to = self._joiner(start, after)
        if not joiner:
            return None
        other = None
        if self.has(to, "currency"):
            other, to = self.means(to, "currency"), to + 1
        elif self.percent(to) and self.sort(to + 1) == "number":
            other, to = "percent", to + 1
        if joiner == "list" and self.sort(to) != "number" and self.sort(at) == "number":
            return None
        try:
            found = self.number(to)
        except Unread as problem:
            if joiner == "range" and unit is None:
                raise
            del problem
            return None
        if found is None:
            return None
        last, end = found
        try:
            name, per, end = self._measured(last, end, other)
        except Unread:
            return None
        if name is None and (self._is_year(at, after, first) or self._is_year(to, end, last)):
            return None
        if unit is not None and name is None and not self._is_followed_by_word(end) and joiner == "range":
            name = unit
        if unit is not None and name != unit:
            return None
        if joiner == "list":
            if unit is not None or name is None and last.scale == 1 or first.scale > 1 or last.is_word != first.is_word:
                return None
            if not self._same_size(first, last):
                return None
        if joiner == "between" and unit is None and first.scale > 1 and last.scale == 1:
            return None
        if joiner in {"range", "steps"} and unit is None and name in {"year", "month"} and self.means_date(end):
            return None
        begins = to if other is None else to - 1
        return last, name, per, {"between": "range"}.get(joiner, joiner), (after, begins), end

    def _same_size(self, first: Number, last: Number) -> bool:
        """Whether a list's bare number may share the scale of the one after it."""
        return last.scale > 1 and first.value < 1000 and float(last.text) < 1000

    def means_date(self, at: int) -> bool:
        return False

    def _is_year(self, at: int, after: int, number: Number) -> bool:
        text = self.text(at)
        return self.sort(at) == "number" and after == at + 1 and YEAR.fullmatch(text) is not None and not (
            self.has(at - 1, "currency")
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
            if not dash and self.has(start - 1, "to_reach"):
                return "", at
            return ("steps" if changes else "range"), to
        if self.has(at, "and") or self.has(at, "or"):
            to = at + 1
            if self.has(at, "or"):
                return "range", to
            if self._between(start):
                return "between", to
            return "list", to
        return "", at

    def _between(self, start: int) -> bool:
        for back in range(start - 1, max(-1, start - 5), -1):
            if self.has(back, "between"):
                return True
            if not (self.has(back, "article", "level", "prefix") or self.sort(back) == "word" and back > start - 3):
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
            if (marked or front) and not (is_cued or self._ranks(last) or behind):
                return None
            if is_cued and not (marked or front or behind) and (self.unit(last) or YEAR.fullmatch(self.text(at))):
                return None
            return Read(_rank(self.text(at)), start, last + behind)
        if not self.has(at, "ordinal"):
            if front and (found := self._words(at)):
                value, last, _ = found
                if is_cued or self._ranks(last) or self.has(last, "rank_behind"):
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

    def _guard(self, parts: Parts, after: int) -> None:
        """Refuse a number whose next word may be a scale or a unit nobody wrote down."""
        token = self.tokens[after] if after < self.length else None
        if token is None:
            return
        number = parts.last or parts.first
        if number.scale == 1 and ("scale" in token.kinds or "number" in token.kinds or "scale_dual" in token.kinds) and (
            not number.is_word and token.sort == "word" and token.text != "-"
        ):
            found = self._words(after)
            raise Unread(max(after + 1, found[1] if found else 0) + (found is not None and self.unit(found[1]) is not None))
        if token.text == "." and token.glued and self.sort(after + 1) == "number" and self.has(after + 2, "scale"):
            raise Unread(after + 3 + (self.unit(after + 3) is not None))
        if "scale_many" in token.kinds or "loose" in token.kinds and parts.unit is None and token.sort != "prefix":
            raise Unread(after + 1)
        if "foreign" in token.kinds and parts.unit == "USD":
            raise Unread(after + 1)
        if parts.unit == "m" and self.text(after - 1) == "m" and self.glued(after - 1):
            if not (self.has(after, "metre_cue") or self.script != "LATIN"):
                raise Unread(after)
        if parts.unit is not None:
            return
        if "scale" in token.kinds or "scale_money" in token.kinds or "foreign_scale" in token.kinds:
            raise Unread(after + 1)
        if "per_only" in token.kinds:
            raise Unread(after)
        if token.sort == "number" and token.glued:
            raise Unread(after + 1)
        if token.sort in {"word", "han"} and not token.kinds:
            if token.glued and token.sort == "word":
                raise Unread(after + 1)
            if self._looks_like_unit(token, after):
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


def last_place(text: str) -> int:
    """The power of ten of a number's last digit that says something: any decimal, else the last that isn't zero."""
    if "." in text:
        return text.index(".") + 1 - len(text)
    zeros = len(text) - len(text.rstrip("0"))
    return zeros % len(text)


def _adds(digit: float, value: float, joined: bool) -> bool:
    """Whether a number word adds to what stands before it: twenty five, and five and twenty in Arabic."""
    if digit >= 100:
        return value < 100 and digit % 100 == 0
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


def _may_be_negative(unit: str | None) -> bool:
    return unit is not None and (unit in {"percent", "pp", "bp", "degC", "degF"} or len(units()[unit].base) == 3 and units()[unit].base.isupper())


def _nearly_known(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a scale or unit with a slip of the pen: a letter doubled, left out or put in."""
    if len(word) < 4:
        return False
    squeezed = re.sub(r"(.)\1+", r"\1", word)
    for short in {word[:place] + word[place + 1 :] for place in range(len(word))} | {squeezed}:
        entry = lexicon.single.get(short)
        if entry and ("scale" in entry.kinds or "unit" in entry.kinds and len(short) > 3):
            return units()[entry.kinds["unit"]].base != "count" if "unit" in entry.kinds else True
    return False


_WEIGHED = {"t", "kt", "Mt", "lb", "oz", "barrel", "kg", "short_ton", "m3", "ft3", "tpa", "bpd", "MMBtu"}
_TIMES = {"year", "month", "week", "day", "hour"}
_SAME = {("USD", "cent"), ("EUR", "eurocent")}
_STOPS = frozenset(".;؛。；!?؟！？\n")
