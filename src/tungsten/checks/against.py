"""Figures against independent references, every candidate shown, only those that were read deciding.

A reference is a candidate where it is of the same subject and commodity, of
the same measure or one it is commonly taken for, on a basis that is the same,
unstated, or convertible by a known factor, and of a time that overlaps.
"""

import polars as pl

from tungsten.checks.claims import evidence
from tungsten.ledger.clean import read_periods

MISTAKEN_FOR = {
    "reserves": ("resources",),
    "resources": ("reserves",),
    "loan": ("letter_of_interest",),
    "letter_of_interest": ("loan",),
    "demand_percent": ("penetration_rate",),
    "demand": ("mine_production",),
}
"""Measures one is commonly printed for another; a match there is the right number for another thing."""

NO_MASS = ("not_stated", "not_applicable", "product")
SAME_BASIS = {"concentrate": "concentrate_65"}
_EITHER = "one side doesn't say whether it counts W or WO₃: both readings"


def reference_evidence(claims: pl.DataFrame, expectations: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """One row for every figure and candidate reference.

    ``expectations`` are references with ``least`` and ``most``; ``published``
    holds ``source_id, published`` (a date): a figure without a time of its
    own is said of the time up to then.
    """
    return evidence(
        candidates(claims, expectations, published)
        .pipe(as_the_figures_basis, w_in_wo3(expectations))
        .pipe(as_claimed)
        .pipe(with_spread, spreads(expectations))
        .with_columns(check_id=pl.format("reference-{}", "reference_id"), note=_note()),
        "reference",
    ).pipe(claims_confirm_nothing, expectations)


def claims_confirm_nothing(rows: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """A claim that repeats a claim is ``weak`` where it agrees; where it differs it still contradicts."""
    repeated = expectations.filter(pl.col("status") == "claim")["reference_id"].to_list()
    borne_out = pl.col("outcome").is_in(["agrees", "close"]) & pl.col("reference_id").is_in(repeated)
    return rows.with_columns(outcome=pl.when(borne_out).then(pl.lit("weak")).otherwise("outcome"))


def candidates(claims: pl.DataFrame, expectations: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """The pairs worth comparing, with ``same_kind`` false where measure, basis or time is another."""
    swaps = [(name, other) for name, others in MISTAKEN_FOR.items() for other in (name, *others)]
    plain = [(name, name) for name in claims["measure"].unique(maintain_order=True) if name not in MISTAKEN_FOR]
    measures = pl.DataFrame(swaps + plain, schema=["measure", "measure_ref"], orient="row")
    dated = claims.join(published, on="source_id", how="left", maintain_order="left").join(
        measures, on="measure", maintain_order="left"
    )
    references = (
        expectations.pipe(read_periods).rename(lambda name: f"{name}_ref").rename({"reference_id_ref": "reference_id"})
    )
    pairs = dated.join(
        references,
        left_on=["entity_id", "measure_ref", "unit"],
        right_on=["entity_id_ref", "measure_ref", "unit_ref"],
        how="inner",
        maintain_order="left_right",
    ).filter(pl.col("commodity").is_null() | (pl.col("commodity") == pl.col("commodity_ref")))
    timed = pairs.with_columns(overlaps=_overlaps()).filter(_of_the_time())
    return timed.with_columns(
        same_kind=(pl.col("measure") == pl.col("measure_ref")) & _same_basis() & pl.col("overlaps"),
        decides=pl.col("decides_ref"),
        citation="citation_ref",
    )


def as_the_figures_basis(pairs: pl.DataFrame, factor: float) -> pl.DataFrame:
    """Expectations on the figure's basis: W = WO₃ × factor; both readings where one side doesn't say which."""
    readings = pl.DataFrame(
        [
            ("WO3", "W", 1 / factor, 1 / factor, f"converted from W by {factor}"),
            ("W", "WO3", factor, factor, f"converted from WO₃ by {factor}"),
            ("WO3", "not_stated", 1.0, 1 / factor, _EITHER),
            ("not_stated", "W", 1.0, 1 / factor, _EITHER),
            ("W", "not_stated", factor, 1.0, _EITHER),
            ("not_stated", "WO3", factor, 1.0, _EITHER),
        ],
        schema=["basis", "basis_ref", "times_low", "times_high", "basis_note"],
        orient="row",
    ).with_columns(unit=pl.lit("t"))
    return pairs.join(readings, on=["basis", "basis_ref", "unit"], how="left", maintain_order="left").with_columns(
        pl.col("times_low", "times_high").fill_null(1.0)
    )


def as_claimed(pairs: pl.DataFrame) -> pl.DataFrame:
    """What each reference leads one to expect: its interval, or where both sides are floors, the floors themselves.

    A ceiling is expected to be reached, as `claims` reads the article's own.
    """
    floors = (pl.col("qualifier") == "more_than") & (pl.col("qualifier_ref") == "more_than")
    ceiling = pl.col("qualifier_ref") == "up_to"
    half, half_ref = pl.col("rounding"), pl.col("rounding_ref")
    low = pl.when(floors | ceiling).then(pl.col("low_ref") - half_ref).otherwise("least_ref")
    high = pl.when(floors | ceiling).then(pl.col("high_ref") + half_ref).otherwise("most_ref")
    return pairs.with_columns(
        observed_low=pl.when(floors).then(pl.col("low") - half).otherwise("observed_low"),
        observed_high=pl.when(floors).then(pl.col("high") + half).otherwise("observed_high"),
        expected_low=low * pl.col("times_low"),
        expected_high=high * pl.col("times_high"),
    )


def spreads(expectations: pl.DataFrame) -> pl.DataFrame:
    """How much a reference series moves between its own editions: ``entity_id, measure, spread, values``.

    For each subject and measure, the greatest ratio less one between two
    editions' values for the same time. A series printed once has no spread:
    there only intervals decide.
    """
    series = ["entity_id", "commodity", "measure", "basis", "kind"]
    edition = pl.col("edition").str.starts_with("MCS")
    known = expectations.filter(edition & (pl.col("low") > 0) & pl.col("decides") & (pl.col("qualifier") == "exact"))
    revised = known.group_by(*series, "period", maintain_order=True).agg(
        ratio=pl.col("low").max() / pl.col("low").min() - 1, values=pl.col("edition").n_unique()
    )
    return (
        revised.filter(pl.col("values") > 1)
        .group_by(series, maintain_order=True)
        .agg(spread=pl.col("ratio").max(), periods=pl.len())
    )


def with_spread(pairs: pl.DataFrame, spread: pl.DataFrame) -> pl.DataFrame:
    """The pairs with the ``spread`` of the series each reference belongs to."""
    keys = {name: f"{name}_ref" for name in ("commodity", "basis", "kind")}
    return pairs.join(
        spread.rename({"measure": "measure_ref", **keys}),
        on=["entity_id", "measure_ref", *keys.values()],
        how="left",
        maintain_order="left",
    )


def w_in_wo3(expectations: pl.DataFrame) -> float:
    """The mass fraction of W in WO₃ the references were read to give (USGS: 0.793)."""
    fractions = expectations.filter(
        (pl.col("entity_id") == "tungsten_trioxide") & (pl.col("measure") == "mass_fraction") & pl.col("decides")
    )
    return float(fractions["low"].item())


def _overlaps() -> pl.Expr:
    """Whether figure and reference can be of one time; what gives no time fits any."""
    start, end = pl.col("period_start"), pl.col("period_end")
    begins_later = pl.col("period_start_ref") > pl.coalesce(end, "published")
    ends_before = pl.col("period_end_ref") < start
    return ~(begins_later.fill_null(False) | ends_before.fill_null(False))


def _of_the_time() -> pl.Expr:
    """References of the figure's time; failing those, of other times, to see whether the date is what's wrong.

    A figure that gives no time of its own is held against the latest year of
    a survey's series, not against every year it was ever printed for.
    """
    dated = pl.col("period_start").is_not_null()
    has_any = pl.col("overlaps").any().over("figure_id")
    in_series = pl.col("edition_ref").str.starts_with("MCS") & pl.col("period_start_ref").is_not_null()
    year = pl.when(pl.col("overlaps")).then(pl.col("period_start_ref"))
    latest = year == year.max().over("figure_id", "measure_ref", "basis_ref")
    return pl.when(dated).then(pl.col("overlaps") | ~has_any).otherwise(pl.col("overlaps") & (~in_series | latest))


def _same_basis() -> pl.Expr:
    basis, ref = pl.col("basis").replace(SAME_BASIS), pl.col("basis_ref")
    convertible = basis.is_in(["W", "WO3"]) & ref.is_in(["W", "WO3"])
    return (basis == ref) | basis.is_in(NO_MASS) | ref.is_in(NO_MASS) | convertible


def _note() -> pl.Expr:
    other = pl.when(~pl.col("same_kind")).then(
        pl.format("a {} on basis {} of {}", "kind_ref", "basis_ref", pl.col("period_ref").fill_null("no stated time"))
    )
    undecided = pl.when(~pl.col("decides_ref")).then(pl.format("shown only: {}", "confidence_ref"))
    repeated = pl.when(pl.col("status_ref") == "claim").then(
        pl.lit("itself a claim: it can contradict but not confirm")
    )
    words = pl.concat_str([other, pl.col("basis_note"), undecided, repeated], separator="; ", ignore_nulls=True)
    return pl.when(words != "").then(words)
