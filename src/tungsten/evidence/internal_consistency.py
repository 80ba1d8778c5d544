"""Compare the figures of one article with each other.

Each function is one relation. It takes the claims and returns rows of
evidence, whose expectations are interval arithmetic on the other figures.
"""

import polars as pl

from tungsten.evidence.compare import checks, compared
from tungsten.evidence.entities import members, with_entity_kind
from tungsten.evidence.messages import noted

WHOLES = ("import_share", "ownership")
"""Measures whose figures, for one source, period and basis, are the parts of 100 %."""

STOCKS = ("reserves", "resources")

LEVELS = ("demand", "demand_percent", "penetration_rate")
"""Measures whose change is compared with growth of demand; penetration counts as demand only in a constant market."""

YEARS_IN_A_DECADE = 10

_ALIKE = ["source_id", "country", "commodity", "measure", "basis"]


def internal_evidence(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the evidence of every relation between the article's own figures."""
    return compared(
        shares_of_a_hundred(claims, entities),
        parts_of_a_country(claims, entities),
        growth_between_end_points(claims),
        ranks_after_names(claims),
        values_printed_twice(claims),
        shares_of_a_country(claims, entities),
        ore_of_a_deposit(claims),
        life_of_the_ore(claims),
    )


def shares_of_a_hundred(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return each share beside 100 minus the others; that is only an upper limit where no figure covers the rest."""
    whole = ["source_id", "measure", "basis", "period_start", "period_end"]
    is_rest = (pl.col("entity_kind") == "block") | (pl.col("measure") == "ownership")
    shares = (
        with_entity_kind(claims, entities)
        .filter(pl.col("measure").is_in(WHOLES))
        .with_columns(
            others_low=pl.col("observed_low").sum().over(whole) - pl.col("observed_low"),
            others_high=pl.col("observed_high").sum().over(whole) - pl.col("observed_high"),
            is_complete=is_rest.any().over(whole),
            shares=pl.len().over(whole),
            figure_ids=pl.col("figure_id").str.join(" ").over(whole),
        )
    )
    return checks(
        shares.filter(pl.col("shares") > 1).with_columns(
            check_id=pl.lit("sums-to-100"),
            expected_low=pl.when("is_complete").then((100 - pl.col("others_high")).clip(0)).otherwise(0.0),
            expected_high=100 - pl.col("others_low"),
            citation=_of_the_article(),
            **noted("sums-to-100", count=pl.col("shares") - 1),
        ),
        "internal",
    )


def parts_of_a_country(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return deposits and their country's total: neither one deposit nor all together may exceed it."""
    stocks = with_entity_kind(claims, entities).filter(pl.col("measure").is_in(STOCKS))
    deposits, countries = (stocks.filter(pl.col("entity_kind") == kind) for kind in ("deposit", "country"))
    sums = (
        _held(deposits)
        .group_by(_ALIKE, maintain_order=True)
        .agg(parts=pl.col("held_low").sum(), figure_ids=pl.col("held_ids").str.join(" "))
    )
    wholes = countries.join(sums, on=_ALIKE).with_columns(
        check_id=pl.lit("holds-its-parts"),
        expected_low="parts",
        expected_high=float("inf"),
        citation=_of_the_article(),
        **noted("holds-its-parts"),
    )
    tops = countries.select(*_ALIKE, top="observed_high", figure_ids="figure_id")
    parts = deposits.join(tops, on=_ALIKE).with_columns(
        check_id=pl.lit("part-of-its-country"),
        expected_low=0.0,
        expected_high="top",
        citation=_of_the_article(),
        **noted("part-of-its-country"),
    )
    return pl.concat([checks(wholes, "internal"), checks(parts, "internal")])


def growth_between_end_points(claims: pl.DataFrame) -> pl.DataFrame:
    """Return yearly growth beside the one that its two levels give: (later / earlier − 1) × 100."""
    levels = claims.filter(pl.col("measure").is_in(LEVELS)).select(
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
    return checks(
        growth.join(pairs, on=["source_id", "entity_id", "year"], suffix="_later").with_columns(
            check_id=pl.format("growth-of-{}", pl.col("measure_later").str.replace("_", "-")),
            expected_low=(pl.col("observed_low_later") / pl.col("observed_high_before") - 1) * 100,
            expected_high=(pl.col("observed_high_later") / pl.col("observed_low_before") - 1) * 100,
            figure_ids=pl.format("{} {}", "figure_id_before", "figure_id_later"),
            same_kind=pl.col("measure_later") != "penetration_rate",
            citation=_of_the_article(),
            **noted("growth"),
        ),
        "internal",
    )


def ranks_after_names(claims: pl.DataFrame) -> pl.DataFrame:
    """Return ranks beside n + 1, where the article names n entities ahead."""
    return checks(
        claims.filter(pl.col("named_ahead").is_not_null()).with_columns(
            check_id=pl.lit("after-those-named"),
            expected_low=pl.col("named_ahead") + 1,
            expected_high=pl.col("named_ahead") + 1,
            citation=_of_the_article(),
            **noted("after-those-named", count=pl.col("named_ahead").cast(pl.Int64)),
        ),
        "internal",
    )


def values_printed_twice(claims: pl.DataFrame) -> pl.DataFrame:
    """Return each value that the article prints more than once for one subject and time beside each other value."""
    repeatable = claims.filter(pl.col("measure").is_in([*STOCKS, "import_reliance", "mine_production", "grade"]))
    same = ["source_id", "entity_id", "measure", "commodity", "basis"]
    others = repeatable.select(
        *same,
        other="figure_id",
        expected_low="observed_low",
        expected_high="observed_high",
        expected_includes_high="observed_includes_high",
        other_start="period_start",
        other_end="period_end",
    )
    pairs = repeatable.join(others, on=same).filter(pl.col("figure_id") != pl.col("other"))
    is_of_one_time = (pl.col("period_start") <= pl.col("other_end")) & (pl.col("other_start") <= pl.col("period_end"))
    return checks(
        pairs.filter(is_of_one_time.fill_null(True)).with_columns(
            check_id=pl.format("repeats-{}", "other"),
            figure_ids="other",
            citation=_of_the_article(),
            **noted("repeats"),
        ),
        "internal",
    )


def shares_of_a_country(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return a deposit's or a group's share of its country beside its tonnage over that of the country.

    A share of the Soviet Union can't exceed the share of the country, which
    was a part of the Union.
    """
    parts = claims.join(_parts_of_countries(claims, entities), on=["source_id", "entity_id", "commodity"])
    of_country = parts.filter(pl.col("measure") == "national_reserve_share")
    of_union = parts.filter(pl.col("measure") == "soviet_reserve_share").with_columns(expected_low=0.0)
    limits = {"share-of-its-country": of_country, "share-of-a-larger-whole": of_union}
    return pl.concat(
        checks(
            rows.with_columns(check_id=pl.lit(check), citation=_of_the_article(), **noted(check)),
            "internal",
        )
        for check, rows in limits.items()
    )


def ore_of_a_deposit(claims: pl.DataFrame) -> pl.DataFrame:
    """Return ore mined a year, tonnage and grade, each beside its limit: ore mined can't exceed tonnage / grade."""
    mines = _mines(claims)
    contained = pl.col("mined_low") * pl.col("grade_low") / 100
    richest = 100 * pl.col("held_high") / pl.col("mined_low")
    readings = [
        mines.select("held_id", "grade_id", figure_id="mined_id", expected_low=0.0, expected_high="ore_high"),
        mines.select("mined_id", "grade_id", figure_id="held_id", expected_low=contained, expected_high=float("inf")),
        mines.select("mined_id", "held_id", figure_id="grade_id", expected_low=0.0, expected_high=richest),
    ]
    others = pl.concat(
        row.select("figure_id", "expected_low", "expected_high", figure_ids=pl.format("{} {}", *row.columns[:2]))
        for row in readings
    )
    return checks(
        claims.join(others, on="figure_id", maintain_order="left").with_columns(
            check_id=pl.lit("ore-in-the-ground"),
            citation=_of_the_article(),
            **noted("ore-in-the-ground"),
        ),
        "internal",
    )


def life_of_the_ore(claims: pl.DataFrame) -> pl.DataFrame:
    """Return lives of mines, in decades, beside their limit: ore (tonnage / grade) over ore mined a year."""
    return checks(
        claims.filter(pl.col("measure") == "mine_life")
        .join(_mines(claims), on=["source_id", "entity_id"])
        .with_columns(
            check_id=pl.lit("life-of-the-ore"),
            expected_low=0.0,
            expected_high=pl.col("ore_high") / pl.col("mined_low") / YEARS_IN_A_DECADE,
            figure_ids=pl.format("{} {} {}", "held_id", "grade_id", "mined_id"),
            citation=_of_the_article(),
            **noted("life-of-the-ore"),
        ),
        "internal",
    )


def _mines(claims: pl.DataFrame) -> pl.DataFrame:
    """Return deposits with the ore mined a year and ``ore_high``, the most ore that tonnage and grade allow."""
    held = pl.concat([_measured(claims, measure, "held") for measure in STOCKS])
    grades, mined = _measured(claims, "grade", "grade"), _measured(claims, "ore_mined", "mined").drop("basis")
    return (
        held.join(grades, on=["source_id", "entity_id", "basis"], maintain_order="left_right")
        .join(mined, on=["source_id", "entity_id"], maintain_order="left_right")
        .with_columns(ore_high=100 * pl.col("held_high") / pl.col("grade_low"))
    )


def _measured(claims: pl.DataFrame, measure: str, name: str) -> pl.DataFrame:
    bounds = {f"{name}_low": "observed_low", f"{name}_high": "observed_high", f"{name}_id": "figure_id"}
    return claims.filter(pl.col("measure") == measure).select("source_id", "entity_id", "basis", **bounds)


def _parts_of_countries(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return ``expected_low, expected_high``, the share of each deposit or group in its country's tonnage, in per cent.

    A group is included where each deposit it names has a tonnage of the same kind.
    """
    stocks = with_entity_kind(claims, entities).filter(pl.col("measure").is_in(STOCKS))
    deposits, countries = (stocks.filter(pl.col("entity_kind") == kind) for kind in ("deposit", "country"))
    named = members(entities).with_columns(named=pl.len().over("entity_id"))
    parts = (
        _held(deposits)
        .join(named, left_on="entity_id", right_on="member", suffix="_of", maintain_order="left_right")
        .group_by(*_ALIKE, "entity_id_of", "named", maintain_order=True)
        .agg(pl.col("held_low", "held_high").sum(), pl.col("held_ids").str.join(" "), found=pl.len())
        .filter(pl.col("found") == pl.col("named"))
    )
    return parts.join(countries, on=_ALIKE, maintain_order="left_right").select(
        "source_id",
        "commodity",
        entity_id="entity_id_of",
        expected_low=100 * pl.col("held_low") / pl.col("observed_high"),
        expected_high=100 * pl.col("held_high") / pl.col("observed_low"),
        figure_ids=pl.format("{} {}", "held_ids", "figure_id"),
    )


def _held(stocks: pl.DataFrame) -> pl.DataFrame:
    """Return the least and the most of the tonnages printed for each subject, which aren't added up."""
    return stocks.group_by(*_ALIKE, "entity_id", maintain_order=True).agg(
        held_low=pl.col("observed_low").min(),
        held_high=pl.col("observed_high").max(),
        held_ids=pl.col("figure_id").str.join(" "),
    )


def _of_the_article() -> pl.Expr:
    return pl.format("{}, its own figures", "source_id")
