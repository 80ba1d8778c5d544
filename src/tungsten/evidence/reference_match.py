"""Compare figures with independent references.

A reference is a candidate if it has the same subject and commodity, the same
measure or one commonly confused with it, and an overlapping period. It is of
the same kind if measure and period are the same and the basis is the same,
not stated, or convertible by a known factor. All candidates are shown; only
those that were read decide.
"""

import polars as pl

from tungsten.evidence import trioxide
from tungsten.evidence.compare import checks, compared, meets, stretched
from tungsten.evidence.messages import NOTES, listed, sentence, term, when, words
from tungsten.ledger.clean import is_survey, read_periods

MISTAKEN_FOR = {
    "reserves": ("resources",),
    "resources": ("reserves",),
    "loan": ("letter_of_interest",),
    "letter_of_interest": ("loan",),
    "demand_percent": ("penetration_rate",),
    "demand": ("mine_production",),
    "mine_life": ("years_of_supply",),
}
"""Measures that are commonly confused. A match with one of them means that the number is of another thing."""

MISTAKEN_COLUMN = {"import_reliance": "production_share"}
"""Columns of the survey that are confused: a country's import reliance, and another country's share of output."""

NO_MASS = ("not_stated", "not_applicable", "product")
SAME_BASIS = {"concentrate": "concentrate_65"}
BETWEEN = words()["note:between"]["en"]
BOUNDS = ("more_than", "less_than", "up_to")


def reference_evidence(claims: pl.DataFrame, expectations: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Return one row for every figure and candidate reference.

    Args:
        expectations: References with ``least`` and ``most``.
        published: ``source_id, published`` (a date). A figure without a period
            is taken to be of the time up to that date.
    """
    return compared(
        checks(
            candidates(claims, expectations, published)
            .pipe(with_spread, spreads(expectations))
            .pipe(with_readings, trioxide.factor(expectations))
            .pipe(as_claimed)
            .pipe(on_the_figures_basis)
            .with_columns(
                check_id=pl.format("reference-{}", "reference_id"),
                confirms=~(is_claim("_ref") | pl.col("is_between")),
                **{column: _note(language) for column, language in NOTES.items()},
            ),
            "reference",
        )
    )


def is_claim(suffix: str = "") -> pl.Expr:
    """Return whether a reference only repeats somebody's claim; it can contradict a figure but not support it."""
    return (pl.col(f"status{suffix}") == "claim") | (pl.col(f"kind{suffix}") == "claim")


def candidates(claims: pl.DataFrame, expectations: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs to compare; ``same_kind`` is false where subject, measure, basis or period differ."""
    references = (
        expectations.pipe(read_periods).rename(lambda name: f"{name}_ref").rename({"reference_id_ref": "reference_id"})
    )
    dated = claims.join(published, on="source_id", how="left", maintain_order="left")
    pairs = (
        pl.concat([_of_its_subject(dated), _of_another_subject(dated, expectations)])
        .join(
            references,
            left_on=["subject", "measure_ref", "unit"],
            right_on=["entity_id_ref", "measure_ref", "unit_ref"],
            maintain_order="left_right",
        )
        .filter(pl.col("commodity").is_null() | (pl.col("commodity") == pl.col("commodity_ref")))
        .filter((pl.col("subject") == pl.col("entity_id")) | is_survey("edition_ref"))
    )
    timed = pairs.with_columns(overlaps=overlaps(pl.coalesce("period_end", "published"))).filter(_of_the_time())
    return timed.with_columns(
        same_kind=(pl.col("measure") == pl.col("measure_ref"))
        & is_on_same_basis()
        & pl.col("overlaps")
        & _of_one_time(),
        decides=pl.col("decides_ref"),
        citation="citation_ref",
    )


def with_readings(pairs: pl.DataFrame, factor: float) -> pl.DataFrame:
    """Add the factors that convert a reference to the figure's basis: W = WO₃ × ``factor``.

    Adds ``times``, ``or_times`` (the other possible factor, where one side
    doesn't state its basis) and ``reading`` (the key of the note about it).
    """
    readings = pl.DataFrame(
        [
            ("WO3", "W", 1 / factor, None, "from-W"),
            ("W", "WO3", factor, None, "from-WO3"),
            ("WO3", "not_stated", 1.0, 1 / factor, "either"),
            ("not_stated", "W", 1.0, 1 / factor, "either"),
            ("W", "not_stated", 1.0, factor, "either"),
            ("not_stated", "WO3", 1.0, factor, "either"),
        ],
        schema=["basis", "basis_ref", "times", "or_times", "reading"],
        orient="row",
    ).with_columns(unit=pl.lit("t"), factor=factor)
    return pairs.join(readings, on=["basis", "basis_ref", "unit"], how="left", maintain_order="left").with_columns(
        pl.col("times").fill_null(1.0)
    )


def as_claimed(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add the interval of each reference on its own basis: ``stated_low, stated_high``.

    Where both sides print a floor ("more than"), the printed numbers are
    compared. A ceiling ("up to") stands for its number, as in `compare.claims`.
    """
    floors = _both_are_floors()
    ceiling = pl.col("qualifier_ref") == "up_to"
    half, half_ref = pl.col("rounding"), pl.col("rounding_ref")
    return pairs.with_columns(
        observed_low=pl.when(floors).then(pl.col("low") - half).otherwise("observed_low"),
        observed_high=pl.when(floors).then(pl.col("high") + half).otherwise("observed_high"),
        stated_low=pl.when(floors | ceiling).then(pl.col("low_ref") - half_ref).otherwise("least_ref"),
        stated_high=pl.when(floors | ceiling).then(pl.col("high_ref") + half_ref).otherwise("most_ref"),
        observed_includes_high=pl.when(floors).then(half == 0).otherwise("observed_includes_high"),
        expected_includes_high=pl.when(floors | ceiling).then(half_ref == 0).otherwise("includes_most_ref"),
    )


def _both_are_floors() -> pl.Expr:
    return (pl.col("qualifier") == "more_than") & (pl.col("qualifier_ref") == "more_than")


def on_the_figures_basis(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add the expectation on the figure's basis: of two readings the one the figure meets, else the span of both.

    ``is_between`` is true where the figure meets neither reading but lies
    between them, which is no agreement.
    """
    plain = pl.col("stated_low") * pl.col("times"), pl.col("stated_high") * pl.col("times")
    other = pl.col("stated_low") * pl.col("or_times"), pl.col("stated_high") * pl.col("or_times")
    both = pl.min_horizontal(plain[0], other[0]), pl.max_horizontal(plain[1], other[1])
    is_plain = pl.col("or_times").is_null() | meets(*stretched(*plain))
    is_other = meets(*stretched(*other)).fill_null(False)
    low, high = (
        pl.when(is_plain).then(plain[end]).when(is_other).then(other[end]).otherwise(both[end]) for end in (0, 1)
    )
    return pairs.with_columns(expected_low=low, expected_high=high, is_between=~is_plain & ~is_other & meets(*both))


def spreads(expectations: pl.DataFrame) -> pl.DataFrame:
    """Return how far editions of the survey differ within each reference series: ``spread, periods``.

    ``spread`` is the greatest ratio, minus one, between the values of two
    editions for the same period; ``periods`` counts the periods that occur in
    several editions. A series without such a period has no row.
    """
    series = ["entity_id", "commodity", "measure", "basis", "kind"]
    known = expectations.filter(
        is_survey() & (pl.col("low") > 0) & pl.col("decides") & (pl.col("qualifier") == "exact")
    )
    revised = known.group_by(*series, "period", maintain_order=True).agg(
        ratio=pl.col("low").max() / pl.col("low").min() - 1, values=pl.col("edition").n_unique()
    )
    return (
        revised.filter(pl.col("values") > 1)
        .group_by(series, maintain_order=True)
        .agg(spread=pl.col("ratio").max(), periods=pl.len())
    )


def with_spread(pairs: pl.DataFrame, spread: pl.DataFrame) -> pl.DataFrame:
    """Add the ``spread`` of each reference's series."""
    keys = {name: f"{name}_ref" for name in ("measure", "commodity", "basis", "kind")}
    return pairs.join(
        spread.rename({"entity_id": "subject", **keys}),
        on=["subject", *keys.values()],
        how="left",
        maintain_order="left",
    )


def overlaps(until: pl.Expr) -> pl.Expr:
    """Return whether the periods can overlap; a figure without a period fits any that began before or on ``until``."""
    begins_later = pl.col("period_start_ref") > until
    ends_before = pl.col("period_end_ref") < pl.col("period_start")
    return ~(begins_later.fill_null(False) | ends_before.fill_null(False))


def _of_its_subject(claims: pl.DataFrame) -> pl.DataFrame:
    """Add ``subject``, the claim's own entity, and ``measure_ref``, one row for each measure to compare with."""
    swaps = [(name, other) for name, others in MISTAKEN_FOR.items() for other in (name, *others)]
    plain = [(name, name) for name in claims["measure"].unique(maintain_order=True) if name not in MISTAKEN_FOR]
    measures = pl.DataFrame(swaps + plain, schema={"measure": pl.String, "measure_ref": pl.String}, orient="row")
    return claims.join(measures, on="measure", maintain_order="left").with_columns(subject="entity_id")


def _of_another_subject(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Return the claims that may come from another column of the survey, once for each subject of that column."""
    measures = pl.DataFrame({"measure": list(MISTAKEN_COLUMN), "measure_ref": list(MISTAKEN_COLUMN.values())})
    known = expectations.select("entity_id", "measure").unique(maintain_order=True)
    subjects = known.rename({"entity_id": "subject", "measure": "measure_ref"})
    return (
        claims.join(known, on=["entity_id", "measure"], how="semi", maintain_order="left")
        .join(measures, on="measure", maintain_order="left")
        .join(subjects, on="measure_ref", maintain_order="left_right")
        .filter(pl.col("subject") != pl.col("entity_id"))
    )


def _of_the_time() -> pl.Expr:
    """Return whether a reference is to be compared with a figure by its period.

    A figure with a period is compared with references of that period. If there
    are none, it is compared with those of other periods, which can show that
    its date is wrong. A figure without a period is compared with the latest
    year of a survey's series, not with every year.
    """
    dated = pl.col("period_start").is_not_null()
    has_any = pl.col("overlaps").any().over("figure_id")
    in_series = is_survey("edition_ref") & pl.col("period_start_ref").is_not_null()
    year = pl.when(pl.col("overlaps")).then(pl.col("period_start_ref"))
    latest = year == year.max().over("figure_id", "measure_ref", "basis_ref")
    return pl.when(dated).then(pl.col("overlaps") | ~has_any).otherwise(pl.col("overlaps") & (~in_series | latest))


def _of_one_time() -> pl.Expr:
    """Return whether one period lies within the other: 2020–2023 and 2021–2024 only overlap."""
    inside = (pl.col("period_start") >= pl.col("period_start_ref")) & (pl.col("period_end") <= pl.col("period_end_ref"))
    around = (pl.col("period_start") <= pl.col("period_start_ref")) & (pl.col("period_end") >= pl.col("period_end_ref"))
    return (inside | around).fill_null(True)


def is_on_same_basis() -> pl.Expr:
    """Return whether ``basis`` and ``basis_ref`` are the same, not stated, or convertible by a known factor."""
    basis, ref = pl.col("basis").replace(SAME_BASIS), pl.col("basis_ref")
    convertible = basis.is_in(["W", "WO3"]) & ref.is_in(["W", "WO3"])
    return (basis == ref) | basis.is_in(NO_MASS) | ref.is_in(NO_MASS) | convertible


def _note(language: str) -> pl.Expr:
    """Return the remarks on a pair, most important first; null where figure and reference are of the same kind."""
    bound = pl.col("qualifier_ref").is_in(BOUNDS) & ~pl.col("qualifier").is_in(BOUNDS)
    remarks = {
        "other": ~pl.col("same_kind"),
        **{key: pl.col("reading") == key for key in ("from-W", "from-WO3", "either")},
        "between": pl.col("is_between"),
        "bound": bound,
        "floors": _both_are_floors(),
        "shown": ~pl.col("decides_ref"),
        "claim": is_claim("_ref"),
    }
    values = {"fact": _fact(language), "factor": pl.col("factor"), "confidence": term("confidence_ref", language)}
    sentences = (pl.when(is_so).then(sentence(f"note:{key}", language, **values)) for key, is_so in remarks.items())
    return listed(sentences, "semicolon", language)


def _fact(language: str) -> pl.Expr:
    """Return the measure, entity, basis and period of a reference in words."""
    names = [pl.col(f"{name}_{language}_ref") for name in ("measure", "entity")]
    basis = pl.when(pl.col("basis_ref") != "not_applicable").then(term("basis_ref", language))
    period = when(pl.col("period_ref"), language).fill_null(words()["note:timeless"][language])
    return listed([*names, basis, period], "comma", language)
