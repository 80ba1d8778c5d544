"""Derive a verdict from the evidence, by the first line of this table that applies:

    1. exactly one power of ten makes it match its references  contradicted
    2. it is declared to be of another thing                   misdescribed
    3. an independent reference of its kind agrees             supported
    4. the article itself or a limit contradicts it, or a
       reference of its kind does and no other supports it     contradicted
    5. otherwise                                               unverified

Only deciding evidence counts. Evidence is independent if it uses no other
figure of the article. Agreement within the article supports nothing, because
all its figures can be wrong in the same way. A figure of which nobody has
decided yet what it measures has no evidence, and is ``unjudged``.
"""

from typing import Any

import polars as pl

from tungsten.evidence.corrections import REWRITES
from tungsten.evidence.messages import reason
from tungsten.evidence.reference_match import BETWEEN, BOUNDS, is_claim
from tungsten.ledger.clean import is_undecided
from tungsten.ledger.read import Ledger
from tungsten.vocabulary import LANGUAGES

LINES = {1: "contradicted", 2: "misdescribed", 3: "supported", 4: "contradicted", 5: "unverified"}
VERDICTS = ("supported", "contradicted", "misdescribed", "unverified", "unjudged")

_STRENGTH = {"reference": 0, "internal": 1, "wording": 2, "plausibility": 3}
_NEARNESS = {"agrees": 0, "close": 1, "weak": 2, "differs": 3}
_TEMPLATE_BY_CHECK = {"possible-value": "possible", "share-of-world-reserves": "other_total"}
"""Checks that never decide, each with the template that says why."""
_TEMPLATE = {3: "supported", 4: "contradicted", 5: "weak"}


def verdict_table(
    tidy: pl.DataFrame, evidence: pl.DataFrame, ledger: Ledger, corrections: list[dict[str, Any]]
) -> pl.DataFrame:
    """Return one row a figure: ``figure_id, verdict, reason_en, reason_ar, check_ids, slip_power``.

    Args:
        corrections: The declared corrections; empty if ``tidy`` is already corrected.
    """
    deciding = evidence.filter(pl.col("decides")).with_columns(line=line())
    on_its_line = pl.concat([deciding, misdescriptions(corrections)], how="diagonal_relaxed").filter(
        pl.col("line") == pl.col("line").min().over("figure_id")
    )
    leading = on_its_line.sort("figure_id", *strongest_first(), maintain_order=True).unique(
        "figure_id", keep="first", maintain_order=True
    )
    checks = on_its_line.group_by("figure_id").agg(
        check_ids=pl.col("check_id").unique(maintain_order=True).str.join(" "), pages=pages().n_unique()
    )
    figures = tidy.filter(pl.col("role") == "figure").select(
        *("figure_id", "low", "high", "qualifier"),
        printed_unit="unit",
        is_undecided=is_undecided(tidy),
        own_edition=ledger.own_edition(),
    )
    rows = (
        figures.join(leading.drop("check_ids", strict=False), on="figure_id", how="left", maintain_order="left")
        .join(checks, on="figure_id", how="left", maintain_order="left")
        .join(other_sides(ledger.references, tidy), on="check_id", how="left", maintain_order="left")
        .with_columns(unit=pl.coalesce("unit", "printed_unit"), template=template())
    )
    reasons = {
        f"reason_{language}": [row[f"reason_{language}"] or reason(row, language) for row in rows.iter_rows(named=True)]
        for language in LANGUAGES
    }
    verdict = pl.col("line").replace_strict(LINES, default="unverified", return_dtype=pl.String)
    return rows.with_columns(
        verdict=pl.when("is_undecided").then(pl.lit("unjudged")).otherwise(verdict),
        **{name: pl.Series(sentences) for name, sentences in reasons.items()},
    ).select("figure_id", "verdict", "reason_en", "reason_ar", "check_ids", "slip_power")


def pages() -> pl.Expr:
    """Return the pages that citations name, one a row; a citation lists them with semicolons."""
    return pl.col("citation").str.split(";").explode().str.strip_chars()


def line() -> pl.Expr:
    """Return the line of the table above that a row of deciding evidence leads to."""
    of_its_kind = (pl.col("kind") == "reference") & pl.col("same_kind") & pl.col("figure_ids").is_null()
    met = (of_its_kind & (pl.col("outcome") != "differs")).any().over("figure_id")
    outweighed = (pl.col("kind") == "reference") & met
    return (
        pl.when(pl.col("slip_power").is_not_null())
        .then(1)
        .when(of_its_kind & pl.col("outcome").is_in(["agrees", "close"]))
        .then(3)
        .when((pl.col("outcome") == "differs") & pl.col("same_kind") & ~outweighed)
        .then(4)
        .otherwise(5)
    )


def misdescriptions(corrections: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the corrections that make line 2 apply, one row for each check they name."""
    complete = [entry for entry in corrections if entry.get("figure") and isinstance(entry.get("evidence"), list)]
    rows = [
        (entry["figure"], 2, str(check), entry.get("reason"), entry.get("reason_ar"))
        for entry in complete  # the suite of corrections reports incomplete entries
        if entry.get("action") in REWRITES
        for check in entry["evidence"]
    ]
    schema = {
        "figure_id": pl.String,
        "line": pl.Int32,
        "check_id": pl.String,
        "reason_en": pl.String,
        "reason_ar": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def strongest_first() -> list[pl.Expr]:
    """Return sort keys for the rows of one line: independent references first, plausible ranges last."""
    return [
        pl.col("kind").replace_strict(_STRENGTH, default=0),
        pl.col("check_id") == "possible-value",
        ~pl.col("same_kind"),
        pl.col("figure_ids").is_not_null(),
        pl.col("outcome").replace_strict(_NEARNESS, default=0),
    ]


def template() -> pl.Expr:
    """Return the key in ``reasons.csv`` of a row's reason; on line 5 the reason says why nothing decides."""
    undecided = pl.col("line") == 5
    return (
        pl.when("is_undecided")
        .then(pl.lit("unjudged"))
        .when(pl.col("low").is_null())
        .then(pl.lit("withheld"))
        .when(pl.col("check_id").is_null())
        .then(pl.lit("nothing"))
        .when(pl.col("slip_power") < 0)
        .then(pl.lit("slip_large"))
        .when(pl.col("slip_power") > 0)
        .then(pl.lit("slip_small"))
        .when((pl.col("line") == 3) & (pl.col("outcome") == "close"))
        .then(pl.lit("close"))
        .when(undecided & (pl.col("edition") == pl.col("own_edition")))
        .then(pl.lit("copied"))
        .when(undecided & pl.col("check_id").is_in(list(_TEMPLATE_BY_CHECK)))
        .then(pl.col("check_id").replace_strict(_TEMPLATE_BY_CHECK, default=None, return_dtype=pl.String))
        .when(undecided & ~pl.col("same_kind"))
        .then(pl.lit("other"))
        .when(undecided & pl.col("is_claim"))
        .then(pl.lit("claimed"))
        .when(undecided & pl.col("note").str.contains(BETWEEN, literal=True))
        .then(pl.lit("between"))
        .when(undecided & (pl.col("kind") == "reference") & (width("observed") > width("expected")))
        .then(pl.when(pl.col("qualifier").is_in(BOUNDS)).then(pl.lit("bound")).otherwise(pl.lit("rough")))
        .otherwise(pl.col("line").replace_strict(_TEMPLATE, default=None, return_dtype=pl.String))
    )


def width(side: str) -> pl.Expr:
    """Return the ratio of an interval's ends, infinite where one of them is open."""
    return pl.col(f"{side}_high") / pl.col(f"{side}_low")


def other_sides(references: dict[str, pl.DataFrame], tidy: pl.DataFrame) -> pl.DataFrame:
    """Return the printed value and the names of the other side of each check with one other side, by ``check_id``."""
    values = [pl.col(name).alias(f"given_{name}") for name in ("low", "high", "qualifier")]
    names = {"reference": reference_name(), "reference_ar": pl.coalesce("edition_ar", reference_name())}
    facts = pl.concat(references.values()).with_columns(**names, is_claim=is_claim())
    sources = facts.select(source="reference_id", **{f"source_{name}": pl.col(name) for name in names})
    with_source = facts.with_columns(source=pl.col("citation").str.extract(r"^derived from (\w+)")).join(
        sources, on="source", how="left", maintain_order="left"
    )
    cited = with_source.select(
        *values,
        "is_claim",
        "edition",
        check_id=pl.format("reference-{}", "reference_id"),
        **{name: pl.coalesce(f"source_{name}", name) for name in names},
    )
    others = tidy.select(*values, check_id=pl.format("repeats-{}", "figure_id"))
    return pl.concat([cited, others], how="diagonal")


def reference_name() -> pl.Expr:
    """Return the English name of a reference: the edition of the survey, else the start of its citation."""
    survey = pl.when(pl.col("edition").str.contains(r"^M[CY][SB]")).then("edition")
    return pl.coalesce(survey, pl.col("citation").str.extract(r"^([^,;(]+)").str.strip_chars())
