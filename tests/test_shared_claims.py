"""What two sources claim of the same thing: figures that pair up, whether they agree, and which came first."""

import dataclasses
import datetime as dt
from typing import Any

import polars as pl
import pytest
from factories import figure, percent, tidy
from made_up import made_up_ledger, source, with_cells, with_table

from tungsten.analysis.shared_claims import shared_claims

LEDGER = dataclasses.replace(
    made_up_ledger(),
    sources={
        "late": source(published=dt.date(2026, 1, 31)),
        "early": source(published=dt.date(2025, 11, 21)),
        "same-day": source(published=dt.date(2025, 11, 21)),
    },
)


def output(figure_id: str, source_id: str, low: float = 81_000, **changes: Any) -> dict[str, Any]:
    """A world output of 2024 in tonnes of W, unless ``changes`` say otherwise."""
    same = {"measure": "mine_production", "entity_id": "world", "basis": "W", "year": 2024}
    return figure(figure_id, low, source_id=source_id, **same | changes)


def pairs(*figures: dict[str, Any]) -> pl.DataFrame:
    return shared_claims(tidy(*figures), LEDGER)


def test_the_figure_published_earlier_comes_first_and_its_source_is_named() -> None:
    row = pairs(output("f1", "late"), output("f2", "early")).row(0, named=True)
    assert (row["figure_id"], row["other_figure_id"], row["earlier"]) == ("f2", "f1", "early")


def test_of_one_day_neither_is_earlier() -> None:
    row = pairs(output("f1", "same-day"), output("f2", "early")).row(0, named=True)
    assert (row["figure_id"], row["earlier"]) == ("f2", None)


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({"low": 81_000}, "agrees"),
        ({"low": 82_000}, "differs"),  # 80,500 to 81,500 and 81,500 to 82,500 touch only
        ({"low": 82_000, "qualifier": "approx"}, "agrees"),
        ({"low": 102_000, "basis": "WO3"}, "agrees"),  # 81,000 t of W
        ({"low": 102_000}, "differs"),
        ({"low": 102_000, "basis": "not_stated"}, "agrees"),
        ({"low": 50_000, "qualifier": "more_than"}, "weak"),
    ],
)
def test_claims_agree_where_their_intervals_meet_on_one_basis(other: dict[str, Any], outcome: str) -> None:
    assert pairs(output("f1", "late"), output("f2", "early", **other))["outcome"].to_list() == [outcome]


def test_the_measured_spread_of_the_series_decides_what_is_close() -> None:
    revised = with_table(LEDGER, "production", lambda table: pl.concat([table, _revised(table)]))
    figures = tidy(output("f1", "late", 83_000), output("f2", "early"))
    assert shared_claims(figures, LEDGER)["outcome"].to_list() == ["differs"]
    assert shared_claims(figures, revised)["outcome"].to_list() == ["close"]


def _revised(table: pl.DataFrame) -> pl.DataFrame:
    """The world output of another edition, five per cent above."""
    world = table.filter(reference_id="p003")
    return with_cells(world, "p003", low=84_000.0, high=84_000.0, edition="MCS2026").with_columns(
        reference_id=pl.lit("p009")
    )


@pytest.mark.parametrize(
    "other",
    [
        {"source_id": "early"},
        {"entity_id": "china"},
        {"year": 2023},
        {"measure": "reserves"},
        {"basis": "ore"},
        {"commodity": "copper"},
        {"low": None, "high": None},
    ],
)
def test_another_claim_is_not_set_beside_it(other: dict[str, Any]) -> None:
    given = {"figure_id": "f1", "source_id": "late", **other}
    assert pairs(output(**given), output("f2", "early")).is_empty()


def test_each_of_three_sources_is_set_beside_each_other() -> None:
    names = enumerate(LEDGER.sources)
    rows = pairs(*(percent(f"f{at}", 27, "import_share", source_id=name, year=2024) for at, name in names))
    assert rows.select("source_id", "other_source_id").rows() == [
        ("early", "late"),
        ("early", "same-day"),
        ("same-day", "late"),
    ]
