"""American reliance on tungsten imports, as the article and the survey print it."""

import polars as pl

from tungsten.analysis.inputs import period_label
from tungsten.ledger.interval import with_bounds, with_reference_bounds


def import_reliance(figures: pl.DataFrame, imports: pl.DataFrame) -> pl.DataFrame:
    """Return American reliance on tungsten imports in per cent, as intervals between 0 and 100.

    The survey's ">50" becomes [50, 100]. Columns ``entity_id, edition, period,
    basis, qualifier, least, most, figure_id, reference_id``.
    """
    is_reliance = pl.col("measure") == "import_reliance"
    printed = figures.filter(is_reliance, pl.col("role") == "figure").pipe(with_bounds)
    survey = imports.filter(is_reliance).pipe(with_reference_bounds)
    columns = ["entity_id", "edition", "period", "basis", "qualifier", "least", "most"]
    return (
        pl.concat(
            [
                printed.with_columns(period=period_label(), edition="source_id").select(*columns, "figure_id"),
                survey.select(*columns, "reference_id"),
            ],
            how="diagonal",
        )
        .with_columns(pl.col("most").clip(upper_bound=100))
        .sort("edition", "period", "figure_id", "reference_id", descending=[True, False, False, False])
    )
