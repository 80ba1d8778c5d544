"""What kind of entity a row is about, and which deposits a group names."""

import polars as pl


def with_entity_kind(rows: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Add ``entity_kind`` (country, deposit, block, sum, world …; ``unlisted`` if unknown) and ``country``."""
    known = entities.select("entity_id", "country", entity_kind="kind").unique("entity_id", keep="first")
    joined = rows.join(known, on="entity_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("entity_kind").fill_null("unlisted"))


def members(entities: pl.DataFrame) -> pl.DataFrame:
    """Return ``entity_id, member``: each deposit with itself, and each group with the deposits its name contains."""
    deposits = entities.filter(pl.col("kind") == "deposit").select(name="alias", member="entity_id")
    groups = entities.filter(pl.col("kind") == "deposit_group").select("entity_id", "alias")
    in_groups = groups.join(deposits, how="cross").filter(pl.col("alias").str.contains(pl.col("name"), literal=True))
    own = deposits.select("member", entity_id="member")
    return pl.concat([own, in_groups.select("member", "entity_id")]).unique(maintain_order=True)
