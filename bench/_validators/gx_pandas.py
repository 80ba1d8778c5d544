"""Great Expectations on pandas, as in its documentation; the sums by group are validated as a second table."""

from pathlib import Path

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import pandas as pd
    from great_expectations import expectations as gxe

    from bench._validators._suite import by_row, counts, in_memory

    asset = in_memory().data_sources.add_pandas("bench").add_dataframe_asset("shipments")
    whole = asset.add_batch_definition_whole_dataframe("whole")

    def job(source: Path) -> spec.Counts:
        rows = pd.read_parquet(source)
        sums = rows.groupby(spec.GROUP, as_index=False)[spec.SUMMED].sum()
        within = gxe.ExpectColumnValuesToBeBetween(column=spec.SUMMED, max_value=spec.most(source))
        failed = counts(whole.get_batch(batch_parameters={"dataframe": rows}), by_row(source))
        failed += counts(whole.get_batch(batch_parameters={"dataframe": sums}), [within])
        return spec.named(failed)

    return job
