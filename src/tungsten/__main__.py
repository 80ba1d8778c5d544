"""``python -m tungsten``: raw → processed, through the first three rooms in one go.

Every table is computed before the first is written; a ledger that can't be
read leaves everything as it was.
"""

import sys

from tungsten import Unusable, home
from tungsten.analysis.tables import tables
from tungsten.checks.judge import judge
from tungsten.ledger import read
from tungsten.ledger.describe import describe, package
from tungsten.ledger.write import write_table


def main() -> int:
    """Builds ``data/processed``; 2 and one line for each fault when the ledger can't be read."""
    try:
        ledger = read.ledger()
        judged = judge(ledger)
        package(home() / "data" / "raw")  # a table nobody described stops here, with nothing written
        built = {"figures": judged.figures, "evidence": judged.evidence, "verdicts": judged.verdicts}
        for name, table in (built | tables(judged.figures, ledger)).items():
            write_table(table, home() / read.PROCESSED / f"{name}.csv")
        describe(home())
    except Unusable as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
