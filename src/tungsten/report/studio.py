"""Where charts are computed and drawn: in a process of its own, beside the notebooks.

vl-convert holds its interpreter while it draws, which would stall the
kernels' messages.
"""

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tungsten.report.forms import Drawing
from tungsten.report.kept import Exhibits, Kept
from tungsten.report.kernels import CAN_FORK
from tungsten.report.notebooks import SWITCH


@dataclass(frozen=True)
class Studio:
    """A process that computes and draws charts, and what it made before."""

    desk: ProcessPoolExecutor
    kept: Kept

    def exhibits(self, source: str) -> "Future[Exhibits]":
        """Every chart at every setting of the page's switches, once it is computed."""
        if source not in self.kept.exhibits:
            return self.desk.submit(_exhibits, source)
        found: Future[Exhibits] = Future()
        found.set_result(self.kept.exhibits[source])
        return found

    def drawn(self, specs: Sequence[dict[str, Any]]) -> Iterator[Drawing]:
        """Each specification as SVG; what a notebook and the page both show is drawn once."""
        names = [sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest() for spec in specs]
        new = {name: spec for name, spec in zip(names, specs, strict=True) if name not in self.kept.drawings}
        self.kept.drawings.update(zip(new, self.desk.map(_drawn, new.values()), strict=True))
        return iter([self.kept.drawings[name] for name in names])


@contextmanager
def studio(root: Path) -> Iterator[Studio]:
    """Opens the studio of a checkout, and leaves no process behind."""
    how = get_context("forkserver" if CAN_FORK else "spawn")
    with ProcessPoolExecutor(1, how, _warm_up) as desk:
        try:
            yield Studio(desk, Kept.of_checkout(root))
        finally:
            desk.shutdown(wait=False, cancel_futures=True)


def _warm_up() -> None:
    os.environ[SWITCH] = "inert"
    from tungsten.report import svg

    svg.warm_up()


def _exhibits(source: str) -> Exhibits:
    from tungsten.report import views

    return views.exhibits(source)


def _drawn(spec: dict[str, Any]) -> Drawing:
    from tungsten.report import svg

    return svg.drawn(spec)
