"""What facts of different rows say of each other, beside sums and steps: a share, a rank, a cut, one fact read twice.

Each relation takes the references with their bounds and returns one row for
each pair or group, the interval of its parts beside that of its whole. Copies
told apart by ``case`` never meet.
"""

import polars as pl

from tungsten.validation.reference_steps import SURVEY

SEVERAL_OF_ONE_TIME = ("hhi_threshold", "concentrate_price", "apt_price")
"""Measures with several facts of one time: the steps of a scale, the two ends of a year's rise in price."""

BATCH, FULL_YEAR = "mining_quota", "mining_quota_full_year"

_WHICH = ["case", "commodity", "entity_id", "measure", "kind"]


def repeats(bounded: pl.DataFrame) -> pl.DataFrame:
    """One fact read in two places, of one day or of a day and its year.

    The survey's editions are compared as steps, and of what is only claimed
    nobody knows that it is one fact.
    """
    is_repeatable = (
        pl.col("period").is_not_null()
        & pl.col("low").is_not_null()
        & (pl.col("status") != "claim")
        & ~pl.col("measure").is_in(SEVERAL_OF_ONE_TIME)
        & ~pl.col("edition").str.contains(SURVEY).fill_null(False)
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
    """What is given both as W and as WO₃: one is the other times the fraction of W the survey gives."""
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
    """The fraction of W in WO₃ as derived from atomic weights, beside the one the survey prints."""
    derived = bounded.filter(_is_fraction(), pl.col("status") == "derived")
    return derived.join(_fractions(bounded), on="case", maintain_order="left").select(
        *_row("W in WO₃", pl.format("{} {}", "fraction_id", "reference_id")),
        parts_least="least",
        parts_most="most",
        whole_least="fraction_least",
        whole_most="fraction_most",
    )


def shares_of_totals(bounded: pl.DataFrame) -> pl.DataFrame:
    """A country's share of the world as printed: its output or reserves over the world's, in the year's own edition."""
    held = {"production_share": "mine_production", "world_reserve_share": "reserves"}
    year = pl.col("edition").str.extract(SURVEY).cast(pl.Int64)
    first = bounded.filter(
        pl.col("measure").is_in(list(held.values())),
        year == pl.col("period").str.extract(r"^(\d{4})$").cast(pl.Int64) + 1,
        pl.col("low").is_not_null(),
        ~pl.col("file").str.ends_with("us_imports.csv"),
    )
    key = ["case", "commodity", "held", "period", "basis"]
    amounts = first.rename({"measure": "held"}).select(
        *key, "entity_id", "entity_kind", "reference_id", part_least="least", part_most="most"
    )
    worlds = amounts.filter(pl.col("entity_kind") == "world").unique(key, keep="first", maintain_order=True)
    shares = bounded.filter(pl.col("measure").is_in(list(held)), pl.col("basis") == "W", pl.col("low").is_not_null())
    return (
        shares.with_columns(held=pl.col("measure").replace_strict(held, return_dtype=pl.String))
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
    """A cut of a quota: one less this year's batch over last year's."""
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
    """The first batch of a year's quota is part of it."""
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
    """The ranks of one edition: as many as there are, from 1 on, each once."""
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
            whole_least=_triangle(),
            whole_most=_triangle(),
        )
    )


def groups(bounded: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """What one source gives for a group of deposits and for each of them: the parts make the whole."""
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


def _is_fraction() -> pl.Expr:
    return (
        (pl.col("measure") == "mass_fraction") & (pl.col("entity_id") == "tungsten_trioxide") & (pl.col("basis") == "W")
    )


def _fractions(bounded: pl.DataFrame) -> pl.DataFrame:
    """The fraction of W in WO₃ the survey prints, in every copy: ``fraction_id, fraction_least, fraction_most``."""
    printed = bounded.filter(_is_fraction(), pl.col("status") != "derived", pl.col("decides"))
    return printed.unique("case", keep="first", maintain_order=True).select(
        "case", fraction_id="reference_id", fraction_least="least", fraction_most="most"
    )


def _batches(bounded: pl.DataFrame) -> pl.DataFrame:
    rows = bounded.filter(pl.col("measure") == BATCH, pl.col("decides"), pl.col("low").is_not_null())
    names = {"batch_id": "reference_id", "batch_least": "least", "batch_most": "most"}
    return rows.select("case", "commodity", "entity_id", year=_year(), **names)


def _year() -> pl.Expr:
    return pl.col("period").str.extract(r"^(\d{4})").cast(pl.Int64)


def _triangle() -> pl.Expr:
    return (pl.col("count") * (pl.col("count") + 1) / 2).cast(pl.Float64)
