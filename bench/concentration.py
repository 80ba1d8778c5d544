"""``concentration``: HHI with bounds, largest share and leader for every importer, product and year of a trade table.

The answer is the number of groups, the sum of each measure, and the number of groups in which each exporter is largest.
A third of the groups has a block of unnamed exporters, none of them larger than the smallest named one.
``concentration_cr3`` asks for the share of the three largest as well.
"""

from collections.abc import Mapping
from functools import partial
from math import isclose
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from bench import Bench, Job
from bench._trade import UNNAMED, write_trade
from tungsten.analysis.concentration import indices

Answer: TypeAlias = dict[str, Any]

KEYS = ["importer", "product", "year"]
MEASURES = ["n_named", "cr1", "hhi_low", "hhi_high"]
AT_A_TIME = 10**7
"""Rows that are processed at a time; a larger table is split by importer."""


def by_expressions(*, with_cr3: bool = False) -> Job:
    """The expressions of the analysis, streaming."""
    measures = _measures(with_cr3)

    def job(source: Path) -> Answer:
        trade = pl.scan_parquet(source)
        importers = trade.select(pl.col("importer").unique().sort()).collect(engine="streaming").to_series()
        parts = -(-trade.select(pl.len()).collect().item() // AT_A_TIME)
        size = -(-importers.len() // parts)
        measured = [
            indices(
                trade.filter(pl.col("importer").is_in(chosen["importer"].to_list())) if parts > 1 else trade,
                KEYS,
                holder="exporter",
                value="usd",
                is_block=pl.col("exporter") == UNNAMED,
                is_largest_first=pl.lit(True),
                with_cr3=with_cr3,
            )
            .select(*measures, "leader")
            .collect(engine="streaming")
            for chosen in importers.to_frame().iter_slices(size)
        ]
        table = pl.concat(measured)
        sums = table.select(pl.col(measures).sum()).row(0, named=True)
        return _answer(table.height, sums, table["leader"].value_counts().rows())

    return job


def by_sql(*, with_cr3: bool = False) -> Job:
    """DuckDB: one query, and two over its result."""
    import duckdb

    known, measures = duckdb.connect(), _measures(with_cr3)
    three, cr3 = (_SQL_THREE, _SQL_CR3) if with_cr3 else ("", "")

    def job(source: Path) -> Answer:
        known.execute(f"create or replace temp table measured as {_SQL.format(source=source, three=three, cr3=cr3)}")
        sums = ", ".join(f"sum({name})" for name in measures)
        groups, *summed = known.execute(f"select count(*), {sums} from measured").fetchall()[0]
        by_measure = dict(zip(measures, summed, strict=True))
        return _answer(groups, by_measure, known.execute("select leader, count(*) from measured group by 1").fetchall())

    return job


def by_groups(*, with_cr3: bool = False) -> Job:
    """pandas: one sort by value, then ``groupby``."""
    import numpy as np
    import pandas as pd

    def job(source: Path) -> Answer:
        trade = pd.read_parquet(source)
        is_block = trade["exporter"] == UNNAMED
        trade["named"] = trade["usd"].where(~is_block & (trade["usd"] > 0))
        trade["block"] = trade["usd"].where(is_block)
        trade["square"] = trade["named"] ** 2
        grouped = trade.groupby(KEYS, sort=False)
        table = grouped.agg(
            n_named=("named", "count"),
            named=("named", "sum"),
            block=("block", "sum"),
            squares=("square", "sum"),
            smallest=("named", "min"),
            largest=("named", "max"),
        )
        named_first = trade.dropna(subset="named").sort_values(["named", "exporter"], ascending=[False, True])
        ranked = named_first.groupby(KEYS, sort=False)
        table["leader"] = ranked["exporter"].first()
        total = table["named"] + table["block"]
        total = total.where(total > 0)
        full = np.floor(table["block"] / table["smallest"])
        capped = full * table["smallest"] ** 2 + (table["block"] - full * table["smallest"]) ** 2
        most = capped.where(table["smallest"].notna(), table["block"] ** 2)
        table["cr1"] = 100 * table["largest"] / total
        if with_cr3:
            table["cr3"] = 100 * ranked.head(3).groupby(KEYS, sort=False)["named"].sum() / total
        table["hhi_low"] = 1e4 * table["squares"] / total**2
        table["hhi_high"] = 1e4 * (table["squares"] + most) / total**2
        leaders = table["leader"].value_counts()
        return _answer(len(table), table[_measures(with_cr3)].sum().to_dict(), leaders.items())

    return job


def as_good(answer: Answer, right: Answer) -> bool:
    """Return whether groups and leaders are the same, and the sums equal but for floating-point errors."""
    same = all(answer[name] == right[name] for name in ("groups", "leaders"))
    sums = right.keys() - {"groups", "leaders"}
    return same and all(isclose(answer[name], right[name], rel_tol=1e-9) for name in sums)


def _measures(with_cr3: bool) -> list[str]:
    return [*MEASURES, "cr3"] if with_cr3 else MEASURES


def _answer(groups: int, sums: Mapping[str, Any], leaders: Any) -> Answer:
    led = {leader: int(count) for leader, count in leaders if isinstance(leader, str)}
    by_measure = {name: float(total) for name, total in sums.items()}
    return {"groups": groups, "leaders": dict(sorted(led.items())), **by_measure}


_SQL = f"""
with marked as (
    select importer, product, year, exporter,
        case when exporter != '{UNNAMED}' and usd > 0 then usd end as named,
        case when exporter = '{UNNAMED}' then usd end as block
    from read_parquet('{{source}}')
), summed as (
    select count(named) as n_named, coalesce(sum(named), 0) as named, coalesce(sum(block), 0) as block,
        coalesce(sum(named * named), 0) as squares, min(named) as smallest, max(named) as largest,
        {{three}} arg_max(exporter, named) as leader
    from marked group by importer, product, year
), bounded as (
    select *, nullif(named + block, 0) as total, floor(block / smallest) as full_size,
        coalesce(full_size * smallest ** 2 + (block - full_size * smallest) ** 2, block ** 2) as most
    from summed
)
select n_named, leader, 100 * largest / total as cr1, {{cr3}}
    1e4 * squares / total ** 2 as hhi_low, 1e4 * (squares + most) / total ** 2 as hhi_high
from bounded
"""

_SQL_THREE = "list_sum(max(named, 3)) as three,"
_SQL_CR3 = "100 * three / total as cr3,"


def contest(*, with_cr3: bool) -> Bench:
    """Return the bench, with or without the share of the largest three."""
    contestants = {"polars": by_expressions, "duckdb": by_sql, "pandas": by_groups}
    asked = {name: partial(contestant, with_cr3=with_cr3) for name, contestant in contestants.items()}
    return Bench(write_trade, asked, floor="polars", agrees=as_good)


BENCH = contest(with_cr3=False)
