"""Charts of demand: as printed, as implied by its growth, and as a share of the world's tungsten."""

from collections.abc import Callable, Mapping
from functools import partial
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
from tungsten.vocabulary import is_edition

Phrase = Callable[[Mapping[str, Any], Words], str]


def demand_levels(demand: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, words: Words) -> Picture:
    """Return the chart of demand by product: as printed, and of the year before as implied by the growth."""
    rows = _levels(demand.drop_nulls(["low", "high"]), words, says=_tonnes, who=_level_of)
    implied = rows.filter(
        pl.col("product") == "lithium_tungstate", pl.col("origin") == "implied", pl.col("ruled_out_by").is_null()
    )
    if implied.is_empty():
        return picture.nothing_to_draw("demand_levels", words)
    numbers = {
        "growth": _growth(figures, "lithium_tungstate", printed, words),
        "year": words.period(implied["period"][0]),
        "low": words.number(parts.least(implied, "low"), end="low"),
        "high": words.number(parts.most(implied, "high"), end="high"),
    }
    table = _table(rows, "column_least_t", "column_most_t", 0, words)
    about = picture.about("demand_levels", words, source=words("source_article"), table=table, numbers=numbers)
    return _intervals(rows, words("demand_levels_axis"), ",d", about, words)


def demand_share(
    demand_share: pl.DataFrame, constants: pl.DataFrame, source: str, edition: str, words: Words
) -> Picture:
    """Return the chart of demand, as tungsten, as a share of the article's and of an edition's world mine output."""
    shares, newest = demand_share, pl.col("output_period") == pl.col("output_period").max().over("output_edition")
    rows = shares.filter(pl.col("output_edition").is_in([source, edition]), newest, pl.col("origin") == "printed")
    rows = rows.rename({"share_low": "low", "share_high": "high"}).drop_nulls(["low", "high"])
    rows = _levels(rows, words, says=_percents, who=_output_of)
    lithium = rows.filter(pl.col("product") == "lithium_tungstate")
    if lithium.is_empty():
        return picture.nothing_to_draw("demand_share", words)
    numbers = {
        "low": words.percent(parts.least(lithium, "low"), 1, "low"),
        "high": words.percent(parts.most(lithium, "high"), 1, "high"),
        "fraction": words.significant(parts.constant(constants, "tungsten_in_lithium_tungstate"), 2),
    }
    table = _table(rows, "column_least_percent", "column_most_percent", 1, words)
    from_both = words("source_article_edition", edition=edition)
    about = picture.about("demand_share", words, source=from_both, table=table, numbers=numbers)
    return _intervals(rows, words("demand_share_axis"), "d", about, words)


def penetration(penetration: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, words: Words) -> Picture:
    """Return the chart of a percentage that rose: the step in percentage points and in per cent."""
    if penetration.is_empty():
        return picture.nothing_to_draw("penetration", words)
    step = penetration.row(0, named=True)
    rows = _ends(step, words)
    start, end = (_printed_percent(name, printed, words) for name in step["figure_ids"].split())
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
    table = rows.select(
        pl.col("who").alias(words("axis_year")),
        parts.outwards("low", "low", 1).alias(words("column_least_percent")),
        parts.outwards("high", "high", 1).alias(words("column_most_percent")),
        *parts.trace_columns(words),
    )
    about = picture.about("penetration", words, source=words("source_article"), table=table, numbers=numbers)
    note, middle = words.line(words("penetration_note", points=numbers["points"])), rows["middle"][0]
    before = pl.when(pl.col("year") == rows["year"][-1]).then(pl.lit(middle))
    rows = rows.with_columns(start=before, halfway=(before + pl.col("low")) / 2, step=pl.lit(note))
    return picture.of_rows(
        partial(_draw_step, words=words),
        about,
        words,
        rows,
        row=49,
        narrow_row=69,
        top=100,
        axis=parts.axis_title(words("penetration_axis"), words),
    )


def _ends(step: Mapping[str, Any], words: Words) -> pl.DataFrame:
    """Return the two ends of a step as rows."""
    rows = pl.DataFrame(
        {
            "year": step["period"].split("/"),
            "figure_ids": step["figure_ids"].split(),
            "low": [step["from_low"], step["to_low"]],
            "high": [step["from_high"], step["to_high"]],
        }
    ).with_columns(middle=(pl.col("low") + pl.col("high")) / 2)
    intervals = [words.percents(low, high) for low, high in rows.select("low", "high").iter_rows()]
    return parts.rows_of(parts.traced(rows, words), rows["year"], intervals, words)


def _draw_step(given: Given, words: Words) -> list[Any]:
    """Draw two intervals on an axis of per cent, and an arrow between them."""
    canvas, grey, before = Canvas.of(given, words), colour("muted"), 7 if words.is_rtl else -7
    between, low = canvas.where("datum.start !== null"), alt.X("low:Q")
    tooltip = parts.tips({"who": "axis_year", "label": "column_bounds", **TRACE}, words)
    dashes, head = {"strokeDash": [5, 3], "strokeWidth": 1.5}, {"shape": parts.arrow(words), "xOffset": before}
    return [
        between.base.mark_rule(color=grey, **dashes).encode(alt.X("start:Q"), canvas.y, x2=alt.X2("low:Q")),
        between.base.mark_point(size=110, color=grey, **head).encode(low, canvas.y),
        between.text(alt.X("halfway:Q"), "step", color=grey, dy=16),
        canvas.bars(
            parts.amount("low", given, words, values=parts.PERCENTS),
            x2=alt.X2("high:Q"),
            tooltip=tooltip,
            color=alt.value(colour("accent")),
        ),
        *canvas.labels("high"),
    ]


def _states(words: Words) -> tuple[State, State, State]:
    printed, implied = State(words("state_printed"), "accent"), State(words("state_implied"), "default")
    return printed, implied, State(words("state_other_reading"), "doubt", is_hollow=True)


def _levels(rows: pl.DataFrame, words: Words, *, says: Phrase, who: Phrase) -> pl.DataFrame:
    """Return rows with names, labels and states; ``is_open`` is true if no upper end was printed."""
    printed, implied, other = _states(words)
    rows = parts.traced(rows, words).with_columns(
        parts.picked(
            words, printed, (pl.col("ruled_out_by").is_not_null(), other), (pl.col("origin") == "implied", implied)
        ),
        is_open=pl.col("high").is_infinite(),
    )
    records = list(rows.iter_rows(named=True))
    return parts.rows_of(rows, [who(row, words) for row in records], [says(row, words) for row in records], words)


def _intervals(rows: pl.DataFrame, axis: str, form: str, about: picture.About, words: Words) -> Picture:
    """Return a chart of bars from the low to the high end; an open end is an arrow."""
    edge = max(parts.most(rows, "low"), parts.most(rows, "high")) * 1.1
    return picture.of_rows(
        partial(_draw_intervals, form=form, words=words),
        about,
        words,
        rows.with_columns(end=pl.when("is_open").then(edge).otherwise("high"), high=parts.finite("high")),
        top=edge * 1.3,
        axis=parts.axis_title(axis, words),
        **parts.key(parts.present(_states(words), rows, words), words),
    )


def _draw_intervals(given: Given, form: str, words: Words) -> list[Any]:
    canvas, x = Canvas.of(given, words), parts.amount("low", given, words, format=form)
    tooltip = {"tooltip": parts.tips({"who": "subject", "label": "column_bounds", **TRACE}, words)}
    return [
        canvas.where("!datum.is_open").bars(x, x2=alt.X2("end:Q"), **tooltip, **parts.looks(given)),
        *canvas.open_ends(_states(words), "low", "end", **tooltip),
        *canvas.labels("end", gap=12),
    ]


def _table(rows: pl.DataFrame, low: str, high: str, digits: int, words: Words) -> pl.DataFrame:
    return rows.select(
        pl.col("who").alias(words("subject")),
        pl.col("says").alias(words("column_bounds")),
        parts.outwards("low", "low", digits).alias(words(low)),
        parts.outwards("high", "high", digits).alias(words(high)),
        *parts.trace_columns(words),
    )


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
