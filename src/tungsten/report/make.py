"""Make a report: validate the data, execute the notebooks, draw the charts and write the pages.

These steps run at the same time, the long ones in processes of their own. A step is
skipped if the digest of everything it depends on has not changed, under make and by hand.
"""

import dataclasses
import sys
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from tungsten import CRASHED, digests
from tungsten.checkout_lock import lock
from tungsten.ledger.write import restore_folder
from tungsten.params import Parameters, read_parameters
from tungsten.report.notebook_runs import CellError, stale
from tungsten.report.stamp import require_own_file, stamp_of, store_stamp, stored_stamp

if TYPE_CHECKING:
    from tungsten.report.background_validation import AwaitValidation
    from tungsten.report.worker_pools import WorkerPools


def make_report(root: Path, path: Path) -> int:
    """Write ``reports/NAME`` from ``params/NAME.yml``, unless it is up to date.

    Returns:
        0 if the report is up to date; 1 if the data fall short; 3 if a cell failed or a process was ended. With 1 and
        3 the message is printed and the last report stays.

    Raises:
        Unusable: The parameters or the data can't be used, or another report is being made.
    """
    parameters = read_parameters(path)
    require_own_file(root, path)
    with lock(root, "report", waits=False):
        restore_folder(root / "reports" / path.stem)
        stamp = stamp_of(root, path)
        if stamp == stored_stamp(root, path.stem):
            return 0
        code = _make_report(root, path.stem, parameters)
        if code == 0:  # with the digest of the inputs before, so that a change during the run is noticed by the next
            store_stamp(root, path.stem, dataclasses.replace(stamp, products=stamp_of(root, path).products))
        return code


def _make_report(root: Path, name: str, parameters: Parameters) -> int:
    """Write ``reports/NAME`` and return the exit code."""
    from tungsten.report import kernels
    from tungsten.report.background_validation import ValidationFailed, background_validation
    from tungsten.report.worker_pools import worker_pools

    digest = digests.digest(root)
    try:
        with background_validation(root, digest) as await_validation:
            kernels.warm_up()
            with worker_pools(root, parameters, digest) as pools, ThreadPoolExecutor(1) as runner:
                run = runner.submit(_execute, root, name, parameters, digest, await_validation, pools)
                from tungsten.site.build import build

                build(name, parameters, root, pools, run)
    except ValidationFailed as failure:
        return failure.code
    except CellError as failure:
        print(failure, file=sys.stderr)
        return CRASHED
    except BrokenProcessPool:
        ended = "a process that computes or draws charts was ended from outside, perhaps for lack of memory"
        print(f"reports/{name}: {ended}; run this again", file=sys.stderr)
        return CRASHED
    return 0


def _execute(
    root: Path,
    name: str,
    parameters: Parameters,
    digest: str,
    await_validation: "AwaitValidation",
    pools: "WorkerPools",
) -> None:
    """Execute the notebooks that are out of date, and wait until the data are known to be valid."""
    notebooks, executed = root / "notebooks", root / "build" / name
    wanted = stale(notebooks, executed, f"{parameters} {digest}")
    if wanted:
        from tungsten.report.execute import execute

        execute(wanted, notebooks, executed, parameters, await_validation, pools)
    await_validation()
