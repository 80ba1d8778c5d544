"""The words that hedge a figure or a date, before it, around its subject, within it or behind it."""

import re

from tungsten.ledger.parse import Grammar, Parts

TIME = {"year", "month", "week", "day", "hour", "minute", "second", "decade", "century"}


class Hedges(Grammar):
    """Finds hedges among the tokens of a text."""

    plain = ""
    """The text the tokens are of."""

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
            if self.has(to, "hedge_after"):
                return self.tokens[to].entry.printed  # type: ignore[union-attr]
        found = self._hedge_before(first, parts, is_date)
        return found[0] if found else None

    def _hedge_before(self, first: int, parts: Parts | None, is_date: bool = False) -> tuple[str, str] | None:
        at = first - 1
        for _ in range(4):
            skip = self.has(at, "level", "article", "prefix", "particle", "a") or self.text(at) in {"(", '"', "“"}
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
