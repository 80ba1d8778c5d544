"""framelaw, whose checks list the failing rows; the sums by group are validated as a second table."""

from pathlib import Path
from typing import Any

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import framelaw as fl
    import polars as pl

    column = fl.checks.column
    checks: dict[str, list[Any]] = {name: [column.between(*ends)] for name, ends in spec.BETWEEN.items()}
    checks |= {name: [column.one_of(words)] for name, words in spec.IN_SET.items()}
    checks |= {name: [column.matches(pattern)] for name, pattern in spec.REGEX.items()}
    checks[spec.UNIQUE] = [column.unique()]
    across = [
        fl.checks.table.unique_together(spec.TOGETHER),
        fl.checks.table.gte_column(spec.LARGER, spec.SMALLER),
    ]

    def failures(rows: Any, schema: Any) -> dict[tuple[str, ...], set[int]]:
        """Return the failing rows, by kind (``missing`` or ``wrong``) and columns."""
        report = schema.validate(rows, raise_on_error=False)
        failed: dict[tuple[str, ...], set[int]] = {}
        for error in report.errors if report is not None else ():
            kind = "missing" if error.check == "NotNull" else "wrong"
            failed.setdefault((kind, *error.columns), set()).update(error.rows)
        return failed

    def job(source: Path) -> spec.Counts:
        rows = pl.read_parquet(source)
        columns = {
            name: fl.Column(dtype, nullable=name not in spec.NOT_NULL, checks=checks.get(name, []))
            for name, dtype in rows.schema.items()
        }
        failed = failures(rows, fl.Schema(columns, dataframe_checks=across))
        sums = rows.group_by(spec.GROUP).agg(pl.col(spec.SUMMED).sum()).select(spec.SUMMED)
        within = fl.Column(pl.Float64, checks=[column.lte(spec.most(source))])
        failed |= {("sums",): failures(sums, fl.Schema({spec.SUMMED: within})).get(("wrong", spec.SUMMED), set())}
        wanted = [
            *(("missing", name) for name in spec.NOT_NULL),
            *(("wrong", name) for name in (*spec.BETWEEN, *spec.IN_SET, *spec.REGEX, spec.UNIQUE)),
            ("wrong", *spec.TOGETHER),
            ("wrong", spec.LARGER, spec.SMALLER),
        ]
        wrong_height = int(rows.height != spec.expected_rows(source))
        counts = [len(failed.get(what, ())) for what in wanted]
        return spec.named([*counts, wrong_height, len(failed["sums",])])

    return job
