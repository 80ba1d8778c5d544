"""pointblank."""

from pathlib import Path

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import pointblank as pb
    import polars as pl

    def job(source: Path) -> spec.Counts:
        plan = pb.Validate(pl.read_parquet(source)).col_vals_not_null(list(spec.NOT_NULL))
        for name, (low, high) in spec.BETWEEN.items():
            plan = plan.col_vals_between(name, low, high, na_pass=True)
        for name, words in spec.IN_SET.items():
            plan = plan.col_vals_in_set(name, words)
        for name, pattern in spec.REGEX.items():
            plan = plan.col_vals_regex(name, pattern, na_pass=True)
        plan = plan.rows_distinct(spec.UNIQUE).rows_distinct(spec.TOGETHER)
        plan = plan.col_vals_ge(spec.LARGER, pb.col(spec.SMALLER), na_pass=True)
        plan = plan.row_count_match(spec.expected_rows(source))
        plan = plan.col_vals_le(spec.SUMMED, spec.most(source), pre=sums)
        failed = plan.interrogate().n_failed()
        return spec.named([int(failed[n]) for n in sorted(failed)])

    def sums(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.group_by(spec.GROUP).agg(pl.col(spec.SUMMED).sum())

    return job
