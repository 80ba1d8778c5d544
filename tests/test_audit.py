"""The audit names the lock and the package of each known vulnerability, and says when it can't ask."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import audit
import pytest


@contextmanager
def database(vulnerable: str, left_out: int = 0) -> Iterator[str]:
    """Run a database that knows one vulnerability; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            names = [query["package"]["name"] for query in queries]
            results = [{"vulns": [{"id": "GHSA-1"}]} if name == vulnerable else {} for name in names]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"results": results[left_out:]}).encode())

        def log_message(self, *_: Any) -> None:
            """Print nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_known_vulnerability_is_1_and_named_with_its_locks(capsys: pytest.CaptureFixture[str]) -> None:
    with database("polars") as address:
        assert audit.main(address) == 1
    shown = capsys.readouterr().out
    assert shown.count("GHSA-1") == 1
    assert "requirements.lock, requirements-bench.lock, requirements-spark.lock: polars 2." in shown


def test_without_one_it_is_0() -> None:
    with database("nothing") as address:
        assert audit.main(address) == 0


def test_no_answer_or_half_of_one_is_2_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with database("polars", left_out=1) as address:
        assert audit.main(address) == 2
    assert audit.main(address) == 2, "the server has ended"
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all("nothing was checked" in line for line in lines)
