"""Gaps inside one article: what its own figures say of each other.

Each function is one relation: claims in, evidence rows out. An expectation is
interval arithmetic on the other figures; none is picked by hand.
"""

import polars as pl

from tungsten.evidence.compare import evidence
from tungsten.evidence.messages import noted

WHOLES = ("import_share", "ownership")
"""Measures whose figures, for one source, period and basis, are the parts of 100 %."""

STOCKS = ("reserves", "resources")

LEVELS = ("demand", "demand_percent", "penetration_rate")
"""What growth of demand may lie between; a rate of use is demand only where the market itself stood still."""

YEARS_IN_A_DECADE = 10

_ALIKE = ["source_id", "country", "commodity", "measure", "basis"]


def internal_evidence(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Every relation the article's own figures allow."""
    return pl.concat(
        [
            shares_of_a_hundred(claims, entities),
            parts_of_a_country(claims, entities),
            growth_between_end_points(claims),
            ranks_after_names(claims),
            values_said_twice(claims),
            share_of_its_country(claims, entities),
            share_of_a_larger_whole(claims, entities),
            ore_of_a_deposit(claims),
            life_of_the_ore(claims),
        ]
    )


def shares_of_a_hundred(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Shares of one whole sum to 100: each is what the others leave, at most that where nobody stands for the rest."""
    whole = ["source_id", "measure", "basis", "period_start", "period_end"]
    is_rest = (pl.col("entity_kind") == "block") | (pl.col("measure") == "ownership")
    shares = (
        _with_country(claims, entities)
        .filter(pl.col("measure").is_in(WHOLES))
        .with_columns(
            others_low=pl.col("observed_low").sum().over(whole) - pl.col("observed_low"),
            others_high=pl.col("observed_high").sum().over(whole) - pl.col("observed_high"),
            is_complete=is_rest.any().over(whole),
            shares=pl.len().over(whole),
            figure_ids=pl.col("figure_id").str.join(" ").over(whole),
        )
    )
    return evidence(
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
    """The deposits listed are part of their country's total: none exceeds it, and together they don't either."""
    stocks = _with_country(claims, entities).filter(pl.col("measure").is_in(STOCKS))
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
    return pl.concat([evidence(wholes, "internal"), evidence(parts, "internal")])


def growth_between_end_points(claims: pl.DataFrame) -> pl.DataFrame:
    """Growth on the year against the two levels it lies between: (later / earlier − 1) × 100."""
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
    return evidence(
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
    """A rank said to come after n names is n + 1."""
    return evidence(
        claims.filter(pl.col("named_ahead").is_not_null()).with_columns(
            check_id=pl.lit("after-those-named"),
            expected_low=pl.col("named_ahead") + 1,
            expected_high=pl.col("named_ahead") + 1,
            citation=_of_the_article(),
            **noted("after-those-named", count=pl.col("named_ahead").cast(pl.Int64)),
        ),
        "internal",
    )


def values_said_twice(claims: pl.DataFrame) -> pl.DataFrame:
    """One quantity of one subject and time, given more than once: each value against each other."""
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
    of_one_time = (pl.col("period_start") <= pl.col("other_end")) & (pl.col("other_start") <= pl.col("period_end"))
    return evidence(
        pairs.filter(of_one_time.fill_null(True)).with_columns(
            check_id=pl.format("repeats-{}", "other"),
            figure_ids="other",
            citation=_of_the_article(),
            **noted("repeats"),
        ),
        "internal",
    )


def share_of_its_country(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """A deposit's or a group's share of its country: the tonnages printed for it over the country's own."""
    shares = claims.filter(pl.col("measure") == "national_reserve_share")
    return evidence(
        shares.join(_parts_of_countries(claims, entities), on=["source_id", "entity_id", "commodity"]).with_columns(
            check_id=pl.lit("share-of-its-country"),
            citation=_of_the_article(),
            **noted("share-of-its-country"),
        ),
        "internal",
    )


def share_of_a_larger_whole(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """A deposit's share of the Soviet Union can't exceed its share of its own country, which lay inside it."""
    shares = claims.filter(pl.col("measure") == "soviet_reserve_share")
    return evidence(
        shares.join(_parts_of_countries(claims, entities), on=["source_id", "entity_id", "commodity"]).with_columns(
            check_id=pl.lit("share-of-a-larger-whole"),
            expected_low=0.0,
            citation=_of_the_article(),
            **noted("share-of-a-larger-whole"),
        ),
        "internal",
    )


def ore_of_a_deposit(claims: pl.DataFrame) -> pl.DataFrame:
    """No year's mining takes more ore than tonnage / grade puts in the ground: one inequality, read three ways."""
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
    return evidence(
        claims.join(others, on="figure_id", maintain_order="left").with_columns(
            check_id=pl.lit("ore-in-the-ground"),
            citation=_of_the_article(),
            **noted("ore-in-the-ground"),
        ),
        "internal",
    )


def life_of_the_ore(claims: pl.DataFrame) -> pl.DataFrame:
    """A mine lasts at most its ore, tonnage / grade, over what is mined of it in a year."""
    return evidence(
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
    """Deposits with the ore mined a year and ``ore_high``, the most that tonnage and grade on one basis allow."""
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
    """What a deposit or group holds in per cent of its country, ``expected_low, expected_high``, from tonnages printed.

    A group counts where every deposit it names has a tonnage of the same kind.
    """
    stocks = _with_country(claims, entities).filter(pl.col("measure").is_in(STOCKS))
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
    """One row a subject: the least and the most of all the tonnages printed for it, which are not added up."""
    return stocks.group_by(*_ALIKE, "entity_id", maintain_order=True).agg(
        held_low=pl.col("observed_low").min(),
        held_high=pl.col("observed_high").max(),
        held_ids=pl.col("figure_id").str.join(" "),
    )


def members(entities: pl.DataFrame) -> pl.DataFrame:
    """The deposits a subject stands for, ``entity_id, member``: a deposit itself, a group those its name names."""
    deposits = entities.filter(pl.col("kind") == "deposit").select(name="alias", member="entity_id")
    groups = entities.filter(pl.col("kind") == "deposit_group").select("entity_id", "alias")
    named = groups.join(deposits, how="cross").filter(pl.col("alias").str.contains(pl.col("name"), literal=True))
    own = deposits.select("member", entity_id="member")
    return pl.concat([own, named.select("member", "entity_id")]).unique(maintain_order=True)


def _with_country(claims: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    known = entities.select("entity_id", "country", entity_kind="kind").unique("entity_id", keep="first")
    return claims.join(known, on="entity_id", how="left", maintain_order="left")


def _of_the_article() -> pl.Expr:
    return pl.format("{}, its own figures", "source_id")
