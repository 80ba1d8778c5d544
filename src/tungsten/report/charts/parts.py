"""What every chart is made of: findings as titles, units on axes, bounds drawn as bounds.

A chart is made in two steps. What it shows is computed first, as plain values
by name (`given`); how it is drawn is the same whatever they are. So the page
can show the same drawing with other values, and holds it once.

Every chart is one layered view of rows or years, so that it can be drawn at
any width. The parameter ``narrow`` (for telephones) moves names and values
from beside the bars to above them. Arabic charts keep a left-to-right box and
read from the right: values grow leftwards, names stand on the right.
"""

import json
import math
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import altair as alt
import polars as pl

import tungsten.report.theme  # noqa: F401  the look, enabled by importing it
from tungsten.report.forms import HOLE, Given
from tungsten.report.looks import WIDTH, colour
from tungsten.report.notebooks import is_live
from tungsten.report.words import END, FIRST_STRONG, MARKS, Words

Draw: TypeAlias = Callable[[Given], Sequence[Any]]
"""Draws layers from what is given, and computes nothing with it."""

TITLE_CHARACTERS, SUBTITLE_CHARACTERS, AXIS_CHARACTERS, NAME_CHARACTERS = 72, 106, 52, 34
"""How many characters fit a line of each."""

ROW, TALL_ROW, NARROW_ROW, BAR = 36, 46, 54, 18
"""Heights in pixels: of a row, of one with a name in two lines, of one on a telephone, of a bar."""

TRACE = {"id": "figure", "printed": "printed", "place": "place_label", "verdict": "verdict"}
"""What every mark of a figure carries: its id, what was printed and where, the verdict. Column → key of its label."""

PERCENTS = [0, 20, 40, 60, 80, 100]


@dataclass(frozen=True)
class State:
    """How marks of one kind look: filled, or hollow with a dashed edge where a figure is doubtful."""

    says: str
    role: str
    is_hollow: bool = False


@dataclass(frozen=True)
class Exhibit:
    """What stands around a chart: its name in files, its sentences, and the same data as a table."""

    name: str
    finding: str
    deck: str
    source: str
    alt: str
    how: str
    table: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Columns are headed as a reader sees them; cells are numbers or text."""


def about(
    key: str, words: Words, *, source: str, table: pl.DataFrame, numbers: Mapping[str, object], title: str = "title"
) -> Exhibit:
    """The exhibit whose sentences stand in the words under ``key``; ``title`` picks among several findings."""
    return Exhibit(
        name=key.replace("_", "-"),
        finding=words(f"{key}_{title}", **numbers),
        deck=words(f"{key}_deck", **numbers),
        source=source,
        alt=words(f"{key}_alt", **numbers),
        how=words(f"{key}_how", **numbers),
        table=table,
    )


@dataclass(frozen=True)
class Picture:
    """A chart: what stands around it, what it is filled with, how it is drawn."""

    about: Exhibit
    given: Given
    draw: Draw
    words: Words
    is_blank: bool = False
    """Whether the parameters leave nothing to draw."""

    switched: Callable[["Picture"], Any] | None = None
    """Makes what a live kernel shows: the same chart with its switches."""

    def chart(self, given: Given | None = None) -> Any:
        """The layered Altair chart; Altair ships no types that could be checked."""
        given = self.given if given is None else given
        anchor = "end" if self.words.is_rtl else "start"
        return alt.LayerChart(
            layer=list(self.draw(given)),
            params=[alt.param(name="narrow", value=False).param, alt.param(name="rtl", value=self.words.is_rtl).param],
            title={"text": given["title"], "subtitle": given["subtitle"], "anchor": anchor},
            datasets=given["datasets"],
            description=given["alt"],
            usermeta={"tungsten": given["meta"]},
            width=WIDTH,
            height=given["height"],
        )

    def form(self) -> dict[str, Any]:
        """The chart's specification with a hole for each value given: a string that names it."""
        holes: dict[str, Any] = {name: f"{HOLE}{name}" for name in self.given}
        return dict(self.chart(holes).to_dict(validate=False))

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> Any:
        shown = self.switched(self) if self.switched and is_live() else self.chart()
        return shown._repr_mimebundle_(*args, **kwargs)


def picture(
    draw: Draw,
    about: Exhibit,
    words: Words,
    *,
    datasets: Mapping[str, pl.DataFrame],
    height: int,
    narrow_height: int,
    is_blank: bool = False,
    **given: Any,
) -> Picture:
    """The chart with its finding as title, deck and source below, alt text, and its table for the page.

    ``given`` is what ``draw`` is filled with besides the datasets.
    """
    source = " ".join([about.source, *_notes(about.table, words)])
    subtitle = _lines(about.deck, SUBTITLE_CHARACTERS, words) + _lines(source, SUBTITLE_CHARACTERS, words)
    meta = {
        **{name: getattr(about, name) for name in ("name", "finding", "deck", "alt", "how")},
        "source": source,
        "columns": [{"label": name, "is_number": kind.is_numeric()} for name, kind in about.table.schema.items()],
        "rows": [list(row) for row in about.table.iter_rows()],
        "narrow_height": narrow_height,
    }
    records = {name: _drawable(rows).to_dicts() for name, rows in datasets.items()}
    texts = {"title": _lines(about.finding, TITLE_CHARACTERS, words), "subtitle": subtitle, "alt": about.alt}
    whole = {"datasets": records, "height": height, "meta": meta, **texts, **given}
    return Picture(about, whole, draw, words, is_blank)


def rows_picture(
    draw: Draw,
    about: Exhibit,
    words: Words,
    rows: pl.DataFrame,
    *,
    row: int = 0,
    narrow_row: int = NARROW_ROW,
    **given: Any,
) -> Picture:
    """The same for a chart of rows, as high as they need, higher where a name takes two lines."""
    has_long_names = rows["name"].str.contains("\n", literal=True).any()
    row = row or (TALL_ROW if has_long_names else ROW)
    return picture(
        draw,
        about,
        words,
        datasets={"rows": rows},
        height=row * max(rows.height, 1) + 6,
        narrow_height=narrow_row * max(rows.height, 1) + 6,
        order=rows["name"].to_list(),
        **given,
    )


def nothing_to_draw(key: str, words: Words) -> Picture:
    """A chart that says so, where the parameters leave no figure for it."""
    says = words("nothing_to_draw")
    blank = Exhibit(key.replace("_", "-"), words(f"{key}_subject"), says, words("source_article"), says, says)
    rows = pl.DataFrame({"says": [words.line(says)]})
    return picture(_say_so, blank, words, datasets={"rows": rows}, height=60, narrow_height=60, is_blank=True)


def _say_so(given: Given) -> Sequence[Any]:
    return [alt.Chart(ROWS).mark_text(color=colour("muted")).encode(text=alt.Text("says:N"))]


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
    return _lines(title, AXIS_CHARACTERS, words)


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
        "name": ["\n".join(_lines(cell, NAME_CHARACTERS, words)) for cell in who],
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


def _drawable(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as a specification can hold them: no infinities, which JSON doesn't know, and no long texts nobody draws."""
    numbers = pl.selectors.float()
    finite_only = rows.with_columns(pl.when(numbers.is_finite()).then(numbers))
    return finite_only.drop("citation", "note", "mark", strict=False)


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
    """Those states some row is in."""
    found = set(rows["state"])
    return [state for state in states if words.line(state.says) in found]


def tips(fields: Mapping[str, str], words: Words) -> list[Any]:
    """Tooltip lines: column → key of its label."""
    return [alt.Tooltip(column, type="nominal", title=words(key)) for column, key in fields.items()]


def traced(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The table with ``id, printed, place`` of the figures or references of each row, and the gravest ``verdict``.

    ``mark`` is what a label carries for it: † contradicted, ‡ right for another thing.
    """
    columns = [name for name in ("figure_ids", "figure_id", "reference_ids", "reference_id") if name in table.columns]
    found = [[name for cell in row if cell for name in cell.split()] for row in table.select(columns).iter_rows()]
    verdicts = [words.verdict(ids) for ids in found]
    traces = [[words.traces[name] for name in ids if name in words.traces] for ids in found]
    cells = {
        "id": [" · ".join(ids) for ids in found],
        "printed": [words.line(" · ".join(printed for printed, _ in trace)) for trace in traces],
        "place": [words.line(" · ".join(place for _, place in trace)) for trace in traces],
        "verdict": [words(f"verdict_{verdict or 'reference'}") for verdict in verdicts],
        "mark": [MARKS.get(verdict or "", "") for verdict in verdicts],
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


def _notes(table: pl.DataFrame, words: Words) -> list[str]:
    """What the marks in the labels mean, for those the table's verdicts call for."""
    found = set(table[words("verdict")]) if words("verdict") in table.columns else set()
    named = [(mark, words(f"verdict_{verdict}")) for verdict, mark in MARKS.items()]
    return [words("note", mark=mark, verdict=verdict) for mark, verdict in named if verdict in found]


def _lines(text: str, width: int, words: Words) -> list[str]:
    """Text in lines, each with its own isolates: one opened on a line must be closed on it."""
    bare = text.replace(FIRST_STRONG, "").replace(END, "")
    return [words.line(words.isolated(line)) for line in textwrap.wrap(bare, width)]
