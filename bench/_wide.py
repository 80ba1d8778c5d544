"""A table of a thousand columns, and the validators that make two checks of each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bench import Job

COLUMNS: Final = 1_000
NAMES: Final = [f"column_{number}" for number in range(COLUMNS)]

Found = dict[str, int]
"""The number of checks that fail, and of values that fail them."""


def write_fractions(rows: int, folder: Path, planted: bool) -> Path:
    """Write a table of fractions; with errors, every second column has nulls and values that are too large."""
    import polars as pl

    row = pl.int_range(rows, eager=True)
    fractions = (row * 7_919 % 1_000 / 1_000).rename("fraction")
    error = pl.when(row % 1_000 == 0).then(None).when(row % 1_000 == 1).then(2.0).otherwise("fraction")
    broken = pl.DataFrame(fractions).select(broken=error).to_series() if planted else fractions
    path = folder / f"wide-{rows}.parquet"
    pl.DataFrame({name: (broken, fractions)[n % 2] for n, name in enumerate(NAMES)}).write_parquet(path)
    return path


def polars_by_hand() -> Job:
    import polars as pl

    counts = [
        count.alias(f"{name} {check}")
        for name in NAMES
        for check, count in {
            "null": pl.col(name).null_count(),
            "range": pl.col(name).is_between(0, 1).not_().sum(),
        }.items()
    ]

    def job(source: Path) -> Found:
        found = pl.read_parquet(source).lazy().select(counts).collect(engine="streaming").row(0)
        return _found(found)

    return job


def gx_polars() -> Job:
    import gx_polars  # noqa: F401  (adds the data source)
    import polars as pl

    from bench._validators._suite import in_memory

    asset = in_memory().data_sources.add_polars("bench").add_dataframe_asset("wide")
    return _with_great_expectations(asset.add_batch_definition_whole_dataframe("whole"), pl.read_parquet)


def gx_pandas() -> Job:
    import pandas as pd

    from bench._validators._suite import in_memory

    asset = in_memory().data_sources.add_pandas("bench").add_dataframe_asset("wide")
    return _with_great_expectations(asset.add_batch_definition_whole_dataframe("whole"), pd.read_parquet)


def framelaw() -> Job:
    import framelaw as fl
    import polars as pl

    within = fl.checks.column.between(0, 1)
    schema = fl.Schema({name: fl.Column(pl.Float64, nullable=False, checks=[within]) for name in NAMES})

    def job(source: Path) -> Found:
        report = schema.validate(pl.read_parquet(source), raise_on_error=False)
        return _found([len(error.rows) for error in (report.errors if report is not None else ())])

    return job


def truthound() -> Job:
    import polars as pl
    import truthound as th
    from truthound import validators as v

    from bench._validators.truthound import without_history

    context = without_history()
    validators = [v.NullValidator(columns=NAMES), v.BetweenValidator(0, 1, columns=NAMES)]

    def job(source: Path) -> Found:
        run = th.check(pl.read_parquet(source), context=context, validators=validators, pushdown=False)
        if run.execution_issues:
            raise RuntimeError(str(run.execution_issues[0]))
        return _found([issue.count for issue in run.issues])

    return job


CONTESTANTS: Final = {start.__name__: start for start in (polars_by_hand, gx_polars, gx_pandas, framelaw, truthound)}


def _with_great_expectations(whole: Any, read: Callable[[Path], Any]) -> Job:
    import great_expectations as gx
    import great_expectations.expectations as gxe

    checks = [
        check
        for name in NAMES
        for check in (
            gxe.ExpectColumnValuesToNotBeNull(column=name),
            gxe.ExpectColumnValuesToBeBetween(column=name, min_value=0, max_value=1),
        )
    ]
    suite = gx.ExpectationSuite(name="wide", expectations=checks)

    def job(source: Path) -> Found:
        results = whole.get_batch(batch_parameters={"dataframe": read(source)}).validate(suite).results
        return _found([result.result["unexpected_count"] for result in results])

    return job


def _found(counts: Any) -> Found:
    return {"failed": sum(count > 0 for count in counts), "unexpected": sum(counts)}
