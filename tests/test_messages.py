"""Reasons: a sentence in each language that names the numbers, with every word counted as its language counts."""

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tungsten.evidence import messages as wording
from tungsten.evidence import plausibility as limits
from tungsten.evidence import reference_totals as wholes
from tungsten.ledger import read
from tungsten.validation import closed_lists as lists
from tungsten.vocabulary import LANGUAGES

ROOT = Path(__file__).parents[1]

LEDGER = read.ledger(ROOT)

TEMPLATES = (
    "slip_large slip_small possible supported close contradicted weak claimed bound rough between other nothing "
    "withheld"
).split()


def row(**changes: Any) -> dict[str, Any]:
    """81,000 t held against 81,000 t of the survey."""
    told = {
        "template": "supported",
        "check_id": "reference-p134",
        "low": 81_000.0,
        "high": 81_000.0,
        "qualifier": "exact",
        "unit": "t",
        "given_low": 82_000.0,
        "given_high": 82_000.0,
        "given_qualifier": "exact",
        "expected_low": 81_500.0,
        "expected_high": 82_500.0,
        "reference": "MCS2026",
        "reference_ar": "MCS2026",
        "slip_power": None,
        "spread": None,
    }
    return told | changes


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "withheld"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_names_the_number_printed(template: str, language: str) -> None:
    assert "81,000" in wording.reason(row(template=template), language)


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name not in ("withheld", "possible", "nothing")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_that_rests_on_a_check_names_it_and_its_number(template: str, language: str) -> None:
    said = wording.reason(row(template=template), language)
    assert "82,000" in said
    assert "MCS2026" in said


def test_a_figure_without_a_value_is_said_to_be_set_aside() -> None:
    assert wording.reason(row(template="withheld", low=None), "en") == (
        "The figure is set aside; no corrected value is known."
    )


def test_every_key_stands_in_both_languages() -> None:
    assert set(TEMPLATES) <= wording.words().keys()
    for key, said in wording.words().items():
        if key not in ("unit:count", "unit:ratio"):  # a bare number says it all
            assert said["en"], key
            assert said["ar"], key


@pytest.mark.parametrize("template", TEMPLATES)
def test_both_languages_put_the_same_things_into_a_sentence(template: str) -> None:
    fields = {language: set(re.findall(r"{(\w+)}", wording.words()[template][language])) for language in ("en", "ar")}
    assert fields["en"] == fields["ar"]


@pytest.mark.parametrize(
    ("low", "unit", "english", "arabic"),
    [
        (8e6, "t", "8 million t", "8 ملايين طن"),  # three to ten in the plural
        (10e6, "t", "10 million t", "10 ملايين طن"),
        (12e6, "t", "12 million t", "12 مليون طن"),  # eleven on in the singular
        (4.2e9, "USD", "4.2 billion dollars", "4.2 مليار دولار"),  # and so does a fraction
        (4e9, "USD", "4 billion dollars", "4 مليارات دولار"),
        (5, "t", "5 t", "5 أطنان"),
        (6195, "t", "6,195 t", "6,195 طنًا"),  # accusative after 11 to 99, whatever stands before them
        (6105, "t", "6,105 t", "6,105 أطنان"),
        (6100, "t", "6,100 t", "6,100 طن"),
        (1e6, "t", "1 million t", "مليون طن"),
        (3, "decade", "30 years", "30 سنة"),
        (0.4, "decade", "4 years", "4 سنوات"),
        (15.41, "decade", "154 years", "154 سنة"),
        (30, "year", "30 years", "30 سنة"),
        (6, "month", "6 months", "6 أشهر"),
        (12, "USD_per_year", "12 dollars per year", "12 دولارًا لكل سنة"),
        (3, "times", "3 times", "3 أضعاف"),
        (12, "times", "12 times", "12 ضعفًا"),
        (0.211, "percent", "0.211%", "0.211٪"),
        (3410, "degC", "3,410 °C", "3,410 درجات مئوية"),
        (2, "rank", "rank 2", "المرتبة 2"),
        (2906, "count", "2,906", "2,906"),
        (0, "percent", "0%", "0٪"),
    ],
)
def test_a_quantity_in_words(low: float, unit: str, english: str, arabic: str) -> None:
    assert wording.quantity(low, low, unit, "en") == english
    assert wording.quantity(low, low, unit, "ar") == arabic


@pytest.mark.parametrize(
    ("written", "agreed"),
    [
        ("بين 6,812 و6,803 نقطة", "بين 6,812 و6,803 نقاط"),
        ("30 إلى 34 سنوات", "30 إلى 34 سنة"),
        ("من 3 إلى 10 سنة", "من 3 إلى 10 سنوات"),
        ("5 قاعدة في 18 مجموعات", "5 قواعد في 18 مجموعة"),
        ("2 مليون طن", "2 مليون طن"),
        ("0.5 إلى 1 مليون طن", "0.5 إلى مليون طن"),
        ("1 سنة", "سنة واحدة"),
        ("f058 طن", "f058 طن"),  # an id counts nothing
        ("12 طنين", "12 طنين"),  # nor does a word it only begins like
        ("8 million t", "8 million t"),
    ],
)
def test_what_is_counted_agrees_with_its_number(written: str, agreed: str) -> None:
    assert wording.agreed(written) == agreed
    assert wording.agreed(agreed) == agreed


def test_a_floor_and_a_range_stay_what_they_are() -> None:
    assert wording.quantity(2e6, 2e6, "t", "en", "more_than") == "more than 2 million t"
    assert wording.quantity(2e6, 2e6, "t", "ar", "more_than") == "أكثر من 2 مليون طن"
    assert wording.quantity(4e9, 5e9, "USD", "en") == "4 billion dollars to 5 billion dollars"
    assert wording.quantity(4e9, 5e9, "USD", "ar") == "من 4 مليارات دولار إلى 5 مليارات دولار"


@pytest.mark.parametrize(
    ("low", "high", "english", "arabic"),
    [
        (50, float("inf"), "more than 50%", "أكثر من 50٪"),
        (0, 36.63, "at most 36.63%", "36.63٪ على الأكثر"),
        (120, 333.33, "120% to 333.4%", "من 120٪ إلى 333.4٪"),
        (26, 28, "26% to 28%", "من 26٪ إلى 28٪"),  # its middle is a number nobody prints
        (231_450, 231_550, "231,450% to 231,550%", "من 231,450٪ إلى 231,550٪"),  # four digits would say less
        (2.6025, float("inf"), "more than 2.602%", "أكثر من 2.602٪"),
        (3, 3, "3%", "3٪"),
    ],
)
def test_an_expectation_in_words(low: float, high: float, english: str, arabic: str) -> None:
    assert wording.expected(low, high, "percent", "en") == english
    assert wording.expected(low, high, "percent", "ar") == arabic


@pytest.mark.parametrize(
    ("qualifier", "english", "arabic"),
    [
        ("exact", "8 million t", "8 ملايين طن"),
        ("approx", "about 8 million t", "نحو 8 ملايين طن"),
        ("up_to", "up to 8 million t", "ما يصل إلى 8 ملايين طن"),
        ("less_than", "less than 8 million t", "أقل من 8 ملايين طن"),
        ("more_than", "more than 8 million t", "أكثر من 8 ملايين طن"),
    ],
)
def test_a_quantity_keeps_its_hedge(qualifier: str, english: str, arabic: str) -> None:
    assert wording.quantity(8e6, 8e6, "t", "en", qualifier) == english
    assert wording.quantity(8e6, 8e6, "t", "ar", qualifier) == arabic


def test_a_slip_says_by_how_much_and_beside_which_reference() -> None:
    slip = {"template": "slip_large", "slip_power": -1, "low": 8e6, "high": 8e6, "given_low": 795_800.0}
    slip |= {"pages": 2}
    said = row(**slip, given_high=795_800.0)
    for language, parts in {"en": ("8 million t", "795,800 t"), "ar": ("8 ملايين طن", "795,800 طن")}.items():
        assert all(part in wording.reason(said, language) for part in (*parts, " 10", "MCS2026"))
        assert "1,000" in wording.reason(said | {"slip_power": -3}, language)
    alone = wording.reason(said | {"pages": 1}, "en")
    assert alone.endswith("gives 795,800 t. This rests on one page alone.")


def test_what_is_close_says_by_how_much_its_series_is_revised() -> None:
    said = row(template="close", spread=0.0608)
    assert wording.reason(said, "en") == (
        "MCS2026 gives 82,000 t; 81,000 t lies within the 6.1% by which that series is itself revised."
    )
    assert "6.1٪" in wording.reason(said, "ar")


def test_a_relation_inside_the_article_is_named_in_words() -> None:
    inside = row(template="contradicted", check_id="repeats-f023", given_low=80.0, given_high=80.0, unit="percent")
    said = wording.reason(inside | {"low": 50.0, "high": 50.0}, "en")
    assert wording.words()["check:repeats"]["en"] in said
    assert "80%" in said


def test_a_sentence_begins_with_a_capital_but_a_site_keeps_its_name() -> None:
    assert wording.reason(row(reference="older handbook"), "en").startswith("Older handbook gives")
    assert wording.reason(row(reference="ccmn.cn"), "en").startswith("ccmn.cn gives")


@pytest.mark.parametrize("key", [key for key in wording.words() if key.startswith(("note:", "bound:", "check:"))])
def test_both_languages_put_the_same_things_into_a_note(key: str) -> None:
    fields = [set(re.findall(r"{(\w+)}", wording.words()[key][language])) for language in LANGUAGES]
    assert fields[0] == fields[1]


def test_a_note_is_one_template_in_two_languages() -> None:
    rows = pl.DataFrame({"tonnes": [109.5], "kind": ["resource"]})
    assert rows.select(**wording.noted("ore-times-grade", {"kind": "kind"}, ore="tonnes")).row(0) == (
        "109.5 million t of ore (resource) times the grade printed",
        "109.5 مليون طن من الخام (مورد) مضروبة في الدرجة المذكورة",
    )


@pytest.mark.parametrize(
    ("iso", "english", "arabic"),
    [
        ("2024", "2024", "2024"),
        ("2020/2023", "2020 to 2023", "من 2020 إلى 2023"),
        ("2024-12", "2024-12", "12/2024"),
        ("2024-12-31", "2024-12-31", "31/12/2024"),
        ("2025-01/2025-06", "2025-01 to 2025-06", "من 01/2025 إلى 06/2025"),
        (None, None, None),
    ],
)
def test_a_period_in_words(iso: str | None, english: str | None, arabic: str | None) -> None:
    period = pl.lit(iso, pl.String)
    assert pl.select(wording.when(period, "en")).item() == english
    assert pl.select(wording.when(period, "ar")).item() == arabic


def test_what_is_missing_leaves_no_mark_in_a_list() -> None:
    said = [pl.lit("one"), pl.lit(None, pl.String), pl.lit("three")]
    assert pl.select(wording.listed(said, "comma", "en")).item() == "one, three"
    assert pl.select(wording.listed(said, "semicolon", "ar")).item() == "one؛ three"
    assert pl.select(wording.listed(said[1:2], "comma", "en")).item() is None


def test_every_closed_list_a_note_draws_on_has_its_words() -> None:
    closed = lists.parameters(LEDGER)
    ores = pl.concat(LEDGER.references.values()).filter(measure="ore_tonnage")["kind"]
    asked = {*closed["basis"], *closed["confidence"], *ores, *wholes.ORE_OF, *limits.WORLD_LIMIT.values()}
    known = {key.removeprefix("term:") for key in wording.words() if key.startswith("term:")}
    assert asked - {"not_applicable"} <= known  # what has no basis says nothing of it


def checks_made() -> list[str]:
    return sorted(set(pl.read_csv(ROOT / "data/processed/evidence.csv")["check_id"]))


@pytest.mark.parametrize("check_id", checks_made())
def test_every_check_made_has_a_name_in_both_languages(check_id: str) -> None:
    assert re.fullmatch(r"[a-z][^\u0600-\u06ff]+[a-z%]", wording.check_name(check_id, "en"))
    assert re.fullmatch(r"[\u0600-\u06ff\d ]+", wording.check_name(check_id, "ar"))


def test_checks_of_one_kind_share_a_name_and_no_two_kinds_do() -> None:
    assert wording.check_name("reference-p134", "en") == wording.check_name("reference-c004-2", "en")
    assert wording.check_name("growth-of-demand-percent", "en") == "growth against its end points"
    for language in LANGUAGES:
        names = [said[language] for key, said in wording.words().items() if key.startswith("name:")]
        assert len(set(names)) == len(names)


def test_every_kind_of_check_has_a_name_and_a_place_in_a_reason() -> None:
    keys = [tuple(key.split(":")) for key in wording.words() if key.startswith(("name:", "check:"))]
    kinds = {start: [kind for begun, kind in keys if begun == start] for start in ("name", "check")}
    assert kinds["name"] == kinds["check"]
    assert not [(one, two) for one in kinds["name"] for two in kinds["name"] if one != two and two.startswith(one)]
