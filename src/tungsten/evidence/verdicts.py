"""From evidence to a verdict, by the first line of this table that applies:

    1. a power of ten, and one alone, reconciles it        contradicted
    2. declared as the right number for another thing      misdescribed
    3. an independent reference of its kind bears it out   supported
    4. the article itself or a limit is against it, or a
       reference of its kind is and no other meets it      contradicted
    5. otherwise                                           unverified

Only evidence that decides is asked. Independent is what rests on no other
figure of the article: an article can be wrong in step with itself, so
agreement inside it supports nothing.
"""

from typing import Any

import polars as pl

from tungsten.evidence.corrections import REWRITES
from tungsten.evidence.messages import reason
from tungsten.evidence.reference_match import BETWEEN, is_claim
from tungsten.ledger.read import Ledger
from tungsten.vocabulary import LANGUAGES

LINES = {1: "contradicted", 2: "misdescribed", 3: "supported", 4: "contradicted", 5: "unverified"}
VERDICTS = ("supported", "contradicted", "misdescribed", "unverified")

_STRENGTH = {"reference": 0, "internal": 1, "wording": 2, "plausibility": 3}
_NEARNESS = {"agrees": 0, "close": 1, "weak": 2, "differs": 3}
_TEMPLATE = {3: "supported", 4: "contradicted", 5: "weak"}


def verdict_table(
    tidy: pl.DataFrame, evidence: pl.DataFrame, ledger: Ledger, doubts: list[dict[str, Any]]
) -> pl.DataFrame:
    """One row a figure: ``figure_id, verdict, reason_en, reason_ar, check_ids, slip_power``.

    ``doubts`` are the declared corrections still standing: give none once
    they have been applied.
    """
    spoken = evidence.filter(pl.col("decides")).with_columns(line=line())
    judged = pl.concat([spoken, declared(doubts)], how="diagonal_relaxed").filter(
        pl.col("line") == pl.col("line").min().over("figure_id")
    )
    leading = judged.sort("figure_id", *strongest(), maintain_order=True).unique(
        "figure_id", keep="first", maintain_order=True
    )
    checks = judged.group_by("figure_id").agg(
        check_ids=pl.col("check_id").unique(maintain_order=True).str.join(" "), pages=_pages().n_unique()
    )
    figures = tidy.filter(pl.col("role") == "figure").select(
        "figure_id", "low", "high", "qualifier", printed_unit="unit"
    )
    rows = (
        figures.join(leading.drop("check_ids", strict=False), on="figure_id", how="left", maintain_order="left")
        .join(checks, on="figure_id", how="left", maintain_order="left")
        .join(given(ledger.references, tidy), on="check_id", how="left", maintain_order="left")
        .with_columns(unit=pl.coalesce("unit", "printed_unit"), template=template())
    )
    reasons = {
        f"reason_{language}": [row[f"reason_{language}"] or reason(row, language) for row in rows.iter_rows(named=True)]
        for language in LANGUAGES
    }
    verdict = pl.col("line").replace_strict(LINES, default="unverified", return_dtype=pl.String)
    return rows.with_columns(verdict=verdict, **{name: pl.Series(said) for name, said in reasons.items()}).select(
        "figure_id", "verdict", "reason_en", "reason_ar", "check_ids", "slip_power"
    )


def _pages() -> pl.Expr:
    """Return the pages that citations name, one a row; a citation lists them with semicolons."""
    return pl.col("citation").str.split(";").explode().str.strip_chars()


def line() -> pl.Expr:
    """The line of the table above that a row of deciding evidence speaks for."""
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


def declared(doubts: list[dict[str, Any]]) -> pl.DataFrame:
    """Line 2: the declared misdescriptions, with the words and the checks they were declared with."""
    whole = [doubt for doubt in doubts if doubt.get("figure") and isinstance(doubt.get("evidence"), list)]
    rows = [
        (doubt["figure"], 2, str(check), doubt.get("reason"), doubt.get("reason_ar"))
        for doubt in whole  # one that isn't fails a rule of its own
        if doubt.get("action") in REWRITES
        for check in doubt["evidence"]
    ]
    names = {
        "figure_id": pl.String,
        "line": pl.Int32,
        "check_id": pl.String,
        "reason_en": pl.String,
        "reason_ar": pl.String,
    }
    return pl.DataFrame(rows, schema=names, orient="row")


def strongest() -> list[pl.Expr]:
    """The order in which the rows of one line speak: independent references first, what is merely possible last."""
    return [
        pl.col("kind").replace_strict(_STRENGTH, default=0),
        pl.col("check_id") == "possible-value",
        ~pl.col("same_kind"),
        pl.col("figure_ids").is_not_null(),
        pl.col("outcome").replace_strict(_NEARNESS, default=0),
    ]


def template() -> pl.Expr:
    """Which sentence of ``reasons.csv`` tells a row's reason; for one that decides nothing, why it doesn't."""
    undecided = pl.col("line") == 5
    return (
        pl.when(pl.col("low").is_null())
        .then(pl.lit("withheld"))
        .when(pl.col("check_id").is_null())
        .then(pl.lit("nothing"))
        .when(pl.col("slip_power") < 0)
        .then(pl.lit("slip_large"))
        .when(pl.col("slip_power") > 0)
        .then(pl.lit("slip_small"))
        .when((pl.col("line") == 3) & (pl.col("outcome") == "close"))
        .then(pl.lit("close"))
        .when(undecided & (pl.col("check_id") == "possible-value"))
        .then(pl.lit("possible"))
        .when(undecided & ~pl.col("same_kind"))
        .then(pl.lit("other"))
        .when(undecided & pl.col("is_claim"))
        .then(pl.lit("claimed"))
        .when(undecided & pl.col("note").str.contains(BETWEEN, literal=True))
        .then(pl.lit("between"))
        .when(undecided & (pl.col("kind") == "reference") & (width("observed") > width("expected")))
        .then(pl.lit("rough"))
        .otherwise(pl.col("line").replace_strict(_TEMPLATE, default=None, return_dtype=pl.String))
    )


def width(side: str) -> pl.Expr:
    """Return the ratio of an interval's ends, infinite where one of them is open."""
    return pl.col(f"{side}_high") / pl.col(f"{side}_low")


def given(references: dict[str, pl.DataFrame], tidy: pl.DataFrame) -> pl.DataFrame:
    """What the other side of a check prints, where that is one number, and how it is called: by ``check_id``."""
    values = [pl.col(name).alias(f"given_{name}") for name in ("low", "high", "qualifier")]
    facts = pl.concat(references.values()).with_columns(reference=called(), is_claim=is_claim())
    sources = facts.select(source="reference_id", source_name="reference")
    named = facts.with_columns(source=pl.col("citation").str.extract(r"^derived from (\w+)")).join(
        sources, on="source", how="left", maintain_order="left"
    )
    cited = named.select(
        *values,
        "is_claim",
        check_id=pl.format("reference-{}", "reference_id"),
        reference=pl.coalesce("source_name", "reference"),
    )
    others = tidy.select(*values, check_id=pl.format("repeats-{}", "figure_id"))
    return pl.concat([cited, others], how="diagonal")


def called() -> pl.Expr:
    """A reference's name: the survey's edition, else what its citation begins with."""
    survey = pl.when(pl.col("edition").str.contains(r"^M[CY][SB]")).then("edition")
    return pl.coalesce(survey, pl.col("citation").str.extract(r"^([^,;(]+)").str.strip_chars())
