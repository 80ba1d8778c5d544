"""The ledger judged: figures as printed or corrected, the evidence on each, and the verdict."""

from dataclasses import dataclass

import polars as pl

from tungsten import Unusable
from tungsten.checks import corrections
from tungsten.checks.evidence import evidence_table
from tungsten.checks.verdicts import verdict_table
from tungsten.ledger.clean import tidy_figures
from tungsten.ledger.read import Ledger
from tungsten.vocabulary import VALUES


@dataclass(frozen=True)
class Judged:
    """One reading of the ledger: tidy figures, evidence (columns of `claims.EVIDENCE`), a verdict on each figure."""

    figures: pl.DataFrame
    evidence: pl.DataFrame
    verdicts: pl.DataFrame


def judge(ledger: Ledger, values: str = "printed") -> Judged:
    """Judges the figures as ``printed``, declared doubts counting as misdescriptions, or as ``corrected`` by them.

    Either way the doubts must be borne out by the evidence on what was printed.
    """
    if values not in VALUES:
        raise Unusable(f"values: {values!r} is neither {' nor '.join(VALUES)}")
    printed = tidy_figures(ledger.figures, ledger.entities)
    corrected = corrections.apply(printed, ledger.corrections)
    evidence = evidence_table(printed, ledger)
    corrections.require_borne_out(ledger.corrections, evidence)
    if values == "printed":
        return Judged(printed, evidence, verdict_table(printed, evidence, ledger, ledger.corrections))
    evidence = evidence_table(corrected, ledger)
    return Judged(corrected, evidence, verdict_table(corrected, evidence, ledger, []))
