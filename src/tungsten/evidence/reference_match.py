"""Figures against independent references, every candidate shown, only those that were read deciding.

A reference is a candidate where it is of the same subject and commodity, of
the same measure or one it is commonly taken for, and of a time that overlaps.
It is of the same kind where measure and time are the same and the basis is the
same, unstated, or convertible by a known factor.
"""

import polars as pl

from tungsten import Unusable
from tungsten.evidence.compare import evidence, meets, stretched
from tungsten.evidence.messages import NOTES, listed, sentence, term, when, words
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

OF_ANOTHER = {"import_reliance": "production_share"}
"""The same between two columns of the survey: a country's reliance on imports, and the share of whom it relies on."""

NO_MASS = ("not_stated", "not_applicable", "product")
SAME_BASIS = {"concentrate": "concentrate_65"}
BETWEEN = words()["note:between"]["en"]
BOUNDS = ("more_than", "less_than", "up_to")


def reference_evidence(claims: pl.DataFrame, expectations: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """One row for every figure and candidate reference.

    ``expectations`` are references with ``least`` and ``most``; ``published``
    holds ``source_id, published`` (a date): a figure without a time of its
    own is said of the time up to then.
    """
    return evidence(
        candidates(claims, expectations, published)
        .pipe(with_spread, spreads(expectations))
        .pipe(with_readings, w_in_wo3(expectations))
        .pipe(as_claimed)
        .pipe(on_the_figures_basis)
        .with_columns(
            check_id=pl.format("reference-{}", "reference_id"),
            confirms=~(is_claim("_ref") | pl.col("is_between")),
            **{column: _note(language) for column, language in NOTES.items()},
        ),
        "reference",
    )


def is_claim(suffix: str = "") -> pl.Expr:
    """Whether a reference only repeats what somebody claims: it can speak against a figure but not for it."""
    return (pl.col(f"status{suffix}") == "claim") | (pl.col(f"kind{suffix}") == "claim")


def candidates(claims: pl.DataFrame, expectations: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """The pairs worth comparing, with ``same_kind`` false where subject, measure, basis or time is another."""
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
        .filter((pl.col("subject") == pl.col("entity_id")) | _in_survey())
    )
    timed = pairs.with_columns(overlaps=overlaps(pl.coalesce("period_end", "published"))).filter(_of_the_time())
    return timed.with_columns(
        same_kind=(pl.col("measure") == pl.col("measure_ref")) & _same_basis() & pl.col("overlaps") & _of_one_time(),
        decides=pl.col("decides_ref"),
        citation="citation_ref",
    )


def with_readings(pairs: pl.DataFrame, factor: float) -> pl.DataFrame:
    """What a reference is to be multiplied by to stand on the figure's basis: W = WO₃ × factor.

    ``times``, and ``or_times`` for the other reading where one side doesn't
    say which basis it is on; ``reading`` names the note that says so.
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
    """What each reference says on its own basis: its interval, or where both sides are floors, the floors themselves.

    A ceiling is expected to be reached, as `claims` reads the article's own.
    """
    floors = (pl.col("qualifier") == "more_than") & (pl.col("qualifier_ref") == "more_than")
    ceiling = pl.col("qualifier_ref") == "up_to"
    half, half_ref = pl.col("rounding"), pl.col("rounding_ref")
    return pairs.with_columns(
        observed_low=pl.when(floors).then(pl.col("low") - half).otherwise("observed_low"),
        observed_high=pl.when(floors).then(pl.col("high") + half).otherwise("observed_high"),
        said_low=pl.when(floors | ceiling).then(pl.col("low_ref") - half_ref).otherwise("least_ref"),
        said_high=pl.when(floors | ceiling).then(pl.col("high_ref") + half_ref).otherwise("most_ref"),
        observed_includes_high=pl.when(floors).then(half == 0).otherwise("observed_includes_high"),
        expected_includes_high=pl.when(floors | ceiling).then(half_ref == 0).otherwise("includes_most_ref"),
    )


def on_the_figures_basis(pairs: pl.DataFrame) -> pl.DataFrame:
    """The expectation on the figure's basis: of two readings the one the figure meets, else all from one to the other.

    ``is_between`` where the figure is neither reading but lies between them:
    that is no agreement.
    """
    plain = pl.col("said_low") * pl.col("times"), pl.col("said_high") * pl.col("times")
    other = pl.col("said_low") * pl.col("or_times"), pl.col("said_high") * pl.col("or_times")
    both = pl.min_horizontal(plain[0], other[0]), pl.max_horizontal(plain[1], other[1])
    is_plain = pl.col("or_times").is_null() | meets(*stretched(*plain))
    is_other = meets(*stretched(*other)).fill_null(False)
    low, high = (
        pl.when(is_plain).then(plain[end]).when(is_other).then(other[end]).otherwise(both[end]) for end in (0, 1)
    )
    return pairs.with_columns(expected_low=low, expected_high=high, is_between=~is_plain & ~is_other & meets(*both))


def spreads(expectations: pl.DataFrame) -> pl.DataFrame:
    """How much each reference series moves between its own editions, over the ``periods`` printed more than once.

    ``spread`` is the greatest ratio, less one, between two editions' values
    for the same time. A series printed once has none: there only intervals
    decide.
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
    keys = {name: f"{name}_ref" for name in ("measure", "commodity", "basis", "kind")}
    return pairs.join(
        spread.rename({"entity_id": "subject", **keys}),
        on=["subject", *keys.values()],
        how="left",
        maintain_order="left",
    )


def w_in_wo3(expectations: pl.DataFrame) -> float:
    """The mass fraction of W in WO₃ the references were read to give (USGS: 0.793)."""
    fractions = expectations.filter(
        (pl.col("entity_id") == "tungsten_trioxide") & (pl.col("measure") == "mass_fraction") & pl.col("decides")
    )
    if fractions.height != 1:
        rows = f"{fractions.height} rows mass_fraction of tungsten_trioxide that decide"
        raise Unusable(f"data/raw/reference/constants.csv: {rows}; one is needed")
    return float(fractions["low"].item())


def overlaps(until: pl.Expr) -> pl.Expr:
    """Whether figure and reference can be of one time; what gives no time fits any that began by ``until``."""
    begins_later = pl.col("period_start_ref") > until
    ends_before = pl.col("period_end_ref") < pl.col("period_start")
    return ~(begins_later.fill_null(False) | ends_before.fill_null(False))


def _of_its_subject(claims: pl.DataFrame) -> pl.DataFrame:
    """Each claim with its ``subject`` and the measures it is to be held against, its own first."""
    swaps = [(name, other) for name, others in MISTAKEN_FOR.items() for other in (name, *others)]
    plain = [(name, name) for name in claims["measure"].unique(maintain_order=True) if name not in MISTAKEN_FOR]
    measures = pl.DataFrame(swaps + plain, schema={"measure": pl.String, "measure_ref": pl.String}, orient="row")
    return claims.join(measures, on="measure", maintain_order="left").with_columns(subject="entity_id")


def _of_another_subject(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """The claims that may have been taken from another subject's column, with every such subject."""
    measures = pl.DataFrame({"measure": list(OF_ANOTHER), "measure_ref": list(OF_ANOTHER.values())})
    known = expectations.select("entity_id", "measure").unique(maintain_order=True)
    subjects = known.rename({"entity_id": "subject", "measure": "measure_ref"})
    return (
        claims.join(known, on=["entity_id", "measure"], how="semi", maintain_order="left")
        .join(measures, on="measure", maintain_order="left")
        .join(subjects, on="measure_ref", maintain_order="left_right")
        .filter(pl.col("subject") != pl.col("entity_id"))
    )


def _of_the_time() -> pl.Expr:
    """References of the figure's time; failing those, of other times, to see whether the date is what's wrong.

    A figure that gives no time of its own is held against the latest year of
    a survey's series, not against every year it was ever printed for.
    """
    dated = pl.col("period_start").is_not_null()
    has_any = pl.col("overlaps").any().over("figure_id")
    in_series = _in_survey() & pl.col("period_start_ref").is_not_null()
    year = pl.when(pl.col("overlaps")).then(pl.col("period_start_ref"))
    latest = year == year.max().over("figure_id", "measure_ref", "basis_ref")
    return pl.when(dated).then(pl.col("overlaps") | ~has_any).otherwise(pl.col("overlaps") & (~in_series | latest))


def _in_survey() -> pl.Expr:
    return pl.col("edition_ref").str.starts_with("MCS").fill_null(False)


def _of_one_time() -> pl.Expr:
    """Whether one period lies within the other: a mean of 2020–2023 is none of 2021–2024."""
    inside = (pl.col("period_start") >= pl.col("period_start_ref")) & (pl.col("period_end") <= pl.col("period_end_ref"))
    around = (pl.col("period_start") <= pl.col("period_start_ref")) & (pl.col("period_end") >= pl.col("period_end_ref"))
    return (inside | around).fill_null(True)


def _same_basis() -> pl.Expr:
    basis, ref = pl.col("basis").replace(SAME_BASIS), pl.col("basis_ref")
    convertible = basis.is_in(["W", "WO3"]) & ref.is_in(["W", "WO3"])
    return (basis == ref) | basis.is_in(NO_MASS) | ref.is_in(NO_MASS) | convertible


def _note(language: str) -> pl.Expr:
    """What a reader has to know of a pair, in the order it matters; nothing where the two are simply alike."""
    bound = pl.col("qualifier_ref").is_in(BOUNDS) & ~pl.col("qualifier").is_in(BOUNDS)
    remarks = {
        "other": ~pl.col("same_kind"),
        **{key: pl.col("reading") == key for key in ("from-W", "from-WO3", "either")},
        "between": pl.col("is_between"),
        "bound": bound,
        "shown": ~pl.col("decides_ref"),
        "claim": is_claim("_ref"),
    }
    told = {"fact": _fact(language), "factor": pl.col("factor"), "confidence": term("confidence_ref", language)}
    said = (pl.when(is_so).then(sentence(f"note:{key}", language, **told)) for key, is_so in remarks.items())
    return listed(said, "semicolon", language)


def _fact(language: str) -> pl.Expr:
    """What a reference measures, of what, on which basis, when."""
    named = [pl.col(f"{name}_{language}_ref") for name in ("measure", "entity")]
    basis = pl.when(pl.col("basis_ref") != "not_applicable").then(term("basis_ref", language))
    period = when(pl.col("period_ref"), language).fill_null(words()["note:timeless"][language])
    return listed([*named, basis, period], "comma", language)
