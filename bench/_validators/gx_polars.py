"""Great Expectations on this project's engine."""

from pathlib import Path

from bench import Job
from bench import _validators as asked


def start() -> Job:
    import gx_polars  # noqa: F401  (adds the data source)
    from bench._validators._suite import by_group, by_row, counts, in_memory

    source_of = in_memory().data_sources.add_polars("bench")

    def job(source: Path) -> asked.Counts:
        asset = source_of.add_parquet_asset("shipments", path=source)
        batch = asset.add_batch_definition_whole_dataframe("whole").get_batch()
        found = counts(batch, [*by_row(source), by_group(source)])
        source_of.delete_asset("shipments")
        return asked.named(found)

    return job
