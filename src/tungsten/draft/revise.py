"""Move the rows of a source to the text of its revision, and tell which mentions are new, gone or changed."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from tungsten import Unusable
from tungsten.draft.mentions import Row
from tungsten.ledger.quantity import read_print
from tungsten.ledger.read import FIGURES

_TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)

PLACE = ("line", "char_start", "char_end")


@dataclass
class Revision:
    """The rows of a source in the order of its revised text, and what became of them."""

    rows: list[Row]
    new: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    changed: list[tuple[str, Row]] = field(default_factory=list)
    """The earlier print, and the row as it is now."""
    moved: int = 0


def revise(old: list[Row], old_text: str, new_text: str, scanned: list[Row]) -> Revision:
    """Return the rows of a source in its revised text.

    A row whose print stands in a part of the text that is unchanged keeps all its cells and moves. Where the text
    around it changed, a row and a mention at the same place are one, changed, and to be decided again.

    Args:
        old: The rows of the ledger.
        old_text: The text they were written from.
        new_text: The revised text.
        scanned: The mentions of the revised text, with suggestions.
    """
    places = _places(old_text, new_text)
    old_lines, new_lines = _line_starts(old_text), _line_starts(new_text)
    moved, left = list[tuple[int, Row]](), list[tuple[int, Row]]()
    for row in old:
        start, end = (old_lines[row["line"] - 1] + row[name] for name in ("char_start", "char_end"))
        to = places[start]
        if to is not None and None not in places[start:end] and new_text[to : to + end - start] == row["printed"]:
            moved.append((to, row | _placed(to, end - start, new_lines)))
        else:
            left.append((_before(places, start), row))
    taken = [(start, start + len(row["printed"])) for start, row in moved]
    free = [
        (start, row)
        for row in scanned
        if not _overlaps(start := new_lines[row["line"] - 1] + row["char_start"], start + len(row["printed"]), taken)
    ]
    revision = Revision([], moved=sum(_place(row) != _place(was) for (_, row), was in _same(moved, old)))
    placed = moved + _changed(left, free, taken, revision)
    revision.rows = [row for _, row in sorted(placed, key=lambda pair: pair[0])]
    return revision


def _place(row: Row) -> list[object]:
    return [row[name] for name in PLACE]


def _same(moved: Iterable[tuple[int, Row]], old: list[Row]) -> list[tuple[tuple[int, Row], Row]]:
    by_id = {row["figure_id"]: row for row in old}
    return [(pair, by_id[pair[1]["figure_id"]]) for pair in moved]


def _changed(
    left: list[tuple[int, Row]], free: list[tuple[int, Row]], taken: list[tuple[int, int]], revision: Revision
) -> list[tuple[int, Row]]:
    """Return the mentions that no row moved to: one in the same gap as a row is that row, changed; others are new."""
    ends = sorted(end for _, end in taken)
    placed = []
    for start, row in free:
        at = next((n for n, (place, was) in enumerate(left) if _is_changed(ends, place, start, was, row)), None)
        if at is None:
            revision.new.append(row)
        else:
            _, was = left.pop(at)
            row = row | {"figure_id": was["figure_id"], **_kept(was, row)}
            revision.changed.append((was["printed"], row))
        placed.append((start, row))
    revision.gone = [row for _, row in left]
    return placed


def _is_changed(ends: list[int], place: int, start: int, was: Row, row: Row) -> bool:
    """Return whether a row and a mention have the same role and unit, and the same unchanged mentions around them."""
    is_there = bisect_right(ends, place) == bisect_right(ends, start)
    return is_there and was["role"] == row["role"] and _unit(was["printed"]) == _unit(row["printed"])


def _unit(printed: str) -> str | None:
    read = read_print(printed)
    return read.unit if read else None


def _kept(was: Row, row: Row) -> Row:
    """Return the cells of the earlier row that are still a good suggestion."""
    return {name: was[name] for name in ("subject_printed", "measure", "basis", "commodity") if was[name]}


def _places(old: str, new: str) -> list[int | None]:
    """Return for each character of the old text its place in the new one; None for one that is no longer there."""
    places: list[int | None] = [None] * len(old)
    old_lines, new_lines = (text.splitlines(keepends=True) for text in (old, new))
    for (old_at, old_to), (new_at, new_to), is_equal in _blocks(old_lines, new_lines):
        if is_equal:
            _fill(places, old_at, new_at, old_to - old_at)
            continue
        tokens = [_TOKEN.findall(text) for text in (old[old_at:old_to], new[new_at:new_to])]
        for (first, last), (to, _), is_same in _blocks(*tokens):
            if is_same:
                _fill(places, old_at + first, new_at + to, last - first)
    return places


def _blocks(old: list[str], new: list[str]) -> list[tuple[tuple[int, int], tuple[int, int], bool]]:
    """Return the places in characters of the parts that are equal, and of those that aren't."""
    old_starts, new_starts = _starts(old), _starts(new)
    return [
        ((old_starts[i], old_starts[j]), (new_starts[k], new_starts[m]), tag == "equal")
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]


def _starts(parts: list[str]) -> list[int]:
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return starts


def _fill(places: list[int | None], first: int, to: int, length: int) -> None:
    places[first : first + length] = range(to, to + length)


def _before(places: list[int | None], start: int) -> int:
    """Return the place in the new text of the nearest character before that is still there."""
    return next((place for at in range(start, -1, -1) if (place := places[at]) is not None), 0)


def _line_starts(text: str) -> list[int]:
    return _starts([line + "\n" for line in text.split("\n")])


def _placed(start: int, length: int, line_starts: list[int]) -> Row:
    line = next(n for n in range(len(line_starts) - 1, -1, -1) if line_starts[n] <= start)
    at = start - line_starts[line]
    return {"line": line + 1, "char_start": at, "char_end": at + length}


def _overlaps(start: int, end: int, taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in taken)


def name_new(rows: list[Row], before: str | None, last: int | None) -> None:
    """Give each new row an id: that of the row before it with the next letter, or at the end the next number.

    Args:
        rows: The rows of a source in their order; new ones have no id.
        before: The id of the row before them in ``figures.csv``.
        last: The last number of all ids; None if rows of another source follow.

    Raises:
        Unusable: No id is left between two rows.
    """
    ids = [row.get("figure_id") for row in rows]
    for at, row in enumerate(rows):
        after = next((name for name in ids[at + 1 :] if name), None)
        if ids[at] is None and after is None and last is not None:
            last += 1
            ids[at] = f"f{last:03}"
        elif ids[at] is None:
            ids[at] = _between(before or "f000", after)
        row["figure_id"] = before = ids[at]


def _between(before: str, after: str | None) -> str:
    stem, letter = (before[:-1], before[-1]) if before[-1].isalpha() else (before, "a")
    name = f"{stem}{chr(ord(letter) + 1)}"
    if letter == "z" or (after is not None and name >= after):
        raise Unusable(f"{FIGURES}: no id is left between {before} and {after}; add these rows by hand")
    return name
