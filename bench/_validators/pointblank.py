"""pointblank."""

from pathlib import Path

from bench import Job
from bench import _validators as asked


def start() -> Job:
    import pointblank as pb
    import polars as pl

    def job(source: Path) -> asked.Counts:
        plan = pb.Validate(pl.read_parquet(source)).col_vals_not_null(list(asked.NOT_NULL))
        for name, (low, high) in asked.BETWEEN.items():
            plan = plan.col_vals_between(name, low, high, na_pass=True)
        for name, words in asked.IN_SET.items():
            plan = plan.col_vals_in_set(name, words)
        for name, pattern in asked.REGEX.items():
            plan = plan.col_vals_regex(name, pattern, na_pass=True)
        plan = plan.rows_distinct(asked.UNIQUE).rows_distinct(asked.TOGETHER)
        plan = plan.col_vals_ge(asked.LARGER, pb.col(asked.SMALLER), na_pass=True)
        plan = plan.row_count_match(asked.expected_rows(source))
        plan = plan.col_vals_le(asked.SUMMED, asked.most(source), pre=sums)
        failed = plan.interrogate().n_failed()
        return asked.named([int(failed[n]) for n in sorted(failed)])

    def sums(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.group_by(asked.GROUP).agg(pl.col(asked.SUMMED).sum())

    return job
