"""Every table the suites judge, those of the analysis among them.

It stands outside the rooms, since it looks into three of them: what follows
from the figures is judged with them, on printed and on corrected values,
before anything is written.
"""

import polars as pl

from tungsten.analysis.concentration import concentration, holdings, shares
from tungsten.analysis.demand import demand
from tungsten.analysis.reserves import reserves
from tungsten.ledger.clean import readable
from tungsten.ledger.read import Ledger
from tungsten.validation import analysis_inputs as analysed
from tungsten.validation import inputs as tables


def concentration_table(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """The concentration of every series, in per cent and index points."""
    production, usgs, imports = (ledger.references[name] for name in ("production", "reserves", "us_imports"))
    held = holdings(readable(figures), production, usgs, imports, ledger.entities)
    return analysed.concentration(concentration(held), shares(held))


def demand_table(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """Demand by product and year, in tonnes."""
    return analysed.demand(demand(readable(figures), ledger.references["constants"], ledger.wording))


def reserves_table(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """What lies in deposits and countries, in tonnes, with its ranks."""
    usgs, constants = ledger.references["reserves"], ledger.references["constants"]
    return analysed.reserves(reserves(readable(figures), usgs, constants, ledger.entities))


OF_VALUES = tables.OF_VALUES | {
    "concentration": concentration_table,
    "demand": demand_table,
    "reserves": reserves_table,
}
"""How each table is made that depends on the figures judged by."""
