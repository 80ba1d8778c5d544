"""pandera on Polars; the sums by group are validated as a second table."""

from pathlib import Path

from bench import Job
from bench import _validators as asked


def start() -> Job:
    import pandera.polars as pa
    import polars as pl

    checks = {name: pa.Check.in_range(low, high) for name, (low, high) in asked.BETWEEN.items()}
    checks |= {name: pa.Check.isin(words) for name, words in asked.IN_SET.items()}
    checks |= {name: pa.Check.str_matches(pattern) for name, pattern in asked.REGEX.items()}
    larger = pa.Check(lambda data: data.lazyframe.select(pl.col(asked.LARGER) >= pl.col(asked.SMALLER)), name="larger")

    def failures(frame: pl.DataFrame, schema: pa.DataFrameSchema) -> dict[tuple[str | None, str], int]:
        """Return the number of failures, by column and kind of check."""
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as found:
            counted = found.failure_cases.group_by("column", "check").len()
            return {(column, check.split("(")[0]): number for column, check, number in counted.iter_rows()}
        return {}

    def job(source: Path) -> asked.Counts:
        frame = pl.read_parquet(source)
        columns = {
            name: pa.Column(dtype, checks.get(name), nullable=name not in asked.NOT_NULL, unique=name == asked.UNIQUE)
            for name, dtype in frame.schema.items()
        }
        found = failures(frame, pa.DataFrameSchema(columns, checks=[larger], unique=asked.TOGETHER))
        sums = frame.group_by(asked.GROUP).agg(pl.col(asked.SUMMED).sum())
        within = pa.Column(pl.Float64, pa.Check.le(asked.most(source)))
        found |= failures(sums, pa.DataFrameSchema({asked.SUMMED: within}))
        return asked.named(
            [
                *(found.get((name, "not_nullable"), 0) for name in asked.NOT_NULL),
                *(found.get((name, "in_range"), 0) for name in asked.BETWEEN),
                *(found.get((name, "isin"), 0) for name in asked.IN_SET),
                *(found.get((name, "str_matches"), 0) for name in asked.REGEX),
                found.get((asked.UNIQUE, "field_uniqueness"), 0),
                found.get((None, "multiple_fields_uniqueness"), 0),
                found.get((None, "larger"), 0),
                int(frame.height != asked.expected_rows(source)),
                found.get((asked.SUMMED, "less_than_or_equal_to"), 0),
            ]
        )

    return job
