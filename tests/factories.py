"""Tiny figures, references and entities to hold against each other; each factory takes only what a test is about."""

import datetime as dt
from typing import Any

import polars as pl

from tungsten.evidence import compare as c
from tungsten.ledger.interval import rounding_half_width
from tungsten.vocabulary import LANGUAGES

FIGURE = {
    "figure_id": pl.String,
    "source_id": pl.String,
    "role": pl.String,
    "entity_id": pl.String,
    "measure": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "rounding": pl.Float64,
    "unit": pl.String,
    "qualifier": pl.String,
    "basis": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "printed": pl.String,
    "commodity": pl.String,
    "named_ahead": pl.Float64,
    "per": pl.String,
}

REFERENCE = {
    **dict.fromkeys("reference_id commodity entity_id measure period".split(), pl.String),
    **dict.fromkeys(["low", "high"], pl.Float64),
    **dict.fromkeys("unit qualifier basis kind status edition edition_ar confidence".split(), pl.String),
    "decides": pl.Boolean,
    **dict.fromkeys(["citation", "url", "note"], pl.String),
}

ENTITIES = pl.DataFrame(
    [
        ("Hilly", "hilly", "deposit", "Kazakhstan"),
        ("Flat", "flat", "deposit", "Kazakhstan"),
        ("Hilly and Flat", "hilly_flat", "deposit_group", "Kazakhstan"),
        ("Kazakhstan", "kazakhstan", "country", "Kazakhstan"),
        ("China", "china", "country", "China"),
        ("Brazil", "brazil", "country", "Brazil"),
        ("United States", "united_states", "country", "United States"),
        ("Other", "other_sources", "block", None),
        ("World", "world", "world", None),
        ("Firm", "firm", "company", "United States"),
        ("Partner", "partner", "company", "Kazakhstan"),
    ],
    schema=["alias", "entity_id", "kind", "country"],
    orient="row",
)

PUBLISHED = pl.DataFrame({"source_id": ["news"], "published": [dt.date(2025, 11, 21)]})


def figure(figure_id: str = "f1", low: float = 100_000, **changes: Any) -> dict[str, Any]:
    """A tidy figure: reserves of 100,000 t of WO₃ at Hilly. ``year`` dates it."""
    year = changes.pop("year", None)
    dated = {"period_start": dt.date(year, 1, 1), "period_end": dt.date(year, 12, 31)} if year else {}
    told = {
        "figure_id": figure_id,
        "source_id": "news",
        "role": "figure",
        "entity_id": "hilly",
        "measure": "reserves",
        "low": low,
        "high": low,
        "rounding": None,
        "unit": "t",
        "qualifier": "exact",
        "basis": "WO3",
        "period_start": None,
        "period_end": None,
        "printed": None,
        "commodity": "tungsten",
        "named_ahead": None,
    }
    return told | dated | changes


def percent(figure_id: str, low: float, measure: str, **changes: Any) -> dict[str, Any]:
    """A tidy figure in per cent, on no basis."""
    return figure(figure_id, low, measure=measure, **({"unit": "percent", "basis": "not_stated"} | changes))


def tidy(*figures: dict[str, Any]) -> pl.DataFrame:
    """Figures as a frame, rounded to their last digit that isn't zero where a test says nothing else."""
    rows = pl.DataFrame(list(figures), schema=FIGURE, orient="row")
    rounded = pl.when(pl.col("qualifier") == "range").then(0.0).otherwise(rounding_half_width(*_PRINT))
    return rows.with_columns(rounding=pl.coalesce("rounding", rounded))


_PRINT = [pl.col(name) for name in ("low", "unit", "qualifier")]

_RANGES = {
    (1, 1e9): "reserves resources associated_metal ore_mined demand",
    (0, 1e6): "mine_production",
    (0, 100): "import_share import_reliance soviet_reserve_share national_reserve_share world_reserve_share ownership",
    (0, 10): "grade",
    (0.1, 20): "mine_life",
    (-100, 1000): "demand_growth",
    (1, 200): "reserve_rank",
    (0, 100_000): "exploration_permits",
    (1e5, 1e11): "letter_of_interest private_capital loan market_value",
}
MEASURES = pl.DataFrame(
    [(measure, *ends) for ends, measures in _RANGES.items() for measure in measures.split()],
    schema={"measure": pl.String, "low": pl.Float64, "high": pl.Float64},
    orient="row",
).with_columns(base_unit=pl.lit(None, pl.String))
"""The range each measure can have, which the chance of an agreement is reckoned in."""


def claims(*figures: dict[str, Any]) -> pl.DataFrame:
    return c.with_plausible_range(c.claims(tidy(*figures)), MEASURES)


def reference(reference_id: str = "r1", low: float | None = 100_000, **changes: Any) -> dict[str, Any]:
    """A reference that decides: reserves of 100,000 t of WO₃ at Hilly."""
    told = {
        "reference_id": reference_id,
        "commodity": "tungsten",
        "entity_id": "hilly",
        "measure": "reserves",
        "period": None,
        "low": low,
        "high": low,
        "unit": "t",
        "qualifier": "exact",
        "basis": "WO3",
        "kind": "reserve",
        "status": "reported",
        "edition": None,
        "edition_ar": None,
        "confidence": "read_in_source",
        "decides": True,
        "citation": "Tau-Ken, yearly report",
        "url": None,
        "note": None,
    }
    return told | changes


FACTOR = reference(
    "c4", 0.793, entity_id="tungsten_trioxide", measure="mass_fraction", unit="ratio", basis="W", kind="constant"
)
"""How much W a kilogram of WO₃ holds, as the survey prints it."""


def references(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([FACTOR, *rows], schema=REFERENCE, orient="row")


def expectations(*rows: dict[str, Any]) -> pl.DataFrame:
    return c.expectations({"all": references(*rows)}).with_columns(
        **{f"entity_{language}": pl.col("entity_id") for language in LANGUAGES},
        **{f"measure_{language}": pl.col("measure").str.replace_all("_", " ") for language in LANGUAGES},
    )


def outcomes(checks: pl.DataFrame) -> dict[str, str]:
    """What each check comes to, by figure and check."""
    evidence = c.compared(checks).select("figure_id", "check_id", "outcome")
    return {f"{figure} {check}": outcome for figure, check, outcome in evidence.rows()}
