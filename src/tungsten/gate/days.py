"""The days that a date in a draft stands for: its month if it names one, else its years."""

import calendar
import datetime as dt
import re
from functools import cache

from tungsten.ledger.pack import fold, words

_NUMBER = re.compile(r"(?<!\d)(\d{1,2})月|\d{4}[-/](\d{1,2})(?!\d)")


def days(printed: str, first_year: float, last_year: float) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a date, which the scanner gives in years."""
    first, last = int(first_year), int(last_year)
    month = _month(printed) if first == last else None
    if month is None:
        return dt.date(first, 1, 1), dt.date(last, 12, 31)
    return dt.date(first, month, 1), dt.date(first, month, calendar.monthrange(first, month)[1])


def _month(printed: str) -> int | None:
    if number := _NUMBER.search(printed):
        month = int(number[1] or number[2])
        return month if 1 <= month <= 12 else None
    found = _months().search(fold(printed))
    return int(_folded_months()[found[0]]) if found else None


@cache
def _folded_months() -> dict[str, str]:
    return {fold(name): number for name, number in words("month").items()}


@cache
def _months() -> re.Pattern[str]:
    longest_first = sorted(_folded_months(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
