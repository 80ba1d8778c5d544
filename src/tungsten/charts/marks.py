"""Axes and marks of the charts: units on axes, bounds drawn as bounds, marks with the ids of their figures.

Every chart is one layered view, so that it can be drawn at any width. The parameter
``narrow`` (for phones) moves names and values from beside the bars to above them. Arabic
charts have a left-to-right box but are read from the right: values grow to the left, and
names are on the right.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import altair as alt
import polars as pl

from tungsten.charts import renderer
from tungsten.charts.palette import colour
from tungsten.charts.run import Run
from tungsten.evidence.messages import HEDGES, End
from tungsten.i18n.words import Words

AXIS_CHARACTERS, NAME_CHARACTERS, HEAD_CHARACTERS = 52, 34, 48
"""Characters in a line of an axis title, of a row's name, and of name and value above a bar on a phone."""

HEAD_LINE = 15
"""The height of a line of name and value above a bar, in pixels."""

renderer.enable()  # here, so that it runs before the first chart and only where Altair is imported

BAR = 18
"""The height of a bar, in pixels."""

TRACE = {"id": "figure", "printed": "printed", "place": "place_label", "verdict": "verdict"}
"""Columns of the id, the printed text, the place and the verdict of a figure, each with the key of its label."""

_LEGEND_COLUMNS = "narrow ? 1 : 30 * length(views[key].legend) + 5.8 * length(join(views[key].legend)) > width ? 2 : 0"
"""As many columns as there are entries (0), but two where their symbols and letters are wider than the plot."""

PERCENTS = [0, 20, 40, 60, 80, 100]


@dataclass(frozen=True)
class State:
    """The look of marks of one kind: filled, or hollow with a dashed edge for doubtful figures."""

    says: str
    role: str
    is_hollow: bool = False


def amount(column: str, title: str, words: Words, *, top: float | None = None, **axis: Any) -> Any:
    """Return a horizontal axis from zero, in reading direction, with its unit as title.

    It ends at ``top``, or by default where the view of each setting says.
    """
    end = alt.expr("views[key].top") if top is None else top
    scale = alt.Scale(domain=[0, end], nice=False, reverse=words.is_rtl)
    lines = axis_title(title, words) if title else None
    return alt.X(f"{column}:Q", scale=scale, axis=alt.Axis(title=lines, **{"tickCount": 6, **axis}))


def axis_title(title: str, words: Words) -> list[str]:
    """Return the title of an axis, in lines."""
    return words.lines(title, AXIS_CHARACTERS)


def top_title(key: str, words: Words) -> dict[str, Any]:
    """Return the options of a vertical axis with its title on top, on the side where reading starts."""
    side, x = ("right", 44) if words.is_rtl else ("left", -44)
    return {
        **{"title": words.line(words(key)), "orient": side, "titleAngle": 0, "titleAlign": side},
        **{"titleAnchor": "end", "titleBaseline": "bottom", "titleY": -12, "titleX": x},
    }


def rows_of(rows: pl.DataFrame, who: Iterable[str], says: Iterable[str], words: Words) -> pl.DataFrame:
    """Add the texts of rows: ``name`` for the axis, ``label`` beside the mark, ``head`` with both for narrow charts,
    and ``head_lines`` with the same in lines.

    Args:
        rows: The rows.
        who: The name of each row, which the table under the chart also shows.
        says: The value of each row in words, which the table also shows.
        words: The words of the chart's language.
    """
    who, says = list(who), list(says)
    marks = rows["mark"] if "mark" in rows.columns else [""] * rows.height
    shown = [f"{cell} {mark}".rstrip() for cell, mark in zip(says, marks, strict=True)]
    heads = [words("head", name=name, value=value) for name, value in zip(who, shown, strict=True)]
    columns = {
        "who": who,
        "says": says,
        "name": ["\n".join(words.lines(cell, NAME_CHARACTERS)) for cell in who],
        "label": [words.line(cell) for cell in shown],
        "head": [words.line(cell) for cell in heads],
        "head_lines": ["\n".join(words.lines(cell, HEAD_CHARACTERS)) for cell in heads],
    }
    return rows.with_columns(pl.Series(name, cells, dtype=pl.String) for name, cells in columns.items())


@dataclass(frozen=True)
class Canvas:
    """The marks of a chart of rows, in reading direction."""

    words: Words
    base: Any
    y: Any

    @classmethod
    def of(cls, words: Words) -> "Canvas":
        """Return a canvas of rows with ``name, label, head, head_lines, order``.

        The axis shows the names, except on narrow charts. The rows are in the order of ``order``.
        """
        labels = "narrow ? '' : split(datum.label, '\\n')"
        side = "right" if words.is_rtl else "left"
        axis = alt.Axis(title=None, orient=side, labelExpr=labels, labelLimit=260)
        return cls(words, alt.Chart(), alt.Y("name:N", axis=axis, sort=alt.EncodingSortField("order", op="min")))

    def where(self, condition: Any) -> "Canvas":
        """Return a canvas with the rows for which a Vega expression is true."""
        return replace(self, base=self.base.transform_filter(condition))

    def bars(self, x: Any, **channels: Any) -> Any:
        """Return bars of the height `BAR`."""
        return self.base.mark_bar(height=BAR, strokeWidth=1.6).encode(x, self.y, **channels)

    def text(self, at: Any, column: str, **mark: Any) -> Any:
        """Return the text of a column, at a position on the horizontal axis."""
        return self.base.mark_text(**{"color": colour("ink"), **mark}).encode(at, self.y, text=alt.Text(f"{column}:N"))

    def over_rules(self, at: Any, column: str, **mark: Any) -> list[Any]:
        """Return the text of a column with a border in the colour of the paper, for places that a line crosses."""
        paper = {"color": colour("paper"), "stroke": colour("paper"), "strokeWidth": 5, "strokeJoin": "round"}
        return [self.text(at, column, **{**mark, **paper}), self.text(at, column, **mark)]

    def labels(self, beside: str, gap: int = 8, height: int = BAR) -> list[Any]:
        """Return the value after the end of each bar; on narrow charts name and value above it.

        Args:
            beside: Column of the end of the bar.
            gap: The pixels between the bar and the value.
            height: The height of the bar in pixels.
        """
        up = alt.expr(f"{-height / 2 - 4} - {HEAD_LINE} * (length(split(datum.head_lines, '\\n')) - 1)")
        lines = {"lineBreak": "\n", "lineHeight": HEAD_LINE, "dy": up}
        above = after(self.words, 0, baseline="bottom", fontSize=12.5, **lines)
        return [
            *self.where("!narrow").over_rules(alt.X(f"{beside}:Q"), "label", **after(self.words, gap)),
            *self.where("narrow").over_rules(alt.X(value=start_of(self.words)), "head_lines", **above),
        ]

    def whiskers(self, low: str, high: str) -> list[Any]:
        """Return lines between two columns, the bounds of a figure, closed at both ends."""
        ends = [self.base.mark_tick(thickness=1.5, size=8, color=colour("ink")).encode(alt.X(f"{end}:Q"), self.y)
                for end in (low, high)]  # fmt: skip
        line = self.base.mark_rule(strokeWidth=1.5, color=colour("ink"))
        return [line.encode(alt.X(f"{low}:Q"), self.y, x2=alt.X2(f"{high}:Q")), *ends]

    def open_ends(self, start: str, end: str, look: Mapping[str, Any], **channels: Any) -> list[Any]:
        """Return an arrow from its start for each row with ``is_open``: an interval without an upper end.

        Args:
            start: Column of the start.
            end: Column of the place of the arrow head.
            look: The channels of `looks`.
            channels: More channels, for the tooltip.
        """
        rows = self.where("datum.is_open")
        from_start, at_end, up_to = alt.X(f"{start}:Q"), alt.X(f"{end}:Q"), alt.X2(f"{end}:Q")
        edge, filled = {"stroke": look["stroke"]}, {"fill": look["fill"], "stroke": look["stroke"]}
        return [
            rows.base.mark_bar(height=BAR, opacity=0).encode(from_start, self.y, x2=up_to, **channels),
            rows.base.mark_rule(strokeDash=[5, 3], strokeWidth=2).encode(from_start, self.y, x2=up_to, **edge),
            rows.base.mark_bar(height=BAR, strokeWidth=3).encode(from_start, self.y, x2=alt.X2(f"{start}:Q"), **edge),
            rows.base.mark_point(shape=arrow(self.words), size=170, strokeWidth=1.6).encode(at_end, self.y, **filled),
        ]

    def ticks(self, points: Iterable[float]) -> list[Any]:
        """Return short dashed lines across every row at each of these positions."""
        size = BAR + 8
        return [
            self.base.mark_tick(orient="vertical", thickness=1.2, size=size, color=colour("muted")).encode(
                alt.XDatum(point), self.y
            )
            for point in points
        ]


def looks(
    states: Sequence[State], words: Words, *, offset: int = 12, is_dashed: bool = True, has_legend: bool = True
) -> dict[str, Any]:
    """Return the channels that draw the ``state`` of rows, with a legend of the states that the view names.

    There is no legend if there is only one state. ``offset`` is the space between legend and plot, in pixels.
    """
    domain = [words.line(state.says) for state in states]
    shown = alt.Legend(
        values=alt.expr("views[key].legend"), columns=alt.ExprRef(_LEGEND_COLUMNS), offset=offset, title=None
    )
    legend = shown if has_legend and len(states) > 1 else None
    fills = [colour("paper" if state.is_hollow else state.role) for state in states]
    strokes = [colour(state.role) for state in states]
    channels = {
        "fill": alt.Fill("state:N", scale=alt.Scale(domain=domain, range=fills), legend=legend),
        "stroke": alt.Stroke("state:N", scale=alt.Scale(domain=domain, range=strokes), legend=legend),
    }
    if is_dashed:
        dashes = alt.Scale(domain=domain, range=[[4, 3] if state.is_hollow else [1, 0] for state in states])
        channels["strokeDash"] = alt.StrokeDash("state:N", scale=dashes, legend=legend)
    return channels


def picked(words: Words, otherwise: State, *cases: tuple[pl.Expr, State]) -> pl.Expr:
    """Return the column ``state``: the words of the first state whose condition is true."""
    chain: Any = pl.when(pl.lit(False)).then(pl.lit(None, pl.String))
    for condition, state in cases:
        chain = chain.when(condition).then(pl.lit(words.line(state.says)))
    expression: pl.Expr = chain.otherwise(pl.lit(words.line(otherwise.says)))
    return expression.alias("state")


def legend(states: Sequence[State], rows: pl.DataFrame, words: Words) -> tuple[str, ...]:
    """Return the states that occur in the rows, in their given order."""
    occurring = set(rows["state"])
    return tuple(state.says for state in states if words.line(state.says) in occurring)


def hedged(value: str, qualifier: str | None, words: Words) -> str:
    """Return a printed value with its hedge in short: ≈100%, >50%, up to 282."""
    return words(f"label_{qualifier}", value=value) if qualifier in HEDGES else value


def edition_name(edition: str, words: Words) -> str:
    """Return the name of an edition of the survey, with its code."""
    return words("edition_name", year=edition.removeprefix("MCS"), edition=edition)


def tips(fields: Mapping[str, str], words: Words) -> list[Any]:
    """Return tooltip lines; ``fields`` has for each column the key of its label."""
    return [alt.Tooltip(column, type="nominal", title=words(key)) for column, key in fields.items()]


def traced(table: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Add the columns ``id, printed, place`` of the figures or references of each row, and their gravest ``verdict``.

    The column ``mark`` is the sign after a label: † contradicted, ‡ right for another thing, * corrected.
    """
    columns = [name for name in ("figure_ids", "figure_id", "reference_ids", "reference_id") if name in table.columns]
    ids_by_row = [[name for cell in row if cell for name in cell.split()] for row in table.select(columns).iter_rows()]
    words_by_row = [run.words_by_reading[reading] for reading in table["for_reading"]]
    traces = [[run.words.traces[name] for name in ids if name in run.words.traces] for ids in ids_by_row]
    by_row = list(zip(words_by_row, ids_by_row, strict=True))
    cells = {
        "id": [" · ".join(ids) for ids in ids_by_row],
        "printed": [run.words.line(" · ".join(printed for printed, _ in trace)) for trace in traces],
        "place": [run.words.line(" · ".join(place for _, place in trace)) for trace in traces],
        "verdict": [words.verdict_label(ids) for words, ids in by_row],
        "mark": [words.mark(ids) for words, ids in by_row],
    }
    return table.with_columns(pl.Series(name, cell, dtype=pl.String) for name, cell in cells.items())


def guidelines(run: Run) -> Any:
    """Return the data of the thresholds of the index: position, label, and a short label for narrow charts."""
    words, points = run.words, {key: run.constants[f"hhi_{key}"] for key in ("moderate", "high")}
    return alt.Chart(
        pl.DataFrame(
            {
                "at": list(points.values()),
                "says": [words.line(words(f"threshold_{key}", points=words.number(at))) for key, at in points.items()],
                "short": [words.line(words.number(at)) for at in points.values()],
                "nth": [1, 2],
            }
        )
    ).transform_filter("!views[key].blank")


def level_rules(run: Run) -> list[Any]:
    """Return labelled horizontal rules, for thresholds of the index."""
    base, words = guidelines(run), run.words
    text = base.mark_text(**{**after(words, 0), **_THRESHOLD_TEXT, "dy": -4})
    return [
        base.mark_rule(**_THRESHOLD_RULE).encode(alt.Y("at:Q")),
        text.encode(alt.X(value=start_of(words)), alt.Y("at:Q"), text=alt.Text("says:N")),
    ]


def tick_labels(run: Run) -> list[Any]:
    """Return the labels of the thresholds over `Canvas.ticks`: the lower one's before it, the higher one's after it."""
    base = guidelines(run).transform_calculate(shown="narrow ? datum.short : datum.says")
    ends = ("left", "right") if run.words.is_rtl else ("right", "left")
    up = alt.expr("narrow ? -14 : -6")  # on a phone, the text of the first row is below them
    return [
        base.transform_filter(f"datum.nth == {nth}")
        .mark_text(**{**_THRESHOLD_TEXT, "align": side, "dy": up, "dx": 6 if side == "left" else -6})
        .encode(alt.X("at:Q"), y=alt.value(0), text=alt.Text("shown:N"))
        for nth, side in enumerate(ends, start=1)
    ]


def arrow(words: Words) -> str:
    """Return the shape of the arrow head that points to larger values."""
    return "triangle-left" if words.is_rtl else "triangle-right"


def start_of(words: Words) -> Any:
    """Return the position of the side where reading starts, as a value of the x channel."""
    return "width" if words.is_rtl else 0


def outwards(column: str, end: Literal["low", "high"], digits: int = 0) -> pl.Expr:
    """Return a column of ``low`` or ``high`` ends, rounded outwards; infinite ends become null."""
    scaled = (finite(column) * 10**digits).round(9)
    whole: pl.Expr = (scaled.floor() if end == "low" else scaled.ceil()) / 10**digits
    return whole


def least(rows: pl.DataFrame, column: str) -> float:
    """Return the smallest finite value of a column, zero if there is none."""
    return min((value for value in rows[column] if value is not None and value < float("inf")), default=0.0)


def most(rows: pl.DataFrame, column: str) -> float:
    """Return the largest finite value of a column, zero if there is none."""
    return max((value for value in rows[column] if value is not None and value < float("inf")), default=0.0)


def finite(column: str) -> pl.Expr:
    """Return a column with null in place of infinite values."""
    return pl.when(pl.col(column).is_finite()).then(pl.col(column)).alias(column)


_THRESHOLD_RULE: dict[str, Any] = {"strokeDash": [6, 4], "strokeWidth": 1.2, "color": colour("muted")}
_THRESHOLD_TEXT: dict[str, Any] = {"color": colour("muted"), "fontSize": 12.5, "baseline": "bottom"}


def after(words: Words, gap: int, **mark: Any) -> dict[str, Any]:
    """Return the properties of a text that follows a point in reading direction."""
    position = {"align": "right", "dx": -gap} if words.is_rtl else {"align": "left", "dx": gap}
    return {**position, "baseline": "middle", **mark}


def between(low: float, high: float, words: Words) -> str:
    """Return an interval of tonnages in words, rounded outwards."""
    return words.span(digits(low, words, "low"), digits(high, words, "high"))


def digits(value: float, words: Words, end: End = "") -> str:
    """Return a number to one decimal if it is below a hundred and not whole, else without decimals."""
    return words.number(value, 0 if value >= 100 or math.isclose(value, round(value)) else 1, end)
