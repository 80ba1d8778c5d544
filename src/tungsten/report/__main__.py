"""``python -m tungsten.report params/NAME.yml``: executes what is missing and writes ``reports/NAME``.

Missing, too, is a validation that make found stale: it runs beside the notebooks,
in a process of its own. Exit 0 when the report stands, 1 when a cell failed or the
data fall short, 2 when the request or an input can't be used; then the lines
printed say what, and the last report stays.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from tungsten import Unusable, home
from tungsten.report.notebooks import CellError, is_executed

if TYPE_CHECKING:
    from tungsten.report.judging import Judgement
    from tungsten.report.params import Parameters
    from tungsten.report.studio import Studio


def main(arguments: list[str]) -> int:
    """Makes the report of one parameter file."""
    from tungsten.report.params import read_parameters

    try:
        if len(arguments) != 1:
            raise Unusable("which report? python -m tungsten.report params/NAME.yml")
        root, path = home(), Path(arguments[0])
        parameters = read_parameters(path)
        return _report(root, path.stem, parameters)
    except Unusable as fault:
        print(fault, file=sys.stderr)
        return 2


def _report(root: Path, name: str, parameters: "Parameters") -> int:
    """Starts what takes long first: the validation, then the kernels' libraries, each in a process of its own."""
    from tungsten.report import kernels
    from tungsten.report.judging import FellShort, validation
    from tungsten.report.studio import studio

    try:
        with validation(root) as judged:
            kernels.warm_up()
            with studio(root) as open_studio, ThreadPoolExecutor(1) as runner:
                coming = open_studio.exhibits(parameters.source, parameters.setting)
                ran = runner.submit(_execute, root, name, parameters, judged, open_studio)
                from tungsten.report.site import build

                build(name, parameters, root, coming, open_studio, ran)
    except FellShort as failure:
        return failure.code
    except CellError as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _execute(root: Path, name: str, parameters: "Parameters", judged: "Judgement", open_studio: "Studio") -> None:
    """Returns when the notebooks are executed and the data known to pass."""
    executed = root / "build" / name
    if not is_executed(executed):
        from tungsten.report.run import execute_missing

        execute_missing(root / "notebooks", executed, parameters, judged, open_studio)
    judged()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
