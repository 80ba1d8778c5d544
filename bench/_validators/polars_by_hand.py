"""The floor: the checks as a Polars expert would write them for this table only, streaming, with counts as result.

NOTE: duplicates are found by sorting, which is faster than grouping ten million values, and a hash of eight bytes is
sorted faster than two columns. Two different keys can have the same hash (expected once in 300,000 runs on 10⁷ rows).
"""

from pathlib import Path

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import polars as pl

    def is_duplicate(name: str) -> pl.Expr:
        value = pl.col(name)
        return (value == value.shift(1)) | (value == value.shift(-1))

    by_row = [
        *(pl.col(name).null_count() for name in spec.NOT_NULL),
        *(pl.col(name).is_between(low, high).not_().sum() for name, (low, high) in spec.BETWEEN.items()),
        *(pl.col(name).is_in(words).not_().sum() for name, words in spec.IN_SET.items()),
        *(pl.col(name).str.contains(pattern).not_().sum() for name, pattern in spec.REGEX.items()),
        (pl.col(spec.LARGER) < pl.col(spec.SMALLER)).sum(),
        pl.len(),
    ]

    first, second = spec.TOGETHER
    key = pl.col(first).hash(0) ^ pl.col(second).hash(1)

    def job(source: Path) -> spec.Counts:
        rows = pl.scan_parquet(source)
        sums = rows.group_by(spec.GROUP).agg(pl.col(spec.SUMMED).sum())
        queries = [
            rows.select(expression.alias(str(n)) for n, expression in enumerate(by_row)),
            rows.select(pl.col(spec.UNIQUE).sort()).select(is_duplicate(spec.UNIQUE).sum()),
            rows.select(key=key.sort()).select(is_duplicate("key").sum()),
            sums.filter(pl.col(spec.SUMMED) > spec.most(source)).select(pl.len()),
        ]
        by_row_counts, *others = pl.collect_all(queries, engine="streaming")
        *counts, pairs, n = by_row_counts.row(0)
        unique, together, groups = (answer.item() for answer in others)
        return spec.named([*counts, unique, together, pairs, int(n != spec.expected_rows(source)), groups])

    return job
