"""The charts of a report, in order, by section of its page; each with the rows of ``data/processed`` it draws."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from tungsten.charts import (
    concentration,
    demand,
    figures,
    import_reliance,
    mines,
    reserves,
    shared_claims,
    shares,
    slips,
)
from tungsten.charts.chart import is_blank, table_at, texts_at
from tungsten.charts.run import Setting
from tungsten.ledger.clean import judged
from tungsten.notebook.workspace import Workspace
from tungsten.vocabulary import ALL

LEAD = "lead"
"""The section of the first chart."""

Spec = dict[str, Any]
"""A chart as its specification."""


@dataclass(frozen=True)
class Exhibit:
    """A chart of the page."""

    section: str
    spec: Spec

    @property
    def meta(self) -> Spec:
        """What the project stores with the specification: name, switches, texts, columns of the table."""
        return dict(self.spec["usermeta"]["tungsten"])

    @property
    def name(self) -> str:
        """The name of the chart in addresses and file names."""
        return str(self.meta["name"])

    def texts(self, at: Setting) -> dict[str, str]:
        """Return the texts around the chart at a setting."""
        return texts_at(self.spec, at)

    def rows(self, at: Setting) -> list[list[Any]]:
        """Return the cells of the table under the chart at a setting."""
        return table_at(self.spec, at)

    def is_blank(self, at: Setting) -> bool:
        """Return whether the chart has nothing to draw at a setting."""
        return is_blank(self.spec, at)

    @property
    def ids(self) -> list[str]:
        """The figures and references that the chart draws at any setting."""
        rows = self.spec["datasets"][self.spec["data"]["name"]]
        return [name for row in rows for name in row["id"].split(" · ")]


def exhibits(at: Workspace) -> Iterator[Exhibit]:
    """Yield every chart of a report in the language of a workspace, but for those the source has nothing for.

    A source without slips begins with the chart of its figures by measure, every source together with the claims
    that several of them make.
    """
    if at.source == ALL:
        yield from _of_all_sources(at)
        return
    for section, charts in _charts(at).items():
        shown = [one for chart in charts if not _is_always_blank(one := _exhibit(section, chart), at)]
        if section == LEAD and not shown:
            shown = [_exhibit(section, figures.figures_by_measure(at.every.figures, at.run))]
        yield from shown


def _of_all_sources(at: Workspace) -> Iterator[Exhibit]:
    """Yield the charts of a report of every source: an analysis is of the figures of one source."""
    claims = _exhibit(LEAD, shared_claims.shared_claims(at.every.shared_claims, at.every.figures, at.sources, at.run))
    if not _is_always_blank(claims, at):
        yield claims
    yield _exhibit(LEAD, figures.figures_by_measure(at.every.figures, at.run))


def _exhibit(section: str, chart: Any) -> Exhibit:
    return Exhibit(section, chart.to_dict(validate=False))  # tests check it against Vega-Lite's schema


def _is_always_blank(exhibit: Exhibit, at: Workspace) -> bool:
    """Return whether the source has nothing for a chart: at no setting of its switches is anything drawn."""
    return all(exhibit.is_blank(setting) for setting in at.run.settings(exhibit.meta["follows"]))


def _charts(at: Workspace) -> dict[str, list[Any]]:
    every, printed, run = at.every, judged(at.printed), at.run
    every_figure = judged(every.figures)
    return {
        "lead": [slips.slips(every.evidence, every.verdicts, every_figure, run)],
        "concentration": [
            concentration.world_production(every.concentration, run),
            concentration.largest_three(every.concentration, run),
            concentration.minerals(at.minerals, run),
            shares.leading_producers(every.shares, every.world_output, run),
            shares.us_import_sources(every.shares, run),
            concentration.us_import_index(every.concentration, run),
            import_reliance.import_reliance(every.import_reliance, every_figure, printed, run),
            shares.reserve_holders(every.shares, every.concentration, run),
            shares.kazakh_deposits(every.shares, run),
        ],
        "demand": [
            demand.demand_levels(every.demand, every_figure, printed, run),
            demand.penetration(every.penetration, every_figure, printed, run),
            demand.demand_share(every.demand_share, run),
        ],
        "reserves": [
            reserves.deposits(every.reserves, run),
            mines.implied_ore(every.ore, run),
            mines.mine_life(every.mine_life, run),
            reserves.countries(every.reserves, printed, run),
            reserves.rare_earths(every.reserves, printed, run),
        ],
    }


_COMMODITY, _SERIES = pl.col("commodity"), pl.col("series")
_IS_TUNGSTEN, _IS_COUNTRY = _COMMODITY == "tungsten", pl.col("level") == "country"

DRAWN: Mapping[str, tuple[str, pl.Expr]] = {
    "figures-by-measure": ("figures", pl.col("role") == "figure"),
    "shared-claims": ("shared_claims", pl.lit(True)),
    "slips": ("evidence", pl.col("slip_power").is_not_null()),
    "minerals": ("minerals", pl.lit(True)),
    "world-production": ("concentration", _IS_TUNGSTEN & (_SERIES == "world_production")),
    "largest-three": ("concentration", _IS_TUNGSTEN & (_SERIES == "world_production")),
    "us-import-index": ("concentration", _IS_TUNGSTEN & (_SERIES == "us_import_sources")),
    "leading-producers": ("shares", _IS_TUNGSTEN & (_SERIES == "world_production")),
    "us-import-sources": ("shares", _IS_TUNGSTEN & (_SERIES == "us_import_sources")),
    "reserve-holders": ("shares", _IS_TUNGSTEN & (_SERIES == "world_reserves")),
    "kazakh-deposits": ("shares", _IS_TUNGSTEN & (_SERIES == "kazakh_deposits")),
    "import-reliance": ("import_reliance", pl.lit(True)),
    "demand-levels": ("demand", pl.lit(True)),
    "penetration": ("penetration", pl.lit(True)),
    "demand-share": ("demand_share", pl.lit(True)),
    "deposits": ("reserves", _IS_TUNGSTEN & ~_IS_COUNTRY),
    "implied-ore": ("ore", pl.lit(True)),
    "mine-life": ("mine_life", pl.lit(True)),
    "countries": ("reserves", _IS_TUNGSTEN & _IS_COUNTRY),
    "rare-earths": ("reserves", _COMMODITY == "rare_earths"),
}
"""Name of a chart → the table of ``data/processed`` it draws, and which of its rows."""


def tidy(at: Workspace) -> dict[str, pl.DataFrame]:
    """Return the rows that each chart draws, as they are in ``data/processed``, by the name of the chart."""
    tables = {**vars(at.every), "minerals": at.minerals}
    return {name: tables[table].filter(is_drawn) for name, (table, is_drawn) in DRAWN.items()}
