"""pandera on Polars; the sums by group are validated as a second table."""

from pathlib import Path

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import pandera.polars as pa
    import polars as pl

    checks = {name: pa.Check.in_range(low, high) for name, (low, high) in spec.BETWEEN.items()}
    checks |= {name: pa.Check.isin(words) for name, words in spec.IN_SET.items()}
    checks |= {name: pa.Check.str_matches(pattern) for name, pattern in spec.REGEX.items()}
    larger = pa.Check(lambda data: data.lazyframe.select(pl.col(spec.LARGER) >= pl.col(spec.SMALLER)), name="larger")

    def failures(frame: pl.DataFrame, schema: pa.DataFrameSchema) -> dict[tuple[str | None, str], int]:
        """Return the number of failures, by column and kind of check."""
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            counted = error.failure_cases.group_by("column", "check").len()
            return {(column, check.split("(")[0]): number for column, check, number in counted.iter_rows()}
        return {}

    def job(source: Path) -> spec.Counts:
        frame = pl.read_parquet(source)
        columns = {
            name: pa.Column(dtype, checks.get(name), nullable=name not in spec.NOT_NULL, unique=name == spec.UNIQUE)
            for name, dtype in frame.schema.items()
        }
        failed = failures(frame, pa.DataFrameSchema(columns, checks=[larger], unique=spec.TOGETHER))
        sums = frame.group_by(spec.GROUP).agg(pl.col(spec.SUMMED).sum())
        within = pa.Column(pl.Float64, pa.Check.le(spec.most(source)))
        failed |= failures(sums, pa.DataFrameSchema({spec.SUMMED: within}))
        return spec.named(
            [
                *(failed.get((name, "not_nullable"), 0) for name in spec.NOT_NULL),
                *(failed.get((name, "in_range"), 0) for name in spec.BETWEEN),
                *(failed.get((name, "isin"), 0) for name in spec.IN_SET),
                *(failed.get((name, "str_matches"), 0) for name in spec.REGEX),
                failed.get((spec.UNIQUE, "field_uniqueness"), 0),
                failed.get((None, "multiple_fields_uniqueness"), 0),
                failed.get((None, "larger"), 0),
                int(frame.height != spec.expected_rows(source)),
                failed.get((spec.SUMMED, "less_than_or_equal_to"), 0),
            ]
        )

    return job
