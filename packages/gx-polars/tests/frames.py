"""Hypothesis strategies of frames and of values in them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import strategies as st

WORDS = [
    "",
    "a",
    "A",
    "ab",
    "abc",
    "b",
    "é",
    "e\u0301",
    "ß",
    "ابن",
    "نُ",
    "日本",
    "٣",
    "3",
    "-1.5",
    "2020-01-31",
    "a\n",
    "²",
    "👩‍👩‍👧",
]

_VALUES: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "key": (pl.Int64, st.integers(0, 6)),
    "whole": (pl.Int64, st.integers(-3, 5)),
    "other": (pl.Int64, st.integers(-3, 5)),
    "real": (
        pl.Float64,
        st.sampled_from([-1.5, -0.0, 0.0, 0.1, 1.0, 2.5, 1e9, float("inf"), float("-inf"), float("nan")]),
    ),
    "ratio": (pl.Float64, st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0, 3.0])),
    "text": (pl.String, st.sampled_from(WORDS)),
    "name": (pl.String, st.sampled_from(["a", "b", "c", "ab"])),
    "flag": (pl.Boolean, st.booleans()),
    "day": (pl.Date, st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9))),
    "moment": (pl.Datetime("us"), st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 2))),
    "berlin": (pl.Datetime("us", "Europe/Berlin"), st.sampled_from(["2020-01-01T00:30", "2020-01-01T13:00"])),
    "utc": (pl.Datetime("us", "UTC"), st.sampled_from(["2019-12-31T23:30", "2020-01-01T12:00", "2020-01-01T00:30"])),
    "price": (pl.Decimal(10, 2), st.integers(-200, 200).map(lambda cents: Decimal(cents) / 100)),
    "nothing": (pl.Null, st.none()),
}
_NEVER_MISSING = {"key", "ratio"}

NUMBERS = ["key", "whole", "other", "real", "ratio", "price"]
TEXTS = ["text", "name"]
ANY = list(_VALUES)


@st.composite
def frames(draw: st.DrawFn, max_rows: int = 9) -> pl.DataFrame:
    """Return a frame with all kinds of columns: gaps, NaN, duplicates, or no rows."""
    rows = draw(st.integers(0, max_rows))
    columns = {}
    for name, (dtype, values) in _VALUES.items():
        if name not in _NEVER_MISSING and name != "nothing":
            gaps = draw(st.sampled_from(["none", "some", "all"])) if rows else "none"
            values = {"none": values, "some": st.one_of(st.none(), values), "all": st.none()}[gaps]
        drawn = draw(st.lists(values, min_size=rows, max_size=rows))
        if getattr(dtype, "time_zone", None):
            moments = pl.Series(name, drawn, dtype=pl.String).str.to_datetime(time_unit="us")
            columns[name] = moments.dt.replace_time_zone(dtype.time_zone)
        else:
            columns[name] = pl.Series(name, drawn, dtype=dtype)
    return pl.DataFrame(columns)
