"""Compare totals with the sums of their parts, as intervals, and compute the gap between the two.

The gap is the distance between the two intervals, 0 where they meet. Rounding
alone sets the intervals; there is no other tolerance. They are half-open, so
two that share only an end do not meet, unless that end is a stated limit.

The references may occur in several copies, distinguished by ``case``. This
lets the guard report test thousands of changed copies at once.
"""

import polars as pl

from tungsten.evidence.entities import members, with_entity_kind
from tungsten.evidence.internal_consistency import WHOLES
from tungsten.ledger.clean import judged
from tungsten.ledger.interval import with_bounds, with_reference_bounds
from tungsten.ledger.read import Ledger
from tungsten.validation import reference_relations as relations
from tungsten.validation import reference_slips as slips
from tungsten.validation import reference_steps as steps
from tungsten.validation.reference_rows import all_references

TOUCHING = 1e-9
"""The gap of two intervals that share only an end."""

_INTERVALS = "parts_least parts_most whole_least whole_most".split()


def sums(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """What the article's own figures must add up to, one row a whole; ``figures`` are tidy, in their base units."""
    lines = ledger.figures.select("figure_id", "file_line").unique("figure_id", keep="first")
    bounded = (
        judged(figures)
        .filter(pl.col("role") == "figure", pl.col("low").is_not_null())
        .pipe(with_bounds)
        .pipe(with_entity_kind, ledger.entities)
        .join(lines, on="figure_id", how="left", maintain_order="left")
    )
    return with_gap(pl.concat([printed_shares(bounded), national_totals(bounded)], how="diagonal"))


def printed_shares(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return shares beside their total: 100 %, or at most 100 % where no figure covers the rest."""
    whole = ["source_id", "measure", "basis", "period_start", "period_end"]
    is_complete = pl.col("measure").is_in(["ownership"]) | (pl.col("entity_kind") == "block").any()
    return (
        bounded.filter(pl.col("measure").is_in(WHOLES))
        .group_by(whole, maintain_order=True)
        .agg(*_parts("figure_id"), is_complete=is_complete.any(), relation=pl.lit("shares of a whole").first())
        .select(*_named("figure_ids"), *_hundred())
    )


def national_totals(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the sum of a country's deposits beside its upper limit, the total the same source prints."""
    stocks = bounded.filter(pl.col("measure").is_in(["reserves", "resources"]))
    alike = ["source_id", "country", "commodity", "measure", "basis"]
    wholes = stocks.filter(pl.col("entity_kind") == "country").select(*alike, whole_id="figure_id", whole_most="most")
    return (
        stocks.filter(pl.col("entity_kind") == "deposit")
        .group_by(alike, maintain_order=True)
        .agg(*_parts("figure_id"), relation=pl.lit("deposits within their country").first())
        .join(wholes, on=alike, maintain_order="left")
        .with_columns(figure_ids=pl.format("{} {}", "figure_ids", "whole_id"), whole_least=0.0)
        .select(*_named("figure_ids"), "whole_least", "whole_most")
    )


def totals(ledger: Ledger) -> pl.DataFrame:
    """Return the relations that the references must satisfy, one row each, with the ids of its references."""
    bounded = bounded_references(ledger)
    return relations_of(bounded, members(ledger.entities)).drop("case")


def bounded_references(ledger: Ledger) -> pl.DataFrame:
    """Return all references with their bounds and kinds of entity, as one copy, ``case`` 0."""
    return (
        all_references(ledger)
        .pipe(with_reference_bounds)
        .pipe(with_entity_kind, ledger.entities)
        .with_columns(case=pl.lit(0, pl.Int32))
    )


def relations_of(bounded: pl.DataFrame, members: pl.DataFrame, *, with_steps: bool = True) -> pl.DataFrame:
    """Return every relation between references with its gap, which is 0 for those listed in ``exceptions.csv``."""
    wholes = (world_totals, derived_sums, reference_shares, contents, *relations.ALL)
    rows = [relation(bounded) for relation in (*wholes, *((*steps.ALL, *slips.ALL) if with_steps else ()))]
    rows.append(relations.groups(bounded, members))
    return with_gap(pl.concat(rows, how="diagonal_relaxed")).pipe(_as_listed, bounded)


def world_totals(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return world totals beside the sum of the numbers printed with them, which rounded like the total is the total.

    NOTE: a row without a number counts as zero, and a total printed as a bound
    (">4,700,000") is compared like a value. The survey doesn't state that it adds
    rounded numbers, but of 32 totals of sixteen editions 31 are such sums; the
    other is in ``exceptions.csv``.
    """
    worlds = bounded.filter(pl.col("entity_kind") == "world").with_columns(
        least=pl.col("low") - pl.col("rounding"), most=pl.col("high") + pl.col("rounding")
    )
    parts = _by_country(bounded).with_columns(parts_least="parts_sum", parts_most="parts_sum")
    return _against(parts, worlds, "parts of a world total").with_columns(
        is_limit=True, values=pl.col("parts_least").cast(pl.Int64).cast(pl.String)
    )


def derived_sums(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the sums that were derived here beside the exact sum of their parts."""
    parts = _by_country(bounded).with_columns(parts_least="parts_sum", parts_most="parts_sum")
    wholes = bounded.filter(pl.col("entity_kind") == "sum").with_columns(least="low", most="high")
    return _against(parts, wholes, "parts of a derived sum", needs_parts=True)


def reference_shares(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the shares of one edition or release beside 100 %, or at most 100 % where no row covers the rest."""
    is_complete = (pl.col("entity_kind") == "block") | (pl.col("measure") == "ownership")
    return (
        bounded.filter(pl.col("measure").is_in(WHOLES), pl.col("low").is_not_null())
        .group_by("case", "measure", "edition", "period", "basis", "file", maintain_order=True)
        .agg(*_parts("reference_id"), is_complete=is_complete.any(), relation=pl.lit("shares of a whole").first())
        .select("case", *_named("reference_ids", "file"), *_hundred())
    )


def contents(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the metal or oxide in a deposit beside ore times grade, where all three have one date and kind."""
    alike = ["case", "entity_id", "period", "kind"]
    values = pl.col("basis", "least", "most")
    ore, grade = (
        bounded.filter(pl.col("measure") == measure).select(*alike, values.name.prefix(f"{measure}_"))
        for measure in ("ore_tonnage", "grade")
    )
    held = bounded.filter(pl.col("measure").is_in(["reserves", "resources"]))
    return (
        held.join(ore, on=alike, nulls_equal=True, maintain_order="left")
        .join(grade, on=alike, nulls_equal=True, maintain_order="left")
        .filter(pl.col("basis") == pl.col("grade_basis"))
        .select(
            "case",
            "file",
            "file_line",
            reference_ids="reference_id",
            relation=pl.lit("ore times grade"),
            parts_least=pl.col("ore_tonnage_least") * pl.col("grade_least") / 100,
            parts_most=pl.col("ore_tonnage_most") * pl.col("grade_most") / 100,
            whole_least="least",
            whole_most="most",
        )
        .select("case", *_named("reference_ids", "file"), "whole_least", "whole_most")
    )


def with_gap(wholes: pl.DataFrame) -> pl.DataFrame:
    """Add ``gap``, the distance between the intervals of parts and whole: 0 where they meet, infinite if unknown.

    It is `TOUCHING` where they share only an end. The upper end of a whole belongs to it where ``is_limit``.
    """
    above, below = pl.col("parts_least") - pl.col("whole_most"), pl.col("whole_least") - pl.col("parts_most")
    is_unknown = pl.any_horizontal(pl.col(_INTERVALS).is_null())
    apart = pl.max_horizontal(above, below, 0.0).round(9)
    has_width = [pl.col(f"{side}_least") < pl.col(f"{side}_most") for side in ("whole", "parts")]
    is_stated = pl.col("is_limit").fill_null(False)
    touches = ((above.round(9) == 0) & has_width[0] & ~is_stated) | ((below.round(9) == 0) & has_width[1])
    gap = pl.when(is_unknown).then(float("inf")).when(touches).then(TOUCHING).otherwise(apart)
    return wholes.with_columns(gap=gap).drop("is_limit")


def _by_country(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the sums over the countries of an edition. Trade tables repeat single countries, so sums are by file."""
    is_total = pl.col("measure").is_in(["mine_production", "reserves"])
    return (
        bounded.filter(is_total, pl.col("entity_kind").is_in(["country", "block"]))
        .group_by(_EDITION)
        .agg(
            parts_least=pl.col("least").sum(),
            parts_most=pl.col("most").sum(),
            parts_sum=pl.col("low").sum(),
        )
    )


_EDITION = ["case", "file", "commodity", "measure", "period", "edition", "basis"]


def _against(parts: pl.DataFrame, wholes: pl.DataFrame, relation: str, *, needs_parts: bool = False) -> pl.DataFrame:
    """Return each whole beside the sum of its parts; with ``needs_parts``, also the wholes without parts."""
    printed = {"reference_ids": "reference_id", "whole_least": "least", "whole_most": "most"}
    return (
        wholes.select(*_EDITION, "file_line", **printed)
        .join(parts, on=_EDITION, how="left" if needs_parts else "inner", maintain_order="left")
        .with_columns(relation=pl.lit(relation))
        .select("case", *_named("reference_ids", "file"), "whole_least", "whole_most")
    )


def _as_listed(rows: pl.DataFrame, bounded: pl.DataFrame) -> pl.DataFrame:
    """Set the gap to 0 where ``exceptions.csv`` lists the same values, and add a row for each unneeded exception.

    Unneeded exceptions are reported only in a copy without any gap, because a
    wrong value changes the limits of other steps.
    """
    keys = ["relation", "reference_ids", "values"]
    listed = steps.exceptions().with_columns(is_listed=True)
    known = rows.join(listed.select(*keys, "is_listed"), on=keys, how="left", maintain_order="left")
    is_needed = (pl.col("is_listed") & (pl.col("gap") > 0)).fill_null(False)
    with_exceptions = known.with_columns(
        gap=pl.when(is_needed).then(0.0).otherwise("gap"), needless=pl.lit(None, pl.String)
    )
    sound = bounded.select("case").unique().join(with_exceptions.filter(pl.col("gap") > 0), on="case", how="anti")
    here = bounded["reference_id"].unique().to_list()
    present = listed.filter(pl.col("reference_ids").str.split(" ").list.set_difference(here).list.len() == 0)
    needless = sound.join(present, how="cross").join(known.filter(is_needed), on=["case", *keys], how="anti")
    more = needless.select(
        "case",
        "reference_ids",
        "file_line",
        "relation",
        needless="reason",
        file=pl.lit(steps.LISTED),
        gap=pl.lit(0.0),
    )
    return pl.concat([with_exceptions.drop("is_listed", "values"), more], how="diagonal_relaxed")


def _parts(column: str) -> list[pl.Expr]:
    return [
        pl.col(column).str.join(" ").alias(f"{column}s"),
        pl.col("file_line").first(),
        pl.col("least").sum().alias("parts_least"),
        pl.col("most").sum().alias("parts_most"),
    ]


def _hundred() -> list[pl.Expr]:
    least = pl.when("is_complete").then(100.0).otherwise(0.0)
    return [least.alias("whole_least"), pl.lit(100.0).alias("whole_most"), pl.lit(True).alias("is_limit")]


def _named(*columns: str) -> list[str]:
    return [*columns, "file_line", "relation", "parts_least", "parts_most"]
