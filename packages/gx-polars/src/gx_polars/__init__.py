"""Great Expectations on Polars: ``context.data_sources.add_polars(...)`` once this is imported.

The README says what it does and what it leaves out.
"""

from gx_polars import _private

_private.require()

from gx_polars.datasource import PolarsDatasource, add_polars  # noqa: E402  (a clear message comes first)
from gx_polars.engine import PolarsExecutionEngine  # noqa: E402

__all__ = ["PolarsDatasource", "PolarsExecutionEngine", "add_polars"]
