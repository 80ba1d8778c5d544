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
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any

from tungsten.charts.display import SWITCH
from tungsten.charts.svg import Drawing
from tungsten.params import Parameters
from tungsten.report.cache import Cache, Charts
from tungsten.report.kernels import CAN_FORK, exit_with_parent
from tungsten.vocabulary import LANGUAGES


@dataclass(frozen=True)
class WorkerPools:
    """A process that computes charts, a process that draws them, and the cache of both."""

    parameters: Parameters
    computing: ProcessPoolExecutor
    drawing: ProcessPoolExecutor
    cache: Cache
    computed: "dict[str, Future[Charts]]" = field(default_factory=dict)
    """The charts that are being computed, by language."""
    pending: "dict[str, Future[Drawing]]" = field(default_factory=dict)
    """Drawings by the digest of their specification."""
    lock: Lock = field(default_factory=Lock)

    def start(self) -> None:
        """Start to compute the charts of both languages, and then to draw them."""
        for language in LANGUAGES:
            if self._key(language) not in self.cache.charts:
                self.computed[language] = self.computing.submit(_charts, self.parameters, language)
                self.computed[language].add_done_callback(self._draw_all)

    def charts(self, language: str) -> Charts:
        """Return the charts of a language, when they are computed."""
        key = self._key(language)
        if key not in self.cache.charts:
            self.cache.charts[key] = self.computed[language].result()
        return self.cache.charts[key]

    def is_exhibit(self, spec: dict[str, Any], language: str) -> bool:
        """Return whether a chart is one of the report's charts in a language, unchanged."""
        meta = spec.get("usermeta")
        return any(one["usermeta"] == meta and digest_of(one) == digest_of(spec) for _, one in self.charts(language))

    def _key(self, language: str) -> str:
        return f"{self.parameters} {language}"

    def _draw_all(self, charts: "Future[Charts]") -> None:
        if not charts.cancelled() and not charts.exception():
            for _, spec in charts.result():
                self._start_drawing(spec)

    def draw(self, specs: Sequence[dict[str, Any]]) -> Iterator[Drawing]:
        """Yield the drawing of each specification; equal ones, of a notebook and the page, are drawn once."""
        digests = [self._start_drawing(spec) for spec in specs]
        for digest in digests:
            if digest not in self.cache.drawings:
                self.cache.drawings[digest] = self.pending[digest].result()
            yield self.cache.drawings[digest]

    def _start_drawing(self, spec: dict[str, Any]) -> str:
        """Start to draw a specification unless it is drawn or being drawn; return its digest."""
        digest = digest_of(spec)
        with self.lock:
            if digest not in self.cache.drawings and digest not in self.pending:
                self.pending[digest] = self.drawing.submit(_draw, spec)
        return digest


def digest_of(spec: dict[str, Any]) -> str:
    """Return the digest of a chart; a notebook names another version of the schema than the page for the same chart."""
    chart = {name: part for name, part in spec.items() if name != "$schema"}
    return sha256(json.dumps(chart, sort_keys=True).encode()).hexdigest()


@contextmanager
def worker_pools(root: Path, parameters: Parameters, digest: str) -> Iterator[WorkerPools]:
    """Start the worker processes, with the cache for this digest of data and code; stop them at the end."""
    context = get_context("forkserver" if CAN_FORK else "spawn")
    with (
        ProcessPoolExecutor(1, context, exit_with_parent) as computing,
        ProcessPoolExecutor(1, context, exit_with_parent) as drawing,
    ):
        try:
            pools = WorkerPools(parameters, computing, drawing, Cache.of_checkout(root, digest))
            pools.start()
            yield pools
        finally:  # NOTE: shutdown has to wait, since threads of a pool raise errors while Python exits
            computing.shutdown(cancel_futures=True)
            drawing.shutdown(cancel_futures=True)


def _charts(parameters: Parameters, language: str) -> Charts:
    os.environ[SWITCH] = "inert"
    from tungsten.notebook.workspace import lay_out
    from tungsten.site.exhibits import exhibits

    at = lay_out(Parameters(**{**parameters.as_dict(), "language": language}))
    return [(exhibit.section, exhibit.spec) for exhibit in exhibits(at)]


def _draw(spec: dict[str, Any]) -> Drawing:
    from tungsten.charts import svg

    return svg.drawn(spec)
