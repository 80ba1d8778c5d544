"""Great Expectations on Polars: importing this package adds ``context.data_sources.add_polars(...)``."""

from gx_polars import _private

_private.require()

from gx_polars.datasource import PolarsDatasource, add_polars  # noqa: E402  (after the check of the release)
from gx_polars.engine import PolarsExecutionEngine  # noqa: E402

__all__ = ["PolarsDatasource", "PolarsExecutionEngine", "add_polars"]
