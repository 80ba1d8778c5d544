"""The README tells the truth today: its numbers are those of the data as built."""

from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def processed(name: str) -> pl.DataFrame:
    return pl.read_csv(ROOT / "data" / "processed" / f"{name}.csv")


def test_it_counts_mentions_and_figures_as_the_ledger_does() -> None:
    figures = processed("figures")
    assert f"prints {figures.height} numeric mentions, {figures.filter(role='figure').height} of them figures" in README


def test_it_counts_verdicts_as_the_evidence_gives_them() -> None:
    verdicts = processed("verdicts")
    counts = dict(verdicts["verdict"].value_counts().iter_rows())
    said = "Of the {} figures {supported} are supported, {contradicted} contradicted, {misdescribed} misdescribed"
    assert said.format(verdicts.height, **counts) in README
    assert f"and {counts['unverified']} unverified" in README
    assert verdicts["slip_power"].drop_nulls().to_list() == [-1] * 4
    assert "Four carry a tenfold slip" in README


def test_its_concentration_is_the_tables() -> None:
    table = processed("concentration")
    world = table.filter(series="world_production", edition="MCS2025", period="2024").row(0, named=True)
    assert f"{world['hhi_low']:,.0f} to {world['hhi_high']:,.0f} points in 2024, edition MCS2025" in README
    sources = table.filter(series="us_import_sources", edition="sunsirs-2025-11-21").row(0, named=True)
    assert f"{sources['hhi_low']:,.0f} to {sources['hhi_high']:,.0f} points" in README
    assert f"one country would make it {sources['naive_hhi']:,.0f}" in README


def test_its_demand_is_the_tables() -> None:
    implied = processed("demand").filter(product="lithium_tungstate", origin="implied")
    for reading in ("grew_by", "grew_to"):
        row = implied.filter(reading=reading).row(0, named=True)
        assert f"{row['low']:,g} to {row['high']:,g}" in README, reading


def test_its_rank_is_the_tables() -> None:
    claim = processed("reserves").filter(entity_id="kazakhstan", level="country", kind="claim", edition="MCS2025")
    assert claim.row(0, named=True)["rank_best"] == 1
    assert claim.row(0, named=True)["rank_worst"] == 2
    assert "would rank it first or second in the world" in README
