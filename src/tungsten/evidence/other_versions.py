"""Figures beside other versions of the same article: its Chinese text, its English version.

A witness of wording decides how a figure was meant: as which measure, and
whether something grew by so much or to it. It is no independent source, so it
never supports or contradicts a figure.
"""

import polars as pl

from tungsten.evidence.compare import evidence
from tungsten.evidence.messages import NOTES, listed, sentence, term
from tungsten.ledger.interval import with_reference_bounds

READINGS = ("grew_by", "grew_to")
"""How a growth can be read: +300 % is four times as much by one, three times by the other."""

LANGUAGES = ("zh", "en")
"""Languages in which other versions were found."""


def wording_evidence(claims: pl.DataFrame, witnesses: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """One row for every figure that another version prints too; ``same_kind`` false where it calls it another measure.

    None decides, and one that meets is ``weak``.
    """
    labels = measures.select("measure", measure_en="label_en", measure_ar="label_ar").unique("measure", keep="first")
    versions = (
        witnesses.pipe(with_reference_bounds)
        .join(labels, on="measure", how="left", maintain_order="left")
        .select(
            "source_id",
            "figure_id",
            "unit",
            "witness_id",
            "language",
            "reading",
            "citation",
            "measure_en",
            "measure_ar",
            meant="measure",
            expected_low="least",
            expected_high="most",
        )
    )
    rows = claims.join(versions, on=["source_id", "figure_id", "unit"], maintain_order="left_right")
    return evidence(
        rows.with_columns(
            check_id=pl.format("wording-{}", "witness_id"),
            same_kind=pl.col("measure") == pl.col("meant"),
            confirms=pl.lit(False),
            decides=pl.lit(False),
            **{column: _note(language) for column, language in NOTES.items()},
        ),
        "wording",
    )


def calls_it_otherwise() -> pl.Expr:
    """Whether a row of evidence is a witness of wording that calls the figure another measure."""
    return (pl.col("kind") == "wording") & ~pl.col("same_kind")


def _note(language: str) -> pl.Expr:
    """What a version calls the figure, and how it words a growth."""
    called = sentence("note:wording", language, version=term("language", language), measure=f"measure_{language}")
    readings = [
        pl.when(pl.col("reading") == reading).then(sentence(f"note:{reading}", language)) for reading in READINGS
    ]
    return listed([called, *readings], "comma", language)
