"""Periods and ranks of confidence that every analysis uses."""

import polars as pl

CONFIDENCE = pl.Enum(["recalled", "derived", "read_in_secondary", "read_in_source"])
"""How a reference was read, weakest first."""

NOT_STATED = "not_stated"


def period_label() -> pl.Expr:
    """Return the period of a tidy figure as ISO text: a year, month, day or ``2020/2023``; else ``not_stated``."""
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
