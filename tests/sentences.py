"""Hold a sentence of a chart against the rows it speaks of: every number in it must be found there.

A sentence is read as text, so nothing here depends on how a chart is made: what comes in is the sentence, the table
under the chart, the values its figures print, and the few numbers that follow from the rows and stand in none of them.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

_MARKS = re.compile("[\u061c\u2066-\u2069]")
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.,’-])\d+(?:,\d{3})*(?:\.\d+)?(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLAUSE = re.compile(r"[;؛()]|\.(?=\s|$)|:\s(?=[A-Za-z\u0600-\u06ff])")
SCALES = {"million": 1e6, "thousand": 1e3, "مليون": 1e6, "ملايين": 1e6, "ألف": 1e3, "آلاف": 1e3}
_UNIT = re.compile(rf"\s*(?P<percent>[%٪])|\s*(?P<scale>{'|'.join(SCALES)})\b|\s*(?P<tonnes>tonnes|t\b|طن|طنًا)")

_JOINED = re.compile(r"\s*(?:–|to|and|and up to|إلى|و|ثم|ثم ما يصل إلى)\s*")
"""What may stand between two numbers that share the unit of the second."""

_RANGE = re.compile(r"\s*(?:–|to|إلى)\s*")
_AND, _BETWEEN = re.compile(r"\s*(?:and|و)\s*"), re.compile(r"(?:between|بين)\s*$")
"""An interval is said as from one to the other, or as between the one and the other."""

_FLOOR = re.compile(r"(?:more than|(?<!ب)أكثر من)\s*$")
_CEILING = re.compile(r"(?:up to|at most|حتى|ما يصل إلى|بأكثر من)\s*$")
_NO_OTHER = re.compile(r"\b[Nn]o other\b[^;]*more than\s*$|لا يتجاوز أي بلد آخر\s*$")

_ARTICLE = re.compile(
    r"[Tt]he article (?:prints|printed|gives)|the article’s claim|Kazakhstan claims|(?:ي|و)ذكر المقال"
    r"|تعلن كازاخستان|الرقم المعلن من المقال"
)
_SURVEY = re.compile(r"[Tt]he survey (?:says|prints|lists)|(?:تقول|تطبع|تدرج(?: لها)?) هيئة المسح|فتدرج لها")


@dataclass(frozen=True)
class Number:
    """A number of a sentence: its value, the place of its last digit, and what the words around it make of it."""

    text: str
    value: float
    step: float
    is_percent: bool = False
    scale: float | None = None
    """What its unit multiplies it by: a scale word, or tonnes. None where it names none."""
    relation: str = "is"
    """``is``; ``from`` or ``to``, an end of an interval; ``floor`` or ``ceiling``; ``no_other``, for all not named."""
    source: str = ""
    """Whose number it is said to be: ``article``, ``survey``, or nobody's."""


@dataclass(frozen=True)
class Cell:
    """A number of a row, with what its column multiplies it by; ``decimals`` are how many it was rounded to."""

    value: float
    is_percent: bool
    scale: float = 1.0
    decimals: int = 9
    end: str = "any"
    """``low`` or ``high`` where it is an end of its row's interval, ``value`` where the row has ends beside it."""


@dataclass(frozen=True)
class Row:
    """A row under a chart: what it is called, its numbers, and whether a reference gives it."""

    name: str
    cells: Sequence[Cell]
    is_reference: bool = False
    share: float | None = None
    """What "no other … more than" is about."""


@dataclass(frozen=True)
class Facts:
    """All that a sentence may speak of."""

    rows: Sequence[Row]
    printed: Sequence[Cell] = ()
    """The values its figures print, whatever the chart makes of them."""
    derived: Sequence[Cell] = field(default=())
    """What follows from the rows and stands in none: sums, ratios, constants, years."""


def unfounded(sentence: str, facts: Facts) -> list[str]:
    """The numbers of a sentence that aren't found where it says they are; none of a true sentence."""
    return [number.text for number in numbers(sentence) if not _is_found(number, sentence, facts)]


def numbers(sentence: str) -> Iterator[Number]:
    """Every number of a sentence, with its unit, its relation and its source, clause by clause."""
    for clause in _CLAUSE.split(_MARKS.sub("", sentence)):
        found = list(_NUMBER.finditer(clause))
        units = _shared_units(clause, found)
        joins = [_is_range(clause, one, other) for one, other in pairwise(found)]
        for nth, (match, unit) in enumerate(zip(found, units, strict=True)):
            before = clause[: match.start()]
            relation = _relation(before, nth > 0 and joins[nth - 1], nth < len(joins) and joins[nth])
            relation = "is" if _YEAR.fullmatch(match[0]) and unit == (False, None) else relation
            digits = match[0].replace(",", "")
            step = 10.0 ** -len(digits.partition(".")[2])
            yield Number(match[0], float(digits), step, *unit, relation, _source(before))


def _shared_units(clause: str, found: Sequence[re.Match[str]]) -> list[tuple[bool, float | None]]:
    """The unit of each number; where one names none and is joined to the next, it has that of the next."""
    units: list[tuple[bool, float | None]] = []
    for nth, match in reversed(list(enumerate(found))):
        unit = _UNIT.match(clause, match.end())
        if unit and unit["percent"]:
            units.append((True, None))
        elif unit:
            units.append((False, SCALES.get(unit["scale"] or "", 1.0)))
        elif units and _JOINED.fullmatch(clause, match.end(), found[nth + 1].start()):
            units.append(units[-1])
        else:
            units.append((False, None))
    return units[::-1]


def _is_range(clause: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two numbers are the ends of an interval."""
    unit = _UNIT.match(clause, one.end())
    end = unit.end() if unit else one.end()
    is_between = _BETWEEN.search(clause, 0, one.start()) and _AND.fullmatch(clause, end, other.start())
    return bool(is_between or _RANGE.fullmatch(clause, end, other.start()))


def _relation(before: str, ends_range: bool, begins_range: bool) -> str:
    if _NO_OTHER.search(before):
        return "no_other"
    if begins_range or ends_range:
        return "from" if begins_range else "to"
    return "floor" if _FLOOR.search(before) else "ceiling" if _CEILING.search(before) else "is"


def _source(before: str) -> str:
    """Who is said to give a number: whoever is named last before it in its clause."""
    ends = {
        name: max((match.end() for match in pattern.finditer(before)), default=-1)
        for name, pattern in (("article", _ARTICLE), ("survey", _SURVEY))
    }
    name = max(ends, key=lambda key: ends[key])
    return name if ends[name] >= 0 else ""


def _is_found(number: Number, sentence: str, facts: Facts) -> bool:
    if number.relation == "no_other":
        others = [row.share for row in facts.rows if row.name not in sentence and row.share is not None]
        return bool(others) and all(share <= number.value for share in others)
    if number.source == "article":
        return any(_equals(number, cell) for cell in facts.printed)
    rows = [row for row in facts.rows if row.is_reference or number.source != "survey"]
    cells = [cell for row in rows for cell in row.cells]
    return any(_meets(number, cell) for cell in (*cells, *facts.derived))


def _equals(number: Number, cell: Cell) -> bool:
    """Whether a quoted number is the printed one, digit for digit."""
    return any(math.isclose(scaled, value, rel_tol=1e-9) for scaled, value, _, _ in _scaled(number, cell))


def _meets(number: Number, cell: Cell) -> bool:
    """Whether a number is that of a cell, rounded to the nearest, or outwards where it is an end of an interval."""
    if cell.end not in _ENDS.get(number.relation, (cell.end,)):
        return False
    for shown, value, step, place in _scaled(number, cell):
        within = 1e-9 * max(1.0, abs(value))
        if number.relation in ("from", "floor"):
            is_met = shown - within <= value < shown + max(step, place) - within
        elif number.relation in ("to", "ceiling"):
            is_met = shown - max(step, place) + within < value <= shown + within
        else:
            half = (step + place) / 2 if step > place else 0 if step == place else place / 2
            is_met = abs(shown - value) <= half + within
        if is_met:
            return True
    return False


_ENDS = {"from": ("low", "any"), "to": ("high", "any")}
"""The cells that an end of an interval may be."""


def _scaled(number: Number, cell: Cell) -> Iterator[tuple[float, float, float, float]]:
    """Number and cell in one unit, and the place of the last digit of each.

    As they stand where the number names no unit, and in base units.
    """
    if number.is_percent != cell.is_percent:
        return
    place = 10.0**-cell.decimals
    if number.scale is None:
        yield number.value, cell.value, number.step, place
    if cell.scale != 1 or number.scale is not None:
        times = number.scale or 1.0
        yield number.value * times, cell.value * cell.scale, number.step * times, place * cell.scale


def rows_of(columns: Sequence[str], cells: Iterable[Sequence[object]], text_columns: Iterable[str]) -> list[Row]:
    """The rows of a table by its English headings, which name the unit of each column.

    Numbers in the text of ``text_columns`` count as the row's own as well: a label is held against its row elsewhere.
    """
    table = list(cells)
    decimals = [max((_decimals(cell) for cell in column), default=0) for column in zip(*table, strict=True)]
    return [_row(columns, row, decimals, set(text_columns)) for row in table]


def _row(columns: Sequence[str], cells: Sequence[object], decimals: Sequence[int], text_columns: set[str]) -> Row:
    by_name = dict(zip(columns, cells, strict=True))
    has_ends = any(_end(column) != "any" for column in columns)
    found: list[Cell] = []
    for column, cell, places in zip(columns, cells, decimals, strict=True):
        if isinstance(cell, int | float):
            end = "value" if has_ends and _end(column) == "any" else _end(column)
            found.append(replace(cell_of(column, float(cell)), decimals=places, end=end))
        elif column in text_columns and isinstance(cell, str):
            found += [_said(each, column, has_ends=has_ends) for each in numbers(cell)]
    name = next((str(cell) for cell in cells if isinstance(cell, str)), "")
    share = by_name.get("Share (%)")
    is_reference = not str(by_name.get("Figure", "")).startswith("f")
    return Row(name, found, is_reference, float(share) if isinstance(share, int | float) else None)


def _said(number: Number, column: str, *, has_ends: bool) -> Cell:
    """A number in the text of a row."""
    scale = _scale(column) if number.scale is None else 1.0
    places = round(-math.log10(number.step))
    end = {"from": "low", "to": "high"}.get(number.relation, "value" if has_ends else "any")
    return Cell(number.value * (number.scale or 1.0), number.is_percent, scale, places, end)


def cell_of(column: str, value: float) -> Cell:
    """A number under an English heading such as "Least (thousand t)"."""
    return Cell(value, "%" in column, _scale(column), _decimals(value), _end(column))


def _end(column: str) -> str:
    """Which end of an interval a column holds, by its heading."""
    words = re.findall(r"[a-z]+", column.lower())
    return "low" if "least" in words else "high" if "most" in words else "any"


def _decimals(cell: object) -> int:
    return len(f"{cell:.12g}".partition(".")[2]) if isinstance(cell, int | float) else 0


def _scale(column: str) -> float:
    return next((scale for word, scale in SCALES.items() if word in column.lower()), 1.0)


def outside(row: Mapping[str, object], text_columns: Iterable[str], low: str, high: str) -> list[str]:
    """The numbers in a row's label that lie outside the interval its own cells give."""
    least, most = row[low], row[high]
    found = []
    for column in text_columns:
        for number in numbers(str(row.get(column) or "")):
            scale = _scale(column) if number.scale is None else 1.0
            value, step = number.value * (number.scale or scale), number.step * (number.scale or scale)
            floor = float(least) * _scale(low) if isinstance(least, int | float) else -math.inf
            top = float(most) * _scale(high) if isinstance(most, int | float) else math.inf
            if not floor - step <= value <= top + step:
                found.append(number.text)
    return found
