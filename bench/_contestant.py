"""``python -m bench._contestant BENCH NAME INPUT``: run one contestant in this process.

Prints one line of JSON: import time, time and processor time of each run of the job, peak memory and answer.
"""

import json
import os
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
    """Import a contestant, run its job once to prepare it, and then until `LONG_ENOUGH` seconds have passed."""
    start = time.perf_counter()
    job = bench.contestants[name]()
    imported = time.perf_counter() - start
    job(source)
    seconds: list[float] = []
    cpu_seconds: list[float] = []
    end = time.perf_counter() + LONG_ENOUGH
    while not seconds or time.perf_counter() < end:
        start, cpu_start = time.perf_counter(), _cpu_seconds()
        answer = job(source)
        seconds.append(time.perf_counter() - start)
        cpu_seconds.append(_cpu_seconds() - cpu_start)
    return {
        "import_seconds": imported,
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak_mib": peak_mib(),
        "answer": answer,
    }


def _cpu_seconds() -> float:
    """Return the processor time of all threads of this process and of its finished children."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


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
