"""``concentration``: shares and HHI with bounds for every importer, product and year of a table of trade.

The answer is the number of groups, the sum of each measure, and the number of groups in which each exporter is largest.
A third of the groups has a block of unnamed exporters, none of them larger than the smallest named one.
"""

from math import isclose
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from bench import Bench, Job
from bench._trade import UNNAMED, write_trade
from tungsten.analysis.concentration import indices

Answer: TypeAlias = dict[str, Any]

KEYS = ["importer", "product", "year"]
MEASURES = ["n_named", "cr1", "cr3", "hhi_low", "hhi_high"]
AT_A_TIME = 10**7
"""Rows that are processed at a time; a larger table is split by importer."""


def by_expressions() -> Job:
    """The expressions of the analysis, streaming."""

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
            )
            .select(*MEASURES, "leader")
            .collect(engine="streaming")
            for chosen in importers.to_frame().iter_slices(size)
        ]
        table = pl.concat(measured)
        return _answer(table.height, table.select(pl.col(MEASURES).sum()).row(0), table["leader"].value_counts().rows())

    return job


def by_sql() -> Job:
    """DuckDB: one query, and two over its result."""
    import duckdb

    known = duckdb.connect()

    def job(source: Path) -> Answer:
        known.execute(f"create or replace temp table measured as {_SQL.format(source=source)}")
        sums = ", ".join(f"sum({name})" for name in MEASURES)
        groups, *summed = known.execute(f"select count(*), {sums} from measured").fetchall()[0]
        return _answer(groups, summed, known.execute("select leader, count(*) from measured group by 1").fetchall())

    return job


def by_groups() -> Job:
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
        table["three"] = ranked.head(3).groupby(KEYS, sort=False)["named"].sum()
        table["leader"] = ranked["exporter"].first()
        total = table["named"] + table["block"]
        total = total.where(total > 0)
        full = np.floor(table["block"] / table["smallest"])
        capped = full * table["smallest"] ** 2 + (table["block"] - full * table["smallest"]) ** 2
        most = capped.where(table["smallest"].notna(), table["block"] ** 2)
        table["cr1"], table["cr3"] = 100 * table["largest"] / total, 100 * table["three"] / total
        table["hhi_low"] = 1e4 * table["squares"] / total**2
        table["hhi_high"] = 1e4 * (table["squares"] + most) / total**2
        leaders = table["leader"].value_counts(dropna=False)
        return _answer(len(table), table[MEASURES].sum().tolist(), leaders.where(leaders.index.notna()).items())

    return job


def as_good(answer: Answer, right: Answer) -> bool:
    """Return whether groups and leaders are the same, and the sums equal but for floating-point errors."""
    same = all(answer[name] == right[name] for name in ("groups", "leaders"))
    return same and all(isclose(answer[name], right[name], rel_tol=1e-9) for name in MEASURES)


def _answer(groups: int, sums: Any, leaders: Any) -> Answer:
    led = {leader: int(count) for leader, count in leaders if isinstance(leader, str)}
    summed = dict(zip(MEASURES, map(float, sums), strict=True))
    return {"groups": groups, "leaders": dict(sorted(led.items())), **summed}


_SQL = f"""
with marked as (
    select importer, product, year, exporter,
        case when exporter != '{UNNAMED}' and usd > 0 then usd end as named,
        case when exporter = '{UNNAMED}' then usd end as block
    from read_parquet('{{source}}')
), summed as (
    select count(named) as n_named, coalesce(sum(named), 0) as named, coalesce(sum(block), 0) as block,
        coalesce(sum(named * named), 0) as squares, min(named) as smallest, max(named) as largest,
        list_sum(max(named, 3)) as three, arg_max(exporter, named) as leader
    from marked group by importer, product, year
), bounded as (
    select *, nullif(named + block, 0) as total, floor(block / smallest) as full_size,
        coalesce(full_size * smallest ** 2 + (block - full_size * smallest) ** 2, block ** 2) as most
    from summed
)
select n_named, leader, 100 * largest / total as cr1, 100 * three / total as cr3,
    1e4 * squares / total ** 2 as hhi_low, 1e4 * (squares + most) / total ** 2 as hhi_high
from bounded
"""

BENCH = Bench(
    write_trade,
    {"polars": by_expressions, "duckdb": by_sql, "pandas": by_groups},
    floor="polars",
    agrees=as_good,
)
