"""The mass fraction of W in WO₃, by which every package converts one into the other."""

import polars as pl

from tungsten import Unusable

WHERE = "data/raw/reference/constants.csv"


def is_tungsten_in_trioxide() -> pl.Expr:
    """Return whether a reference is a mass fraction of W in WO₃, printed or derived."""
    is_fraction = (pl.col("measure") == "mass_fraction") & (pl.col("basis") == "W")
    return is_fraction & (pl.col("entity_id") == "tungsten_trioxide")


def tungsten_in_trioxide(references: pl.DataFrame) -> pl.DataFrame:
    """Return the row of the fraction that decides (USGS, Minerals Yearbook: 0.793); raise `Unusable` if not one."""
    row = references.filter(is_tungsten_in_trioxide(), pl.col("decides"))
    if row.height != 1:
        rows = f"{row.height} rows mass_fraction of tungsten_trioxide on W that decide"
        raise Unusable(f"{WHERE}: {rows}; one is needed")
    return row


def factor(references: pl.DataFrame) -> float:
    """Return tonnes of W in a tonne of WO₃."""
    return float(tungsten_in_trioxide(references)["low"].item())
