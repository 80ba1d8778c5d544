"""The analysis as tables: what ``data/processed`` holds of each reading besides figures, evidence and verdicts.

Concentration, demand and reserves are rounded here and nowhere before: per
cent and points to one decimal, tonnes to one decimal below 10,000 and to whole
tonnes above. Ends of intervals are rounded outwards, so that no interval
becomes narrower. The other tables keep twelve significant digits: charts and
sentences compute with them and round what they show.
"""

from collections.abc import Callable, Mapping

import polars as pl

from tungsten.analysis import basis, concentration, demand, import_reliance, reserves
from tungsten.analysis.shared_claims import shared_claims
from tungsten.evidence import trioxide
from tungsten.ledger.read import Ledger


def tables(figures: pl.DataFrame, ledger: Ledger) -> dict[str, pl.DataFrame]:
    """Return every table of the analysis by name, from tidy figures and the ledger's references."""
    entities = ledger.entities
    usgs, constants = ledger.references["reserves"], ledger.references["constants"]
    held = _holdings(figures, ledger)
    step = concentration.classify(pl.col("hhi_least"), pl.col("hhi_most"), concentration.thresholds(constants))
    levels = demand.demand(figures, constants, ledger.wording)
    return {
        "concentration": concentration.concentration(held)
        .with_columns(guideline=step)
        .with_columns(nearest(), _rounded("hhi_least", 10.0, up=False), _rounded("hhi_most", 10.0, up=True)),
        "demand": levels.with_columns(outwards(["low", "w_low"], ["high", "w_high"])),
        "reserves": reserves.reserves(figures, usgs, constants, entities).with_columns(
            *outwards(["low"], ["high"]), pl.col("value").round(1)
        ),
        **{name: build(figures, ledger) for name, build in UNROUNDED.items()},
    }


def _holdings(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    production, usgs, imports = (ledger.references[name] for name in ("production", "reserves", "us_imports"))
    return concentration.holdings(figures, production, usgs, imports, ledger.entities)


def _shares(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    return concentration.shares(_holdings(figures, ledger))


def _import_reliance(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    return import_reliance.import_reliance(figures, ledger.references["us_imports"])


def _penetration(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    return demand.penetration_change(figures)


def _world_output(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    return demand.world_output(figures, ledger.references["production"])


def _demand_share(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    levels = demand.demand(figures, ledger.references["constants"], ledger.wording)
    shares = demand.share_of_output(levels, _world_output(figures, ledger))
    sources = dict(figures.select("figure_id", "source_id").iter_rows())
    ids = pl.col("figure_ids").str.split(" ")
    return shares.filter(ids.list.eval(pl.element().replace(sources)).list.n_unique() <= 1)


def _ore(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    return reserves.ore_in_place(figures, ledger.entities).drop("source_id")


def _mine_life(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    return reserves.mine_life(figures, ledger.entities)


UNROUNDED: Mapping[str, Callable[[pl.DataFrame, Ledger], pl.DataFrame]] = {
    "shares": _shares,
    "import_reliance": _import_reliance,
    "penetration": _penetration,
    "world_output": _world_output,
    "demand_share": _demand_share,
    "ore": _ore,
    "mine_life": _mine_life,
    "shared_claims": shared_claims,
}
"""The tables that are written as computed: by name, the function of tidy figures and ledger that returns each."""


def constants(references: pl.DataFrame) -> pl.DataFrame:
    """Return the constants that charts draw or name: columns ``name, value, unit``."""
    moderate, high = concentration.thresholds(references)
    rows = [
        ("hhi_moderate", moderate, "points"),
        ("hhi_high", high, "points"),
        ("tungsten_in_trioxide", trioxide.factor(references), "ratio"),
        ("tungsten_in_lithium_tungstate", basis.tungsten_fraction(references), "ratio"),
    ]
    return pl.DataFrame(rows, schema={"name": pl.String, "value": pl.Float64, "unit": pl.String}, orient="row")


def minerals(ledger: Ledger) -> pl.DataFrame:
    """Return the concentration of 24 minerals, rounded like that of tungsten."""
    found = concentration.minerals(ledger.minerals, ledger.entities)
    return found.with_columns(nearest(), _rounded("hhi_least", 10.0, up=False), _rounded("hhi_most", 10.0, up=True))


def nearest() -> pl.Expr:
    """Return every number rounded to one decimal, but for the ends that rounding leaves."""
    return pl.selectors.float().exclude("hhi_least", "hhi_most").round(1)


def outwards(lows: list[str], highs: list[str]) -> list[pl.Expr]:
    """Return tonnages rounded down at the low end of an interval, and up at the high end."""
    return [_tonnes(name, up=False) for name in lows] + [_tonnes(name, up=True) for name in highs]


def _tonnes(name: str, *, up: bool) -> pl.Expr:
    return _rounded(name, pl.when(pl.col(name) < 10_000).then(10.0).otherwise(1.0), up=up)


def _rounded(name: str, parts: pl.Expr | float, *, up: bool) -> pl.Expr:
    """Return an end of an interval rounded outwards to one of so many ``parts`` of a whole."""
    scaled = pl.col(name).round_sig_figs(12) * parts
    return (scaled.ceil() if up else scaled.floor()) / parts
