"""Made-up shipments in Parquet, for benches that judge a table: the same every time, sound or with errors planted."""

from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

PART = 10**6
"""Rows that are made at a time, so that a table may be larger than memory."""

EVERY = 10_007
"""One row in so many has a given error."""

COUNTRIES, YEARS = 60, range(1995, 2025)
MOST_T, MOST_USD = 4_000, 2_000
"""What a shipment weighs, and what its freight costs, at most."""

_PRIME = 2_147_483_647

Numbers = TypeVar("Numbers", pl.Series, pl.Expr)


def write_shipments(rows: int, folder: Path, planted: bool) -> Path:
    """One Parquet file, made in parts; errors are of every kind, each in its own rows."""
    parts = folder / "parts"
    parts.mkdir()
    for start in range(0, rows, PART):
        made = _shipments(start, min(PART, rows - start))
        (made.pipe(_spoilt) if planted else made).write_parquet(parts / f"{start:012}.parquet")
    whole = folder / f"shipments-{rows}.parquet"
    pl.scan_parquet(parts).drop("n").sink_parquet(whole)
    for part in parts.iterdir():
        part.unlink()
    return whole


def _shipments(start: int, rows: int) -> pl.DataFrame:
    """Sound shipments in no order; up to four lines share a declaration, and each line has an id of its own."""
    drawn = np.random.default_rng(start)

    def among(words: list[str]) -> pl.Series:
        return pl.Series(words)[drawn.integers(len(words), size=rows)]

    n = pl.int_range(start, start + rows, dtype=pl.Int64, eager=True)
    return pl.DataFrame(
        {
            "n": n,
            "id": _scattered(n),
            "declaration": "D" + _scattered(n // 4).cast(pl.String).str.zfill(10),
            "line": n % 4,
            "exporter": among([f"E{country:02}" for country in range(COUNTRIES)]),
            "importer": among([f"I{country:02}" for country in range(COUNTRIES)]),
            "product": among([f"{product}" for product in range(250_000, 255_000)]),
            "year": drawn.integers(YEARS.start, YEARS.stop, size=rows),
            "flow": among(["export", "import", "transit"]),
            "basis": among(["W", "WO3", "ore"]),
            "status": among(["final", "provisional"]),
            "reference": among([f"TR-{number}" for number in range(1000, 10_000)]),
            "quantity_t": drawn.uniform(0, MOST_T, size=rows).round(1),
            "share_pct": drawn.uniform(0, 100, size=rows).round(1),
            "value_usd": drawn.uniform(MOST_USD, 1_000_000, size=rows).round(),
            "freight_usd": drawn.uniform(0, MOST_USD, size=rows).round(),
        }
    )


def _spoilt(sound: pl.DataFrame) -> pl.DataFrame:
    """The shipments with one row in ``EVERY`` spoilt for each kind of error."""
    spoils: list[tuple[str, pl.Expr]] = [
        *((name, pl.lit(None)) for name in ("exporter", "importer", "product", "year", "quantity_t", "value_usd")),
        ("year", pl.lit(1890)),
        ("quantity_t", pl.lit(-1.0)),
        ("share_pct", pl.lit(180.0)),
        ("flow", pl.lit("imports")),
        ("basis", pl.lit("?")),
        ("status", pl.lit("")),
        ("product", pl.lit("26O100")),
        ("reference", pl.lit("TR 1000")),
        ("id", _scattered(pl.col("n") - 1)),
        ("line", (pl.col("line") + 3) % 4),
        ("freight_usd", pl.lit(5e6)),
    ]
    for kind, (name, bad) in enumerate(spoils):
        is_hit = pl.col("n") % EVERY == 1 + kind * 400
        sound = sound.with_columns(pl.when(is_hit).then(bad).otherwise(name).alias(name))
    return sound


def _scattered(numbers: Numbers) -> Numbers:
    """Each number below 2³¹ − 1 as another one of them, in no order."""
    return numbers * 1_103_515_245 % _PRIME
