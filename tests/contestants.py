"""The answers of the contestants of a benchmark, in the environment of the benchmarks if that is at hand."""

import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from bench import _runner

OWN = _runner.ROOT / ".venv-bench" / "bin" / "python"
"""The environment of the benchmarks, which ``make bench`` makes."""

ANSWERS = """
import json, sys
from pathlib import Path
from bench import _runner
contestants = _runner.load(sys.argv[1]).contestants
print(json.dumps({name: contestants[name]()(Path(sys.argv[2])) for name in sys.argv[3:]}))
"""


def answers(bench: str, source: Path, own: Collection[str], without: Collection[str] = ()) -> dict[str, Any]:
    """Return the answer of each contestant, all from one process.

    Args:
        bench: The name of the benchmark.
        source: Its input.
        own: The contestants that need nothing but the project's own environment.
        without: The contestants to leave out.
    """
    names = [name for name in (_runner.load(bench).contestants if OWN.exists() else own) if name not in without]
    command = [str(OWN) if OWN.exists() else sys.executable, "-c", ANSWERS, bench, str(source), *names]
    ran = subprocess.run(command, cwd=_runner.ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout.splitlines()[-1]))
