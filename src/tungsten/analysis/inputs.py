"""What every calculation asks of its inputs: a period in words, the kind of an entity."""

import polars as pl

CONFIDENCE = pl.Enum(["recalled", "derived", "read_in_secondary", "read_in_source"])
"""How a reference was read, weakest first."""

NOT_STATED = "not_stated"


def period_label() -> pl.Expr:
    """A tidy figure's period as ISO text: year, month, day or ``2020/2023``; ``not_stated`` where it has none."""
    start, end = pl.col("period_start"), pl.col("period_end")
    whole_years = (start.dt.ordinal_day() == 1) & (end.dt.month() == 12) & (end.dt.day() == 31)
    return (
        pl.when(start.is_null() | end.is_null())
        .then(pl.lit(NOT_STATED))
        .when(start == end)
        .then(start.dt.to_string("%Y-%m-%d"))
        .when(whole_years & (start.dt.year() == end.dt.year()))
        .then(start.dt.to_string("%Y"))
        .when(whole_years)
        .then(pl.format("{}/{}", start.dt.year(), end.dt.year()))
        .otherwise(pl.format("{}/{}", start.dt.to_string("%Y-%m-%d"), end.dt.to_string("%Y-%m-%d")))
    )


def with_entity_kind(rows: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """The same rows with ``entity_kind`` (country, deposit, block, sum, world …) and ``country`` of their entity."""
    known = entities.select("entity_id", "country", entity_kind="kind").unique("entity_id", keep="first")
    joined = rows.join(known, on="entity_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("entity_kind").fill_null("unlisted"))
