"""Generate a table of bilateral trade by importer, exporter, product and year, with fixed seeds."""

from pathlib import Path
from shutil import rmtree

import numpy as np
import polars as pl

PART = 10**6
"""Rows generated at a time."""

PARTNERS = 27
"""Number of exporters of a product to an importer in a year."""

COUNTRIES, YEARS = 200, 20
UNNAMED = "unspecified"


def write_trade(rows: int, folder: Path) -> Path:
    """Write one Parquet file, in parts, and return its path; the rows of a group are spread over the file."""
    parts, whole = folder / "parts", folder / "trade.parquet"
    parts.mkdir()
    for first in range(0, rows, PART):
        _trade(first, min(PART, rows - first), rows).write_parquet(parts / f"{first:012}.parquet")
    pl.scan_parquet(parts).sink_parquet(whole)
    rmtree(parts)
    return whole


def _trade(first: int, rows: int, of: int) -> pl.DataFrame:
    """Return trade whose exporters differ within a group.

    A third of the groups has a row of unnamed exporters, and one value in a thousand is null.
    """
    rng = np.random.default_rng(first)
    flow = pl.int_range(first, first + rows, dtype=pl.Int64, eager=True)
    groups = max(of // PARTNERS, 1)
    group, partner = flow % groups, flow // groups
    exporter = "C" + ((group * 31 + partner * 7) % COUNTRIES).cast(pl.String).str.zfill(3)
    return pl.DataFrame(
        {
            "importer": "C" + (group % COUNTRIES).cast(pl.String).str.zfill(3),
            "product": (250_000 + group // COUNTRIES // YEARS).cast(pl.String),
            "year": 2005 + group // COUNTRIES % YEARS,
            "exporter": exporter.set((partner == 0) & (group % 3 == 0), UNNAMED),
            "usd": rng.lognormal(10, 2, size=rows),
        }
    ).with_columns(usd=pl.when(pl.Series(rng.random(size=rows)) > 0.001).then("usd"))
