"""``python -m bench._contestant BENCH NAME INPUT``: one contestant, alone in its process.

Prints one line of JSON: how long its import took, how long each run of the job,
the peak of its memory, its answer.
"""

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import Bench

LONG_ENOUGH = 1.0
"""Seconds after which a job isn't run again."""


def measure(bench: Bench, name: str, source: Path) -> dict[str, Any]:
    """Imports a contestant, then runs its job until a second has passed."""
    began = time.perf_counter()
    job = bench.contestants[name]()
    imported = time.perf_counter() - began
    seconds: list[float] = []
    while sum(seconds) < LONG_ENOUGH:
        began = time.perf_counter()
        answer = job(source)
        seconds.append(time.perf_counter() - began)
    return {"import_seconds": imported, "seconds": seconds, "peak_mib": peak_mib(), "answer": answer}


def peak_mib() -> float:
    """The most memory this process held, or one that it started and waited for."""
    # NOTE: ru_maxrss of a process starts at what its parent held when it forked; VmHWM doesn't
    status = Path("/proc/self/status")
    unit = 1 if sys.platform == "darwin" else 1024
    if status.exists():
        own = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) * 1024
    else:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit) / 2**20


if __name__ == "__main__":
    bench_name, contestant, path = sys.argv[1:]
    print(json.dumps(measure(import_module(f"bench.{bench_name}").BENCH, contestant, Path(path))))
