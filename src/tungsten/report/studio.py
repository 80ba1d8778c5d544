"""Where charts are computed and drawn: each in a process of its own, beside the notebooks.

vl-convert holds its interpreter while it draws, which would stall the
kernels' messages.
"""

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tungsten.report.forms import Drawing, Setting
from tungsten.report.kept import Exhibits, Kept
from tungsten.report.kernels import CAN_FORK
from tungsten.report.notebooks import SWITCH


@dataclass(frozen=True)
class Studio:
    """A process that computes charts, one that draws them, and what they made before."""

    clerk: ProcessPoolExecutor
    hand: ProcessPoolExecutor
    kept: Kept
    asked: "dict[str, Future[Drawing]]" = field(default_factory=dict)

    def exhibits(self, source: str, start: Setting) -> "Future[Exhibits]":
        """Every chart at every setting of the page's switches; once computed, they are drawn as at ``start``."""
        if source in self.kept.exhibits:
            found: Future[Exhibits] = Future()
            found.set_result(self.kept.exhibits[source])
            return found
        coming = self.clerk.submit(_exhibits, source)
        coming.add_done_callback(partial(self._draw_ahead, start))
        return coming

    def _draw_ahead(self, start: Setting, done: "Future[Exhibits]") -> None:
        if not done.cancelled() and not done.exception():
            for exhibit in (exhibit for some in done.result().values() for exhibit in some):
                self._ask(exhibit.spec(start))

    def drawn(self, specs: Sequence[dict[str, Any]]) -> Iterator[Drawing]:
        """Each specification as SVG; what a notebook and the page both show is drawn once."""
        names = [self._ask(spec) for spec in specs]
        for name in names:
            if name not in self.kept.drawings:
                self.kept.drawings[name] = self.asked[name].result()
            yield self.kept.drawings[name]

    def _ask(self, spec: dict[str, Any]) -> str:
        """Has a specification drawn, unless it was; gives its name."""
        name = sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()
        if name not in self.kept.drawings and name not in self.asked:
            self.asked[name] = self.hand.submit(_drawn, spec)
        return name


@contextmanager
def studio(root: Path) -> Iterator[Studio]:
    """Opens the studio of a checkout, and leaves no process behind."""
    how = get_context("forkserver" if CAN_FORK else "spawn")
    with ProcessPoolExecutor(1, how) as clerk, ProcessPoolExecutor(1, how, _warm_up) as hand:
        try:
            yield Studio(clerk, hand, Kept.of_checkout(root))
        finally:
            for process in (clerk, hand):  # NOTE: not to wait would leave threads that stumble as Python ends
                process.shutdown(cancel_futures=True)


def _warm_up() -> None:
    from tungsten.report import svg

    svg.warm_up()


def _exhibits(source: str) -> Exhibits:
    os.environ[SWITCH] = "inert"
    from tungsten.report import views

    return views.exhibits(source)


def _drawn(spec: dict[str, Any]) -> Drawing:
    from tungsten.report import svg

    return svg.drawn(spec)
