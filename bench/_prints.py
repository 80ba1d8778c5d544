"""Made-up printed quantities in the styles of news copy: the same every time, any number of them."""

import re
from pathlib import Path
from shutil import rmtree

import numpy as np
import polars as pl

PART = 10**6
"""Rows that are made at a time."""

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
    """One Parquet file of them, made in parts."""
    whole = folder / "prints.parquet"
    parts = folder / "parts"
    parts.mkdir()
    for first in range(0, rows, PART):
        prints(min(PART, rows - first), first).write_parquet(parts / f"{first:012}.parquet")
    pl.scan_parquet(parts).sink_parquet(whole)
    rmtree(parts)
    return whole


def prints(rows: int, first: int = 0) -> pl.DataFrame:
    """``printed`` and ``hedge_printed``; one row in five in Arabic-Indic digits, one in fifteen no quantity."""
    drawn = np.random.default_rng(first)
    numbers = pl.DataFrame(
        {
            "style": drawn.integers(len(STYLES), size=rows),
            "hedge": drawn.integers(len(HEDGES), size=rows),
            "is_eastern": drawn.random(size=rows) < 0.2,
            "whole": drawn.integers(1, 10**6, size=rows),
            "thousands": drawn.integers(1, 1000, size=rows),
            "ones": drawn.integers(0, 1000, size=rows),
            "decimal": drawn.uniform(0.1, 1000, size=rows).round(2),
            "small": drawn.integers(1, 10, size=rows),
            "fraction": drawn.uniform(0.01, 1, size=rows).round(2),
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
    styles = [_filled(style, text) for style in STYLES]
    written = pl.coalesce(pl.when(pl.col("style") == number).then(style) for number, style in enumerate(styles))
    eastern = written.str.replace_many(EASTERN)
    return numbers.select(
        printed=pl.when("is_eastern").then(eastern).otherwise(written),
        hedge_printed=pl.lit(pl.Series(HEDGES, dtype=pl.String)).gather("hedge"),
    )


def _filled(style: str, text: dict[str, pl.Expr]) -> pl.Expr:
    pieces = re.split(r"\{(\w+)\}", style)
    return pl.concat_str(text[piece] if number % 2 else pl.lit(piece) for number, piece in enumerate(pieces))
