"""What charts are drawn of: units on axes, bounds drawn as bounds, marks that carry their figures.

Every chart is one layered view of rows or years, so that it can be drawn at
any width. The parameter ``narrow`` (for telephones) moves names and values
from beside the bars to above them. Arabic charts keep a left-to-right box and
read from the right: values grow leftwards, names stand on the right.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import altair as alt
import polars as pl

from tungsten.charts.chart_template import Given
from tungsten.charts.palette import colour
from tungsten.charts.renderer import choose_renderer
from tungsten.i18n.words import Words

AXIS_CHARACTERS, NAME_CHARACTERS = 52, 34
"""How many characters fit a line of each."""

choose_renderer()  # before the first chart is made; what only reads charts' data need not import Altair

BAR = 18
"""The height of a bar, in pixels."""

TRACE = {"id": "figure", "printed": "printed", "place": "place_label", "verdict": "verdict"}
"""What every mark of a figure carries: its id, what was printed and where, the verdict. Column → key of its label."""

PERCENTS = [0, 20, 40, 60, 80, 100]


@dataclass(frozen=True)
class State:
    """How marks of one kind look: filled, or hollow with a dashed edge where a figure is doubtful."""

    says: str
    role: str
    is_hollow: bool = False


ROWS, LEVELS = alt.NamedData("rows"), alt.NamedData("levels")
"""The datasets of a chart, by name."""


def amount(column: str, given: Given, words: Words, **axis: Any) -> Any:
    """A horizontal axis from zero to the ``top`` given, titled with its unit, growing in the reading direction."""
    scale = alt.Scale(domain=[0, given["top"]], nice=False, reverse=words.is_rtl)
    return alt.X(f"{column}:Q", scale=scale, axis=alt.Axis(title=given["axis"], **{"tickCount": 6, **axis}))


def ticks(top: float) -> list[float]:
    """Some five round values from zero to ``top``, to be given."""
    rough = 10 ** math.floor(math.log10(top / 5))
    step = next(rough * times for times in (1, 2, 5, 10) if top / (rough * times) <= 6)
    return [step * number for number in range(math.floor(top / step) + 1)]


def axis_title(title: str, words: Words) -> list[str]:
    """The title of an axis in lines, to be given."""
    return words.lines(title, AXIS_CHARACTERS)


def rows_of(rows: pl.DataFrame, who: Iterable[str], says: Iterable[str], words: Words) -> pl.DataFrame:
    """The rows with ``name`` for the axis, ``label`` beside the mark, and ``head``, both in one for narrow charts.

    ``who`` and ``says`` keep the plain text, for the table.
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
    }
    return rows.with_columns(pl.Series(name, cells, dtype=pl.String) for name, cells in columns.items())


@dataclass(frozen=True)
class Canvas:
    """Rows ready to be drawn: the marks every chart of rows is made of, each in the reading direction."""

    words: Words
    base: Any
    y: Any

    @classmethod
    def of(cls, given: Given, words: Words) -> "Canvas":
        """A canvas of rows with ``name, label, head``; names stand where reading starts, or nowhere when narrow."""
        labels = "narrow ? '' : split(datum.label, '\\n')"
        side = "right" if words.is_rtl else "left"
        axis = alt.Axis(title=None, orient=side, labelExpr=labels, labelLimit=260)
        return cls(words, alt.Chart(ROWS), alt.Y("name:N", axis=axis, sort=given["order"]))

    def where(self, condition: Any) -> "Canvas":
        """The same canvas with only the rows that meet a Vega expression."""
        return replace(self, base=self.base.transform_filter(condition))

    def bars(self, x: Any, **channels: Any) -> Any:
        """Bars of the project's height."""
        return self.base.mark_bar(height=BAR, strokeWidth=1.6).encode(x, self.y, **channels)

    def text(self, at: Any, column: str, **mark: Any) -> Any:
        """Words at a place along the horizontal axis."""
        return self.base.mark_text(**{"color": colour("ink"), **mark}).encode(at, self.y, text=alt.Text(f"{column}:N"))

    def over_rules(self, at: Any, column: str, **mark: Any) -> list[Any]:
        """The same where rules run: the paper shows around the words."""
        paper = {"color": colour("paper"), "stroke": colour("paper"), "strokeWidth": 5, "strokeJoin": "round"}
        return [self.text(at, column, **{**mark, **paper}), self.text(at, column, **mark)]

    def labels(self, beside: str, gap: int = 8) -> list[Any]:
        """The value after the end of each bar; when narrow, name and value above it instead."""
        above = _after(self.words, 0, baseline="bottom", dy=-BAR / 2 - 4, fontSize=12.5)
        return [
            self.where("!narrow").text(alt.X(f"{beside}:Q"), "label", **_after(self.words, gap)),
            self.where("narrow").text(alt.X(value=start_of(self.words)), "head", **above),
        ]

    def whiskers(self, low: str, high: str) -> list[Any]:
        """A line from the least to the most a figure may stand for, closed at both ends."""
        ends = [self.base.mark_tick(thickness=1.5, size=8, color=colour("ink")).encode(alt.X(f"{end}:Q"), self.y)
                for end in (low, high)]  # fmt: skip
        line = self.base.mark_rule(strokeWidth=1.5, color=colour("ink"))
        return [line.encode(alt.X(f"{low}:Q"), self.y, x2=alt.X2(f"{high}:Q")), *ends]

    def open_ends(self, states: Iterable[State], start: str, end: str, **channels: Any) -> list[Any]:
        """Such an arrow for each row that ``is_open``, in the colour of its state."""
        says = {state.role: json.dumps(self.words.line(state.says), ensure_ascii=False) for state in states}
        return [
            mark
            for role, said in says.items()
            for mark in self.where(f"datum.is_open && datum.state === {said}").open_end(start, end, role, **channels)
        ]

    def open_end(self, start: str, end: str, role: str, **channels: Any) -> list[Any]:
        """An interval without an upper end: where it starts, and an arrow from there; ``channels`` for the pointer."""
        style = {"color": colour(role)}
        from_start, at_end = alt.X(f"{start}:Q"), alt.X(f"{end}:Q")
        return [
            self.base.mark_bar(height=BAR, opacity=0).encode(from_start, self.y, x2=alt.X2(f"{end}:Q"), **channels),
            self.base.mark_rule(strokeDash=[5, 3], strokeWidth=2, **style).encode(
                from_start, self.y, x2=alt.X2(f"{end}:Q")
            ),
            self.base.mark_tick(thickness=4, size=BAR, **style).encode(from_start, self.y),
            self.base.mark_point(shape=arrow(self.words), size=170, **style).encode(at_end, self.y),
        ]


def key(states: Sequence[State], words: Words, *, legend: bool = True, offset: int = 12) -> dict[str, Any]:
    """What tells the ``state`` of rows apart, to be given: hollow ones by dashes as well as by colour.

    ``offset`` is the room between legend and plot, in pixels.
    """
    is_shown = legend and len(states) > 1
    return {
        "states": [words.line(state.says) for state in states],
        "fills": [colour("paper" if state.is_hollow else state.role) for state in states],
        "strokes": [colour(state.role) for state in states],
        "dashes": [[4, 3] if state.is_hollow else [1, 0] for state in states],
        "legend": {"columns": {"expr": "narrow ? 1 : 0"}, "offset": offset} if is_shown else None,
    }


def looks(given: Given, *, is_dashed: bool = True) -> dict[str, Any]:
    """The channels that draw such a key."""
    domain, legend = given["states"], given["legend"]
    channels = {
        "fill": alt.Fill("state:N", scale=alt.Scale(domain=domain, range=given["fills"]), legend=legend),
        "stroke": alt.Stroke("state:N", scale=alt.Scale(domain=domain, range=given["strokes"]), legend=legend),
    }
    if is_dashed:
        dashes = alt.Scale(domain=domain, range=given["dashes"])
        channels["strokeDash"] = alt.StrokeDash("state:N", scale=dashes, legend=legend)
    return channels


def picked(words: Words, otherwise: State, *cases: tuple[pl.Expr, State]) -> pl.Expr:
    """The words of the first state whose condition holds, as column ``state``."""
    chain: Any = pl.when(pl.lit(False)).then(pl.lit(None, pl.String))
    for condition, state in cases:
        chain = chain.when(condition).then(pl.lit(words.line(state.says)))
    expression: pl.Expr = chain.otherwise(pl.lit(words.line(otherwise.says)))
    return expression.alias("state")


def present(states: Sequence[State], rows: pl.DataFrame, words: Words) -> list[State]:
    """Return the states that occur in the rows, in their given order."""
    found = set(rows["state"])
    return [state for state in states if words.line(state.says) in found]


def tips(fields: Mapping[str, str], words: Words) -> list[Any]:
    """Tooltip lines: column → key of its label."""
    return [alt.Tooltip(column, type="nominal", title=words(key)) for column, key in fields.items()]


def traced(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The table with ``id, printed, place`` of the figures or references of each row, and the gravest ``verdict``.

    ``mark`` is what a label carries for it: † contradicted, ‡ right for another thing, * corrected.
    """
    columns = [name for name in ("figure_ids", "figure_id", "reference_ids", "reference_id") if name in table.columns]
    found = [[name for cell in row if cell for name in cell.split()] for row in table.select(columns).iter_rows()]
    traces = [[words.traces[name] for name in ids if name in words.traces] for ids in found]
    cells = {
        "id": [" · ".join(ids) for ids in found],
        "printed": [words.line(" · ".join(printed for printed, _ in trace)) for trace in traces],
        "place": [words.line(" · ".join(place for _, place in trace)) for trace in traces],
        "verdict": [words.verdict_label(ids) for ids in found],
        "mark": [words.mark(ids) for ids in found],
    }
    return table.with_columns(pl.Series(name, cell, dtype=pl.String) for name, cell in cells.items())


def trace_columns(words: Words) -> list[pl.Expr]:
    """The same as columns of the table under a chart."""
    return [pl.col(column).alias(words(key)) for column, key in TRACE.items()]


def levels(points: Sequence[tuple[float, str, str]], words: Words) -> pl.DataFrame:
    """Rules to be drawn across a chart, to be given: where, in words, and in short for narrow charts."""
    return pl.DataFrame(
        {
            "at": [at for at, _, _ in points],
            "says": [words.line(says) for _, says, _ in points],
            "short": [words.line(short) for _, _, short in points],
            "nth": list(range(1, len(points) + 1)),
        }
    )


def level_rules(words: Words) -> list[Any]:
    """Labelled rules from side to side: an index of so many points, and what begins there."""
    base = alt.Chart(LEVELS)
    text = base.mark_text(**{**_after(words, 0), **_THRESHOLD_TEXT, "dy": -4})
    return [
        base.mark_rule(**_THRESHOLD_RULE).encode(alt.Y("at:Q")),
        text.encode(alt.X(value=start_of(words)), alt.Y("at:Q"), text=alt.Text("says:N")),
    ]


def upright_rules(words: Words) -> list[Any]:
    """Two labelled rules from top to bottom, their labels apart: the lower one's before it, the higher one's after."""
    base = alt.Chart(LEVELS).transform_calculate(shown="narrow ? datum.short : datum.says")
    ends = ("left", "right") if words.is_rtl else ("right", "left")
    labels = [
        base.transform_filter(f"datum.nth == {nth}")
        .mark_text(**{**_THRESHOLD_TEXT, "align": side, "dy": -6, "dx": 6 if side == "right" else -6})
        .encode(alt.X("at:Q"), y=alt.value(0), text=alt.Text("shown:N"))
        for nth, side in enumerate(ends, start=1)
    ]
    return [base.mark_rule(**_THRESHOLD_RULE).encode(alt.X("at:Q")), *labels]


def arrow(words: Words) -> str:
    """The arrow head that points to more."""
    return "triangle-left" if words.is_rtl else "triangle-right"


def start_of(words: Words) -> Any:
    """Where reading starts, as a value of the x channel."""
    return "width" if words.is_rtl else 0


def constant(constants: pl.DataFrame, name: str) -> float:
    """A constant by its name."""
    return float(constants.row(by_predicate=pl.col("name") == name, named=True)["value"])


def outwards(column: str, end: Literal["low", "high"], digits: int = 0) -> pl.Expr:
    """A column of ``low`` or ``high`` ends, rounded outwards for the table under a chart; an open end is empty."""
    scaled = (finite(column) * 10**digits).round(9)
    whole: pl.Expr = (scaled.floor() if end == "low" else scaled.ceil()) / 10**digits
    return whole


def least(rows: pl.DataFrame, column: str) -> float:
    """The smallest finite value of a column, zero where there is none."""
    return min((value for value in rows[column] if value is not None and value < float("inf")), default=0.0)


def most(rows: pl.DataFrame, column: str) -> float:
    """The greatest finite value of a column, zero where there is none."""
    return max((value for value in rows[column] if value is not None and value < float("inf")), default=0.0)


def finite(column: str) -> pl.Expr:
    """A column with its infinite cells empty."""
    return pl.when(pl.col(column).is_finite()).then(pl.col(column)).alias(column)


_THRESHOLD_RULE: dict[str, Any] = {"strokeDash": [6, 4], "strokeWidth": 1.2, "color": colour("highlight")}
_THRESHOLD_TEXT: dict[str, Any] = {"color": colour("highlight"), "fontSize": 12.5, "baseline": "bottom"}


def _after(words: Words, gap: int, **mark: Any) -> dict[str, Any]:
    """How a text stands after a point, in the reading direction."""
    placed = {"align": "right", "dx": -gap} if words.is_rtl else {"align": "left", "dx": gap}
    return {**placed, "baseline": "middle", **mark}
