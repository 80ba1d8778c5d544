"""The analysis as tables: what ``data/processed`` holds of concentration, demand and reserves.

Numbers are rounded here and nowhere before: per cent and points to one
decimal, tonnes to one below 10,000 and to whole ones from there. The ends of
an interval are rounded outwards, so that writing never makes it narrower.
"""

import polars as pl

from tungsten.analysis import concentration, demand, reserves
from tungsten.ledger.read import Ledger


def tables(figures: pl.DataFrame, ledger: Ledger) -> dict[str, pl.DataFrame]:
    """The three tables by name, as they are written, from tidy figures and the ledger's references."""
    entities = ledger.entities
    production, usgs, imports, constants = (
        ledger.references[name] for name in ("production", "reserves", "us_imports", "constants")
    )
    held = concentration.holdings(figures, production, usgs, imports, entities)
    step = concentration.classify(pl.col("hhi_least"), pl.col("hhi_most"), concentration.thresholds(constants))
    return {
        "concentration": concentration.concentration(held).with_columns(guideline=step).with_columns(nearest()),
        "demand": demand.demand(figures, constants, ledger.wording).with_columns(
            outwards(["low", "w_low"], ["high", "w_high"])
        ),
        "reserves": reserves.reserves(figures, usgs, constants, entities).with_columns(
            *outwards(["low"], ["high"]), pl.col("value").round(1)
        ),
    }


def nearest() -> pl.Expr:
    """Every number to one decimal."""
    return pl.selectors.float().round(1)


def outwards(lows: list[str], highs: list[str]) -> list[pl.Expr]:
    """Tonnages at the low end rounded down, at the high end up."""
    return [_tonnes(name, up=False) for name in lows] + [_tonnes(name, up=True) for name in highs]


def _tonnes(name: str, *, up: bool) -> pl.Expr:
    value = pl.col(name).round_sig_figs(12)
    step = pl.when(value < 10_000).then(10.0).otherwise(1.0)
    return ((value * step).ceil() if up else (value * step).floor()) / step
