"""What stands above a number and counts for it: the head of its column in a table, or the line before its list.

The head gives the unit of a number that has none, and its words and dates count as if they stood beside the number.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tungsten.gate.drafts import Passage
from tungsten.ledger import scan

_ITEM = re.compile(r"[ \t>]*(?:[-*+•]|\d{1,3}[.)])\s|<li\b", re.IGNORECASE)
_INTRODUCES = re.compile(r"[:：]\s*$")
_MONEY = re.compile(r"(?P<sign>[^\d\s]*[$€£¥₸])\s*(?P<rest>.*)")
_PARTS = re.compile(r"[(),،؛;:：，（）\[\]]|\bin\b|بال")


@dataclass(frozen=True)
class Line:
    """A line of a passage that has text."""

    start: int
    end: int
    is_row: bool
    is_item: bool


@dataclass(frozen=True)
class Head:
    """The characters from ``start`` to ``end`` of a passage, which count as if they stood at ``place``."""

    start: int
    end: int
    place: int


@dataclass(frozen=True)
class Unit:
    """The unit that a head gives, such as thousand tonnes."""

    factor: float
    unit: str
    per: str | None


def heads(passage: Passage, places: Iterable[int]) -> dict[int, Head]:
    """Return the head of each number that has one.

    That of a number in a table is the cell at the top of its column; if that gives no unit but the first cell of its
    row does, the latter. That of a number in a list is the line before the list, if it ends with a colon.

    Args:
        passage: A passage of a draft.
        places: Where its numbers begin.
    """
    headed = _headed(passage)
    starts = ((place, passage.text.rfind("\n", 0, place) + 1) for place in places)
    found = {place: _head(passage.text, place, *headed[start]) for place, start in starts if start in headed}
    return {place: head for place, head in found.items() if head}


def _headed(passage: Passage) -> dict[int, tuple[Line, Line]]:
    """Return each row of a table and each item of a list with its first line, by the place where it starts."""
    headed = {}
    head: Line | None = None
    for line in _lines(passage):
        is_below = head is not None and (line.is_row if head.is_row else line.is_item and not line.is_row)
        if head and is_below:
            headed[line.start] = (line, head)
        else:
            is_head = line.is_row or _INTRODUCES.search(passage.text, line.start, line.end)
            head = line if is_head else None
    return headed


def _head(text: str, place: int, line: Line, head: Line) -> Head | None:
    """Return the head of a number: beside it for a table, at the beginning of its item for a list."""
    if not head.is_row:
        return Head(head.start, head.end, line.start)
    top = _cell(text, head, text.count("|", line.start, place))
    side = _cell(text, line, _first_column(text, line))
    is_at_side = not top or (side and not unit_of(text[slice(*top)]) and unit_of(text[slice(*side)]))
    cell = side if is_at_side else top
    return Head(*cell, place) if cell else None


def _cell(text: str, line: Line, column: int) -> tuple[int, int] | None:
    """Return where the cell of a row after its ``column`` first bars starts and ends."""
    bars = [at for at in range(line.start, line.end) if text[at] == "|"]
    ends = [line.start - 1, *bars, line.end]
    return (ends[column] + 1, ends[column + 1]) if column <= len(bars) else None


def _first_column(text: str, line: Line) -> int:
    """Return 1 for a row that begins with a bar, else 0."""
    return int(text[line.start : line.end].lstrip(" " + scan.JOINT).startswith("|"))


@cache
def unit_of(head: str) -> Unit | None:
    """Return the unit that the words of a head give, the last one first; None if they give none."""
    parts = [part.strip() for part in _PARTS.split(head.replace(scan.JOINT, ""))]
    units = (_unit(one) for part in reversed(parts) if part for one in _with_one(part))
    return next((unit for unit in units if unit), None)


def _with_one(part: str) -> Iterator[str]:
    """Yield a part of a head with the number 1 where a reader would put it."""
    if money := _MONEY.match(part):
        yield f"{money['sign']}1 {money['rest']}"
        yield f"{money['sign']}1{money['rest']}"
    yield f"1 {part}"


def _unit(one: str) -> Unit | None:
    """Return the unit of a text that begins with a single quantity, in words that a head may have after it."""
    found = next(scan.mentions(one).iter_rows(named=True), {})
    is_whole = found and found["char_start"] == 0 and not one[found["char_end"] : found["char_end"] + 1].isalnum()
    if not is_whole or found["role"] != "figure" or found["unit"] in {None, "count"} or found["low"] != found["high"]:
        return None
    return Unit(found["low"], found["unit"], found["per"])


def _lines(passage: Passage) -> list[Line]:
    """Return the lines with text; one with a bar is a row of a table, one that begins with a marker an item."""
    lines, start = [], 0
    for text in passage.text.split("\n"):
        end = start + len(text)
        if text.strip(" |" + scan.JOINT):
            is_item = _ITEM.match(passage.original, start) or _ITEM.match(passage.original, max(start - 1, 0))
            lines.append(Line(start, end, "|" in text, bool(is_item)))
        start = end + 1
    return lines
