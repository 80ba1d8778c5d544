"""Charts of reserves: deposits and countries by tonnage, with claims drawn hollow and ranks as pairs."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from tungsten.analysis.basis import CONVERTIBLE, on_basis
from tungsten.charts import marks as parts
from tungsten.charts.chart import View, at_setting, blank, chart, table_columns, view, views
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.run import Run, Setting, follows
from tungsten.evidence.messages import HEDGES, quantity
from tungsten.i18n.words import MARKS, Words

THOUSAND, MILLION = 1e3, 1e6

ORDINALS = ("ordinal_1", "ordinal_2", "ordinal_3")
"""Keys of the ranks that have a word."""

LAST = 1e15
"""Added to the order of a row that comes after all others; larger than every tonnage."""


def deposits(reserves: pl.DataFrame, run: Run) -> Any:
    """Return the chart of Kazakhstan's tungsten deposits by contained tonnage, with its bounds.

    A deposit without a stated basis has no place on an axis of W or WO₃; the deck names it instead.

    Args:
        reserves: Rows of ``data/processed/reserves.csv``, with the column ``for_reading`` for the switch ``reading``.
        run: The run.
    """
    held = _held(run.with_reading(reserves), "deposit", "tungsten").filter(pl.col("edition") == run.source)
    not_ranked, has_basis = pl.col("rank_best").is_null(), pl.col("basis").is_in(CONVERTIBLE)
    without_basis = held.filter(~has_basis)
    ordered = held.filter(has_basis).with_columns(order=pl.when(not_ranked).then(LAST).otherwise(0) - pl.col("value"))
    rows = _on_each_basis(ordered, THOUSAND, run)

    def describe(at: Setting, words: Words) -> View:
        shown = at_setting(rows[at.basis], at).sort("order")
        return _deposits_view(shown, at_setting(without_basis, at), words)

    switches = follows("reading basis", reserves)
    return _bars("deposits", rows, views(switches, run, describe), "thousand", run, switches)


def _deposits_view(rows: pl.DataFrame, without_basis: pl.DataFrame, words: Words) -> View:
    first = rows.filter(pl.col("rank_best") == 1)
    if first.is_empty():
        return blank("deposits", words)
    widest = first.sort(pl.col("high") - pl.col("low"), descending=True).row(0, named=True)
    numbers = {
        "basis": words(f"basis_{first['basis'][0]}"),
        "wide": words.entity(widest["entity_id"]),
        "low": parts.digits(widest["low"] / THOUSAND, words, "low"),
        "high": parts.digits(widest["high"] / THOUSAND, words, "high"),
        "left_out": "".join(_left_out(row, words) for row in without_basis.iter_rows(named=True)),
        "first": words.entity(first["entity_id"][0]),
        "value": parts.digits(first["value"][0] / THOUSAND, words),
    }
    is_settled = first["rank_worst"].max() == 1
    title = "title_first" if is_settled else "title"
    if first.height == 1 and not is_settled:
        title = "title_unsettled"
    axis = words("axis_thousand_t", basis=numbers["basis"])
    source = words("source_article")
    return view("deposits", rows, words, source=source, numbers=numbers, title=title, axis=axis, **_look(rows, words))


def _left_out(row: Mapping[str, Any], words: Words) -> str:
    """Return a sentence on a deposit that is left out."""
    much = quantity(row["value"], row["value"], "t", words.language)
    return words("left_out", deposit=words.entity(row["entity_id"]), figure=row["figure_ids"], much=much)


def countries(reserves: pl.DataFrame, figures: pl.DataFrame, run: Run) -> Any:
    """Return the chart of countries by reserves of the survey, with the claim of a country for which it lists none.

    Args:
        reserves: Rows of ``data/processed/reserves.csv``, with the column ``for_reading`` for the switch ``reading``.
        figures: The figures as printed.
        run: The run.
    """
    is_block = pl.col("entity_kind") == "block"
    held = _held(run.with_reading(reserves), "country", "tungsten").with_columns(
        order=pl.when(is_block).then(LAST).otherwise(0) - pl.col("value"), for_edition="edition"
    )
    listed = held.filter(kind="reserve").select("for_reading", "edition", "entity_id", is_listed=True)
    is_claim = pl.col("kind") == "claim"
    held = (
        held.join(listed.unique(), on=["for_reading", "edition", "entity_id"], how="left", maintain_order="left")
        .filter(~(is_claim & pl.col("is_listed").fill_null(False)))
        .drop("is_listed")
    )
    rows = _on_each_basis(held, THOUSAND, run)

    def describe(at: Setting, words: Words) -> View:
        return _countries_view(at_setting(rows[at.basis], at).sort("order"), figures, at, run, words)

    switches = follows("reading basis edition", reserves)
    return _bars("countries", rows, views(switches, run, describe), "thousand", run, switches, has_ranks=True)


def _countries_view(rows: pl.DataFrame, figures: pl.DataFrame, at: Setting, run: Run, words: Words) -> View:
    claim, reserves = rows.filter(pl.col("kind") == "claim"), rows.filter(pl.col("kind") == "reserve")
    if reserves.is_empty():
        return blank("countries", words)
    leader, fraction = reserves.row(0, named=True), run.constants["tungsten_in_trioxide"]
    numbers = {
        "basis": words(f"basis_{leader['basis']}"),
        "basis_short": words(f"short_basis_{leader['basis']}"),
        "fraction": words.significant(fraction),
        "leader": words.entity(leader["entity_id"]),
        **_listed(leader, fraction, words),
        **_claimed(claim, figures, words),
    }
    title, axis = "title" if claim.height else "title_alone", words("axis_thousand_t", basis=numbers["basis"])
    source = words("source_article_edition", edition=at.edition)
    return view("countries", rows, words, source=source, numbers=numbers, title=title, axis=axis, **_look(rows, words))


def _listed(leader: Mapping[str, Any], trioxide_fraction: float, words: Words) -> dict[str, str]:
    """Return the largest reserve in words: as the survey lists it, in W, and on the basis shown."""
    shown = words.significant(leader["value"] / MILLION)
    if leader["basis"] == "W":
        return {"most": shown, "shown": shown, "most_converted": ""}
    converted = words("claim_converted", basis=words(f"short_basis_{leader['basis']}"), much=shown)
    in_metal = words.significant(leader["value"] * trioxide_fraction / MILLION)
    return {"most": in_metal, "shown": shown, "most_converted": converted}


def _claimed(claim: pl.DataFrame, figures: pl.DataFrame, words: Words) -> dict[str, str]:
    """Return a national claim in words: as printed, and on the basis shown."""
    if claim.is_empty():
        return {}
    row = claim.row(0, named=True)
    figure = figures.filter(pl.col("figure_id") == row["figure_ids"]).row(0, named=True)
    shown = _bounded(row["qualifier"], row["low"], words)
    basis = words(f"short_basis_{row['basis']}")
    return {
        "country": words.entity(row["entity_id"]),
        "rank": _rank(row["rank_best"], row["rank_worst"], words),
        "claim": _bounded(figure["qualifier"], figure["low"], words),
        "claimed": words(f"short_basis_{figure['basis']}"),
        "much": shown,
        "converted": "" if row["basis"] == figure["basis"] else words("claim_converted", basis=basis, much=shown),
    }


def _bounded(qualifier: str, low: float, words: Words) -> str:
    """Return millions of tonnes with their hedge, the start of an open interval rounded down."""
    much = words.significant(low / MILLION, end="low" if qualifier == "more_than" else "")
    return words.bounded(qualifier, much) if qualifier in HEDGES else much


def _rank(best: int, worst: int, words: Words) -> str:
    """Return the ranks from the best to the worst in words."""
    if worst > len(ORDINALS) or worst > best + 1:
        return words("rank_among", span=words.span(str(best), str(worst)))
    first, last = words(ORDINALS[best - 1]), words(ORDINALS[worst - 1])
    return first if best == worst else words("rank_either", first=first, second=last)


def rare_earths(reserves: pl.DataFrame, figures: pl.DataFrame, run: Run) -> Any:
    """Return the chart of rare earths: the article's figures of one deposit, as metal, and the survey's, as oxide.

    The world total is as the survey prints it, a bound as a bound. The text also gives the sum of its countries.

    Args:
        reserves: Rows of ``data/processed/reserves.csv``, with the column ``for_reading`` for the switch ``reading``.
        figures: The figures as printed.
        run: The run.
    """
    held = run.with_reading(reserves).filter(commodity="rare_earths").drop_nulls("value")
    claims = held.filter(pl.col("level") == "deposit", pl.col("edition") == run.source)
    survey = held.filter(pl.col("level") == "country", pl.col("entity_kind").is_in(["country", "world"]))
    is_large = pl.col("value").rank("ordinal", descending=True).over("for_reading", "edition", "entity_kind") <= 8
    shown = pl.concat(
        [
            claims.with_columns(order=-LAST - pl.col("value"), for_edition=pl.lit(None, pl.String)),
            survey.filter(is_large).with_columns(
                order=pl.when(pl.col("entity_kind") == "world").then(-LAST / 2).otherwise(0) - pl.col("value"),
                for_edition="edition",
            ),
        ]
    )
    rows = _tonnages(shown, MILLION, run)

    def describe(at: Setting, words: Words) -> View:
        listed = survey.filter(pl.col("edition") == at.edition, pl.col("for_reading") == at.reading)
        return _rare_earths_view(at_setting(rows, at).sort("order"), listed, figures, at, words)

    switches = follows("reading edition", reserves)
    return _bars("rare_earths", rows, views(switches, run, describe), "million", run, switches)


def _rare_earths_view(
    rows: pl.DataFrame, survey: pl.DataFrame, figures: pl.DataFrame, at: Setting, words: Words
) -> View:
    claims, listed = rows.filter(pl.col("level") == "deposit"), survey.filter(pl.col("entity_kind") == "country")
    if claims.is_empty():
        return blank("rare_earths", words)
    as_printed = figures.filter(pl.col("figure_id").is_in(claims["figure_ids"].to_list())).sort("low")
    numbers = {
        "deposit": words.entity(claims["entity_id"][0]),
        "more": parts.digits(as_printed["high"][-1] / MILLION, words),
        "less": parts.digits(as_printed["low"][0] / MILLION, words),
        "more_now": parts.digits(claims["value"][0] / MILLION, words),
        "less_now": parts.digits(claims["value"][-1] / MILLION, words),
        "times": words.number(claims["value"][0] / claims["value"][-1]),
        "sum": parts.digits(float(listed["value"].sum()) / MILLION, words),
        "count": words.number(listed.height),
        "world": _of_world(survey.filter(pl.col("entity_kind") == "world"), words),
    }
    is_corrected = bool(words.corrected.keys() & set(claims["figure_ids"]))
    title = ("title_corrected" if is_corrected else "title") + ("" if listed.height else "_alone")
    source = words("source_article_edition", edition=at.edition)
    return view("rare_earths", rows, words, source=source, numbers=numbers, title=title, **_look(rows, words))


def _of_world(world: pl.DataFrame, words: Words) -> str:
    """Return the world total in million tonnes, in words; empty if the edition prints none."""
    if world.is_empty():
        return ""
    total = words.significant(world["value"][0] / MILLION)
    return words.bounded("more_than", total) if world["qualifier"][0] == "more_than" else total


def _held(reserves: pl.DataFrame, level: str, commodity: str) -> pl.DataFrame:
    """Return rows of one level that have a tonnage, without the world total."""
    is_wanted = (pl.col("level") == level) & (pl.col("commodity") == commodity)
    return reserves.filter(is_wanted, pl.col("entity_kind") != "world").drop_nulls("value")


def _on_each_basis(reserves: pl.DataFrame, scale: float, run: Run) -> dict[str, pl.DataFrame]:
    """Return the rows of `_tonnages` on each basis."""
    fraction = run.constants["tungsten_in_trioxide"]
    return {basis: _tonnages(on_basis(reserves, basis, fraction), scale, run) for basis in run.bases}


def _kinds(words: Words) -> dict[str, State]:
    """Return the states of tonnages: by kind, and one for contradicted figures of every kind."""
    return {
        "reserve": State(words("kind_reserve"), "default"),
        "claim": State(words("kind_claim"), "doubt", is_hollow=True),
        "resource": State(words("kind_resource"), "accent", is_hollow=True),
        "block": State(words("kind_block"), "quiet", is_hollow=True),
        "contradicted": State(words("verdict_contradicted"), "highlight", is_hollow=True),
    }


def _tonnages(rows: pl.DataFrame, scale: float, run: Run) -> pl.DataFrame:
    """Add names, labels and states; ``end`` is the end of the bar, ``is_open`` whether there is no upper end.

    ``tip`` is the end of the arrow of an open row, and ``beside`` the place of the label.
    """
    words, is_block = run.words, pl.col("entity_kind") == "block"
    rows = parts.traced(rows, run).with_columns(
        is_open=pl.col("high").is_infinite(),
        has_ends=pl.col("high").is_finite() & (pl.col("qualifier") != "up_to"),
        end=pl.col("value") / scale,
        least=pl.col("low") / scale,
        most=parts.finite("high") / scale,
        kind=pl.when(is_block).then(pl.lit("block")).otherwise("kind"),
    )
    states = _kinds(words)
    contradicted, is_contradicted = states.pop("contradicted"), pl.col("mark") == MARKS["contradicted"]
    by_kind = ((pl.col("kind") == kind, state) for kind, state in states.items())
    names = [_holder(row, words) for row in rows.iter_rows(named=True)]
    tonnages = [_tonnes(row, words) for row in rows.iter_rows(named=True)]
    longest = pl.when("has_ends").then(pl.max_horizontal("end", "most")).otherwise("end")
    groups = [name for name in ("for_reading", "for_edition") if name in rows.columns]
    edge = pl.max_horizontal(pl.col("end").max().over(groups), pl.col("most").max().over(groups))
    return parts.rows_of(rows, names, tonnages, words).with_columns(
        parts.picked(words, states["reserve"], (is_contradicted, contradicted), *by_kind),
        tip=pl.col("end") + edge * 0.09,
        beside=pl.when("is_open").then(pl.col("end") + edge * 0.1).otherwise(longest),
        least_shown=parts.outwards("least", "low", 3),
        most_shown=parts.outwards("most", "high", 3),
        basis_label=pl.Series([words(f"basis_{basis}") for basis in rows["basis"]], dtype=pl.String),
        kind_label=_kind_labels(words),
    )


def _kind_labels(words: Words) -> pl.Expr:
    """Return the column ``kind`` in words."""
    kinds = ("reserve", "claim", "resource", "block")
    return pl.col("kind").replace_strict({kind: words(f"kind_{kind}") for kind in kinds}, return_dtype=pl.String)


def _look(rows: pl.DataFrame, words: Words) -> dict[str, Any]:
    """Return the end of the axis and the legend of `_bars`, for the rows of one setting."""
    edge = max(parts.most(rows, "end"), parts.most(rows, "most"))
    top = max(edge * 1.2, parts.most(rows.filter("is_open"), "end") * 1.4)
    return {"top": top, "states": parts.legend(list(_kinds(words).values()), rows, words)}


def _bars(
    key: str,
    rows: pl.DataFrame | dict[str, pl.DataFrame],
    views: Mapping[str, View],
    unit: str,
    run: Run,
    switches: str,
    *,
    has_ranks: bool = False,
) -> Any:
    """Return a chart of tonnages with their bounds; a claim without an upper end has an arrow.

    ``has_ranks`` adds the best and the worst rank to the table under it.
    """
    words = run.words
    columns = table_columns(
        {
            "who": "subject",
            "says": f"column_{unit}_t",
            "least_shown": f"column_least_{unit}",
            "most_shown": f"column_most_{unit}",
            "basis_label": "basis",
            "kind_label": "column_kind",
            **({"rank_best": "column_best", "rank_worst": "column_worst"} if has_ranks else {}),
        },
        words,
    )
    axis = "" if "basis" in switches.split() else words("axis_million_t_rare")
    return chart(key, _draw_bars(axis, unit, words), rows, views, columns, run, follows=switches)


def _draw_bars(axis: str, unit: str, words: Words) -> list[Any]:
    canvas, x = Canvas.of(words), parts.amount("end", axis, words, format=",d")
    bounds = {"least_shown": f"column_least_{unit}", "most_shown": f"column_most_{unit}"}
    tooltip = parts.tips({"who": "subject", "label": f"column_{unit}_t", **bounds, **TRACE}, words)
    look = parts.looks(list(_kinds(words).values()), words)
    return [
        canvas.bars(x, tooltip=tooltip, **look),
        *canvas.where("datum.has_ends").whiskers("least", "most"),
        *canvas.open_ends("end", "tip", look, tooltip=tooltip),
        *canvas.labels("beside"),
    ]


def _holder(row: Mapping[str, Any], words: Words) -> str:
    """Return the name of a holder; a rare-earth deposit with several figures has the id of its figure."""
    if row["entity_kind"] == "world":
        return words("rare_earths_world")
    name = words.entity(row["entity_id"])
    is_one_of_several = row["commodity"] == "rare_earths" and row["level"] == "deposit"
    return words("holder_figure", name=name, figure=row["id"]) if is_one_of_several else name


def _tonnes(row: Mapping[str, Any], words: Words) -> str:
    """Return a tonnage with its hedge in short, and a printed range by its ends."""
    if row["qualifier"] == "range":
        return parts.between(row["least"], row["most"], words)
    if row["qualifier"] == "up_to":
        value = parts.digits(row["most"], words, "high")
    else:
        value = parts.digits(row["least"], words, "low") if row["is_open"] else parts.digits(row["end"], words)
    return parts.hedged(value, row["qualifier"], words)
