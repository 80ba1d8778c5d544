"""Charts of supply concentration: world output, American imports, reserves, and deposits of Kazakhstan."""

from collections.abc import Iterable, Mapping
from functools import partial, reduce
from typing import Any

import altair as alt
import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts import picture
from tungsten.charts.chart_template import Given
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.palette import colour
from tungsten.charts.picture import Picture
from tungsten.i18n.words import Words


def world_production(concentration: pl.DataFrame, constants: pl.DataFrame, edition: str, words: Words) -> Picture:
    """Return the chart of the concentration of world mine output by year, for every edition."""
    rows = parts.traced(_of(concentration, "world_production").drop_nulls("hhi_low"), words)
    years = rows["period"].cast(pl.Int32)
    low, high = parts.least(rows, "hhi_least"), parts.most(rows, "hhi_most")
    threshold = parts.constant(constants, "hhi_high")
    numbers = {
        "first": years.min(),
        "last": years.max(),
        "low": words.number(low, end="low"),
        "high": words.number(high, end="high"),
        "threshold": words.number(threshold),
        "gap": words.number(parts.most(rows.select(gap=pl.col("hhi_high") - pl.col("hhi_low")), "gap"), end="high"),
    }
    table = rows.sort("period", "edition").select(
        pl.col("period").alias(words("axis_year")),
        pl.col("edition").alias(words("edition")),
        *_index_columns(words),
        pl.col("cr1").round(1).alias(words("column_cr1")),
        pl.col("cr3").round(1).alias(words("column_cr3")),
        pl.col("n_named").alias(words("column_named")),
        pl.col("id").alias(words("figure")),
    )
    title = "title" if low > threshold else "title_mixed"
    source = words("source_usgs_all", edition=edition)
    about = picture.about("world_production", words, source=source, table=table, numbers=numbers, title=title)
    rows, states = _years(rows, edition, words)
    first, last = int(parts.least(rows, "year")), int(parts.most(rows, "year"))
    return picture.made(
        partial(_draw_years, words=words),
        about,
        words,
        datasets={"rows": rows, "levels": parts.levels(_guidelines(constants, words), words)},
        height=330,
        narrow_height=300,
        years=list(range(first, last + 1, 2)),
        first=first - 0.4,
        last=last + 0.4,
        **parts.key(states, words, offset=30),
    )


def leading_producers(shares: pl.DataFrame, world_output: pl.DataFrame, edition: str, words: Words) -> Picture:
    """Return the chart of shares of the mine output that one edition lists, in its newest year.

    Shares are of the sum of the rows. The text also gives the leader's share of the printed world total.
    """
    rows = _newest(_of(shares, "world_production"), edition)
    total = world_output.filter(pl.col("edition") == edition, pl.col("period") == rows["period"][0])
    leader, second = rows.filter(~pl.col("is_block")).head(2).iter_rows(named=True)
    numbers = {
        "second": words.entity(second["entity_id"]),
        "listed": words.number(float(rows["value"].sum())),
        "of_total": _of_total(leader, total, words),
    }
    return _holders("leading_producers", rows, words, source=words("source_usgs", edition=edition), numbers=numbers)


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


def reserve_holders(shares: pl.DataFrame, concentration: pl.DataFrame, edition: str, words: Words) -> Picture:
    """Return the chart of shares of the world's tungsten reserves, by one edition."""
    rows = _newest(_of(shares, "world_reserves"), edition)
    index = _newest(_of(concentration, "world_reserves"), edition)
    mining = _newest(_of(concentration, "world_production"), edition)
    numbers = {
        "low": words.number(index["hhi_least"][0], end="low"),
        "high": words.number(index["hhi_most"][0], end="high"),
        "mining": _index_spans(mining, words, "hhi_least", "hhi_most")[0],
    }
    return _holders("reserve_holders", rows, words, source=words("source_usgs", edition=edition), numbers=numbers)


def us_import_sources(shares: pl.DataFrame, source: str, words: Words) -> Picture:
    """Return the chart of American imports by source, as the article prints them, with the unnamed block hollow.

    A whisker spans the interval of a printed share.
    """
    rows = _of(shares, "us_import_sources").filter(pl.col("edition") == source)
    if rows.is_empty():
        return picture.nothing_to_draw("us_import_sources", words)
    rows = rows.with_columns(share="value", share_low="least", share_high="most")
    smallest = parts.least(rows.filter(~pl.col("is_block")), "share")
    numbers = {"smallest": words.share(smallest), "period": words.period(rows["period"][0])}
    return _holders("us_import_sources", rows, words, source=words("source_article"), numbers=numbers)


def kazakh_deposits(shares: pl.DataFrame, source: str, words: Words) -> Picture:
    """Return the chart of deposits by share of Kazakhstan's listed tonnage, with the bounds from rounding."""
    rows = _of(shares, "kazakh_deposits").filter(pl.col("edition") == source)
    if rows.height < 2:
        return picture.nothing_to_draw("kazakh_deposits", words)
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
    title = "title" if rows.height > 2 else "title_two"
    return _holders("kazakh_deposits", rows, words, source=words("source_article"), numbers=numbers, title=title)


def us_import_index(concentration: pl.DataFrame, constants: pl.DataFrame, source: str, words: Words) -> Picture:
    """Return the chart of the index of American import sources, with its value if the block were one country."""
    rows = _of(concentration, "us_import_sources").drop_nulls("hhi_low").sort(pl.col("edition") != source, "edition")
    if source not in rows["edition"]:
        return picture.nothing_to_draw("us_import_index", words)
    who = [_whose(row, source, words) for row in rows.iter_rows(named=True)]
    naive = [words.line(words("naive_label", naive=words.number(value))) for value in rows["naive_hhi"]]
    rows = parts.rows_of(parts.traced(rows, words), who, _index_spans(rows, words), words).with_columns(
        pl.Series("naive", naive),
        middle=(pl.col("hhi_low") + pl.col("hhi_high")) / 2,
    )
    own = rows.row(0, named=True)
    numbers = {
        "step": words(f"step_{own['guideline']}"),
        "low": words.number(own["hhi_low"], end="low"),
        "high": words.number(own["hhi_high"], end="high"),
        "least": words.number(own["hhi_least"], end="low"),
        "most": words.number(own["hhi_most"], end="high"),
        "naive": words.number(own["naive_hhi"]),
        "block": words.share(own["block_share"]),
        "times": words.number(own["naive_hhi"] / own["hhi_high"], 1),
        "moderate": words.number(parts.constant(constants, "hhi_moderate")),
        "strong": words.number(parts.constant(constants, "hhi_high")),
    }
    table = rows.select(
        pl.col("who").alias(words("source")),
        *_index_columns(words),
        pl.col("naive_hhi").round(0).alias(words("naive_short")),
        pl.col("block_share").round(1).alias(words("column_block")),
        *parts.trace_columns(words),
    )
    source = words("source_article_usgs")
    about = picture.about("us_import_index", words, source=source, table=table, numbers=numbers)
    sound, weak = State(words("state_bounds"), "accent"), State(words("state_weak"), "accent", is_hollow=True)
    rows = rows.with_columns(parts.picked(words, sound, (pl.col("confidence") == "recalled", weak)))
    return picture.made(
        partial(_draw_bounds_and_mistake, words=words),
        about,
        words,
        datasets={"rows": rows, "levels": parts.levels(_guidelines(constants, words), words)},
        height=62 * rows.height,
        narrow_height=84 * rows.height,
        order=rows["name"].to_list(),
        top=parts.most(rows, "naive_hhi") * 1.16,
        axis=parts.axis_title(words("axis_hhi"), words),
        **parts.key([sound, weak], words, offset=28),
    )


def import_reliance(
    import_reliance: pl.DataFrame, printed: pl.DataFrame, source: str, edition: str, words: Words
) -> Picture:
    """Return the chart of American import reliance: the bounds of the survey and the values of the article."""
    of_article, of_country = pl.col("edition") == source, pl.col("entity_id") == "united_states"
    rows = import_reliance.filter(pl.col("edition").is_in([source, edition])).drop_nulls("least")
    rows = rows.sort(~of_article, ~of_country, "period", maintain_order=True)
    rows = parts.traced(rows, words).with_columns(is_open=pl.col("qualifier") == "more_than")
    floors, own = rows.filter("is_open", ~of_article), rows.filter(of_article, of_country)
    if own.is_empty():
        return picture.nothing_to_draw("import_reliance", words)
    who = [_reliance_of(row, source, words) for row in rows.iter_rows(named=True)]
    says = [_reliance_says(row, words) for row in rows.iter_rows(named=True)]
    rows = parts.rows_of(rows, who, says, words)
    newest = floors.filter(pl.col("period") == pl.col("period").max())
    prints = _prints(own["figure_id"], printed, words)
    numbers = {
        "floor": words.percent(parts.least(newest, "least")),
        "printed": prints[0],
        "others": words("reliance_others", values=reduce(partial(_joined, words), prints[1:])) if prints[1:] else "",
        "least": words.percent(own["least"][0]),
    }
    table = rows.select(
        pl.col("who").alias(words("subject")),
        pl.col("says").alias(words("column_bounds")),
        pl.col("least").alias(words("column_least_percent")),
        pl.col("most").alias(words("column_most_percent")),
        *parts.trace_columns(words),
    )
    title = f"title{'_corrected' if own['is_open'][0] else ''}{'_alone' if floors.is_empty() else ''}"
    from_both = words("source_article_edition", edition=edition)
    about = picture.about("import_reliance", words, source=from_both, table=table, numbers=numbers, title=title)
    article, survey = State(words("state_article"), "default"), State(words("state_survey"), "accent")
    return picture.of_rows(
        partial(_draw_reliances, states=(article, survey), words=words),
        about,
        words,
        rows.with_columns(parts.picked(words, survey, (pl.col("edition") == source, article))),
        top=128,
        axis=parts.axis_title(words("axis_reliance"), words),
        **parts.key([article, survey], words),
    )


def _years(rows: pl.DataFrame, edition: str, words: Words) -> tuple[pl.DataFrame, list[State]]:
    """Return the index of each year and edition with its state: of the chosen edition, the latest, or superseded."""
    chosen, latest = State(words("state_chosen", edition=edition), "accent"), State(words("state_latest"), "default")
    older = State(words("state_superseded"), "quiet", is_hollow=True)
    is_chosen, is_latest = pl.col("edition") == edition, pl.col("edition") == pl.col("edition").max().over("period")
    rows = rows.with_columns(
        parts.picked(words, older, (is_chosen, chosen), (is_latest, latest)),
        pl.Series("index", _index_spans(rows, words, "hhi_least", "hhi_most")),
        year=pl.col("period").cast(pl.Int32),
        middle=(pl.col("hhi_low") + pl.col("hhi_high")) / 2,
        is_latest=is_latest,
    ).sort(is_chosen, "period", "edition")
    return rows, [chosen, latest, older]


def _draw_years(given: Given, words: Words) -> list[Any]:
    """Draw a point for each year and edition, its bounds, and a line through the latest edition of each year."""
    axis = alt.Axis(title=words.line(words("axis_year")), format="d", grid=False, values=given["years"])
    scale = alt.Scale(domain=[given["first"], given["last"]], nice=False, reverse=words.is_rtl)
    x, middle = alt.X("year:Q", axis=axis, scale=scale), alt.Y("middle:Q")
    tooltip = {
        "year": "axis_year",
        "edition": "edition",
        "index": "column_index",
        "n_named": "column_named",
        "id": "figure",
    }
    base = alt.Chart(parts.ROWS)
    line = base.transform_filter("datum.is_latest").mark_line(stroke=colour("default"), strokeWidth=2)
    style = parts.looks(given, is_dashed=False)  # a dashed edge is hard to see on a point
    return [
        *parts.level_rules(words),
        line.encode(x, middle),
        base.mark_rule(stroke=colour("muted"), strokeWidth=4).encode(x, _index_axis(words), y2=alt.Y2("hhi_most:Q")),
        base.mark_point(size=70, strokeWidth=1.8).encode(x, middle, tooltip=parts.tips(tooltip, words), **style),
    ]


def _draw_bounds_and_mistake(given: Given, words: Words) -> list[Any]:
    """Draw the interval of each index, and a cross at its value with the block as one country."""
    canvas, red, start = Canvas.of(given, words), colour("highlight"), alt.X(value=parts.start_of(words))
    x = parts.amount("hhi_low", given, words, format=",d")
    cross, labels = alt.X("naive_hhi:Q"), {"who": "source", "says": "column_index", "naive": "naive_short", **TRACE}
    tooltip = {"tooltip": parts.tips(labels, words)}
    above = {"baseline": "bottom", "dy": -parts.BAR / 2 - 4}
    beside = {**above, "align": "right" if words.is_rtl else "left"}
    wide, narrow = canvas.where("!narrow"), canvas.where("narrow")
    return [
        *parts.upright_rules(words),
        canvas.base.mark_rule(stroke=red, strokeDash=[2, 3]).encode(
            alt.X("hhi_high:Q"), canvas.y, x2=alt.X2("naive_hhi:Q")
        ),
        canvas.bars(x, x2=alt.X2("hhi_high:Q"), **tooltip, **parts.looks(given)),
        *canvas.whiskers("hhi_least", "hhi_most"),
        canvas.base.mark_point(shape="cross", angle=45, size=150, color=red).encode(cross, canvas.y, **tooltip),
        *wide.over_rules(alt.X("middle:Q"), "label", **above),
        *wide.over_rules(cross, "naive", color=red, **above),
        *narrow.over_rules(start, "head", **{**beside, "dy": -parts.BAR / 2 - 22}),
        *narrow.over_rules(start, "naive", color=red, **beside),
    ]


def _draw_reliances(given: Given, states: tuple[State, ...], words: Words) -> list[Any]:
    """Draw the intervals, and arrows for open ends, in different colours for article and survey."""
    canvas = Canvas.of(given, words)
    x = parts.amount("least", given, words, values=parts.PERCENTS)
    tooltip = {"tooltip": parts.tips({"who": "subject", "label": "column_bounds", **TRACE}, words)}
    return [
        canvas.where("!datum.is_open").bars(x, x2=alt.X2("most:Q"), **tooltip, **parts.looks(given)),
        *canvas.open_ends(states, "least", "most", **tooltip),
        *canvas.labels("most", gap=12),
    ]


def _holders(
    key: str,
    rows: pl.DataFrame,
    words: Words,
    *,
    source: str,
    numbers: Mapping[str, str] | None = None,
    title: str = "title",
) -> Picture:
    """Return a chart of shares with their bounds: the largest holder first, an unnamed block hollow and last."""
    shares = [words.share(share) for share in rows["share"]]
    rows = parts.rows_of(parts.traced(rows, words), map(words.entity, rows["entity_id"]), shares, words)
    leader, others = rows.row(0, named=True), rows.filter(~pl.col("is_block")).slice(1)
    values = {
        "leader": words.entity(leader["entity_id"]),
        "share": words.share(leader["share"]),
        "next": words.share(parts.most(others, "share")),
        "block": words.share(float(rows.filter("is_block")["share"].sum())),
        "year": words.period(leader["period"]),
        **(numbers or {}),
    }
    table = rows.select(
        pl.col("who").alias(words("subject")),
        pl.col("share").round(1).alias(words("column_share")),
        parts.outwards("share_low", "low", 1).alias(words("column_share_low")),
        parts.outwards("share_high", "high", 1).alias(words("column_share_high")),
        *parts.trace_columns(words),
    )
    about = picture.about(key, words, source=source, table=table, numbers=values, title=title)
    leading, other = State(words("state_leader"), "accent"), State(words("state_named"), "default")
    unnamed = State(words("state_unnamed"), "doubt", is_hollow=True)
    is_first = pl.int_range(pl.len()) == 0
    rows = rows.with_columns(parts.picked(words, other, (pl.col("is_block"), unnamed), (is_first, leading)))
    states = parts.present((leading, other, unnamed), rows, words)
    return picture.of_rows(
        partial(_draw_shares, words=words),
        about,
        words,
        rows,
        top=max(parts.most(rows, "share_high") * 1.16, 1),
        axis=parts.axis_title(words(f"{key}_axis"), words),
        **parts.key(states, words, legend=unnamed in states),
    )


def _draw_shares(given: Given, words: Words) -> list[Any]:
    canvas = Canvas.of(given, words)
    tooltip = parts.tips({"who": "subject", "label": "column_share", **TRACE}, words)
    return [
        canvas.bars(parts.amount("share", given, words, format="d"), tooltip=tooltip, **parts.looks(given)),
        *canvas.whiskers("share_low", "share_high"),
        *canvas.labels("share_high"),
    ]


def _of(table: pl.DataFrame, series: str) -> pl.DataFrame:
    """Return the rows of one series for tungsten."""
    return table.filter(pl.col("series") == series, pl.col("commodity") == "tungsten")


def _newest(table: pl.DataFrame, edition: str) -> pl.DataFrame:
    rows = table.filter(pl.col("edition") == edition)
    return rows.filter(pl.col("period") == rows["period"].max())


def _index_axis(words: Words) -> Any:
    """Return the vertical axis of the index, with its unit on top, on the side where reading starts."""
    side = "right" if words.is_rtl else "left"
    axis = alt.Axis(
        title=words.line(words("axis_hhi")), orient=side, format=",d", tickCount=5, titleAngle=0, titleAlign=side,
        titleAnchor="end", titleBaseline="bottom", titleY=-12, titleX=44 if words.is_rtl else -44,
    )  # fmt: skip
    return alt.Y("hhi_least:Q", axis=axis, scale=alt.Scale(domain=[0, 8000]))


def _index_columns(words: Words) -> list[pl.Expr]:
    return [
        parts.outwards("hhi_low", "low").alias(words("column_hhi_low")),
        parts.outwards("hhi_high", "high").alias(words("column_hhi_high")),
        parts.outwards("hhi_least", "low").alias(words("column_hhi_least")),
        parts.outwards("hhi_most", "high").alias(words("column_hhi_most")),
    ]


def _index_spans(rows: pl.DataFrame, words: Words, low: str = "hhi_low", high: str = "hhi_high") -> list[str]:
    """Return the interval of each row's index in words, by default without rounding."""
    bounds = rows.select(low, high).iter_rows()
    return [words.between(low, high) for low, high in bounds]


def _guidelines(constants: pl.DataFrame, words: Words) -> list[tuple[float, str, str]]:
    """Return the thresholds of the guidelines: value, label and short label."""
    points = {key: parts.constant(constants, f"hhi_{key}") for key in ("moderate", "high")}
    return [(at, words(f"threshold_{key}", points=words.number(at)), words.number(at)) for key, at in points.items()]


def _whose(row: Mapping[str, Any], source: str, words: Words) -> str:
    key = "whose_article" if row["edition"] == source else "whose_survey"
    return words(key, edition=row["edition"], period=words.period(row["period"]))


def _reliance_of(row: Mapping[str, Any], source: str, words: Words) -> str:
    if row["edition"] != source:
        return _whose(row, source, words)
    key = "reliance_article" if row["entity_id"] == "united_states" else "reliance_subject"
    return words(key, figure=row["id"], subject=words.entity(row["entity_id"]))


def _prints(ids: Iterable[str], printed: pl.DataFrame, words: Words) -> list[str]:
    """Return what the article prints for these figures, in per cent."""
    value_of = dict(printed.select("figure_id", "low").iter_rows())
    return [words.share(value_of[name]) for name in ids]


def _joined(words: Words, first: str, second: str) -> str:
    return words("and", first=first, second=second)


def _reliance_says(row: Mapping[str, Any], words: Words) -> str:
    if row["is_open"]:
        return words.bounded("more_than", words.percent(row["least"]))
    return words.percents(row["least"], row["most"])
