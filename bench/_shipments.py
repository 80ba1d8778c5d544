"""Generate shipments in Parquet for the benchmarks of validation, with fixed seeds, with or without errors."""

from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

PART = 10**6
"""Rows generated at a time, so that the table can be larger than memory."""

EVERY = 10_007
"""One row of this many has an error, for each kind of error."""

COUNTRIES, YEARS = 60, range(1995, 2025)
MOST_T, MOST_USD = 4_000, 2_000
"""Largest weight of a shipment, and largest cost of its freight."""

_PRIME = 2_147_483_647

Numbers = TypeVar("Numbers", pl.Series, pl.Expr)


def write_shipments(rows: int, folder: Path, planted: bool) -> Path:
    """Write one Parquet file, in parts, and return its path; ``planted`` adds every kind of error."""
    parts = folder / "parts"
    parts.mkdir()
    for start in range(0, rows, PART):
        shipments = _shipments(start, min(PART, rows - start))
        (shipments.pipe(_with_errors) if planted else shipments).write_parquet(parts / f"{start:012}.parquet")
    whole = folder / f"shipments-{rows}.parquet"
    pl.scan_parquet(parts).drop("n").sink_parquet(whole)
    for path in parts.iterdir():
        path.unlink()
    return whole


def _shipments(start: int, rows: int) -> pl.DataFrame:
    """Return shipments without errors, in random order; up to four lines share a declaration, each with its own id."""
    rng = np.random.default_rng(start)

    def choice(words: list[str]) -> pl.Series:
        return pl.Series(words)[rng.integers(len(words), size=rows)]

    n = pl.int_range(start, start + rows, dtype=pl.Int64, eager=True)
    return pl.DataFrame(
        {
            "n": n,
            "id": _scattered(n),
            "declaration": "D" + _scattered(n // 4).cast(pl.String).str.zfill(10),
            "line": n % 4,
            "exporter": choice([f"E{country:02}" for country in range(COUNTRIES)]),
            "importer": choice([f"I{country:02}" for country in range(COUNTRIES)]),
            "product": choice([f"{product}" for product in range(250_000, 255_000)]),
            "year": rng.integers(YEARS.start, YEARS.stop, size=rows),
            "flow": choice(["export", "import", "transit"]),
            "basis": choice(["W", "WO3", "ore"]),
            "status": choice(["final", "provisional"]),
            "reference": choice([f"TR-{number}" for number in range(1000, 10_000)]),
            "quantity_t": rng.uniform(0, MOST_T, size=rows).round(1),
            "share_pct": rng.uniform(0, 100, size=rows).round(1),
            "value_usd": rng.uniform(MOST_USD, 1_000_000, size=rows).round(),
            "freight_usd": rng.uniform(0, MOST_USD, size=rows).round(),
        }
    )


def _with_errors(shipments: pl.DataFrame) -> pl.DataFrame:
    """Return the shipments with each kind of error in one of `EVERY` rows."""
    errors: list[tuple[str, pl.Expr]] = [
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
    for kind, (name, wrong) in enumerate(errors):
        has_error = pl.col("n") % EVERY == 1 + kind * 400
        shipments = shipments.with_columns(pl.when(has_error).then(wrong).otherwise(name).alias(name))
    return shipments


def _scattered(numbers: Numbers) -> Numbers:
    """Map each number below 2³¹ − 1 to another one, so that consecutive numbers are far apart."""
    return numbers * 1_103_515_245 % _PRIME
