"""Claims that two sources make: the same measure of the same entity for the same period, side by side.

Two claims agree as a figure agrees with a reference: their intervals meet on one basis, or do so
after they are widened by the measured spread of the series.
"""

import polars as pl

from tungsten.analysis.inputs import period_label
from tungsten.evidence import trioxide
from tungsten.evidence.compare import claims, compare, expectations, with_plausible_range
from tungsten.evidence.reference_match import (
    as_claimed,
    is_on_same_basis,
    on_the_figures_basis,
    spreads,
    with_readings,
)
from tungsten.evidence.table import publication_days
from tungsten.ledger.interval import with_bounds
from tungsten.ledger.read import Ledger

SAME = ["entity_id", "measure", "commodity", "unit", "per", "period_start", "period_end"]
"""What two figures have in common that make the same claim; an empty cell equals an empty one."""

OF_EACH = ["figure_id", "source_id", "published", "basis"]

SERIES = ["entity_id", "measure", "commodity"]


def shared_claims(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return the figures of two sources that make the same claim, one row a pair, the one published earlier first.

    ``low`` and ``high`` are what the earlier one claims, converted to the basis of the later one. ``outcome`` and
    ``chance`` are those of the later figure held against the earlier one. ``earlier`` names the source of the earlier
    one; it is empty if both were published on the same day.
    """
    expected = expectations(ledger.references)
    compared = (
        _pairs(_dated(figures, ledger), ledger)
        .join(_spread(expected), on=SERIES, how="left", maintain_order="left")
        .pipe(with_readings, trioxide.factor(expected))
        .pipe(as_claimed)
        .pipe(on_the_figures_basis)
        .with_columns(confirms=~pl.col("is_between"), refutes=pl.lit(True))
        .pipe(compare)
    )
    is_earlier = pl.col("published_ref") < pl.col("published")
    earlier = {name: pl.col(f"{name}_ref") for name in OF_EACH}
    later = {f"other_{name}": pl.col(name) for name in OF_EACH}
    return compared.with_columns(period=period_label()).select(
        *("entity_id", "measure", "commodity", "period", "unit"),
        **earlier,
        low="expected_low",
        high="expected_high",
        **later,
        other_low="observed_low",
        other_high="observed_high",
        earlier=pl.when(is_earlier).then("source_id_ref"),
        outcome="outcome",
        chance="chance",
        spread="spread",
    )


def _dated(figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return the figures that have a value, with the day on which their source was published and its place in order."""
    published = publication_days(ledger).with_row_index("order")
    valued = figures.filter(pl.col("role") == "figure", pl.col("low").is_not_null())
    return valued.join(published, on="source_id", maintain_order="left")


def _pairs(dated: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return each figure beside those of sources published earlier that make the same claim (``_ref``)."""
    others = with_bounds(dated).rename({name: f"{name}_ref" for name in with_bounds(dated).columns if name not in SAME})
    pairs = (
        claims(dated)
        .pipe(with_plausible_range, ledger.measures)
        .join(others, on=SAME, nulls_equal=True, maintain_order="right_left")
    )
    is_after = (pl.col("published") > pl.col("published_ref")) | (
        (pl.col("published") == pl.col("published_ref")) & (pl.col("order") > pl.col("order_ref"))
    )
    return pairs.filter(is_after, is_on_same_basis() | (pl.col("basis") == pl.col("basis_ref")))


def _spread(expected: pl.DataFrame) -> pl.DataFrame:
    """Return the largest spread measured for an entity, a measure and a commodity."""
    return spreads(expected).group_by(SERIES, maintain_order=True).agg(pl.col("spread").max())
