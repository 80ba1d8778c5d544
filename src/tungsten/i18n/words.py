"""What the report says in either language: one table of terms, and the names of entities and measures.

Numbers keep Latin digits in both; an Arabic string gets its direction from
isolates, so that names and codes in Latin letters stay where they belong.
"""

import csv
import datetime as dt
import math
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

import polars as pl

from tungsten.evidence import messages as wording

RIGHT_TO_LEFT, FIRST_STRONG, LEFT_TO_RIGHT, END = "\u2067", "\u2068", "\u2066", "\u2069"
"""Isolates (Unicode TR9): what stands between one of them and `END` doesn't reorder what is around it."""

ARABIC = "\u061c"
"""The Arabic letter mark: what follows it reads as within Arabic text, even at the start of a cell."""

End: TypeAlias = Literal["", "low", "high"]
"""Which end of an interval a number is; none of them where it is a value."""

GRAVEST_FIRST = ("contradicted", "misdescribed", "unverified", "supported")

MARKS = {"contradicted": "†", "misdescribed": "‡"}
"""What a label carries where a figure is contradicted, or right for another thing."""

CORRECTED = "*"
"""What a label carries where a figure is shown as corrected."""

_WORD = r"[A-Za-z][A-Za-z0-9₃₂.'’/\-]*"
_LATIN = re.compile(rf"{_WORD}(?: +{_WORD}| +\d\.\d(?![\d٪]))*")
"""Latin words in a row, and the version number that ends them: CC BY 4.0."""


_ISOLATED = re.compile(f"[{RIGHT_TO_LEFT}{FIRST_STRONG}{LEFT_TO_RIGHT}][^{END}]*{END}")
_LETTER = re.compile(f"[A-Za-z\u0620-\u064a{ARABIC}]")


@dataclass(frozen=True)
class Words:
    """The words of one language. Call it with a key and the numbers its sentence needs."""

    language: str
    entities: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    traces: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Figure or reference id → what was printed, and where."""

    verdicts: Mapping[str, str] = field(default_factory=dict)
    """Figure id → the verdict on what was printed: one of `GRAVEST_FIRST`."""

    corrected: frozenset[str] = frozenset()
    """The ids of figures that a run shows as corrected."""

    context: Mapping[str, str] = field(default_factory=dict)
    """What every sentence of a run may name: publisher, date, whether values are as printed."""

    def __call__(self, key: str, **values: object) -> str:
        """The term or sentence of a key; inside Arabic, what is counted agrees and Latin words are isolated."""
        text = terms(self.language)[key].format_map({**self.context, **values})
        return self.isolated(self.agreed(text))

    def first(self, *keys: str, **values: object) -> str:
        """The same of the first key there is a sentence for."""
        return self(next(key for key in keys if key in terms(self.language)), **values)

    def agreed(self, text: str) -> str:
        """Text in which what Arabic counts agrees with its number."""
        return wording.agreed(text) if self.is_rtl else text

    def of_run(
        self, verdicts: Mapping[str, str], context: Mapping[str, str], corrected: frozenset[str] = frozenset()
    ) -> "Words":
        """The same words for a run that judged its figures so, corrected these, and says so much about itself."""
        return replace(self, verdicts=verdicts, context=context, corrected=corrected)

    def verdict(self, ids: Iterable[str]) -> str | None:
        """The gravest verdict on any of these figures; none where all are references."""
        found = {self.verdicts[name] for name in ids if name in self.verdicts}
        return next((verdict for verdict in GRAVEST_FIRST if verdict in found), None)

    def verdict_label(self, ids: Iterable[str]) -> str:
        """The same in words, which say so where a figure is shown as corrected: the verdict is on its print."""
        ids = list(ids)
        label = self(f"verdict_{self.verdict(ids) or 'reference'}")
        return self("verdict_on_print", verdict=label) if self.corrected.intersection(ids) else label

    def mark(self, ids: Iterable[str]) -> str:
        """What a label carries for these figures: that one is corrected, or else its verdict."""
        ids = list(ids)
        return CORRECTED if self.corrected.intersection(ids) else MARKS.get(self.verdict(ids) or "", "")

    def isolated(self, text: str) -> str:
        """Text in which Latin words keep to themselves, so that Arabic around them stays in order."""
        return self.begun(_LATIN.sub(lambda found: f"{FIRST_STRONG}{found[0]}{END}", text)) if self.is_rtl else text

    def begun(self, text: str) -> str:
        """Text without a letter of its own to tell its direction, such as 27٪ or "MCS2025، 2020", marked as Arabic."""
        own = _ISOLATED.sub("", text).strip()
        return f"{ARABIC}{text}" if self.is_rtl and own and not _LETTER.search(own) else text

    def told(self, row: Mapping[str, Any], name: str) -> str:
        """What a row tells in this language: ``name``, or in Arabic ``name_ar``."""
        return self.isolated(row[name if self.language == "en" else f"{name}_{self.language}"])

    @property
    def is_rtl(self) -> bool:
        """Whether the language is written from the right."""
        return self.language == "ar"

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``, as HTML writes it."""
        return "rtl" if self.is_rtl else "ltr"

    def line(self, text: str) -> str:
        """A string for a chart, whose box is always left-to-right: Arabic is wrapped whole."""
        return f"{RIGHT_TO_LEFT}{text}{END}" if self.is_rtl and text else text

    def lines(self, text: str, width: int) -> list[str]:
        """A text in lines of so many characters for a chart, each with its own isolates: one opened there is closed."""
        bare = text.replace(FIRST_STRONG, "").replace(END, "")
        return [self.line(self.isolated(line)) for line in textwrap.wrap(bare, width)]

    def listed(self, parts: Iterable[str]) -> str:
        """Parts one after the other, with the comma of the language between."""
        return terms(self.language)["list_mark"].join(parts)

    def entity(self, entity_id: str) -> str:
        """The name of an entity."""
        return self.entities.get(entity_id, entity_id)

    def short(self, entity_id: str) -> str:
        """Its short name where room is scarce, if it has one."""
        key = f"short_{entity_id}"
        return self(key) if key in terms(self.language) else self.entity(entity_id)

    def measure(self, measure: str) -> str:
        """The label of a measure."""
        return self.measures.get(measure, measure)

    def number(self, value: float, digits: int = 0, end: End = "") -> str:
        """A number with thousands grouped: 1,382. The ``low`` end of an interval is rounded down, the ``high`` one up.

        So an interval in words is never narrower than the one that was computed.
        """
        return f"{rounded(value, digits, end):,.{digits}f}"

    def percent(self, value: float, digits: int = 0, end: End = "") -> str:
        """A percentage with the sign of the language: 43% or 43٪, the sign after the number as one reads."""
        number = self.number(value, digits, end)
        return f"{ARABIC}{number}٪" if self.is_rtl else f"{number}%"

    def share(self, value: float) -> str:
        """A share in per cent as every chart and sentence gives it: to one decimal, unless it is whole."""
        return self.percent(value, 0 if float(value).is_integer() else 1)

    def significant(self, value: float, digits: int = 3, end: End = "") -> str:
        """A number with up to so many decimals and no zeros at their end: 2.4, 1.586."""
        number = self.number(value, digits, end)
        return number.rstrip("0").rstrip(".") if "." in number else number

    def span(self, low: str, high: str) -> str:
        """An interval in words of the language, or the one value when both ends read the same."""
        return low if low == high else self("span", low=low, high=high)

    def between(self, low: float, high: float, digits: int = 0) -> str:
        """An interval of numbers, rounded outwards: 2,555–3,572."""
        return self.span(self.number(low, digits, "low"), self.number(high, digits, "high"))

    def percents(self, low: float, high: float, digits: int | None = None) -> str:
        """An interval of percentages with one sign, rounded outwards: 45–55%."""
        places = digits if digits is not None else 0 if float(low).is_integer() and float(high).is_integer() else 1
        start, end = self.number(low, places, "low"), self.percent(high, places, "high")
        return end if start == end.strip(f"{ARABIC}%٪") else self("span", low=start, high=end)

    def measured(self, low: float, high: float, unit: str) -> str:
        """An interval to the last digit, with its unit; one value where both ends are the same: 8–12 t, rank 2."""
        if unit == "percent":
            return self.percents(low, high, max(_decimals(low), _decimals(high)))
        name, value = wording.words()[f"unit:{unit}"][self.language], self.span(f"{low:,.12g}", f"{high:,.12g}")
        return self.agreed(f"{name} {value}" if unit == "rank" else f"{value} {name}".strip())

    def date(self, iso: str) -> str:
        """A day as a reader writes it: 21 November 2025."""
        year, month, day = iso.split("-")
        return self("date", day=int(day), month=self(f"month_{int(month)}"), year=year)

    def period(self, period: str) -> str:
        """An ISO period as a reader writes it: 2020–2023."""
        if period == "not_stated":
            return self("not_stated")
        start, _, end = (self._day(part) for part in period.partition("/"))
        return self.span(start, end) if end else start

    def days(self, start: dt.date | None, end: dt.date | None) -> str:
        """A period by its first and last day: one date, or both."""
        ends = [self.date(day.isoformat()) for day in (start, end) if day]
        return self.span(ends[0], ends[-1]) if ends else self("not_stated")

    def _day(self, iso: str) -> str:
        return re.sub(wording.ISO_DAY, r"\3/\2/\1", iso).removeprefix("/") if self.is_rtl else iso


def rounded(value: float, digits: int, end: End = "") -> float:
    """A number rounded to so many decimals: to the nearest, or outwards where it is an ``end`` of an interval.

    What floating point leaves beyond nine further digits is no reason to round outwards.
    """
    scaled = round(value * 10**digits, 9)
    if math.isinf(value):
        return value
    whole = math.floor(scaled) if end == "low" else math.ceil(scaled) if end == "high" else round(scaled)
    return float(whole / 10**digits)


def _decimals(value: float) -> int:
    return len(f"{value:.12g}".partition(".")[2])


@cache
def terms(language: str) -> dict[str, str]:
    """Every term of a language by its key."""
    text = files(__package__).joinpath("words.csv").read_text(encoding="utf-8")
    return {row["key"]: row[language] for row in csv.DictReader(text.splitlines())}


def words_of(
    language: str,
    entities: pl.DataFrame,
    measures: pl.DataFrame,
    figures: pl.DataFrame,
    references: pl.DataFrame,
) -> Words:
    """The words of a language with the names and places the ledger gives."""
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
        name: (words.begun(printed), words("place", line=line, start=a, end=b)) for name, printed, line, a, b in rows
    }


def _reference_traces(references: pl.DataFrame, words: Words) -> dict[str, tuple[str, str]]:
    rows = references.select("reference_id", "low", "qualifier", pl.coalesce("edition", "table")).iter_rows()
    return {
        name: (_reference_print(low, qualifier, words), words("reference_place", edition=edition))
        for name, low, qualifier, edition in rows
    }


def _reference_print(low: float | None, qualifier: str, words: Words) -> str:
    if low is None:
        return words("not_available")
    value = f"{low:,.12g}"
    return words("more_than", value=value) if qualifier == "more_than" else value
