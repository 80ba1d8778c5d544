"""``python -m bench._contestant BENCH NAME INPUT``: run one contestant in this process.

Prints one line of JSON: import time, time of each run of the job, peak memory and answer.
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
"""Seconds after which the job isn't repeated."""


def measure(bench: Bench, name: str, source: Path) -> dict[str, Any]:
    """Import a contestant, and run its job until `LONG_ENOUGH` seconds have passed."""
    start = time.perf_counter()
    job = bench.contestants[name]()
    imported = time.perf_counter() - start
    seconds: list[float] = []
    while sum(seconds) < LONG_ENOUGH:
        start = time.perf_counter()
        answer = job(source)
        seconds.append(time.perf_counter() - start)
    return {"import_seconds": imported, "seconds": seconds, "peak_mib": peak_mib(), "answer": answer}


def peak_mib() -> float:
    """Return the peak memory of this process, or of a finished child process if that is larger, in MiB."""
    # NOTE: ru_maxrss of a forked process starts at the memory of its parent; VmHWM doesn't
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
