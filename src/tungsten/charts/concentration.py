"""Charts of supply concentration: world output, American imports, reserves, and deposits of Kazakhstan."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt
import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts.chart import Column, View, at_setting, blank, chart, trace_columns, view, views
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.palette import colour
from tungsten.charts.run import Run, Setting, follows
from tungsten.i18n.words import Words

INDEX_BOUNDS: Mapping[str, Literal["low", "high"]] = {
    "hhi_low": "low",
    "hhi_high": "high",
    "hhi_least": "low",
    "hhi_most": "high",
}
"""Columns with a bound of the index → the end of the interval that it is."""


def world_production(concentration: pl.DataFrame, run: Run) -> Any:
    """Return the chart of the concentration of world mine output by year, for every edition.

    Args:
        concentration: Rows of ``data/processed/concentration.csv``.
        run: The run.
    """
    words, latest = run.words, State(run.words("state_latest"), "computed")
    older = State(words("state_superseded"), "computed", is_hollow=True)
    is_latest = pl.col("edition") == pl.col("edition").max().over("period")
    rows = of_series(run.own(concentration), "world_production").drop_nulls("hhi_low").sort("period", "edition")
    rows = parts.traced(rows, run).drop("for_reading").with_columns(
        parts.picked(words, older, (is_latest, latest)).alias("if_not_chosen"),
        pl.Series("if_chosen", [words.line(_chosen(edition, words).says) for edition in rows["edition"]], pl.String),
        pl.Series("index", index_spans(rows, words, "hhi_least", "hhi_most"), pl.String),
        *_index_shown(),
        pl.col("cr1", "cr3").round(1),
        year=pl.col("period").cast(pl.Int32),
        middle=(pl.col("hhi_low") + pl.col("hhi_high")) / 2,
        is_latest=is_latest,
        order=pl.int_range(pl.len()),
    )  # fmt: skip

    def describe(at: Setting, words: Words) -> View:
        states = (_chosen(at.edition, words).says, latest.says, older.says)
        return _years_view(rows, at, run.constants["hhi_high"], states, words)

    columns = [
        Column("period", words("axis_year")),
        Column("edition", words("edition")),
        *_index_columns(words),
        *(Column(name, words(key)) for name, key in
          {"cr1": "column_cr1", "cr3": "column_cr3", "n_named": "column_named", "id": "figure"}.items()),
    ]  # fmt: skip
    layers = _draw_years(rows, [*(_chosen(edition, words) for edition in run.editions), latest, older], run)
    sentences = views("edition", run, describe)
    return chart(
        "world_production", layers, rows, sentences, columns, run, follows="edition", height=330, narrow_height=250
    )


def _chosen(edition: str, words: Words) -> State:
    """Return the state of an edition that the switch chooses."""
    return State(words("state_chosen", edition=parts.edition_name(edition, words)), "ink")


def _years_view(rows: pl.DataFrame, at: Setting, threshold: float, states: tuple[str, ...], words: Words) -> View:
    if rows.is_empty():
        return blank("world_production", words)
    low, high = parts.least(rows, "hhi_least"), parts.most(rows, "hhi_most")
    numbers = {
        "first": rows["year"].min(),
        "last": rows["year"].max(),
        "low": words.number(low, end="low"),
        "high": words.number(high, end="high"),
        "threshold": words.number(threshold),
        "gap": words.number(parts.most(rows.select(gap=pl.col("hhi_high") - pl.col("hhi_low")), "gap"), end="high"),
    }
    title, source = "title" if low > threshold else "title_mixed", words("source_usgs_all", edition=at.edition)
    return view("world_production", rows, words, source=source, numbers=numbers, title=title, states=states)


def largest_three(concentration: pl.DataFrame, run: Run) -> Any:
    """Return the chart of the shares of the largest and of the three largest countries in world mine output, by year.

    Each year is as its latest edition prints it.

    Args:
        concentration: Rows of ``data/processed/concentration.csv``.
        run: The run.
    """
    words = run.words
    of_mining = of_series(run.own(concentration), "world_production").drop_nulls("cr3")
    newest = of_mining.filter(pl.col("edition") == pl.col("edition").max().over("period")).sort("period")
    rows = parts.traced(newest, run).drop("for_reading").with_columns(
        pl.Series("first", [words.entity(leader) for leader in newest["leader"]], pl.String),
        year=pl.col("period").cast(pl.Int32),
        order=pl.int_range(pl.len()),
    )  # fmt: skip
    labels = {"period": "axis_year", "edition": "edition", "first": "state_leader", "cr1": "column_cr1",
              "cr3": "column_cr3", "id": "figure"}  # fmt: skip
    columns = [Column(name, words(key)) for name, key in labels.items()]
    sentences = views("", run, lambda at, words: _three_view(rows, words))
    layers = _draw_shares(rows, labels, words)
    return chart("largest_three", layers, rows, sentences, columns, run, follows="", height=300, narrow_height=230)


def _three_view(rows: pl.DataFrame, words: Words) -> View:
    if rows.is_empty():
        return blank("largest_three", words)
    last = rows.row(-1, named=True)
    numbers = {
        "first": rows["year"].min(),
        "last": last["year"],
        "three": words.percents(parts.least(rows, "cr3"), parts.most(rows, "cr3"), 0),
        "one": words.percents(parts.least(rows, "cr1"), parts.most(rows, "cr1"), 0),
        "leader": last["first"],
        "share": words.share(last["cr1"]),
    }
    source = words("source_usgs_latest", first=rows["edition"].min(), last=rows["edition"].max())
    return view("largest_three", rows, words, source=source, numbers=numbers)


def _draw_shares(rows: pl.DataFrame, labels: Mapping[str, str], words: Words) -> list[Any]:
    """Draw a line with points for each of the two shares, and its name above the upper and below the lower one."""
    base, green, tooltip = alt.Chart(), colour("computed"), parts.tips(labels, words)
    first, last = int(parts.least(rows, "year")), int(parts.most(rows, "year"))
    axis = alt.Axis(
        title=words.line(words("axis_year")), format="d", grid=False, values=list(range(first, last + 1, 2))
    )
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(domain=[first - 0.4, last + 0.4], nice=False, reverse=words.is_rtl))
    y_axis = alt.Axis(**parts.top_title("largest_three_axis", words), values=parts.PERCENTS[:-1])
    names = {"cr3": (parts.most(rows, "cr3"), "bottom", -8), "cr1": (parts.least(rows, "cr1"), "top", 8)}
    drawn = []
    for column, (level, baseline, dy) in names.items():
        y = alt.Y(f"{column}:Q", axis=y_axis, scale=alt.Scale(domain=[0, 106]))
        name = alt.Chart(pl.DataFrame({"name": [words.line(words(f"largest_{column}"))]}))
        drawn += [
            base.mark_line(color=green).encode(x, y),
            base.mark_point(color=green, size=60).encode(x, y, tooltip=tooltip),
            name.mark_text(**parts.after(words, 4, baseline=baseline, dy=dy)).encode(
                alt.X(value=parts.start_of(words)), alt.YDatum(level), text="name:N"
            ),
        ]
    return drawn


def minerals(minerals: pl.DataFrame, run: Run) -> Any:
    """Return the chart of the concentration of 24 minerals in the newest year, tungsten among them.

    Args:
        minerals: Rows of ``data/processed/common/minerals.csv``.
        run: The run.
    """
    words, newest = run.words, minerals.filter(pl.col("period") == pl.col("period").max())
    one, other = State(words("commodity_tungsten"), "ink"), State(words("state_other_minerals"), "computed")
    names = [words(f"mineral_{name}") for name in newest["mineral"]]
    spans, traced = index_spans(newest, words, "hhi_least", "hhi_most"), parts.traced(run.with_reading(newest), run)
    rows = parts.rows_of(traced.drop("for_reading"), names, spans, words).with_columns(
        parts.picked(words, other, (pl.col("mineral") == "tungsten", one)),
        pl.Series("counted_at", [words(f"stage_{stage}") for stage in newest["stage"]], pl.String),
        pl.Series("first", [words.entity(leader) for leader in newest["leader"]], pl.String),
        *_index_shown(),
        middle=(pl.col("hhi_low") + pl.col("hhi_high")) / 2,
    )
    rows = rows.with_columns(order=pl.col("middle").rank("ordinal", descending=True))
    labels = {
        "who": "mineral",
        "counted_at": "counted_at",
        "first": "state_leader",
        "cr1": "column_cr1",
        "cr3": "column_cr3",
    }
    columns = [*(Column(name, words(key)) for name, key in labels.items()), *_index_columns(words)]
    columns.append(Column("id", words("column_id")))
    sentences = views("", run, lambda at, words: _minerals_view(rows, (one, other), words))
    layers = _draw_minerals((one, other), labels, words)
    return chart("minerals", layers, rows, sentences, columns, run, follows="", row=24, narrow_row=33)


def _minerals_view(rows: pl.DataFrame, states: Sequence[State], words: Words) -> View:
    own = rows.filter(mineral="tungsten")
    if own.is_empty():
        return blank("minerals", words)
    tungsten = own.row(0, named=True)
    ahead = rows.filter(pl.col("order") < tungsten["order"]).sort("order")
    larger, may_be_larger = (
        rows.filter(pl.col(end) > tungsten[other]).height
        for end, other in (("hhi_least", "hhi_most"), ("hhi_most", "hhi_least"))
    )
    numbers = {
        "place": int(tungsten["order"]),
        "count": rows.height,
        "ahead": words.all_of([name.lower() for name in ahead["who"]]),
        "best": 1 + larger,
        "worst": may_be_larger,
        "year": tungsten["period"],
        "low": words.number(tungsten["hhi_least"], end="low"),
        "high": words.number(tungsten["hhi_most"], end="high"),
    }
    source, shown = words("source_usgs", edition=tungsten["edition"]), parts.legend(states, rows, words)
    return view("minerals", rows, words, source=source, numbers=numbers, top=1.25e4, states=shown)


def _draw_minerals(states: Sequence[State], labels: Mapping[str, str], words: Words) -> list[Any]:
    """Draw a point for the index of each mineral, with the interval that rounding allows."""
    canvas = Canvas.of(words)
    x = parts.amount("middle", words("axis_hhi"), words, format=",d", values=[0, 2000, 4000, 6000, 8000, 10000])
    tooltip = parts.tips({**labels, "label": "column_index", "id": "column_id"}, words)
    look = parts.looks(states, words, is_dashed=False)
    return [
        *canvas.whiskers("hhi_least", "hhi_most"),
        canvas.base.mark_point(size=70).encode(x, canvas.y, tooltip=tooltip, **look),
        *canvas.labels("hhi_most", height=10),
    ]


def us_import_index(concentration: pl.DataFrame, run: Run) -> Any:
    """Return the chart of the index of American import sources, with its value if the block were one country.

    Args:
        concentration: Rows of ``data/processed/concentration.csv``, with the column ``for_reading`` for the switch of
            that name.
        run: The run.
    """
    words, of_article = run.words, pl.col("edition") == run.source
    sound, weak = State(words("state_bounds"), "computed"), State(words("state_weak"), "computed", is_hollow=True)
    rows = of_series(run.with_reading(concentration), "us_import_sources").drop_nulls("hhi_low")
    who = [_whose(row, run.source, words) for row in rows.iter_rows(named=True)]
    naive = [words.line(words("naive_label", naive=words.number(value))) for value in rows["naive_hhi"]]
    rows = parts.rows_of(parts.traced(rows, run), who, index_spans(rows, words), words).with_columns(
        parts.picked(words, sound, (pl.col("confidence") == "recalled", weak)),
        pl.Series("naive", naive, pl.String),
        *_index_shown(),
        block_shown=pl.col("block_share").round(1),
        naive_shown=pl.col("naive_hhi").round(0),
        middle=(pl.col("hhi_low") + pl.col("hhi_high")) / 2,
        order=pl.when(of_article).then(0).otherwise(pl.col("edition").rank("dense")),
    )
    states = (sound, weak)

    def describe(at: Setting, words: Words) -> View:
        return _import_index_view(at_setting(rows, at).sort("order"), run, states, words)

    columns = [
        Column("who", words("source")),
        *_index_columns(words),
        Column("naive_shown", words("naive_short")),
        Column("block_shown", words("column_block")),
        *trace_columns(words),
    ]
    layers, switches = _draw_bounds_and_mistake(states, run), follows("reading", concentration)
    sentences = views(switches, run, describe)
    return chart("us_import_index", layers, rows, sentences, columns, run, follows=switches, row=62, narrow_row=78)


def _import_index_view(rows: pl.DataFrame, run: Run, states: Sequence[State], words: Words) -> View:
    of_article = rows.filter(pl.col("edition") == run.source)
    if of_article.is_empty():
        return blank("us_import_index", words)
    own = of_article.row(0, named=True)
    numbers = {
        "step": words(f"step_{own['guideline']}"),
        "low": words.number(own["hhi_low"], end="low"),
        "high": words.number(own["hhi_high"], end="high"),
        "least": words.number(own["hhi_least"], end="low"),
        "most": words.number(own["hhi_most"], end="high"),
        "naive": words.number(own["naive_hhi"]),
        "block": words.share(own["block_share"]),
        "times": words.number(own["naive_hhi"] / own["hhi_high"], 1),
        "moderate": words.number(run.constants["hhi_moderate"]),
        "strong": words.number(run.constants["hhi_high"]),
    }
    top, shown = parts.most(rows, "naive_hhi") * 1.16, parts.legend(states, rows, words)
    source = words("source_article_usgs")
    return view("us_import_index", rows, words, source=source, numbers=numbers, top=top, states=shown)


def _draw_years(rows: pl.DataFrame, states: Sequence[State], run: Run) -> list[Any]:
    """Draw a point for each year and edition, its bounds, and a line through the latest edition of each year.

    The points of the chosen edition are over the others.
    """
    words, first, last = run.words, int(parts.least(rows, "year")), int(parts.most(rows, "year"))
    axis = alt.Axis(
        title=words.line(words("axis_year")), format="d", grid=False, values=list(range(first, last + 1, 2))
    )
    scale = alt.Scale(domain=[first - 0.4, last + 0.4], nice=False, reverse=words.is_rtl)
    x, middle = alt.X("year:Q", axis=axis, scale=scale), alt.Y("middle:Q")
    tooltip = {
        "year": "axis_year",
        "edition": "edition",
        "index": "column_index",
        "n_named": "column_named",
        "id": "figure",
    }
    base = alt.Chart()
    line = base.transform_filter("datum.is_latest").mark_line(stroke=colour("computed"), strokeWidth=2)
    points = base.transform_calculate(
        is_chosen="datum.edition === edition", state="datum.is_chosen ? datum.if_chosen : datum.if_not_chosen"
    ).mark_point(size=70, strokeWidth=1.8)
    look = parts.looks(states, words, offset=30, is_dashed=False)  # a dashed edge is hard to see on a point
    return [
        *parts.level_rules(run),
        line.encode(x, middle),
        base.mark_rule(stroke=colour("muted"), strokeWidth=4).encode(x, _index_axis(words), y2=alt.Y2("hhi_most:Q")),
        points.encode(x, middle, order=alt.Order("is_chosen:Q"), tooltip=parts.tips(tooltip, words), **look),
    ]


def _draw_bounds_and_mistake(states: Sequence[State], run: Run) -> list[Any]:
    """Draw the interval of each index, and a cross at its value with the block as one country."""
    words, red = run.words, colour("highlight")
    canvas, start = Canvas.of(words), alt.X(value=parts.start_of(words))
    x = parts.amount("hhi_low", words("axis_hhi"), words, format=",d")
    cross, labels = alt.X("naive_hhi:Q"), {"who": "source", "says": "column_index", "naive": "naive_short", **TRACE}
    tooltip = {"tooltip": parts.tips(labels, words)}
    above = {"baseline": "bottom", "dy": -parts.BAR / 2 - 7}
    beside = {**above, "align": "right" if words.is_rtl else "left"}
    wide, narrow = canvas.where("!narrow"), canvas.where("narrow")
    return [
        canvas.base.mark_rule(stroke=red, strokeDash=[2, 3]).encode(
            alt.X("hhi_high:Q"), canvas.y, x2=alt.X2("naive_hhi:Q")
        ),
        canvas.bars(x, x2=alt.X2("hhi_high:Q"), **tooltip, **parts.looks(states, words, offset=28)),
        *canvas.ticks([run.constants["hhi_moderate"], run.constants["hhi_high"]]),
        *parts.tick_labels(run),
        *canvas.whiskers("hhi_least", "hhi_most"),
        canvas.base.mark_point(shape="cross", angle=45, size=150, color=red).encode(cross, canvas.y, **tooltip),
        *wide.over_rules(alt.X("middle:Q"), "label", **above),
        *wide.over_rules(cross, "naive", color=red, **above),
        *narrow.over_rules(start, "head", **{**beside, "dy": -parts.BAR / 2 - 25}),
        *narrow.over_rules(start, "naive", color=red, **beside),
    ]


def of_series(table: pl.DataFrame, series: str) -> pl.DataFrame:
    """Return the rows of one series for tungsten."""
    return table.filter(series=series, commodity="tungsten")


def _index_axis(words: Words) -> Any:
    """Return the vertical axis of the index; it has no grid line where the labels of the thresholds are."""
    axis = alt.Axis(**parts.top_title("axis_hhi", words), format=",d", values=[0, 4000, 6000, 8000])
    return alt.Y("hhi_least:Q", axis=axis, scale=alt.Scale(domain=[0, 8000]))


def _index_shown() -> list[pl.Expr]:
    """Return the bounds of the index for the table, rounded outwards."""
    return [parts.outwards(name, end).alias(f"{name}_shown") for name, end in INDEX_BOUNDS.items()]


def _index_columns(words: Words) -> list[Column]:
    return [Column(f"{name}_shown", words(f"column_{name}")) for name in INDEX_BOUNDS]


def index_spans(rows: pl.DataFrame, words: Words, low: str = "hhi_low", high: str = "hhi_high") -> list[str]:
    """Return the interval of each row's index in words, by default without rounding."""
    bounds = rows.select(low, high).iter_rows()
    return [words.between(low, high) for low, high in bounds]


def _whose(row: Mapping[str, Any], source: str, words: Words) -> str:
    key = "whose_article" if row["edition"] == source else "whose_survey"
    return words(key, edition=parts.edition_name(row["edition"], words), period=words.period(row["period"]))
