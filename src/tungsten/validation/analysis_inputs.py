"""The analysis tables as the suites judge them: named rows, where they are written, and what columns say together."""

import polars as pl

from tungsten.ledger import read

_SERIES = ["series", "commodity", "period", "basis", "edition"]
_RANKING = ["level", "commodity", "edition"]


def concentration(table: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """With ``share_sum``, and the points the largest holder alone accounts for."""
    summed = shares.group_by(_SERIES).agg(share_sum=pl.col("share").sum().round(6))
    joined = table.join(summed, on=_SERIES, how="left", maintain_order="left")
    return _as_written(joined, "concentration", _SERIES).with_columns(
        pl.col("series", "basis", "leader").fill_null(""),
        pl.col("share_sum").fill_null(0.0),
        points_of_largest=pl.col("cr1") ** 2 - 1e-6,  # less what adding floats may cost
    )


def demand(table: pl.DataFrame) -> pl.DataFrame:
    """With a name for each row."""
    named = _as_written(table, "demand", ["product", "period", "origin", "reading"])
    return named.with_columns(pl.col("product", "origin", "reading", "unit").fill_null(""))


def reserves(table: pl.DataFrame) -> pl.DataFrame:
    """With how many bases and how many rows stand in the ranking a row takes part in."""
    is_ranked = pl.col("rank_best").is_not_null()
    bases = pl.col("basis").filter(is_ranked).n_unique().over(_RANKING)
    uncited = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in ("edition", "citation")]
    return _as_written(table, "reserves", [*_RANKING, "entity_id", "kind"]).with_columns(
        pl.col("entity_id", "level", "kind", "basis").fill_null(""),
        bases_in_ranking=pl.when(is_ranked).then(bases).cast(pl.Int64),
        rows_in_ranking=pl.when(is_ranked).then(is_ranked.sum().over(_RANKING)).cast(pl.Int64),
        rank_of_unknown=pl.when(pl.col("low").is_null()).then("rank_best"),
        left_out=pl.concat_str(uncited, separator=" ", ignore_nulls=True).replace("", None),
    )


def _as_written(table: pl.DataFrame, name: str, keys: list[str]) -> pl.DataFrame:
    """With ``row``, the keys in words, and the place each row has in the file the table is written to."""
    return table.with_columns(
        row=pl.concat_str(keys, separator=" ", ignore_nulls=True),
        file=pl.lit((read.PROCESSED / f"{name}.csv").as_posix()),
        file_line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64),
    )
