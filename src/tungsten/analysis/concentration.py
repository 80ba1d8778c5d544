"""How few hold how much: shares and Herfindahl-Hirschman indices with their bounds.

A series is first gathered as *holdings*, one row a holder, then measured.
An unnamed block ("other 43 %") is never one holder without saying so: an
index is a pair, ``hhi_low`` with the block split without end, ``hhi_high``
with it in as few hands as its own bound allows. ``hhi_least`` and ``hhi_most``
add what rounding leaves open: each holding is anything its print allows.

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
    with_entity_kind,
)
from tungsten.ledger.interval import with_bounds, with_reference_bounds

SERIES = ("world_production", "world_reserves", "us_import_sources", "kazakh_deposits")

LARGEST_NAMED_FIRST = ("us_import_sources",)
"""Series that name the largest and leave out the rest, so that nobody in the block exceeds the smallest named.

The others name countries for other reasons; their block may be one country.
"""

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
"""The contract's columns, then ours."""

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
) -> Frame:
    """One row a group with its shares in per cent and its index in points; one pass, lazy or eager.

    ``is_block`` marks rows that stand for unnamed holders (default none);
    ``is_largest_first``, over the keys, says that none of those exceeds the
    smallest named (default no: the block may be one holder). Shares are of
    the sum of the group's rows. ``n_named`` counts named holders of more than
    nothing, ``n_unknown`` rows without a value; these are no zeros, they are
    left out, and the share of a block without a value is null. ``cr1`` and
    ``cr3`` are of named holders. All is null where the rows sum to nothing.
    Group order is not kept.

    On 10⁷ rows in 370,000 groups and two cores (streaming engine) it takes a
    fifth of pandas' time and almost four times DuckDB's, and 2.3 GB: the largest
    three and the leader don't stream, and take most of it.
    """
    block_row = pl.lit(False) if is_block is None else is_block
    largest_first = pl.lit(False) if is_largest_first is None else is_largest_first
    return (
        rows.with_columns(_named=_if(~block_row & (pl.col(value) > 0), value), _block=_if(block_row, value))
        .group_by(keys)
        .agg(
            n_named=pl.col("_named").count(),
            n_unknown=pl.col(value).null_count(),
            _named=pl.col("_named").sum(),
            _block=pl.col("_block").sum(),
            _squares=(pl.col("_named") * pl.col("_named")).sum(),
            _smallest=pl.col("_named").min(),
            _largest=pl.col("_named").max(),
            _largest_three=pl.col("_named").top_k(3).sum(),
            _unknown_blocks=(block_row & pl.col(value).is_null()).sum(),
            leader=_largest_holder(holder),
        )
        .with_columns(total=pl.col("_named") + pl.col("_block"))
        .with_columns(
            cr1=_percent("_largest"),
            cr3=_percent("_largest_three"),
            hhi_low=_points(pl.col("_squares")),
            hhi_high=_points(pl.col("_squares") + fewest_holders_squared(largest_first)),
            naive_hhi=_points(pl.col("_squares") + pl.col("_block") ** 2),
            block_share=pl.when(pl.col("_unknown_blocks") == 0).then(_percent("_block")),
            leader_share=_percent("_largest"),
        )
        .drop("_named", "_block", "_unknown_blocks", "_squares", "_smallest", "_largest", "_largest_three")
    )


def fewest_holders_squared(is_largest_first: pl.Expr) -> pl.Expr:
    """The greatest sum of squares a block allows.

    Squares grow as holders grow fewer: as many as fit of the largest size
    allowed, and one of the rest; without a named holder to cap it, one of all.
    """
    block, smallest = pl.col("_block"), pl.col("_smallest")
    full = (block / smallest).floor()
    capped = full * smallest**2 + (block - full * smallest) ** 2
    return pl.when(is_largest_first & smallest.is_not_null()).then(capped).otherwise(block**2)


def concentration(held: pl.DataFrame) -> pl.DataFrame:
    """One row a series, commodity, period, basis and edition: columns ``CONCENTRATION``, in a fixed order.

    ``confidence`` is that of the weakest reference used, null for an
    article's own figures. The ids name every row used, a space between.
    """
    measured = indices(
        held, KEYS, is_block=pl.col("is_block"), is_largest_first=pl.col("series").is_in(LARGEST_NAMED_FIRST)
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
    """Return ``hhi_least, hhi_most`` by series, commodity, period, basis and edition: what rounding allows."""
    rows = []
    known = held.with_columns(is_known=pl.col("value").is_not_null())
    for keys, group in known.group_by(KEYS, maintain_order=True):
        parts = group.filter("is_known")
        named, blocks = (parts.filter(pl.col("is_block") == is_block) for is_block in (False, True))
        intervals = named.filter(pl.col("value") > 0).select("least", "most").rows()
        block = (float(blocks["least"].sum()), float(blocks["most"].sum())) if blocks.height else None
        is_largest_first = keys[0] in LARGEST_NAMED_FIRST
        if group["unit"][0] == "percent":
            bounds: tuple[float | None, float | None] = index_of_printed_shares(
                intervals, block, is_largest_first=is_largest_first
            )
        else:
            most = greatest_index(intervals, block, is_largest_first=is_largest_first)
            bounds = least_index(intervals, block), most
        rows.append((*keys, *bounds))
    kinds = {name: held.schema[name] for name in KEYS} | {"hhi_least": pl.Float64, "hhi_most": pl.Float64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def shares(held: pl.DataFrame) -> pl.DataFrame:
    """Each holder's share of its series in per cent, with the bounds its and the others' rounding leaves.

    A share is least when its own holding is least and all others are most:
    least / (least + others' most), and the other way round. A holding printed
    in per cent is its own share, and its bounds are those of its print; any
    other rests on the figures of the other holders as well, ``other_figure_ids``.
    Columns ``SHARES``, largest first with the block last; unknown holdings have none.
    """
    endless = pl.col("most").is_infinite()
    finite = pl.when(endless).then(0.0).otherwise("most")
    others_endless = (endless.sum().over(KEYS) - endless.cast(pl.Int64)) > 0
    others_least = pl.col("least").sum().over(KEYS) - pl.col("least")
    others_most = pl.when(others_endless).then(float("inf")).otherwise(finite.sum().over(KEYS) - finite)
    is_share = pl.col("unit") == "percent"
    share_low, share_high = _share(pl.col("least"), others_most), _share(pl.col("most"), others_least)
    all_ids = pl.col("figure_id").drop_nulls().sort().implode().over(KEYS)
    other_ids = all_ids.list.set_difference(pl.concat_list("figure_id")).list.sort().list.join(" ")
    return (
        held.with_columns(
            other_figure_ids=pl.when(~is_share & (other_ids != "")).then(other_ids),
            share=_share(pl.col("value"), pl.col("value").sum().over(KEYS) - pl.col("value")),
            share_low=pl.when(is_share).then("least").otherwise(share_low),
            share_high=pl.when(endless).then(100.0).when(is_share).then("most").otherwise(share_high),
        )
        .filter(pl.col("value").is_not_null())
        .pipe(in_order, pl.col("is_block"), -pl.col("value"), pl.col("entity_id"))
        .select(SHARES)
    )


def holdings(
    figures: pl.DataFrame,
    production: pl.DataFrame,
    reserves: pl.DataFrame,
    imports: pl.DataFrame,
    entities: pl.DataFrame,
) -> pl.DataFrame:
    """The holdings of all four series, one under the other: columns ``HOLDINGS``."""
    return pl.concat(
        [
            world_production(production, entities),
            world_reserves(reserves, entities),
            us_import_sources(figures, imports, entities),
            kazakh_deposits(figures, entities),
        ]
    )


def world_production(production: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Mine output by country in tonnes, tungsten as W and rare earths as oxide, every year of every edition."""
    return _reference_holdings("world_production", production.filter(measure="mine_production"), entities)


def world_reserves(reserves: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Reserves by country in tonnes, tungsten as W and rare earths as oxide, every edition of the survey."""
    return _reference_holdings("world_reserves", reserves.filter(pl.col("measure") == "reserves"), entities)


def us_import_sources(figures: pl.DataFrame, imports: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Sources of American tungsten imports in per cent: the article's, and the survey's own.

    NOTE: only the survey's editions count as reference; other tables name some
    sources and no rest, so nothing can be said of their sum.
    """
    is_share = pl.col("measure") == "import_share"
    survey = imports.filter(is_share, pl.col("edition").str.starts_with("MCS"))
    printed = figures.filter(is_share, pl.col("role") == "figure")
    return pl.concat(
        [
            _figure_holdings("us_import_sources", printed, entities),
            _reference_holdings("us_import_sources", survey, entities),
        ]
    )


def kazakh_deposits(figures: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Tungsten reserves of Kazakhstan's deposits in tonnes, as the article lists them.

    A resource is no reserve and an unstated basis no WO₃: such deposits stay
    out, and the note names their figures.
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


def import_reliance(figures: pl.DataFrame, imports: pl.DataFrame) -> pl.DataFrame:
    """American reliance on tungsten imports in per cent, as printed, each an interval within 0 and 100.

    The survey's ">50" is [50, 100], never 50. Columns ``entity_id, edition,
    period, basis, qualifier, least, most, figure_id, reference_id``.
    """
    is_reliance = pl.col("measure") == "import_reliance"
    printed = figures.filter(is_reliance, pl.col("role") == "figure").pipe(with_bounds)
    survey = imports.filter(is_reliance).pipe(with_reference_bounds)
    columns = ["entity_id", "edition", "period", "basis", "qualifier", "least", "most"]
    return (
        pl.concat(
            [
                printed.with_columns(period=period_label(), edition="source_id").select(*columns, "figure_id"),
                survey.select(*columns, "reference_id"),
            ],
            how="diagonal",
        )
        .with_columns(pl.col("most").clip(upper_bound=100))
        .sort("edition", "period", "figure_id", "reference_id", descending=[True, False, False, False])
    )


def thresholds(constants: pl.DataFrame, edition: str = "2023") -> Thresholds:
    """The index points of one edition of the merger guidelines, from the constants."""
    rows = constants.filter(pl.col("measure") == "hhi_threshold", pl.col("edition") == edition)
    points = rows["low"].drop_nulls().unique().sort().to_list()
    if len(points) != 2:
        raise Unusable(f"constants.csv: {len(points)} rows hhi_threshold of edition {edition}; two are needed")
    return Thresholds(*points)


def classify(low: pl.Expr, high: pl.Expr, at: Thresholds) -> pl.Expr:
    """``unconcentrated``, ``moderately_concentrated``, ``highly_concentrated``, or ``undecided`` across a threshold."""
    lowest, highest = _guideline_step(low, at), _guideline_step(high, at)
    return pl.when(lowest == highest).then(lowest).otherwise(pl.lit("undecided"))


def in_order(table: pl.DataFrame, *then: pl.Expr) -> pl.DataFrame:
    """Series as in ``SERIES``, tungsten first, then edition and period."""
    series = pl.col("series").cast(pl.Enum(SERIES))
    return table.sort(series, pl.col("commodity") != "tungsten", "commodity", "edition", "period", "basis", *then)


def _reference_holdings(series: str, rows: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Holdings of a reference table; totals are dropped, what an edition's sum leaves out becomes the note."""
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
    """Holdings printed in an article, whose ``edition`` is the source."""
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
    """Where an edition or an article gives a holder twice: the better read row, then the one that stands first."""
    best_first = held.sort(
        pl.col("confidence").cast(CONFIDENCE), "reference_id", "figure_id", descending=[True, False, False]
    )
    return best_first.unique([*KEYS, "entity_id"], keep="first").sort("reference_id", "figure_id")


def _common_period() -> pl.Expr:
    """The period all holdings of an edition share, else ``not_stated``: a deposit list mixes dates."""
    is_common = pl.col("period").n_unique().over("edition") == 1
    return pl.when(is_common).then("period").otherwise(pl.lit(NOT_STATED))


def _largest_holder(holder: str) -> pl.Expr:
    """The holder of most; of equals the first by name, so that two runs agree."""
    return pl.col(holder).filter(pl.col("_named") == pl.col("_named").max()).min()


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
