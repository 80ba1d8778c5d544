"""The ledger judged: figures as printed or corrected, the evidence on each, and the verdict."""

from dataclasses import dataclass

import polars as pl

from tungsten import Unusable
from tungsten.checks import corrections
from tungsten.checks.evidence import evidence_table
from tungsten.checks.verdicts import verdict_table
from tungsten.ledger.clean import tidy_figures
from tungsten.ledger.read import Ledger

VALUES = ("printed", "corrected")


@dataclass(frozen=True)
class Judged:
    """One reading of the ledger: tidy figures, evidence (columns of `claims.EVIDENCE`), a verdict on each figure."""

    figures: pl.DataFrame
    evidence: pl.DataFrame
    verdicts: pl.DataFrame


def judge(ledger: Ledger, values: str = "printed") -> Judged:
    """Judges the figures as ``printed``, declared doubts counting as misdescriptions, or as ``corrected`` by them."""
    if values not in VALUES:
        raise Unusable(f"values: {values!r} is neither {' nor '.join(VALUES)}")
    printed = tidy_figures(ledger.figures, ledger.entities)
    corrected = corrections.apply(printed, ledger.corrections)
    figures, doubts = (printed, ledger.corrections) if values == "printed" else (corrected, [])
    evidence = evidence_table(figures, ledger)
    return Judged(figures, evidence, verdict_table(figures, evidence, ledger, doubts))
