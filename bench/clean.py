"""``clean``: parse printed quantities from Parquet into low, high, rounding, unit and qualifier.

The answer is, for each unit and qualifier, the number of rows and the sums of their numbers. The project's own
contestant uses its full grammar of three languages. The others are written as an expert of each tool would write them,
and get only the words that occur, which is an advantage.
"""

import re
from collections import defaultdict
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from bench import Bench, Job
from bench._prints import STYLES, write_prints
from tungsten.ledger import pack
from tungsten.ledger.quantity import read_quantities

Answer: TypeAlias = dict[str, list[float]]

_WHOLE = "[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}|[1-9][0-9]{0,11}|0[0-9]{0,11}"
NUMERAL = rf"(?:{_WHOLE})(?:\.[0-9]{{1,12}})?"
"""Pattern of a number in digits, with commas between thousands."""

NUMBERS = rf"^({NUMERAL}) *(?:% *)?(?:- *({NUMERAL}) *(?:% *)?)?(?:[^0-9.,% -]|$)"
IN_FRONT, OF_NUMBERS = " و", "0123456789.,%- "
READINGS = (
    pack.words("digit")
    | {"٫": ".", "٬": ",", "٪": "%", "–": "-"}
    | {word: f" {means} " for word, means in pack.words("number").items() if any(word in style for style in STYLES)}
    | {"إلى": "-"}  # to
)
"""Every sign and number word that occurs, with its meaning."""
SIGNS = {word: means for word, means in READINGS.items() if len(word) == len(means) == 1 and word != means}
OCCURRING = [word for word in READINGS if word not in SIGNS]
WORDS = sorted(OCCURRING, key=len, reverse=True)
_SIGN_BY_SIGN = str.maketrans(SIGNS)
_ANY_WORD = re.compile("|".join(WORDS))


@cache
def phrases() -> pl.DataFrame:
    """Return every phrase that follows a number or stands alone in the generated prints, with its meaning."""
    scales = {
        word: float(means) for word, means in pack.words("scale").items() if any(word in style for style in STYLES)
    }
    named = {
        word: pack.units()[of] for word, of in pack.words("unit").items() if any(word in style for style in STYLES)
    }
    rows: list[tuple[str, float | None, float | None, str | None]] = [("", 1.0, None, None)]
    for scale, factor in ({"": 1.0} | scales).items():
        alone = factor if scale and pack.words("scale_alone").get(scale) == "" else None
        rows += [(scale, factor, alone, None)] if scale else []
        for word, of in named.items():
            times, one = factor * of.factor, None if alone is None else alone * of.factor
            rows.append((f"{scale} {word}".strip(), times, one, of.base or None))
    rows += [
        (f"المرتبة {word}", None, float(place), "rank") for word, place in pack.words("ordinal").items()
    ]  # the place
    kinds = {"words": pl.String, "times": pl.Float64, "alone": pl.Float64, "unit": pl.String}
    return pl.DataFrame(rows, schema=kinds, orient="row").unique("words", keep="first", maintain_order=True)


def by_expressions() -> Job:
    """The expressions of the ledger, streaming."""

    def job(source: Path) -> Answer:
        read = read_quantities(pl.scan_parquet(source), "printed", "hedge_printed")
        kinds = read.group_by("unit", "qualifier").agg(pl.len(), pl.col("low", "high", "rounding").sum())
        return _answer(kinds.collect(engine="streaming").rows())

    return job


def by_sql() -> Job:
    """DuckDB: one query that joins tables of the lexicon."""
    import duckdb

    known = duckdb.connect()
    meanings, hedges = phrases(), pl.DataFrame({"hedge": pack.hedges().keys(), "means": pack.hedges().values()})
    known.execute("create table meanings (words varchar, times double, alone double, unit varchar)")
    known.executemany("insert into meanings values (?, ?, ?, ?)", meanings.rows())
    known.execute("create table hedges (hedge varchar, means varchar)")
    known.executemany("insert into hedges values (?, ?)", hedges.rows())

    def job(source: Path) -> Answer:
        return _answer(known.execute(_sql(source)).fetchall())

    return job


def by_series() -> Job:
    """pandas: its ``.str`` methods and ``map``."""
    import pandas as pd

    known = phrases().rows_by_key("words", unique=True)
    times, alone, units = ({words: meaning[place] for words, meaning in known.items()} for place in range(3))

    def places(text: Any) -> Any:
        length = text.str.len()
        point = text.str.find(".")
        zeros = length - text.str.rstrip("0").str.len()
        return (point + 1 - length).where(point >= 0, zeros.where(zeros < length, 0)).where(text.notna())

    def job(source: Path) -> Answer:
        printed = pd.read_parquet(source)
        written = printed["printed"].str.translate(_SIGN_BY_SIGN).str.replace(_ANY_WORD, _reading, regex=True)
        written = written.str.lstrip(IN_FRONT).str.rstrip()
        ends = written.str.extract(NUMBERS)
        words = written.str.lstrip(OF_NUMBERS)
        first, last = (ends[place].str.replace(",", "", regex=False) for place in ends)
        low, high = pd.to_numeric(first), pd.to_numeric(last)
        factor, unit, is_range = words.map(times), words.map(units), last.notna()
        hedge = printed["hedge_printed"].map(pack.hedges())
        step = 10.0 ** pd.concat([places(first), places(last)], axis=1).max(axis=1).astype(float)
        place = step.fillna(1.0) * factor
        is_percent_unit = written.str.contains("%", regex=False)
        place = place.where(~is_percent_unit, place.clip(upper=(hedge == "approx") * 9.0 + 1.0))
        printed["rounding"] = place / 2
        is_counted = (unit == "count") & (place <= 1) & (hedge != "approx")
        is_exact = (unit == "rank") | is_counted | (is_range & hedge.isna())
        printed.loc[is_exact, "rounding"] = 0.0
        printed["low"] = (low * factor).where(words != written, words.map(alone))
        printed["high"] = (high * factor).where(low <= high).where(is_range, printed["low"])
        is_percent = written.str.contains("%", regex=False)
        bare = pd.Series("percent", index=words.index).where(words == "")
        printed["unit"] = unit.where(~is_percent | (unit == "percent"), bare)
        exact = hedge.where(printed["hedge_printed"].notna(), "exact")
        printed["qualifier"] = exact.where(~is_range, "range")
        kinds = printed.groupby(["unit", "qualifier"], dropna=False)[["low", "high", "rounding"]]
        rows = kinds.sum().assign(n=kinds.size()).reset_index()[["unit", "qualifier", "n", "low", "high", "rounding"]]
        return _answer(rows.astype(object).where(rows.notna(), None).itertuples(index=False))

    return job


def by_pattern() -> Job:
    """Plain Python: ``re``, row by row."""
    import pyarrow.parquet as pq

    numbers, known, hedges = re.compile(NUMBERS), phrases().rows_by_key("words", unique=True), pack.hedges()
    nothing = (None, None, None)

    def read(printed: str, hedge: str | None) -> tuple[Any, ...]:
        written = _ANY_WORD.sub(_reading, printed.translate(_SIGN_BY_SIGN)).lstrip(IN_FRONT).rstrip()
        words = written.lstrip(OF_NUMBERS)
        times, alone, unit = known.get(words, nothing)
        match = numbers.match(written)
        first, last = ((end and end.replace(",", "")) for end in match.groups()) if match else (None, None)
        means = hedges.get(hedge) if hedge else None
        low = high = rounding = None
        if times is not None:
            step = 10.0 ** max(_place(end) for end in (first, last) if end) if first else 1.0
            place = step * times
            if "%" in written:
                place = min(place, 10.0 if means == "approx" else 1.0)
            rounding = 0.0 if unit == "count" and place <= 1 and means != "approx" else place / 2
        if unit == "rank" or (last and means is None):
            rounding = 0.0
        if words == written:
            low = high = alone
        elif first and times is not None:
            low = float(first) * times
            high = low if last is None else float(last) * times if float(first) <= float(last) else None
        if "%" in written and unit != "percent":
            unit = "percent" if words == "" else None
        return low, high, rounding, unit, "range" if last else means if hedge else "exact"

    def job(source: Path) -> Answer:
        kinds: dict[tuple[Any, Any], list[float]] = defaultdict(lambda: [0, 0.0, 0.0, 0.0])
        for batch in pq.ParquetFile(source).iter_batches():
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                *values, unit, qualifier = read(*row)
                kind = kinds[unit, qualifier]
                kind[0] += 1
                for place, value in enumerate(values, start=1):
                    kind[place] += value or 0.0
        return _answer((*kind, *sums) for kind, sums in kinds.items())

    return job


def as_good(answer: Answer, right: Answer) -> bool:
    """Return whether both have the same kinds and counts, and equal sums but for floating-point errors."""
    return answer.keys() == right.keys() and all(
        isclose(one, other, rel_tol=1e-9)
        for kind in right
        for one, other in zip(answer[kind], right[kind], strict=True)
    )


def _reading(match: re.Match[str]) -> str:
    return READINGS[match[0]]


def _place(digits: str) -> int:
    """Return the power of ten of the last significant digit."""
    point = digits.find(".")
    zeros = len(digits) - len(digits.rstrip("0"))
    return point + 1 - len(digits) if point >= 0 else zeros if zeros < len(digits) else 0


def _answer(rows: Any) -> Answer:
    return {f"{unit} {qualifier}": [n, *(value or 0.0 for value in sums)] for unit, qualifier, n, *sums in rows}


def _sql(source: Path) -> str:
    swapped = "text"
    for word in WORDS:
        swapped = f"replace({swapped}, '{word}', '{READINGS[word]}')"
    place = """case when contains({0}, '.') then position('.' in {0}) - length({0})
        when rtrim({0}, '0') = '' then 0 else length({0}) - length(rtrim({0}, '0')) end"""
    return f"""
    with spelt as (
        select hedge_printed, case when regexp_matches(printed, '[{"".join(SIGNS)}]')
            then translate(printed, '{"".join(SIGNS)}', '{"".join(SIGNS.values())}') else printed end as text
        from read_parquet('{source}')
    ), written as (
        select hedge_printed, rtrim(ltrim(
            case when regexp_matches(text, '{"|".join(WORDS)}') then {swapped} else text end, '{IN_FRONT}'
        )) as written from spelt
    ), parts as (
        select hedge_printed, written, ltrim(written, '{OF_NUMBERS}') as words, contains(written, '%') as is_percent,
            regexp_extract(written, '{NUMBERS}', ['first', 'last']) as ends
        from written
    ), ended as (
        select * exclude ends, words = written as stands_alone,
            nullif(replace(ends.first, ',', ''), '') as first, nullif(replace(ends.last, ',', ''), '') as last
        from parts
    ), measured as (
        select ended.*, times, alone, unit, means, last is not null as is_range,
            cast(first as double) as start, cast(last as double) as stop,
            greatest({place.format("first")}, {place.format("last")}) as place
        from ended left join meanings using (words) left join hedges on hedge = hedge_printed
    ), valued as (
        select
            case when stands_alone then alone else start * times end as low,
            case when is_range then case when start <= stop then stop * times end
                when stands_alone then alone else start * times end as high,
            coalesce(10.0 ** place, 1) * times as exact_to,
            case when unit = 'rank' or (is_range and means is null) then 0
                when is_percent then least(exact_to, case when means = 'approx' then 10 else 1 end) / 2
                when unit = 'count' and exact_to <= 1 and means is distinct from 'approx' then 0
                else exact_to / 2 end as rounding,
            case when not is_percent or unit = 'percent' then unit when words = '' then 'percent' end as unit,
            case when is_range then 'range' when hedge_printed is null then 'exact' else means end as qualifier
        from measured
    )
    select unit, qualifier, count(*), sum(low), sum(high), sum(rounding) from valued group by all
    """


BENCH = Bench(
    write_prints,
    {"polars": by_expressions, "duckdb": by_sql, "pandas_str": by_series, "python_re": by_pattern},
    floor="polars",
    agrees=as_good,
)
