"""Every Arabic sentence a page may show keeps its order: Latin words isolated, no date that would turn round."""

import re
from pathlib import Path

import polars as pl
import pytest
from charted import at

from tungsten.evidence import messages as wording
from tungsten.i18n.words import ARABIC, END, FIRST_STRONG, Words, _reference_traces, terms
from tungsten.ledger import read
from tungsten.notebook import tables
from tungsten.notebook.names import STEMS
from tungsten.notebook.workspace import lay_out
from tungsten.params import Parameters
from tungsten.validation.suite_files import suites

ROOT = Path(__file__).parents[1]

LEDGER = read.ledger(ROOT)

AR = Words("ar")


def said_in_arabic() -> dict[str, list[str]]:
    """Whatever is said in Arabic, by the table it stands in."""
    judged = {
        name: pl.read_csv(ROOT / read.PROCESSED / f"{name}.csv", infer_schema=False)
        for name in ("evidence", "verdicts")
    }
    columns = {
        "figures": LEDGER.figures["statement_ar"],
        "entities": LEDGER.entities["name_ar"],
        "measures": LEDGER.measures["label_ar"],
        "evidence": judged["evidence"]["note_ar"],
        "verdicts": judged["verdicts"]["reason_ar"],
        "corrections": pl.Series([entry["reason_ar"] for entry in LEDGER.corrections]),
        "sources": pl.Series([source["title_ar"] for source in LEDGER.sources.values()]),
        "reasons": pl.Series([said["ar"] for said in wording.words().values()]),
        "suites": pl.Series([found.says_ar for found in suites()]),
        "rules": pl.Series([rule.says_ar for found in suites() for rule in found.rules]),
        "words": pl.Series(list(terms("ar").values())),
    }
    return {table: column.drop_nulls().unique(maintain_order=True).to_list() for table, column in columns.items()}


TABLES = said_in_arabic()


def test_every_table_says_something() -> None:
    assert all(TABLES.values())


@pytest.mark.parametrize("table", TABLES)
def test_no_latin_word_stands_unisolated(table: str) -> None:
    for said in TABLES[table]:
        outside = re.sub(f"{FIRST_STRONG}[^{END}]*{END}", "", AR.isolated(re.sub(r"{\w+}", "", said)))
        assert not re.search("[A-Za-z]", outside), said


@pytest.mark.parametrize("table", TABLES)
def test_digits_signs_and_dates_are_written_as_arabic_prints_them(table: str) -> None:
    for said in TABLES[table]:
        text = re.sub(r"{\w+}", "", said)
        assert not re.search("[\u0660-\u0669\u06f0-\u06f9]", text), f"digits are Latin: {said}"
        assert not re.search(r"[%;?]|(?<!\d),|,(?!\d)", text), f"Arabic has signs of its own: {said}"
        assert not re.search(r"\d[-–]\d", text), f"a dash between numbers turns them round: {said}"
        assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text), f"direction is the page's: {said}"


@pytest.mark.parametrize("table", TABLES)
def test_what_is_counted_agrees_with_its_number(table: str) -> None:
    assert [said for said in TABLES[table] if wording.agreed(said) != said] == []


@pytest.mark.parametrize("source", LEDGER.sources)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_charts_of_a_source_call_it_by_its_own_noun(source: str, language: str) -> None:
    run = lay_out(Parameters(source=source, language=language)).run
    noun = LEDGER.sources[source]["noun"]
    assert terms(language)[f"the_{noun}"] in run.words("state_article")
    assert terms(language)[f"noun_{noun}"] in run.words("source_article")


ARTICLE = re.compile(r"\barticles?\b|مقال", re.IGNORECASE)  # in English and in Arabic


def test_only_the_entry_of_a_source_calls_it_an_article() -> None:
    keyed = [(key, text) for language in ("en", "ar") for key, text in terms(language).items()]
    assert {key for key, text in keyed if ARTICLE.search(text)} == {"noun_article", "the_article"}
    said = [text for found in suites() for text in (found.says, found.says_ar)]
    said += [text for found in suites() for rule in found.rules for text in (rule.says, rule.says_ar)]
    said += [text for by_language in wording.words().values() for text in by_language.values()]
    reported = (ROOT / "notebooks" / f"{stem}.ipynb" for stem in STEMS)
    said += [path.read_text(encoding="utf-8") for path in (*reported, ROOT / "src/tungsten/i18n/notebooks.csv")]
    assert [text for text in said if ARTICLE.search(text)] == []


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        ("years", {"span": "30 إلى 34"}, "30 إلى 34 سنة"),
        ("years", {"span": "7"}, "7 سنوات"),
        ("penetration_note", {"start": "20٪", "end": "25٪", "points": "5"}, "من 20٪ إلى 25٪: 5 نقاط مئوية"),
        ("rules_of_suite", {"count": 3}, "3 قواعد"),
        ("rules_of_suite", {"count": 32}, "32 قاعدة"),
    ],
)
def test_a_sentence_counts_as_arabic_counts(key: str, values: dict[str, object], said: str) -> None:
    assert AR(key, **values) == said


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("ولو كان not_stated، ولا", "ولو كان [not_stated]، ولا"),  # one word, or its parts would change places
        ("رخصة CC BY 4.0.", "رخصة [CC BY 4.0]."),
        ("من WO₃ 0.211٪", "من [WO₃] 0.211٪"),
        ("إصدار MCS2025، 2024", "إصدار [MCS2025]، 2024"),
        ("بحسب «Akorda release via kt.kz and pubt.io»", "بحسب «[Akorda release via kt.kz and pubt.io]»"),
    ],
)
def test_latin_words_in_a_row_are_isolated_as_one(text: str, isolated: str) -> None:
    assert AR.isolated(text) == isolated.replace("[", FIRST_STRONG).replace("]", END)
    assert Words("en").isolated(text) == text


def test_the_text_of_a_row_is_in_its_own_language() -> None:
    rule = {"says": "it holds of W", "says_ar": "يصح عن W"}
    assert Words("en").text_of(rule, "says") == "it holds of W"
    assert AR.text_of(rule, "says") == f"يصح عن {FIRST_STRONG}W{END}"


def test_a_percentage_keeps_its_sign_behind_it() -> None:
    assert AR.percents(45, 55) == f"45 إلى {ARABIC}55٪"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("27٪", f"{ARABIC}27٪"),
        ("0.13٪ - 0.15٪", f"{ARABIC}0.13٪ - 0.15٪"),
        (f"{FIRST_STRONG}MCS2025{END}، 2020", f"{ARABIC}{FIRST_STRONG}MCS2025{END}، 2020"),
        (f"{FIRST_STRONG}Vlast{END}، يوليو", f"{ARABIC}{FIRST_STRONG}Vlast{END}، يوليو"),
        (f"{FIRST_STRONG}MCS2025{END}", f"{FIRST_STRONG}MCS2025{END}"),  # nothing beside it to keep in order
        ("3410 °C", "3410 °C"),
        ("12000 طن", "12000 طن"),
        ("", ""),
    ],
)
def test_what_has_no_letter_of_its_own_is_marked_as_arabic(text: str, marked: str) -> None:
    assert AR.with_direction(text) == marked
    assert AR.with_direction(marked) == marked
    assert Words("en").with_direction(text) == text


@pytest.mark.parametrize(
    ("language", "low", "qualifier", "printed"),
    [
        ("en", 2_400_000.0, "exact", "2,400,000"),
        ("en", 50.0, "more_than", "more than 50"),
        ("ar", 50.0, "more_than", "أكثر من 50"),
        ("en", None, "exact", "not available"),
    ],
)
def test_a_reference_is_printed_to_its_last_digit(
    language: str, low: float | None, qualifier: str, printed: str
) -> None:
    rows = pl.DataFrame(
        {
            "table": ["reserves"],
            "reference_id": ["r1"],
            "low": [low],
            "qualifier": [qualifier],
            "edition": ["MCS2025"],
            "edition_ar": [None],
        },
        schema_overrides={"low": pl.Float64, "edition_ar": pl.String},
    )
    assert _reference_traces(rows, Words(language))["r1"][0] == printed


@pytest.mark.parametrize(
    ("iso", "english", "arabic"),
    [
        ("2020/2023", "2020–2023", "2020 إلى 2023"),
        ("2024-01/2024-10", "2024-01–2024-10", "01/2024 إلى 10/2024"),
        ("2024-12-31", "2024-12-31", "31/12/2024"),
        ("2024", "2024", "2024"),
    ],
)
def test_a_period_keeps_its_order(iso: str, english: str, arabic: str) -> None:
    assert Words("en").period(iso) == english
    assert AR.period(iso) == arabic


@pytest.mark.parametrize("language", ["en", "ar"])
def test_declared_doubts_are_told_without_keys(language: str) -> None:
    told = tables.doubts(at(language).corrections, at(language).words).rows
    assert told.height == at(language).corrections.height
    assert [cell for row in told.rows() for cell in row[:4] if "_" in cell] == []
