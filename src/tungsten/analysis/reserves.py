"""Compute tonnages of deposits and countries, their ranks, and the ore, life and output of mines.

``kind`` separates reserves of the USGS survey, resources, and claims (no
reporting code named, often from Soviet times); ``rank_against`` is the kind a
row is ranked with. Tonnages are intervals, and so are ranks.
"""

import polars as pl

from tungsten import Unusable
from tungsten.analysis.basis import CONVERTIBLE, refuse_mixed_basis, to_basis
from tungsten.analysis.inputs import (
    NOT_STATED,
    period_label,
)
from tungsten.evidence import trioxide
from tungsten.evidence.entities import with_entity_kind
from tungsten.evidence.internal_consistency import YEARS_IN_A_DECADE
from tungsten.ledger.interval import rank_bounds, with_bounds, with_reference_bounds

RESERVES = [
    *("entity_id", "level", "low", "high", "basis", "kind", "rank_best", "rank_worst", "edition", "citation"),
    *("commodity", "rank_against", "entity_kind", "period", "value", "qualifier", "confidence"),
    *("figure_ids", "reference_ids"),
]
"""The columns that other tools read come first."""

MINE_LIFE = [
    *("entity_id", "origin", "life_low", "life_high", "output_low", "output_high", "basis"),
    *("mined_low", "mined_high", "recovery_low", "recovery_high", "figure_ids"),
]

RANKING = ["level", "commodity", "edition"]


def reserves(
    figures: pl.DataFrame,
    usgs: pl.DataFrame,
    constants: pl.DataFrame,
    entities: pl.DataFrame,
    deposit_basis: str = "WO3",
) -> pl.DataFrame:
    """Return deposits, countries of every edition of the survey and the national claim, ranked: columns ``RESERVES``.

    ``low`` and ``high`` are tonnes on ``basis``; an open end is infinite.
    Commodities are ranked separately.
    """
    return (
        pl.concat(
            [deposits(figures, constants, entities, deposit_basis), countries(figures, usgs, constants, entities)]
        )
        .pipe(with_ranks)
        .sort(
            pl.col("level") != "deposit",
            pl.col("commodity") != "tungsten",
            "commodity",
            "edition",
            pl.col("entity_kind").is_in(["block", "world"]),
            "rank_best",
            "rank_worst",
            "entity_id",
            "figure_ids",
            nulls_last=True,
        )
        .select(RESERVES)
    )


def deposits(
    figures: pl.DataFrame, constants: pl.DataFrame, entities: pl.DataFrame, basis: str = "WO3"
) -> pl.DataFrame:
    """Return the tonnages of single deposits as the article prints them, tungsten on ``basis`` W or WO3.

    NOTE: the article says "reserves" and names no reporting code, so these are
    claims; what it calls resources are resources. A deposit without a stated
    basis can't be converted and isn't ranked.
    """
    is_stated_tungsten = (pl.col("commodity") == "tungsten") & (pl.col("basis") != NOT_STATED)
    rows = _printed_tonnages(figures, entities, "deposit").with_columns(level=pl.lit("deposit"), rank_against="kind")
    _refuse_ore(rows.filter(is_stated_tungsten))
    converted = to_basis(rows.filter(is_stated_tungsten), basis, constants, ("low", "high", "value"))
    return pl.concat([converted, rows.filter(~is_stated_tungsten)]).sort("figure_ids")


def _refuse_ore(rows: pl.DataFrame) -> None:
    """Raise `Unusable` for tonnages on another basis than W and WO3, as tonnes of ore are no reserves of tungsten."""
    others = rows.filter(~pl.col("basis").is_in(CONVERTIBLE))
    if others.height:
        ids, bases = (", ".join(others[name].unique(maintain_order=True)) for name in ("figure_ids", "basis"))
        raise Unusable(
            f"data/raw/figures.csv: {ids}: reserves and resources of tungsten are tonnes of W or WO3, found basis "
            f"{bases}; tonnes of ore have the measure ore_tonnage"
        )


def countries(
    figures: pl.DataFrame, usgs: pl.DataFrame, constants: pl.DataFrame, entities: pl.DataFrame
) -> pl.DataFrame:
    """Return reserves by country for every edition, with the article's claim in each, in tonnes of W or oxide."""
    survey = survey_reserves(usgs, entities)
    return pl.concat([survey, national_claims(figures, constants, entities, survey)])


def survey_reserves(usgs: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the survey's reserves as intervals, half a unit of the last non-zero digit each way; NA stays null."""
    rows = with_entity_kind(usgs.filter(pl.col("measure") == "reserves"), entities).pipe(with_reference_bounds)
    return (
        rows.filter(pl.col("entity_kind") != "sum")
        .with_columns(value=(pl.col("low") + pl.col("high")) / 2)
        .with_columns(
            level=pl.lit("country"),
            low="least",
            high="most",
            rank_against=pl.lit("reserve"),
            figure_ids=pl.lit(None, pl.String),
            reference_ids="reference_id",
        )
        .select(_UNRANKED)
    )


def national_claims(
    figures: pl.DataFrame, constants: pl.DataFrame, entities: pl.DataFrame, survey: pl.DataFrame
) -> pl.DataFrame:
    """Return a country's tungsten claim in tonnes of W, once for each edition, to rank among the survey's reserves."""
    factor = trioxide.tungsten_in_trioxide(constants).row(0, named=True)
    source = f"W = {factor['low']:g} x WO3, {factor['citation']}"
    claims = (
        _printed_tonnages(figures.filter(pl.col("commodity") == "tungsten"), entities, "country")
        .pipe(to_basis, "W", constants, ("low", "high", "value"))
        .with_columns(
            level=pl.lit("country"),
            rank_against=pl.lit("reserve"),
            citation=pl.format("{}; {}", "citation", pl.lit(source)),
            reference_ids=pl.lit(factor["reference_id"]),
        )
    )
    editions = survey.filter(pl.col("commodity") == "tungsten").select("edition").unique().sort("edition")
    return claims.drop("edition").join(editions, how="cross").select(_UNRANKED)


def with_ranks(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``rank_best`` and ``rank_worst`` within level, commodity and edition.

    The best rank is one more than the others that certainly hold more (their
    least exceeds this row's most), the worst one more than those that may. The
    others are the rows of kind ``rank_against``, so a claim never changes the
    rank of a reserve. Rows without tonnage, stated basis or others have no
    rank, and neither have blocks and the world.
    """
    is_ranked = (
        pl.col("low").is_not_null() & (pl.col("basis") != NOT_STATED) & (pl.col("entity_kind") == pl.col("level"))
    )
    numbered = rows.with_row_index("_row")
    ranked = refuse_mixed_basis(numbered.filter(is_ranked), RANKING)
    others = ranked.select(*RANKING, rank_against="kind", _other="entity_id", _least="low", _most="high")
    best, worst = rank_bounds("low", "high", "_least", "_most")
    ranks = (
        ranked.join(others, on=[*RANKING, "rank_against"])
        .filter(pl.col("_other") != pl.col("entity_id"))
        .group_by("_row")
        .agg(
            rank_best=best,
            rank_worst=worst,
        )
    )
    return numbered.join(ranks, on="_row", how="left", maintain_order="left").drop("_row")


def ore_in_place(figures: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return each deposit's grade in per cent and its ore in tonnes, contained / (grade / 100).

    Tonnage and grade must be on one basis; where one is printed twice, every
    pair is a row. Columns ``source_id, entity_id, basis, contained_low,
    contained_high, grade_low, grade_high, ore_low, ore_high, figure_ids``.
    """
    tonnage = _measured(figures, "reserves", "contained").join(
        entities.filter(pl.col("kind") == "deposit").select("entity_id").unique(), on="entity_id", how="semi"
    )
    grades = _measured(figures, "grade", "grade")
    on = ["source_id", "entity_id"]
    refuse_mixed_basis(pl.concat([tonnage, grades], how="diagonal").join(grades, on=on, how="semi"), on)
    return tonnage.join(grades.drop("basis"), on=on, maintain_order="left_right").select(
        *on,
        "basis",
        "contained_low",
        "contained_high",
        "grade_low",
        "grade_high",
        ore_low=100 * pl.col("contained_low") / pl.col("grade_high"),
        ore_high=100 * pl.col("contained_high") / pl.col("grade_low"),
        figure_ids=pl.format("{} {}", "contained_id", "grade_id"),
    )


def mine_plan(figures: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the life of mines in years and their yearly output in tonnes, on the basis of the grade.

    Life is ore in place / ore mined a year; output is ore mined × grade ×
    recovery. Mines without a printed tonnage, grade, ore mined or recovery are left out.
    Adds ``mined_low, mined_high, recovery_low, recovery_high, life_low,
    life_high, output_low, output_high`` to `ore_in_place`.
    """
    on = ["source_id", "entity_id"]
    mined = _measured(figures, "ore_mined", "mined").drop("basis")
    recovery = _measured(figures, "recovery", "recovery").drop("basis")
    together = (
        ore_in_place(figures, entities)
        .join(mined, on=on, maintain_order="left_right")
        .join(recovery, on=on, maintain_order="left_right")
    )
    return together.with_columns(
        life_low=pl.col("ore_low") / pl.col("mined_high"),
        life_high=pl.col("ore_high") / pl.col("mined_low"),
        output_low=pl.col("mined_low") * pl.col("grade_low") * pl.col("recovery_low") / 1e4,
        output_high=pl.col("mined_high") * pl.col("grade_high") * pl.col("recovery_high") / 1e4,
        figure_ids=pl.format("{} {} {}", "figure_ids", "mined_id", "recovery_id"),
    ).drop("mined_id", "recovery_id")


def printed_lives(figures: pl.DataFrame) -> pl.DataFrame:
    """Return lives of mines as printed, in years: ``source_id, entity_id, life_low, life_high, figure_ids``."""
    lives = _measured(figures, "mine_life", "life")
    years = pl.col("life_low", "life_high") * YEARS_IN_A_DECADE
    return lives.with_columns(years).select("source_id", "entity_id", "life_low", "life_high", figure_ids="life_id")


def mine_life(figures: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return lives of mines in years, ``origin`` implied by `mine_plan` or printed: columns ``MINE_LIFE``.

    The article's three to four decades are of two deposits without a mine, so
    they can't be compared with what is implied.
    """
    implied = mine_plan(figures, entities).with_columns(origin=pl.lit("implied"))
    printed = printed_lives(figures).with_columns(origin=pl.lit("printed"))
    return pl.concat([implied, printed], how="diagonal").select(MINE_LIFE)


_UNRANKED = [name for name in RESERVES if name not in ("rank_best", "rank_worst")]


def _printed_tonnages(figures: pl.DataFrame, entities: pl.DataFrame, entity_kind: str) -> pl.DataFrame:
    """Return the article's reserves and resources as rows without level and rank; ``edition`` is the source."""
    is_tonnage = pl.col("measure").is_in(["reserves", "resources"]) & (pl.col("role") == "figure")
    return (
        with_entity_kind(figures.filter(is_tonnage), entities)
        .filter(pl.col("entity_kind") == entity_kind)
        .pipe(with_bounds)
        .with_columns(value=(pl.col("low") + pl.col("high")) / 2)
        .select(
            "entity_id",
            level=pl.lit(None, pl.String),
            low="least",
            high="most",
            basis="basis",
            kind=pl.when(pl.col("measure") == "resources").then(pl.lit("resource")).otherwise(pl.lit("claim")),
            edition="source_id",
            citation=pl.format("{} {}", "source_id", "figure_id"),
            commodity="commodity",
            rank_against=pl.lit(None, pl.String),
            entity_kind="entity_kind",
            period=period_label(),
            value="value",
            qualifier="qualifier",
            confidence=pl.lit(None, pl.String),
            figure_ids="figure_id",
            reference_ids=pl.lit(None, pl.String),
        )
    )


def _measured(figures: pl.DataFrame, measure: str, name: str) -> pl.DataFrame:
    """Return one measure of every tungsten entity as ``{name}_low, {name}_high, {name}_id``, with its basis."""
    rows = figures.filter(pl.col("measure") == measure, pl.col("role") == "figure", pl.col("commodity") == "tungsten")
    bounds = {f"{name}_low": "least", f"{name}_high": "most", f"{name}_id": "figure_id"}
    return with_bounds(rows).select("source_id", "entity_id", "basis", **bounds)
