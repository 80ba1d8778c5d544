"""Assemble a chart of one subject: an Altair chart whose switches are Altair's own parameters.

A chart holds its rows for every setting of its switches. A row that depends on a switch says so:

- ``for_reading``: the readings it belongs to, separated by spaces; empty for all of them,
- ``for_edition``: the edition it belongs to; empty for all of them,
- columns in pairs, ``end_W`` and ``end_WO3``: the same value on either basis.

The sentences of each setting are a small table, the parameter ``views``, from which the title reads. Vega-Lite has no
such parameter for a subtitle, a description or an axis title. These texts are in ``usermeta`` for the page; the axis
title of a chart with the switch ``basis`` is a text mark.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

import tungsten.charts.theme  # noqa: F401  the import enables the theme
from tungsten.charts.marks import AXIS_CHARACTERS, HEAD_LINE, TRACE
from tungsten.charts.palette import WIDTH, colour
from tungsten.charts.run import Run, Setting
from tungsten.i18n.words import CORRECTED, GRAVEST_FIRST, MARKS, Words

TITLE_CHARACTERS, SUBTITLE_CHARACTERS = 72, 106
"""Characters in a line of the title, and of the subtitle."""

ROW, TALL_ROW, NARROW_ROW = 36, 46, 43
"""Height in pixels of a row, of a row with a name in two lines, and of a row on a phone."""

# NOTE: as a parameter, since Vega-Lite warns of this size for charts whose height depends on the number of rows.
AUTOSIZE = {"type": "fit-x", "contains": "padding", "resize": True}
"""Vega's own signal: the width is that of the chart with its labels, whose lengths a switch changes."""

BLANK_HEIGHT = 60
"""Height in pixels of a chart that has nothing to draw at any setting."""

DRAWN_DIGITS = 7
"""Significant digits of drawn values: enough for every pixel, and half the size of full precision."""

TABLE_DIGITS = 12
"""Significant digits of the numbers in a table: enough for all data, without floating-point errors."""

LABELS = {"reading": "switch_values", "basis": "switch_basis", "edition": "switch_edition"}
"""Switch → key of its label."""


@dataclass(frozen=True)
class View:
    """What a chart says at one setting of its switches."""

    finding: str
    deck: str
    source: str
    alt: str
    how: str
    top: float | None = None
    """The end of its axis, where the setting decides it."""
    axis: str = ""
    """The title of its axis, where the setting decides it."""
    states: tuple[str, ...] = ()
    """The entries of its legend."""
    is_blank: bool = False
    """Whether there is nothing to draw."""


TEXTS = ("finding", "deck", "source", "alt", "how")
"""The texts of a `View` that stand around a chart."""


def view(
    key: str,
    rows: pl.DataFrame,
    words: Words,
    *,
    source: str,
    numbers: Mapping[str, object],
    title: str = "title",
    **look: Any,
) -> View:
    """Return the texts whose keys begin with ``key``, for the rows of one setting.

    ``title`` is the rest of the key of the finding. Other texts with the same ending replace those without.
    ``look`` has the other fields of a `View`.
    """
    end = title.removeprefix("title")
    deck, alt_text, how = (
        words.first(f"{key}_{part}{end}", f"{key}_{part}", **numbers) for part in ("deck", "alt", "how")
    )
    source = " ".join([source, *_notes(rows, words)])
    return View(words(f"{key}_{title}", **numbers), deck, source, alt_text, how, **look)


def blank(key: str, words: Words) -> View:
    """Return the texts of a chart that has no figure to draw."""
    message, subject = words("nothing_to_draw"), words(f"{key}_subject")
    described = words("head", name=subject, value=message)
    return View(subject, message, words("source_article"), described, message, is_blank=True)


def views(follows: str, run: Run, describe: Callable[[Setting, Words], View]) -> dict[str, View]:
    """Return the view of every setting of the switches in ``follows``, by the key of the setting."""
    return {at.key(follows): describe(at, run.words_by_reading[at.reading]) for at in run.settings(follows)}


def at_setting(rows: pl.DataFrame, at: Setting) -> pl.DataFrame:
    """Return the rows of a setting: those of its reading and of its edition, and those of all editions."""
    if "for_reading" in rows.columns:
        rows = rows.filter(pl.col("for_reading") == at.reading)
    if "for_edition" in rows.columns:
        rows = rows.filter(pl.col("for_edition").is_null() | (pl.col("for_edition") == at.edition))
    return rows


@dataclass(frozen=True)
class Column:
    """A column of the table under a chart: the field of its rows, and its label."""

    field: str
    label: str


def trace_columns(words: Words) -> list[Column]:
    """Return the columns that trace a row to its figures."""
    return [Column(name, words(key)) for name, key in TRACE.items()]


def table_columns(labels: Mapping[str, str], words: Words) -> list[Column]:
    """Return columns of the table from the keys of their labels, and those that trace a row to its figures."""
    return [*(Column(name, words(key)) for name, key in labels.items()), *trace_columns(words)]


def chart(
    key: str,
    layers: Iterable[Any],
    rows: pl.DataFrame | Mapping[str, pl.DataFrame],
    views: Mapping[str, View],
    columns: Sequence[Column],
    run: Run,
    *,
    follows: str,
    height: int | None = None,
    narrow_height: int | None = None,
    row: int = 0,
    narrow_row: int = NARROW_ROW,
) -> Any:
    """Return the Altair chart.

    Args:
        key: The start of the keys of its texts; its name in file names has hyphens.
        layers: Its layers, in the order they are drawn, without data.
        rows: Its rows for every setting; with the switch ``basis`` by basis, in the same order.
        views: What it says at each setting, by key.
        columns: The columns of the table under it.
        run: The run.
        follows: Its switches, separated by spaces.
        height: Its height in pixels; by default it depends on the number of its rows.
        narrow_height: The same on a phone.
        row: The height of a row in pixels; by default it depends on whether a name has two lines.
        narrow_row: The same on a phone.
    """
    words, name = run.words, key.replace("_", "-")
    if all(view.is_blank for view in views.values()):
        layers, height = [], BLANK_HEIGHT
    shown = [*layers, _message(words), *([_axis_text(words)] if "basis" in follows.split() else [])]
    table = merged(rows)
    if not height:
        has_long_names = table["name"].str.contains("\n", literal=True).any()
        row = row or (TALL_ROW if has_long_names else ROW)
    start = views[run.start.key(follows)]
    records = _records(table, _used_fields(shown, columns))
    narrow_row += HEAD_LINE * _further_lines(records)
    return alt.LayerChart(
        data=records,
        layer=shown,
        transform=_transforms(table, follows),
        params=[one.param for one in _params(follows, views, run)],
        title=alt.Title(text=alt.expr("views[key].title"), anchor="end" if words.is_rtl else "start"),
        description=start.alt,
        usermeta={"tungsten": {
            "name": name,
            "language": words.language,
            "follows": follows,
            "columns": [_column(column, table) for column in columns],
            "narrow_height": narrow_height or {"step": narrow_row},
            "start": _title(start, words),
            **_texts(views),
        }},
        width=WIDTH,
        height=height or alt.Step(row),
    )  # fmt: skip


def _further_lines(table: pl.DataFrame) -> int:
    """Return how many lines the longest name and value above a bar has besides the first."""
    heads = table["head_lines"].to_list() if "head_lines" in table.columns else []
    return max((head.count("\n") for head in heads), default=0)


def merged(rows: pl.DataFrame | Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of all settings in one frame: equal rows of several readings once, both bases side by side."""
    return _equal_once(rows if isinstance(rows, pl.DataFrame) else _side_by_side(rows))


def _equal_once(table: pl.DataFrame) -> pl.DataFrame:
    """Return rows that differ in nothing but their reading once, with all of their readings."""
    if "for_reading" not in table.columns:
        return table
    same = [name for name in table.columns if name != "for_reading"]
    readings = pl.col("for_reading").unique(maintain_order=True).str.join(" ")
    return table.group_by(same, maintain_order=True).agg(readings)


def _side_by_side(rows: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of each basis in one frame: columns that differ get the name of the basis at their end."""
    (first, one), (second, other) = rows.items()
    differing = [name for name in one.columns if not one[name].equals(other[name])]
    return one.rename({name: f"{name}_{first}" for name in differing}).hstack(
        other.select(differing).rename({name: f"{name}_{second}" for name in differing})
    )


def _transforms(table: pl.DataFrame, follows: str) -> list[Any]:
    """Return what selects the rows of a setting, and the value of each pair of columns on the basis of the setting."""
    transforms: list[Any] = []
    if "reading" in follows.split():
        transforms.append(alt.FilterTransform("indexof(datum.for_reading, reading) >= 0"))
    if "for_edition" in table.columns:
        transforms.append(alt.FilterTransform("datum.for_edition === null || datum.for_edition === edition"))
    pairs = [name.removesuffix("_WO3") for name in table.columns if name.endswith("_WO3")]
    transforms.append(alt.FilterTransform("!views[key].blank"))
    return transforms + [
        alt.CalculateTransform(calculate=f"datum['{name}_' + basis]", **{"as": name})
        for name in pairs
        if f"{name}_W" in table.columns
    ]


def _params(follows: str, views: Mapping[str, View], run: Run) -> list[Any]:
    """Return the parameters of a chart: its switches with their inputs, its sentences, and the key of the setting."""
    words, choices = run.words, {"reading": run.words_by_reading, "basis": run.bases, "edition": run.editions}
    switches = [
        alt.param(
            name=name,
            value=getattr(run.start, name),
            bind=alt.binding_select(
                options=list(choices[name]),
                labels=[_says(name, choice, words) for choice in choices[name]],
                name=f"{words(LABELS[name])} ",
            ),
        )
        for name in follows.split()
    ]
    # NOTE: a legend without entries would have no height, and Vega would make the chart infinitely high.
    states = next((view.states for view in views.values() if view.states), ())
    return [
        *switches,
        alt.param(name="autosize", value=AUTOSIZE),
        alt.param(name="narrow", value=False),
        alt.param(name="views", value={key: _drawn_texts(view, states, words) for key, view in views.items()}),
        alt.param(name="key", expr=" + ' ' + ".join(follows.split()) or "''"),
    ]


def _says(name: str, choice: str, words: Words) -> str:
    """Return the words for a choice of a switch."""
    if name == "edition":
        return choice
    return words(f"values_{choice}") if name == "reading" else words(f"basis_{choice}")


def _drawn_texts(view: View, states: tuple[str, ...], words: Words) -> dict[str, Any]:
    """Return what the marks, the title and the axes of a chart read at one setting.

    ``states`` is the legend of a setting without one.
    """
    legend = [words.line(state) for state in view.states or states]
    drawn: dict[str, Any] = {"title": words.lines(view.finding, TITLE_CHARACTERS), "legend": legend}
    if view.is_blank:
        return {**drawn, "blank": words.line(view.deck), "top": 1}
    if view.top is not None:
        drawn["top"] = float(f"{view.top:.{DRAWN_DIGITS}g}")
    if view.axis:
        drawn["axis"] = words.lines(view.axis, AXIS_CHARACTERS)
    return drawn


def _title(view: View, words: Words) -> dict[str, list[str]]:
    """Return title and subtitle in lines, for a picture."""
    subtitle = words.lines(view.deck, SUBTITLE_CHARACTERS) + words.lines(view.source, SUBTITLE_CHARACTERS)
    return {"title": words.lines(view.finding, TITLE_CHARACTERS), "subtitle": subtitle}


def _texts(views: Mapping[str, View]) -> dict[str, Any]:
    """Return the texts around a chart: those of every setting once, and by setting what differs from them."""
    texts = {key: {name: getattr(view, name) for name in TEXTS} for key, view in views.items()}
    first = next(iter(texts.values()))
    common = {name: text for name, text in first.items() if all(other[name] == text for other in texts.values())}
    differing = {key: {name: text for name, text in own.items() if name not in common} for key, own in texts.items()}
    return {"common": common, "texts": differing, "blank": [key for key, view in views.items() if view.is_blank]}


def texts_at(spec: Mapping[str, Any], setting: Setting) -> dict[str, str]:
    """Return the texts of a chart at a setting, from its specification."""
    meta = spec["usermeta"]["tungsten"]
    return {**meta["common"], **meta["texts"][setting.key(meta["follows"])]}


def rows_at(spec: Mapping[str, Any], setting: Setting) -> list[dict[str, Any]]:
    """Return the rows a chart draws at a setting, in order, from its specification."""
    rows = [
        {**row, **{name.removesuffix(suffix): row[name] for name in row if name.endswith(suffix)}}
        for suffix in [f"_{setting.basis}"]
        for row in spec["datasets"][spec["data"]["name"]]
        if setting.reading in row.get("for_reading", setting.reading).split()
        and row.get("for_edition") in (None, setting.edition)
    ]
    return sorted(rows, key=lambda row: row["order"])


def table_at(spec: Mapping[str, Any], setting: Setting) -> list[list[Any]]:
    """Return the cells of the table under a chart at a setting; none where there is nothing to draw."""
    if is_blank(spec, setting):
        return []
    fields = [column["field"] for column in spec["usermeta"]["tungsten"]["columns"]]
    return [[row[field] for field in fields] for row in rows_at(spec, setting)]


def is_blank(spec: Mapping[str, Any], setting: Setting) -> bool:
    """Return whether a chart has nothing to draw at a setting."""
    meta = spec["usermeta"]["tungsten"]
    return setting.key(meta["follows"]) in meta["blank"]


def _column(column: Column, table: pl.DataFrame) -> dict[str, Any]:
    dtype = table.schema.get(column.field) or table.schema[f"{column.field}_W"]
    return {"field": column.field, "label": column.label, "is_number": dtype.is_numeric()}


def _message(words: Words) -> Any:
    """Return the text that says that there is nothing to draw, at settings where that is so."""
    text = alt.Chart(pl.DataFrame({"nothing": [""]})).mark_text(color=colour("muted"))
    return text.encode(x=alt.value(alt.expr("width / 2")), text=alt.value(alt.expr("views[key].blank || ''")))


def _axis_text(words: Words) -> Any:
    """Return the title of the horizontal axis as a text mark, since a switch changes it."""
    text = alt.Chart(pl.DataFrame({"nothing": [""]})).mark_text(color=colour("muted"), baseline="top", lineHeight=18)
    return text.encode(
        x=alt.value(alt.expr("width / 2")),
        y=alt.value(alt.expr("height + 30")),
        text=alt.value(alt.expr("views[key].axis || ''")),
    )


def _used_fields(layers: Sequence[Any], columns: Sequence[Column]) -> set[str]:
    """Return the fields that marks, tooltips and the table use, and those that a click or a switch needs."""
    text = json.dumps([layer.to_dict(validate=False, context={"pre_transform": False}) for layer in layers])
    found = re.findall(r'"(?:field|shorthand)": "(\w+)|datum\.(\w+)', text)
    return {name for pair in found for name in pair} | {column.field for column in columns} | {"id", "order"}


def _records(table: pl.DataFrame, used: set[str]) -> pl.DataFrame:
    """Return the rows for a specification: the fields in use, numbers rounded, null for infinities."""
    needed = {*used, "for_reading", "for_edition"}
    names = [name for name in table.columns if re.sub("_(W|WO3)$", "", name) in needed or name in needed]
    numbers = pl.selectors.float()
    rows = table.select(names).with_columns(pl.when(numbers.is_finite()).then(numbers).round_sig_figs(TABLE_DIGITS))
    return _equal_once(rows)


def _notes(rows: pl.DataFrame, words: Words) -> list[str]:
    """Return the meaning of each mark in the labels, for the verdicts of the rows."""
    if "verdict" not in rows.columns:
        return []
    verdicts = set(rows["verdict"])
    labels = {verdict: words(f"verdict_{verdict}") for verdict in GRAVEST_FIRST}
    notes = [words("note", mark=mark, verdict=labels[verdict]) for verdict, mark in MARKS.items()
             if labels[verdict] in verdicts]  # fmt: skip
    ids = dict.fromkeys(name for cell in rows["id"] for name in cell.split(" · "))
    changes = words.clauses(f"{name}: {words.corrected[name]}" for name in ids if name in words.corrected)
    return [*notes, words("corrected_here", mark=CORRECTED, changes=changes)] if changes else notes
