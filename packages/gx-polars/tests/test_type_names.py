"""Names of types of Polars, NumPy, pandas, Python and SQL; parameters in brackets must match."""

from typing import Any

import great_expectations.expectations as gxe
import pandas as pd
import polars as pl
import pytest
from both_engines import RELEASE, on_polars, raised

from gx_polars.type_names import is_type, to_type

EVERY_TYPE: list[pl.DataType] = [
    *(kind() for kind in (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)),
    *(kind() for kind in (pl.Float32, pl.Float64, pl.Boolean, pl.String, pl.Binary, pl.Date, pl.Time, pl.Null)),
    pl.Object(),
    pl.Categorical(),
    pl.Enum(["a", "b, c"]),
    pl.Decimal(10, 2),
    pl.Datetime("us"),
    pl.Datetime("ms", "Europe/Berlin"),
    pl.Duration("ns"),
    pl.List(pl.Int64()),
    pl.List(pl.List(pl.String())),
    pl.Array(pl.Int64(), 3),
    pl.Array(pl.Int64(), (2, 3)),
    pl.Struct({"a": pl.Int64(), "b, c": pl.List(pl.String())}),
    *(getattr(pl, name)() for name in ("Float16", "UInt128") if hasattr(pl, name)),
]


@pytest.mark.parametrize("dtype", EVERY_TYPE, ids=str)
def test_a_type_goes_by_its_own_name_and_by_no_other_types(dtype: pl.DataType) -> None:
    assert is_type(dtype, [str(dtype)])
    assert to_type(str(dtype)) == dtype
    others = [other for other in EVERY_TYPE if other != dtype]
    alike = {str(other) for other in others if is_type(dtype, [str(other)])}
    assert alike <= {"Object", "Categorical"}  # a name of pandas, and one without brackets
    if dtype not in (pl.Enum(["a", "b, c"]), pl.Categorical()):
        assert "Categorical" not in alike


@pytest.mark.parametrize("dtype", EVERY_TYPE, ids=str)
def test_both_expectations_on_types_know_a_type_by_its_own_name(dtype: pl.DataType) -> None:
    frame = pl.DataFrame({"x": pl.Series([], dtype=dtype)})
    assert on_polars(frame, gxe.ExpectColumnValuesToBeOfType(column="x", type_=str(dtype))).success
    if RELEASE >= (1, 24):
        same = on_polars(frame, gxe.ExpectColumnTypeToBe(column="x", type_=str(dtype)))
        other = on_polars(frame, gxe.ExpectColumnTypeToBe(column="x", type_="Array(Date, shape=(9,))"))
        assert (raised(same), raised(other)) == (None, None)
        assert (same.success, other.success) == (True, False)


NAIVE, AWARE = pl.Datetime("us"), pl.Datetime("ns", "UTC")


@pytest.mark.parametrize(
    ("dtype", "name", "is_so"),
    [
        (NAIVE, "datetime64[ns, UTC]", False),
        (AWARE, "datetime64[ns, UTC]", True),
        (AWARE, "datetime64[ns, Europe/Berlin]", False),
        (AWARE, "datetime64[ns]", False),
        (NAIVE, "datetime64[us]", True),
        (NAIVE, "datetime64[ns]", False),
        (NAIVE, "datetime64", True),
        (AWARE, "Datetime", True),
        (NAIVE, "Datetime('us')", True),
        (NAIVE, "Datetime[μs]", True),
        (AWARE, "DatetimeTZDtype(tz='UTC', unit='ns')", True),
        (pl.Duration("us"), "timedelta64[us]", True),
        (pl.Duration("us"), "timedelta64[ns]", False),
        (pl.List(pl.Int64()), "list", True),
        (pl.List(pl.Int64()), "list[int]", True),
        (pl.List(pl.Int64()), "list[str]", False),
        (pl.List(pl.Int64()), "List(Int32)", False),
        (pl.Decimal(10, 2), "Decimal(10, 2)", True),
        (pl.Decimal(10, 2), "NUMERIC(10,2)", True),
        (pl.Decimal(10, 2), "decimal(10, 3)", False),
        (pl.Array(pl.Int64(), 3), "Array(Int64)", True),
        (pl.Array(pl.Int64(), 3), "Array(Int64, 4)", False),
        (pl.Struct({"a": pl.Int64()}), "Struct({'a': int})", True),
        (pl.Struct({"a": pl.Int64()}), "Struct({'b': Int64})", False),
        (pl.Enum(["a"]), "Enum(['a'])", True),
        (pl.Enum(["a"]), "Enum(['b'])", False),
        (pl.String(), "list[str]", False),
    ],
)
def test_what_stands_in_brackets_must_be_so(dtype: pl.DataType, name: str, is_so: bool) -> None:
    assert is_type(dtype, [name]) is is_so


def test_a_parameter_that_a_type_has_not_got_is_refused() -> None:
    with pytest.raises(ValueError, match=r"String has no parameters, and so no 'VARCHAR\(20\)'"):
        is_type(pl.String(), ["VARCHAR(20)"])


@pytest.mark.parametrize("name", ["Int64", "string", "category", "int", "str", "boolean", "datetime64[ns]", "float32"])
def test_pandas_reads_its_own_names_as_before(name: str) -> None:
    known: Any = pd.api.types.pandas_dtype(name)
    assert not type(known).__name__.startswith("Polars")


def test_pandas_makes_no_series_of_a_polars_type() -> None:
    with pytest.raises(TypeError, match="pandas has no arrays of the types of Polars"):
        pd.Series([1], dtype="Date")
