"""truthound, without its folder of past runs.

Its validators of uniqueness count the rows without the first one of each value; all others here count every row whose
value occurs again, which is a custom expression.
"""

import tempfile
from pathlib import Path

from bench import Job
from bench import _validators as asked


def start() -> Job:
    import polars as pl
    import truthound as th
    from truthound import validators as v
    from truthound.context import TruthoundContext, TruthoundContextConfig

    settings = TruthoundContextConfig(persist_runs=False, persist_docs=False)
    context = TruthoundContext(Path(tempfile.mkdtemp()), settings)
    together = " and ".join(asked.TOGETHER)

    def validators(source: Path) -> list[v.Validator]:
        query = (
            f"SELECT {', '.join(asked.GROUP)}, SUM({asked.SUMMED}) AS held FROM data "
            f"GROUP BY {', '.join(asked.GROUP)} HAVING SUM({asked.SUMMED}) > {asked.most(source)}"
        )
        return [
            v.NullValidator(columns=list(asked.NOT_NULL)),
            *(v.BetweenValidator(low, high, columns=[name]) for name, (low, high) in asked.BETWEEN.items()),
            *(v.InSetValidator(words, columns=[name]) for name, words in asked.IN_SET.items()),
            *(v.RegexValidator(pattern, columns=[name]) for name, pattern in asked.REGEX.items()),
            v.CustomExpressionValidator(pl.col(asked.UNIQUE).is_duplicated().not_(), asked.UNIQUE),
            v.CustomExpressionValidator(pl.struct(asked.TOGETHER).is_duplicated().not_(), together),
            v.ColumnComparisonValidator([asked.LARGER, asked.SMALLER], ">="),
            v.TableRowCountExactValidator(asked.expected_rows(source)),
            v.QueryReturnsNoRowsValidator(query),
        ]

    def job(source: Path) -> asked.Counts:
        run = th.check(pl.scan_parquet(source), context=context, validators=validators(source), pushdown=False)
        if run.execution_issues:
            raise RuntimeError(str(run.execution_issues[0]))
        found: dict[tuple[str, str], int] = {}
        for issue in run.issues:
            about = issue.expected if issue.column == "_expression" else issue.column
            found[issue.issue_type, about] = issue.count
        wanted = [
            *(("null", name) for name in asked.NOT_NULL),
            *(("out_of_range", name) for name in asked.BETWEEN),
            *(("not_in_set", name) for name in asked.IN_SET),
            *(("regex_mismatch", name) for name in asked.REGEX),
            ("expression_validation_failed", asked.UNIQUE),
            ("expression_validation_failed", together),
            ("column_comparison_failed", f"{asked.LARGER}, {asked.SMALLER}"),
            ("row_count_mismatch", "_table"),
            ("query_unexpected_rows", "_query"),
        ]
        return asked.named([found.get(what, 0) for what in wanted])

    return job
