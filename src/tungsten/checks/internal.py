"""Gaps inside one article: what its own figures say of each other.

Each function is one relation: claims in, evidence rows out. An expectation is
interval arithmetic on the other figures; none is picked by hand.
"""

import polars as pl

from tungsten.checks.claims import evidence

WHOLES = ("import_share", "ownership")
"""Measures whose figures, for one source, period and basis, are the parts of 100 %."""

STOCKS = ("reserves", "resources")


def internal_evidence(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Every relation the article's own figures allow."""
    return pl.concat(
        [
            shares_of_a_hundred(claims),
            parts_of_a_country(claims, entities),
            growth_between_end_points(claims),
            ranks_after_names(claims),
            values_said_twice(claims),
            share_of_a_larger_whole(claims, entities),
        ]
    )


def shares_of_a_hundred(claims: pl.DataFrame) -> pl.DataFrame:
    """Shares of one whole sum to 100: each is what the others leave."""
    whole = ["source_id", "measure", "basis", "period_start", "period_end"]
    shares = claims.filter(pl.col("measure").is_in(WHOLES)).with_columns(
        others_low=pl.col("observed_low").sum().over(whole) - pl.col("observed_low"),
        others_high=pl.col("observed_high").sum().over(whole) - pl.col("observed_high"),
        shares=pl.len().over(whole),
        figure_ids=pl.col("figure_id").str.join(" ").over(whole),
    )
    return evidence(
        shares.filter(pl.col("shares") > 1).with_columns(
            check_id=pl.lit("sums-to-100"),
            expected_low=(100 - pl.col("others_high")).clip(0),
            expected_high=100 - pl.col("others_low"),
            citation=_of_the_article(),
            note=pl.format("100 less the {} other shares of the same whole", pl.col("shares") - 1),
        ),
        "internal",
    )


def parts_of_a_country(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """The deposits listed are part of their country's total: none exceeds it, and together they don't either."""
    stocks = _with_country(claims, entities).filter(pl.col("measure").is_in(STOCKS))
    alike = ["source_id", "country", "commodity", "measure", "basis"]
    deposits, countries = (stocks.filter(pl.col("entity_kind") == kind) for kind in ("deposit", "country"))
    sums = deposits.group_by(alike, maintain_order=True).agg(
        parts=pl.col("observed_low").sum(), figure_ids=pl.col("figure_id").str.join(" ")
    )
    wholes = countries.join(sums, on=alike).with_columns(
        check_id=pl.lit("holds-its-parts"),
        expected_low="parts",
        expected_high=float("inf"),
        citation=_of_the_article(),
        note=pl.lit("at least the sum of the deposits listed"),
    )
    tops = countries.select(*alike, top="observed_high", figure_ids="figure_id")
    parts = deposits.join(tops, on=alike).with_columns(
        check_id=pl.lit("part-of-its-country"),
        expected_low=0.0,
        expected_high="top",
        citation=_of_the_article(),
        note=pl.lit("at most the country's own total"),
    )
    return pl.concat([evidence(wholes, "internal"), evidence(parts, "internal")])


def growth_between_end_points(claims: pl.DataFrame) -> pl.DataFrame:
    """Growth on the year against the two levels it lies between: (later / earlier − 1) × 100."""
    levels = claims.filter(pl.col("measure").is_in(["demand", "demand_percent"])).select(
        "source_id",
        "entity_id",
        "measure",
        "observed_low",
        "observed_high",
        "figure_id",
        year=pl.col("period_start").dt.year(),
    )
    pairs = levels.join(
        levels.with_columns(pl.col("year") + 1), on=["source_id", "entity_id", "measure", "year"], suffix="_before"
    )
    growth = claims.filter(pl.col("measure") == "demand_growth").with_columns(year=pl.col("period_start").dt.year())
    return evidence(
        growth.join(pairs, on=["source_id", "entity_id", "year"], suffix="_later").with_columns(
            check_id=pl.format("growth-of-{}", pl.col("measure_later").str.replace("_", "-")),
            expected_low=(pl.col("observed_low_later") / pl.col("observed_high_before") - 1) * 100,
            expected_high=(pl.col("observed_high_later") / pl.col("observed_low_before") - 1) * 100,
            figure_ids=pl.format("{} {}", "figure_id_before", "figure_id_later"),
            citation=_of_the_article(),
            note=pl.lit("later level over earlier level, less one"),
        ),
        "internal",
    )


def ranks_after_names(claims: pl.DataFrame) -> pl.DataFrame:
    """A rank said to come after n names is n + 1."""
    return evidence(
        claims.filter(pl.col("named_ahead").is_not_null()).with_columns(
            check_id=pl.lit("after-those-named"),
            expected_low=pl.col("named_ahead") + 1,
            expected_high=pl.col("named_ahead") + 1,
            citation=_of_the_article(),
            note=pl.format("{} names are said to stand ahead", pl.col("named_ahead").cast(pl.Int64)),
        ),
        "internal",
    )


def values_said_twice(claims: pl.DataFrame) -> pl.DataFrame:
    """One quantity of one subject, given more than once: each value against each other."""
    repeatable = claims.filter(pl.col("measure").is_in([*STOCKS, "import_reliance", "mine_production", "grade"]))
    same = ["source_id", "entity_id", "measure", "commodity", "basis"]
    pairs = repeatable.join(
        repeatable.select(*same, other="figure_id", expected_low="observed_low", expected_high="observed_high"), on=same
    )
    return evidence(
        pairs.filter(pl.col("figure_id") != pl.col("other")).with_columns(
            check_id=pl.format("repeats-{}", "other"),
            figure_ids="other",
            citation=_of_the_article(),
            note=pl.lit("the same quantity of the same subject, said again"),
        ),
        "internal",
    )


def share_of_a_larger_whole(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """A deposit's share of the Soviet Union can't exceed its share of its own country, which lay inside it."""
    placed = _with_country(claims, entities)
    alike = ["source_id", "country", "commodity", "measure", "basis"]
    stocks = placed.filter(pl.col("measure").is_in(STOCKS))
    nations = stocks.filter(pl.col("entity_kind") == "country").select(
        *alike, nation="observed_low", nation_id="figure_id"
    )
    parts = stocks.join(nations, on=alike).select(
        "source_id",
        "entity_id",
        "commodity",
        most=pl.col("observed_high") / pl.col("nation") * 100,
        figure_ids=pl.format("{} {}", "figure_id", "nation_id"),
    )
    shares = placed.filter(pl.col("measure") == "soviet_reserve_share")
    return evidence(
        shares.join(parts, on=["source_id", "entity_id", "commodity"]).with_columns(
            check_id=pl.lit("share-of-a-larger-whole"),
            expected_low=0.0,
            expected_high="most",
            citation=_of_the_article(),
            note=pl.lit("at most the deposit's share of its own country"),
        ),
        "internal",
    )


def _with_country(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    known = entities.select("entity_id", "country", entity_kind="kind").unique("entity_id", keep="first")
    return claims.join(known, on="entity_id", how="left", maintain_order="left")


def _of_the_article() -> pl.Expr:
    return pl.format("{}, its own figures", "source_id")
