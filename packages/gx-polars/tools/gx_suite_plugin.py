"""pytest plugin: gives Great Expectations' own integration tests Polars sources in place of pandas'.

Load it with ``-p gx_suite_plugin``. Frames are handed over as Polars frames,
CSV files are read by Polars; every other data source is left out. With
``GX_SUITE_ENGINE=pandas`` nothing is replaced, for a run to compare with.
"""

import importlib
import locale as system_locale
import os
import pathlib
from typing import Any

import pytest

REPLACED = ("pandas-data-frame", "pandas-filesystem-csv")
"""How the tests' names mark the data sources that are replaced."""


_setlocale = system_locale.setlocale


def _set_locale(category: int, locale: Any = None) -> str:
    """Set a locale; the plain one where the tests ask for one that the machine hasn't got."""
    try:
        return _setlocale(category, locale)
    except system_locale.Error:
        return _setlocale(category, "C.UTF-8")


system_locale.setlocale = _set_locale


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the replaced data sources."""
    kept = [item for item in items if any(label in item.name for label in REPLACED)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_sessionstart() -> None:
    """Replace what the tests' configurations make of their data."""
    if os.environ.get("GX_SUITE_ENGINE") == "pandas":
        return
    configs = "tests.integration.test_utils.data_source_config"

    import gx_polars  # noqa: F401  (adds the data source)

    frames: Any = importlib.import_module(f"{configs}.pandas_data_frame").PandasDataFrameBatchTestSetup
    files: Any = importlib.import_module(f"{configs}.pandas_filesystem_csv").PandasFilesystemCsvBatchTestSetup
    frames.make_asset = _frame_asset
    frames.make_batch = _frame_batch
    files.make_asset = _file_asset
    files.make_batch = _file_batch


def _frame_asset(setup: Any) -> Any:
    source = setup.context.data_sources.add_polars(setup._random_resource_name())
    return source.add_dataframe_asset(setup._random_resource_name())


def _frame_batch(setup: Any) -> Any:
    whole = setup.make_asset().add_batch_definition_whole_dataframe(setup._random_resource_name())
    return whole.get_batch(batch_parameters={"dataframe": as_polars(setup.data)})


def _file_asset(setup: Any) -> Any:
    source = setup.context.data_sources.add_polars(setup._random_resource_name())
    path = pathlib.Path(setup._base_dir) / setup.csv_path
    return source.add_csv_asset(setup._random_resource_name(), path, **_csv_options(setup.config.read_options))


def _file_batch(setup: Any) -> Any:
    return setup.make_asset().add_batch_definition_whole_dataframe(setup._random_resource_name()).get_batch()


def _csv_options(given: dict[str, Any]) -> dict[str, Any]:
    """Polars' options for pandas'; dates are found by pandas in named columns, by Polars everywhere."""
    unknown = set(given) - {"parse_dates", "date_format"}
    assert not unknown, f"options of pandas.read_csv without an equivalent here: {unknown}"
    options: dict[str, Any] = {"try_parse_dates": True} if given.get("parse_dates") else {}
    return options


def as_polars(data: Any) -> Any:
    """A pandas frame as a user would hold it in Polars: by its values, NaN as null."""
    import polars as pl

    return pl.DataFrame([_series(str(name), data[name]) for name in data.columns])


def _series(name: str, series: Any) -> Any:
    import pandas as pd
    import polars as pl

    if pd.api.types.is_object_dtype(series.dtype) or str(series.dtype) in ("str", "string"):
        plain = [None if gap else _plain(value) for value, gap in zip(series.tolist(), series.isna(), strict=True)]
        try:
            return pl.Series(name, plain)
        except (TypeError, pl.exceptions.PolarsError):
            return pl.Series(name, plain, dtype=pl.Object)
    return pl.from_pandas(series.rename(name))


def _plain(value: Any) -> Any:
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
