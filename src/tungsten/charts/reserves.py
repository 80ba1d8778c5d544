"""Charts of reserves: deposits and countries by tonnage and rank, with claims drawn hollow."""

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import altair as alt
import polars as pl

from tungsten.analysis.basis import CONVERTIBLE
from tungsten.charts import marks as parts
from tungsten.charts import picture
from tungsten.charts.chart_template import Given
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.picture import Picture
from tungsten.evidence.messages import End, quantity
from tungsten.i18n.words import MARKS, Words

THOUSAND, MILLION = 1e3, 1e6


def deposits(reserves: pl.DataFrame, source: str, words: Words) -> Picture:
    """Return the chart of Kazakhstan's tungsten deposits by contained tonnage, with its bounds.

    A deposit without a stated basis has no place on an axis of W or WO₃; the deck names it instead.
    """
    not_ranked, has_basis = pl.col("rank_best").is_null(), pl.col("basis").is_in(CONVERTIBLE)
    listed = _rows(reserves, "deposit", "tungsten", source).sort(not_ranked, "value", descending=[False, True])
    rows, without_basis = listed.filter(has_basis), listed.filter(~has_basis)
    first = rows.filter(pl.col("rank_best") == 1)
    if first.is_empty():
        return picture.nothing_to_draw("deposits", words)
    widest = first.sort(pl.col("high") - pl.col("low"), descending=True).row(0, named=True)
    numbers = {
        "basis": words(f"basis_{first['basis'][0]}"),
        "wide": words.entity(widest["entity_id"]),
        "low": _digits(widest["low"] / THOUSAND, words, "low"),
        "high": _digits(widest["high"] / THOUSAND, words, "high"),
        "left_out": "".join(_left_out(row, words) for row in without_basis.iter_rows(named=True)),
        "first": words.entity(first["entity_id"][0]),
        "value": _digits(first["value"][0] / THOUSAND, words),
    }
    rows, source = _tonnages(rows, THOUSAND, words), words("source_article")
    is_settled = first["rank_worst"].max() == 1
    table, title = _table(rows, "thousand", words), "title_first" if is_settled else "title"
    if first.height == 1 and not is_settled:
        title = "title_unsettled"
    about = picture.about("deposits", words, source=source, table=table, numbers=numbers, title=title)
    return _bars(rows, words("axis_thousand_t", basis=numbers["basis"]), about, words)


def _left_out(row: Mapping[str, Any], words: Words) -> str:
    """Return a sentence on a deposit that is left out."""
    much = quantity(row["value"], row["value"], "t", words.language)
    return words("left_out", deposit=words.entity(row["entity_id"]), figure=row["figure_ids"], much=much)


def countries(
    reserves: pl.DataFrame, printed: pl.DataFrame, constants: pl.DataFrame, edition: str, words: Words
) -> Picture:
    """Return the chart of countries by reserves of the survey, with Kazakhstan's claim drawn as a claim."""
    is_block, fraction = pl.col("entity_kind") == "block", parts.constant(constants, "tungsten_in_trioxide")
    rows = _rows(reserves, "country", "tungsten", edition).sort(is_block, "value", descending=[False, True])
    claim, leader = rows.filter(pl.col("kind") == "claim"), rows.filter(pl.col("kind") == "reserve").row(0, named=True)
    numbers = {
        "basis": words(f"basis_{leader['basis']}"),
        "basis_short": words(f"short_basis_{leader['basis']}"),
        "fraction": words.significant(fraction),
        "leader": words.entity(leader["entity_id"]),
        **_listed(leader, fraction, words),
        **_claimed(claim, printed, words),
    }
    rows, source = _tonnages(rows, THOUSAND, words), words("source_article_edition", edition=edition)
    table, title = _table(rows, "thousand", words), "title" if claim.height else "title_alone"
    about = picture.about("countries", words, source=source, table=table, numbers=numbers, title=title)
    return _bars(rows, words("axis_thousand_t", basis=numbers["basis"]), about, words)


def _listed(leader: Mapping[str, Any], trioxide_fraction: float, words: Words) -> dict[str, str]:
    """Return the largest reserve in words: as the survey lists it, in W, and on the basis shown."""
    shown = words.significant(leader["value"] / MILLION)
    if leader["basis"] == "W":
        return {"most": shown, "shown": shown, "most_converted": ""}
    converted = words("claim_converted", basis=words(f"short_basis_{leader['basis']}"), much=shown)
    in_metal = words.significant(leader["value"] * trioxide_fraction / MILLION)
    return {"most": in_metal, "shown": shown, "most_converted": converted}


def _claimed(claim: pl.DataFrame, printed: pl.DataFrame, words: Words) -> dict[str, str]:
    """Return a national claim in words: as printed, and on the basis shown."""
    if claim.is_empty():
        return {}
    row = claim.row(0, named=True)
    figure = printed.filter(pl.col("figure_id") == row["figure_ids"]).row(0, named=True)
    shown = words.bounded("more_than", words.significant(row["low"] / MILLION, end="low"))
    basis = words(f"short_basis_{row['basis']}")
    return {
        "claim": words.bounded("more_than", words.significant(figure["low"] / MILLION)),
        "claimed": words(f"short_basis_{figure['basis']}"),
        "much": shown,
        "converted": "" if row["basis"] == figure["basis"] else words("claim_converted", basis=basis, much=shown),
    }


def rare_earths(reserves: pl.DataFrame, printed: pl.DataFrame, source: str, edition: str, words: Words) -> Picture:
    """Return the chart of rare earths: the article's figures of one deposit, as metal, and the survey's, as oxide.

    The world total is as the survey prints it, a bound as a bound. The text also gives the sum of its countries.
    """
    claims = _rows(reserves, "deposit", "rare_earths", source).sort("value", descending=True)
    survey = _rows(reserves, "country", "rare_earths", edition).filter(pl.col("entity_kind") == "country")
    world = _world(reserves, "rare_earths", edition)
    if claims.is_empty():
        return picture.nothing_to_draw("rare_earths", words)
    as_printed = printed.filter(pl.col("figure_id").is_in(claims["figure_ids"].to_list())).sort("low")
    numbers = {
        "deposit": words.entity(claims["entity_id"][0]),
        "more": _digits(as_printed["high"][-1] / MILLION, words),
        "less": _digits(as_printed["low"][0] / MILLION, words),
        "more_now": _digits(claims["value"][0] / MILLION, words),
        "less_now": _digits(claims["value"][-1] / MILLION, words),
        "times": words.number(claims["value"][0] / claims["value"][-1]),
        "sum": _digits(float(survey["value"].sum()) / MILLION, words),
        "count": words.number(survey.height),
        "world": _of_world(world, words),
    }
    largest = survey.sort("value", descending=True).head(8)
    rows = _tonnages(pl.concat([claims, world, largest]), MILLION, words)
    source = words("source_article_edition", edition=edition)
    is_corrected = bool(words.corrected.keys() & set(claims["figure_ids"]))
    table, title = _table(rows, "million", words), "title_corrected" if is_corrected else "title"
    title += "" if survey.height else "_alone"
    about = picture.about("rare_earths", words, source=source, table=table, numbers=numbers, title=title)
    return _bars(rows, words("axis_million_t_rare"), about, words)


def _world(reserves: pl.DataFrame, commodity: str, edition: str) -> pl.DataFrame:
    """Return the row that an edition prints for the world."""
    return reserves.filter(
        pl.col("entity_kind") == "world", pl.col("commodity") == commodity, pl.col("edition") == edition
    ).drop_nulls("value")


def _of_world(world: pl.DataFrame, words: Words) -> str:
    """Return the world total in million tonnes, in words; empty if the edition prints none."""
    if world.is_empty():
        return ""
    total = words.significant(world["value"][0] / MILLION)
    return words.bounded("more_than", total) if world["qualifier"][0] == "more_than" else total


def ranks(reserves: pl.DataFrame, printed: pl.DataFrame, edition: str, words: Words) -> Picture:
    """Return the chart of countries by rank of reserves, from the best to the worst rank each interval allows."""
    rows = (
        _rows(reserves, "country", "tungsten", edition).drop_nulls("rank_best").sort("rank_best", "rank_worst", "kind")
    )
    says = [words.span(str(best), str(worst)) for best, worst in rows.select("rank_best", "rank_worst").iter_rows()]
    rows = parts.rows_of(parts.traced(rows, words), map(words.entity, rows["entity_id"]), says, words)
    reported, claimed = _kinds(words)["reserve"], _kinds(words)["claim"]
    rows = rows.with_columns(
        parts.picked(words, reported, (pl.col("kind") == "claim", claimed)),
        start=pl.col("rank_best") - 0.32,
        end=pl.col("rank_worst") + 0.32,
    )
    claim, last = rows.filter(pl.col("kind") == "claim"), int(parts.most(rows, "rank_worst"))
    numbers = {"best": parts.least(claim, "rank_best"), "worst": parts.most(claim, "rank_worst")}
    table = rows.select(
        pl.col("who").alias(words("subject")),
        pl.col("rank_best").alias(words("column_best")),
        pl.col("rank_worst").alias(words("column_worst")),
        pl.Series(words("column_kind"), [words(f"kind_{kind}") for kind in rows["kind"]]),
        *parts.trace_columns(words),
    )
    is_rank = (pl.col("measure") == "reserve_rank") & (pl.col("commodity") == "tungsten")
    is_worst = numbers["worst"] in printed.filter(is_rank)["low"].to_list()
    title = "title_alone" if claim.is_empty() else "title" if is_worst else "title_other"
    source = words("source_article_edition", edition=edition)
    about = picture.about("ranks", words, source=source, table=table, numbers=numbers, title=title)
    given = {"top": last + 1, "ticks": list(range(1, last + 1))}
    span, states = ("start", "end", "column_rank"), (reported, claimed)
    return _spans(rows, words("axis_rank"), span, states, "d", about, words, **given)


def implied_ore(ore: pl.DataFrame, words: Words) -> Picture:
    """Return the chart of the ore that the tonnage and the grade of each deposit imply."""
    rows = ore.drop_nulls(["ore_low", "ore_high"]).sort("ore_high", descending=True)
    if rows.is_empty():
        return picture.nothing_to_draw("implied_ore", words)
    rows = rows.with_columns(low=pl.col("ore_low") / MILLION, high=pl.col("ore_high") / MILLION)
    grades = [words.measured(low, high, "percent") for low, high in rows.select("grade_low", "grade_high").iter_rows()]
    tonnes = [_between(low, high, words) for low, high in rows.select("low", "high").iter_rows()]
    says = [words("ore_at_grade", ore=mass, grade=grade) for mass, grade in zip(tonnes, grades, strict=True)]
    rows = parts.rows_of(parts.traced(rows, words), map(words.entity, rows["entity_id"]), says, words)
    numbers = {
        "most": words.entity(rows["entity_id"][0]),
        "low": _digits(rows["low"][0], words, "low"),
        "high": _digits(rows["high"][0], words, "high"),
    }
    table = rows.select(
        pl.col("who").alias(words("subject")),
        pl.Series(words("grade"), grades),
        parts.outwards("low", "low").alias(words("column_ore_least")),
        parts.outwards("high", "high").alias(words("column_ore_most")),
        *parts.trace_columns(words),
    )
    about = picture.about("implied_ore", words, source=words("source_article"), table=table, numbers=numbers)
    span, implied = ("low", "high", "column_bounds"), State(words("state_implied"), "accent")
    rows = rows.with_columns(parts.picked(words, implied))
    top = parts.most(rows, "high") * 1.72
    return _spans(rows, words("axis_ore"), span, (implied,), ",d", about, words, top=top, ticks=parts.ticks(top))


def mine_life(mine_life: pl.DataFrame, words: Words) -> Picture:
    """Return the chart of mine lives: implied for the mine in production, printed for two deposits not yet mined."""
    mines = mine_life.filter(origin="implied")
    if mines.is_empty():
        return picture.nothing_to_draw("mine_life", words)
    rows = mine_life.drop_nulls(["life_low", "life_high"])
    spans = [words.between(low, high) for low, high in rows.select("life_low", "life_high").iter_rows()]
    says = [words("years", span=span) for span in spans]
    implied, printed = State(words("state_implied"), "accent"), State(words("state_printed"), "default")
    rows = parts.rows_of(parts.traced(rows, words), map(words.entity, rows["entity_id"]), says, words)
    rows = rows.with_columns(parts.picked(words, implied, (pl.col("origin") == "printed", printed)))
    mine = mines.row(0, named=True)
    numbers = {
        "mine": words.entity(mine["entity_id"]),
        "first": words.number(mine["life_low"], end="low"),
        "last": words.number(mine["life_high"], end="high"),
        "low": words.number(mine["output_low"], end="low"),
        "high": words.number(mine["output_high"], end="high"),
        "basis": words(f"basis_{mine['basis']}"),
    }
    table = rows.select(
        pl.col("who").alias(words("subject")),
        parts.outwards("life_low", "low", 1).alias(words("column_life_least")),
        parts.outwards("life_high", "high", 1).alias(words("column_life_most")),
        parts.outwards("output_low", "low").alias(words("column_output_least", basis=numbers["basis"])),
        parts.outwards("output_high", "high").alias(words("column_output_most", basis=numbers["basis"])),
        *parts.trace_columns(words),
    )
    about = picture.about("mine_life", words, source=words("source_article"), table=table, numbers=numbers)
    span, given = ("life_low", "life_high", "column_bounds"), {"top": 50, "ticks": [0, 10, 20, 30, 40]}
    return _spans(rows, words("axis_years"), span, (implied, printed), "d", about, words, **given)


def _rows(reserves: pl.DataFrame, level: str, commodity: str, edition: str) -> pl.DataFrame:
    """Return rows of one level that have a tonnage, without the world total."""
    is_wanted = (pl.col("level") == level) & (pl.col("commodity") == commodity) & (pl.col("edition") == edition)
    return reserves.filter(is_wanted, pl.col("entity_kind") != "world").drop_nulls("value")


def _kinds(words: Words) -> dict[str, State]:
    """Return the states of tonnages: by kind, and one for contradicted figures of every kind."""
    return {
        "reserve": State(words("kind_reserve"), "default"),
        "claim": State(words("kind_claim"), "doubt", is_hollow=True),
        "resource": State(words("kind_resource"), "quiet", is_hollow=True),
        "block": State(words("kind_block"), "quiet", is_hollow=True),
        "contradicted": State(words("verdict_contradicted"), "highlight", is_hollow=True),
    }


def _tonnages(rows: pl.DataFrame, scale: float, words: Words) -> pl.DataFrame:
    """Add names, labels and states; ``end`` is the end of the bar, ``is_open`` whether there is no upper end."""
    is_block, is_contradicted = pl.col("entity_kind") == "block", pl.col("mark") == MARKS["contradicted"]
    rows = parts.traced(rows, words).with_columns(
        is_open=pl.col("high").is_infinite(),
        has_ends=pl.col("high").is_finite() & (pl.col("qualifier") != "up_to"),
        end=pl.col("value") / scale,
        least=pl.col("low") / scale,
        most=parts.finite("high") / scale,
        kind=pl.when(is_block).then(pl.lit("block")).otherwise("kind"),
    )
    states = _kinds(words)
    contradicted = states.pop("contradicted")
    by_kind = ((pl.col("kind") == kind, state) for kind, state in states.items())
    rows = rows.with_columns(parts.picked(words, states["reserve"], (is_contradicted, contradicted), *by_kind))
    names = [_holder(row, words) for row in rows.iter_rows(named=True)]
    tonnages = [_tonnes(row, words) for row in rows.iter_rows(named=True)]
    return parts.rows_of(rows, names, tonnages, words)


def _bars(rows: pl.DataFrame, axis: str, about: picture.About, words: Words) -> Picture:
    """Return a chart of tonnages with their bounds; a claim without an upper end has an arrow."""
    edge = max(parts.most(rows, "end"), parts.most(rows, "most"))
    longest = pl.when("has_ends").then(pl.max_horizontal("end", "most")).otherwise("end")
    rows = rows.drop("low", "high").with_columns(
        tip=pl.col("end") + edge * 0.09, beside=pl.when("is_open").then(pl.col("end") + edge * 0.1).otherwise(longest)
    )
    return picture.of_rows(
        partial(_draw_bars, words=words),
        about,
        words,
        rows,
        top=max(edge * 1.2, parts.most(rows.filter("is_open"), "end") * 1.4),
        axis=parts.axis_title(axis, words),
        **parts.key(parts.present(list(_kinds(words).values()), rows, words), words),
    )


def _draw_bars(given: Given, words: Words) -> list[Any]:
    canvas, x = Canvas.of(given, words), parts.amount("end", given, words, format=",d")
    tooltip = parts.tips({"who": "subject", "label": "column_bounds", **TRACE}, words)
    return [
        canvas.bars(x, tooltip=tooltip, **parts.looks(given)),
        *canvas.where("datum.has_ends").whiskers("least", "most"),
        *canvas.where("datum.is_open").open_end("end", "tip", "doubt", tooltip=tooltip),
        *canvas.labels("beside"),
    ]


def _spans(
    rows: pl.DataFrame,
    axis: str,
    span: tuple[str, str, str],
    states: Sequence[State],
    form: str,
    about: picture.About,
    words: Words,
    **given: Any,
) -> Picture:
    """Return a chart of intervals; ``span`` has the columns of both ends, and the key of the tooltip's label."""
    return picture.of_rows(
        partial(_draw_spans, span=span, form=form, words=words),
        about,
        words,
        rows,
        axis=parts.axis_title(axis, words),
        **given,
        **parts.key(parts.present(states, rows, words), words),
    )


def _draw_spans(given: Given, span: tuple[str, str, str], form: str, words: Words) -> list[Any]:
    canvas, (low, high, label) = Canvas.of(given, words), span
    tooltip = parts.tips({"who": "subject", "label": label, **TRACE}, words)
    x = parts.amount(low, given, words, format=form, values=given["ticks"])
    return [canvas.bars(x, x2=alt.X2(f"{high}:Q"), tooltip=tooltip, **parts.looks(given)), *canvas.labels(high)]


def _table(rows: pl.DataFrame, unit: str, words: Words) -> pl.DataFrame:
    return rows.select(
        pl.col("who").alias(words("subject")),
        pl.col("says").alias(words(f"column_{unit}_t")),
        parts.outwards("least", "low", 3).alias(words(f"column_least_{unit}")),
        parts.outwards("most", "high", 3).alias(words(f"column_most_{unit}")),
        pl.Series(words("basis"), [words(f"basis_{basis}") for basis in rows["basis"]]),
        pl.Series(words("column_kind"), [words(f"kind_{kind}") for kind in rows["kind"]]),
        *parts.trace_columns(words),
    )


def _holder(row: Mapping[str, Any], words: Words) -> str:
    """Return the name of a holder; a rare-earth deposit with several figures has the id of its figure."""
    if row["entity_kind"] == "world":
        return words("rare_earths_world")
    name = words.entity(row["entity_id"])
    is_one_of_several = row["commodity"] == "rare_earths" and row["level"] == "deposit"
    return words("holder_figure", name=name, figure=row["id"]) if is_one_of_several else name


def _tonnes(row: Mapping[str, Any], words: Words) -> str:
    """Return a tonnage in words: an open end as such, a wide interval by its ends, otherwise the value."""
    if row["is_open"]:
        return words.bounded("more_than", _digits(row["least"], words, "low"))
    if row["qualifier"] == "up_to":
        return words.bounded("up_to", _digits(row["most"], words, "high"))
    if row["most"] - row["least"] < row["end"] / 4:
        return _digits(row["end"], words)
    return _between(row["least"], row["most"], words)


def _between(low: float, high: float, words: Words) -> str:
    return words.span(_digits(low, words, "low"), _digits(high, words, "high"))


def _digits(value: float, words: Words, end: End = "") -> str:
    """Return a number to one decimal if it is below a hundred and not whole, else without decimals."""
    return words.number(value, 0 if value >= 100 or math.isclose(value, round(value)) else 1, end)
