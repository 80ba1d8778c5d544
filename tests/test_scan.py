"""The scanner: no quantity is missed, each mention has its place, and none has a value that is not printed."""

import csv
import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from test_quantity import GARBAGE, printed_quantities

from tungsten.cli import main
from tungsten.dataset import load
from tungsten.ledger import read, text_file
from tungsten.ledger.pack import packs
from tungsten.ledger.profile import read_profile
from tungsten.ledger.quantity import read_quantities
from tungsten.ledger.scan import MENTION, mentions
from tungsten.ledger.scan import scan as scanned
from tungsten.validation.source_text import DIGIT_TOKEN

ROOT = Path(__file__).parents[1]


def found(text: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of the scan of a text."""
    return mentions(text).select(columns or ("printed",)).rows()


def prints(text: str) -> list[str]:
    return mentions(text)["printed"].to_list()


# ------------------------------------------------------------ what it reads


@pytest.mark.parametrize(
    ("text", "printed", "low", "high", "unit", "qualifier"),
    [
        ("بلغ الإنتاج 81000 طن هناك", "81000 طن", 81_000, 81_000, "t", "exact"),
        ("وأنتجت نحو ٣٫٥ مليون طن.", "٣٫٥ مليون طن", 3.5e6, 3.5e6, "t", "approx"),
        ("أنتجت 3.5\u00a0مليون\u202fطن.", "3.5\u00a0مليون\u202fطن", 3.5e6, 3.5e6, "t", "exact"),
        ("لديها و111 تصريحا", "111 تصريحا", 111, 111, "count", "exact"),
        ("سوق قيمتها 4-5 مليارات دولار", "4-5 مليارات دولار", 4e9, 5e9, "USD", "range"),
        ("درجة من 0.13٪ - 0.15٪، قيل", "0.13٪ - 0.15٪", 0.13, 0.15, "percent", "range"),
        ("مدتها ثلاثة إلى أربعة عقود.", "ثلاثة إلى أربعة عقود", 3, 4, "decade", "range"),
        ("تزيد بثلاثة أضعاف", "ثلاثة أضعاف", 3, 3, "times", "exact"),
        ("في الخمس سنوات المقبلة", "خمس سنوات", 5, 5, "year", "exact"),
        ("قبل خمسة وعشرين عاماً", "خمسة وعشرين عاماً", 25, 25, "year", "exact"),
        ("بقيمة مليوني دولار أمريكي.", "مليوني دولار أمريكي", 2e6, 2e6, "USD", "exact"),
        ("وحوالي مليون طن", "مليون طن", 1e6, 1e6, "t", "approx"),
        ("عشرة مواقع أو نحو ذلك", "عشرة مواقع", 10, 10, "count", "approx"),
        ("ما لا يقل عن 20%", "20%", 20, 20, "percent", "more_than"),
        ("يتجاوز 20 في المئة", "20 في المئة", 20, 20, "percent", "more_than"),
        ("يتجاوز %20 هنا", "%20", 20, 20, "percent", "more_than"),
        ("لا يتجاوز 20 ٪", "20 ٪", 20, 20, "percent", "up_to"),
        ("فيه 2 مليون طن من WO3", "2 مليون طن من WO3", 2e6, 2e6, "t", "exact"),
        ("تحتل المرتبة الثانية", "المرتبة الثانية", 2, 2, "rank", "exact"),
        ("وهي ثاني أكبر منتج", "ثاني", 2, 2, "rank", "exact"),
        ("بقيمة $1.2 مليار هذا", "$1.2 مليار", 1.2e9, 1.2e9, "USD", "exact"),
        ("بلغ 45% منه", "45%", 45, 45, "percent", "exact"),
        ("نحو 2000 عامل", "2000 عامل", 2000, 2000, "count", "approx"),  # no year
        ("قدرته 1850 ميغاواط", "1850 ميغاواط", 1850, 1850, "MW", "exact"),
        ("ليصل إلى 5 ملايين طن", "5 ملايين طن", 5e6, 5e6, "t", "exact"),  # to reach, no bound
        ("نحو الـ40%", "40%", 40, 40, "percent", "approx"),
        ("أكثر من المليون طن", "مليون طن", 1e6, 1e6, "t", "more_than"),
        ("أكثر من (7 مواقع)", "7 مواقع", 7, 7, "count", "more_than"),
        ("بقيمة 50 مليون دولار كندي", "50 مليون دولار كندي", 50e6, 50e6, "CAD", "exact"),
        ("في إحدى وعشرين دولة", "إحدى وعشرين دولة", 21, 21, "count", "exact"),
        ("14 في  المئة", "14 في  المئة", 14, 14, "percent", "exact"),
        ("4ـ5 مليارات", "4ـ5 مليارات", 4e9, 5e9, None, "range"),
        ("من 2000 إلى 2100 دولار", "2000 إلى 2100 دولار", 2000, 2100, "USD", "range"),
        ("1950-2050 دولارا", "1950-2050 دولارا", 1950, 2050, "USD", "range"),
        ("بقيمة A$50 مليون", "A$50 مليون", 50e6, 50e6, "AUD", "exact"),
        ("بقيمة US$50 مليون", "US$50 مليون", 50e6, 50e6, "USD", "exact"),
        ("بنسبة واحد في المئة", "واحد في المئة", 1, 1, "percent", "exact"),
        ("على بعد 2000 كيلومتر", "2000 كيلومتر", 2000, 2000, "km", "exact"),
        ("ويكفي 2000 شخص", "2000 شخص", 2000, 2000, "count", "exact"),
        ("تتجاوز قيمتها 5 ملايين دولار", "5 ملايين دولار", 5e6, 5e6, "USD", "more_than"),
        ("لا تقل قيمتها عن 5 طن", "5 طن", 5, 5, "t", "more_than"),
        ("تخطى حاجز 4000 دولار", "4000 دولار", 4000, 4000, "USD", "more_than"),
        ("ليتجاوز 30%", "30%", 30, 30, "percent", "more_than"),
        ("درجته APT88.5%", "88.5%", 88.5, 88.5, "percent", "exact"),
        ("05 شركات كبرى", "05 شركات", 5, 5, "count", "exact"),  # no heading
        ("about 1.5 million tonnes", "1.5 million tonnes", 1.5e6, 1.5e6, "t", "approx"),
        ("فيها 58 معلما", "58", 58, 58, "count", "exact"),  # counts a noun that no pack has
    ],
)
def test_a_figure_is_found_where_it_stands_and_read(
    text: str, printed: str, low: float, high: float, unit: str | None, qualifier: str
) -> None:
    columns = ("printed", "low", "high", "unit", "qualifier", "role")
    assert found(text, *columns) == [(printed, low, high, unit, qualifier, "figure")]


@pytest.mark.parametrize(
    ("text", "printed", "low", "high", "unit"),
    [
        ("بلغ 3 ملايين و200 ألف طن", "3 ملايين و200 ألف طن", 3.2e6, 3.2e6, "t"),
        ("بلغ ثلاثة آلاف وخمسمئة طن", "ثلاثة آلاف وخمسمئة طن", 3500, 3500, "t"),
        ("بلغ مئة وخمسون طنا", "مئة وخمسون طنا", 150, 150, "t"),
        ("بلغ خمس مئة مليون", "خمس مئة مليون", 5e8, 5e8, None),
        ("بلغ مليون ونصف المليون طن", "مليون ونصف المليون طن", 1.5e6, 1.5e6, "t"),
        ("بلغ نصف المليار دولار", "نصف المليار دولار", 5e8, 5e8, "USD"),
        ("بلغ بين 3 و5 ملايين طن", "3 و5 ملايين طن", 3e6, 5e6, "t"),
        ("بلغ 3 أو 4 ملايين طن", "3 أو 4 ملايين طن", 3e6, 4e6, "t"),
        ("بلغ وثلاثة أو أربعة ملايين طن", "ثلاثة أو أربعة ملايين طن", 3e6, 4e6, "t"),
        ("بلغ نصف الإنتاج", "نصف", 0.5, 0.5, "ratio"),
        ("بلغ خمس الإنتاج", "خمس", 0.2, 0.2, "ratio"),
        ("بلغ ثلاثة أخماس", "ثلاثة أخماس", 0.6, 0.6, "ratio"),
        ("بلغ 25.5万吨", "25.5万吨", 255_000, 255_000, "t"),
        ("بلغ $2.1bn هذا", "$2.1bn", 2.1e9, 2.1e9, "USD"),
        ("بلغ 231.5 kt هذا", "231.5 kt", 231_500, 231_500, "t"),
        ("بلغ 350 جزءاً في المليون", "350 جزءاً في المليون", 350, 350, "ppm"),
        ("بلغ -2.3% هذا", "-2.3%", -2.3, -2.3, "percent"),
        ("بلغ و-0.5%", "-0.5%", -0.5, -0.5, "percent"),
        ("بلغ المرتبة الحادية عشرة", "المرتبة الحادية عشرة", 11, 11, "rank"),
        ("جاء ثالثا (هنا", "ثالثا", 3, 3, "rank"),
        ("بلغ 2ر5 مليون طن", "2ر5 مليون طن", 5.2e6, 5.2e6, "t"),
        ("بلغ 12,34 طن", "12,34 طن", 12.34, 12.34, "t"),
        ("بلغ 0,211%", "0,211%", 0.211, 0.211, "percent"),
        ("بلغ 231،500 طن", "231،500 طن", 231_500, 231_500, "t"),
        ("بلغ 1 216 000 طن", "1 216 000 طن", 1_216_000, 1_216_000, "t"),
        ("بين 2000 و3000 طن", "2000 و3000 طن", 2000, 3000, "t"),
        ("بلغ 38 درجة مئوية تحت الصفر", "38 درجة مئوية تحت الصفر", -38, -38, "degC"),
        ("ربح دولارا و20 سنتا", "دولارا و20 سنتا", 1.2, 1.2, "USD"),
        ("فيها (6.2) مليون طن", "(6.2) مليون طن", 6.2e6, 6.2e6, "t"),
    ],
)
def test_numbers_of_several_words_and_marks_are_read(
    text: str, printed: str, low: float, high: float, unit: str | None
) -> None:
    assert found(text, "printed", "low", "high", "unit", "role") == [(printed, low, high, unit, "figure")]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("بلغ ملايين الأطنان", "ملايين"),
        ("بلغ آلاف العمال", "آلاف"),
        ("بلغ عشرات الآلاف", "عشرات الآلاف"),
        ("بلغ بضع مئات", "بضع مئات"),
        ("بلغ 25$ مليون", "25$ مليون"),
        ("بلغ 8.5 عشرة آلاف طن", "8.5 عشرة آلاف طن"),  # 万 in words
        ("بلغ 75. 1 مليون دولار", "75. 1 مليون دولار"),
        ("بلغ 10.000 طن", "10.000 طن"),  # ten, or ten thousand
        ("بلغ 35% إلى 28%", "35% إلى 28%"),
        ("بلغ 5 - 4 طن", "5 - 4 طن"),  # a range that runs backwards
        ("بلغ ५ طن", "५ طن"),
        ("بلغ مليونا طن", "مليونا طن"),  # two million, or a million: the case ending says which
        ("بلغ 5 مليوون طن", "5"),  # a misspelt scale word
        ("بلغ 7 دولار زيمبابوي", "7 دولار زيمبابوي"),
        ("about 12 lakhh tonnes", "12"),
        ("about 40m people", "40m"),  # metres, or millions
        ("about 5 MT", "5"),  # tonnes, or megatonnes
        ("a ratio of 3:1 here", "3:1"),
        ("dozens of mines", "dozens"),
        ("数百万吨", "数百万"),
        ("上千吨", "上千"),
    ],
)
def test_what_is_not_understood_is_unread_and_has_no_value(text: str, printed: str) -> None:
    columns = ("printed", "low", "high", "unit", "qualifier", "role")
    assert found(text, *columns) == [(printed, None, None, None, None, "unread")]


@pytest.mark.parametrize(
    ("text", "printed", "low", "high", "qualifier"),
    [
        ("في عام 2024", "2024", 2024, 2024, "exact"),
        ("في عام 2025 شركة", "2025", 2025, 2025, "exact"),
        ("منذ 1991، قيل", "1991", 1991, 1991, "exact"),
        ("من عام 2019 إلى عام 2022", "2019 إلى عام 2022", 2019, 2022, "range"),
        ("في 2019–2022", "2019–2022", 2019, 2022, "range"),
        ("موسم 2020/21", "2020/21", 2020, 2021, "range"),
        ("في أبريل 2025", "أبريل 2025", 2025, 2025, "exact"),
        ("في كانون الثاني من عام 2024", "كانون الثاني من عام 2024", 2024, 2024, "exact"),
        ("في 15-17 مارس 2025", "15-17 مارس 2025", 2025, 2025, "exact"),
        ("في ٢٧ أكتوبر ٢٠٢٥", "٢٧ أكتوبر ٢٠٢٥", 2025, 2025, "exact"),
        ("يوم 2025-11-21 هناك", "2025-11-21", 2025, 2025, "exact"),
        ("يوم 21/11/2025 هناك", "21/11/2025", 2025, 2025, "exact"),
        ("on November 21, 2025", "November 21, 2025", 2025, 2025, "exact"),
        ("في النصف الأول من عام 2025", "النصف الأول من عام 2025", 2025, 2025, "exact"),
        ("وفي 2023 شركة", "2023", 2023, 2023, "exact"),
        ("أعلنت في 2023 شركة", "2023", 2023, 2023, "exact"),
        ("يوم 21 نوفمبر (تشرين الثاني) 2025", "21 نوفمبر (تشرين الثاني) 2025", 2025, 2025, "exact"),
        ("في كانون الثاني/يناير 2025", "كانون الثاني/يناير 2025", 2025, 2025, "exact"),
        ("من يناير إلى سبتمبر 2025", "يناير إلى سبتمبر 2025", 2025, 2025, "exact"),
        ("للربع الثالث من عام 2025", "ربع الثالث من عام 2025", 2025, 2025, "exact"),
        ("في الخامس عشر من مايو 2024", "الخامس عشر من مايو 2024", 2024, 2024, "exact"),
        ("وميزانية 2025 تبلغ", "2025", 2025, 2025, "exact"),
        ("فهذا 2025 عام حاسم", "2025", 2025, 2025, "exact"),
        ("يوم 15 من نوفمبر 2025", "15 من نوفمبر 2025", 2025, 2025, "exact"),
        ("07 نوفمبر 2025 قال", "07 نوفمبر 2025", 2025, 2025, "exact"),
        ("في 2025-11 هذا", "2025-11", 2025, 2025, "exact"),
        ("موسم 2024/2025", "2024/2025", 2024, 2025, "range"),
        ('قال: "سنضاعفه عام 2030"', "2030", 2030, 2030, "exact"),
        ("بحلول نهاية عام 2026", "2026", 2026, 2026, "up_to"),
        ("عام 1447هـ", "1447ه", 2025, 2026, "range"),
        ("في 3 شعبان 1446هـ", "3 شعبان 1446ه", 2025, 2025, "exact"),
        ("in 2015–19", "2015–19", 2015, 2019, "range"),
        ("in mid-2021", "2021", 2021, 2021, "exact"),
        ("in the 1990s", "1990s", 1990, 1999, "range"),
        ("in Q3 2024", "Q3 2024", 2024, 2024, "exact"),
        ("在2025年6月30日", "2025年6月30日", 2025, 2025, "exact"),
        ("二〇二五年", "二〇二五年", 2025, 2025, "exact"),
    ],
)
def test_a_date_is_its_calendar_years(text: str, printed: str, low: int, high: int, qualifier: str) -> None:
    columns = ("printed", "low", "high", "unit", "qualifier", "role")
    assert found(text, *columns) == [(printed, low, high, "year", qualifier, "date")]


@pytest.mark.parametrize(
    ("text", "printed", "role"),
    [
        ("في 7 نوفمبر", "7 نوفمبر", "date"),  # the year is in the text, not in the print
        ("في الربع الثالث", "الربع الثالث", "date"),
        ("في الأول من أغسطس", "الأول من أغسطس", "date"),
        ("يومي 7 و8 نوفمبر", "7 و8 نوفمبر", "date"),
        ("01 مقدمة", "01", "heading"),
        ("1. مقدمة", "1", "heading"),
        ("(2) مقدمة", "(2)", "heading"),
        ("قيل: أولاً، شيء", "أولاً", "heading"),
        ("بموجب القسم 301.", "301", "legal"),
        ("بالمادة 12", "12", "legal"),
        ("للمادة (5)", "5", "legal"),
        ("القرار  رقم: 123", "123", "legal"),
        ("under Sec. 301 of it", "301", "legal"),
        ("under § 301 of it", "301", "legal"),
        ("Art. 12 of the law", "12", "legal"),
        ("Section 1801 of the code", "1801", "legal"),
        ("Regulation (EU) 2024/1252", "2024/1252", "legal"),
        ("Public Law 117-58", "117-58", "legal"),
        ("the E.O. 14241 says", "14241", "legal"),
        ("اللائحة 1252/2024", "1252/2024", "legal"),
        ("第301条", "301", "legal"),
        ("第14241号行政令", "14241", "legal"),
        ("الساعة 10", "10", "metadata"),
        ("إف-35", "35", "metadata"),
        ("هاتف +7 717 224 50 60", "+7 717 224 50 60", "metadata"),
        ("وثيقة رقم 77", "77", "metadata"),
        ("November 21 2025 08:57:57", "November 21 2025 08:57:57", "metadata"),
        ('وفق "ملخصات السلع 2025" هذه', "2025", "metadata"),
        ("طائرة F-35", "F-35", "metadata"),
        ("من WO3 هنا", "WO3", "metadata"),
    ],
)
def test_what_measures_nothing_has_its_role_and_no_value(text: str, printed: str, role: str) -> None:
    columns = ("printed", "low", "high", "unit", "qualifier", "role")
    assert found(text, *columns) == [(printed, None, None, None, None, role)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "لا شيء هنا",
        "واحدة من أكبر المناجم في وقت واحد",  # one of, at the same time
        "ثاني أكسيد الكربون وثالث أكسيد التنغستن",  # dioxide, trioxide
        "في المقام الأول لست متأكدا يوم الاثنين",  # primarily; I am not; Monday
        "تشرين الأول المقبل، مجموعة السبع، من الصفر",  # October; the G7; from nothing
        "الاستراتيجية وستالين والأولوية وعشراتي ومليونير وطنية",  # words that begin like numbers
    ],
)
def test_a_word_that_counts_nothing_is_no_mention(text: str) -> None:
    assert prints(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ارتفع 2% إلى 3.1 مليون طن", [("2%", 2, 2), ("3.1 مليون طن", 3.1e6, 3.1e6)]),
        ("ارتفع في 2023 إلى 2100 طن", [("2023", 2023, 2023), ("2100 طن", 2100, 2100)]),
        ("بنسبة 45% عام 2024", [("45%", 45, 45), ("2024", 2024, 2024)]),
        ("45 ألفاً عام 2022", [("45 ألفاً", 45_000, 45_000), ("2022", 2022, 2022)]),
        ("50 عام 1990", [("50", 50, 50), ("1990", 1990, 1990)]),
        ("51% شركة كوف", [("51%", 51, 51)]),
        ("100 مليون و200 مليون دولار", [("100 مليون", 1e8, 1e8), ("200 مليون دولار", 2e8, 2e8)]),
        ("(12.4) مليون", [("(12.4) مليون", 12.4e6, 12.4e6)]),
        ("بين عامي 2020 و2024 ارتفع", [("2020", 2020, 2020), ("2024", 2024, 2024)]),
        ("AUD50 مليون", [("AUD50 مليون", 50e6, 50e6)]),
        ("من 40% إلى 55%، وارتفع من 40% إلى 55%", [("40% إلى 55%", 40, 55), ("40%", 40, 40), ("55%", 55, 55)]),
        ("ارتفع من 3 إلى 5 ملايين طن", [("3", 3e6, 3e6), ("5 ملايين طن", 5e6, 5e6)]),
        ("من 18 و22 ألف برميل", [("18", 18_000, 18_000), ("22 ألف برميل", 22_000, 22_000)]),
        ("WO3-65%", [("WO3", None, None), ("65%", 65, 65)]),
    ],
)
def test_what_stands_side_by_side_is_told_apart(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert found(text, "printed", "low", "high") == expected


def test_twenty_tonnes_or_twenty_percent_of_a_year_is_no_date() -> None:
    assert found("2000 طن و2024٪ و2000 مليون", "printed", "role") == [
        ("2000 طن", "figure"),
        ("2024٪", "figure"),
        ("2000 مليون", "figure"),
    ]


def test_a_name_ends_before_the_number_after_it() -> None:
    assert found("من F-35 500 طن", "printed", "role") == [("F-35", "metadata"), ("500 طن", "figure")]


def test_a_year_in_quotes_by_itself_is_a_date() -> None:
    assert found('قيل "2024" وقيل "في 2024، حقا"', "printed", "role") == [("2024", "date"), ("2024", "date")]


@pytest.mark.parametrize("name", packs())
def test_every_hedge_of_a_pack_is_heard(name: str) -> None:
    pack = packs()[name]
    texts = {"ar": "بلغ {} 5 kg", "en": "sold {} 5 kg", "zh": "产量{}5 kg"}
    for printed, meaning in pack.words("hedge").items():
        hedge = " ".join(printed.replace("…", " ").split())
        assert found(texts[name].format(hedge), "qualifier", "hedge_printed") == [(meaning, hedge)]
    for hedge, meaning in pack.words("hedge_after").items():
        assert found(f"{texts[name].format('').strip()} {hedge}", "qualifier", "hedge_printed") == [(meaning, hedge)]


@pytest.mark.parametrize("printed", [hedge for hedge in packs()["ar"].words("hedge") if "…" in hedge])
def test_a_hedge_is_heard_around_its_subject(printed: str) -> None:
    text = f"{printed.replace('…', 'الإنتاج')} 60 طنا"
    assert found(text, "low", "qualifier") == [(60, packs()["ar"].words("hedge")[printed])]


@pytest.mark.parametrize(
    ("kind", "text", "printed", "role"),
    [
        ("cue", "{} 7", "7", None),
        ("enumerator", "{}، قيل", "{}", "heading"),
        ("month", "7 {} 2024", "7 {} 2024", "date"),
        ("ordinal", "جاء {} بعده", "{}", "figure"),
        ("part_counted", "ال{} الثاني", "ال{} الثاني", "date"),
        ("year_word", "في {} 2024 شركة", "2024", "date"),
        ("before_year", "{} 2024 شركة", "2024", "date"),
        ("unit_dual", "اشترى {} هناك", "{}", "figure"),
    ],
)
def test_every_word_the_scanner_goes_by_does_something(kind: str, text: str, printed: str, role: str | None) -> None:
    for word, meaning in packs()["ar"].words(kind).items():
        assert found(text.format(word), "printed", "role") == [(printed.format(word), role or meaning)], word


@pytest.mark.parametrize(
    ("kind", "text", "qualifier"),
    [("level", "تجاوز {} 7 طن", "more_than"), ("part_of_year", "بحلول {} 2024", "up_to")],
)
def test_a_hedge_is_heard_over_every_word_that_may_stand_between(kind: str, text: str, qualifier: str) -> None:
    for word in packs()["ar"].words(kind):
        assert found(text.format(word), "qualifier") == [(qualifier,)]


def test_a_fraction_is_told_from_a_number_by_what_follows() -> None:
    numbers = packs()["ar"].words("number")
    for word in packs()["ar"].words("fraction_definite").keys() & numbers.keys():
        share, number = found(f"بلغ {word} الإنتاج", "low"), found(f"بلغ {word} شركات", "low")
        assert (share[0][0] < 1, number) == (True, [(float(numbers[word]),)])


# ------------------------------------------------------------- where it stands


def test_places_are_code_points_of_the_whole_text_and_of_the_line() -> None:
    text = "عنوان 𝟚\r\n\r\nبلغ \u200f5 طن\u200e و٦ أطنان\n01 آخر"
    rows = mentions(text).to_dicts()
    assert [row["printed"] for row in rows] == ["𝟚", "5 طن", "٦ أطنان", "01"]
    assert [row["line"] for row in rows] == [1, 3, 3, 4]
    for row in rows:
        line = text.split("\n")[row["line"] - 1]
        assert text[row["char_start"] : row["char_end"]] == row["printed"]
        assert line[row["start_in_line"] : row["end_in_line"]] == row["printed"]


def test_a_mention_runs_over_the_end_of_a_line_where_the_text_is_wrapped() -> None:
    assert prints("بلغ 5\nمليون طن") == ["5\nمليون طن"]
    assert prints("وصل العدد إلى 5\n\nمليون طن") == ["5", "مليون طن"]
    assert prints("جدول فيه 5\nمليون\nوهذا سطر طويل لا ينتهي هنا") == ["5", "مليون"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("> Output rose to 12.5\n> million tonnes in 2024.", "12.5\n> million tonnes"),
        ("> ارتفع الإنتاج إلى 12.5\n> مليون طن في 2024", "12.5\n> مليون طن"),
        ("> 产量增长至12.5\n> 万吨", "12.5\n> 万吨"),
    ],
)
def test_a_mention_runs_over_two_lines_of_a_block_quote(text: str, printed: str) -> None:
    assert prints(text)[0] == printed
    print_alone = read_quantities(
        pl.DataFrame({"printed": [printed], "hedge": [None]}, schema_overrides={"hedge": pl.String}), "printed", "hedge"
    )
    assert found(text, "low", "high", "unit")[0] == print_alone.select("low", "high", "unit").row(0)


def test_a_sign_before_a_number_is_no_mark_of_a_block_quote() -> None:
    assert found("> 60% gold\n> 70% silver", "low", "qualifier") == [(60, "more_than"), (70, "more_than")]


# -------------------------------------------------------------- invented texts

LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
FILLERS = st.sampled_from([" وبلغ الإنتاج ", "، وقيل إن ", ".أعلنت الشركة (", " في كازاخستان: "])


@given(st.lists(st.tuples(FILLERS, printed_quantities()), min_size=1, max_size=12))
def test_what_is_printed_is_found_and_read_back(
    invented: list[tuple[str, tuple[str, float, float, str | None]]],
) -> None:
    text, expected = "", []
    for filler, (printed, low, high, unit) in invented:
        text += filler + printed
        inside = printed.removeprefix("و")
        year = re.match(r"(?:1[89]|20|21)\d\d(?: إلى |[-–]| - |$)", inside.translate(LATIN))
        if not year:
            expected.append((len(text) - len(inside), inside, pytest.approx(low, rel=1e-11), pytest.approx(high), unit))
    columns = ("char_start", "printed", "low", "high", "unit")
    assert mentions(text).filter(role="figure").select(columns).rows() == expected


@given(st.lists(GARBAGE, max_size=8).map(" ".join))
@example("12.05.2024.7 08:57.5 2020-21.5 May 2024.5 a1,,2 1.2.05.2024 5.2-7 نوفمبر")
@example("12 500 6000 12 500.5 ٪ 20 -5,5 ـ6ـ7 1،2 2020-11 +7 717 224")
def test_every_run_of_digits_lies_in_one_mention_and_mentions_do_not_overlap(text: str) -> None:
    scan = mentions(text)
    spans = scan.select("char_start", "char_end").rows()
    assert all(one[1] <= after[0] for one, after in pairwise(spans))
    for token in re.finditer(DIGIT_TOKEN, text):
        assert sum(start <= token.start() and token.end() <= end for start, end in spans) == 1, token
    for row in scan.to_dicts():
        assert row["printed"] == text[row["char_start"] : row["char_end"]] != ""
        assert (row["low"] is None) == (row["high"] is None)
        assert row["low"] is None or row["low"] <= row["high"]


# ------------------------------------------------------------------ the article


@pytest.mark.parametrize("source_id", sorted(read.sources(ROOT)))
def test_the_scan_finds_what_was_transcribed_by_hand_and_nothing_else(source_id: str) -> None:
    """Two dates print no year; the person who transcribed them took it from the text."""
    text = read.source_text(source_id, ROOT)
    if text is None:
        pytest.skip(f"the text of {source_id} is not at data/raw/sources/{source_id}.txt")
    ledger = (
        read.raw_figures(ROOT)
        .filter(source_id=source_id)
        .join(load("printed", ROOT)["figures"].select("figure_id", "low", "high", "unit", "qualifier"), on="figure_id")
    )
    scan = mentions(text)
    place = ["line", "start_in_line", "end_in_line", "printed", "role", "hedge_printed"]
    by_hand = ledger.rename({"char_start": "start_in_line", "char_end": "end_in_line"})
    assert_frame_equal(scan.select(place), by_hand.select(place))
    reads = ["low", "high", "unit", "qualifier"]
    has_printed_year = ~((pl.col("role") == "date") & ~pl.col("printed").str.contains(r"\d{4}"))
    is_price = pl.col("unit").eq("USD") & pl.col("per").is_not_null()  # the ledger names the price of another unit
    named = scan.with_columns(unit=pl.when(is_price).then(pl.format("{}_per_{}", "unit", "per")).otherwise("unit"))
    assert_frame_equal(named.filter(has_printed_year).select(reads), by_hand.filter(has_printed_year).select(reads))


# ------------------------------------------------------------------ the program


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "an article.txt"
    path.write_text("بلغ 5 ملايين طن في عام 2024\nوآلاف العمال", encoding="utf-8")
    return path


ROWS = [
    ["4", "15", "1", "5 ملايين طن", "5000000", "5000000", "t", "exact", "figure", "", "", "4", "15"],
    ["23", "27", "1", "2024", "2024", "2024", "year", "exact", "date", "", "", "23", "27"],
    ["29", "33", "2", "آلاف", "", "", "", "", "unread", "", "", "1", "5"],
]


OTHER_FILES = {
    "latin.txt": "a\ncafé 5 tonnes".encode("latin-1"),
    "arabic.txt": "بلغ الإنتاج 5 ملايين طن في عام 2024 وقال الوزير".encode("cp1256"),
    "chinese.txt": "产量5.2 万吨，同比增长，公司公告显示该项目总投资".encode("gb18030"),
    "marked.txt": "about 5 tonnes".encode("utf-16"),
    "unmarked.txt": "about 5 tonnes".encode("utf-16-le"),
    "unmarked chinese.txt": "产量为六千吨，价格为三百元。\n".encode("utf-16-le") * 30,
    "page.html": b"<!DOCTYPE html><html>5 tonnes</html>",
    "part.txt": b"Output\n<p class='first'>5 tonnes</p>",
    "paper.pdf": b"%PDF-1.7 5 tonnes",
    "nul.txt": b"about 5 tonnes\na\0b",
}


def test_a_byte_order_mark_is_no_part_of_the_text(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article.write_bytes("\ufeff5 tonnes".encode())
    assert main(["scan", str(article)]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("0,8,1,5 tonnes,5,5,t,exact,figure")


def test_a_long_line_is_read_in_pieces_and_keeps_its_places(article: Path) -> None:
    line = "Output reached 5 tonnes last year. " * 20_000
    text = f"{line}\n5 tonnes"
    article.write_text(text, encoding="utf-8")
    pieces = list(text_file.pieces(article))
    assert "".join(pieces) == text
    scan = pl.concat(scanned(pieces, read_profile(pieces)))
    assert scan.height == 20_001
    assert scan.filter((pl.col("char_start") - pl.col("start_in_line") != 0) & (pl.col("line") == 1)).is_empty()
    assert scan.row(-1, named=True)["line"] == 2
    assert {text[start:end] for start, end in scan.select("char_start", "char_end").rows()} == {"5 tonnes"}


def test_it_leaves_a_table_and_says_what_it_found(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = article.with_name("found") / "mentions.csv"
    assert main(["scan", str(article), str(out)]) == 1
    assert list(csv.reader(io.StringIO(out.read_text(encoding="utf-8")))) == [MENTION, *ROWS]
    expected_error = f"{article}:2:2: 'آلاف' was not understood\n"
    assert capsys.readouterr() == ("3 mentions: 1 date, 1 figure, 1 unread\n", expected_error)
    assert [path.name for path in out.parent.iterdir()] == ["mentions.csv"]


def test_without_a_file_to_leave_it_prints_the_table(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(article)]) == 1
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [MENTION, *ROWS]


def test_an_empty_text_has_no_mentions(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article.write_text("", encoding="utf-8")
    assert main(["scan", str(article)]) == 0
    assert capsys.readouterr().out.splitlines() == [",".join(MENTION)]


@pytest.mark.parametrize(
    ("text", "out", "expected_error"),
    [
        ("", "", "which text? make scan SOURCE=article.txt OUT=mentions.csv"),
        ("nowhere.txt", "", "nowhere.txt: no such file; name a text in UTF-8"),
        (".", "", ".: Is a directory; it must be a readable file"),
        ("latin.txt", "", "latin.txt:2: byte 0xe9 is not UTF-8; it looks like cp1250; save it as UTF-8"),
        ("arabic.txt", "", "arabic.txt:1: byte 0xc8 is not UTF-8; it looks like cp1256; save it as UTF-8"),
        ("chinese.txt", "", "chinese.txt:1: byte 0xb2 is not UTF-8; it looks like gb18030; save it as UTF-8"),
        ("marked.txt", "", "marked.txt: this is UTF-16; save it as UTF-8"),
        ("unmarked.txt", "", "unmarked.txt: this is UTF-16 without a byte order mark; save it as UTF-8"),
        (
            "unmarked chinese.txt",
            "",
            "unmarked chinese.txt: this is UTF-16 without a byte order mark; save it as UTF-8",
        ),
        ("page.html", "", "page.html: this is an HTML page; save its text as UTF-8 and use that"),
        ("part.txt", "", "part.txt: this is an HTML page; save its text as UTF-8 and use that"),
        ("paper.pdf", "", "paper.pdf: this is a PDF; save its text as UTF-8 and use that"),
        ("nul.txt", "", "nul.txt:2: a NUL byte, which no text contains; save it as UTF-8"),
        ("an article.txt", "an article.txt", "an article.txt: that is the text itself; name a file of its own"),
        ("an article.txt", ".", ".: that is a folder; name a file of its own"),
        ("an article.txt", "an article.txt/x", "an article.txt/x: File exists; name a file that can be written"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_2(
    article: Path,
    text: str,
    out: str,
    expected_error: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, content in OTHER_FILES.items():
        article.with_name(name).write_bytes(content)
    monkeypatch.chdir(article.parent)
    before = {path.name: path.read_bytes() for path in article.parent.iterdir()}
    assert main(["scan", text, out]) == 2
    assert capsys.readouterr() == ("", expected_error + "\n")
    assert {path.name: path.read_bytes() for path in article.parent.iterdir()} == before
