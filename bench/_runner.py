"""Runs contestants, each in processes of its own, and makes rows of what they cost."""

import json
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

import bench
from bench import Bench

ROOT = Path(__file__).parents[1]
ROUNDS = 3

Row: TypeAlias = dict[str, Any]
Measure: TypeAlias = Callable[[str, str, Path], dict[str, Any]]


def names() -> list[str]:
    """The benches of this folder."""
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_"))


def load(name: str) -> Bench:
    """A bench by its name."""
    found: Bench = import_module(f"bench.{name}").BENCH
    return found


def run(name: str, rows: int, only: Collection[str] = ()) -> Iterator[Row]:
    """One row for each contestant, the floor's first; ``only`` leaves the floor and those named."""
    contest = load(name)
    others = [one for one in contest.contestants if one != contest.floor and (not only or one in only)]
    kept = ROOT / "build"
    kept.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept) as folder:
        source = contest.prepare(rows, Path(folder))
        yield from judged(contest, name, rows, [contest.floor, *others], source, measured)


def judged(
    contest: Bench, name: str, rows: int, chosen: Sequence[str], source: Path, measure: Measure
) -> Iterator[Row]:
    """Measures in rounds, so that a slow minute of the machine falls on all alike, and judges each answer."""
    rounds: dict[str, list[dict[str, Any]]] = {one: [] for one in chosen}
    for _ in range(ROUNDS):
        for one, found in rounds.items():
            if not any("error" in run for run in found):
                found.append(measure(name, one, source))
    right = rounds[contest.floor][0].get("answer")
    for one, found in rounds.items():
        yield {"bench": name, "contestant": one, "rows": rows} | _summary(contest, found, right)


def _summary(contest: Bench, found: list[dict[str, Any]], right: Any) -> Row:
    if errors := [run["error"] for run in found if "error" in run]:
        return {"seconds": None, "peak_mib": None, "ok": False, "import_seconds": None, "error": errors[0]}
    wrong = [run["answer"] for run in found if not contest.agrees(run["answer"], right)]
    return {
        "seconds": round(median(seconds for run in found for seconds in run["seconds"]), 4),
        "peak_mib": round(max(run["peak_mib"] for run in found)),
        "ok": not wrong,
        "import_seconds": round(median(run["import_seconds"] for run in found), 2),
        "error": f"answers {wrong[0]}, not {right}" if wrong else None,
    }


def measured(name: str, contestant: str, source: Path, python: str = sys.executable) -> dict[str, Any]:
    """What one process says of a contestant, or the error it ended with."""
    command = [python, "-m", "bench._contestant", name, contestant, str(source)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode == 0:
        found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
        return found
    said = ran.stderr.strip().splitlines() or [""]
    return {"error": f"ended by signal {-ran.returncode}" if ran.returncode < 0 else said[-1]}
