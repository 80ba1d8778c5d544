"""The ledger judged: figures as printed or corrected, the evidence on each, and the verdict."""

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
    """One reading of the ledger: tidy figures, evidence (columns of `claims.EVIDENCE`), a verdict on each figure."""

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

    On printed values declared doubts count as misdescriptions; either way they
    must be borne out by the evidence on what was printed.
    """
    printed = tidy_figures(ledger.figures, ledger.entities)
    corrected = corrections.apply(printed, ledger.corrections)
    on_printed = evidence_table(printed, ledger)
    corrections.require_borne_out(ledger.corrections, on_printed)
    on_corrected = evidence_table(corrected, ledger)
    return {
        "printed": Reading(printed, on_printed, verdict_table(printed, on_printed, ledger, ledger.corrections)),
        "corrected": Reading(corrected, on_corrected, verdict_table(corrected, on_corrected, ledger, [])),
    }
