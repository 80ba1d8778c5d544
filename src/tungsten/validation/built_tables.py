"""The tables computed from ``data/raw`` as the suites judge them: tidy figures, evidence, verdicts, analyses.

Each is made from the ledger and from tidy figures, which are the printed or
the corrected ones. A rule about more than one cell becomes a column here.
"""

from collections.abc import Callable, Iterable

import polars as pl

from tungsten.analysis import concentration as concentration_analysis
from tungsten.analysis import demand as demand_analysis
from tungsten.analysis import reserves as reserves_analysis
from tungsten.evidence import trioxide
from tungsten.evidence.compare import is_one_value
from tungsten.evidence.corrections import apply_possible
from tungsten.evidence.messages import NOTES
from tungsten.evidence.other_versions import is_other_measure
from tungsten.evidence.reference_match import NO_MASS
from tungsten.evidence.table import evidence_table
from tungsten.evidence.verdicts import line, verdict_table
from tungsten.ledger import read
from tungsten.ledger.clean import is_survey, read_periods, readable
from tungsten.ledger.quantity import VALUES
from tungsten.ledger.read import Ledger
from tungsten.validation.cells import empty_cells, filled, is_other_price, is_part_of_a_whole, measure_ranges
from tungsten.validation.raw_tables import printed_figures
from tungsten.validation.totals import sums

_SERIES = ["series", "commodity", "period", "basis", "edition"]

_RANKING = ["level", "commodity", "edition"]


def corrected_figures(ledger: Ledger) -> pl.DataFrame:
    """Return the tidy figures with every declared correction that can be applied."""
    return apply_possible(printed_figures(ledger), ledger.corrections)[0]


def tidy(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the tidy figures with their raw row and their measure."""
    raw = ledger.figures.select("figure_id", "file_line", printed_in_raw="printed").unique("figure_id", keep="first")
    withheld = [entry.get("figure") for entry in ledger.corrections if entry.get("action") == "withhold"]
    is_figure, can_have_value = pl.col("role") == "figure", pl.col("role").is_in(["figure", "date"])
    is_withheld = pl.col("figure_id").is_in(withheld)
    missing = pl.when(is_withheld).then(empty_cells("unit", "qualifier")).otherwise(empty_cells(*VALUES))
    is_decided = pl.col("status").is_null()
    return (
        figures.join(raw, on="figure_id", how="left", maintain_order="left")
        .join(measure_ranges(ledger), on="measure", how="left", maintain_order="left")
        .with_columns(
            left_out=pl.when(can_have_value & is_decided).then(missing),
            value_of_no_figure=pl.when(~can_have_value).then("low"),
            is_range=pl.col("low") != pl.col("high"),
            is_called_range=pl.col("qualifier") == "range",
            greatest_possible=_greatest_possible(ledger),
            first_day=pl.col("period_start").to_physical(),
            last_day=pl.col("period_end").to_physical(),
        )
        .with_columns(
            filled("measure", "basis"),
            *(pl.when(is_decided & ~is_other_price()).then(name) for name in ("measure_low", "measure_high")),
            pl.when(is_decided).then("greatest_possible"),
            base_unit=pl.when(is_decided).then(pl.when(is_other_price()).then("unit").otherwise("base_unit")),
            entity_id=pl.when(is_figure).then(pl.col("entity_id").fill_null("")).otherwise("entity_id"),
        )
    )


def evidence(ledger: Ledger, figures: pl.DataFrame, evidence: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return every check of every readable figure, with whether a deciding reference was read and cited.

    Args:
        evidence: The evidence on ``figures`` if already computed.
    """
    figures = readable(figures)
    was_read = pl.concat(ledger.references.values()).select("reference_id", was_read="decides")
    units = figures.select("figure_id", figure_unit="unit")
    decides = pl.col("decides")
    has_note = pl.any_horizontal(pl.col(list(NOTES)).is_not_null())
    return (
        (evidence_table(figures, ledger) if evidence is None else evidence)
        .join(was_read, on="reference_id", how="left", maintain_order="left")
        .join(units, on="figure_id", how="left", maintain_order="left")
        .with_columns(
            is_cited=~decides | pl.col("citation").is_not_null(),
            was_read=~decides | pl.col("was_read").fill_null(True),
            chance_of_agreement=pl.when(pl.col("outcome").is_in(["agrees", "close"]) & ~is_one_value()).then("chance"),
            **{name: pl.when(has_note).then(pl.col(name).fill_null("")) for name in NOTES},
        )
        .pipe(_with_place, ledger)
    )


def verdicts(ledger: Ledger, figures: pl.DataFrame, evidence: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the verdict on every readable figure, with its number of verdicts and checks and the checks against it.

    Args:
        evidence: The evidence on ``figures`` if already computed.
    """
    is_printed = figures.equals(printed_figures(ledger))
    figures = readable(figures)
    evidence = evidence_table(figures, ledger) if evidence is None else evidence
    table = verdict_table(figures, evidence, ledger, ledger.corrections if is_printed else [])
    is_comparable = pl.col("low").is_not_null() & ~is_other_price()  # nothing is known of another currency
    valued = (
        figures.filter(role="figure")
        .join(measure_ranges(ledger).select("measure", "base_unit"), on="measure", how="left", maintain_order="left")
        .select("figure_id", has_value=is_comparable)
    )
    counts = table.group_by("figure_id").agg(verdicts=pl.len().cast(pl.Int64))
    return (
        valued.join(table, on="figure_id", how="left", maintain_order="left")
        .join(counts, on="figure_id", how="left", maintain_order="left")
        .join(checks_against(evidence, figures, ledger), on="figure_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("verdict", "reason_en", "reason_ar").fill_null(""),
            pl.col("verdicts").fill_null(0),
            checks=pl.when("has_value").then(
                pl.col("check_ids").fill_null("").str.count_matches(r"\S+").cast(pl.Int64)
            ),
            speaks_against=pl.col("check_id").is_not_null(),
            slip_fits=pl.col("slip_power").is_null() | (pl.col("verdict") == "contradicted"),
        )
        .pipe(_with_place, ledger)
    )


def checks_against(evidence: pl.DataFrame, figures: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return the checks that contradict a figure or show that it is of another thing: ``figure_id, check_id``.

    Only deciding evidence counts, and other versions of the article, which
    decide nothing but what a figure means.
    """
    claimed = figures.select("figure_id", "measure", "basis", "period_start", "period_end", printed_as="qualifier")
    dated = pl.concat(ledger.references.values()).pipe(read_periods)
    referred = dated.select(
        "reference_id",
        reference_measure="measure",
        reference_basis="basis",
        reference_start="period_start",
        reference_end="period_end",
        reference_edition="edition",
    )
    rows = (
        evidence.filter(pl.col("decides") | is_other_measure())
        .join(claimed, on="figure_id", how="left", maintain_order="left")
        .join(referred, on="reference_id", how="left", maintain_order="left")
        .with_columns(line=line())
        .with_columns(fits_another=_fits_another_thing())
    )
    contradicts = pl.col("decides") & pl.col("line").is_in([1, 4])
    is_of_another_thing = pl.col("fits_another") | _drops_a_bound() | _shares_a_basis(rows) | is_other_measure()
    return (
        rows.filter(contradicts | is_of_another_thing)
        .group_by("figure_id", maintain_order=True)
        .agg(check_id=pl.col("check_id").str.join(" "))
    )


def concentration(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the concentration of every series, in per cent and index points."""
    production, usgs, imports = (ledger.references[name] for name in ("production", "reserves", "us_imports"))
    held = concentration_analysis.holdings(readable(figures), production, usgs, imports, ledger.entities)
    return concentration_rows(concentration_analysis.concentration(held), concentration_analysis.shares(held))


def concentration_rows(table: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Add ``share_sum``, and ``points_of_largest``, the index points the largest holder alone contributes."""
    summed = shares.group_by(_SERIES).agg(share_sum=pl.col("share").sum().round(6))
    joined = table.join(summed, on=_SERIES, how="left", maintain_order="left")
    return _as_written(joined, "concentration", _SERIES).with_columns(
        pl.col("series", "basis", "leader").fill_null(""),
        pl.col("share_sum").fill_null(0.0),
        points_of_largest=pl.col("cr1") ** 2 - 1e-6,  # allows for the rounding error of summed floats
    )


def demand(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """Return demand by product and year, in tonnes."""
    return demand_rows(demand_analysis.demand(readable(figures), ledger.references["constants"], ledger.wording))


def demand_rows(table: pl.DataFrame) -> pl.DataFrame:
    """Add a name for each row."""
    with_row = _as_written(table, "demand", ["product", "period", "origin", "reading"])
    return with_row.with_columns(pl.col("product", "origin", "reading", "unit").fill_null(""))


def reserves(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the tonnages of deposits and countries, with their ranks."""
    usgs, constants = ledger.references["reserves"], ledger.references["constants"]
    return reserves_rows(reserves_analysis.reserves(readable(figures), usgs, constants, ledger.entities))


def reserves_rows(table: pl.DataFrame) -> pl.DataFrame:
    """Add the number of bases and of rows in the ranking each row takes part in, and its empty cells."""
    is_ranked = pl.col("rank_best").is_not_null()
    bases = pl.col("basis").filter(is_ranked).n_unique().over(_RANKING)
    return _as_written(table, "reserves", [*_RANKING, "entity_id", "kind"]).with_columns(
        pl.col("entity_id", "level", "kind", "basis").fill_null(""),
        bases_in_ranking=pl.when(is_ranked).then(bases).cast(pl.Int64),
        rows_in_ranking=pl.when(is_ranked).then(is_ranked.sum().over(_RANKING)).cast(pl.Int64),
        rank_of_unknown=pl.when(pl.col("low").is_null()).then("rank_best"),
        left_out=empty_cells("edition", "citation"),
    )


def processed(differences: Iterable[tuple[str, int, str]]) -> pl.DataFrame:
    """Return the rows of ``data/processed`` that differ from what raw gives, each as file, line and difference."""
    rows = [(file, line, f"{file}:{line}", amiss) for file, line, amiss in differences]
    schema = {"file": pl.String, "file_line": pl.Int64, "row": pl.String, "amiss": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


BUILT: dict[str, Callable[..., pl.DataFrame]] = {
    "tidy": tidy,
    "sums": sums,
    "evidence": evidence,
    "verdicts": verdicts,
    "concentration": concentration,
    "demand": demand,
    "reserves": reserves,
}
"""By the name a suite gives its table, the function of ledger and tidy figures that returns it."""


def _greatest_possible(ledger: Ledger) -> pl.Expr:
    """Return the upper limit of a percentage of a whole: 100, or the W in WO₃ (79.3 %) for a grade counted as W.

    NOTE: tungsten minerals are oxides, and none is richer in W than WO₃.
    """
    in_trioxide = ledger.references["constants"].filter(trioxide.is_tungsten_in_trioxide(), pl.col("decides"))
    fraction = pl.lit(in_trioxide["low"].max(), pl.Float64)
    is_grade = pl.col("measure").is_in(["grade", "cut_off_grade", "concentrate_grade"])
    most = pl.when(is_grade & (pl.col("basis") == "W")).then(fraction * 100).otherwise(100.0)
    return pl.when(is_part_of_a_whole("unit")).then(most)


def _fits_another_thing() -> pl.Expr:
    """Return whether the number meets a reference of another measure, basis or time, and none of its own kind.

    Weak agreement counts only for another measure. An overlapping period isn't
    another time; neither is another year of a survey's series, because
    neighbouring years are too similar to tell apart.
    """
    of_its_kind = (pl.col("kind") == "reference") & pl.col("same_kind") & pl.col("expected_high").is_finite()
    meets_its_kind = (of_its_kind & (pl.col("outcome") != "differs")).any().over("figure_id")
    is_another = pl.col("measure") != pl.col("reference_measure")
    is_yearly = is_survey("reference_edition")
    is_later = pl.col("reference_start") > pl.col("period_end")
    is_earlier = pl.col("reference_end") < pl.col("period_start")
    is_disjoint = is_later | is_earlier
    fits = pl.col("outcome").is_in(["agrees", "close"]) & (
        is_another | _is_on_another_basis() | (is_disjoint & ~is_yearly)
    )
    fits_weakly = (pl.col("outcome") == "weak") & is_another
    is_independent = pl.col("figure_ids").is_null()
    is_candidate = (pl.col("kind") == "reference") & is_independent & ~pl.col("same_kind")
    return is_candidate & (fits | fits_weakly).fill_null(False) & ~meets_its_kind


def _shares_a_basis(rows: pl.DataFrame) -> pl.Expr:
    """Return whether a share belongs to a whole of which another share fits a reference on another basis.

    Shares that sum to 100 % are shares of one thing: if one is of all forms of tungsten, all are.
    """
    on_another_basis = rows.filter("fits_another", _is_on_another_basis())["figure_id"].unique().to_list()
    parts = pl.col("figure_ids").str.split(" ")
    return (pl.col("check_id") == "sums-to-100") & (parts.list.set_intersection(on_another_basis).list.len() > 0)


def _is_on_another_basis() -> pl.Expr:
    """Return whether figure and reference both state a basis and the two differ."""
    both_stated = ~pl.col("basis").is_in(NO_MASS) & ~pl.col("reference_basis").is_in(NO_MASS)
    return (both_stated & (pl.col("basis") != pl.col("reference_basis"))).fill_null(False)


def _drops_a_bound() -> pl.Expr:
    """Return whether a figure prints as a value the number that a reference prints as a floor ("more than")."""
    is_floor = pl.col("expected_high").is_infinite() & (pl.col("kind") == "reference") & pl.col("same_kind")
    is_its_number = (pl.col("observed_low") + pl.col("observed_high")) / 2 == pl.col("expected_low")
    return is_floor & is_its_number & (pl.col("printed_as") == "exact")


def _with_place(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Add the file and line of each row's figure."""
    placed = ledger.figures.select("figure_id", "file_line", file=pl.lit(read.FIGURES.as_posix()))
    return rows.join(placed, on="figure_id", how="left", maintain_order="left")


def _as_written(table: pl.DataFrame, name: str, keys: list[str]) -> pl.DataFrame:
    """Add ``row``, the keys joined by spaces, and the place of each row in the file the table is written to."""
    return table.with_columns(
        row=pl.concat_str(keys, separator=" ", ignore_nulls=True),
        file=pl.lit((read.PROCESSED / f"{name}.csv").as_posix()),
        file_line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64),
    )
