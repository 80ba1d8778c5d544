"""truthound, without its folder of past runs.

Its validators of uniqueness count the rows without the first one of each value; all others here count every row whose
value occurs again, which is a custom expression.
"""

import tempfile
from pathlib import Path
from typing import Any

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import polars as pl
    import truthound as th
    from truthound import validators as v

    context = without_history()
    together = " and ".join(spec.TOGETHER)

    def validators(source: Path) -> list[Any]:
        query = (
            f"SELECT {', '.join(spec.GROUP)}, SUM({spec.SUMMED}) AS held FROM data "
            f"GROUP BY {', '.join(spec.GROUP)} HAVING SUM({spec.SUMMED}) > {spec.most(source)}"
        )
        return [
            v.NullValidator(columns=list(spec.NOT_NULL)),
            *(v.BetweenValidator(low, high, columns=[name]) for name, (low, high) in spec.BETWEEN.items()),
            *(v.InSetValidator(words, columns=[name]) for name, words in spec.IN_SET.items()),
            *(v.RegexValidator(pattern, columns=[name]) for name, pattern in spec.REGEX.items()),
            v.CustomExpressionValidator(pl.col(spec.UNIQUE).is_duplicated().not_(), spec.UNIQUE),
            v.CustomExpressionValidator(pl.struct(spec.TOGETHER).is_duplicated().not_(), together),
            v.ColumnComparisonValidator([spec.LARGER, spec.SMALLER], ">="),
            v.TableRowCountExactValidator(spec.expected_rows(source)),
            v.QueryReturnsNoRowsValidator(query),
        ]

    def job(source: Path) -> spec.Counts:
        run = th.check(pl.scan_parquet(source), context=context, validators=validators(source), pushdown=False)
        if run.execution_issues:
            raise RuntimeError(str(run.execution_issues[0]))
        found: dict[tuple[str, str], int] = {}
        for issue in run.issues:
            about = issue.expected if issue.column == "_expression" else issue.column
            found[issue.issue_type, about] = issue.count
        wanted = [
            *(("null", name) for name in spec.NOT_NULL),
            *(("out_of_range", name) for name in spec.BETWEEN),
            *(("not_in_set", name) for name in spec.IN_SET),
            *(("regex_mismatch", name) for name in spec.REGEX),
            ("expression_validation_failed", spec.UNIQUE),
            ("expression_validation_failed", together),
            ("column_comparison_failed", f"{spec.LARGER}, {spec.SMALLER}"),
            ("row_count_mismatch", "_table"),
            ("query_unexpected_rows", "_query"),
        ]
        return spec.named([found.get(what, 0) for what in wanted])

    return job


def without_history() -> Any:
    """Return a context that writes no folder of past runs."""
    from truthound.context import TruthoundContext, TruthoundContextConfig

    settings = TruthoundContextConfig(persist_runs=False, persist_docs=False)
    return TruthoundContext(Path(tempfile.mkdtemp()), settings)
