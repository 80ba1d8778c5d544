"""Where charts are computed and drawn: in a process of its own, beside the notebooks.

vl-convert holds its interpreter while it draws, which would stall the
kernels' messages.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from tungsten.report.forms import Drawing, Exhibit
from tungsten.report.kernels import CAN_FORK
from tungsten.report.notebooks import SWITCH

Exhibits = dict[str, list[Exhibit]]
"""Language → every chart of the report, in order."""


@dataclass(frozen=True)
class Studio:
    """A process that computes and draws charts."""

    desk: ProcessPoolExecutor

    def exhibits(self, source: str) -> "Future[Exhibits]":
        """Every chart at every setting of the page's switches, once it is computed."""
        return self.desk.submit(_exhibits, source)

    def drawn(self, specs: Sequence[dict[str, Any]]) -> Iterator[Drawing]:
        """Each specification as SVG."""
        return self.desk.map(_drawn, specs)


@contextmanager
def studio() -> Iterator[Studio]:
    """Opens the studio, and leaves no process behind."""
    how = get_context("forkserver" if CAN_FORK else "spawn")
    with ProcessPoolExecutor(1, how, _warm_up) as desk:
        try:
            yield Studio(desk)
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
