"""``python -m bench [NAME …] [--rows N …] [--only CONTESTANT …]``: a table, and ``build/bench.json``.

Rows of the same bench, contestant and size are replaced; the others stay.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from bench._runner import ROOT, Row, load, names, run
from tungsten.ledger.write import write_text

KEPT = ROOT / "build" / "bench.json"
_KEY = ("bench", "contestant", "rows")


def main(arguments: list[str]) -> int:
    """Runs what is asked for, size by size, and keeps each as soon as it is measured."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if unknown := set(asked.bench) - set(names()):
        parser.error(f"no bench is called {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    for name in asked.bench or names():
        if unknown := set(asked.only) - set(load(name).contestants):
            parser.error(f"{name} has no {', '.join(sorted(unknown))}; it has {', '.join(load(name).contestants)}")
    _print(("bench", "contestant", "rows", "seconds", "× floor", "peak MiB", "import s", "ok"))
    for name in asked.bench or names():
        for rows in asked.rows or load(name).sizes:
            found = list(run(name, rows, asked.only))
            keep(found, KEPT)
            for row in found:
                _print(_cells(row, found[0]))
    return 0


def keep(found: Iterable[Row], path: Path) -> None:
    """Adds rows to those kept, in place of the ones they measure anew, whole or not at all."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    by_key = {tuple(row[part] for part in _KEY): row for row in [*kept, *found]}
    write_text(json.dumps(list(by_key.values()), indent=1, ensure_ascii=False) + "\n", path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description="What the project's work costs, beside its peers.")
    parser.add_argument("bench", nargs="*", help=f"{', '.join(names())}; all of them, unless named")
    parser.add_argument("--rows", nargs="*", type=int, help="sizes other than the bench's own")
    parser.add_argument("--only", nargs="*", default=(), help="contestants, beside the floor")
    return parser


def _cells(row: Row, floor: Row) -> tuple[str, ...]:
    head = (row["bench"], row["contestant"], f"{row['rows']:,}")
    if row["seconds"] is None:
        return (*head, "", "", "", "", f"no: {row['error']}")
    ratio = f"{row['seconds'] / floor['seconds']:.2f}" if floor["seconds"] else ""
    said = "yes" if row["ok"] else f"no: {row['error']}"
    return (*head, f"{row['seconds']:.3f}", ratio, str(row["peak_mib"]), f"{row['import_seconds']:.2f}", said)


def _print(cells: tuple[str, ...]) -> None:
    print("{:<17} {:<16} {:>12} {:>9} {:>8} {:>9} {:>9}  {}".format(*cells), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
