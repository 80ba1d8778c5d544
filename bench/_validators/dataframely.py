"""dataframely, lazy and streaming; the sums by group are validated as a second table."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import Job
from bench import _validators as asked


def start() -> Job:
    import dataframely as dy
    import polars as pl

    kinds: dict[pl.DataType, type[dy.Column]] = {pl.Int64(): dy.Int64, pl.Float64(): dy.Float64, pl.String(): dy.String}

    def among(words: list[str]) -> Callable[[pl.Expr], pl.Expr]:
        return lambda column: column.is_in(words)

    rules: dict[str, dict[str, Any]] = {name: {"min": low, "max": high} for name, (low, high) in asked.BETWEEN.items()}
    rules |= {name: {"check": among(words)} for name, words in asked.IN_SET.items()}
    rules |= {name: {"regex": pattern} for name, pattern in asked.REGEX.items()}
    rules |= {asked.UNIQUE: {"unique": True}} | {name: {"primary_key": True} for name in asked.TOGETHER}
    larger = dy.rule()(lambda cls: pl.col(asked.LARGER) >= pl.col(asked.SMALLER))

    def failures(rows: pl.LazyFrame, schema: type[dy.Schema]) -> dict[str, int]:
        """Return the number of rows that fail, by rule."""
        found: dict[str, int] = schema.filter(rows, eager=False).collect_all(engine="streaming").failure.counts()
        return found

    def job(source: Path) -> asked.Counts:
        rows = pl.scan_parquet(source)
        columns = {name: kinds[dtype](**rules.get(name, {})) for name, dtype in rows.collect_schema().items()}
        found = failures(rows, type("Shipments", (dy.Schema,), columns | {"larger": larger}))
        sums = rows.group_by(asked.GROUP).agg(pl.col(asked.SUMMED).sum())
        within = dy.Float64(max=asked.most(source))
        found |= failures(sums.select(within=asked.SUMMED), type("Sums", (dy.Schema,), {"within": within}))
        n = rows.select(pl.len()).collect().item()
        return asked.named(
            [
                *(found.get(f"{name}|nullability", 0) for name in asked.NOT_NULL),
                *(found.get(f"{name}|min", 0) + found.get(f"{name}|max", 0) for name in asked.BETWEEN),
                *(found.get(f"{name}|check", 0) for name in asked.IN_SET),
                *(found.get(f"{name}|regex", 0) for name in asked.REGEX),
                found.get(f"{asked.UNIQUE}|unique", 0),
                found.get("primary_key", 0),
                found.get("larger", 0),
                int(n != asked.expected_rows(source)),
                found.get("within|max", 0),
            ]
        )

    return job
