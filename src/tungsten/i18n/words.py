"""The texts of the report in English and Arabic: the table of terms, the names of entities and measures, numbers.

Numbers have Latin digits in both languages. In Arabic text, Latin words are wrapped
in isolates, so that they stay in their place.
"""

import csv
import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from tungsten.evidence import messages as wording
from tungsten.evidence.messages import End, rounded

RIGHT_TO_LEFT, FIRST_STRONG, LEFT_TO_RIGHT, END = "\u2067", "\u2068", "\u2066", "\u2069"
"""Isolates (Unicode TR9): text between one of them and `END` doesn't change the order of the text around it."""

ARABIC = "\u061c"
"""The Arabic letter mark: the text after it is ordered as Arabic, even at the start of a cell."""

GRAVEST_FIRST = ("contradicted", "misdescribed", "unverified", "supported")

MARKS = {"contradicted": "†", "misdescribed": "‡"}
"""Marks of a label by verdict: contradicted, or misdescribed (the right number for another thing)."""

CORRECTED = "*"
"""Mark of a label whose figure is shown as corrected."""

_WORD = r"(?:\d+[.\-])?[A-Za-z][A-Za-z0-9_₃₂.'’/\-]*"
_LATIN = re.compile(rf"{_WORD}(?: +{_WORD}| +\d\.\d(?![\d٪]))*")
"""Latin words in sequence, with a number before a word (163.com) or a version at their end (CC BY 4.0)."""

_ISOLATED = re.compile(f"[{RIGHT_TO_LEFT}{FIRST_STRONG}{LEFT_TO_RIGHT}][^{END}]*{END}")
_LETTER = re.compile(f"[A-Za-z\u0620-\u064a{ARABIC}]")


@dataclass(frozen=True)
class Words:
    """The texts of one language. Call it with a key and the values its sentence needs."""

    language: str
    entities: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    traces: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Printed text and place, by figure or reference id."""

    verdicts: Mapping[str, str] = field(default_factory=dict)
    """Verdict on the printed figure, one of `GRAVEST_FIRST`, by figure id."""

    corrected: Mapping[str, str] = field(default_factory=dict)
    """Printed text, arrow and corrected value of each figure that a run shows as corrected, by its id."""

    context: Mapping[str, str] = field(default_factory=dict)
    """Values that every sentence of a run can use: publisher, date, whether values are as printed."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key; in Arabic with agreement of counted nouns, and with Latin words isolated."""
        text = terms(self.language)[key].format_map({**self.context, **values})
        return self.isolated(self.agreed(text))

    def first(self, *keys: str, **values: object) -> str:
        """Return the text of the first of these keys that exists."""
        return self(next(key for key in keys if key in terms(self.language)), **values)

    def agreed(self, text: str) -> str:
        """Return the text, in Arabic with each counted noun in the form its number asks for."""
        return wording.agreed(text) if self.is_rtl else text

    def of_run(self, verdicts: Mapping[str, str], context: Mapping[str, str], corrected: Mapping[str, str]) -> "Words":
        """Return a copy with the verdicts, the context and the corrected figures of a run."""
        return replace(self, verdicts=verdicts, context=context, corrected=corrected)

    def verdict(self, ids: Iterable[str]) -> str | None:
        """Return the gravest verdict on these figures, None if all ids are of references."""
        verdicts = {self.verdicts[name] for name in ids if name in self.verdicts}
        return next((verdict for verdict in GRAVEST_FIRST if verdict in verdicts), None)

    def verdict_label(self, ids: Iterable[str]) -> str:
        """Return that verdict in words; for a corrected figure with a note that it is on the printed one."""
        ids = list(ids)
        label = self(f"verdict_{self.verdict(ids) or 'reference'}")
        return self("verdict_on_print", verdict=label) if self.corrected.keys() & set(ids) else label

    def mark(self, ids: Iterable[str]) -> str:
        """Return the mark of a label for these figures: the one for corrected, or else that of their verdict."""
        ids = list(ids)
        return CORRECTED if self.corrected.keys() & set(ids) else MARKS.get(self.verdict(ids) or "", "")

    def isolated(self, text: str) -> str:
        """Return the text, in Arabic with Latin words isolated, so that the words around them stay in order."""
        if not self.is_rtl:
            return text
        return self.with_direction(_LATIN.sub(lambda match: f"{FIRST_STRONG}{match[0]}{END}", text))

    def with_direction(self, text: str) -> str:
        """Return the text, marked as Arabic if its first letter doesn't say so.

        No letter outside of isolates gives a direction, as in 27٪ or "MCS2025، 2020"; or the first letter is that of an
        isolated name, as in "Vlast، يوليو 2025", which a browser that looks for a direction takes for the text's own.
        """
        outside_isolates = _ISOLATED.sub("", text).strip()
        first, own = (_LETTER.search(part) for part in (text, outside_isolates))
        is_hidden = not (first and own) or (first[0].isascii() and not own[0].isascii())
        return f"{ARABIC}{text}" if self.is_rtl and outside_isolates and is_hidden else text

    def text_of(self, row: Mapping[str, Any], name: str) -> str:
        """Return the text of a row in this language: its field ``name``, or in Arabic ``name_ar``."""
        return self.isolated(row[name if self.language == "en" else f"{name}_{self.language}"])

    @property
    def is_rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language == "ar"

    @property
    def direction(self) -> str:
        """The direction as a value of HTML's ``dir``: ``rtl`` or ``ltr``."""
        return "rtl" if self.is_rtl else "ltr"

    def line(self, text: str) -> str:
        """Return the text for a chart, whose box is always left-to-right: Arabic text in one isolate."""
        return f"{RIGHT_TO_LEFT}{text}{END}" if self.is_rtl and text else text

    def lines(self, text: str, width: int) -> list[str]:
        """Return the text for a chart in lines of at most ``width`` characters, each with its own isolates."""
        bare = text.replace(FIRST_STRONG, "").replace(END, "")
        return [self.line(self.isolated(line)) for line in textwrap.wrap(bare, width)]

    def listed(self, parts: Iterable[str]) -> str:
        """Join the parts with the comma of the language."""
        return terms(self.language)["list_mark"].join(parts)

    def own(self, row: Mapping[str, Any], column: str) -> str:
        """Return a cell in this language: in Arabic that of ``COLUMN_ar`` unless it is empty; "" for an empty cell."""
        return str((self.is_rtl and row[f"{column}_ar"]) or row[column] or "")

    def all_of(self, names: Sequence[str]) -> str:
        """Return names as in a sentence: gallium, niobium and magnesium."""
        *first, last = names or [""]
        joined = terms(self.language)["names_mark"].join(first)
        return self("and", first=joined, second=last) if first else last

    def bounded(self, qualifier: str, value: str) -> str:
        """Return a value with its hedge: more than 50%, up to 282, about 12."""
        return self.isolated(wording.with_bound(qualifier, self.language, value=value))

    def clauses(self, parts: Iterable[str]) -> str:
        """Join the parts with the semicolon of the language, for parts that contain commas."""
        return f"{wording.words()['term:semicolon'][self.language]} ".join(parts)

    def entity(self, entity_id: str) -> str:
        """Return the name of an entity."""
        return self.entities.get(entity_id, entity_id)

    def short(self, entity_id: str) -> str:
        """Return the short name of an entity, or its name if it has none."""
        key = f"short_{entity_id}"
        return self(key) if key in terms(self.language) else self.entity(entity_id)

    def measure(self, measure: str) -> str:
        """Return the label of a measure."""
        return self.measures.get(measure, measure)

    def number(self, value: float, digits: int = 0, end: End = "") -> str:
        """Return a number with thousands grouped: 1,382.

        The ``low`` end of an interval is rounded down and the ``high`` end up, so that the interval in words is never
        narrower than the computed one.
        """
        return f"{rounded(value, digits, end):,.{digits}f}"

    def percent(self, value: float, digits: int = 0, end: End = "") -> str:
        """Return a percentage with the sign of the language: 43% or 43٪."""
        number = self.number(value, digits, end)
        return f"{ARABIC}{number}٪" if self.is_rtl else f"{number}%"

    def chance(self, chance: float) -> str:
        """Return a chance, 0 to 1, in per cent to one decimal; below 0.1% as <0.1%."""
        return self.percent(100 * chance, 1) if chance >= 0.001 else f"<{self.percent(0.1, 1)}"

    def share(self, value: float) -> str:
        """Return a share in per cent to one decimal, or to none if it is whole."""
        return self.percent(value, 0 if float(value).is_integer() else 1)

    def significant(self, value: float, digits: int = 3, end: End = "") -> str:
        """Return a number with at most ``digits`` decimals and no zeros at their end: 2.4, 1.586."""
        number = self.number(value, digits, end)
        return number.rstrip("0").rstrip(".") if "." in number else number

    def span(self, low: str, high: str) -> str:
        """Return an interval in words, or one value if both ends are the same text."""
        return low if low == high else self("span", low=low, high=high)

    def between(self, low: float, high: float, digits: int = 0) -> str:
        """Return an interval of numbers, rounded outwards: 2,555–3,572."""
        return self.span(self.number(low, digits, "low"), self.number(high, digits, "high"))

    def percents(self, low: float, high: float, digits: int | None = None) -> str:
        """Return an interval of percentages with one sign, rounded outwards: 45–55%."""
        places = digits if digits is not None else 0 if float(low).is_integer() and float(high).is_integer() else 1
        start, end = self.number(low, places, "low"), self.percent(high, places, "high")
        return end if start == end.strip(f"{ARABIC}%٪") else self("span", low=start, high=end)

    def measured(self, low: float, high: float, unit: str) -> str:
        """Return an unrounded interval with its unit, one value if both ends are equal: 8–12 t, rank 2."""
        if unit == "percent":
            return self.percents(low, high, max(_decimals(low), _decimals(high)))
        if unit == "decade":
            low, high = 10 * low, 10 * high
        name, value = wording.unit_name(unit, self.language), self.span(f"{low:,.12g}", f"{high:,.12g}")
        return self.agreed(f"{name} {value}" if unit == "rank" else f"{value} {name}".strip())

    def date(self, iso: str) -> str:
        """Return an ISO date in words: 21 November 2025."""
        year, month, day = iso.split("-")
        return self("date", day=int(day), month=self(f"month_{int(month)}"), year=year)

    def period(self, period: str) -> str:
        """Return an ISO period in words: 2020–2023."""
        if period == "not_stated":
            return self("not_stated")
        start, _, end = (self._day(part) for part in period.partition("/"))
        return self.span(start, end) if end else start

    def days(self, start: dt.date | None, end: dt.date | None) -> str:
        """Return the period between two days in words, one date if they are equal."""
        ends = [self.date(day.isoformat()) for day in (start, end) if day]
        return self.span(ends[0], ends[-1]) if ends else self("not_stated")

    def _day(self, iso: str) -> str:
        return re.sub(wording.ISO_DAY, r"\3/\2/\1", iso).removeprefix("/") if self.is_rtl else iso


def _decimals(value: float) -> int:
    return len(f"{value:.12g}".partition(".")[2])


@cache
def terms(language: str) -> dict[str, str]:
    """Return every text of a language by its key."""
    text = files(__package__).joinpath("words.csv").read_text(encoding="utf-8")
    return {row["key"]: row[language] for row in csv.DictReader(text.splitlines())}


def words_of(
    language: str,
    entities: pl.DataFrame,
    measures: pl.DataFrame,
    figures: pl.DataFrame,
    references: pl.DataFrame,
) -> Words:
    """Return the words of a language with the entities, measures, figures and references of the ledger."""
    bare = Words(language)
    name, label = f"name_{language}", f"label_{language}"
    return Words(
        language,
        entities=dict(entities.select("entity_id", name).unique("entity_id", keep="first").iter_rows()),
        measures=dict(measures.select("measure", label).iter_rows()),
        traces=_figure_traces(figures, bare) | _reference_traces(references, bare),
    )


def _figure_traces(figures: pl.DataFrame, words: Words) -> dict[str, tuple[str, str]]:
    rows = figures.select("figure_id", "printed", "line", "char_start", "char_end").iter_rows()
    return {
        name: (words.with_direction(printed), words("place", line=line, start=start, end=end))
        for name, printed, line, start, end in rows
    }


def _reference_traces(references: pl.DataFrame, words: Words) -> dict[str, tuple[str, str]]:
    own = ["edition_ar"] if words.is_rtl else []
    rows = references.select("reference_id", "low", "qualifier", pl.coalesce(*own, "edition", "table")).iter_rows()
    return {
        name: (_reference_value(low, qualifier, words), words("reference_place", edition=edition))
        for name, low, qualifier, edition in rows
    }


def _reference_value(low: float | None, qualifier: str, words: Words) -> str:
    if low is None:
        return words("not_available")
    value = f"{low:,.12g}"
    return words.bounded("more_than", value) if qualifier == "more_than" else value
