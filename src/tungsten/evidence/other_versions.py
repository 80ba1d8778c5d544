"""Compare figures with other versions of the same article: its Chinese text, its English version.

Another version shows what a figure means: which measure, and whether a
quantity grew by a percentage or to it. It is no independent source, so it
never supports or contradicts a figure.
"""

import polars as pl

from tungsten.evidence.compare import checks, compared
from tungsten.evidence.messages import NOTES, listed, sentence, term
from tungsten.ledger.interval import with_reference_bounds

READINGS = ("grew_by", "grew_to")
"""How a growth can be read: 300 % is a factor of 4 if it grew by, and of 3 if it grew to 300 %."""

LANGUAGES = ("zh", "en")
"""Languages of the other versions."""


def wording_evidence(claims: pl.DataFrame, witnesses: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Return one row for every figure that another version prints as well.

    ``same_kind`` is false where that version states another measure. No row
    decides a verdict, and intervals that meet are ``weak``.
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
            measure_there="measure",
            expected_low="least",
            expected_high="most",
        )
    )
    rows = claims.join(versions, on=["source_id", "figure_id", "unit"], maintain_order="left_right")
    return compared(
        checks(
            rows.with_columns(
                check_id=pl.format("wording-{}", "witness_id"),
                same_kind=pl.col("measure") == pl.col("measure_there"),
                confirms=pl.lit(False),
                decides=pl.lit(False),
                **{column: _note(language) for column, language in NOTES.items()},
            ),
            "wording",
        )
    )


def is_other_measure() -> pl.Expr:
    """Return whether a row of evidence is another version that states another measure for the figure."""
    return (pl.col("kind") == "wording") & ~pl.col("same_kind")


def _note(language: str) -> pl.Expr:
    """Return which measure a version states and how it words a growth."""
    measure = sentence("note:wording", language, version=term("language", language), measure=f"measure_{language}")
    readings = [
        pl.when(pl.col("reading") == reading).then(sentence(f"note:{reading}", language)) for reading in READINGS
    ]
    return listed([measure, *readings], "comma", language)
