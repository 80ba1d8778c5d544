"""The role of each number in running text: a figure, a date, a heading, the number of a law, part of a name.

The tokens of a text are read from left to right. Each run of digits becomes
part of one mention; one that can't be read for certain is ``unread``.
"""

import re
from collections.abc import Callable, Iterator

from tungsten.ledger.codes import CLOCK, PHONE, Codes, Mention
from tungsten.ledger.lexicon import SIGNS_OF_NUMBERS, UNLISTED
from tungsten.ledger.pack import TIMES, units
from tungsten.ledger.parts import THIRD, Number, Parts, Read, Unread
from tungsten.ledger.rank import rank
from tungsten.ledger.shared_unit import which

PRICE_WORDS = 3
"""The number of words before a number among which one such as "paid" is looked for; a convention of this project."""
_DIGIT = re.compile(r"\d")


class Reader(Codes):
    """Find the mentions among the tokens of a text."""

    starts_line = True
    """Whether the text starts a line, and may start with a heading."""
    as_printed: Callable[[int, int], str] | None = None
    """A function that returns the original text between two places of ``plain``; None where both are the same."""

    def printed(self, at: int) -> str:
        """Return the text of a token with its vowel marks."""
        return self.as_printed(self.starts[at], self.ends[at]) if self.as_printed else self.text(at)

    def mentions(self) -> Iterator[Mention]:
        """Yield the mentions in the order of the text."""
        at = 0
        if self.starts_line and (heading := self.heading()):
            yield heading
            at = heading.last
        before = at
        while at < self.length:
            token = self.tokens[at]
            if not token.is_trigger and "unit" not in token.kinds:
                at += 1
                continue
            here = self._mention(at, before) if token.is_trigger else None
            if here is None and token.category == "number":
                here = [self._unread(at, at + 1)]
            elif here is None and "unit" in token.kinds and _DIGIT.search(self.plain, self.starts[at], self.ends[at]):
                here = [Mention(at, at + 1, "metadata")]  # a unit without a number, as in "the rent per m2"
            if here is None:
                at += 1
                continue
            yield from here
            at = before = max(here[-1].last, at + 1)

    def _is_sign_before(self, at: int) -> bool:
        """Return whether a sign belongs to the number after it."""
        token = self.tokens[at]
        if self.category(at + 1) != "number" and not self.has(at + 1, "currency"):
            return False
        if token.text in {"-", "+"} or "minus" in token.kinds:
            is_apart = (
                not self.glued(at) or self.category(at - 1) in {"sign", "han", ""} or self.has(at - 1, "prefix", "and")
            )
            return (
                (self.glued(at + 1) or "minus" in token.kinds) and is_apart and self.text(at - 1) not in {"%", "٪", ")"}
            )
        return self.percent(at) and self.category(at - 1) != "number" and self.category(at + 1) == "number"

    def _mention(self, at: int, before: int) -> list[Mention] | None:
        """Return the mention that begins here, two for a list; ``before`` is the position after the last one."""
        token = self.tokens[at]
        if self._is_part_of_words(at):
            return None
        if token.category == "link":
            return [Mention(at, at + 1, "metadata")]
        if token.category == "number" and self.has(at + 1, "cue_behind") and self._is_time_of_day(at):
            return [Mention(at, at + 4, "metadata")]
        if token.text == "+" and (phone := self._matched(PHONE, at)):
            return [Mention(at, phone, "metadata")]
        if "enumerator" in token.kinds and self.text(at + 1) in set("،,:.؛-"):
            return [Mention(at, at + 1, "heading")]
        if self.script == "CJK" and (law := self._article_in_words(at)):
            return [law]
        if token.category == "number" and (here := self.name(at, before) or self.cued(at) or self._ratio(at)):
            return [here]
        if dated := self.date(at):
            return [dated]
        is_one = self.has(at, "scale", "times") or (self.has(at, "fraction_part") and self.is_one_part(at))
        if self.has(at - 1, "a") and at > before and is_one and not self.has(at, "number"):
            at -= 1
        try:
            if ranked := rank(self, at, is_text=True):
                return [Mention(at, ranked.last, "figure", ranked.parts, self.hedge(at, ranked.last, None))]
            if multiple := self.multiple(at):
                return [Mention(at, at + 1, "figure", multiple.parts, self.hedge(at, at + 1, multiple.parts))]
            quantity = self.quantity(at)
            return self._loose(at) if quantity is None else self._figures(quantity)
        except Unread as unread:
            return [self._unread(at, unread.last)]

    def _is_part_of_words(self, at: int) -> bool:
        """Return whether a word or sign begins no mention, because it belongs to an idiom, a word or a name.

        In Chinese that is most often 一 before characters that no pack has.
        """
        token = self.tokens[at]
        if "idiom" in token.kinds or (token.text in SIGNS_OF_NUMBERS and not self._is_sign_before(at)):
            return True
        is_one = self.script == "CJK" and self.is_one(at)
        return is_one and self.tokens[at + 1] is UNLISTED and not self.has(at - 1, "and")

    def _unread(self, first: int, last: int) -> Mention:
        """Return a mention that can't be read, without unknown words at its end, with everything glued to it."""
        last = min(last, self.length)
        while last > first + 1 and self.category(last - 1) in {"word", "han"} and not self.tokens[last - 1].kinds:
            last -= 1
        while self.glued(last) and (self.category(last) in {"word", "number"} or self.text(last) == "^"):
            last += 1
        return Mention(first, last, "unread")

    def _figures(self, read: Read) -> list[Mention] | None:
        """Return a quantity as one mention, or as two if it is a list or steps; None if it is no quantity here."""
        first, last = read.first, read.last
        parts = read.parts._replace(unit=which(self, read.parts.unit, first, last))
        if not self._is_quantity(parts, first, last):
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
            self._refuse_unknown_unit(first, last)
            if noun := self._counted_noun(parts, first, last):
                parts = parts._replace(unit="count", per=parts.per or self.per_of("count", noun)[0])
            if parts.unit is None and parts.last is None and self._may_be_year(first, last):
                raise Unread(last)
        return [Mention(first, last, "figure", parts, self.hedge(first, last, parts))]

    def _may_be_year(self, first: int, last: int) -> bool:
        """Return whether a number without a unit may still be a year: "more than 2023", but not "more than 2000"."""
        return self.is_year(first) and last == first + 1 and not self.text(first).endswith("00")

    def _counted_noun(self, parts: Parts, first: int, after: int) -> int | None:
        """Return the position after the noun that a number counts; None if it is part of an amount before it."""
        is_part = self.has(first - 1, "of_which")
        after += self.has(after, "hedge_after")
        if self.begins_code(after):  # 180 K2 tanks
            after += 2 + (self.text(after + 1) == "-")
        if parts.first.is_word and self._is_compound(after):
            return after + 3
        may_be_whole = parts.first.is_word or "." not in parts.first.text or parts.first.times > 1
        if not may_be_whole or self.category(after) not in {"word", "prefix"}:
            return None
        for at in range(after, min(after + 3, self.length)):
            token = self.tokens[at]
            if token.category != "word" or "function" in token.kinds or "prefix" in token.kinds:
                return None
            if "unit" in token.kinds:
                return at + 1 if units()[token.kinds["unit"]].base == "count" else None
            if self._looks_counted(at):
                return None if is_part else at + 1
            if self.script == "ARABIC":
                return None
        return None

    def _is_compound(self, at: int) -> bool:
        """Return whether an adjective with a number in it begins here: eight 16,000-TEU ships."""
        is_joined = self.text(at + 1) == "-" and self.glued(at + 1) and self.glued(at + 2)
        return self.category(at) == "number" and is_joined and self.category(at + 2) == "word"

    def _looks_counted(self, at: int) -> bool:
        """Return whether a word that no pack has ends as counted nouns do; it may still be a unit."""
        token, endings = self.tokens[at], self.lexicon.noun_endings.get(self.script, ())
        return len(token.text) > 3 and not token.kinds and token.text.endswith(endings) and not self.is_definite(at)

    def _refuse_unknown_unit(self, first: int, last: int) -> None:
        """Raise `Unread` for a number before an unknown word that is a unit: after "paid", or before "a tonne"."""
        if self.category(last) != "word" or self.tokens[last].kinds:
            return
        per = self.per(last + 1)
        is_rate = per is not None and units()[per[0]].base not in {"count", *TIMES}
        while self.has(first - 1, "hedge", "a"):
            first -= 1
        if is_rate or any(self.has(back, "price_cue") for back in range(first - PRICE_WORDS, first)):
            raise Unread(last + 1)

    def _is_quantity(self, parts: Parts, first: int, last: int) -> bool:
        """Return whether a number is a quantity here; number words in "one of" or "the two" are none."""
        number = parts.first
        if number.is_word and self.has(first - 1, "and") and self.has(first - 2, "number", "times"):
            raise Unread(last)
        if not number.is_word or parts.last is not None or number.inner_hedge or self.has(first, "scale_dual"):
            return True
        if self.has(first - 1, "ordinal_front"):
            return False
        if self.has(first, "scale_alone") or number.times > 1:
            self._refuse_after_number(first)
            return True
        if number.value_of_unit == "ratio":
            return self._is_share(first, last)
        if self.has(first, "unit_dual") and parts.unit == "count" and self.has(first - 1, "article"):
            return False  # the two companies
        if number.value == 1:
            return self._is_one_of_a_unit(parts, first)
        if parts.unit is not None or number.scale > 1:
            return True
        return self.script != "CJK" and self._is_before_noun(number, first, last)

    def _is_one_of_a_unit(self, parts: Parts, first: int) -> bool:
        """Return whether "one" is a quantity: one tonne, 一倍; not one company, nor once."""
        base = units()[parts.unit].base if parts.unit else None
        no_quantity = {None, "count"} if self.script == "CJK" else {None, "count", "times"}
        return base not in no_quantity and not self.has(first - 1, "not_one")

    def _is_before_noun(self, number: Number, first: int, last: int) -> bool:
        """Return whether a number word without a unit stands before a noun that it counts."""
        token = self.tokens[last] if last < self.length else None
        if self.text(first - 1) == "-" and self.glued(first):
            return False
        if self.has(first - 1, "from") and self._follows_change(first - 1):  # up from seven
            return True
        if self._is_compound(last):
            return True
        if token is None or token.category != "word":
            return self._hedge_before(first, None) is not None
        is_before_largest = self.script == "LATIN" and "superlative" in token.kinds  # its four biggest customers
        if "of" in token.kinds or is_before_largest:
            return True
        if "function" in token.kinds or "prefix" in token.kinds:
            is_hedged = self._hedge_before(first, None) is not None
            return number.value >= 100 or is_hedged
        return not token.kinds and not self.is_definite(last)

    def _refuse_after_number(self, first: int) -> None:
        """Raise `Unread` for a scale word after a number that is no part of its mention."""
        if self.category(first - 1) == "number" or self.text(first - 1) == ")":
            raise Unread(first + 1)
        if self.has(first - 1, "number", "times", "loose", "scale_many", "currency") or self.text(first - 1) == "]":
            raise Unread(first + 1)

    def _is_share(self, first: int, last: int) -> bool:
        """Return whether a fraction in words is a share of something."""
        if self.has(first, "fraction_definite", "fraction_whole") or self.script == "CJK":
            return True
        if self.has(first, "a") or self.has(first - 1, "a"):
            return True
        if self.has(first - 1, "article") or (self.has(first, "ordinal") and self.has(first - 1, "ordinal_front")):
            is_step = self.has(first - 2, "joiner") and self._follows_change(first - 2)
            is_step = is_step or (self.script == "ARABIC" and self._hedge_around(first - 2) is not None)
            return is_step or self.has(last, "of", "hedge_after") or self.has(first - 2, "by_amount", "hedge")
        if self.has(last, "of", "article") or (self.category(last) == "word" and self.script == "ARABIC"):
            return not self.has(last, "ordinal")
        is_number = self.category(first) == "number" or self.has(first, "number")
        is_amount = self.has(first - 1, "by_amount") or self._hedge_before(first, None) is not None
        return self.text(first + 1) == "-" or self.has(last, "definite") or is_number or is_amount

    def _loose(self, at: int) -> list[Mention] | None:
        """Return an amount without a number: millions of, dozens, 数百万."""
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
        """Return a ratio: "1/3 of" as a share, a time of day as metadata, others such as 3:1 as unread."""
        if self.has(at + 1, "ratio_word") and self.category(at + 2) == "number":
            return Mention(at, at + 3, "unread")
        if self.text(at + 1) == ":" and self.glued(at + 1) and self.category(at + 2) == "number" and self.glued(at + 2):
            if end := self._matched(CLOCK, at):
                return Mention(at, end, "metadata")
            return Mention(at, at + 3, "unread")
        if self.text(at + 1) == "/" and self.category(at + 2) == "number" and self.glued(at + 1) and self.glued(at + 2):
            if self.date(at):
                return None
            if self.has(at + 3, "of") and (share := self._share_of_ten(at)):
                return share
            last = at + 3
            while self.text(last) == "/" and self.category(last + 1) == "number":
                last += 2
            return Mention(at, last, "unread")
        return None

    def _share_of_ten(self, at: int) -> Mention | None:
        """Return the share of two numbers with one token between them, of which the second is at most ten."""
        part, whole = self.text(at), self.text(at + 2)
        if not (part.isdigit() and whole.isdigit() and int(part) < int(whole) <= 10):
            return None
        share = Number(f"{int(part) / int(whole):.12g}", place=THIRD, is_word=True)
        return Mention(at, at + 3, "figure", Parts(share, unit="ratio"), self.hedge(at, at + 3, None))

    def heading(self) -> Mention | None:
        """Return the number of a heading or list item at the beginning of a line."""
        if self.text(0) == "(" and self.text(2) == ")" and re.fullmatch(r"\d{1,2}", self.text(1)):
            return Mention(0, 3, "heading") if not self.has(3, "scale", "unit") else None
        if self.category(0) != "number" or not re.fullmatch(r"\d{1,2}", self.text(0)):
            return None
        if (
            self.text(1) in {".", ":", ")", "-", "、"}
            and self.category(2) in {"word", "han", "prefix"}
            and self.text(1) != ""
        ):
            if self.text(1) == "-" and self.glued(1) and self.glued(2):
                return None
            return Mention(0, 1, "heading")
        if self.text(0)[0] == "0" and len(self.text(0)) == 2 and self.category(1) in {"word", "han", "prefix"}:
            return None if self._is_amount(1) or self.has(1, "month", "month_mark") else Mention(0, 1, "heading")
        return None
