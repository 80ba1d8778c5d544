"""Numbers in digits: which of their marks is the decimal point, and which groups thousands."""

import re
from typing import NamedTuple

from tungsten.ledger.profile import Profile

MOST_DIGITS = 12
"""The longest run of digits that is read; longer ones are codes."""


class Numerals(NamedTuple):
    """Read numbers in digits by the profile of a text and the marks of its language."""

    profile: Profile
    marks: dict[str, str]
    """Each mark's use in the language: ``decimal``, ``group`` or ``either``."""

    def plain_digits(self, text: str, scale: float) -> str | None:
        """Return a number in digits as plain digits with a point.

        Args:
            text: The number as printed.
            scale: The product of its scale words: 1.250 million is 1.25 million, 1.250 tonnes may be 1,250.

        Returns:
            None where the text leaves open what the marks are.
        """
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
        """Read 5ر3 as 3.5, where ر is the point of some Arabic agencies; 3ر5 if the text puts the whole first."""
        parts = text.split("ر")
        if len(parts) != 2 or not all(part.isdigit() for part in parts):
            return None
        if self.profile.fraction_first and self.profile.whole_first:
            return None
        whole, decimals = parts if self.profile.whole_first else parts[::-1]
        return f"{whole}.{decimals}"

    def _by_marks(self, text: str, scale: float) -> str | None:
        marks, parts = re.findall("[.,]", text), re.split("[.,]", text)
        may_group = 1 <= len(parts[0]) <= 3 and parts[0][0] != "0" and all(len(part) == 3 for part in parts[1:-1])
        if not all(parts) or max(map(len, parts)) > MOST_DIGITS:
            return None
        if len(marks) == 1:
            is_open = may_group and len(parts[1]) == 3
            use = self._before_three_digits(marks[0], scale, parts[1]) if is_open else self._as_point(marks[0], *parts)
            return {"group": "".join(parts), "decimal": ".".join(parts)}.get(use)
        if len(set(marks)) == 1:
            return "".join(parts) if may_group and len(parts[-1]) == 3 and len(parts) <= 4 else None
        if may_group and len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and len(parts) <= 5:
            return "".join(parts[:-1]) + "." + parts[-1]
        return None

    def _before_three_digits(self, mark: str, scale: float, digits: str) -> str:
        """Return ``group`` or ``decimal`` for the only mark of a number, before three digits; empty if it is open."""
        usual, other = self.marks.get(mark, "either"), "," if mark == "." else "."
        is_decimal, is_group = mark in self.profile.decimal, mark in self.profile.group
        if is_decimal and is_group:
            return usual if usual != "either" else ""
        if usual == "group" or is_group:
            return "group"
        if usual == "decimal":
            comma_is_point = mark == "." and "," in self.profile.decimal and "." not in self.profile.decimal
            is_doubtful = comma_is_point and self.marks.get(",", "either") != "group"
            return "" if is_doubtful or digits == "000" else "decimal"
        if is_decimal:
            return "decimal"
        if other in self.profile.decimal:
            return "group"
        return "decimal" if scale >= 1e6 else "group"

    def _as_point(self, mark: str, whole: str, decimals: str) -> str:
        """Return ``decimal`` for a mark that can't group here; empty if this text or language groups with it."""
        usual = self.marks.get(mark, "either")
        if usual == "group" or (usual == "either" and len(decimals) > 2 and whole != "0"):
            return ""
        return "" if mark in self.profile.group and mark not in self.profile.decimal else "decimal"
