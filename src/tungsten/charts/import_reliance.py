"""The chart of American import reliance: the bounds of the survey and the values of the article."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import Any

import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts.chart import View, at_setting, blank, chart, table_columns, view, views
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.run import Run, Setting, follows
from tungsten.i18n.words import Words

LAST = 1000
"""Added to the order of rows that come after all others; larger than the number of rows of a chart."""


def import_reliance(import_reliance: pl.DataFrame, figures: pl.DataFrame, printed: pl.DataFrame, run: Run) -> Any:
    """Return the chart of American import reliance: the values of the article, and the bounds of the survey.

    A bound that an edition repeats for several years is one row.

    Args:
        import_reliance: Rows of ``data/processed/import_reliance.csv``, with the column ``for_reading`` for the switch
            of that name.
        figures: The tidy figures, with the same column.
        printed: The figures as printed.
        run: The run.
    """
    words, of_article = run.words, pl.col("edition") == run.source
    article, survey = State(words("state_article"), "accent"), State(words("state_survey"), "default")
    rows = parts.traced(_reliances(run.with_reading(import_reliance), run.with_reading(figures), run), run)
    who = [_reliance_of(row, run.source, words) for row in rows.iter_rows(named=True)]
    says = [_reliance_says(row, words) for row in rows.iter_rows(named=True)]
    rows = parts.rows_of(rows, who, says, words).with_columns(
        parts.picked(words, survey, (of_article, article)),
        for_edition=pl.when(~of_article).then("edition"),
        order=pl.int_range(pl.len()).over("for_reading", "edition") + pl.when(of_article).then(0).otherwise(LAST),
    )
    states = (article, survey)

    def describe(at: Setting, words: Words) -> View:
        return _reliance_view(at_setting(rows, at).sort("order"), printed, at, run.source, states, words)

    labels = {"who": "subject", "says": "column_value", "least": "column_least_percent", "most": "column_most_percent"}
    columns = table_columns(labels, words)
    layers, switches = _draw_reliances(states, words), follows("reading edition", import_reliance, figures)
    return chart("import_reliance", layers, rows, views(switches, run, describe), columns, run, follows=switches)


def _reliances(reliances: pl.DataFrame, figures: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Return a row for each figure, and one for each bound of an edition with the years for which it is printed.

    ``value`` is the figure as its reading has it, with its ``hedge``; of the survey the middle of the bounds.
    """
    bound = ["for_reading", "edition", "entity_id", "qualifier", "least", "most", "figure_id"]
    stated = figures.select("for_reading", "figure_id", value=(pl.col("low") + pl.col("high")) / 2, hedge="qualifier")
    return (
        reliances.filter(pl.col("edition").is_in([run.source, *run.editions]))
        .drop_nulls("least")
        .sort(pl.col("entity_id") != "united_states", "period", maintain_order=True)
        .group_by(bound, maintain_order=True)
        .agg(
            first=pl.col("period").min(),
            period=pl.col("period").max(),
            reference_ids=pl.col("reference_id").str.join(" "),
        )
        .join(stated, on=["for_reading", "figure_id"], how="left", maintain_order="left")
        .with_columns(
            pl.col("value").fill_null((pl.col("least") + pl.col("most")) / 2),
            is_open=pl.col("qualifier") == "more_than",
        )
    )


def _reliance_view(
    rows: pl.DataFrame, printed: pl.DataFrame, at: Setting, source: str, states: Sequence[State], words: Words
) -> View:
    of_article = pl.col("edition") == source
    floors = rows.filter("is_open", ~of_article)
    own = rows.filter(of_article, pl.col("entity_id") == "united_states")
    if own.is_empty():
        return blank("import_reliance", words)
    newest = floors.filter(pl.col("period") == pl.col("period").max())
    prints = _prints(own["figure_id"], printed, words)
    numbers = {
        "floor": words.percent(parts.least(newest, "least")),
        "printed": prints[0],
        "others": words("reliance_others", values=reduce(partial(_joined, words), prints[1:])) if prints[1:] else "",
        "least": words.percent(own["least"][0]),
    }
    title = f"title{'_corrected' if own['is_open'][0] else ''}{'_alone' if floors.is_empty() else ''}"
    shown, from_both = parts.legend(states, rows, words), words("source_article_edition", edition=at.edition)
    return view("import_reliance", rows, words, source=from_both, numbers=numbers, title=title, states=shown)


def _draw_reliances(states: Sequence[State], words: Words) -> list[Any]:
    """Draw bars to the values with their bounds, and arrows from bounds without an upper end."""
    canvas, look = Canvas.of(words), parts.looks(states, words)
    canvas = replace(canvas, base=canvas.base.transform_calculate(end="datum.is_open ? datum.most : datum.value"))
    x = parts.amount("value", words("axis_reliance"), words, top=128, values=parts.PERCENTS)
    bounds = {"least": "column_least_percent", "most": "column_most_percent"}
    tooltip = {"tooltip": parts.tips({"who": "subject", "label": "column_value", **bounds, **TRACE}, words)}
    closed = canvas.where("!datum.is_open")
    return [
        closed.bars(x, **tooltip, **look),
        *closed.whiskers("least", "most"),
        *canvas.open_ends("least", "end", look, **tooltip),
        *canvas.labels("most", gap=12),
    ]


def _reliance_of(row: Mapping[str, Any], source: str, words: Words) -> str:
    if row["edition"] != source:
        years = words.span(words.period(row["first"]), words.period(row["period"]))
        return words("whose_survey", edition=parts.edition_name(row["edition"], words), period=years)
    if row["entity_id"] != "united_states":
        return words("reliance_subject", figure=row["id"], subject=words.entity(row["entity_id"]))
    is_dated = row["period"] != "not_stated"
    when = words.period(row["period"]) if is_dated else words("year_not_stated")
    return words("reliance_article", figure=row["id"], when=when)


def _prints(ids: Iterable[str], figures: pl.DataFrame, words: Words) -> list[str]:
    """Return what the article prints for these figures, in per cent."""
    value_of = dict(figures.select("figure_id", "low").iter_rows())
    return [words.share(value_of[name]) for name in ids]


def _joined(words: Words, first: str, second: str) -> str:
    return words("and", first=first, second=second)


def _reliance_says(row: Mapping[str, Any], words: Words) -> str:
    if row["is_open"]:
        return parts.hedged(words.percent(row["least"]), "more_than", words)
    return parts.hedged(words.share(row["value"]), row["hedge"], words)
