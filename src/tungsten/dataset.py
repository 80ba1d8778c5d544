"""Raw → processed: every table computed before the first is written."""

from pathlib import Path

from tungsten.analysis.tables import tables
from tungsten.checks.judge import judge
from tungsten.ledger import read
from tungsten.ledger.describe import describe, package
from tungsten.ledger.write import write_table


def build(root: Path) -> None:
    """Write ``data/processed`` of a checkout; raise `Unusable`, with nothing written, if raw can't be used."""
    ledger = read.ledger(root)
    judged = judge(ledger)
    package(root / "data" / "raw")  # a table nobody described stops here
    built = {"figures": judged.figures, "evidence": judged.evidence, "verdicts": judged.verdicts}
    for name, table in (built | tables(judged.figures, ledger)).items():
        write_table(table, root / read.PROCESSED / f"{name}.csv")
    describe(root)
