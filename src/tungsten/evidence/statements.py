"""Write the statement of each mention that has none by hand, in both languages: entity, measure, period, quantity."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

from tungsten.evidence import messages
from tungsten.ledger.clean import cleaned
from tungsten.ledger.pack import script
from tungsten.ledger.quantity import spelling
from tungsten.ledger.read import Ledger
from tungsten.vocabulary import LANGUAGES, UNDECIDED

SYMBOLS = {"W": "W", "WO3": "WO₃"}
"""The substances of tungsten whose tonnes are easily taken for each other, as both languages write them."""

_SCRIPTS = {"en": "LATIN", "ar": "ARABIC"}

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AFTER_LETTER = re.compile(r"(?<=[A-Za-z])\.")
_COMMA = re.compile(r"(?<=\d),(?=\d{3})")
_SCALES = ((1e9, "scale:billion"), (1e6, "scale:million"))


def with_statements(ledger: Ledger) -> pl.DataFrame:
    """Return the raw figures with the empty cells of ``statement_en`` and ``statement_ar`` composed.

    Statements that would be equal also give the place of their mention.
    """
    raw = ledger.figures
    if not raw["statement_en"].has_nulls() and not raw["statement_ar"].has_nulls():
        return raw
    rows = _rows(ledger)
    columns = {}
    for language in LANGUAGES:
        name = f"statement_{language}"
        texts = [row[name] or _statement(row, language) for row in rows]
        counts = Counter(texts)
        columns[name] = [
            text if row[name] or counts[text] == 1 else _with_place(row, text, language)
            for row, text in zip(rows, texts, strict=True)
        ]
    return raw.with_columns(**{name: pl.Series(texts, dtype=pl.String) for name, texts in columns.items()})


def _rows(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the raw figures with their values, the names of what they are of, and their print in plain digits."""
    tidy = cleaned(ledger.figures, ledger.entities).with_columns(plain=spelling(pl.col("printed")))
    return messages.with_names(tidy, ledger.entities, ledger.measures).to_dicts()


def _statement(row: Mapping[str, Any], language: str) -> str:
    comma = messages.words()["term:comma"][language]
    if row["role"] != "figure":
        subject = messages.words()[f"statement:{row['role']}"][language].format(digits=_mentioned(row, language))
        return _with_place(row, f"{subject}.", language)
    value = messages.words()["statement:unread"][language].format(digits=_digits(row))
    if None not in (row["low"], row["high"]):
        value = _quantity(row, language)
    sentence = f"{f'{comma} '.join(_names(row, language))}: {value}."
    return _with_place(row, sentence, language) if row["measure"] == UNDECIDED else sentence


def _names(row: Mapping[str, Any], language: str) -> list[str]:
    """Return what is known of a figure in words: its entity, its measure, its period."""
    entity = None if row["entity_id"] == UNDECIDED else row[f"entity_{language}"]
    return [name for name in (entity, row[f"measure_{language}"], _period(row["period"], language)) if name]


def _period(period: str | None, language: str) -> str:
    if not period:
        return ""
    return str(pl.select(messages.when(pl.lit(period), language)).item())


def _quantity(row: Mapping[str, Any], language: str) -> str:
    """Return a quantity in words, with its printed digits where the words have others."""
    ends = [_value(row[end], row["unit"], _digits(row), language) for end in ("low", "high")]
    if row["low"] != row["high"]:
        value = messages.with_bound("range", language, low=ends[0], high=ends[1])
    elif row["qualifier"] in messages.HEDGES:
        value = messages.with_bound(row["qualifier"], language, value=ends[0])
    else:
        value = ends[0]
    if row["basis"] in SYMBOLS and row["unit"] == "t":
        value = f"{value} ({SYMBOLS[row['basis']]})"
    if per := _per(row):
        value = messages.with_per(value, per, language)
    if set(_digits(row).split()) <= set(_NUMBER.findall(_COMMA.sub("", value))):
        return value
    return messages.words()["statement:in_print"][language].format(value=value, digits=_digits(row))


def _per(row: Mapping[str, Any]) -> str | None:
    """Return the unit that a quantity is counted per, unless its unit says so: ``USD_per_mtu``."""
    return None if row["per"] is None or "_per_" in (row["unit"] or "") else str(row["per"])


def _value(value: float, unit: str | None, printed: str, language: str) -> str:
    """Return an exact number with its unit, with a scale word unless it is printed in full."""
    if unit == "decade":
        value *= 10
    size, key = next((scale for scale in _SCALES if abs(value) >= scale[0]), (1.0, ""))
    short = f"{value / size:,.12g}"
    if f"{value:.12g}" in printed or len(short.partition(".")[2]) > 4:
        short, key = f"{value:,.12g}", ""
    if "e" in short:
        short = f"{value:.20f}".rstrip("0")
    name = messages.unit_name(unit, language)
    if unit == "rank":
        return f"{name} {short}"
    text = " ".join(part for part in (short, messages.words()[key][language] if key else "", name) if part)
    return text.replace(" %", "%").replace(" ٪", "٪") if unit == "percent" else messages.agreed_in(text, language)


def _digits(row: Mapping[str, Any]) -> str:
    """Return the numbers of a print in digits; a print in words has none."""
    return " ".join(_NUMBER.findall(_COMMA.sub("", row["plain"])))


def _mentioned(row: Mapping[str, Any], language: str) -> str:
    """Return what a statement quotes of a mention that is no figure: its digits, or a date in the language's script."""
    if row["role"] == "date" and script(row["plain"]) == _SCRIPTS[language]:
        return _AFTER_LETTER.sub("", row["plain"])  # Dec. 10 would end the sentence
    digits = _digits({"plain": unicodedata.normalize("NFKC", row["plain"])})  # the 3 of WO₃ is a digit, too
    return digits or messages.words()["statement:in_words"][language]


def _with_place(row: Mapping[str, Any], text: str, language: str) -> str:
    place = messages.words()["statement:place"][language].format(line=row["line"], start=row["char_start"])
    return f"{text.removesuffix('.')} {place}."
