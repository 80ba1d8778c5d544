"""Compare figures with totals of references: shares of the world, ranks among countries, the cost of a project."""

import polars as pl

from tungsten.evidence import trioxide
from tungsten.evidence.compare import checks, compared
from tungsten.evidence.entities import with_entity_kind
from tungsten.evidence.messages import noted
from tungsten.evidence.reference_match import overlaps
from tungsten.ledger.clean import is_survey, read_periods
from tungsten.ledger.interval import rank_bounds

SECOND_REPUBLIC = "russia"
"""A republic of the Soviet Union whose balance of reserves is among the references. With a deposit's own republic, it
is a part of the Union, so the two together give an upper limit for the deposit's share."""


def whole_evidence(claims: pl.DataFrame, expectations: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the evidence on every figure that is a part, a share or a rank of a total in the references."""
    return compared(
        share_of_world_reserves(claims, expectations),
        rank_by_reserves(claims, expectations, entities),
        parts_of_a_cost(claims, expectations),
        share_of_soviet_reserves(claims, expectations, entities),
        ore_times_grade(claims, expectations),
    )


def share_of_world_reserves(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Return a country's share of world reserves beside its claim / (world total + claim), on the basis of the total.

    NOTE: the claim is added because the survey prints no figure for the
    country, so its total leaves it out. A total printed as a bound is not
    used. The article takes its share from another survey, whose total is
    unknown; therefore this check neither confirms nor refutes.
    """
    totals = _reserves(expectations).filter((pl.col("entity_id") == "world") & (pl.col("qualifier") == "exact"))
    worlds = totals.sort("edition").unique("commodity", keep="last")
    owns = _on_survey_basis(claims, trioxide.factor(expectations)).select(
        "source_id", "entity_id", "commodity", "w_low", "w_high", "basis", figure_ids="figure_id"
    )
    shares = claims.filter(pl.col("measure") == "world_reserve_share").drop("basis")
    low, high = pl.col("w_low"), pl.col("w_high")
    bottom = 100 * low / (low + pl.col("most"))
    top = pl.when(high.is_infinite()).then(100.0).otherwise(100 * high / (high + pl.col("least")))
    return checks(
        shares.join(owns, on=["source_id", "entity_id", "commodity"])
        .join(
            worlds.select("commodity", "basis", "least", "most", "reference_id", "citation", "edition"),
            on=["commodity", "basis"],
        )
        .with_columns(
            check_id=pl.lit("share-of-world-reserves"),
            confirms=pl.lit(False),
            refutes=pl.lit(False),
            same_kind=pl.lit(False),
            expected_low=bottom,
            expected_high=top,
            **noted("share-of-world-reserves", edition="edition"),
        ),
        "reference",
    )


def rank_by_reserves(claims: pl.DataFrame, expectations: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return a country's rank by reserves beside its rank in the latest edition.

    The best rank is one more than the countries that certainly hold more, the
    worst one more than those that may. Only tonnages on the survey's basis are
    ranked.
    """
    survey = with_entity_kind(ranked_reserves(expectations), entities)
    owns = (
        _on_survey_basis(claims, trioxide.factor(expectations))
        .pipe(with_entity_kind, entities)
        .select("source_id", "commodity", "country", "basis", "w_low", "w_high", "entity_kind", held="figure_id")
    )
    nations, deposits = (owns.filter(pl.col("entity_kind") == kind) for kind in ("country", "deposit"))
    own = ["source_id", "commodity", "country"]
    best_known = pl.concat([nations, deposits.join(nations, on=own, how="anti")])
    ranks = with_entity_kind(claims.filter(pl.col("measure") == "reserve_rank"), entities).drop("entity_kind")
    others = survey.filter(pl.col("entity_kind") == "country").select(
        "commodity", "basis", "least", "most", "edition", "citation", other="entity_id"
    )
    best, worst = rank_bounds("w_low", "w_high", "least", "most")
    ahead = (
        ranks.drop("basis")
        .join(best_known, on=own)
        .join(others, on=["commodity", "basis"])
        .filter(pl.col("other") != pl.col("entity_id"))
        .group_by("figure_id", "held", maintain_order=True)
        .agg(
            expected_low=best,
            expected_high=worst,
            citation=pl.col("citation").first(),
            edition=pl.col("edition").first(),
        )
    )
    return checks(
        ranks.join(ahead, on="figure_id").with_columns(
            check_id=pl.format("rank-by-{}", "held"),
            figure_ids="held",
            **noted("rank-by", edition="edition"),
        ),
        "reference",
    )


def ranked_reserves(expectations: pl.DataFrame) -> pl.DataFrame:
    """Return the reserves that ranks are read from: those of each commodity's latest edition."""
    return _reserves(expectations).filter(pl.col("edition") == pl.col("edition").max().over("commodity"))


def parts_of_a_cost(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Return each part of a project's funding beside its cost minus the other parts."""
    parts = claims.filter(pl.col("measure").is_in(["letter_of_interest", "private_capital", "loan"]))
    costs = expectations.filter((pl.col("measure") == "development_cost") & pl.col("decides"))
    project = ["source_id", "entity_id"]
    others = parts.with_columns(
        others_low=pl.col("observed_low").sum().over(project) - pl.col("observed_low"),
        others_high=pl.col("observed_high").sum().over(project) - pl.col("observed_high"),
        parts=pl.len().over(project),
        figure_ids=pl.col("figure_id").str.join(" ").over(project),
    ).filter(pl.col("parts") > 1)
    return checks(
        others.join(
            costs.select("entity_id", "least", "most", "reference_id", "citation"), on="entity_id"
        ).with_columns(
            check_id=pl.lit("part-of-its-cost"),
            expected_low=pl.col("least") - pl.col("others_high"),
            expected_high=pl.col("most") - pl.col("others_low"),
            **noted("part-of-its-cost"),
        ),
        "reference",
    )


def share_of_soviet_reserves(claims: pl.DataFrame, expectations: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return a deposit's share of Soviet reserves beside its upper limit.

    The limit is its tonnage divided by the sum of its own country and `SECOND_REPUBLIC`.
    """
    is_balance = (pl.col("entity_id") == SECOND_REPUBLIC) & (pl.col("basis") == "WO3") & pl.col("decides")
    balance = expectations.filter(is_balance).select(
        others=pl.col("least").sum(),
        reference_id=pl.col("reference_id").str.join(" "),
        citation=pl.col("citation").first(),
    )
    stocks = claims.filter((pl.col("measure") == "reserves") & (pl.col("basis") == "WO3"))
    held = with_entity_kind(stocks, entities)
    nation = held.filter((pl.col("entity_kind") == "country") & (pl.col("entity_id") != SECOND_REPUBLIC)).select(
        "source_id", "country", nation="observed_low", nation_id="figure_id"
    )
    deposits = held.filter(pl.col("entity_kind") == "deposit").select(
        "source_id", "country", "entity_id", part="observed_high", part_id="figure_id"
    )
    return checks(
        claims.filter(pl.col("measure") == "soviet_reserve_share")
        .join(deposits, on=["source_id", "entity_id"])
        .join(nation, on=["source_id", "country"])
        .join(balance, how="cross")
        .with_columns(
            check_id=pl.lit("share-of-soviet-reserves"),
            expected_low=0.0,
            expected_high=100 * pl.col("part") / (pl.col("nation") + pl.col("others")),
            figure_ids=pl.format("{} {}", "part_id", "nation_id"),
            **noted("share-of-soviet-reserves"),
        ),
        "reference",
    )


def ore_times_grade(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Return a deposit's printed tonnage beside the ore of a reference times the grade the article prints."""
    grades = claims.filter(pl.col("measure") == "grade").select(
        "source_id",
        "entity_id",
        "basis",
        grade_low="observed_low",
        grade_high="observed_high",
        figure_ids="figure_id",
    )
    ores = expectations.filter((pl.col("measure") == "ore_tonnage") & pl.col("decides")).pipe(read_periods)
    measure_of_ore = pl.col("kind_ref").replace_strict(ORE_OF, default=None, return_dtype=pl.String)
    return checks(
        claims.filter(pl.col("measure").is_in(list(ORE_OF.values())))
        .join(grades, on=["source_id", "entity_id", "basis"], maintain_order="left_right")
        .join(
            ores.select("entity_id", "reference_id", "citation", pl.col(_ORE).name.suffix("_ref")),
            on="entity_id",
            maintain_order="left_right",
        )
        .filter(overlaps(pl.col("period_end")))
        .with_columns(
            check_id=pl.format("ore-times-grade-{}", "reference_id"),
            expected_low=pl.col("least_ref") * pl.col("grade_low") / 100,
            expected_high=pl.col("most_ref") * pl.col("grade_high") / 100,
            same_kind=(measure_of_ore == pl.col("measure")).fill_null(False),
            **noted("ore-times-grade", {"kind": "kind_ref"}, ore=(pl.col("low_ref") / 1e6).round(6)),
        ),
        "reference",
    )


ORE_OF = {"reserve": "reserves", "probable_reserve": "reserves", "resource": "resources"}
"""Kinds of ore, and the measure of the metal in them."""

_ORE = ("low", "least", "most", "kind", "period_start", "period_end")


def _reserves(expectations: pl.DataFrame) -> pl.DataFrame:
    return expectations.filter(is_survey() & (pl.col("measure") == "reserves") & pl.col("decides"))


def _on_survey_basis(claims: pl.DataFrame, factor: float) -> pl.DataFrame:
    """Return printed reserves with ``w_low`` and ``w_high``: WO₃ converted to W, all others as printed."""
    is_trioxide = pl.col("basis") == "WO3"
    times = pl.when(is_trioxide).then(factor).otherwise(1.0)
    return claims.filter(pl.col("measure") == "reserves").with_columns(
        w_low=pl.col("observed_low") * times,
        w_high=pl.col("observed_high") * times,
        basis=pl.when(is_trioxide).then(pl.lit("W")).otherwise("basis"),
    )
