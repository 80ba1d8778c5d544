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
from tungsten.notebook.names import folder_of, stems_of
from tungsten.params import Parameters, read_parameters
from tungsten.report.notebook_runs import CellError, FallsShort, stale
from tungsten.report.stamp import require_own_file, stamp_of, store_stamp, stored_stamp
from tungsten.validation.outputs import is_github
from tungsten.validation.run import lines_of_last
from tungsten.validation.validate import passed
from tungsten.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from tungsten.report.worker_pools import WorkerPools


def make_report(root: Path, path: Path) -> int:
    """Write ``reports/NAME`` from ``params/NAME.yml``, unless it is up to date.

    Returns:
        0 if the report is up to date; 1 if the data break a rule; 3 if a cell failed or a process was ended. With 1 and
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
    """Write ``reports/NAME`` and return the exit code.

    Notebook 02 validates the data. If they break a rule, that is what is reported, whatever else failed because of it.
    """
    digest = digests.digest(root)
    try:
        _run(root, name, parameters, digest)
    except Exception as failure:
        if passed(root) != digest and (found := list(lines_of_last(root, is_github=is_github()))):
            print("\n".join(found), file=sys.stderr)
            return 1
        return _failed(name, failure)
    return 0


def _run(root: Path, name: str, parameters: Parameters, digest: str) -> None:
    """Execute the notebooks, draw the charts and write the pages, at the same time."""
    from tungsten.report import kernels
    from tungsten.report.worker_pools import worker_pools

    kernels.warm_up()
    with worker_pools(root, parameters, digest) as pools, ThreadPoolExecutor(1) as runner:
        run = runner.submit(_execute, root, name, parameters, digest, pools)
        from tungsten.site.build import build

        build(name, parameters, root, pools, run)


def _execute(root: Path, name: str, parameters: Parameters, digest: str, pools: "WorkerPools") -> None:
    """Execute the notebooks that are out of date; raise `FallsShort` if the data are not valid."""
    notebooks, executed = root / "notebooks", root / "build" / name
    copies = [executed / folder_of(language, parameters.language) for language in LANGUAGES]
    wanted = stale(
        notebooks,
        copies,
        f"{parameters} {digest}",
        is_valid=passed(root) == digest,
        stems=stems_of(parameters.source),
    )
    if wanted:
        from tungsten.report.execute import execute

        execute(wanted, notebooks, executed, parameters, pools)
    if passed(root) != digest:
        raise FallsShort


def _failed(name: str, failure: Exception) -> int:
    """Print one line on a failure, and return its exit code; raise it again if it is unknown."""
    if isinstance(failure, CellError):
        print(failure, file=sys.stderr)
        return 2 if failure.is_unusable else CRASHED
    if isinstance(failure, BrokenProcessPool):
        ended = "a process that computes or draws charts was ended from outside, perhaps for lack of memory"
        print(f"reports/{name}: {ended}; run this again", file=sys.stderr)
        return CRASHED
    raise failure
