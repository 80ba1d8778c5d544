"""Great Expectations on pandas, as in its documentation; the sums by group are validated as a second table."""

from pathlib import Path

from bench import Job
from bench import _validators as asked


def start() -> Job:
    import pandas as pd
    from great_expectations import expectations as gxe

    from bench._validators._suite import by_row, counts, in_memory

    asset = in_memory().data_sources.add_pandas("bench").add_dataframe_asset("shipments")
    whole = asset.add_batch_definition_whole_dataframe("whole")

    def job(source: Path) -> asked.Counts:
        rows = pd.read_parquet(source)
        sums = rows.groupby(asked.GROUP, as_index=False)[asked.SUMMED].sum()
        within = gxe.ExpectColumnValuesToBeBetween(column=asked.SUMMED, max_value=asked.most(source))
        found = counts(whole.get_batch(batch_parameters={"dataframe": rows}), by_row(source))
        found += counts(whole.get_batch(batch_parameters={"dataframe": sums}), [within])
        return asked.named(found)

    return job
