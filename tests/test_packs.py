"""Language packs: kinds of phrases in three languages, and a fourth language added as one file."""

import csv
import json
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tungsten import Unusable
from tungsten.draft.mentions import COLUMNS, with_unit_meant
from tungsten.ledger import pack
from tungsten.ledger.quantity import hedge_means, read_quantities
from tungsten.ledger.scan import mentions

ROOT = Path(__file__).parents[1]


def read(text: str) -> list[tuple[Any, ...]]:
    """Return the low, high, unit, per and qualifier of each figure and date of a text."""
    columns = ("low", "high", "unit", "per", "qualifier")
    has_value = pl.col("role").is_in(["figure", "date"]) & pl.col("low").is_not_null()
    return mentions(text).filter(has_value).select(columns).rows()


def cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "phrases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['language']}-{case['phrase']}")
def test_a_phrase_is_read_as_its_writer_meant_it(case: dict[str, str]) -> None:
    wanted = []
    for value in filter(None, case["wanted"].split(";")):
        numbers, unit, qualifier = value.split()
        low, _, high = numbers.partition("..")
        unit, _, per = unit.partition("/")
        wanted.append(
            (
                pytest.approx(float(low)),
                pytest.approx(float(high or low)),
                None if unit == "-" else unit,
                per or None,
                qualifier,
            )
        )
    assert read(case["phrase"]) == wanted
    hedged = mentions(case["phrase"]).filter(pl.col("hedge_printed").is_not_null(), role="figure")
    for qualifier, meaning in hedged.select("qualifier", hedge_means(pl.col("hedge_printed"))).iter_rows():
        assert qualifier in {"range", meaning}, "the cleaning takes a hedge as the scanner does"


@pytest.mark.parametrize("language", pack.packs())
def test_what_a_phrase_prints_is_read_alike_in_the_ledger(language: str) -> None:
    """But for a number that shares the scale of the next: 3 to 5 million."""
    phrases = [case["phrase"] for case in cases() if case["language"] == language]
    scanned = pl.concat(mentions(phrase, COLUMNS).filter(role="figure") for phrase in phrases).pipe(with_unit_meant)
    columns = ("printed", "hedge_printed", "unit_meant")
    read_again = read_quantities(scanned.select(columns), *columns)
    values = ["low", "high", "unit"]
    differs = [
        row
        for row, again in zip(scanned.rows(named=True), read_again.rows(named=True), strict=True)
        if [row[name] for name in values] != [again[name] for name in values]
    ]
    assert [row["printed"] for row in differs if not row["printed"].isdigit()] == []


PARAGRAPHS = [
    "Output rose from 3 to 5 million tonnes in 2024, more than 60 percent of the world total, "
    "while prices of up to $640 per mtu and twenty-five projects were reported by the group's two mines.",
    "وأنتجت الشركة 45 مليونا و120 ألف طن في عام 2024، أي ما لا يقل عن ثلث الإنتاج، "
    "وارتفع السعر من 310 دولارات إلى 640 دولارا للطن خلال عامين، بزيادة تتجاوز 12.5 في المئة.",
    "2024年全球产量约8.1万吨，同比增长2.5%，其中中国占比超过八成，价格由每吨14.2万元上涨至33.5万元，两家公司投资15.6亿元。",
]


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=["en", "ar", "zh"])
@given(width=st.integers(1, 120))
@example(width=1)  # one word in each line
def test_a_text_wrapped_at_any_column_gives_the_same_values(paragraph: str, width: int) -> None:
    assert read(textwrap.fill(paragraph, width, break_long_words=False)) == read(paragraph)


def test_a_column_of_numbers_is_no_wrapped_number() -> None:
    assert [row[0] for row in read("12\n500\n7000")] == [12, 500, 7000]


SHORT = [
    "The mine cost roughly US$1.3bn, employs no fewer than 2,400 people and will produce 350 koz of gold a year.",
    "Output rose from 3 to 5 million tonnes in 2024.",
    "Prices of up to $640 per mtu were reported by the group's two mines in March.",
    "More than 60 percent of the world total came from China.",
    "It sold about 12,500 tonnes.",
    "Reserves of 3.2 million tonnes at 0.21% WO3 would last for 15 years, or 210,000 tonnes a year.",
]


@given(width=st.integers(16, 120), between=st.sampled_from(["\n", "\n\n"]))
def test_short_paragraphs_wrapped_at_any_column_give_the_same_values(width: int, between: str) -> None:
    assert read(between.join(textwrap.fill(one, width) for one in SHORT)) == read("\n".join(SHORT))


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=["en", "ar", "zh"])
@pytest.mark.parametrize("width", [9, 13, 20, 27])
def test_a_text_cut_within_words_gives_the_same_values(paragraph: str, width: int) -> None:
    longer = f"{paragraph} {paragraph}"
    lines = [longer[start : start + width] for start in range(0, len(longer), width)]
    assert read("\n".join(lines)) == read(longer)


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=["en", "ar", "zh"])
def test_digits_of_another_width_or_script_change_nothing(paragraph: str) -> None:
    for digits in ("０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"):
        assert read(paragraph.translate(str.maketrans("0123456789", digits))) == read(paragraph)


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=["en", "ar", "zh"])
def test_what_the_scan_prints_the_cleaning_reads_alike(paragraph: str) -> None:
    """Scanner and cleaning read alike, but for a value that takes the scale of the one after it."""
    scan = mentions(paragraph).filter(role="figure")
    read_again = read_quantities(scan.select("printed", "hedge_printed"), "printed", "hedge_printed")
    alone = ~scan["printed"].str.contains(r"^\d$")
    for column in ("low", "high", "unit", "qualifier"):
        assert scan.filter(alone)[column].to_list() == read_again.filter(alone)[column].to_list()


def scan_with(tmp_path: Path, name: str, rows: str, text: str) -> list[tuple[Any, ...]]:
    """Scan a text in a copy of the package that has one more pack."""
    package = tmp_path / "tungsten"
    shutil.copytree(ROOT / "src" / "tungsten", package, ignore=shutil.ignore_patterns("report", "__pycache__"))
    (package / "ledger" / "packs" / f"{name}.csv").write_text(f"kind,printed,means,gloss\n{rows}", encoding="utf-8")
    code = (
        "import sys, json; from tungsten.ledger.scan import mentions; "
        "found = mentions(sys.argv[1]).select('low', 'high', 'unit', 'qualifier', 'role'); "
        "print(json.dumps(found.rows()))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, text],
        env={"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(row) for row in json.loads(ran.stdout)]


RUSSIAN = """\
mark,",",decimal,
mark,.,group,
scale,тысяч,1000,thousand
scale,миллиона,1000000,million
number,пять,5,five
number,двадцать,20,twenty
unit,тонн,t,tonnes
unit,рублей,RUB,roubles
unit,года,year,years
unit,процентов,percent,per cent
hedge,более,more_than,more than
hedge,около,approx,about
month,марта,03,March
joiner,до,,to
function,в,,in
"""

FRENCH = """\
mark,",",decimal,
mark,.,group,
scale,millions,1000000,million
scale,milliards,1000000000,billion
number,trois,3,three
unit,tonnes,t,tonnes
unit,euros,EUR,euros
of,de,,of
hedge,plus de,more_than,more than
hedge,environ,approx,about
function,la,,the
function,le,,the
function,en,,in
function,une,,a
function,produit,,produces
"""


def test_a_fourth_language_is_a_file(tmp_path: Path) -> None:
    text = "Добыто более 2,5 миллиона тонн, около 12.500 тонн в год; двадцать пять процентов, 7 марта 2024 года"
    assert scan_with(tmp_path, "ru", RUSSIAN, text) == [
        (2.5e6, 2.5e6, "t", "more_than", "figure"),
        (12_500, 12_500, "t", "approx", "figure"),
        (25, 25, "percent", "exact", "figure"),
        (2024, 2024, "year", "exact", "date"),
    ]


def test_of_two_languages_in_one_script_the_text_decides(tmp_path: Path) -> None:
    text = "La mine produit en une année plus de 2,5 millions tonnes, environ 12.500 tonnes de la production en France"
    assert scan_with(tmp_path, "fr", FRENCH, text) == [
        (2.5e6, 2.5e6, "t", "more_than", "figure"),
        (12_500, 12_500, "t", "approx", "figure"),
    ]


def test_in_a_language_no_pack_knows_nothing_is_called_exact_and_no_number_before_a_word_is_read() -> None:
    columns = ("printed", "low", "qualifier", "role")
    scan = mentions("Добыто более 2,5 миллиона тонн и 60% руды").select(columns).rows()
    assert scan == [("2,5", None, None, "unread"), ("60%", 60, None, "figure")]
    scan = mentions("Die Mine fördert mehr als 5 Tausend Tonnen und 60% Erz im Jahr").select(columns).rows()
    assert scan == [("5", None, None, "unread"), ("60%", 60, None, "figure")]


def test_a_pack_without_a_hedge_calls_nothing_exact(tmp_path: Path) -> None:
    without = "\n".join(line for line in RUSSIAN.split("\n") if not line.startswith("hedge"))
    scan = scan_with(tmp_path, "ru", without, "Добыто более 25 тонн")
    assert scan == [(25, 25, "t", None, "figure")]


def test_a_word_for_a_unit_nobody_lists_is_named_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "kind,printed,means,gloss\nunit,tonnes,t,\nunit,florents,XFL,\n"
    pack.units()  # read once, before there is another file
    monkeypatch.setattr(pack, "_text", {"packs/made-up.csv": rows}.__getitem__)
    with pytest.raises(Unusable, match=r"packs/made-up\.csv:3: florents: no unit XFL; add it to units\.csv"):
        pack._pack("made-up.csv")


def test_units_name_their_base_once() -> None:
    with (ROOT / "src/tungsten/ledger/units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    signs = [sign for row in rows for sign in row["symbols"].split()]
    assert len(signs) == len(set(signs))
    assert all(float(row["factor"]) > 0 and re.fullmatch(r"\w*", row["base"]) for row in rows)
