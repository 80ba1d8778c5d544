"""Where charts are computed and drawn: in processes of their own, beside the notebooks.

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
from threading import Lock
from typing import Any, TypeAlias

from tungsten.charts.chart_template import Drawing, Setting
from tungsten.charts.display import SWITCH
from tungsten.notebook.names import SECTIONS
from tungsten.report.cache import Cache, Exhibits
from tungsten.report.kernels import CAN_FORK, end_together
from tungsten.vocabulary import LANGUAGES

Coming: TypeAlias = "Sequence[Future[Exhibits]]"
"""The charts of one language, in order, some at a time as they are computed."""


@dataclass(frozen=True)
class WorkerPools:
    """A process that computes charts, one that draws them, and what they made before."""

    computing: ProcessPoolExecutor
    drawing: ProcessPoolExecutor
    cache: Cache
    asked: "dict[str, Future[Drawing]]" = field(default_factory=dict)
    asking: Lock = field(default_factory=Lock)

    def exhibits(self, source: str, start: Setting) -> dict[str, Coming]:
        """Language → every chart at every setting of the page's switches; once computed, drawn as at ``start``."""
        return {language: self._exhibits(source, language, start) for language in LANGUAGES}

    def _exhibits(self, source: str, language: str, start: Setting) -> Coming:
        if (source, language) in self.cache.exhibits:
            found: Future[Exhibits] = Future()
            found.set_result(self.cache.exhibits[source, language])
            return [found]
        coming = [self.computing.submit(_exhibits, source, language, section) for section in SECTIONS]
        for section in coming:
            section.add_done_callback(partial(self._draw_ahead, start))
        return coming

    def _draw_ahead(self, start: Setting, done: "Future[Exhibits]") -> None:
        if not done.cancelled() and not done.exception():
            for exhibit in done.result():
                self._ask(exhibit.spec(start))

    def drawn(self, specs: Sequence[dict[str, Any]]) -> Iterator[Drawing]:
        """Each specification as SVG; what a notebook and the page both show is drawn once."""
        names = [self._ask(spec) for spec in specs]
        for name in names:
            if name not in self.cache.drawings:
                self.cache.drawings[name] = self.asked[name].result()
            yield self.cache.drawings[name]

    def _ask(self, spec: dict[str, Any]) -> str:
        """Has a specification drawn, unless it was; gives its name."""
        name = sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()
        with self.asking:
            if name not in self.cache.drawings and name not in self.asked:
                self.asked[name] = self.drawing.submit(_drawn, spec)
        return name


@contextmanager
def worker_pools(root: Path, digest: str) -> Iterator[WorkerPools]:
    """Opens the worker_pools of a checkout whose inputs have this digest, and leaves no process behind."""
    how = get_context("forkserver" if CAN_FORK else "spawn")
    with ProcessPoolExecutor(1, how, end_together) as computing, ProcessPoolExecutor(1, how, end_together) as drawing:
        try:
            yield WorkerPools(computing, drawing, Cache.of_checkout(root, digest))
        finally:  # NOTE: not to wait would leave threads that stumble as Python ends
            computing.shutdown(cancel_futures=True)
            drawing.shutdown(cancel_futures=True)


def _exhibits(source: str, language: str, section: str) -> Exhibits:
    os.environ[SWITCH] = "inert"
    from tungsten.site import chart_data as views

    return list(views.exhibits(source, language, section))


def _drawn(spec: dict[str, Any]) -> Drawing:
    from tungsten.charts import svg

    return svg.drawn(spec)
