"""Charts of shares: who mines and holds tungsten, where American imports come from, and Kazakhstan's deposits."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts.chart import View, at_setting, blank, chart, table_columns, view, views
from tungsten.charts.concentration import index_spans, of_series
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.run import Run, Setting, follows
from tungsten.i18n.words import Words


def leading_producers(shares: pl.DataFrame, world_output: pl.DataFrame, run: Run) -> Any:
    """Return the chart of shares of the mine output that one edition lists, in its newest year.

    Shares are of the sum of the rows. The text also gives the leader's share of the printed world total.

    Args:
        shares: Rows of ``data/processed/shares.csv``.
        world_output: Rows of ``data/processed/world_output.csv``.
        run: The run.
    """
    listed = _newest(of_series(run.own(shares), "world_production"))
    rows, totals = _held(listed, "default", run).drop("for_reading"), run.own(world_output)

    def describe(at: Setting, words: Words) -> View:
        return _producers_view(at_setting(rows, at).sort("order"), totals, at, words)

    return _holders("leading_producers", rows, views("edition", run, describe), "default", run, "edition")


def _producers_view(rows: pl.DataFrame, totals: pl.DataFrame, at: Setting, words: Words) -> View:
    named = rows.filter(~pl.col("is_block"))
    if named.height < 2:
        return blank("leading_producers", words)
    leader, second = named.head(2).iter_rows(named=True)
    total = totals.filter(pl.col("edition") == at.edition, pl.col("period") == leader["period"])
    numbers = {
        "second": words.entity(second["entity_id"]),
        "listed": words.number(float(rows["value"].sum())),
        "of_total": _of_total(leader, total, words),
    }
    source = words("source_usgs", edition=at.edition)
    return _holders_view("leading_producers", rows, words, source=source, numbers=numbers)


def _of_total(leader: Mapping[str, Any], total: pl.DataFrame, words: Words) -> str:
    """Return a sentence on a holder's share of the printed world total; empty if the edition prints none."""
    if total.is_empty():
        return ""
    world = (total["low"][0] + total["high"][0]) / 2
    return words(
        "share_of_total",
        world=words.number(world),
        leader=words.entity(leader["entity_id"]),
        share_of_total=words.share(100 * leader["value"] / world),
    )


def reserve_holders(shares: pl.DataFrame, concentration: pl.DataFrame, run: Run) -> Any:
    """Return the chart of shares of the world's tungsten reserves, by one edition.

    Args:
        shares: Rows of ``data/processed/shares.csv``.
        concentration: Rows of ``data/processed/concentration.csv``.
        run: The run.
    """
    rows = _held(_newest(of_series(run.own(shares), "world_reserves")), "default", run).drop("for_reading")
    of_reserves, of_mining = (
        _newest(of_series(run.own(concentration), series)) for series in ("world_reserves", "world_production")
    )

    def describe(at: Setting, words: Words) -> View:
        index, mining = at_setting(of_reserves, at), at_setting(of_mining, at)
        return _reserve_holders_view(at_setting(rows, at).sort("order"), index, mining, at, words)

    return _holders("reserve_holders", rows, views("edition", run, describe), "default", run, "edition")


def _reserve_holders_view(
    rows: pl.DataFrame, index: pl.DataFrame, mining: pl.DataFrame, at: Setting, words: Words
) -> View:
    if rows.is_empty():
        return blank("reserve_holders", words)
    numbers = {
        "low": words.number(index["hhi_least"][0], end="low"),
        "high": words.number(index["hhi_most"][0], end="high"),
        "mining": index_spans(mining, words, "hhi_least", "hhi_most")[0],
    }
    source = words("source_usgs", edition=at.edition)
    return _holders_view("reserve_holders", rows, words, source=source, numbers=numbers)


def us_import_sources(shares: pl.DataFrame, run: Run) -> Any:
    """Return the chart of American imports by source, as the article prints them, with the unnamed block hollow.

    A whisker spans the interval of a printed share.

    Args:
        shares: Rows of ``data/processed/shares.csv``, with the column ``for_reading`` for the switch of that name.
        run: The run.
    """
    printed = of_series(run.with_reading(shares), "us_import_sources").filter(pl.col("edition") == run.source)
    printed = printed.with_columns(share="value", share_low="least", share_high="most")
    switches = follows("reading", shares)
    return _article_holders("us_import_sources", printed, "accent", _import_sources_view, run, switches)


def _import_sources_view(rows: pl.DataFrame, words: Words) -> View:
    if rows.is_empty():
        return blank("us_import_sources", words)
    smallest = parts.least(rows.filter(~pl.col("is_block")), "share")
    numbers = {"smallest": words.share(smallest), "period": words.period(rows["period"][0])}
    return _holders_view(
        "us_import_sources", rows, words, source=words("source_article"), numbers=numbers, role="accent"
    )


def kazakh_deposits(shares: pl.DataFrame, run: Run) -> Any:
    """Return the chart of deposits by share of Kazakhstan's listed tonnage, with the bounds from rounding.

    Args:
        shares: Rows of ``data/processed/shares.csv``, with the column ``for_reading`` for the switch of that name.
        run: The run.
    """
    listed = of_series(run.with_reading(shares), "kazakh_deposits").filter(pl.col("edition") == run.source)
    return _article_holders("kazakh_deposits", listed, "computed", _kazakh_view, run, follows("reading", shares))


def _kazakh_view(rows: pl.DataFrame, words: Words) -> View:
    if rows.height < 2:
        return blank("kazakh_deposits", words)
    second, rest = rows.row(1, named=True), rows.slice(2)
    numbers = {
        "second": words.entity(second["entity_id"]),
        "two_low": words.percent(max(100 - float(rest["share_high"].sum()), 0.0), end="low"),
        "two_high": words.percent(100 - float(rest["share_low"].sum()), end="high"),
        "low": words.percent(second["share_low"], end="low"),
        "high": words.percent(second["share_high"], end="high"),
        "least": words.percent(rows["share_low"][0], end="low"),
        "most": words.percent(rows["share_high"][0], end="high"),
    }
    title, source = "title" if rows.height > 2 else "title_two", words("source_article")
    return _holders_view("kazakh_deposits", rows, words, source=source, numbers=numbers, title=title, role="computed")


def _held(rows: pl.DataFrame, role: str, run: Run) -> pl.DataFrame:
    """Add texts and states to shares: the largest holder of an edition comes first, an unnamed block is hollow."""
    words, (named, unnamed) = run.words, _holder_states(role, run.words)
    shares = [words.share(share) for share in rows["share"]]
    ordered = parts.traced(rows, run).with_columns(order=pl.int_range(pl.len()).over("for_reading", "edition"))
    return parts.rows_of(ordered, map(words.entity, rows["entity_id"]), shares, words).with_columns(
        parts.picked(words, named, (pl.col("is_block"), unnamed)),
        for_edition="edition",
        share_shown=pl.col("share").round(1),
        share_low_shown=parts.outwards("share_low", "low", 1),
        share_high_shown=parts.outwards("share_high", "high", 1),
    )


def _holder_states(role: str, words: Words) -> tuple[State, State]:
    """Return the states of holders: named ones in the colour of a role, and an unnamed block."""
    return State(words(f"state_named_{role}"), role), State(words("state_unnamed"), "quiet", is_hollow=True)


def _holders_view(
    key: str,
    rows: pl.DataFrame,
    words: Words,
    *,
    numbers: Mapping[str, object],
    role: str = "default",
    **texts: str,
) -> View:
    """Return the texts of a chart of shares for the rows of one setting.

    ``role`` is the colour of named holders; ``texts`` are ``source`` and ``title`` of `view`.
    """
    leader, others = rows.row(0, named=True), rows.filter(~pl.col("is_block")).slice(1)
    values = {
        "leader": words.entity(leader["entity_id"]),
        "share": words.share(leader["share"]),
        "next": words.share(parts.most(others, "share")),
        "block": words.share(float(rows.filter("is_block")["share"].sum())),
        "year": words.period(leader["period"]),
        **numbers,
    }
    states, top = (
        parts.legend(_holder_states(role, words), rows, words),
        max(parts.most(rows, "share_high") * 1.16, 1),
    )
    return view(key, rows, words, numbers=values, top=top, states=states, **texts)


def _article_holders(
    key: str, shares: pl.DataFrame, role: str, describe: Callable[[pl.DataFrame, Words], View], run: Run, switches: str
) -> Any:
    """Return a chart of the article's shares; ``describe`` returns the texts for the rows of a setting."""
    rows = _held(shares, role, run).drop("for_edition")
    sentences = views(switches, run, lambda at, words: describe(at_setting(rows, at).sort("order"), words))
    return _holders(key, rows, sentences, role, run, switches)


def _holders(key: str, rows: pl.DataFrame, views: Mapping[str, View], role: str, run: Run, switches: str) -> Any:
    """Return a chart of shares with their bounds: the largest holder first, an unnamed block hollow and last.

    ``role`` is the colour of named holders. There is a legend only if there is a block.
    """
    words, canvas = run.words, Canvas.of(run.words)
    labels = {
        "who": "subject",
        "share_shown": "column_share",
        "share_low_shown": "column_share_low",
        "share_high_shown": "column_share_high",
    }
    columns = table_columns(labels, words)
    tooltip = parts.tips({**labels, **TRACE}, words)
    x = parts.amount("share", words(f"{key}_axis"), words, format="d")
    look = parts.looks(_holder_states(role, words), words, has_legend=bool(rows["is_block"].any()))
    layers = [
        canvas.bars(x, tooltip=tooltip, **look),
        *canvas.whiskers("share_low", "share_high"),
        *canvas.labels("share_high"),
    ]
    return chart(key, layers, rows, views, columns, run, follows=switches)


def _newest(table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the newest period of each edition, to be shown when that edition is chosen."""
    return table.filter(pl.col("period") == pl.col("period").max().over("edition")).with_columns(for_edition="edition")
