"""The numbers of a passage as they are compared: with units of heads, shares in words as per cent, ends of ranges."""

from collections.abc import Mapping

import polars as pl

from tungsten.gate.heads import Head, unit_of

_ENDS = ("low", "high")


def compared(figures: pl.DataFrame, text: str, above: Mapping[int, Head]) -> pl.DataFrame:
    """Return the figures of a scan as they are compared with facts, and the ends of each range.

    Args:
        figures: Rows of a scan with their ``number``.
        text: The text of the passage.
        above: Where the head of a number is, by the place of the number.

    Returns:
        The same columns and ``is_share_in_words``; the ends of range ``n`` are numbered -2n - 1 and -2n - 2.
    """
    return figures.pipe(_as_percent).pipe(_with_head_units, text, above).pipe(_with_ends)


def _as_percent(figures: pl.DataFrame) -> pl.DataFrame:
    """Return shares in words ("half", "two thirds") as whole percentages."""
    is_share = (pl.col("unit") == "ratio") & (pl.col("high") <= 1)
    return figures.with_columns(
        *(pl.when(is_share).then((pl.col(end) * 100).round()).otherwise(end).alias(end) for end in _ENDS),
        unit=pl.when(is_share).then(pl.lit("percent")).otherwise("unit"),
        per=pl.when((pl.col("unit") != "percent") | (pl.col("per") != "count")).then("per"),  # 8% each
        is_share_in_words=is_share.fill_null(False),
    )


def _with_head_units(figures: pl.DataFrame, text: str, above: Mapping[int, Head]) -> pl.DataFrame:
    """Give each number without a unit that of its head, and multiply it by the factor: 67 thousand tonnes."""
    rows = []
    for place, unit in figures.select("char_start", "unit").iter_rows():
        head = above.get(place)
        found = unit_of(text[head.start : head.end]) if head and unit is None else None
        rows.append((found.factor, found.unit, found.per) if found else (1.0, None, None))
    schema = {"factor": pl.Float64, "head_unit": pl.String, "head_per": pl.String}
    return (
        figures.hstack(pl.DataFrame(rows, schema=schema, orient="row"))
        .with_columns(
            *(pl.col(end) * pl.col("factor") for end in _ENDS),
            unit=pl.coalesce("unit", "head_unit"),
            per=pl.coalesce("per", "head_per"),
        )
        .drop(schema)
    )


def _with_ends(figures: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("number").cast(pl.Int64)
    ranges = figures.filter(pl.col("low") != pl.col("high")).with_columns(qualifier=pl.lit("exact"))
    low = ranges.with_columns(number=-2 * number - 1, high="low")
    high = ranges.with_columns(number=-2 * number - 2, low="high")
    return pl.concat([figures.with_columns(number=number), low, high])
