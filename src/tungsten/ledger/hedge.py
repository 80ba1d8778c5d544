"""Words that hedge a figure or a date: before it, around its subject, inside it or after it."""

import re

from tungsten.ledger.pack import NEGATED, TIMES, hedges, negated
from tungsten.ledger.parse import Grammar
from tungsten.ledger.parts import Parts


class Hedges(Grammar):
    """Find hedges among the tokens of a text."""

    plain = ""
    """The text of the tokens, as `tokens.plain` returns it."""

    def hedge(self, first: int, last: int, parts: Parts | None, is_date: bool = False) -> str | None:
        """Return the hedge of a mention, as printed or as the packs write it.

        Args:
            first: The position of the first token of the mention.
            last: The position after its last token.
            parts: What was read of it, if it is a figure.
            is_date: Whether it is a date.
        """
        if parts is not None and parts.hedge and parts.first.inner_hedge:
            return parts.hedge
        is_share = parts is not None and parts.unit == "ratio"
        if is_share and self.has(last, "hedge_of_share") and self.category(last + 1) in {"sign", ""}:
            return self.text(last)
        per = self._after_per(last)
        things = last + (is_share and self.category(last) == "word")
        for to in (last, per, self._after_per(self.after_substance(per)), things):  # one in five mines or so
            if self.has(to, "hedge_after") and not self._begins_comparison(to):
                adds_more = to > last and self.category(to + 1) == "word" and not self.has(to + 1, "function")
                if not adds_more or self.meaning(to, "hedge_after") == "approx":  # 5 t of ore plus silver
                    return self.tokens[to].entry.printed  # type: ignore[union-attr]
        is_standard = self.has(first - 1, "article") and self.has(last, "expected")  # well above the 259,000 forecast
        if is_standard or self.has(last, "ago"):  # 低于十年前的9.7%: the hedge belongs to the next number
            return None
        before = self._hedge_before(first, parts, is_date)
        return before[0] if before else None

    def _after_per(self, at: int) -> int:
        """Return the position after the words that say what an amount is counted per, if any: a year."""
        if self.has(at, "per", "a") and self.has(at + 1, "unit"):
            at += 2
        return at + self.has(at, "per_unit")

    def _begins_comparison(self, at: int) -> bool:
        """Return whether a hedge belongs to the next number: 5 t and over 90 t, 5 t or more than 90 t."""
        to = at + 1 + self.has(at + 1, "than")
        return self.category(to) == "number" or self.has(to, "currency")

    def _comparison(self, at: int) -> tuple[str, str] | None:
        """Return the hedge that ends here in words that could also follow a number: "over" of "5 t and over 90 t"."""
        behind = at - self.has(at, "than")
        if not self.has(behind, "hedge_after") or not self._begins_comparison(behind):
            return None
        printed = self._as_printed(behind).partition(" ")[2] + (f" {self.text(at)}" if behind < at else "")
        qualifier = hedges().get(printed)
        return (printed, qualifier) if qualifier else None

    def _hedge_before(self, first: int, parts: Parts | None, is_date: bool = False) -> tuple[str, str] | None:
        """Return the hedge before a mention, at most four skipped words away, and the qualifier it means."""
        at = first - 1
        if not is_date and (compared := self._comparison(at)):
            return compared
        at = self._before_time_ago(at)
        for _ in range(4):
            skip = self.has(at, "level", "article", "prefix", "particle", "a", "per_before")
            skip = skip or self.text(at) in {"(", '"', "“"}
            if self.has(at, "article") and self.has(at - 1, "hedge_compares") and not is_date:
                return None  # fewer than the 25,000 expected
            skip = skip or (self.script == "CJK" and self.has(at, "change"))  # 至少下降6%
            is_verb = self.has(at - 1, "hedge_of_verb") and self.ends[at] - self.starts[at] <= 3  # 至少锻炼150分钟
            skip = skip or is_verb
            if parts is not None and parts.unit in {"ratio", "percent"} and self.script == "CJK":  # 约占全国的七分之一
                is_whole = self.category(at) == "han" and not self.tokens[at].kinds.keys() - {"rank_word", "nothing"}
                skip = skip or self.has(at, "of_han") or is_whole
            if is_date and self.script == "CJK":
                skip = skip or self.has(at, "before_year")  # 最迟于2027年
            if is_date:
                skip = (
                    skip or self.has(at, "year_word", "part_of_year", "of") or (self.text(at) == "-" and self.glued(at))
                )
            if self.has(at, "unit") and self.has(at - 1, "each"):
                skip, at = True, at - 1
            if not skip or self.has(at, "hedge"):
                break
            at -= 1
        if self.has(at, "hedge"):
            if self._is_other_word(at, parts, is_date):
                return None
            follows_bound = self.has(at - 1, "hedge") and self.meaning(at - 1, "hedge") != "approx"
            at -= self.meaning(at, "hedge") == "approx" and follows_bound
            printed, qualifier = self._with_negation(at, self._as_printed(at), self.meaning(at, "hedge"))
            return None if is_date and qualifier in {"more_than", "less_than"} else (printed, qualifier)
        if is_date and self.has(at, "hedge_date") and not self.has(at - 1, "change"):
            return self._as_printed(at), self.meaning(at, "hedge_date")
        return None if is_date else self._hedge_around(at)

    def _before_time_ago(self, at: int) -> int:
        """Return the position before a time that a number is compared with: 低于十年前的9.7%."""
        if not (self.has(at, "of_han") and self.has(at - 1, "ago") and self.has(at - 2, "unit")):
            return at
        back = at - 3
        while self.category(back) == "number" or self.has(back, "number", "times", "scale"):
            back -= 1
        return back

    def _is_other_word(self, at: int, parts: Parts | None, is_date: bool) -> bool:
        """Return whether a hedge is a preposition, an adjective or a particle here: over two years, edged up to."""
        is_time = parts is not None and parts.unit in TIMES
        is_reach = is_time and self.has(at - 1, "before_year")  # for over 20 years
        is_preposition = self.has(at, "hedge_not_time") and (is_date or is_time) and not is_reach
        particle = self.meaning(at - 1, "before_particle") if self.has(at - 1, "before_particle") else None
        is_particle = particle is not None and particle == self._as_printed(at).lower()
        return is_preposition or is_particle or (self.has(at, "hedge_not_count") and self._is_adjective(at, parts))

    def _is_adjective(self, at: int, parts: Parts | None) -> bool:
        """Return whether a hedge that is also an adjective is one here: the top 10 % and top 5, not "will top 10 %"."""
        is_definite = self.has(at - 1, "article", "definite") or self.text(at - 1).endswith("'s")
        return is_definite or parts is None or parts.unit in {None, "count"}

    def _with_negation(self, at: int, printed: str, qualifier: str) -> tuple[str, str]:
        """Return the hedge at this position, reversed if a negation is at most three words before it."""
        reach = 1 if self.script == "CJK" else 4
        for back in range(at - 1, max(-1, at - 1 - reach), -1):
            if self.has(back, "negation") and qualifier in NEGATED:
                return negated(self.tokens[back].entry.printed, printed), NEGATED[qualifier]  # type: ignore[union-attr]
            if self.category(back) not in {"word", "prefix"} or self.has(back, "clause", "and", "or", "hedge"):
                break
        return printed, qualifier

    def _hedge_around(self, at: int) -> tuple[str, str] | None:
        """Return the hedge whose two halves enclose a subject, and the qualifier it means.

        The subject is at most five words, with or without a number: تقل أعمار 36% من السكان عن 15 عاما.
        """
        words, has_number = 0, False
        for back in range(at, -1, -1):
            token = self.tokens[back]
            if "opening" in token.kinds:
                for line in token.kinds["opening"].split("\n"):
                    qualifier, closing, printed = line.split("|")
                    gap = words - len(closing.split())
                    is_closed = self.text(at) == closing if closing else not has_number
                    if is_closed and 0 <= gap <= 5:
                        return self._with_negation(back, printed, qualifier) if qualifier else None
                return None
            is_number = token.category == "number" or self.percent(back)
            is_quote = token.text in {'"', "“", "”", "«", "»"}
            words += not (is_number or is_quote or token.category == "prefix")
            has_number = has_number or is_number
            is_part = is_number or is_quote or token.category in {"word", "han", "prefix"}
            ends = {"hedge", "number", "fraction", "fraction_definite", "estimate"} & token.kinds.keys()
            if words > 7 or not is_part or ends:
                return None
        return None

    def _as_printed(self, at: int) -> str:
        return re.sub(" +", " ", self.plain[self.starts[at] : self.ends[at]])
