"""Every sentence of a chart is true of its own rows, at every setting of the switches, in both languages."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import polars as pl
import pytest
from charted import SOURCE, at, charts, every_chart, settings, table, tables
from sentences import Cell, Facts, Row, cell_of, numbers, outside, rows_of, unfounded

from tungsten.charts.run import Setting
from tungsten.evidence.slips import POWERS
from tungsten.ledger import read
from tungsten.site.first_screen import answers

SENTENCES = ("finding", "deck", "alt", "how")

NOT_THE_ROWS = {"Printed", "Place", "Figure", "Verdict", "Kind", "Basis"}
"""Columns of text that say where a row is from, and not how much it is."""

LABELS = {
    "deposits": ("Least (thousand t)", "Most (thousand t)"),
    "countries": ("Least (thousand t)", "Most (thousand t)"),
    "rare-earths": ("Least (million t)", "Most (million t)"),
    "demand-levels": ("Least (t)", "Most (t)"),
    "demand-share": ("Least (%)", "Most (%)"),
    "import-reliance": ("Least (%)", "Most (%)"),
}
"""Charts whose rows carry a label of how much, and the columns it must lie between."""

SAYS = ("Possible values", "Value", "Thousand tonnes", "Million tonnes")
"""The columns of such labels."""


@cache
def facts(name: str, setting: Setting) -> Facts:
    """What the sentences of a chart may speak of at one of its settings."""
    under = table(name, setting)
    texts = [column for column in under.columns if column not in NOT_THE_ROWS]
    rows = rows_of(under.columns, under.iter_rows(), texts)
    return Facts(rows, tuple(printed(under)), (*SCALE, *DERIVED.get(name, nothing)(setting, under)))


def said(name: str, language: str) -> Iterator[tuple[Setting, str, str]]:
    """Yield the sentences of a chart at every setting of its switches: the setting, which sentence, the text."""
    for setting in settings(name):
        texts = charts(language)[name].texts(setting)
        yield from ((setting, part, texts[part]) for part in SENTENCES)


def printed(table: pl.DataFrame) -> Iterator[Cell]:
    """The values that the figures of a table print, in base units, whatever the setting makes of them."""
    cells: list[str] = table["Figure"].to_list() if "Figure" in table.columns else []
    ids = {part for cell in cells for part in cell.split(" · ")}
    figures = at().printed.filter(pl.col("figure_id").is_in(ids)).drop_nulls("low")
    for low, high, unit in figures.select("low", "high", "unit").iter_rows():
        yield from (Cell(value, unit == "percent") for value in (low, high))


SCALE = (Cell(0, False), Cell(10_000, False), Cell(100, True))
"""The ends of an index and of a percentage."""


@cache
def ledger() -> read.Ledger:
    return read.ledger()


def reference(table: str, **where: Any) -> pl.DataFrame:
    rows: pl.DataFrame = ledger().references[table].filter(**where)
    return rows


def nothing(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    return []


def plain(*values: Any) -> list[Cell]:
    return [Cell(float(value), False) for value in values]


def percent(*values: Any) -> list[Cell]:
    return [Cell(float(value), True) for value in values]


def thresholds() -> list[Cell]:
    return plain(2023, *reference("constants", measure="hhi_threshold", edition="2023")["low"])


def listed(series: str, setting: Setting) -> pl.DataFrame:
    """The newest rows of a reference in one edition, with what they hold in tonnes."""
    held: pl.DataFrame = tables(setting.reading).shares.filter(
        series=series, commodity="tungsten", edition=setting.edition
    )
    return held.filter(pl.col("period") == pl.col("period").max()).drop_nulls("value")


def index(series: str, setting: Setting, edition: str) -> list[Cell]:
    rows = tables(setting.reading).concentration.filter(series=series, commodity="tungsten", edition=edition)
    rows = rows.filter(pl.col("period") == pl.col("period").max())
    least, most = rows.select("hhi_least", "hhi_most").row(0)
    return [Cell(least, False, end="low"), Cell(most, False, end="high")]


def of_world_production(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    rows = tables(setting.reading).concentration.filter(series="world_production", commodity="tungsten")
    return thresholds() + plain((rows["hhi_high"] - rows["hhi_low"]).max())


def of_leading_producers(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    rows = listed("world_production", setting)
    found = plain(rows["value"].sum(), int(rows["period"][0]))
    world = reference(
        "production",
        commodity="tungsten",
        measure="mine_production",
        entity_id="world",
        edition=setting.edition,
        period=rows["period"][0],
    )
    for total in world["low"].head(1):
        found += plain(total) + percent(100 * max(rows["value"].to_list()) / total)
    return found


def of_reserve_holders(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    year = plain(int(listed("world_reserves", setting)["period"][0]))
    return (
        year + index("world_reserves", setting, setting.edition) + index("world_production", setting, setting.edition)
    )


def of_us_import_sources(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    figures = at().printed.filter(measure="import_share")
    days = [day for pair in figures.select("period_start", "period_end").drop_nulls().iter_rows() for day in pair]
    return plain(*{day.year for day in days})


def of_us_import_index(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    row = tables(setting.reading).concentration.filter(series="us_import_sources", edition=SOURCE)
    return thresholds() + plain(*(row["naive_hhi"] / row["hhi_high"]))


def of_kazakh_deposits(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    """What two hold is what the others leave."""
    if under.height < 2:
        return []
    others = under.slice(2)
    return percent(100 - sum(others["Share, most (%)"].to_list()), 100 - sum(others["Share, least (%)"].to_list()))


def of_demand_share(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    weights = dict(reference("constants", measure="atomic_weight").select("entity_id", "low").iter_rows())
    whole = 2 * weights["lithium"] + weights["tungsten"] + 4 * weights["oxygen"]
    return plain(weights["tungsten"] / whole)


def growths(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    """The growth rates the article prints, and the one of their formula."""
    return plain(1) + percent(*at().printed.filter(measure="demand_growth")["low"])


def of_penetration(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    if under.height < 2:
        return []
    least, most = under["Least (%)"], under["Most (%)"]
    points = plain(least[1] - most[0], most[1] - least[0])
    relative = percent(100 * (least[1] / most[0] - 1), 100 * (most[1] / least[0] - 1))
    return [*points, *relative, *growths(setting, under), *printed(under)]


def of_countries(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    in_metal = reference("reserves", commodity="tungsten", edition=setting.edition, kind="reserve")["low"].drop_nulls()
    fraction = reference("constants", entity_id="tungsten_trioxide", measure="mass_fraction", basis="W")["low"]
    return plain(*fraction, *in_metal, *(in_metal / fraction[0]))


def of_rare_earths(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    if under.is_empty():
        return []
    given = reference("reserves", commodity="rare_earths", edition=setting.edition).drop_nulls("low")
    survey = given.filter(pl.col("entity_id") != "world")["low"].to_list()
    prints = [cell.value for cell in printed(under)]
    return plain(max(prints) / min(prints), len(survey), sum(survey), sum(survey) / 1e6)


def of_slips(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    factors = [max(factor, 1 / factor) for factor in under["Multiplied by"]]
    return plain(under.height, *factors, *(10.0**power for power in POWERS if power > 0))


def of_deposits(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    """What is left out is named as printed."""
    return plain(*at().printed.filter(measure="resources", commodity="tungsten")["low"])


def of_largest_three(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    """The share as it stands in a year, which is an end of no interval; the years and the editions are the rows'."""
    return plain(*(int(year) for year in under["Year"])) + percent(*under["Largest producer (%)"].tail(1))


def of_minerals(setting: Setting, under: pl.DataFrame) -> list[Cell]:
    """The ranks that the intervals allow, each of at most all minerals."""
    least, most = under["With rounding, least (points)"], under["With rounding, most (points)"]
    place = under["Mineral"].to_list().index("Tungsten")
    best = 1 + sum(low > most[place] for low in least)
    worst = sum(high > least[place] for high in most)
    return plain(place + 1, best, worst, under.height, 2024)


DERIVED: Mapping[str, Callable[[Setting, pl.DataFrame], list[Cell]]] = {
    "world-production": of_world_production,
    "largest-three": of_largest_three,
    "minerals": of_minerals,
    "leading-producers": of_leading_producers,
    "reserve-holders": of_reserve_holders,
    "us-import-sources": of_us_import_sources,
    "us-import-index": of_us_import_index,
    "kazakh-deposits": of_kazakh_deposits,
    "demand-levels": growths,
    "demand-share": of_demand_share,
    "penetration": of_penetration,
    "deposits": of_deposits,
    "countries": of_countries,
    "rare-earths": of_rare_earths,
    "slips": of_slips,
}
"""What the sentences of a chart may speak of besides its rows, computed here from the data and not by the chart."""


@pytest.mark.parametrize("language", ["en", "ar"])
@every_chart
def test_every_number_of_a_sentence_is_found_among_its_rows(name: str, language: str) -> None:
    faults = [
        f"{setting}, {part}: {number} in {sentence!r}"
        for setting, part, sentence in said(name, language)
        for number in unfounded(sentence, facts(name, setting))
    ]
    assert faults == []


@every_chart
def test_both_languages_name_the_same_numbers(name: str) -> None:
    for (setting, part, english), (_, _, arabic) in zip(said(name, "en"), said(name, "ar"), strict=True):
        one, other = (sorted(number.text for number in numbers(sentence)) for sentence in (english, arabic))
        assert one == other, f"{setting}, {part}"


@every_chart
def test_no_sentence_counts_what_is_not_there(name: str) -> None:
    for setting, part, sentence in said(name, "en"):
        assert not re.search(r"(?<![\d.,–])0(?![.,]?\d| to 10,000)", sentence), f"{setting}, {part}: {sentence}"


@pytest.mark.parametrize("name", LABELS)
def test_a_label_lies_within_the_bounds_of_its_row(name: str) -> None:
    low, high = LABELS[name]
    checked = 0
    for setting in settings(name):
        for row in table(name, setting).iter_rows(named=True):
            says = [column for column in SAYS if column in row]
            assert outside(row, says, low, high) == [], f"{setting}: {row}"
            checked += sum(1 for column in says for _ in numbers(row[column]))
    assert checked


def largest_producers(setting: Setting) -> Facts:
    """The share of the largest country and of the three largest, and the year, from the tonnes listed."""
    held = listed("world_production", setting)
    named = sorted(held.filter(~pl.col("is_block"))["value"].to_list(), reverse=True)
    shares = (100 * sum(named[:count]) / sum(held["value"].to_list()) for count in (1, 3))
    return Facts((), (), percent(*shares) + plain(int(held["period"][0])))


ANSWERS: Mapping[str, Callable[[Setting], Facts]] = {
    "concentration": largest_producers,
    "demand": lambda setting: facts("demand-levels", setting),
    "reserves": lambda setting: facts("countries", setting),
}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_number_of_an_answer_is_one_of_its_section(language: str) -> None:
    count = 0
    for setting in settings("countries"):
        for section, sentence in answers(vars(tables(setting.reading)), setting, at(language).words).items():
            without_names = sentence.replace(setting.edition, "")
            assert unfounded(without_names, ANSWERS[section](setting)) == [], f"{setting}: {sentence}"
            count += sum(1 for _ in numbers(without_names))
    assert count > 100


def test_sentences_are_checked_at_every_setting() -> None:
    whole = 2 * sum(len(settings(name)) for name in charts())
    assert whole > 600
    every = [sentence for name in charts() for language in ("en", "ar") for _, _, sentence in said(name, language)]
    assert len(every) == len(SENTENCES) * whole
    count = sum(1 for sentence in every for _ in numbers(sentence))
    assert count > 4000
    print(f"{len(every)} sentences at {whole} settings, {count} numbers")


# ------------------------------------------------ the test itself can fail

SHARES = ["Subject", "Share (%)", "Share, least (%)", "Share, most (%)", "Figure"]
MINES = rows_of(
    SHARES, [("China", 82.3, 81.2, 83.4, "p1"), ("Vietnam", 4.2, 4.1, 4.3, "p2"), ("Russia", 3.1, 3, 3.2, "p3")], ()
)
RELIANCE = [Row("Article", [Cell(50, True), Cell(100, True)]), Row("MCS2025", [Cell(50, True)], is_reference=True)]
DEPOSIT = rows_of(
    ["Subject", "Least (million t)", "Most (million t)", "Figure"],
    [("Kuirektykol", 28.15, 28.25, "f068"), ("Kuirektykol", 0.725, 0.875, "f067")],
    (),
)


@pytest.mark.parametrize(
    ("sentence", "about", "wrong"),
    [
        (
            "The article prints American import reliance as 75%, and as 75% a line later",
            Facts(RELIANCE, [Cell(50, True), Cell(80, True), Cell(83, True)]),
            ["75", "75"],
        ),
        (
            "يذكر المقال اعتمادًا أمريكيًا على الواردات قدره 75٪ ثم 75٪ بعد سطر",
            Facts(RELIANCE, [Cell(50, True), Cell(80, True), Cell(83, True)]),
            ["75", "75"],
        ),
        ("China mines 82% of the world’s tungsten; no other country more than 4%", Facts(MINES), ["4"]),
        ("China mines 82% of the world’s tungsten; no other country more than 5%", Facts(MINES), []),
        (
            "The article gives one rare-earth deposit 0.8 and up to 28 million tonnes; all countries hold more",
            Facts(DEPOSIT, [Cell(8e6, False), Cell(282e6, False)]),
            ["0.8", "28"],
        ),
        (
            "The article gives one rare-earth deposit 8 and up to 282 million tonnes",
            Facts(DEPOSIT, [Cell(8e6, False), Cell(282e6, False)]),
            [],
        ),
        ("The survey prints 82.4% for China", Facts(MINES), ["82.4"]),
        ("The survey prints 50%; the article prints 100%", Facts(RELIANCE, [Cell(50, True)]), ["100"]),
        ("between 82% and 83%", Facts(MINES), ["82", "83"]),
        ("from 81% to 84%", Facts(MINES), []),
        ("82.3 points", Facts(MINES), ["82.3"]),
        ("28.2 thousand tonnes", Facts(DEPOSIT), ["28.2"]),
    ],
)
def test_a_false_sentence_is_found(sentence: str, about: Facts, wrong: list[str]) -> None:
    assert unfounded(sentence, about) == wrong


def test_a_heading_names_the_unit_of_its_numbers() -> None:
    assert cell_of("Least (thousand t)", 1.5) == Cell(1.5, False, 1e3, 1, "low")
    assert cell_of("Share (%)", 27.0).is_percent


def test_what_is_no_number_of_a_sentence_is_left_alone() -> None:
    assert [number.text for number in numbers("MCS2025 (f038b), WO₃ at 65% and 1,382 points in 2024.")] == [
        "65",
        "1,382",
        "2024",
    ]
    assert not re.search("[A-Za-z]", "".join(number.text for number in numbers("f001 x2 3")))
