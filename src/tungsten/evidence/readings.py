"""Compute both readings of the ledger, as printed and as corrected: figures, evidence and verdicts."""

from dataclasses import dataclass

import polars as pl

from tungsten import Unusable
from tungsten.evidence import corrections
from tungsten.evidence.table import evidence_table
from tungsten.evidence.verdicts import verdict_table
from tungsten.ledger.clean import tidy_figures
from tungsten.ledger.read import Ledger
from tungsten.vocabulary import VALUES


@dataclass(frozen=True)
class Reading:
    """One reading of the ledger: tidy figures, evidence (columns of `compare.EVIDENCE`), a verdict on each figure."""

    figures: pl.DataFrame
    evidence: pl.DataFrame
    verdicts: pl.DataFrame


def reading(ledger: Ledger, values: str = "printed") -> Reading:
    """Return one reading of the ledger: the figures as ``printed``, or as ``corrected``."""
    if values not in VALUES:
        raise Unusable(f"values: {values!r} is neither {' nor '.join(VALUES)}")
    return readings(ledger)[values]


def readings(ledger: Ledger) -> dict[str, Reading]:
    """Return both readings of the ledger, the evidence of each computed once.

    Declared misdescriptions count only on printed values, since corrected
    values already contain them.

    Raises:
        Unusable: If a correction can't be applied, or the evidence on the
            printed figures doesn't support it.
    """
    printed = tidy_figures(ledger.figures, ledger.entities)
    corrected = corrections.apply(printed, ledger.corrections)
    on_printed = evidence_table(printed, ledger)
    corrections.require_supported(ledger.corrections, on_printed)
    on_corrected = evidence_table(corrected, ledger)
    return {
        "printed": Reading(printed, on_printed, verdict_table(printed, on_printed, ledger, ledger.corrections)),
        "corrected": Reading(corrected, on_corrected, verdict_table(corrected, on_corrected, ledger, [])),
    }
