"""``python -m bench [NAME …] [--rows N …] [--only CONTESTANT …]``: print a table and update ``build/bench.json``.

A new row replaces the row of the same benchmark, contestant and size; other rows stay.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from bench._runner import ROOT, Row, load, names, run
from tungsten.ledger.write import write_text

RESULTS = ROOT / "build" / "bench.json"
_KEY = ("bench", "contestant", "rows")


def main(arguments: list[str]) -> int:
    """Run the benchmarks asked for, and save the rows of each size as soon as they are measured."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if unknown := set(options.bench) - set(names()):
        parser.error(f"no bench is called {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    for name in options.bench or names():
        if unknown := set(options.only) - set(load(name).contestants):
            parser.error(f"{name} has no {', '.join(sorted(unknown))}; it has {', '.join(load(name).contestants)}")
    _print(("bench", "contestant", "rows", "seconds", "× floor", "peak MiB", "import s", "ok"))
    for name in options.bench or names():
        for rows in options.rows or load(name).sizes:
            results = list(run(name, rows, options.only))
            save(results, RESULTS)
            for row in results:
                _print(_cells(row, results[0]))
    return 0


def save(results: Iterable[Row], path: Path) -> None:
    """Add rows to a file of results; they replace the rows of the same benchmark, contestant and size."""
    saved = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    by_key = {tuple(row[part] for part in _KEY): row for row in [*saved, *results]}
    write_text(json.dumps(list(by_key.values()), indent=1, ensure_ascii=False) + "\n", path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench", description="Time and memory of the project's work, compared with other libraries."
    )
    parser.add_argument("bench", nargs="*", help=f"{', '.join(names())} (default: all)")
    parser.add_argument("--rows", nargs="*", type=int, help="numbers of rows, in place of those of the benchmark")
    parser.add_argument("--only", nargs="*", default=(), help="contestants to run besides the floor (default: all)")
    return parser


def _cells(row: Row, floor: Row) -> tuple[str, ...]:
    head = (row["bench"], row["contestant"], f"{row['rows']:,}")
    if row["seconds"] is None:
        return (*head, "", "", "", "", f"no: {row['error']}")
    ratio = f"{row['seconds'] / floor['seconds']:.2f}" if floor["seconds"] else ""
    ok = "yes" if row["ok"] else f"no: {row['error']}"
    return (*head, f"{row['seconds']:.3f}", ratio, str(row["peak_mib"]), f"{row['import_seconds']:.2f}", ok)


def _print(cells: tuple[str, ...]) -> None:
    print("{:<17} {:<16} {:>12} {:>9} {:>8} {:>9} {:>9}  {}".format(*cells), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
