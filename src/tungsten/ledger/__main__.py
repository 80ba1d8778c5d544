"""``python -m tungsten.ledger``: raw → ``data/processed/figures.csv``."""

import sys

from tungsten import Unusable, home
from tungsten.ledger import clean, read
from tungsten.ledger.write import write_table


def main() -> int:
    """Builds the tidy figures; 2 and one line for each fault when the ledger can't be read."""
    try:
        tidy = clean.tidy_figures(read.raw_figures(), read.raw_table(None, read.ENTITIES))
        write_table(tidy, home() / read.PROCESSED / "figures.csv")
    except Unusable as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
