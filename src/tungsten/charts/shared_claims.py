"""The chart of claims that two sources make: the interval of each, the earlier source above the later one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts.chart import Column, View, at_setting, blank, chart, trace_columns, view, views
from tungsten.charts.correction_text import amount
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.run import Run, Setting, follows
from tungsten.i18n.words import Words

MARGIN = 0.06
"""Space beside the bars, as a part of what they span together."""

LABEL = 0.3
"""Space for the label after the longest bar, as a part of the same."""


def shared_claims(claims: pl.DataFrame, figures: pl.DataFrame, sources: pl.DataFrame, run: Run) -> Any:
    """Return the chart of claims that two sources make, each as a percentage of the middle of the earlier claim.

    Args:
        claims: Rows of ``data/processed/shared_claims.csv``, with the column ``for_reading`` for the switch of that
            name.
        figures: The tidy figures, with the same column.
        sources: What the ledger says of each source.
        run: The run.
    """
    words = run.words
    states = tuple(State(words(f"state_{key}"), role) for key, role in _ROLES.items())
    rows = _worded(parts.traced(_one_row_a_figure(run.with_reading(claims), figures), run), sources, words)
    rows = rows.with_columns(
        parts.picked(
            words, states[0], *((pl.col("when") == key, state) for key, state in zip(_ROLES, states, strict=True))
        )
    )

    def describe(at: Setting, words: Words) -> View:
        return _view(at_setting(rows, at), states, words)

    labels = {"claim": "column_claim", "source": "source", "day": "published", "says": "column_value"}
    columns = [Column(name, words(key)) for name, key in (labels | {"outcome_says": "column_outcome"}).items()]
    switches = follows("reading", claims, figures)
    layers = _layers(rows, states, words)
    return chart(
        "shared_claims", layers, rows, views(switches, run, describe), [*columns, *trace_columns(words)], run,
        follows=switches,
    )  # fmt: skip


_ROLES = {"earlier": "accent", "later": "default", "same_day": "computed"}
"""When a figure was published, compared with the other one of its pair, and its colour."""


def _one_row_a_figure(claims: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Return both figures of each pair one below the other: as printed, and as percentages of the earlier claim."""
    claims = claims.with_row_index("pair")
    first, second = (
        claims.with_columns(
            nth=pl.lit(nth),
            figure_id=pl.col(f"{prefix}figure_id"),
            source_id=pl.col(f"{prefix}source_id"),
            published=pl.col(f"{prefix}published"),
            start=100 * pl.col(f"{prefix}low") / _middle(),
            stop=100 * pl.col(f"{prefix}high") / _middle(),
            when=pl.when(pl.col("earlier").is_null()).then(pl.lit("same_day")).otherwise(pl.lit(when)),
        )
        for nth, prefix, when in ((0, "", "earlier"), (1, "other_", "later"))
    )
    drawn = ["pair", "nth", "figure_id", "source_id", "published", "start", "stop", "when"]
    said = ["for_reading", "entity_id", "measure", "period", "outcome"]
    rows = pl.concat([first, second]).select(*drawn, *said)
    printed = figures.select("figure_id", "for_reading", "low", "high", "unit", "qualifier")
    return rows.join(printed, on=["figure_id", "for_reading"], how="left", maintain_order="left").sort("pair", "nth")


def _middle() -> pl.Expr:
    """Return the middle of the earlier claim; for an open interval, its only end."""
    low, high = pl.col("low"), pl.col("high")
    return pl.when(high.is_infinite()).then(low).when(low.is_infinite()).then(high).otherwise((low + high) / 2)


def _worded(rows: pl.DataFrame, sources: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Add the texts of each row: its claim, its source with the day, its value, and whether the two agree."""
    publishers = {about["source_id"]: words.own(about, "publisher") for about in sources.iter_rows(named=True)}
    cells = {
        "claim": [_claim(row, words) for row in rows.iter_rows(named=True)],
        "source": [publishers[name] for name in rows["source_id"]],
        "day": [words.date(str(day)) for day in rows["published"]],
        "outcome_says": [words(f"claims_{outcome}") for outcome in rows["outcome"]],
    }
    rows = rows.with_columns(pl.Series(name, texts, dtype=pl.String) for name, texts in cells.items())
    who = [words("claim_of", claim=row["claim"], source=row["source"]) for row in rows.iter_rows(named=True)]
    says = [amount(row, words) for row in rows.iter_rows(named=True)]
    return parts.rows_of(rows, who, says, words).with_columns(
        order=pl.int_range(pl.len()).over("for_reading"), is_open=pl.col("stop").is_infinite()
    )


def _claim(row: Mapping[str, Any], words: Words) -> str:
    """Return entity, measure and period in words."""
    named = [words.entity(row["entity_id"]), words.measure(row["measure"])]
    return words.listed([*named, *([words.period(row["period"])] if row["period"] != "not_stated" else [])])


def _view(rows: pl.DataFrame, states: Sequence[State], words: Words) -> View:
    if rows.is_empty():
        return blank("shared_claims", words)
    first, second = rows.filter(nth=0), rows.filter(nth=1)
    counts = Counter(first["outcome"])
    numbers: dict[str, object] = {
        "count": first.height,
        **{outcome: counts[outcome] for outcome in ("agrees", "close", "differs", "weak")},
        "claim": first["claim"][0],
        **{"first": first["says"][0], "second": second["says"][0]},
        **{"earlier": first["source"][0], "later": second["source"][0], "outcome": first["outcome_says"][0]},
    }
    one = "title_one" if first["when"][0] == "earlier" else "title_one_day"
    title = one if first.height == 1 else "title"
    source, shown = words("source_article"), parts.legend(states, rows, words)
    return view("shared_claims", rows, words, source=source, numbers=numbers, title=title, states=shown)


def _layers(rows: pl.DataFrame, states: Sequence[State], words: Words) -> list[Any]:
    """Draw the interval of each figure; an open one ends in an arrow at the end of the axis."""
    least, most = parts.least(rows, "start"), max(parts.most(rows, "stop"), parts.most(rows, "start"))
    span = (most - least) or most
    low, high = least - MARGIN * span, most + LABEL * span
    canvas, look = Canvas.of(words), parts.looks(states, words, is_dashed=False)
    base = canvas.base.transform_calculate(end=f"datum.is_open ? {most + MARGIN * span} : datum.stop")
    canvas = Canvas(words, base, canvas.y)
    axis = alt.Axis(title=parts.axis_title(words("shared_claims_axis"), words), tickCount=6)
    x = alt.X("start:Q", scale=alt.Scale(domain=[low, high], zero=False, nice=False, reverse=words.is_rtl), axis=axis)
    fields = {"claim": "column_claim", "source": "source", "day": "published", "says": "column_value"}
    tooltip = {"tooltip": parts.tips({**fields, "outcome_says": "column_outcome", **TRACE}, words)}
    return [
        canvas.where("!datum.is_open").bars(x, x2=alt.X2("stop:Q"), **tooltip, **look),
        *canvas.open_ends("start", "end", look, **tooltip),
        *canvas.labels("end", gap=12),
    ]
