"""``validate_wide``: two thousand checks, half of which fail, of a table with a thousand columns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import Bench, Job

COLUMNS = 1_000
NAMES = [f"column_{number}" for number in range(COLUMNS)]


def prepare(rows: int, folder: Path) -> Path:
    """Write a table of fractions; every second column has nulls and values that are too large."""
    import polars as pl

    row = pl.int_range(rows, eager=True)
    fractions = (row * 7_919 % 1_000 / 1_000).rename("fraction")
    broken = (
        pl.DataFrame(fractions)
        .select(
            pl.when(row % 1_000 == 0).then(None).when(row % 1_000 == 1).then(2.0).otherwise("fraction").alias("broken")
        )
        .to_series()
    )
    path = folder / f"wide-{rows}.parquet"
    pl.DataFrame({name: (broken, fractions)[n % 2] for n, name in enumerate(NAMES)}).write_parquet(path)
    return path


def on_polars() -> Job:
    import gx_polars  # noqa: F401  (adds the data source)
    import polars as pl

    from bench._validators._suite import in_memory

    asset = in_memory().data_sources.add_polars("bench").add_dataframe_asset("wide")
    return _job(asset.add_batch_definition_whole_dataframe("whole"), pl.read_parquet)


def on_pandas() -> Job:
    import pandas as pd

    from bench._validators._suite import in_memory

    asset = in_memory().data_sources.add_pandas("bench").add_dataframe_asset("wide")
    return _job(asset.add_batch_definition_whole_dataframe("whole"), pd.read_parquet)


def _job(whole: Any, read: Callable[[Path], Any]) -> Job:
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

    def job(source: Path) -> dict[str, int]:
        results = whole.get_batch(batch_parameters={"dataframe": read(source)}).validate(suite).results
        return {
            "failed": sum(not result.success for result in results),
            "unexpected": sum(result.result["unexpected_count"] for result in results),
        }

    return job


BENCH = Bench(prepare, {"gx_pandas": on_pandas, "gx_polars": on_polars}, floor="gx_pandas", sizes=(10_000,))
