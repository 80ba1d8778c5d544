"""The tidy table: the values of each row, and the faults that stop a run."""

import datetime as dt
from typing import Any

import polars as pl
import pytest
from made_up import entities, entity, figure, frame, mentions, other
from polars.testing import assert_frame_equal

from tungsten import Unusable
from tungsten.ledger.clean import TIDY, cleaned, printed_period, read_periods, tidy_figures

ENTITIES = frame(entities())


def tidy(*rows: dict[str, Any], known: pl.DataFrame = ENTITIES) -> pl.DataFrame:
    return tidy_figures(frame(list(rows)), known)


def date(period: str | None, printed: str = "2025", **changes: Any) -> dict[str, Any]:
    """Return a mention of a date with a period."""
    return other("f003", "date", "date", period) | {"printed": printed} | changes


# --------------------------------------------------------------------- a row


def test_a_figure_becomes_a_number_with_its_unit() -> None:
    row = figure(printed="1.216 مليون طن", hedge_printed="حوالي", period="2024", measure="reserves", basis="WO3")
    expected = {
        "figure_id": "f004",
        "source_id": row["source_id"],
        "role": "figure",
        "entity_id": "world",
        "measure": "reserves",
        "low": 1_216_000.0,
        "high": 1_216_000.0,
        "rounding": 500.0,
        "unit": "t",
        "qualifier": "approx",
        "basis": "WO3",
        "period_start": dt.date(2024, 1, 1),
        "period_end": dt.date(2024, 12, 31),
        "printed": "1.216 مليون طن",
        "commodity": "tungsten",
        "named_ahead": None,
        "per": None,
        "status": None,
    }
    assert tidy(row).to_dicts() == [expected]


def test_as_many_rows_leave_as_entered_in_their_order_and_the_ledger_is_untouched() -> None:
    backwards, known = frame(mentions()[::-1]), frame(entities())
    before = backwards.clone(), known.clone()
    left = tidy_figures(backwards, known)
    assert left["figure_id"].to_list() == [f"f{number:03}" for number in range(18, 0, -1)]
    assert left.columns == TIDY
    assert_frame_equal(backwards, before[0])
    assert_frame_equal(known, before[1])


def test_an_empty_ledger_is_tidy() -> None:
    assert tidy_figures(frame(mentions()).clear(), ENTITIES).columns == TIDY


@pytest.mark.parametrize("role", ["heading", "legal", "metadata"])
def test_what_measures_nothing_has_no_value(role: str) -> None:
    row = tidy(other("f005", role, "heading_number") | {"printed": "5 طن"})
    assert row.select("low", "high", "rounding", "unit", "qualifier").row(0) == (None,) * 5


def test_the_unit_that_is_meant_replaces_one_that_several_share() -> None:
    cents, bare = (
        figure(printed="60 cents") | {"unit_meant": "eurocent"},
        figure(printed="3.9 مليار") | {"unit_meant": "USD"},
    )
    assert tidy(cents).select("low", "unit").row(0) == (0.6, "EUR")
    assert tidy(bare).select("low", "unit").row(0) == (3.9e9, "USD")
    with pytest.raises(Unusable, match="column unit_meant: 'euros' is not a unit"):
        tidy(figure(printed="60 cents") | {"unit_meant": "euros"})


def test_the_names_a_rank_comes_after_are_counted() -> None:
    ranks = [figure(printed="المرتبة الثانية", ahead_printed=ahead) for ahead in (None, "الصين", "الصين|كازاخستان")]
    assert tidy(*ranks)["named_ahead"].to_list() == [None, 1, 2]


# ------------------------------------------------------------------- periods


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2025-04", (2025, 4, 1), (2025, 4, 30)),
        ("2025-12", (2025, 12, 1), (2025, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2023-02", (2023, 2, 1), (2023, 2, 28)),
        ("2024-02-29", (2024, 2, 29), (2024, 2, 29)),
        ("2020/2023", (2020, 1, 1), (2023, 12, 31)),
        ("2020-05/2024-02", (2020, 5, 1), (2024, 2, 29)),
        ("2018/2025-11-21", (2018, 1, 1), (2025, 11, 21)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(
    period: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    days = read_periods(pl.DataFrame({"period": [period]})).select("period_start", "period_end").row(0)
    assert days == (dt.date(*start), dt.date(*end))


@pytest.mark.parametrize(
    "period",
    "2023-02-29 2025-13 2025-00 2025-1 2025-1-1 25-01-01 20255 2020/ /2020 2020//2021 2020/2021/2022 "
    "2023/2020 2025-02/2025-01 2025-W05 ٢٠٢٥ 2025/now now".split(),
)
def test_a_period_that_is_none_stops_the_run(period: str) -> None:
    with pytest.raises(Unusable, match=f"column period: '{period}' is not an ISO year, month or date"):
        tidy(figure(period=period))


@pytest.mark.parametrize(
    ("period", "value"),
    [
        ("2025", (2025, 2025, 0, "year", "exact")),
        ("2025-04", (2025, 2025, 0, "year", "exact")),
        ("2020/2023", (2020, 2023, 0, "year", "range")),
        ("2025-01/2025-06", (2025, 2025, 0, "year", "exact")),
    ],
)
def test_a_date_is_worth_its_calendar_year(period: str, value: tuple[Any, ...]) -> None:
    assert tidy(date(period)).select("low", "high", "rounding", "unit", "qualifier").row(0) == value


def test_a_hedged_date_stays_hedged() -> None:
    assert tidy(date("2026-12-31", "2026", hedge_printed="بحلول"))["qualifier"].item() == "up_to"


@pytest.mark.parametrize(
    ("printed", "spelt"),
    [
        ("2025", "2025"),
        ("أبريل 2025", "2025-04"),
        ("7 نوفمبر", "%-11-07"),
        ("27 أكتوبر", "%-10-27"),
        ("November 21 2025 08:57:57", "2025-11-21"),
    ],
)
def test_a_date_spells_its_period(printed: str, spelt: str) -> None:
    assert pl.DataFrame({"printed": [printed]}).select(printed_period()).item() == spelt


# ------------------------------------------------------------------- entities


def test_spellings_without_a_common_stem_are_one_entity() -> None:
    names = ["Ust-Khakaljinzhenskoye", "كايرادجينسكوي العلوي", "شيكالجين غزاتسكوي"]
    known = frame([entity(name, "upper_kairakty", "deposit") for name in names])
    rows = [figure(subject_printed=name) for name in names]
    assert tidy(*rows, known=known)["entity_id"].to_list() == ["upper_kairakty"] * 3


def test_an_alias_written_down_twice_doubles_no_figure() -> None:
    known = frame([entity("العالمي", "world", "world"), entity("العالمي", "china")])
    assert tidy(figure(), known=known)["entity_id"].to_list() == ["world"]


def test_a_mention_of_nothing_has_no_entity() -> None:
    assert tidy(date("2025"))["entity_id"].to_list() == [None]


# --------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"printed": "12,34,5 طن"},
            "column printed: '12,34,5 طن' is not a quantity the grammar reads; add its words to a pack",
        ),
        (
            {"printed": "-5 طن"},
            "column printed: '-5 طن' is not a quantity the grammar reads; add its words to a pack",
        ),
        (
            {"printed": "231,500"},
            "column printed: the unit of '231,500' is unknown; name the unit that is meant in the column unit_meant",
        ),
        (
            {"hedge_printed": "يا ترى"},
            "column hedge_printed: 'يا ترى' is not a hedge; add it to a pack",
        ),
        (
            {"hedge_printed": "يا ترى", "printed": "4-5 طن"},
            "column hedge_printed: 'يا ترى' is not a hedge; add it to a pack",
        ),
        (
            {"subject_printed": "أطلانطس"},
            "column subject_printed: 'أطلانطس' is no name; add it as an alias to data/raw/entities.csv",
        ),
        (
            {"period": "2025-13"},
            "column period: '2025-13' is not an ISO year, month or date, nor two of them in order with / between",
        ),
    ],
)
def test_what_cannot_be_read_names_file_line_and_figure(changes: dict[str, str], message: str) -> None:
    with pytest.raises(Unusable) as stopped:
        tidy(figure("f004"), figure("f007", **changes))
    assert str(stopped.value).startswith(f"data/raw/figures.csv:3: f007: {message}")


@pytest.mark.parametrize(
    "changes", [{"period": "2025-13"}, {"hedge_printed": "يا ترى"}, {"subject_printed": "أطلانطس"}]
)
def test_no_role_excuses_what_cannot_be_read(changes: dict[str, str]) -> None:
    for role in ("date", "heading", "legal", "metadata"):
        with pytest.raises(Unusable, match=f"f005: column {next(iter(changes))}"):
            tidy(other("f005", role, "date") | {"printed": "2025"} | changes)


def test_a_figure_without_a_print_is_a_fault_with_words() -> None:
    with pytest.raises(Unusable, match="f004: column printed: '' is not a quantity"):
        tidy(figure(printed=None))


def test_a_fault_in_a_row_without_an_id_is_reported() -> None:
    with pytest.raises(Unusable, match=r"figures\.csv:2: \?: column printed"):
        tidy(figure(printed="?") | {"figure_id": None})


def test_a_known_hedge_is_one_wherever_it_stands() -> None:
    assert tidy(other("f005", "legal", "legal_section") | {"hedge_printed": "نحو"}).height == 1


def test_every_fault_has_a_line_of_its_own() -> None:
    with pytest.raises(Unusable) as stopped:
        tidy(figure("f001", printed="?"), figure("f004"), figure("f007", period="?"))
    assert [line.split(": ")[:2] for line in str(stopped.value).split("\n")] == [
        ["data/raw/figures.csv:2", "f001"],
        ["data/raw/figures.csv:4", "f007"],
    ]


def test_the_judge_may_see_what_the_run_refuses() -> None:
    """Suites report all faults at once, so they get every row, with null where it could not be read."""
    rows = cleaned(frame([figure("f001", printed="?"), figure("f004")]), ENTITIES)
    assert rows["low"].to_list() == [None, 81_000]
