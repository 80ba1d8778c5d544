"""Evidence and verdicts as the suites judge them."""

import polars as pl

from tungsten.evidence.compare import is_one_value
from tungsten.evidence.messages import NOTES
from tungsten.evidence.other_versions import calls_it_otherwise
from tungsten.evidence.reference_match import NO_MASS
from tungsten.evidence.table import evidence_table
from tungsten.evidence.verdicts import line, verdict_table
from tungsten.ledger import clean
from tungsten.ledger.clean import read_periods
from tungsten.ledger.read import FIGURES, Ledger


def evidence(ledger: Ledger, figures: pl.DataFrame, evidence: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every check of every figure that can be read, with whether what decides was read and is cited.

    ``evidence`` on the figures is used where it is there already.
    """
    figures = clean.readable(figures)
    was_read = pl.concat(ledger.references.values()).select("reference_id", was_read="decides")
    units = figures.select("figure_id", figure_unit="unit")
    decides = pl.col("decides")
    return (
        (evidence_table(figures, ledger) if evidence is None else evidence)
        .join(was_read, on="reference_id", how="left", maintain_order="left")
        .join(units, on="figure_id", how="left", maintain_order="left")
        .with_columns(
            is_cited=~decides | pl.col("citation").is_not_null(),
            was_read=~decides | pl.col("was_read").fill_null(True),
            chance_of_agreement=pl.when(pl.col("outcome").is_in(["agrees", "close"]) & ~is_one_value()).then("chance"),
            **{name: pl.when(has_note()).then(pl.col(name).fill_null("")) for name in NOTES},
        )
        .pipe(in_the_ledger, ledger)
    )


def has_note() -> pl.Expr:
    """Whether a check is noted in one language at least."""
    return pl.any_horizontal(pl.col(list(NOTES)).is_not_null())


def against(evidence: pl.DataFrame, figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """The checks that speak against a figure, or for another thing than it claims: ``figure_id, check_id``.

    Of evidence that decides; and witnesses of wording, which decide nothing but what was meant.
    """
    measured = figures.select("figure_id", "measure", "basis", "period_start", "period_end", printed_as="qualifier")
    dated = pl.concat(ledger.references.values()).pipe(read_periods)
    meant = dated.select(
        "reference_id",
        meant="measure",
        meant_basis="basis",
        meant_from="period_start",
        meant_to="period_end",
        meant_in="edition",
    )
    rows = (
        evidence.filter(pl.col("decides") | calls_it_otherwise())
        .join(measured, on="figure_id", how="left", maintain_order="left")
        .join(meant, on="reference_id", how="left", maintain_order="left")
        .with_columns(line=line())
    )
    rows = rows.with_columns(fits_another=fits_another_thing())
    is_against = pl.col("decides") & pl.col("line").is_in([1, 4])
    is_of_another_thing = pl.col("fits_another") | drops_a_bound() | shares_a_basis(rows) | calls_it_otherwise()
    speaks = is_against | is_of_another_thing
    return rows.filter(speaks).group_by("figure_id", maintain_order=True).agg(check_id=pl.col("check_id").str.join(" "))


def fits_another_thing() -> pl.Expr:
    """Whether the number meets a reference of another measure, basis or time, and none of its own.

    What only repeats a claim tells of another measure, nothing else; a time
    that overlaps the figure's is no other time, nor is another year of a
    survey's series, whose years lie close together.
    """
    of_its_kind = (pl.col("kind") == "reference") & pl.col("same_kind") & pl.col("expected_high").is_finite()
    met = (of_its_kind & (pl.col("outcome") != "differs")).any().over("figure_id")
    is_another = pl.col("measure") != pl.col("meant")
    is_yearly = pl.col("meant_in").str.starts_with("MCS").fill_null(False)
    is_disjoint = (pl.col("meant_from") > pl.col("period_end")) | (pl.col("meant_to") < pl.col("period_start"))
    fits = pl.col("outcome").is_in(["agrees", "close"]) & (
        is_another | is_otherwise_based() | (is_disjoint & ~is_yearly)
    )
    hints = (pl.col("outcome") == "weak") & is_another
    independent = pl.col("figure_ids").is_null()
    return (pl.col("kind") == "reference") & independent & ~pl.col("same_kind") & (fits | hints).fill_null(False) & ~met


def shares_a_basis(rows: pl.DataFrame) -> pl.Expr:
    """Return whether a share is one of a whole of which another share fits a reference on another basis.

    Shares that sum to 100 % are shares of one thing: if one is of all forms of tungsten, all are.
    """
    of_another_basis = rows.filter("fits_another", is_otherwise_based())["figure_id"].unique().to_list()
    parts = pl.col("figure_ids").str.split(" ")
    return (pl.col("check_id") == "sums-to-100") & (parts.list.set_intersection(of_another_basis).list.len() > 0)


def is_otherwise_based() -> pl.Expr:
    """Return whether figure and reference state a basis each, and not the same."""
    both_stated = ~pl.col("basis").is_in(NO_MASS) & ~pl.col("meant_basis").is_in(NO_MASS)
    return (both_stated & (pl.col("basis") != pl.col("meant_basis"))).fill_null(False)


def drops_a_bound() -> pl.Expr:
    """Whether the reference prints as a floor the very number the figure prints as a value."""
    is_floor = pl.col("expected_high").is_infinite() & (pl.col("kind") == "reference") & pl.col("same_kind")
    is_its_number = (pl.col("observed_low") + pl.col("observed_high")) / 2 == pl.col("expected_low")
    return is_floor & is_its_number & (pl.col("printed_as") == "exact")


def verdicts(ledger: Ledger, figures: pl.DataFrame, evidence: pl.DataFrame | None = None) -> pl.DataFrame:
    """The verdict on every figure that can be read: how many it has, how many checks, and which speak against it.

    ``evidence`` on the figures is used where it is there already.
    """
    doubts = (
        ledger.corrections if figures.equals(clean.cleaned(ledger.figures, ledger.entities).select(clean.TIDY)) else []
    )
    figures = clean.readable(figures)
    evidence = evidence_table(figures, ledger) if evidence is None else evidence
    judged = verdict_table(figures, evidence, ledger, doubts)
    valued = figures.filter(role="figure").select("figure_id", has_value=pl.col("low").is_not_null())
    counted = judged.group_by("figure_id").agg(verdicts=pl.len().cast(pl.Int64))
    return (
        valued.join(judged, on="figure_id", how="left", maintain_order="left")
        .join(counted, on="figure_id", how="left", maintain_order="left")
        .join(against(evidence, figures, ledger), on="figure_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("verdict", "reason_en", "reason_ar").fill_null(""),
            pl.col("verdicts").fill_null(0),
            checks=pl.when("has_value").then(
                pl.col("check_ids").fill_null("").str.count_matches(r"\S+").cast(pl.Int64)
            ),
            speaks_against=pl.col("check_id").is_not_null(),
            slip_fits=pl.col("slip_power").is_null() | (pl.col("verdict") == "contradicted"),
        )
        .pipe(in_the_ledger, ledger)
    )


def in_the_ledger(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """The rows with the file and line their figure stands in."""
    placed = ledger.figures.select("figure_id", "file_line", file=pl.lit(FIGURES.as_posix()))
    return rows.join(placed, on="figure_id", how="left", maintain_order="left")
