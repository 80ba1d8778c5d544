"""Compute shares and Herfindahl-Hirschman indices, with bounds.

A series is first collected as *holdings*, one row a holder. It may have an
unnamed block ("other 43 %"), so an index has two bounds: ``hhi_low`` with the
block split into infinitely many holders, ``hhi_high`` with the block in as few
holders as possible. ``hhi_least`` and ``hhi_most`` also allow for the rounding
of the printed holdings.

The index is the sum of squared shares in per cent, 0 to 10,000 points
(U.S. Department of Justice and FTC, Merger Guidelines 2023, guideline 1).
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import polars as pl

from tungsten import Unusable
from tungsten.analysis.index_bounds import greatest_index, index_of_printed_shares, least_index
from tungsten.analysis.inputs import (
    CONFIDENCE,
    NOT_STATED,
    period_label,
)
from tungsten.evidence.entities import with_entity_kind
from tungsten.ledger.clean import is_survey
from tungsten.ledger.interval import with_bounds, with_reference_bounds

SERIES = ("world_production", "world_reserves", "us_import_sources", "kazakh_deposits")

LARGEST_NAMED_FIRST = ("us_import_sources",)
"""Series that name the largest holders, so that no holder in the block exceeds the smallest named one.

The other series may leave out a large country, so their block may be one country.
"""

MINERALS = (
    "reference_id mineral stage period edition n_named n_unknown leader cr1 cr3 hhi_low hhi_high hhi_least hhi_most"
).split()
"""The columns of the index of each mineral."""

KEYS = ["series", "commodity", "period", "basis", "edition"]

HOLDINGS = [
    *KEYS,
    *("entity_id", "is_block", "value", "least", "most", "unit"),
    *("confidence", "figure_id", "reference_id", "note"),
]

SHARES = [
    *("series", "edition", "period", "commodity", "basis", "entity_id", "is_block", "value", "least", "most", "unit"),
    *("share", "share_low", "share_high", "figure_id", "reference_id", "other_figure_ids"),
]

CONCENTRATION = [
    *("series", "period", "basis", "edition", "n_named", "cr1", "cr3", "hhi_low", "hhi_high", "leader"),
    *("commodity", "n_unknown", "total", "unit", "naive_hhi", "block_share", "leader_share"),
    *("confidence", "note", "figure_ids", "reference_ids", "hhi_least", "hhi_most"),
]
"""The columns that other tools read come first."""

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


class Thresholds(NamedTuple):
    """Index points from which a market is moderately, and above which it is highly concentrated."""

    moderate: float
    high: float


def indices(
    rows: Frame,
    keys: Sequence[str],
    *,
    holder: str = "entity_id",
    value: str = "value",
    is_block: pl.Expr | None = None,
    is_largest_first: pl.Expr | None = None,
    with_cr3: bool = False,
) -> Frame:
    """Return shares in per cent and the index in points, one row a group of ``keys``, in no particular order.

    Shares are of the sum of the rows of a group. A row without a value is left
    out and doesn't count as zero. All results are null where the rows sum to zero.

    It is one streaming pass; ``cr3`` doesn't stream, and with it the pass takes several times as long.

    Args:
        holder: Column of the holders' names.
        value: Column of what they hold, in any one unit.
        is_block: Marks rows that stand for unnamed holders. Default: none.
        is_largest_first: Over ``keys``: no holder in a block exceeds the smallest
            named one. Default: false, so that a block may be one holder.
        with_cr3: Add ``cr3``, the share of the three largest named holders.

    Returns:
        ``n_named`` (named holders of more than zero), ``n_unknown`` (rows without
        a value), ``total``, ``cr1`` and ``leader`` (the largest named holder; of
        several equal ones the first, or any if streamed, since a stream has no order), ``hhi_low``, ``hhi_high``,
        ``naive_hhi`` (each block taken as one holder), ``block_share`` (null where
        the size of a block is unknown), ``leader_share``, and ``cr3`` on request.
    """
    block_row = pl.lit(False) if is_block is None else is_block
    largest_first = pl.lit(False) if is_largest_first is None else is_largest_first
    largest_three = [pl.col("_named").top_k(3).sum().alias("_largest_three")] if with_cr3 else []
    return (
        rows.with_columns(_named=_if(~block_row & (pl.col(value) > 0), value), _block=_if(block_row, value))
        .group_by(keys)
        .agg(
            *largest_three,  # doesn't stream
            n_named=pl.col("_named").count(),
            n_unknown=pl.col(value).null_count(),
            _named=pl.col("_named").sum(),
            _block=pl.col("_block").sum(),
            _squares=(pl.col("_named") * pl.col("_named")).sum(),
            _smallest=pl.col("_named").min(),
            _largest=pl.col("_named").max(),
            _unknown_blocks=(block_row & pl.col(value).is_null()).sum(),
            leader=pl.col(holder).max_by("_named"),
        )
        .with_columns(total=pl.col("_named") + pl.col("_block"))
        .with_columns(
            *([_percent("_largest_three").alias("cr3")] if with_cr3 else []),
            cr1=_percent("_largest"),
            hhi_low=_points(pl.col("_squares")),
            hhi_high=_points(pl.col("_squares") + fewest_holders_squared(largest_first)),
            naive_hhi=_points(pl.col("_squares") + pl.col("_block") ** 2),
            block_share=pl.when(pl.col("_unknown_blocks") == 0).then(_percent("_block")),
            leader_share=_percent("_largest"),
        )
        .drop("_named", "_block", "_unknown_blocks", "_squares", "_smallest", "_largest")
        .drop("_largest_three", strict=False)
    )


def fewest_holders_squared(is_largest_first: pl.Expr) -> pl.Expr:
    """Return the greatest sum of squares of the holders in a block.

    It is reached with as few holders as possible: as many as fit of the size of
    the smallest named holder, and one with the remainder. Without a named holder
    the block is one holder.
    """
    block, smallest = pl.col("_block"), pl.col("_smallest")
    full = (block / smallest).floor()
    capped = full * smallest**2 + (block - full * smallest) ** 2
    return pl.when(is_largest_first & smallest.is_not_null()).then(capped).otherwise(block**2)


def concentration(held: pl.DataFrame) -> pl.DataFrame:
    """Return one row a series, commodity, period, basis and edition: columns ``CONCENTRATION``, in a fixed order.

    Of several largest holders the first by name is the leader. ``confidence`` is that of the
    weakest reference used, null for the article's own figures. The ids are those of every row used,
    separated by spaces.
    """
    measured = indices(
        held.sort("entity_id"),
        KEYS,
        is_block=pl.col("is_block"),
        is_largest_first=pl.col("series").is_in(LARGEST_NAMED_FIRST),
        with_cr3=True,
    )
    about = held.group_by(KEYS).agg(
        pl.col("confidence").cast(CONFIDENCE).min().cast(pl.String),
        pl.col("unit", "note").first(),
        figure_ids=_ids("figure_id"),
        reference_ids=_ids("reference_id"),
    )
    rows = measured.join(about, on=KEYS, nulls_equal=True, validate="1:1").join(
        rounded_indices(held), on=KEYS, nulls_equal=True, validate="1:1"
    )
    return in_order(rows).select(CONCENTRATION)


def rounded_indices(held: pl.DataFrame) -> pl.DataFrame:
    """Return ``hhi_least, hhi_most``, the bounds of the index with rounding, one row a group of ``KEYS``."""
    rows = [
        (*keys, *_rounded_bounds(group, is_largest_first=keys[0] in LARGEST_NAMED_FIRST))
        for keys, group in held.group_by(KEYS, maintain_order=True)
    ]
    kinds = {name: held.schema[name] for name in KEYS} | {"hhi_least": pl.Float64, "hhi_most": pl.Float64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _rounded_bounds(held: pl.DataFrame, *, is_largest_first: bool = False) -> tuple[float | None, float | None]:
    """Return the least and the greatest index of one group that the rounding of its holdings allows."""
    parts = held.drop_nulls("value")
    named, blocks = (parts.filter(pl.col("is_block") == is_block) for is_block in (False, True))
    intervals = named.filter(pl.col("value") > 0).select("least", "most").rows()
    block = (float(blocks["least"].sum()), float(blocks["most"].sum())) if blocks.height else None
    if held["unit"][0] == "percent":
        return index_of_printed_shares(intervals, block, is_largest_first=is_largest_first)
    return least_index(intervals, block), greatest_index(intervals, block)


def shares(held: pl.DataFrame) -> pl.DataFrame:
    """Return each holder's share of its series in per cent, with the bounds that rounding allows: columns ``SHARES``.

    The lower bound is least / (least + sum of the others' most), the upper
    bound most / (most + sum of the others' least). A holding printed in per cent
    is itself the share, with its own bounds; any other rests on the figures of
    the other holders as well, ``other_figure_ids``. Rows are sorted by size with
    the block last; unknown holdings have no row.
    """
    is_unbounded = pl.col("most").is_infinite()
    finite = pl.when(is_unbounded).then(0.0).otherwise("most")
    others_unbounded = (is_unbounded.sum().over(KEYS) - is_unbounded.cast(pl.Int64)) > 0
    others_least = pl.col("least").sum().over(KEYS) - pl.col("least")
    others_most = pl.when(others_unbounded).then(float("inf")).otherwise(finite.sum().over(KEYS) - finite)
    is_share = pl.col("unit") == "percent"
    share_low, share_high = _share(pl.col("least"), others_most), _share(pl.col("most"), others_least)
    all_ids = pl.col("figure_id").drop_nulls().sort().implode().over(KEYS)
    other_ids = all_ids.list.set_difference(pl.concat_list("figure_id")).list.sort().list.join(" ")
    return (
        held.with_columns(
            other_figure_ids=pl.when(~is_share & (other_ids != "")).then(other_ids),
            share=_share(pl.col("value"), pl.col("value").sum().over(KEYS) - pl.col("value")),
            share_low=pl.when(is_share).then("least").otherwise(share_low),
            share_high=pl.when(is_unbounded).then(100.0).when(is_share).then("most").otherwise(share_high),
        )
        .filter(pl.col("value").is_not_null())
        .pipe(in_order, pl.col("is_block"), -pl.col("value"), pl.col("entity_id"))
        .select(SHARES)
    )


def minerals(outputs: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the index of each mineral's output by country, with its bounds: columns ``MINERALS``, highest first.

    Args:
        outputs: Rows of ``world_minerals.csv``. Output that isn't published is unknown, not zero, and left out.
        entities: Names as printed, with the ids of the countries.
    """
    keys, is_block = ["reference_id", "mineral", "stage", "period", "edition"], pl.col("kind") == "block"
    held = (
        with_countries(outputs, entities)
        .filter(pl.col("kind") != "world")
        .with_columns(
            pl.col("entity_id").fill_null(pl.col("country")),
            is_block=is_block,
            low="value",
            high="value",
            qualifier=pl.lit("exact"),
        )
        .pipe(with_reference_bounds)
    )
    bounds = [(*group, *_rounded_bounds(rows)) for group, rows in held.drop_nulls("value").group_by(keys)]
    kinds = {name: held.schema[name] for name in keys} | {"hhi_least": pl.Float64, "hhi_most": pl.Float64}
    rounded_bounds = pl.DataFrame(bounds, schema=kinds, orient="row")
    measured = indices(held.sort("entity_id"), keys, is_block=pl.col("is_block"), with_cr3=True)
    counts = pl.col("n_named", "n_unknown").cast(pl.Int64)
    return (
        measured.join(rounded_bounds, on=keys, validate="1:1")
        .with_columns(counts)
        .sort("period", "hhi_low", "mineral", descending=[True, True, False])
        .select(MINERALS)
    )


def with_countries(outputs: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the output of minerals with the column ``entity_id`` after ``country``; null where it is no country."""
    ids = entities.select("entity_id", country="alias")
    joined = outputs.join(ids, on="country", how="left", maintain_order="left")
    names, place = outputs.columns, outputs.columns.index("country") + 1
    return joined.select(*names[:place], "entity_id", *names[place:])


def holdings(
    figures: pl.DataFrame,
    production: pl.DataFrame,
    reserves: pl.DataFrame,
    imports: pl.DataFrame,
    entities: pl.DataFrame,
) -> pl.DataFrame:
    """Return the holdings of all four series in one table: columns ``HOLDINGS``."""
    return pl.concat(
        [
            world_production(production, entities),
            world_reserves(reserves, entities),
            us_import_sources(figures, imports, entities),
            kazakh_deposits(figures, entities),
        ]
    )


def world_production(production: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return mine output by country, in tonnes of W or rare earth oxide, for every year of every edition."""
    return _reference_holdings("world_production", production.filter(measure="mine_production"), entities)


def world_reserves(reserves: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return reserves by country, in tonnes of W or rare earth oxide, for every edition of the survey."""
    return _reference_holdings("world_reserves", reserves.filter(pl.col("measure") == "reserves"), entities)


def us_import_sources(figures: pl.DataFrame, imports: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the sources of American tungsten imports in per cent, from the article and from the survey.

    A list whose shares can't make 100 % and that has no row for the others is left out, since
    its index would be that of another whole.

    NOTE: only editions of the survey are used as references. Other tables name
    some sources and no remainder, so the sum of their shares is unknown.
    """
    is_share = pl.col("measure") == "import_share"
    survey = imports.filter(is_share, is_survey())
    printed = figures.filter(is_share, pl.col("role") == "figure")
    return pl.concat(
        [
            _figure_holdings("us_import_sources", printed, entities),
            _reference_holdings("us_import_sources", survey, entities),
        ]
    ).filter((pl.col("is_block").any() | (pl.col("most").sum() >= 100)).over(KEYS))


def kazakh_deposits(figures: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the tungsten reserves of Kazakhstan's deposits in tonnes, as the article lists them.

    Deposits with a resource instead of a reserve, or without a stated basis,
    are left out; ``note`` lists their figures.
    """
    tonnage = pl.col("measure").is_in(["reserves", "resources"]) & (pl.col("commodity") == "tungsten")
    is_kazakh_deposit = (pl.col("entity_kind") == "deposit") & (pl.col("country") == "Kazakhstan")
    is_reserve = (pl.col("measure") == "reserves") & (pl.col("basis") != NOT_STATED)
    listed = with_entity_kind(figures.filter(tonnage), entities).filter(is_kazakh_deposit)
    left_out = (
        listed.filter(~is_reserve)
        .group_by("source_id")
        .agg(note=pl.format("left out: {} ({}, basis {})", "figure_id", "measure", "basis").sort().str.join("; "))
    )
    rows = listed.filter(is_reserve).select(figures.columns)
    return (
        _figure_holdings("kazakh_deposits", rows, entities)
        .with_columns(period=_common_period())
        .drop("note")
        .join(left_out, left_on="edition", right_on="source_id", how="left", maintain_order="left")
        .select(HOLDINGS)
    )


def thresholds(constants: pl.DataFrame, edition: str = "2023") -> Thresholds:
    """Return the thresholds, in index points, of one edition of the merger guidelines."""
    rows = constants.filter(pl.col("measure") == "hhi_threshold", pl.col("edition") == edition)
    points = rows["low"].drop_nulls().unique().sort().to_list()
    if len(points) != 2:
        raise Unusable(f"constants.csv: {len(points)} rows hhi_threshold of edition {edition}; two are needed")
    return Thresholds(*points)


def classify(low: pl.Expr, high: pl.Expr, at: Thresholds) -> pl.Expr:
    """Return the class of the merger guidelines, or ``undecided`` where a threshold lies between the bounds."""
    lowest, highest = _guideline_step(low, at), _guideline_step(high, at)
    return pl.when(lowest == highest).then(lowest).otherwise(pl.lit("undecided"))


def in_order(table: pl.DataFrame, *then: pl.Expr) -> pl.DataFrame:
    """Sort by series as in ``SERIES``, commodity with tungsten first, edition, period and basis, then by ``then``."""
    series = pl.col("series").cast(pl.Enum(SERIES))
    return table.sort(series, pl.col("commodity") != "tungsten", "commodity", "edition", "period", "basis", *then)


def _reference_holdings(series: str, rows: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the holdings of a reference table without its totals; ``note`` is that of the sum of its edition."""
    is_sum = pl.col("entity_kind") == "sum"
    edition = ["commodity", "period", "basis", "edition"]
    return (
        with_entity_kind(rows, entities)
        .pipe(with_reference_bounds)
        .with_columns(
            series=pl.lit(series),
            note=pl.col("note").filter(is_sum).first().over(edition),
            is_block=pl.col("entity_kind") == "block",
            value=(pl.col("low") + pl.col("high")) / 2,
            figure_id=pl.lit(None, pl.String),
        )
        .filter(~pl.col("entity_kind").is_in(["world", "sum"]))
        .pipe(_one_row_a_holder)
        .select(HOLDINGS)
    )


def _figure_holdings(series: str, rows: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the holdings printed in an article; ``edition`` is the source."""
    return (
        with_entity_kind(rows, entities)
        .pipe(with_bounds)
        .with_columns(
            series=pl.lit(series),
            period=period_label(),
            edition="source_id",
            is_block=pl.col("entity_kind") == "block",
            value=(pl.col("low") + pl.col("high")) / 2,
            confidence=pl.lit(None, pl.String),
            reference_id=pl.lit(None, pl.String),
            note=pl.lit(None, pl.String),
        )
        .pipe(_one_row_a_holder)
        .select(HOLDINGS)
    )


def _one_row_a_holder(held: pl.DataFrame) -> pl.DataFrame:
    """Keep one row a holder: of several the one with the best confidence, then the first by id."""
    best_first = held.sort(
        pl.col("confidence").cast(CONFIDENCE), "reference_id", "figure_id", descending=[True, False, False]
    )
    return best_first.unique([*KEYS, "entity_id"], keep="first").sort("reference_id", "figure_id")


def _common_period() -> pl.Expr:
    """Return the common period of the holdings of an edition; ``not_stated`` if they have several."""
    is_common = pl.col("period").n_unique().over("edition") == 1
    return pl.when(is_common).then("period").otherwise(pl.lit(NOT_STATED))


def _ids(column: str) -> pl.Expr:
    ids = pl.col(column).drop_nulls().sort()
    return pl.when(ids.len() > 0).then(ids.str.join(" "))


def _if(condition: pl.Expr, value: str) -> pl.Expr:
    return pl.when(condition).then(pl.col(value).cast(pl.Float64))


def _percent(part: str) -> pl.Expr:
    return pl.when(pl.col("total") > 0).then(100 * pl.col(part) / pl.col("total"))


def _points(squares: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("total") > 0).then(1e4 * squares / pl.col("total") ** 2)


def _share(own: pl.Expr, others: pl.Expr) -> pl.Expr:
    return pl.when(own + others > 0).then(100 * own / (own + others))


def _guideline_step(points: pl.Expr, at: Thresholds) -> pl.Expr:
    return (
        pl.when(points > at.high)
        .then(pl.lit("highly_concentrated"))
        .when(points >= at.moderate)
        .then(pl.lit("moderately_concentrated"))
        .when(points < at.moderate)
        .then(pl.lit("unconcentrated"))
    )
