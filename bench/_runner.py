"""Run contestants in processes of their own, and return rows with their times, memory and answers."""

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
    """Return the names of the benchmarks in this folder."""
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_"))


def load(name: str) -> Bench:
    """Return a benchmark by its name."""
    loaded: Bench = import_module(f"bench.{name}").BENCH
    return loaded


def run(name: str, rows: int, only: Collection[str] = ()) -> Iterator[Row]:
    """Yield one row for each contestant, the floor first; ``only`` restricts them to the floor and those named."""
    benchmark = load(name)
    others = [one for one in benchmark.contestants if one != benchmark.floor and (not only or one in only)]
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        source = benchmark.prepare(rows, Path(folder))
        yield from compare(benchmark, name, rows, [benchmark.floor, *others], source, measure_in_process)


def compare(
    benchmark: Bench, name: str, rows: int, contestants: Sequence[str], source: Path, measure: Measure
) -> Iterator[Row]:
    """Measure the contestants and compare their answers with that of the floor.

    They run in rounds, so that a time in which the machine is slow affects all of them.
    """
    runs: dict[str, list[dict[str, Any]]] = {contestant: [] for contestant in contestants}
    for _ in range(ROUNDS):
        for contestant, measured in runs.items():
            if not any("error" in run for run in measured):
                measured.append(measure(name, contestant, source))
    right = runs[benchmark.floor][0].get("answer")
    for contestant, measured in runs.items():
        yield {"bench": name, "contestant": contestant, "rows": rows} | _summary(benchmark, measured, right)


def _summary(benchmark: Bench, runs: list[dict[str, Any]], right: Any) -> Row:
    if errors := [run["error"] for run in runs if "error" in run]:
        return {"seconds": None, "peak_mib": None, "ok": False, "import_seconds": None, "error": errors[0]}
    wrong = [run["answer"] for run in runs if not benchmark.agrees(run["answer"], right)]
    return {
        "seconds": round(median(seconds for run in runs for seconds in run["seconds"]), 4),
        "peak_mib": round(max(run["peak_mib"] for run in runs)),
        "ok": not wrong,
        "import_seconds": round(median(run["import_seconds"] for run in runs), 2),
        "error": f"answers {wrong[0]}, not {right}" if wrong else None,
    }


def measure_in_process(name: str, contestant: str, source: Path, python: str = sys.executable) -> dict[str, Any]:
    """Run a contestant in a new process; return its measurements, or the error it ended with."""
    command = [python, "-m", "bench._contestant", name, contestant, str(source)]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if process.returncode == 0:
        measurements: dict[str, Any] = json.loads(process.stdout.splitlines()[-1])
        return measurements
    errors = process.stderr.strip().splitlines() or [""]
    return {"error": f"ended by signal {-process.returncode}" if process.returncode < 0 else errors[-1]}
