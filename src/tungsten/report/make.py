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
from tungsten.params import Parameters, read_parameters
from tungsten.report.forms import Setting
from tungsten.report.notebooks import CellError, stale

if TYPE_CHECKING:
    from tungsten.report.judging import Judgement
    from tungsten.report.studio import Studio


def make_report(root: Path, path: Path) -> int:
    """Write ``reports/NAME`` from ``params/NAME.yml``.

    Returns:
        0 when the report stands, 1 when a cell failed or the data fall short; then it has printed what and where,
        and the last report stays.

    Raises:
        Unusable: The parameters or the data can't be used.
    """
    from tungsten.report import kernels
    from tungsten.report.judging import FellShort, validation
    from tungsten.report.studio import studio

    parameters = read_parameters(path)
    digest = digests.digest(root)
    try:
        with validation(root, digest) as judged:
            kernels.warm_up()
            with studio(root, digest) as open_studio, ThreadPoolExecutor(1) as runner:
                coming = open_studio.exhibits(parameters.source, Setting.of_run(parameters))
                ran = runner.submit(_execute, root, path.stem, parameters, digest, judged, open_studio)
                from tungsten.report.site import build

                build(path.stem, parameters, root, coming, open_studio, ran)
    except FellShort as failure:
        return failure.code
    except CellError as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _execute(
    root: Path, name: str, parameters: Parameters, digest: str, judged: "Judgement", open_studio: "Studio"
) -> None:
    """Return when the notebooks are executed and the data known to pass."""
    notebooks, executed = root / "notebooks", root / "build" / name
    wanted = stale(notebooks, executed, f"{parameters} {digest}")
    if wanted:
        from tungsten.report.run import execute

        execute(wanted, notebooks, executed, parameters, judged, open_studio)
    judged()
