"""Generate printed quantities in the styles of news articles, with fixed seeds."""

import re
from pathlib import Path
from shutil import rmtree

import numpy as np
import polars as pl

PART = 10**6
"""Rows generated at a time."""

HEDGES = [None] * 6 + ["حوالي", "أكثر من", "تصل إلى", "نحو"]  # about, more than, reaching up to, about
STYLES = [
    "{whole} طن",  # tonnes
    "{grouped} طن WO₃",
    "{decimal} مليون طن",  # million tonnes
    "{decimal} مليون دولار",  # million dollars
    "و{decimal} مليار دولار",  # and … billion dollars
    "{small}-{larger} مليارات دولار",  # billions of dollars
    "{decimal}٪",
    "{decimal} ٪",
    "{fraction}٪ - {greater}٪",
    "{small} إلى {larger} سنوات",  # … to … years
    "ثلاثة أضعاف",  # three times
    "المرتبة الثانية",  # second place
    "مليون طن",  # a million tonnes
    "{whole} تصاريح",  # permits
    "{whole} تن",  # no unit
]
EASTERN = dict(zip("0123456789.", "٠١٢٣٤٥٦٧٨٩٫", strict=True))


def write_prints(rows: int, folder: Path) -> Path:
    """Write one Parquet file of printed quantities, in parts, and return its path."""
    whole = folder / "prints.parquet"
    parts = folder / "parts"
    parts.mkdir()
    for first in range(0, rows, PART):
        prints(min(PART, rows - first), first).write_parquet(parts / f"{first:012}.parquet")
    pl.scan_parquet(parts).sink_parquet(whole)
    rmtree(parts)
    return whole


def prints(rows: int, first: int = 0) -> pl.DataFrame:
    """Return ``printed`` and ``hedge_printed``; one row in five has Arabic-Indic digits, one in fifteen no unit."""
    rng = np.random.default_rng(first)
    numbers = pl.DataFrame(
        {
            "style": rng.integers(len(STYLES), size=rows),
            "hedge": rng.integers(len(HEDGES), size=rows),
            "is_eastern": rng.random(size=rows) < 0.2,
            "whole": rng.integers(1, 10**6, size=rows),
            "thousands": rng.integers(1, 1000, size=rows),
            "ones": rng.integers(0, 1000, size=rows),
            "decimal": rng.uniform(0.1, 1000, size=rows).round(2),
            "small": rng.integers(1, 10, size=rows),
            "fraction": rng.uniform(0.01, 1, size=rows).round(2),
        }
    )
    text = {
        "whole": pl.col("whole").cast(pl.String),
        "grouped": pl.format("{},{}", "thousands", pl.col("ones").cast(pl.String).str.zfill(3)),
        "decimal": pl.col("decimal").cast(pl.String),
        "small": pl.col("small").cast(pl.String),
        "larger": (pl.col("small") + 1).cast(pl.String),
        "fraction": pl.col("fraction").cast(pl.String),
        "greater": (pl.col("fraction") + 0.01).round(2).cast(pl.String),
    }
    styles = [_fill(style, text) for style in STYLES]
    printed = pl.coalesce(pl.when(pl.col("style") == number).then(style) for number, style in enumerate(styles))
    eastern = printed.str.replace_many(EASTERN)
    return numbers.select(
        printed=pl.when("is_eastern").then(eastern).otherwise(printed),
        hedge_printed=pl.lit(pl.Series(HEDGES, dtype=pl.String)).gather("hedge"),
    )


def _fill(style: str, text: dict[str, pl.Expr]) -> pl.Expr:
    pieces = re.split(r"\{(\w+)\}", style)
    return pl.concat_str(text[piece] if number % 2 else pl.lit(piece) for number, piece in enumerate(pieces))
