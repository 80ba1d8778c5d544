"""framelaw, whose checks list the failing rows; the sums by group are validated as a second table."""

from pathlib import Path
from typing import Any

from bench import Job
from bench import _validators as asked


def start() -> Job:
    import framelaw as fl
    import polars as pl

    column = fl.checks.column
    checks: dict[str, list[Any]] = {name: [column.between(*ends)] for name, ends in asked.BETWEEN.items()}
    checks |= {name: [column.one_of(words)] for name, words in asked.IN_SET.items()}
    checks |= {name: [column.matches(pattern)] for name, pattern in asked.REGEX.items()}
    checks[asked.UNIQUE] = [column.unique()]
    across = [fl.checks.table.unique_together(asked.TOGETHER), fl.checks.table.gte_column(asked.LARGER, asked.SMALLER)]

    def failures(rows: Any, schema: Any) -> dict[tuple[str, ...], set[int]]:
        """Return the failing rows, by kind (``missing`` or ``wrong``) and columns."""
        report = schema.validate(rows, raise_on_error=False)
        found: dict[tuple[str, ...], set[int]] = {}
        for error in report.errors if report is not None else ():
            kind = "missing" if error.check == "NotNull" else "wrong"
            found.setdefault((kind, *error.columns), set()).update(error.rows)
        return found

    def job(source: Path) -> asked.Counts:
        rows = pl.read_parquet(source)
        columns = {
            name: fl.Column(dtype, nullable=name not in asked.NOT_NULL, checks=checks.get(name, []))
            for name, dtype in rows.schema.items()
        }
        found = failures(rows, fl.Schema(columns, dataframe_checks=across))
        sums = rows.group_by(asked.GROUP).agg(pl.col(asked.SUMMED).sum()).select(asked.SUMMED)
        within = fl.Column(pl.Float64, checks=[column.lte(asked.most(source))])
        found |= {("sums",): failures(sums, fl.Schema({asked.SUMMED: within})).get(("wrong", asked.SUMMED), set())}
        wanted = [
            *(("missing", name) for name in asked.NOT_NULL),
            *(("wrong", name) for name in (*asked.BETWEEN, *asked.IN_SET, *asked.REGEX, asked.UNIQUE)),
            ("wrong", *asked.TOGETHER),
            ("wrong", asked.LARGER, asked.SMALLER),
        ]
        wrong_height = int(rows.height != asked.expected_rows(source))
        counts = [len(found.get(what, ())) for what in wanted]
        return asked.named([*counts, wrong_height, len(found["sums",])])

    return job
