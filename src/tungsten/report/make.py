"""Makes a report: executes the notebooks that are stale, validates the data if they changed, and writes the pages.

Everything runs at once, in a process of its own where it takes long. What is
stale is decided by digests of what it was made of, so that it makes no
difference whether make or a person asks.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from tungsten import digests
from tungsten.charts.chart_template import Setting
from tungsten.params import Parameters, read_parameters
from tungsten.report.notebook_runs import CellError, stale

if TYPE_CHECKING:
    from tungsten.report.background_validation import Judgement
    from tungsten.report.worker_pools import WorkerPools


def make_report(root: Path, path: Path) -> int:
    """Write ``reports/NAME`` from ``params/NAME.yml``.

    Returns:
        0 when the report stands, 1 when a cell failed or the data fall short; then it has printed what and where,
        and the last report stays.

    Raises:
        Unusable: The parameters or the data can't be used.
    """
    from tungsten.report import kernels
    from tungsten.report.background_validation import FellShort, validation
    from tungsten.report.worker_pools import worker_pools

    parameters = read_parameters(path)
    digest = digests.digest(root)
    try:
        with validation(root, digest) as judged:
            kernels.warm_up()
            with worker_pools(root, digest) as pools, ThreadPoolExecutor(1) as runner:
                coming = pools.exhibits(parameters.source, Setting.of_run(parameters))
                ran = runner.submit(_execute, root, path.stem, parameters, digest, judged, pools)
                from tungsten.site.build import build

                build(path.stem, parameters, root, coming, pools, ran)
    except FellShort as failure:
        return failure.code
    except CellError as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _execute(
    root: Path, name: str, parameters: Parameters, digest: str, judged: "Judgement", pools: "WorkerPools"
) -> None:
    """Return when the notebooks are executed and the data known to pass."""
    notebooks, executed = root / "notebooks", root / "build" / name
    wanted = stale(notebooks, executed, f"{parameters} {digest}")
    if wanted:
        from tungsten.report.execute import execute

        execute(wanted, notebooks, executed, parameters, judged, pools)
    judged()
