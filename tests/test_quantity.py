"""The grammar of printed quantities: what it reads, and what it refuses."""

import ast
import re
from collections.abc import Sequence
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tungsten.ledger import pack, quantity
from tungsten.ledger.pack import Pack, packs, script, units
from tungsten.ledger.quantity import VALUES, last_digit, read_quantities, spelling

ROOT = Path(__file__).parents[1]
ARABIC_INDIC = str.maketrans("0123456789.,%", "٠١٢٣٤٥٦٧٨٩٫٬٪")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def quantities(printed: Sequence[str | None], hedge: str | None = None) -> pl.DataFrame:
    """Return a column of prints, all with one hedge."""
    return pl.DataFrame(
        {"printed": printed, "hedge": [hedge] * len(printed)}, schema={"printed": pl.String, "hedge": pl.String}
    )


def read(printed: str | None, hedge: str | None = None) -> tuple[Any, ...]:
    """Return the low, high, rounding, unit and qualifier of one print."""
    return read_quantities(quantities([printed], hedge), "printed", "hedge").select(VALUES).row(0)


# ------------------------------------------------------------------- it reads


@pytest.mark.parametrize(
    ("printed", "low", "high", "unit"),
    [
        ("1.216 مليون طن", 1_216_000, 1_216_000, "t"),
        ("8 ملايين طن", 8e6, 8e6, "t"),
        ("مليون طن", 1e6, 1e6, "t"),
        ("231,500 طن", 231_500, 231_500, "t"),
        ("81000 طن", 81_000, 81_000, "t"),
        ("1,234,567 طن", 1_234_567, 1_234_567, "t"),
        ("4.2 مليار", 4.2e9, 4.2e9, None),
        ("75.1 مليون دولار", 75_100_000, 75_100_000, "USD"),
        ("1.07 مليار دولار", 1_070_000_000, 1_070_000_000, "USD"),  # in floats a hair more
        ("3410 °C", 3410, 3410, "degC"),
        ("2906 تصاريح", 2906, 2906, "count"),
        ("2024", 2024, 2024, None),
        ("ألف في المئة", 1000, 1000, "percent"),
        ("$4.2 مليار", 4.2e9, 4.2e9, "USD"),
        ("$ 5", 5, 5, "USD"),
        ("120 مليون $", 120e6, 120e6, "USD"),
        ("$5 دولار", 5, 5, "USD"),
    ],
)
def test_a_number_counts_what_its_scale_word_says(printed: str, low: float, high: float, unit: str | None) -> None:
    assert read(printed)[:2] + read(printed)[3:4] == (low, high, unit)


@pytest.mark.parametrize(
    "printed",
    [
        "85٪",
        "85 ٪",
        "85%",
        "85 %",
        "85\u00a0٪",
        "85  ٪",
        "٨٥٪",
        "٨٥ ٪",
        "85 في المئة",
        "85 بالمئة",
        "و85٪",
        "٪85",
        "% 85",
        "\u200f85٪\u200e",
    ],
)
def test_a_percentage_is_one_however_it_is_set(printed: str) -> None:
    assert read(printed) == (85, 85, 0.5, "percent", "exact")


@pytest.mark.parametrize(
    "printed",
    [
        "1.216 مليون طن",
        "١٫٢١٦ مليون طن",
        "۱٫۲۱۶ مليون طن",
        "1.216\u00a0مليون\u202fطن",
        "1.216 ملـيون طن",
        "1.216\u200c\u2003مليون\u3000طن",
        "1.216 مليونَ طنٍّ",
        "1.216 مليونًا طناً",
        "1.216مليون طن",
    ],
)
def test_scripts_spaces_and_stretchers_change_nothing(printed: str) -> None:
    assert read(printed) == (1_216_000, 1_216_000, 500, "t", "exact")


@pytest.mark.parametrize("printed", ["و111 تصاريح", "111 تصاريح", "و 111 تصاريح", "و١١١ تصاريح"])
def test_a_waw_glued_to_digits_is_an_and(printed: str) -> None:
    assert read(printed) == (111, 111, 0, "count", "exact")


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("ثلاثة أضعاف", 3, "times"),
        ("عشرة مواقع", 10, "count"),
        ("وثلاثون سنة", 30, "year"),
        ("واحد٪", 1, "percent"),
        ("وواحد٪", 1, "percent"),
        ("ثلاثة ملايين طن", 3e6, "t"),
        ("مئة ألف طن", 1e5, "t"),
        ("خمسة عشر موقع", 15, "count"),
        ("اثنتي عشرة سنة", 12, "year"),
        ("واحد وعشرون طن", 21, "t"),
        ("وتسعة وتسعين مليون طن", 99e6, "t"),
        ("مئتي ألف طن", 2e5, "t"),
        ("خمسه وعشرين الف طن", 25e3, "t"),  # as often typed
        ("اربعة عقود", 4, "decade"),
        ("ثمانمائة طن", 800, "t"),
        ("خمسمئة ألف طن", 5e5, "t"),
    ],
)
def test_number_words_are_numbers(printed: str, value: float, unit: str) -> None:
    assert read(printed)[:2] + read(printed)[3:4] == (value, value, unit)


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("مليونان من", None, None),
        ("مليوني طن", 2e6, "t"),
        ("مليونين", 2e6, None),
        ("وملياري دولار", 2e9, "USD"),
        ("ألفي طن", 2000, "t"),
        ("عقدين", 2, "decade"),
        ("ضعفين", 2, "times"),
    ],
)
def test_a_dual_is_two(printed: str, value: float | None, unit: str | None) -> None:
    assert read(printed)[:2] + read(printed)[3:4] == (value, value, unit)


@pytest.mark.parametrize("printed", ["المرتبة الثانية", "الثانية", "والثانية", "المرتبة الثاني"])
def test_an_ordinal_is_a_rank_and_exact(printed: str) -> None:
    assert read(printed) == (2, 2, 0, "rank", "exact")


@pytest.mark.parametrize("printed", ["231,500 طن WO₃", "231,500 طن WO3", "231,500 طن WOâ", "231,500 طن من WOâ"])
def test_a_lost_subscript_adds_no_digit(printed: str) -> None:
    assert read(printed) == (231_500, 231_500, 50, "t", "exact")


def test_a_space_decoded_wrongly_is_a_space() -> None:
    assert read("1.216Â\u00a0مليونÂ\u00a0طن") == (1_216_000, 1_216_000, 500, "t", "exact")


@pytest.mark.parametrize(
    ("printed", "low", "high", "unit"),
    [
        ("4-5 مليارات دولار", 4e9, 5e9, "USD"),
        ("0.13٪ - 0.15٪", 0.13, 0.15, "percent"),
        ("0.13-0.15٪", 0.13, 0.15, "percent"),
        ("0.13٪–0.15", 0.13, 0.15, "percent"),
        ("٠٫١٣٪ — ٠٫١٥٪", 0.13, 0.15, "percent"),
        ("4ـ5 طن", 4, 5, "t"),  # tatweel, which stretches letters
        ("٤ ـ ٥ طن", 4, 5, "t"),
        ("4~5 طن", 4, 5, "t"),
        ("4 حتى 5 طن", 4, 5, "t"),
        ("ثلاثة إلى أربعة عقود", 3, 4, "decade"),
        ("3 الى 4 عقود", 3, 4, "decade"),
        ("5 − 6 طن", 5, 6, "t"),
        ("5 -6 طن", 5, 6, "t"),
        ("5- 6 طن", 5, 6, "t"),
        ("5 و6 طن", 5, 6, "t"),  # of one print
        ("5 and 6 tonnes", 5, 6, "t"),
    ],
)
def test_a_dash_between_numbers_is_a_range_and_never_a_minus(printed: str, low: float, high: float, unit: str) -> None:
    assert read(printed) == (low, high, 0, unit, "range")


@pytest.mark.parametrize("kind", ["unit", "scale", "number", "multiple", "scale_dual", "unit_dual", "ordinal"])
def test_every_word_of_the_packs_is_read(kind: str) -> None:
    listed = {
        word: means
        for word, means in pack.words(kind).items()
        if script(word) != "CJK" or kind in {"unit", "scale", "multiple"}
    }
    forms = {"unit": "5 {}", "scale": "5 {} kg", "number": "{} kg", "ordinal": "{}"}
    found = read_quantities(quantities([forms.get(kind, "{}").format(word) for word in listed]), "printed", "hedge")
    for word, meaning, low, unit in zip(listed, listed.values(), found["low"], found["unit"], strict=True):
        if kind in {"unit", "unit_dual"}:
            known = units()[meaning]
            assert (low, unit or "") == (pytest.approx((5 if kind == "unit" else 2) * known.factor), known.base), word
        else:
            times = {"scale": 5, "scale_dual": 2}.get(kind, 1)
            assert low == pytest.approx(times * float(meaning)), word


@pytest.mark.parametrize(
    ("kind", "words", "values"),
    [
        ("number", "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة", range(1, 11)),
        ("number", "واحدة اثنين ثلاث أربع خمس ست سبع ثماني تسع عشر", range(1, 11)),
        ("number", "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون", range(20, 91, 10)),
        ("ordinal", "الأولى الثانية الثالثة الرابعة الخامسة", range(1, 6)),
        ("ordinal", "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر", range(1, 11)),
        ("ordinal", "أول ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر", range(1, 11)),
        ("scale", "ألف مليون مليار بليون تريليون", [1e3, 1e6, 1e9, 1e9, 1e12]),
    ],
)
def test_the_lexicon_counts_right(kind: str, words: str, values: Sequence[float]) -> None:
    assert [float(pack.words(kind)[word]) for word in words.split()] == list(values)


@pytest.mark.parametrize(
    ("meaning", "hedges"),
    [
        ("approx", "حوالي|حول|نحو|بنحو|قرابة|ما يقرب من|أو نحو ذلك|تقريبا"),
        ("more_than", "أكثر من|تتجاوز|يتجاوز|اختراق|لا يقل عن"),
        ("less_than", "أقل من"),
        ("up_to", "تصل إلى|يصل إلى|بحلول"),
    ],
)
def test_a_hedge_is_a_bound_or_an_approximation(meaning: str, hedges: str) -> None:
    assert {pack.hedges()[hedge] for hedge in hedges.split("|")} == {meaning}


@pytest.mark.parametrize("pack", packs().values(), ids=packs().keys())
def test_a_pack_names_no_word_twice(pack: Pack) -> None:
    named = [(kind, printed) for kind, printed, _ in pack.rows]
    assert len(named) == len(set(named))


def test_no_kind_of_word_is_there_for_nothing() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "src/tungsten/ledger").glob("*.py"))
    kinds = {kind for pack in packs().values() for kind, *_ in pack.rows}
    assert not {kind for kind in kinds if not re.search(rf"[\"' ]{kind}[\"' ]", code)} - {"nothing"}


@pytest.mark.parametrize("pack", packs().values(), ids=packs().keys())
def test_every_unit_of_a_pack_stands_in_the_table_of_units(pack: Pack) -> None:
    for kind in ("unit", "unit_dual", "per_unit", "per_only", "per_before"):
        assert set(pack.words(kind).values()) <= units().keys()


def test_no_arabic_or_chinese_word_stands_in_the_code() -> None:
    """Marks are no words, and the letter that some agencies write as a decimal point is one letter."""
    for path in (ROOT / "src/tungsten/ledger").glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        sentences = [node.value for node in nodes if isinstance(node, ast.Expr)]
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in sentences:
                assert not re.search(r"[\u0621-\u064a\u4e00-\u9ffe]{2}", node.value), (path.name, node.value)


# ----------------------------------------------------------------- it refuses

UNREADABLE = [
    *["", " ", "و", "-", "٪", "طن", "كلام", "المرتبة", "WO₃", "%٪"],
    *["-5 طن", "-5 مليون طن", "- مليون طن", "5-", "5- طن", "5 - - 6 طن", "5-6-7 طن", "إلى 5 طن"],  # half a range
    *["5 - 4 طن", "900-1.2 مليون طن"],  # a range that runs backwards
    *["5 6 طن", "2 3", "5ثلاثة طن", "5مليونين طن", "عشرون وعشرة طن"],
    *["ملايين طن", "آلاف", "مليارات دولار"],  # no number
    *["12,34,5 طن", "10.000 طن", "2024,500 طن", "1,2345 طن", "1.2.3 طن", "1. طن", ".5 طن", ",500 طن"],
    *["1e5 طن", "nan", "inf", "0x10 طن", "½ طن", "² طن", "५ طن", "9" * 400 + " طن", "0." + "9" * 400 + "٪"],
    *["5٪ طن", "5 طن ٪", "5٪٪", "5٪ مليون", "٪ مليون", "$5 طن", "25$ مليون", "$"],  # a sign that contradicts the words
    *["5 طن دولار", "طن 5", "5 مليون مليون", "5 الثانية", "حوالي 5 طن", "WOâ 5 طن", "مليونا طن"],
]


@pytest.mark.parametrize("printed", [*UNREADABLE, None])
def test_what_is_no_quantity_lacks_part_of_a_value(printed: str | None) -> None:
    assert None in read(printed)[:4]


def test_a_word_glued_to_digits_adds_none() -> None:
    """خمسة after 1 is not the 5 of 15, nor the two of a dual the 2 of 52."""
    assert [read(printed)[0] for printed in ("1خمسة طن", "5مليونين طن", "5ألفان")] == [None, None, None]


# ------------------------------------------------------------------- rounding


@pytest.mark.parametrize(
    ("printed", "rounding"),
    [
        ("231,500 طن", 50),
        ("81000 طن", 500),
        ("6195 طن", 0.5),
        ("20٪", 0.5),  # zeros of a percentage are digits
        ("100٪", 0.5),
        ("101٪", 0.5),
        ("2906 تصاريح", 0),  # permits are whole
        ("2900 تصاريح", 50),
        ("0٪", 0.5),
        ("0.132٪", 0.0005),
        ("0.130٪", 0.0005),
        ("10.0٪", 0.05),
        ("1.216 مليون طن", 500),
        ("1.50 مليون طن", 5000),
        ("8 ملايين طن", 500_000),
        ("282 مليون طن", 500_000),
        ("150 مليون دولار", 5_000_000),
        ("1,000,000 طن", 500_000),
        ("مليون طن", 500_000),
        ("عشرة مواقع", 5),
        ("ثلاثة أضعاف", 0.5),
        ("المرتبة الثانية", 0),
        ("4-5 مليارات دولار", 0),
        ("half a million tonnes", 50_000),
        ("a third of a million tonnes", 5_000),
    ],
)
def test_rounding_is_half_the_place_of_the_last_digit_that_says_something(printed: str, rounding: float) -> None:
    assert read(printed)[2] == rounding


@pytest.mark.parametrize(("printed", "rounding"), [("70٪", 5), ("100٪", 5), ("87٪", 0.5), ("8.5٪", 0.05)])
def test_a_hedge_puts_the_tens_of_a_percentage_in_doubt(printed: str, rounding: float) -> None:
    assert read(printed, "حوالي")[2] == rounding
    assert read(printed, "أكثر من")[2] == min(rounding, 0.5)  # more than: a bound, printed to its last digit


@pytest.mark.parametrize(
    ("printed", "rounding"),
    [("4-5 مليارات دولار", 5e8), ("0.13٪ - 0.15٪", 0.005), ("8-10 طن", 5), ("0.5-1 طن", 0.5), ("100-150 طن", 50)],
)
def test_a_hedged_range_is_as_coarse_as_its_coarser_end(printed: str, rounding: float) -> None:
    assert read(printed, "حول")[2] == rounding


@pytest.mark.parametrize(
    ("text", "place"), [("231500", 100), ("1.216", 0.001), ("10", 10), ("0", 1), ("-500", 100), ("0.0", 0.1)]
)
def test_the_last_digit_has_a_place(text: str, place: float) -> None:
    assert pl.select(last_digit(pl.lit(text))).item() == place


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("950 ألف - 1.2 مليون طن", 950e3, 1.2e6),
        ("900 ألف - 1.25 مليون طن", 900e3, 1.25e6),
        ("مليونين و300 ألف إلى 3 ملايين و210 ألف طن", 2.3e6, 3.21e6),
    ],
)
def test_a_hedged_range_is_as_exact_as_its_coarser_end(printed: str, low: float, high: float) -> None:
    assert read(printed, "حوالي")[:3] == (low, high, 50e3)


# ----------------------------------------------------------------- qualifiers


def test_a_hedge_qualifies() -> None:
    """The qualifier of a hedge that no pack has is null, so that the caller can refuse it."""
    meanings = [*pack.hedges().items(), (None, "exact"), ("يا ترى", None)]
    printed = pl.DataFrame({"printed": ["5 طن"] * len(meanings), "hedge": [hedge for hedge, _ in meanings]})
    assert read_quantities(printed, "printed", "hedge").select("hedge", "qualifier").rows() == meanings


def test_a_range_stays_one_however_it_is_hedged() -> None:
    assert {read("4-5 طن", hedge)[4] for hedge in (None, "حول", "أكثر من")} == {"range"}


# ------------------------------------------------------------------ the frame

TEMPLATES = (
    "{} طن;{}-{} مليارات دولار;{} مليونا و{} ألف طن;من {} إلى {} ألف طن;بين {} و{} مليون دولار;{},{}50 tonnes;{}.{} t;"
    "{}.{}-{}.{} million tonnes;{}%;-{}%;{}万吨;${} million;{} dollars and {} cents;three and {} tonnes"
).split(";")


@pytest.mark.parametrize("template", TEMPLATES)
def test_prints_that_differ_in_their_digits_are_read_together_as_each_alone(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parts of a print are kept for others of its shape only if its digits are all that differs."""
    prints = [template.format(*numbers) for numbers in ((12, 34, 56, 78), (21, 43, 65, 87), (10, 30, 50, 70))]
    together = read_quantities(quantities(prints), "printed", "hedge")
    for printed, row in zip(prints, together.iter_rows(), strict=True):
        monkeypatch.setattr(quantity, "_SHAPES", {})
        assert read_quantities(quantities([printed]), "printed", "hedge").row(0) == row


MIXED = ["5 طن", None, "garbage", "4-5 مليارات دولار", "5 طن", "المرتبة الثانية", "مليون طن"]


def test_as_many_rows_leave_as_entered_in_their_order_and_the_argument_is_untouched() -> None:
    entered = quantities(MIXED).with_columns(row=pl.int_range(len(MIXED)))
    before = entered.clone()
    left = read_quantities(entered, "printed", "hedge")
    assert_frame_equal(left.select(entered.columns), before)
    assert_frame_equal(entered, before)
    assert left.columns == [*entered.columns, *VALUES, "per"]


def test_a_share_is_read_whatever_its_digits() -> None:
    """Prints of one shape, of which 5 in 4 and 1 in 1 are no shares."""
    shares = {
        "5 in 4": None,
        "1 in 1": None,
        "3 in 4": 0.75,
        "one in 5": 0.2,
        "每5家企业中就有2家": 0.4,
        "2 من كل 5": 0.4,
    }
    for prints in (list(shares), list(reversed(shares))):
        found = read_quantities(quantities(prints), "printed", "hedge")["low"]
        assert found.to_list() == [shares[printed] for printed in prints]


def test_a_column_is_read_as_its_prints_are_one_by_one() -> None:
    """Whether or not the digits of one of them can be taken as they stand: 2.3 million is a sum here."""
    column = [*MIXED, "مليونين و300 ألف طن", "1.2 مليون طن", "950 ألف - 1.2 مليون طن"]
    found = read_quantities(quantities(column), "printed", "hedge").select(VALUES)
    assert found.rows() == [read(printed) for printed in column]


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_read_lazily_as_eagerly(engine: Any, tmp_path: Path) -> None:
    """With enough rows that the streaming engine works in chunks, from and to a file."""
    many = quantities(MIXED * 50_000, "حوالي")
    many.write_parquet(tmp_path / "in.parquet", row_group_size=100_000)
    lazily = read_quantities(pl.scan_parquet(tmp_path / "in.parquet"), "printed", "hedge").collect(engine=engine)
    assert_frame_equal(lazily, read_quantities(many, "printed", "hedge"))


def test_an_empty_table_is_read() -> None:
    assert read_quantities(quantities([]), "printed", "hedge").columns == ["printed", "hedge", *VALUES, "per"]


def test_spelling_keeps_words_words() -> None:
    """Prints are compared by their spelling, so number words stay words."""
    assert pl.select(spelling(pl.lit("٣٫٥\u00a0ملايين – ثلاثة ％"))).item() == "3.5 ملايين - ثلاثة %"


# --------------------------------------------------------- invented quantities

WORDS = {
    "scale": {"": "1"} | {word: means for word, means in pack.words("scale").items() if script(word) == "ARABIC"},
    "unit": {"": ""}
    | {
        word: of
        for word, of in packs()["ar"].words("unit").items()
        if not re.search(r"\d", word) and not units()[of].one_of  # those depend on the words around them
    },
}
DIGITS = st.decimals(min_value=0, max_value=99_999, places=3, allow_nan=False)


def _number(value: Decimal, form: str) -> str:
    plain = f"{value.normalize():f}"
    return f"{value.normalize():,f}" if form == "grouped" else plain


@st.composite
def printed_quantities(draw: st.DrawFn) -> tuple[str, float, float, str | None]:
    """Return a print with its low end, high end and unit."""
    ends = sorted(draw(st.lists(DIGITS, min_size=1, max_size=2)))
    scale, word = draw(st.sampled_from(list(WORDS["scale"]))), draw(st.sampled_from(list(WORDS["unit"])))
    form, dash = draw(st.sampled_from(["plain", "grouped"])), draw(st.sampled_from(["-", " - ", "–", " إلى "]))
    factor, of = Decimal(WORDS["scale"][scale]), units().get(WORDS["unit"][word])
    if factor >= 10**6:
        form = "plain"  # in Arabic 6,250 million is 6.25 million as often as not; see test_profile
    text = dash.join(_number(end, form) for end in ends)
    text = draw(st.sampled_from(["", "و"])) + " ".join(part for part in (text, scale, word) if part)
    digits = draw(st.sampled_from([{}, ARABIC_INDIC, PERSIAN]))
    times = float(factor) * (of.factor if of else 1)
    low, high = (float(end) * times for end in (ends[0], ends[-1]))
    return text.translate(digits), low, high, (of.base or None) if of else None


@given(st.lists(printed_quantities(), min_size=1, max_size=25))
def test_what_is_printed_is_read_back(invented: list[tuple[str, float, float, str | None]]) -> None:
    prints, lows, highs, units = zip(*invented, strict=True)
    found = read_quantities(quantities(prints), "printed", "hedge")
    assert found["low"].to_list() == pytest.approx(lows, rel=1e-11)
    assert found["high"].to_list() == pytest.approx(highs, rel=1e-11)
    assert found["unit"].to_list() == list(units)


MONEY = {of.base for of in units().values() if len(of.base) == 3 and of.base.isupper()}
PIECES = [
    *[
        "1",
        "23",
        "456",
        "1,234",
        "0.5",
        ".",
        ",",
        "-",
        "–",
        "٪",
        "%",
        " ",
        "\u00a0",
        "و",
        "إلى",
        "\u0640",
        "Â",
        "٣",
        "५",
        "x",
    ],
    *[
        "مليون",
        "مليارين",
        "ألف",
        "طن",
        "دولار",
        "ثلاثة",
        "عشرة",
        "المرتبة ",
        "الثانية",
        "في المئة",
        "WOâ",
        "nan",
        "e5",
        "\x00",
    ],
]
GARBAGE = st.one_of(st.text(max_size=12), st.lists(st.sampled_from(PIECES), max_size=7).map("".join))


@given(st.lists(GARBAGE, max_size=25), st.one_of(st.none(), GARBAGE))
def test_garbage_never_raises_and_never_becomes_half_a_value(prints: list[str], hedge: str | None) -> None:
    found = read_quantities(quantities(prints, hedge), "printed", "hedge")
    assert found["printed"].to_list() == prints
    for low, high, rounding, unit, _ in found.select(VALUES).drop_nulls(["low", "high", "rounding", "unit"]).rows():
        assert low <= high
        assert low >= 0 or unit in {"percent", "pp", "degC", "degF"} or unit in MONEY
        assert rounding >= 0
        assert isfinite(high + rounding)
        assert unit in {of.base for of in units().values()}
