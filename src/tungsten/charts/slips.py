"""The chart of figures wrong by a power of ten: printed value, value of the reference, and the power."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts.chart import View, at_setting, blank, chart, table_columns, view, views
from tungsten.charts.correction_text import amount
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.palette import colour
from tungsten.charts.run import Run, Setting, follows
from tungsten.evidence.messages import expected
from tungsten.evidence.slips import POWERS
from tungsten.evidence.verdicts import pages
from tungsten.i18n.words import Words


def slips(evidence: pl.DataFrame, verdicts: pl.DataFrame, figures: pl.DataFrame, run: Run) -> Any:
    """Return the chart of each figure with a slip, in multiples of its reference, with and without the power of ten.

    Args:
        evidence: One row a check of a figure, with the column ``for_reading`` for the switch of that name.
        verdicts: One row a figure, with the same column.
        figures: The tidy figures, with the same column.
        run: The run.
    """
    words = run.words
    slipped = _slipped(*(run.with_reading(frame) for frame in (evidence, verdicts, figures)))
    rows = _worded(parts.traced(slipped, run), words)

    def describe(at: Setting, words: Words) -> View:
        return _slips_view(at_setting(rows, at).sort("order"), words)

    labels = {
        "who": "subject",
        "as_printed": "printed_quantity",
        "reference": "reference_gives",
        "factor": "column_slip",
        "chance": "column_chance",
    }
    columns = table_columns(labels, words)
    switches = follows("reading", evidence, verdicts, figures)
    shown, layers = views(switches, run, describe), _draw_slips(_axis(rows, words), _states(rows, words), words)
    return chart("slips", layers, rows, shown, columns, run, follows=switches, row=58, narrow_row=68)


def _slips_view(rows: pl.DataFrame, words: Words) -> View:
    if rows.is_empty():
        return blank("slips", words)
    factors = sorted(10 ** rows["slip_power"].abs())
    numbers = {
        "times": words.span(words.number(factors[0]), words.number(factors[-1])),
        "figures": rows.height,
        "factors": words.listed(words.number(10.0**power) for power in POWERS if power > 0),
    }
    title = "title" if (rows["slip_power"] < 0).all() else "title_mixed"
    states, source = tuple(state.says for state in _states(rows, words)), words("source_article_references")
    return view("slips", rows, words, source=source, numbers=numbers, title=title, states=states)


def _slipped(evidence: pl.DataFrame, verdicts: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures with a slip, each with the check that found it, in multiples of its reference.

    The multiple 1 is the geometric mean of the bounds of the reference.
    """
    figure = ["for_reading", "figure_id"]
    figures_with_slip = verdicts.filter(pl.col("slip_power").is_not_null()).select(figure)
    found = evidence.filter(pl.col("slip_power").is_not_null())
    deciding = found.unique(figure, keep="first")
    cited = found.group_by(figure).agg(pages=pages().n_unique())
    rows = figures_with_slip.join(deciding, on=figure, maintain_order="left").join(
        cited, on=figure, maintain_order="left"
    )
    value = figures.select(*figure, "entity_id", "qualifier", "low", "high")
    rows = rows.join(value, on=figure, maintain_order="left")
    one = (pl.col("expected_low") * pl.col("expected_high")).sqrt()
    power = pl.lit(10.0).pow(pl.col("slip_power"))
    return rows.select(
        *(*figure, "entity_id", "qualifier", "unit", "slip_power", "chance", "pages", "low", "high"),
        least="expected_low",
        greatest="expected_high",
        expected_low=pl.col("expected_low") / one,
        expected_high=pl.col("expected_high") / one,
        printed_low=pl.col("observed_low") / one,
        printed_high=pl.col("observed_high") / one,
        now_low=pl.col("observed_low") * power / one,
        now_high=pl.col("observed_high") * power / one,
        factor=power,
        order=pl.int_range(pl.len()).over("for_reading"),
    ).with_columns(
        printed_at=(pl.col("printed_low") * pl.col("printed_high")).sqrt(),
        now_at=(pl.col("now_low") * pl.col("now_high")).sqrt(),
    )


def _worded(rows: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Add the texts of rows for the table and for marks; those for marks are ready to be drawn."""
    records = list(rows.iter_rows(named=True))
    names = [_who(row, words) for row in records]
    printed, now = [amount(row, words) for row in records], [_now(row, words) for row in records]
    says = [words("slip_says", printed=before, now=after) for before, after in zip(printed, now, strict=True)]
    columns = {
        "as_printed": printed,
        "reference": [_reference(row, words) for row in records],
        "chance": [words.chance(row["chance"]) for row in records],
        "called": [words.line(name) for name in names],
        "printed_says": [words.line(cell) for cell in printed],
        "now_says": [words.line(cell) for cell in now],
    }
    texts = (pl.Series(name, cells, dtype=pl.String) for name, cells in columns.items())
    return parts.rows_of(rows, names, says, words).with_columns(texts)


def _reference(row: Mapping[str, Any], words: Words) -> str:
    value = expected(row["least"], row["greatest"], row["unit"], words.language)
    return words("slips_one_page", value=value) if row["pages"] == 1 else value


def _axis(rows: pl.DataFrame, words: Words) -> Any:
    """Return a logarithmic axis that has space for every mark at every setting."""
    first = min([1, *rows["now_low"], *rows["expected_low"]]) / 1.6
    last = max(1, parts.most(rows, "printed_high")) * 1.6
    scale = alt.Scale(type="log", domain=[first, last], nice=False, reverse=words.is_rtl)
    title = parts.axis_title(words("axis_times"), words)
    axis = alt.Axis(title=title, values=[0.1, 1, 10, 100, 1000, 10000], format="~g")
    return alt.X("expected_low:Q", scale=scale, axis=axis)


def _states(rows: pl.DataFrame, words: Words) -> tuple[State, State, State]:
    is_divided = bool((rows["slip_power"] == -1).all())
    now = words("state_divided" if is_divided else "state_rescaled")
    return (
        State(words("state_as_printed"), "highlight"),
        State(now, "computed"),
        State(words("state_reference"), "default"),
    )


def _draw_slips(x: Any, states: Sequence[State], words: Words) -> list[Any]:
    """Draw the range of the reference, the printed figure, and an arrow to its value without the power of ten."""
    canvas = Canvas.of(words)
    printed, now, reference = (_in_state(canvas, state) for state in states)
    look = parts.looks(states, words, offset=28, is_dashed=False)
    tooltip = parts.tips({"who": "subject", "says": "column_value", "reference": "reference_gives", **TRACE}, words)
    start, grey = alt.X(value=parts.start_of(words)), colour("muted")
    above = {"baseline": "bottom", "dy": -parts.BAR / 2 - 4}
    beside = {**above, "align": "right" if words.is_rtl else "left"}
    arrow = canvas.base.mark_rule(color=grey, strokeDash=[5, 3], strokeWidth=1.5)
    shape, offset = ("triangle-right", -14) if words.is_rtl else ("triangle-left", 14)  # points to smaller values
    head = canvas.base.mark_point(shape=shape, size=110, color=grey, xOffset=offset)
    point, wide, narrow = {"size": 110, "strokeWidth": 1.6}, canvas.where("!narrow"), canvas.where("narrow")
    return [
        reference.bars(x, x2=alt.X2("expected_high:Q"), tooltip=tooltip, **look),
        arrow.encode(alt.X("printed_at:Q"), canvas.y, x2=alt.X2("now_at:Q")),
        head.encode(alt.X("now_at:Q"), canvas.y),
        *canvas.whiskers("printed_low", "printed_high"),
        *canvas.whiskers("now_low", "now_high"),
        printed.base.mark_point(**point).encode(alt.X("printed_at:Q"), canvas.y, tooltip=tooltip, **look),
        now.base.mark_point(**point).encode(alt.X("now_at:Q"), canvas.y, tooltip=tooltip, **look),
        *wide.over_rules(alt.X("printed_at:Q"), "printed_says", color=colour(states[0].role), **above),
        *wide.over_rules(alt.X("now_at:Q"), "now_says", **above),
        *narrow.over_rules(start, "called", **{**beside, "dy": -parts.BAR / 2 - 22}),
        *narrow.over_rules(start, "label", **beside),
    ]


def _in_state(canvas: Canvas, state: State) -> Canvas:
    """Return a canvas whose marks are all in one state."""
    name = json.dumps(canvas.words.line(state.says), ensure_ascii=False)
    return replace(canvas, base=canvas.base.transform_calculate(state=name))


def _who(row: Mapping[str, Any], words: Words) -> str:
    return words("slip_of", figure=row["figure_id"], subject=words.entity(row["entity_id"]))


def _now(row: Mapping[str, Any], words: Words) -> str:
    """Return the figure without the power of ten, in words."""
    power = 10.0 ** row["slip_power"]
    return amount({**row, "low": row["low"] * power, "high": row["high"] * power}, words)
