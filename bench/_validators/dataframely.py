"""dataframely, lazy and streaming; the sums by group are validated as a second table."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import dataframely as dy
    import polars as pl

    kinds: dict[pl.DataType, type[dy.Column]] = {pl.Int64(): dy.Int64, pl.Float64(): dy.Float64, pl.String(): dy.String}

    def among(words: list[str]) -> Callable[[pl.Expr], pl.Expr]:
        return lambda column: column.is_in(words)

    rules: dict[str, dict[str, Any]] = {name: {"min": low, "max": high} for name, (low, high) in spec.BETWEEN.items()}
    rules |= {name: {"check": among(words)} for name, words in spec.IN_SET.items()}
    rules |= {name: {"regex": pattern} for name, pattern in spec.REGEX.items()}
    rules |= {spec.UNIQUE: {"unique": True}} | {name: {"primary_key": True} for name in spec.TOGETHER}
    larger = dy.rule()(lambda cls: pl.col(spec.LARGER) >= pl.col(spec.SMALLER))

    def failures(rows: pl.LazyFrame, schema: type[dy.Schema]) -> dict[str, int]:
        """Return the number of rows that fail, by rule."""
        failed: dict[str, int] = schema.filter(rows, eager=False).collect_all(engine="streaming").failure.counts()
        return failed

    def job(source: Path) -> spec.Counts:
        rows = pl.scan_parquet(source)
        columns = {name: kinds[dtype](**rules.get(name, {})) for name, dtype in rows.collect_schema().items()}
        failed = failures(rows, type("Shipments", (dy.Schema,), columns | {"larger": larger}))
        sums = rows.group_by(spec.GROUP).agg(pl.col(spec.SUMMED).sum())
        within = dy.Float64(max=spec.most(source))
        failed |= failures(sums.select(within=spec.SUMMED), type("Sums", (dy.Schema,), {"within": within}))
        n = rows.select(pl.len()).collect().item()
        return spec.named(
            [
                *(failed.get(f"{name}|nullability", 0) for name in spec.NOT_NULL),
                *(failed.get(f"{name}|min", 0) + failed.get(f"{name}|max", 0) for name in spec.BETWEEN),
                *(failed.get(f"{name}|check", 0) for name in spec.IN_SET),
                *(failed.get(f"{name}|regex", 0) for name in spec.REGEX),
                failed.get(f"{spec.UNIQUE}|unique", 0),
                failed.get("primary_key", 0),
                failed.get("larger", 0),
                int(n != spec.expected_rows(source)),
                failed.get("within|max", 0),
            ]
        )

    return job
