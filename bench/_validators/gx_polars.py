"""Great Expectations on the engine of this project, gx-polars."""

from pathlib import Path

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import gx_polars  # noqa: F401  (adds the data source)
    import polars as pl

    from bench._validators._suite import by_group, by_row, counts, in_memory

    asset = in_memory().data_sources.add_polars("bench").add_dataframe_asset("shipments")
    whole = asset.add_batch_definition_whole_dataframe("whole")

    def job(source: Path) -> spec.Counts:
        batch = whole.get_batch(batch_parameters={"dataframe": pl.scan_parquet(source)})
        return spec.named(counts(batch, [*by_row(source), by_group(source)]))

    return job
