"""Charts of demand: as printed, as implied by its growth, and as a share of the world's tungsten."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts.chart import Column, View, at_setting, blank, chart, trace_columns, view, views
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.palette import colour
from tungsten.charts.run import Run, Setting, follows
from tungsten.i18n.words import Words
from tungsten.vocabulary import is_edition

Phrase = Callable[[Mapping[str, Any], Words], str]

BEYOND = 1.3
"""The end of an axis as a multiple of the end of its arrows, so that labels have space."""


def demand_levels(demand: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, run: Run) -> Any:
    """Return the chart of demand by product: as printed, and of the year before as implied by the growth.

    Args:
        demand: Rows of ``data/processed/demand.csv``, with the column ``for_reading`` for the switch of that name.
        figures: The tidy figures, with the same column.
        printed: The figures as printed.
        run: The run.
    """
    rows = _levels(run.with_reading(demand), run, says=_tonnes, who=_level_of, digits=0)

    def describe(at: Setting, words: Words) -> View:
        return _levels_view(at_setting(rows, at).sort("order"), at_setting(figures, at), printed, words)

    switches = follows("reading", demand, figures)
    layers = _draw_intervals("demand_levels_axis", _states(run.words), run.words, format=",d")
    columns = _interval_columns("column_least_t", "column_most_t", run.words)
    return chart("demand_levels", layers, rows, views(switches, run, describe), columns, run, follows=switches)


def _levels_view(rows: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, words: Words) -> View:
    implied = rows.filter(
        pl.col("product") == "lithium_tungstate", pl.col("origin") == "implied", pl.col("ruled_out_by").is_null()
    )
    if implied.is_empty():
        return blank("demand_levels", words)
    numbers = {
        "growth": _growth(figures, "lithium_tungstate", printed, words),
        "year": words.period(implied["period"][0]),
        "low": words.number(parts.least(implied, "low"), end="low"),
        "high": words.number(parts.most(implied, "high"), end="high"),
    }
    return view("demand_levels", rows, words, source=words("source_article"), numbers=numbers, **_look(rows, words))


def demand_share(demand_share: pl.DataFrame, run: Run) -> Any:
    """Return the chart of demand, as tungsten, as a share of the article's and of an edition's world mine output.

    Args:
        demand_share: Rows of ``data/processed/demand_share.csv``, with the column ``for_reading`` for the switch of
            that name.
        run: The run.
    """
    newest = pl.col("output_period") == pl.col("output_period").max().over("for_reading", "output_edition")
    edition = pl.col("output_edition")
    shares = (
        run.with_reading(demand_share)
        .filter(edition.is_in([run.source, *run.editions]), newest, pl.col("origin") == "printed")
        .rename({"share_low": "low", "share_high": "high"})
        .with_columns(for_edition=pl.when(edition != run.source).then(edition))
    )
    rows = _levels(shares, run, says=_percents, who=_output_of, digits=1)

    def describe(at: Setting, words: Words) -> View:
        return _share_view(at_setting(rows, at).sort("order"), at, run, words)

    switches = follows("reading edition", demand_share)
    layers = _draw_intervals("demand_share_axis", _states(run.words)[:1], run.words, format="d")
    columns = _interval_columns("column_least_percent", "column_most_percent", run.words)
    return chart("demand_share", layers, rows, views(switches, run, describe), columns, run, follows=switches)


def _share_view(rows: pl.DataFrame, at: Setting, run: Run, words: Words) -> View:
    lithium = rows.filter(pl.col("product") == "lithium_tungstate")
    if lithium.is_empty():
        return blank("demand_share", words)
    numbers = {
        "low": words.percent(parts.least(lithium, "low"), 1, "low"),
        "high": words.percent(parts.most(lithium, "high"), 1, "high"),
        "fraction": words.significant(run.constants["tungsten_in_lithium_tungstate"], 2),
    }
    source = words("source_article_edition", edition=at.edition)
    return view("demand_share", rows, words, source=source, numbers=numbers, **_look(rows, words))


def penetration(penetration: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, run: Run) -> Any:
    """Return the chart of a percentage that rose: the step in percentage points and in per cent.

    Args:
        penetration: Rows of ``data/processed/penetration.csv``, with the column ``for_reading`` for the switch of that
            name.
        figures: The tidy figures, with the same column.
        printed: The figures as printed.
        run: The run.
    """
    words, rows = run.words, _ends(run.with_reading(penetration), run)

    def describe(at: Setting, words: Words) -> View:
        return _penetration_view(at_setting(rows, at).sort("order"), at_setting(figures, at), printed, words)

    columns = _columns({"who": "axis_year", "least": "column_least_percent", "most": "column_most_percent"}, words)
    switches = follows("reading", penetration, figures)
    shown = views(switches, run, describe)
    return chart("penetration", _draw_step(words), rows, shown, columns, run, follows=switches, row=49, narrow_row=69)


def _penetration_view(rows: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, words: Words) -> View:
    if rows.is_empty():
        return blank("penetration", words)
    step = rows.row(0, named=True)
    start, end = (_printed_percent(name, printed, words) for name in rows["figure_ids"])
    numbers = {
        "product": words.entity(step["product"]),
        "start": start,
        "end": end,
        "first": rows["year"][0],
        "last": rows["year"][-1],
        "points": words.between(step["points_low"], step["points_high"]),
        "low": words.number(step["points_low"], end="low"),
        "high": words.number(step["points_high"], end="high"),
        "less": words.percent(step["percent_low"], 1, "low"),
        "more": words.percent(step["percent_high"], 1, "high"),
        "growth": _growth(figures, step["product"], printed, words),
    }
    return view("penetration", rows, words, source=words("source_article"), numbers=numbers)


def _ends(steps: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Return the two ends of the first step of each reading as rows; ``start`` is the middle of the first end."""
    words = run.words
    rows = (
        steps.unique("for_reading", keep="first", maintain_order=True)
        .with_columns(
            year=pl.col("period").str.split("/"),
            figure_ids=pl.col("figure_ids").str.split(" "),
            low=pl.concat_list("from_low", "to_low"),
            high=pl.concat_list("from_high", "to_high"),
        )
        .explode("year", "figure_ids", "low", "high")
        .with_columns(
            order=pl.int_range(pl.len()).over("for_reading"),
            start=((pl.col("low") + pl.col("high")) / 2).shift().over("for_reading"),
            least=parts.outwards("low", "low", 1),
            most=parts.outwards("high", "high", 1),
        )
        .with_columns(halfway=(pl.col("start") + pl.col("low")) / 2)
    )
    points = rows.select("points_low", "points_high").iter_rows()
    notes = [words.line(words("penetration_note", points=words.between(low, high))) for low, high in points]
    intervals = [words.percents(low, high) for low, high in rows.select("low", "high").iter_rows()]
    named = parts.rows_of(parts.traced(rows, run), rows["year"], intervals, words)
    return named.with_columns(pl.Series("step", notes, dtype=pl.String))


def _draw_step(words: Words) -> list[Any]:
    """Draw two intervals on an axis of per cent, and an arrow between them."""
    canvas, grey, before = Canvas.of(words), colour("muted"), 7 if words.is_rtl else -7
    between, low = canvas.where("datum.start !== null"), alt.X("low:Q")
    tooltip = parts.tips({"who": "axis_year", "label": "column_bounds", **TRACE}, words)
    dashes, head = {"strokeDash": [5, 3], "strokeWidth": 1.5}, {"shape": parts.arrow(words), "xOffset": before}
    return [
        between.base.mark_rule(color=grey, **dashes).encode(alt.X("start:Q"), canvas.y, x2=alt.X2("low:Q")),
        between.base.mark_point(size=110, color=grey, **head).encode(low, canvas.y),
        between.text(alt.X("halfway:Q"), "step", color=grey, dy=16),
        canvas.bars(
            parts.amount("low", words("penetration_axis"), words, top=100, values=parts.PERCENTS),
            x2=alt.X2("high:Q"),
            tooltip=tooltip,
            color=alt.value(colour("accent")),
        ),
        *canvas.labels("high"),
    ]


def _states(words: Words) -> tuple[State, State, State]:
    printed, implied = State(words("state_printed"), "accent"), State(words("state_implied"), "default")
    return printed, implied, State(words("state_other_reading"), "doubt", is_hollow=True)


def _levels(rows: pl.DataFrame, run: Run, *, says: Phrase, who: Phrase, digits: int) -> pl.DataFrame:
    """Return rows with names, labels and states; ``is_open`` is true if no upper end was printed."""
    words, (printed, implied, other) = run.words, _states(run.words)
    rows = parts.traced(rows.drop_nulls(["low", "high"]), run).with_columns(
        parts.picked(
            words, printed, (pl.col("ruled_out_by").is_not_null(), other), (pl.col("origin") == "implied", implied)
        ),
        is_open=pl.col("high").is_infinite(),
        least=parts.outwards("low", "low", digits),
        most=parts.outwards("high", "high", digits),
        order=pl.int_range(pl.len()).over("for_reading"),
    )
    records = list(rows.iter_rows(named=True))
    return parts.rows_of(rows, [who(row, words) for row in records], [says(row, words) for row in records], words)


def _look(rows: pl.DataFrame, words: Words) -> dict[str, Any]:
    """Return the end of the axis and the legend of `_draw_intervals`, for the rows of one setting."""
    edge = max(parts.most(rows, "low"), parts.most(rows, "high")) * 1.1
    return {"top": edge * BEYOND, "states": parts.legend(_states(words), rows, words)}


def _draw_intervals(axis: str, states: Sequence[State], words: Words, **axis_options: Any) -> list[Any]:
    """Draw bars from the low to the high end, and an arrow for an open end; it ends where the view says."""
    canvas, end = Canvas.of(words), f"datum.is_open ? views[key].top / {BEYOND} : datum.high"
    canvas = replace(canvas, base=canvas.base.transform_calculate(end=end))
    tooltip = {"tooltip": parts.tips({"who": "subject", "label": "column_bounds", **TRACE}, words)}
    x = parts.amount("low", words(axis), words, **axis_options)
    return [
        canvas.where("!datum.is_open").bars(x, x2=alt.X2("end:Q"), **tooltip, **parts.looks(states, words)),
        *canvas.open_ends(states, "low", "end", **tooltip),
        *canvas.labels("end", gap=12),
    ]


def _interval_columns(least: str, most: str, words: Words) -> list[Column]:
    """Return the columns of the table under a chart of intervals; ``least`` and ``most`` are keys of labels."""
    return _columns({"who": "subject", "says": "column_bounds", "least": least, "most": most}, words)


def _columns(labels: Mapping[str, str], words: Words) -> list[Column]:
    """Return columns of the table from the keys of their labels, and those that trace a row to its figures."""
    return [*(Column(name, words(key)) for name, key in labels.items()), *trace_columns(words)]


def _growth(figures: pl.DataFrame, product: str, printed: pl.DataFrame, words: Words) -> str:
    """Return the growth of a product as the article prints it, in per cent."""
    rows = figures.filter(measure="demand_growth", entity_id=product, role="figure")
    return words("not_stated") if rows.is_empty() else _printed_percent(rows["figure_id"][0], printed, words)


def _printed_percent(name: str, printed: pl.DataFrame, words: Words) -> str:
    """Return a percentage as the article prints it."""
    return words.share(printed.filter(pl.col("figure_id") == name)["low"][0])


def _tonnes(row: Mapping[str, Any], words: Words) -> str:
    if row["is_open"]:
        return words.bounded("more_than", words.number(row["low"], end="low"))
    return words.between(row["low"], row["high"])


def _percents(row: Mapping[str, Any], words: Words) -> str:
    if row["is_open"]:
        return words.bounded("more_than", words.percent(row["low"], 1, "low"))
    return words.percents(row["low"], row["high"], digits=1)


def _level_of(row: Mapping[str, Any], words: Words) -> str:
    key = "level_printed" if row["origin"] == "printed" else f"level_{row['reading']}"
    return words(key, product=words.short(row["product"]), period=words.period(row["period"]))


def _output_of(row: Mapping[str, Any], words: Words) -> str:
    is_survey = is_edition(row["output_edition"])
    output = words("output_survey" if is_survey else "output_article", edition=row["output_edition"])
    return words("level_against", product=words.short(row["product"]), output=output)
