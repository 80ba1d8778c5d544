"""The tables that charts draw beside concentration, demand and reserves, as the suites judge them."""

from collections.abc import Callable
from functools import partial

import polars as pl

from tungsten.analysis import concentration, demand, reserves
from tungsten.analysis.tables import constants
from tungsten.dataset import COMMON, FOLDERS, OF_BOTH
from tungsten.ledger.clean import readable
from tungsten.ledger.read import Ledger

KEYS = {
    "shares": ["series", "commodity", "period", "basis", "edition", "entity_id"],
    "import_reliance": ["edition", "entity_id", "period", "figure_id", "reference_id"],
    "penetration": ["product", "period"],
    "world_output": ["edition", "period"],
    "demand_share": ["product", "period", "origin", "reading", "output_edition", "output_period"],
    "ore": ["entity_id", "figure_ids"],
    "mine_life": ["entity_id", "origin", "figure_ids"],
    "constants": ["name"],
}
"""The columns that tell the rows of each table apart."""


def rows(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """Return a table with ``row``, its keys in words, and the place each row has in its file; empty ids as text."""
    named = [column for column in ("entity_id", "product") if column in table.columns]
    return table.with_columns(
        pl.col(named).fill_null(""),
        row=pl.concat_str(KEYS[name], separator=" ", ignore_nulls=True),
        file=pl.lit((FOLDERS[COMMON if name in OF_BOTH else "printed"] / f"{name}.csv").as_posix()),
        file_line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64),
    )


def _shares(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    production, usgs, imports = (ledger.references[name] for name in ("production", "reserves", "us_imports"))
    return concentration.shares(concentration.holdings(figures, production, usgs, imports, ledger.entities))


def _world_output(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    return demand.world_output(figures, ledger.references["production"])


def _demand_share(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    levels = demand.demand(figures, ledger.references["constants"], ledger.wording)
    return demand.share_of_output(levels, _world_output(ledger, figures))


BUILDERS: dict[str, Callable[[Ledger, pl.DataFrame], pl.DataFrame]] = {
    "shares": _shares,
    "import_reliance": lambda ledger, figures: concentration.import_reliance(figures, ledger.references["us_imports"]),
    "penetration": lambda ledger, figures: demand.penetration_change(figures),
    "world_output": _world_output,
    "demand_share": _demand_share,
    "ore": lambda ledger, figures: reserves.ore_in_place(figures, ledger.entities),
    "mine_life": lambda ledger, figures: reserves.mine_life(figures, ledger.entities),
    "constants": lambda ledger, figures: constants(ledger.references["constants"]),
}
"""By the name of a table, the function of ledger and readable figures that computes it."""


def _judged(name: str, ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    return rows(name, BUILDERS[name](ledger, readable(figures)))


DRAWN = {name: partial(_judged, name) for name in KEYS}
"""By the name a suite gives its table, the function of ledger and tidy figures that returns it."""
