"""The worker processes that compute and draw the charts.

vl-convert doesn't release the interpreter while it draws. In the main process that
would delay the messages of the notebooks' kernels.
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
from tungsten.report.kernels import CAN_FORK, exit_with_parent
from tungsten.vocabulary import LANGUAGES

PendingExhibits: TypeAlias = "Sequence[Future[Exhibits]]"
"""The charts of one language, in order, one future for each section of the page."""


@dataclass(frozen=True)
class WorkerPools:
    """A process that computes charts, a process that draws them, and the cache of both."""

    computing: ProcessPoolExecutor
    drawing: ProcessPoolExecutor
    cache: Cache
    pending: "dict[str, Future[Drawing]]" = field(default_factory=dict)
    """Drawings by the digest of their specification."""
    lock: Lock = field(default_factory=Lock)

    def exhibits(self, source: str, start: Setting) -> dict[str, PendingExhibits]:
        """Start to compute every chart at every setting, and then to draw it at ``start``; return them by language."""
        return {language: self._exhibits(source, language, start) for language in LANGUAGES}

    def _exhibits(self, source: str, language: str, start: Setting) -> PendingExhibits:
        if (source, language) in self.cache.exhibits:
            cached: Future[Exhibits] = Future()
            cached.set_result(self.cache.exhibits[source, language])
            return [cached]
        pending = [self.computing.submit(_exhibits, source, language, section) for section in SECTIONS]
        for section in pending:
            section.add_done_callback(partial(self._draw_section, start))
        return pending

    def _draw_section(self, start: Setting, section: "Future[Exhibits]") -> None:
        if not section.cancelled() and not section.exception():
            for exhibit in section.result():
                self._start_drawing(exhibit.spec(start))

    def draw(self, specs: Sequence[dict[str, Any]]) -> Iterator[Drawing]:
        """Yield the drawing of each specification; equal ones, of a notebook and the page, are drawn once."""
        digests = [self._start_drawing(spec) for spec in specs]
        for digest in digests:
            if digest not in self.cache.drawings:
                self.cache.drawings[digest] = self.pending[digest].result()
            yield self.cache.drawings[digest]

    def _start_drawing(self, spec: dict[str, Any]) -> str:
        """Start to draw a specification unless it is drawn or being drawn; return its digest."""
        digest = sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()
        with self.lock:
            if digest not in self.cache.drawings and digest not in self.pending:
                self.pending[digest] = self.drawing.submit(_draw, spec)
        return digest


@contextmanager
def worker_pools(root: Path, digest: str) -> Iterator[WorkerPools]:
    """Start the worker processes, with the cache for this digest of data and code; stop them at the end."""
    context = get_context("forkserver" if CAN_FORK else "spawn")
    with (
        ProcessPoolExecutor(1, context, exit_with_parent) as computing,
        ProcessPoolExecutor(1, context, exit_with_parent) as drawing,
    ):
        try:
            yield WorkerPools(computing, drawing, Cache.of_checkout(root, digest))
        finally:  # NOTE: shutdown has to wait, since threads of a pool raise errors while Python exits
            computing.shutdown(cancel_futures=True)
            drawing.shutdown(cancel_futures=True)


def _exhibits(source: str, language: str, section: str) -> Exhibits:
    os.environ[SWITCH] = "inert"
    from tungsten.site import chart_data

    return list(chart_data.exhibits(source, language, section))


def _draw(spec: dict[str, Any]) -> Drawing:
    from tungsten.charts import svg

    return svg.drawn(spec)
