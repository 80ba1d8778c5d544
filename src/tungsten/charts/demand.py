"""Charts of demand: as printed, as implied by its growth, and as a share of the world's tungsten."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts.chart import Column, View, at_setting, blank, chart, table_columns, view, views
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.palette import colour
from tungsten.charts.run import Run, Setting, follows
from tungsten.i18n.words import Words
from tungsten.vocabulary import is_edition

Phrase = Callable[[Mapping[str, Any], Words], str]

BEYOND = 1.3
"""The end of an axis as a multiple of the end of its arrows, so that labels have space."""


def demand_levels(demand: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, run: Run) -> Any:
    """Return the chart of demand by product: lines from the year before, as the growth implies it, to what is printed.

    Args:
        demand: Rows of ``data/processed/demand.csv``, with the column ``for_reading`` for the switch of that name.
        figures: The tidy figures, with the same column.
        printed: The figures as printed.
        run: The run.
    """
    words = run.words
    rows = _slopes(run.with_reading(demand), run.with_reading(figures), printed, run)

    def describe(at: Setting, words: Words) -> View:
        return _levels_view(at_setting(rows, at).sort("order"), at_setting(figures, at), printed, words)

    switches = follows("reading", demand, figures)
    columns = _columns({"who": "subject", "says": "column_value", "least": "column_least_t", "most": "column_most_t"},
                       words)  # fmt: skip
    layers, shown = _draw_slopes(rows, _states(words), words), views(switches, run, describe)
    return chart("demand_levels", layers, rows, shown, columns, run, follows=switches, height=380, narrow_height=330)


def _slopes(demand: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Return the levels with their ``year`` and ``value``; an implied one has the end of its line and the growth.

    The value of a printed level is as printed, that of an implied one the middle of its interval.
    """
    words, states = run.words, _states(run.words)
    stated = figures.select("for_reading", figure_ids="figure_id", stated=(pl.col("low") + pl.col("high")) / 2)
    middle = pl.when("is_open").then("low").otherwise((pl.col("low") + pl.col("high")) / 2)
    levels = (
        demand.with_columns(year=pl.col("period").cast(pl.Int32, strict=False))
        .drop_nulls("year")
        .join(stated, on=["for_reading", "figure_ids"], how="left", maintain_order="left")
    )
    rows = _levels(levels, run, says=_tonnes, who=_level_of, digits=0, states=states).with_columns(
        value=pl.coalesce("stated", middle), upper=parts.finite("high")
    )
    ends = rows.filter(origin="printed").select(
        "for_reading", "product", year=pl.col("year") - 1, end_year="year", end_value="value"
    )
    rows = rows.join(ends, on=["for_reading", "product", "year"], how="left", maintain_order="left").with_columns(
        pl.when(origin="implied").then(name).alias(name) for name in ("end_year", "end_value")
    )
    records = list(rows.iter_rows(named=True))
    texts: dict[str, list[str | None]] = {
        "called": [_called(row, words) for row in records],
        "growth": [_growth_of(row, printed, words) for row in records],
    }
    return rows.with_columns(
        *(pl.Series(name, cells, dtype=pl.String) for name, cells in texts.items()),
        halfway=(pl.col("year") + pl.col("end_year")) / 2,
        half_value=(pl.col("value") + pl.col("end_value")) / 2,
        is_ruled_out=pl.col("ruled_out_by").is_not_null(),
    )


def _called(row: Mapping[str, Any], words: Words) -> str:
    """Return the label of a level: an implied one is its interval, a printed one has the name of the product."""
    if row["origin"] == "implied":
        return str(row["label"])
    return "\n".join([words.line(words.short(row["product"])), row["label"]])


def _growth_of(row: Mapping[str, Any], printed: pl.DataFrame, words: Words) -> str | None:
    """Return the growth from which a level is implied, as the article prints it."""
    if row["end_value"] is None:
        return None
    growth = _printed_percent(row["figure_ids"].split()[-1], printed, words)
    return words.line(words(f"growth_{row['reading']}", growth=growth))


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
    top = max(parts.most(rows, "low"), parts.most(rows, "high")) * 1.12
    states = parts.legend(_states(words), rows, words)
    source = words("source_article")
    return view("demand_levels", rows, words, source=source, numbers=numbers, top=top, states=states)


def _draw_slopes(rows: pl.DataFrame, states: Sequence[State], words: Words) -> list[Any]:
    """Draw a line from each implied level to the printed one of the year after, with the growth beside it.

    A level without an upper end has an arrow that points upwards.
    """
    base, look = alt.Chart(), parts.looks(states, words, offset=30)
    edge, solid = (
        {name: look[name] for name in ("stroke", "strokeDash")},
        {name: look[name] for name in ("fill", "stroke")},
    )
    x, y = _years_axis(rows, words), _tonnes_axis(words)
    labels = {"who": "subject", "label": "column_value", "least": "column_least_t", "most": "column_most_t", **TRACE}
    tooltip = parts.tips(labels, words)
    implied, printed = (
        base.transform_filter("datum.origin === 'implied'"),
        base.transform_filter("datum.origin !== 'implied'"),
    )
    lines, to_end = implied.transform_filter("datum.end_value !== null"), {"x2": "end_year:Q", "y2": "end_value:Q"}
    closed, is_open = "datum.upper !== null", base.transform_filter("datum.is_open")
    open_starts = implied.transform_filter("datum.is_open")
    before = {"align": "left", "dx": 14} if words.is_rtl else {"align": "right", "dx": -14}
    middle = {"x": alt.X("halfway:Q"), "y": alt.Y("half_value:Q"), "text": alt.Text("growth:N")}
    above = {"align": "left", "dx": 10} if words.is_rtl else {"align": "right", "dx": -10}
    ruled_out = lines.transform_filter("datum.is_ruled_out").mark_text(color=colour("muted"), dy=-8, **above)
    held = lines.transform_filter("!datum.is_ruled_out").mark_text(
        **parts.after(words, 10, dy=10, color=colour("accent"))
    )
    return [
        lines.mark_rule(strokeWidth=1.6).encode(x, y, **to_end, **edge),
        lines.transform_filter(closed).mark_rule(strokeWidth=1.6).encode(x, alt.Y("upper:Q"), **to_end, **edge),
        implied.transform_filter(closed).mark_bar(size=12, orient="vertical", strokeWidth=1.6).encode(
            x, y, y2="upper:Q", tooltip=tooltip, **look
        ),
        open_starts.mark_point(size=90, strokeWidth=1.6).encode(x, y, tooltip=tooltip, **solid),
        printed.transform_filter(closed).mark_rule(color=colour("ink"), strokeWidth=1.5).encode(x, y, y2="upper:Q"),
        printed.mark_point(size=110).encode(x, alt.Y("value:Q"), tooltip=tooltip, **solid),
        is_open.mark_point(shape="arrow", size=500, yOffset=-20).encode(x, alt.Y("value:Q"), **solid),
        held.encode(**middle),
        ruled_out.encode(**middle),
        implied.mark_text(baseline="middle", **before).encode(x, alt.Y("value:Q"), text="called:N"),
        printed.mark_text(lineBreak="\n", lineHeight=17, **parts.after(words, 14)).encode(
            x, alt.Y("value:Q"), text="called:N"
        ),
    ]  # fmt: skip


def _years_axis(rows: pl.DataFrame, words: Words) -> Any:
    """Return the axis of the years, with space for the labels of the first and of the last one."""
    years = sorted(set(rows["year"]))
    first, last = (years[0], years[-1]) if years else (0, 1)
    axis = alt.Axis(title=None, values=years, format="d", grid=False, labelFontSize=14, labelColor=colour("ink"))
    ends = {
        "domainMin": alt.expr(f"{first} - (narrow ? 1.25 : 0.45)"),
        "domainMax": alt.expr(f"{last} + (narrow ? 1.3 : 0.5)"),
    }
    return alt.X("year:Q", axis=axis, scale=alt.Scale(**ends, nice=False, zero=False, reverse=words.is_rtl))


def _tonnes_axis(words: Words) -> Any:
    """Return the axis of tonnes, which ends where the view of the setting says."""
    scale = alt.Scale(domainMin=0, domainMax=alt.expr("views[key].top"), nice=False)
    axis = alt.Axis(**parts.top_title("demand_levels_axis", words), format=",d", tickCount=6, grid=False)
    return alt.Y("low:Q", axis=axis, scale=scale)


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
    states = (State(run.words("state_implied"), "computed"),)
    rows = _levels(shares, run, says=_percents, who=_output_of, digits=1, states=states * 3)

    def describe(at: Setting, words: Words) -> View:
        return _share_view(at_setting(rows, at).sort("order"), at, run, words)

    switches = follows("reading edition", demand_share)
    layers = _draw_intervals("demand_share_axis", states, run.words, format="d")
    columns = _columns({"who": "subject", "says": "column_bounds", "least": "column_least_percent",
                        "most": "column_most_percent"}, run.words)  # fmt: skip
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
    edge = max(parts.most(rows, "low"), parts.most(rows, "high")) * 1.1
    return view("demand_share", rows, words, source=source, numbers=numbers, top=edge * BEYOND)


def penetration(penetration: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, run: Run) -> Any:
    """Return the chart of a percentage that rose: the step in percentage points and in per cent.

    Args:
        penetration: Rows of ``data/processed/penetration.csv``, with the column ``for_reading`` for the switch of that
            name.
        figures: The tidy figures, with the same column.
        printed: The figures as printed.
        run: The run.
    """
    words, rows = run.words, _ends(run.with_reading(penetration), run.with_reading(figures), run)

    def describe(at: Setting, words: Words) -> View:
        return _penetration_view(at_setting(rows, at).sort("order"), at_setting(figures, at), printed, words)

    columns = _columns(
        {"who": "axis_year", "says": "column_value", "least": "column_least_percent", "most": "column_most_percent"},
        words,
    )
    switches = follows("reading", penetration, figures)
    shown = views(switches, run, describe)
    return chart("penetration", _draw_step(words), rows, shown, columns, run, follows=switches, row=49, narrow_row=60)


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


def _ends(steps: pl.DataFrame, figures: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Return the two ends of the first step of each reading as rows; ``start`` is the value of the first end."""
    words = run.words
    value = figures.select("for_reading", figure_ids="figure_id", value=(pl.col("low") + pl.col("high")) / 2)
    rows = (
        steps.unique("for_reading", keep="first", maintain_order=True)
        .with_columns(
            year=pl.col("period").str.split("/"),
            figure_ids=pl.col("figure_ids").str.split(" "),
            low=pl.concat_list("from_low", "to_low"),
            high=pl.concat_list("from_high", "to_high"),
        )
        .explode("year", "figure_ids", "low", "high")
        .join(value, on=["for_reading", "figure_ids"], how="left", maintain_order="left")
        .with_columns(
            order=pl.int_range(pl.len()).over("for_reading"),
            start=pl.col("value").shift().over("for_reading"),
            least=parts.outwards("low", "low", 1),
            most=parts.outwards("high", "high", 1),
        )
        .with_columns(halfway=(pl.col("start") + pl.col("value")) / 2)
    )
    steps_said = [_step(start, end, words) for start, end in rows.select("start", "value").iter_rows()]
    named = parts.rows_of(parts.traced(rows, run), rows["year"], map(words.share, rows["value"]), words)
    return named.with_columns(pl.Series("step", steps_said, dtype=pl.String))


def _step(start: float | None, end: float, words: Words) -> str | None:
    """Return a step between two printed percentages in words: 20% → 60%: 40 points."""
    if start is None:
        return None
    points = words.significant(end - start, 1)
    return words.line(words("penetration_note", start=words.share(start), end=words.share(end), points=points))


def _draw_step(words: Words) -> list[Any]:
    """Draw two values with their bounds on an axis of per cent, and an arrow between them."""
    canvas, grey, before = Canvas.of(words), colour("muted"), 13 if words.is_rtl else -13
    between, value = canvas.where("datum.start !== null"), alt.X("value:Q")
    labels = {
        "who": "axis_year",
        "label": "column_value",
        "least": "column_least_percent",
        "most": "column_most_percent",
    }
    tooltip = parts.tips({**labels, **TRACE}, words)
    dashes, head = {"strokeDash": [5, 3], "strokeWidth": 1.5}, {"shape": parts.arrow(words), "xOffset": before}
    x = parts.amount("value", words("penetration_axis"), words, top=100, values=parts.PERCENTS)
    return [
        between.base.mark_rule(color=grey, **dashes).encode(alt.X("start:Q"), canvas.y, x2=alt.X2("value:Q")),
        between.base.mark_point(size=110, color=grey, **head).encode(value, canvas.y),
        *between.over_rules(alt.X("halfway:Q"), "step", color=grey, dy=14),
        canvas.base.mark_point(size=150, color=colour("accent")).encode(x, canvas.y, tooltip=tooltip),
        *canvas.whiskers("low", "high"),
        *canvas.labels("high", gap=12),
    ]


def _states(words: Words) -> tuple[State, State, State]:
    printed, implied = State(words("state_printed"), "accent"), State(words("state_implied"), "computed")
    return printed, implied, State(words("state_other_reading"), "computed", is_hollow=True)


def _levels(
    rows: pl.DataFrame, run: Run, *, says: Phrase, who: Phrase, digits: int, states: Sequence[State]
) -> pl.DataFrame:
    """Return rows with names, labels and states; ``is_open`` is true if no upper end was printed.

    ``states`` has the look of printed and of implied levels, and of those ruled out.
    """
    words, (printed, implied, other) = run.words, states
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


def _draw_intervals(axis: str, states: Sequence[State], words: Words, **axis_options: Any) -> list[Any]:
    """Draw bars from the low to the high end, and an arrow for an open end; it ends where the view says."""
    canvas, end = Canvas.of(words), f"datum.is_open ? views[key].top / {BEYOND} : datum.high"
    canvas, look = replace(canvas, base=canvas.base.transform_calculate(end=end)), parts.looks(states, words)
    tooltip = {"tooltip": parts.tips({"who": "subject", "label": "column_bounds", **TRACE}, words)}
    x = parts.amount("low", words(axis), words, **axis_options)
    return [
        canvas.where("!datum.is_open").bars(x, x2=alt.X2("end:Q"), **tooltip, **look),
        *canvas.open_ends("low", "end", look, **tooltip),
        *canvas.labels("end", gap=12),
    ]


def _columns(labels: Mapping[str, str], words: Words) -> list[Column]:
    """Return columns of the table from the keys of their labels, and those that trace a row to its figures."""
    return table_columns(labels, words)


def _growth(figures: pl.DataFrame, product: str, printed: pl.DataFrame, words: Words) -> str:
    """Return the growth of a product as the article prints it, in per cent."""
    rows = figures.filter(measure="demand_growth", entity_id=product, role="figure")
    return words("not_stated") if rows.is_empty() else _printed_percent(rows["figure_id"][0], printed, words)


def _printed_percent(name: str, printed: pl.DataFrame, words: Words) -> str:
    """Return a percentage as the article prints it."""
    return words.share(printed.filter(pl.col("figure_id") == name)["low"][0])


def _tonnes(row: Mapping[str, Any], words: Words) -> str:
    """Return a level in words: a printed one as printed, an implied one as its interval."""
    if row["is_open"]:
        return parts.hedged(words.number(row["low"], end="low"), "more_than", words)
    if row["origin"] == "printed":
        return words.number(row["stated"])
    return words.between(row["low"], row["high"])


def _percents(row: Mapping[str, Any], words: Words) -> str:
    if row["is_open"]:
        return parts.hedged(words.percent(row["low"], 1, "low"), "more_than", words)
    return words.percents(row["low"], row["high"], digits=1)


def _level_of(row: Mapping[str, Any], words: Words) -> str:
    key = "level_printed" if row["origin"] == "printed" else f"level_{row['reading']}"
    return words(key, product=words.short(row["product"]), period=words.period(row["period"]))


def _output_of(row: Mapping[str, Any], words: Words) -> str:
    is_survey = is_edition(row["output_edition"])
    output = words("output_survey" if is_survey else "output_article")
    return words("level_against", product=words.short(row["product"]), output=output)
