"""The chart of figures wrong by a power of ten: printed value, value of the reference, and the power."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import altair as alt
import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts import picture
from tungsten.charts.chart_template import Given
from tungsten.charts.correction_text import amount
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.palette import colour
from tungsten.charts.picture import Picture
from tungsten.evidence.messages import expected
from tungsten.evidence.slips import POWERS
from tungsten.i18n.words import Words


def slips(evidence: pl.DataFrame, verdicts: pl.DataFrame, figures: pl.DataFrame, words: Words) -> Picture:
    """Return the chart of each figure with a slip, in multiples of its reference, with and without the power of ten."""
    rows = _slipped(evidence, verdicts, figures)
    if rows.is_empty():
        return picture.nothing_to_draw("slips", words)
    records = list(rows.iter_rows(named=True))
    texts = [words("slip_says", printed=amount(row, words), now=_now(row, words)) for row in records]
    names = [_who(row, words) for row in records]
    rows = parts.rows_of(parts.traced(rows, words), names, texts, words).with_columns(
        pl.Series("printed_says", [words.line(amount(row, words)) for row in records]),
        pl.Series("called", [words.line(name) for name in names]),
        pl.Series("now_says", [words.line(_now(row, words)) for row in records]),
    )
    factors = sorted(10 ** abs(row["slip_power"]) for row in records)
    times, powers = words.span(words.number(factors[0]), words.number(factors[-1])), sorted({abs(k) for k in POWERS})
    title = "title" if all(row["slip_power"] < 0 for row in records) else "title_mixed"
    printed, reconciled = State(words("state_as_printed"), "highlight"), State(words("state_reconciled"), "default")
    rows = rows.with_columns(
        printed_state=pl.lit(words.line(printed.says)), now_state=pl.lit(words.line(reconciled.says))
    )
    table = rows.select(
        pl.col("who").alias(words("subject")),
        pl.Series(words("printed_quantity"), [amount(row, words) for row in records]),
        pl.Series(words("reference_gives"), [_expected(row, words) for row in records]),
        pl.col("slip_power").alias(words("column_slip")),
        pl.Series(words("column_chance"), [words.chance(row["chance"]) for row in records]),
        *parts.trace_columns(words),
    )
    about = picture.about(
        "slips",
        words,
        source=words("source_article_references"),
        table=table,
        numbers={"times": times, "figures": rows.height, "powers": words.listed(map(str, powers))},
        title=title,
    )
    return picture.of_rows(
        partial(_draw_slips, states=(printed, reconciled), words=words),
        about,
        words,
        rows,
        row=58,
        narrow_row=78,
        first=min(parts.least(rows, "now_low"), parts.least(rows, "expected_low"), 1) / 1.6,
        last=parts.most(rows, "printed_high") * 1.6,
        axis=parts.axis_title(words("axis_times"), words),
    )


def _slipped(evidence: pl.DataFrame, verdicts: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures with a slip, each with the check that found it, in multiples of its reference.

    The multiple 1 is the geometric mean of the bounds of the reference.
    """
    figures_with_slip = verdicts.filter(pl.col("slip_power").is_not_null()).select("figure_id")
    deciding = evidence.filter(pl.col("slip_power").is_not_null()).unique("figure_id", keep="first")
    rows = figures_with_slip.join(deciding, on="figure_id", maintain_order="left")
    value = figures.select("figure_id", "entity_id", "qualifier", "low", "high")
    rows = rows.join(value, on="figure_id", maintain_order="left")
    one = (pl.col("expected_low") * pl.col("expected_high")).sqrt()
    power = pl.lit(10.0).pow(pl.col("slip_power"))
    return rows.select(
        *("figure_id", "entity_id", "qualifier", "unit", "slip_power", "chance", "low", "high"),
        least="expected_low",
        greatest="expected_high",
        expected_low=pl.col("expected_low") / one,
        expected_high=pl.col("expected_high") / one,
        printed_low=pl.col("observed_low") / one,
        printed_high=pl.col("observed_high") / one,
        now_low=pl.col("observed_low") * power / one,
        now_high=pl.col("observed_high") * power / one,
    ).with_columns(
        printed_at=(pl.col("printed_low") * pl.col("printed_high")).sqrt(),
        now_at=(pl.col("now_low") * pl.col("now_high")).sqrt(),
    )


def _draw_slips(given: Given, states: tuple[State, State], words: Words) -> list[Any]:
    """Draw the range of the reference, the printed figure, and an arrow to its value without the power of ten."""
    canvas, (printed, _) = Canvas.of(given, words), states
    scale = alt.Scale(type="log", domain=[given["first"], given["last"]], nice=False, reverse=words.is_rtl)
    axis = alt.Axis(title=given["axis"], values=[0.1, 1, 10, 100, 1000, 10000], format="~g")
    x = alt.X("printed_low:Q", scale=scale, axis=axis)
    tooltip = {"tooltip": parts.tips({"who": "subject", "says": "column_bounds", **TRACE}, words)}
    scale_of = alt.Scale(domain=[words.line(state.says) for state in states], range=[colour(s.role) for s in states])
    key = alt.Legend(columns=alt.ExprRef("narrow ? 1 : 0"), offset=28)
    red, blue = (_state_channels(column, scale_of, key) for column in ("printed_state", "now_state"))
    start = alt.X(value=parts.start_of(words))
    above = {"baseline": "bottom", "dy": -parts.BAR / 2 - 4}
    beside = {**above, "align": "right" if words.is_rtl else "left"}
    arrow = canvas.base.mark_rule(color=colour("muted"), strokeDash=[5, 3], strokeWidth=1.5)
    shape, offset = ("triangle-right", -8) if words.is_rtl else ("triangle-left", 8)  # points to smaller values
    head = canvas.base.mark_point(shape=shape, size=130, color=colour("muted"), xOffset=offset)
    return [
        arrow.encode(alt.X("printed_low:Q"), canvas.y, x2=alt.X2("now_high:Q")),
        head.encode(alt.X("now_high:Q"), canvas.y),
        canvas.bars(x, x2=alt.X2("printed_high:Q"), **red, **tooltip),
        canvas.bars(alt.X("now_low:Q"), x2=alt.X2("now_high:Q"), **blue, **tooltip),
        *canvas.whiskers("expected_low", "expected_high"),
        canvas.where("!narrow").text(alt.X("printed_at:Q"), "printed_says", color=colour(printed.role), **above),
        canvas.where("!narrow").text(alt.X("now_at:Q"), "now_says", **above),
        canvas.where("narrow").text(start, "called", **{**beside, "dy": -parts.BAR / 2 - 22}),
        canvas.where("narrow").text(start, "label", **beside),
    ]


def _state_channels(column: str, scale: Any, legend: Any) -> dict[str, Any]:
    """Return the channels of a mark whose state is in a column."""
    return {
        "fill": alt.Fill(f"{column}:N", scale=scale, legend=legend),
        "stroke": alt.Stroke(f"{column}:N", scale=scale, legend=legend),
    }


def _who(row: Mapping[str, Any], words: Words) -> str:
    return words("slip_of", figure=row["figure_id"], subject=words.entity(row["entity_id"]))


def _now(row: Mapping[str, Any], words: Words) -> str:
    """Return the figure without the power of ten, in words."""
    power = 10.0 ** row["slip_power"]
    return amount({**row, "low": row["low"] * power, "high": row["high"] * power}, words)


def _expected(row: Mapping[str, Any], words: Words) -> str:
    return expected(row["least"], row["greatest"], row["unit"], words.language)
