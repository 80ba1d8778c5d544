"""Relations between references other than sums and steps: shares, ranks, quota cuts, one fact read twice.

Each relation takes the references with their bounds and returns one row for
each pair or group: the interval of its parts and that of its whole. Rows of
different ``case`` are never combined.
"""

import polars as pl

from tungsten.evidence import trioxide
from tungsten.ledger.clean import is_survey
from tungsten.vocabulary import EDITION

SEVERAL_OF_ONE_TIME = ("hhi_threshold", "concentrate_price", "apt_price")
"""Measures with several values for one period, such as the steps of a scale or the prices at both ends of a year."""

BATCH, FULL_YEAR = "mining_quota", "mining_quota_full_year"

_WHICH = ["case", "commodity", "entity_id", "measure", "kind"]


def repeats(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return each fact beside a second reading of it, for the same day or for a day and its year.

    Editions of the survey are left out, since they are compared as steps, and
    so are claims, since two claims may be of different facts.
    """
    is_repeatable = (
        pl.col("period").is_not_null()
        & pl.col("low").is_not_null()
        & (pl.col("status") != "claim")
        & ~pl.col("measure").is_in(SEVERAL_OF_ONE_TIME)
        & ~is_survey()
    )
    facts = bounded.filter(is_repeatable).select(
        *_WHICH, "basis", "period", "file", "file_line", "reference_id", "low", "least", "most"
    )
    pairs = facts.join(facts, on=[*_WHICH, "basis"], suffix="_again", maintain_order="left_right").filter(
        pl.col("reference_id") < pl.col("reference_id_again"),
        pl.col("period").str.starts_with(pl.col("period_again"))
        | pl.col("period_again").str.starts_with(pl.col("period")),
    )
    return pairs.select(
        *_row("one fact read twice", pl.format("{} {}", "reference_id", "reference_id_again")),
        parts_least="least",
        parts_most="most",
        whole_least="least_again",
        whole_most="most_again",
        values=pl.format("{} {}", *(pl.col(name).cast(pl.Int64) for name in ("low", "low_again"))),
    )


def converted(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return quantities given as W beside the same given as WO₃ times the survey's mass fraction of W."""
    facts = bounded.filter(pl.col("basis").is_in(["W", "WO3"]), pl.col("low").is_not_null()).select(
        *_WHICH,
        "basis",
        "period",
        "file",
        "file_line",
        "reference_id",
        least=pl.col("low") - pl.col("rounding"),
        most=pl.col("high") + pl.col("rounding"),
    )
    metal, oxide = (facts.filter(pl.col("basis") == basis) for basis in ("W", "WO3"))
    return (
        metal.join(oxide, on=[*_WHICH, "period"], suffix="_oxide", nulls_equal=True, maintain_order="left_right")
        .join(_fractions(bounded), on="case", maintain_order="left")
        .select(
            *_row("W in what is counted as WO₃", pl.format("{} {}", "reference_id_oxide", "reference_id")),
            parts_least=pl.col("least_oxide") * pl.col("fraction_least"),
            parts_most=pl.col("most_oxide") * pl.col("fraction_most"),
            whole_least="least",
            whole_most="most",
        )
    )


def fractions(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the fraction of W in WO₃ derived from atomic weights beside the one the survey prints."""
    derived = bounded.filter(trioxide.is_tungsten_in_trioxide(), pl.col("status") == "derived")
    return derived.join(_fractions(bounded), on="case", maintain_order="left").select(
        *_row("W in WO₃", pl.format("{} {}", "fraction_id", "reference_id")),
        parts_least="least",
        parts_most="most",
        whole_least="fraction_least",
        whole_most="fraction_most",
    )


def shares_of_totals(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return printed world shares beside the country's amount over the world's, from the first edition of a year."""
    amount_of = {"production_share": "mine_production", "world_reserve_share": "reserves"}
    year = pl.col("edition").str.extract(EDITION).cast(pl.Int64)
    first = bounded.filter(
        pl.col("measure").is_in(list(amount_of.values())),
        year == pl.col("period").str.extract(r"^(\d{4})$").cast(pl.Int64) + 1,
        pl.col("low").is_not_null(),
        ~pl.col("file").str.ends_with("us_imports.csv"),
    )
    key = ["case", "commodity", "amount", "period", "basis"]
    amounts = first.rename({"measure": "amount"}).select(
        *key, "entity_id", "entity_kind", "reference_id", part_least="least", part_most="most"
    )
    worlds = amounts.filter(pl.col("entity_kind") == "world").unique(key, keep="first", maintain_order=True)
    shares = bounded.filter(
        pl.col("measure").is_in(list(amount_of)), pl.col("basis") == "W", pl.col("low").is_not_null()
    )
    return (
        shares.with_columns(amount=pl.col("measure").replace_strict(amount_of, return_dtype=pl.String))
        .join(amounts.drop("entity_kind"), on=[*key, "entity_id"], suffix="_part", maintain_order="left")
        .join(worlds.drop("entity_id", "entity_kind"), on=key, suffix="_world", maintain_order="left")
        .select(
            *_row(
                "share of a world total",
                pl.format("{} {} {}", "reference_id_part", "reference_id_world", "reference_id"),
            ),
            parts_least=100 * pl.col("part_least") / pl.col("part_most_world"),
            parts_most=100 * pl.col("part_most") / pl.col("part_least_world"),
            whole_least="least",
            whole_most="most",
        )
    )


def quota_cuts(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return cuts of a quota, in per cent, beside 1 − this year's batch / last year's batch."""
    batches = _batches(bounded)
    before = batches.with_columns(pl.col("year") + 1)
    cuts = bounded.filter(pl.col("measure") == "quota_cut").with_columns(year=_year())
    key = ["case", "commodity", "entity_id", "year"]
    return (
        cuts.join(batches, on=key, suffix="_now", maintain_order="left_right")
        .join(before, on=key, suffix="_before", maintain_order="left_right")
        .select(
            *_row("cut of a quota", pl.format("{} {} {}", "batch_id_before", "batch_id", "reference_id")),
            parts_least=100 * (1 - pl.col("batch_most") / pl.col("batch_least_before")),
            parts_most=100 * (1 - pl.col("batch_least") / pl.col("batch_most_before")),
            whole_least="least",
            whole_most="most",
        )
    )


def batches_of_a_year(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the first batch of a year's quota beside its upper limit, the quota of the full year."""
    full = bounded.filter(pl.col("measure") == FULL_YEAR).with_columns(year=_year())
    return full.join(
        _batches(bounded), on=["case", "commodity", "entity_id", "year"], maintain_order="left_right"
    ).select(
        *_row("batch of a year's quota", pl.format("{} {}", "batch_id", "reference_id")),
        parts_least="batch_least",
        parts_most="batch_most",
        whole_least=pl.lit(0.0),
        whole_most="most",
    )


def ranks(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the sum of the ranks of an edition beside 1 + 2 + … + n, their sum if each rank occurs once."""
    return (
        bounded.filter(pl.col("measure") == "import_rank", pl.col("low").is_not_null())
        .group_by("case", "file", "edition", "period", maintain_order=True)
        .agg(
            pl.col("file_line").first(),
            ids=pl.col("reference_id").str.join(" "),
            total=pl.col("low").sum(),
            count=pl.len(),
        )
        .select(
            *_row("ranks from 1 on", pl.col("ids")),
            parts_least="total",
            parts_most="total",
            whole_least=_sum_up_to_count(),
            whole_most=_sum_up_to_count(),
        )
    )


def groups(bounded: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Return the value a source gives for a group of deposits beside the sum over all deposits of the group."""
    alike = ["case", "file", "citation", "commodity", "measure", "basis", "kind"]
    named = members.filter(pl.col("entity_id") != pl.col("member")).with_columns(named=pl.len().over("entity_id"))
    parts = (
        bounded.filter(pl.col("low").is_not_null())
        .join(named, left_on="entity_id", right_on="member", suffix="_of", maintain_order="left_right")
        .group_by(*alike, "entity_id_of", "named", maintain_order=True)
        .agg(
            part_ids=pl.col("reference_id").str.join(" "),
            parts_least=pl.col("least").sum(),
            parts_most=pl.col("most").sum(),
            found=pl.col("entity_id").n_unique(),
            rows=pl.len(),
        )
        .filter(pl.col("found") == pl.col("named"), pl.col("rows") == pl.col("named"))
    )
    return bounded.join(
        parts, left_on=[*alike, "entity_id"], right_on=[*alike, "entity_id_of"], maintain_order="left_right"
    ).select(
        *_row("deposits of a group", pl.format("{} {}", "part_ids", "reference_id")),
        "parts_least",
        "parts_most",
        whole_least="least",
        whole_most="most",
    )


ALL = (repeats, converted, fractions, shares_of_totals, quota_cuts, batches_of_a_year, ranks)


def _row(relation: str, ids: pl.Expr) -> list[pl.Expr]:
    return [
        pl.col("case"),
        pl.col("file"),
        pl.col("file_line"),
        ids.alias("reference_ids"),
        pl.lit(relation).alias("relation"),
    ]


def _fractions(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the survey's fraction of W in WO₃ for every case: ``fraction_id, fraction_least, fraction_most``."""
    printed = bounded.filter(trioxide.is_tungsten_in_trioxide(), pl.col("status") != "derived", pl.col("decides"))
    return printed.unique("case", keep="first", maintain_order=True).select(
        "case", fraction_id="reference_id", fraction_least="least", fraction_most="most"
    )


def _batches(bounded: pl.DataFrame) -> pl.DataFrame:
    rows = bounded.filter(pl.col("measure") == BATCH, pl.col("decides"), pl.col("low").is_not_null())
    names = {"batch_id": "reference_id", "batch_least": "least", "batch_most": "most"}
    return rows.select("case", "commodity", "entity_id", year=_year(), **names)


def _year() -> pl.Expr:
    return pl.col("period").str.extract(r"^(\d{4})").cast(pl.Int64)


def _sum_up_to_count() -> pl.Expr:
    return (pl.col("count") * (pl.col("count") + 1) / 2).cast(pl.Float64)
