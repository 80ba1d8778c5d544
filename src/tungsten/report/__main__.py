"""``python -m tungsten.report params/NAME.yml``: executes what is missing and writes ``reports/NAME``.

Missing, too, is a validation that make found stale: it runs beside the notebooks,
in a process of its own. Exit 0 when the report stands, 1 when a cell failed or the
data fall short, 2 when the request or an input can't be used; then the lines
printed say what, and the last report stays.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tungsten import Unusable, home

if TYPE_CHECKING:
    from tungsten.report.params import Parameters


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
    from tungsten.report import kernels

    kernels.warm_up()  # imports in a process of its own while this one imports the rest
    from tungsten.report.run import CellError, FellShort, execute_missing, validation
    from tungsten.report.site import build

    executed = root / "build" / name
    try:
        with validation(root) as judged:
            execute_missing(root / "notebooks", executed, parameters, judged)
    except FellShort as failure:
        return failure.code
    except CellError as failure:
        print(failure, file=sys.stderr)
        return 1
    build(name, parameters, root)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
