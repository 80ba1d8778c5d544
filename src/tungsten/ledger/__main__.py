"""``python -m tungsten.ledger TEXT [OUT]``: every mention of a quantity in a text, as CSV, to transcribe from.

Exit 0; 1 when something wasn't understood, each with its place on a line of
its own; 2 and one line when the text can't be read or the table can't be
written. Then what was there stays.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from tungsten import Unusable
from tungsten.ledger import read
from tungsten.ledger.profile import profile
from tungsten.ledger.scan import MENTION, scan
from tungsten.ledger.write import plain_numbers, write_frames


def main(text: str = "", out: str = "") -> int:
    """Scan a text into a file and say how many mentions there are, or without one onto standard output."""
    roles: Counter[str] = Counter()
    unread: list[str] = []
    try:
        if not text:
            raise Unusable("which text? make scan SOURCE=article.txt OUT=mentions.csv")
        source = Path(text)
        found = scan(read.text_pieces(source), profile(read.text_pieces(source)))
        counted = _counted(found, source, roles, unread)
        if out:
            _leave(counted, source, Path(out))
        else:
            _print(counted)
    except Unusable as fault:
        print(fault, file=sys.stderr)
        return 2
    if out:
        print(_count(roles))
    print("".join(unread), end="", file=sys.stderr)
    return 1 if unread else 0


def _counted(
    frames: Iterable[pl.DataFrame], text: Path, roles: Counter[str], unread: list[str]
) -> Iterator[pl.DataFrame]:
    """The same frames, counting their roles and noting what wasn't understood on the way."""
    for frame in frames:
        roles.update(frame["role"])
        for row in frame.filter(role="unread").iter_rows(named=True):
            shown = " ".join(row["printed"].split())
            unread.append(f"{text}:{row['line']}:{row['start_in_line'] + 1}: '{shown}' was not understood\n")
        yield frame


def _print(frames: Iterable[pl.DataFrame]) -> None:
    print(",".join(MENTION))
    for frame in frames:
        print(frame.with_columns(plain_numbers()).write_csv(include_header=False), end="")


def _leave(frames: Iterable[pl.DataFrame], text: Path, out: Path) -> None:
    """Write the table, whole or not at all, and over nothing but an earlier one."""
    if out.is_dir() or out.resolve() == text.resolve():
        raise Unusable(f"{out}: that is {'a folder' if out.is_dir() else 'the text itself'}; name a file of its own")
    try:
        write_frames(frames, MENTION, out)
    except OSError as error:
        raise Unusable(f"{out}: {error.strerror}; name a file that can be written") from None


def _count(roles: Counter[str]) -> str:
    """How many mentions there are of each role."""
    total = roles.total()
    listed = ", ".join(f"{many} {role}" for role, many in sorted(roles.items(), key=lambda item: (-item[1], item[0])))
    return f"{'1 mention' if total == 1 else f'{total} mentions'}: {listed or 'none'}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
