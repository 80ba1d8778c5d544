"""Put evidence into words, in English and Arabic, by filling in the templates of ``reasons.csv``.

That table also holds the names of the checks and the notes on expectations.
"""

import csv
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

import polars as pl

End: TypeAlias = Literal["", "low", "high"]
"""Which end of an interval a number is; empty for a single value."""

NOTES = {"note": "en", "note_ar": "ar"}
"""Columns that explain an expectation, and the language of each."""

ISO_DAY = r"^(\d{4})-(\d\d)(?:-(\d\d))?$"
"""A day or a month. In Arabic text the hyphens would reverse its parts."""

HEDGES = ("more_than", "less_than", "up_to", "approx")
"""Qualifiers that stay in the words of a quantity; each has a template ``bound:…``."""

_SCALES = ((1e9, "scale:billion"), (1e6, "scale:million"))


@cache
def words() -> dict[str, dict[str, str]]:
    """Return every template, by key and language."""
    text = files(__package__).joinpath("reasons.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}


def reason(row: Mapping[str, Any], language: str) -> str:
    """Return one sentence, with its numbers, for the evidence row that a verdict is based on.

    ``row`` holds the key of its ``template``, the ``check_id``, the printed
    value (``low, high, qualifier, unit``), the value of the other side if it
    is one number (``given_low, given_high, given_qualifier``), and the
    expected bounds.
    """
    template = words()[row["template"]][language]
    if row["low"] is None or row["template"] == "unjudged":
        return template
    unit, tens = row["unit"], 10 ** abs(row["slip_power"] or 0)
    sentence = template.format(
        observed=quantity(row["low"], row["high"], unit, language, row["qualifier"]),
        expected=_other_side(row, language) if row["check_id"] else "",
        why=_why(row, language) if row["check_id"] else "",
        times=f"{tens:,}",
        spread=_digits(100 * (row["spread"] or 0.0), 2),
    )
    sentence = agreed(sentence)
    if row["slip_power"] is not None and row["pages"] == 1:
        sentence = f"{sentence} {words()['alone'][language]}"
    return sentence if "." in sentence.split(" ")[0] else sentence[0].upper() + sentence[1:]


def check_name(check_id: str, language: str) -> str:
    """Return the name of a check: ``shares that sum to 100%``."""
    return words()[f"name:{_family(check_id)}"][language]


def noted(key: str, terms: Mapping[str, str] | None = None, **values: pl.Expr | str) -> dict[str, pl.Expr]:
    """Return the columns of `NOTES` from one template, filled with ``values`` and with ``terms`` in each language."""
    return {
        column: sentence(
            f"note:{key}", language, **values, **{name: term(of, language) for name, of in (terms or {}).items()}
        )
        for column, language in NOTES.items()
    }


def sentence(key: str, language: str, **values: pl.Expr | str) -> pl.Expr:
    """Return a template with each of its fields replaced by a column of ``values``."""
    template = words()[key][language]
    return pl.format(re.sub(r"{\w+}", "{}", template), *(values[name] for name in re.findall(r"{(\w+)}", template)))


def term(column: str, language: str) -> pl.Expr:
    """Return the values of a column with a closed list as words of a language."""
    return pl.col(column).replace(
        {key.removeprefix("term:"): row[language] for key, row in words().items() if key.startswith("term:")}
    )


def listed(parts: Iterable[pl.Expr], mark: str, language: str) -> pl.Expr:
    """Join the parts that aren't null by a ``comma`` or a ``semicolon``; null if none is left."""
    joined = pl.concat_str(list(parts), separator=f"{words()[f'term:{mark}'][language]} ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


def when(period: pl.Expr, language: str) -> pl.Expr:
    """Return an ISO period in words: 2020 to 2023. Days in Arabic are 31/12/2024, whose slashes keep the order."""
    ends = [period.str.split("/").list.get(end, null_on_oob=True) for end in (0, 1)]
    if language == "ar":
        ends = [end.str.replace(ISO_DAY, "$3/$2/$1").str.strip_prefix("/") for end in ends]
    return pl.coalesce(sentence("bound:range", language, low=ends[0], high=ends[1]), ends[0])


def with_names(rows: pl.DataFrame, entities: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Add the names of each row's entity and measure: ``entity_en, entity_ar, measure_en, measure_ar``."""
    subjects = entities.select("entity_id", entity_en="name_en", entity_ar="name_ar").unique("entity_id", keep="first")
    labels = measures.select("measure", measure_en="label_en", measure_ar="label_ar").unique("measure", keep="first")
    return rows.join(subjects, on="entity_id", how="left", maintain_order="left").join(
        labels, on="measure", how="left", maintain_order="left"
    )


def quantity(low: float, high: float, unit: str, language: str, qualifier: str = "exact") -> str:
    """Return a printed quantity in words with its hedge: ``about 8 million t``, ``30 years to 40 years``."""
    if low != high:
        ends = {end: _value(value, unit, language) for end, value in (("low", low), ("high", high))}
        value = with_bound("range", language, **ends)
    else:
        value = _value(low, unit, language)
    return with_bound(qualifier, language, value=value) if qualifier in HEDGES else value


def unit_name(unit: str | None, language: str) -> str:
    """Return the name of a unit, empty for none; a currency without a name of its own has its code."""
    if unit is None:
        return ""
    if name := words().get(f"unit:{unit}"):
        return name[language]
    money, _, per = unit.partition("_per_")
    return with_per(unit_name(money, language), per, language) if per else unit


def with_per(value: str, per: str, language: str) -> str:
    """Return a quantity or a unit with the unit that it is counted per, of which there is one: ``dollars per year``."""
    one = words().get(f"per:{per}")
    return words()["statement:per"][language].format(
        value=value, unit=one[language] if one else unit_name(per, language)
    )


def agreed_in(text: str, language: str) -> str:
    """Return a text, in Arabic with each noun in the form its number requires."""
    return agreed(text) if language == "ar" else text


def agreed(text: str) -> str:
    """Return text with each Arabic noun in the form its number requires.

    3 to 10 take the plural, 11 to 99 the accusative singular, hundreds and
    fractions the plain singular. NOTE: 2 in digits takes the plain singular
    too, as in newspapers, because the dual depends on the grammatical case.
    """
    return _counted().sub(_with_number, text)


def expected(low: float, high: float, unit: str, language: str) -> str:
    """Return an expectation in words: a range, a bound, or one value where both ends are the same.

    Ends are rounded outwards, to enough digits to show the width of the interval.
    """
    if math.isinf(high):
        return with_bound("more_than", language, value=_value(low, unit, language, "low"))
    if low <= 0:
        return with_bound("at_most", language, value=_value(high, unit, language, "high"))
    if math.isclose(low, high):
        return _value(low, unit, language)
    ends = {
        "low": _value(low, unit, language, "low", high - low),
        "high": _value(high, unit, language, "high", high - low),
    }
    return with_bound("range", language, **ends)


def rounded(value: float, digits: int, end: End = "") -> float:
    """Return a number rounded to so many decimals: to the nearest, or outwards where it is an ``end`` of an interval.

    Floating-point errors beyond nine more decimals are ignored.
    """
    if math.isinf(value):
        return value
    scaled = round(value * 10**digits, 9)
    whole = math.floor(scaled) if end == "low" else math.ceil(scaled) if end == "high" else round(scaled)
    return float(whole / 10**digits)


def _other_side(row: Mapping[str, Any], language: str) -> str:
    """Return the value of the other side if it is one number, else the expected interval."""
    if row["given_low"] is not None:
        return quantity(row["given_low"], row["given_high"], row["unit"], language, row["given_qualifier"])
    return expected(row["expected_low"], row["expected_high"], row["unit"], language)


def _why(row: Mapping[str, Any], language: str) -> str:
    name = row["reference" if language == "en" else f"reference_{language}"]
    return words()[f"check:{_family(row['check_id'])}"][language].format(reference=name)


def _family(check_id: str) -> str:
    """Return the kind of a check: its id without the figure, reference or number at its end."""
    kinds = (key.removeprefix("name:") for key in words() if key.startswith("name:"))
    return next(kind for kind in kinds if check_id.startswith(kind))


def with_bound(key: str, language: str, **values: str) -> str:
    """Return values in a template ``bound:…``: ``more than 50%``, ``26% to 28%``."""
    return words()[f"bound:{key}"][language].format(**values)


def _value(value: float, unit: str, language: str, end: End = "", width: float | None = None) -> str:
    """Return a number with its scale word and unit.

    Args:
        value: The number, in the base unit.
        unit: The base unit.
        language: ``en`` or ``ar``.
        end: Which end of an interval it is; it is rounded outwards.
        width: How wide that interval is; none for a value or a bound.
    """
    if unit == "rank":
        return f"{words()['unit:rank'][language]} {_digits(value, 3)}"
    if unit == "decade":
        return agreed(f"{_digits(10 * value, 3, end)} {words()['unit:decade'][language]}")
    size, key = next((scale for scale in _SCALES if value >= scale[0]), (1.0, ""))
    digits = _digits(value / size, 4, end, width / size if width else None)
    name = unit_name(unit, language)
    if key:
        return agreed(f"{digits} {words()[key][language]} {name}")
    return f"{digits}{name}" if unit == "percent" else agreed(f"{digits} {name}".strip())


@cache
def _nouns() -> dict[str, dict[str, str]]:
    """Return the forms of each counted Arabic noun (100; 3 to 10; 11 to 99), by any one of them."""
    text = files(__package__).joinpath("counted.csv").read_text(encoding="utf-8")
    return {row[form]: row for row in csv.DictReader(text.splitlines()) for form in ("hundred", "few", "many")}


@cache
def _counted() -> re.Pattern[str]:
    longest_first = sorted(_nouns(), key=len, reverse=True)
    return re.compile(rf"(?<![\d.,A-Za-z])(?P<number>\d[\d,]*(?:\.\d+)?) (?P<noun>{'|'.join(longest_first)})(?!\w)")


def _with_number(found: re.Match[str]) -> str:
    number, forms = found["number"], _nouns()[found["noun"]]
    if number == "1":
        return forms["single"]
    last = 0 if "." in number else int(number.replace(",", "")) % 100
    return f"{number} {forms['few' if 3 <= last <= 10 else 'many' if last > 10 else 'hundred']}"


def _digits(value: float, significant: int, end: End = "", width: float | None = None) -> str:
    """Return a number to ``significant`` digits, or to more if these can't show a tenth of the interval's ``width``."""
    if value == 0:
        return "0"
    places = significant - 1 - math.floor(math.log10(abs(value)))
    if width:
        places = max(places, 1 - math.floor(math.log10(width)))
    number = f"{rounded(value, places, end):,.{max(places, 0)}f}"
    return number.rstrip("0").rstrip(".") if "." in number else number
