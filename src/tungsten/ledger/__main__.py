"""``python -m tungsten.ledger TEXT [OUT]``: every mention of a quantity in a text, as CSV, to transcribe from.

Exit 0, or 2 and one line when the text can't be read or the table can't be
written; then what was there stays.
"""

import sys
from pathlib import Path

import polars as pl

from tungsten import Unusable
from tungsten.ledger import read
from tungsten.ledger.scan import mentions
from tungsten.ledger.write import plain_numbers, write_table


def main(text: str = "", out: str = "") -> int:
    """Scans a text into a file and says how many it found, or without one onto standard output."""
    try:
        if not text:
            raise Unusable("which text? make scan SOURCE=article.txt OUT=mentions.csv")
        found = mentions(read.any_text(Path(text)))
        if out:
            _leave(found, Path(text), Path(out))
            print(_count(found))
        else:
            print(found.with_columns(plain_numbers()).write_csv(), end="")
    except Unusable as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


def _leave(found: pl.DataFrame, text: Path, out: Path) -> None:
    """Writes the table, whole or not at all, and over nothing but an earlier one."""
    if out.is_dir() or out.resolve() == text.resolve():
        raise Unusable(f"{out}: that is {'a folder' if out.is_dir() else 'the text itself'}; name a file of its own")
    try:
        write_table(found, out)
    except OSError as error:
        raise Unusable(f"{out}: {error.strerror}; name a file that can be written") from None


def _count(found: pl.DataFrame) -> str:
    """How many mentions there are of each role, and how many figures have no value."""
    roles = ", ".join(f"{many} {role}" for role, many in found["role"].value_counts(sort=True).rows())
    unread = found.filter(pl.col("role") == "figure")["low"].null_count()
    mentioned = "1 mention" if found.height == 1 else f"{found.height} mentions"
    return f"{mentioned}: {roles or 'none'}; of the figures {unread} could not be read"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
