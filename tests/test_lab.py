"""In JupyterLab every chart is live without a network, and its switches are Altair's own inputs."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tungsten.charts.chart import rows_at
from tungsten.charts.display import CHART, SWITCH
from tungsten.charts.run import Setting
from tungsten.notebook.workspace import lay_out
from tungsten.params import Parameters
from tungsten.site.exhibits import exhibits

ROOT = Path(__file__).parents[1]

SWITCHED = Setting("printed", "W", "MCS2017")
"""The notebook's own setting with another edition."""

PATIENCE = 120_000
"""Milliseconds until a test in the browser gives up; on a machine with nothing else to do it takes a tenth of that."""


def test_a_kernel_of_the_report_draws_no_picture() -> None:
    """The report adds it, and so a kernel never loads what draws."""
    code = """
import sys, ipykernel
from tungsten.charts import shares
from tungsten.notebook.workspace import workspace
data = workspace("sunsirs-2025-11-21", "printed", "W", "MCS2025", "en")
shown, _ = shares.us_import_sources(data.every.shares, data.run)._repr_mimebundle_()
print([*shown], "vl_convert" in sys.modules)
"""
    environment = os.environ | {SWITCH: "inert"}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == f"['{CHART}', 'text/plain'] False\n"


# -------------------------------------------------------------------- browser


def running(folder: Path) -> list[Any]:
    """Return every process with a path of this folder among its arguments."""
    found = psutil.process_iter(["cmdline"])
    return [process for process in found if str(folder) in " ".join(process.info["cmdline"] or [])]


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Run ``make lab`` in a copy of the checkout, away from this user's own settings; yield its address and token.

    Its temporary files are in ``temporary``.
    """
    assert shutil.which("make")
    tmp_path = tmp_path_factory.mktemp("lab")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    checkout, own = tmp_path / "checkout", tmp_path / "jupyter"
    for name in ("notebooks", "data", "tools"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Makefile", checkout)
    for name in (".venv", ".venv-lab"):
        (checkout / name).symlink_to(ROOT / name)
    folders = {f"JUPYTER_{name}_DIR": str(own / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    environment = outside | folders | {"IPYTHONDIR": str(own), "BROWSER": "true", "TMPDIR": str(temporary)}
    command = ["make", "-C", str(checkout), "-o", ".venv/.made", "-o", ".venv-lab/.made", "lab"]
    with (tmp_path / "said.txt").open("w+", encoding="utf-8") as said:
        made = subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)
        try:
            yield {**_told(own / "runtime", made, said), "temporary": temporary}
        finally:
            if made.poll() is None:
                os.killpg(made.pid, signal.SIGTERM)
            _, left = psutil.wait_procs(running(tmp_path), timeout=60)
            for process in left:
                process.kill()
            made.wait()
    assert left == [], "it ends when it is told to, and its kernels with it"
    installed = "".join(
        path.read_text(encoding="utf-8") for path in Path(sys.prefix).glob("share/jupyter/kernels/*/*.json")
    )
    assert str(tmp_path) not in installed, "the environment stays as it was"


def _told(runtime: Path, made: "subprocess.Popen[bytes]", said: Any) -> dict[str, Any]:
    """Return the address and the token of JupyterLab, once it says so."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until and made.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            return dict(json.loads(path.read_text(encoding="utf-8")))
        time.sleep(0.2)
    said.seek(0)
    raise AssertionError(said.read())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page tall enough for a whole notebook, since JupyterLab draws only what is in sight."""
    opened = browser.new_page(viewport={"width": 1280, "height": 7000})
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


def bare(texts: list[str]) -> set[str]:
    """Return texts without marks of direction."""
    return {re.sub("[\u2066-\u2069\u061c]", "", text) for text in texts}


def test_make_lab_draws_every_chart_offline_and_a_switch_works(jupyterlab: dict[str, Any], page: Page) -> None:
    """Its title and its rows change, those of other charts don't; JupyterLab's console has no warning."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    said: list[str] = []
    page.on("pageerror", lambda fault: said.append(str(fault)))
    page.on("console", lambda message: said.append(message.text) if message.type in ("warning", "error") else None)
    home, charts = jupyterlab["url"], [one.spec for one in exhibits(lay_out(Parameters())) if one.section == SECTION]
    start = Setting.of_run(Parameters())

    run_all(page, jupyterlab, "03-supply-concentration.ipynb")
    for spec in charts:
        expect(live(page, spec, start)).to_have_count(1, timeout=PATIENCE)

    spec = next(spec for spec in charts if spec["usermeta"]["tungsten"]["name"] == "leading-producers")
    assert title(spec, start) != title(spec, SWITCHED)
    live(page, spec, start).locator("select[name=edition]").select_option(SWITCHED.edition)
    chart = live(page, spec, SWITCHED)
    expect(chart).to_have_count(1)
    labels = bare([row["label"] for row in rows_at(spec, SWITCHED)])
    assert labels <= bare(chart.locator("svg.marks text").all_text_contents())
    for other in charts:
        expect(live(page, other, SWITCHED if other is spec else start)).to_have_count(1)
    assert said == []
    assert {address.split("/")[2] for address in asked if not address.startswith(("blob:", "data:"))} == {
        home.split("/")[2]
    }
    assert not [address for address in asked if "/lab/api/news" in address or "/lab/api/update" in address]


def run_all(page: Page, jupyterlab: dict[str, Any], notebook: str) -> None:
    """Open a notebook in JupyterLab and run all its cells."""
    page.goto(f"{jupyterlab['url']}lab/tree/notebooks/{notebook}?token={jupyterlab['token']}")
    page.get_by_text("Tungsten | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def test_a_draft_is_decided_in_a_table_of_jupyterlab(jupyterlab: dict[str, Any], page: Page) -> None:
    """A tick decides a row, a choice changes its cell, and a row with a fault stays undecided, with the fault named."""
    run_all(page, jupyterlab, "00-add-source.ipynb")
    table = page.locator(".jp-OutputArea-output .widget-vbox").filter(has=page.locator("input[type=checkbox]"))
    ticks = table.locator("input[type=checkbox]")
    expect(ticks.nth(1)).to_be_visible(timeout=PATIENCE)
    ledger = next(jupyterlab["temporary"].glob("*/checkout/data/raw/figures.csv"))

    def second() -> dict[str, str]:
        with ledger.open(encoding="utf-8", newline="") as rows:
            return [
                row for row in csv.DictReader(rows) if row["source_id"].startswith("my-") and row["role"] == "figure"
            ][1]

    assert second()["status"] == "suggested"
    ticks.nth(1).check()
    expect(table).to_contain_text("1 of ")
    assert second()["status"] == ""
    basis = table.locator("select").filter(has=page.locator("option[data-value=ore]")).nth(1)
    basis.select_option("ore")
    expect(table).to_contain_text("1 of ")
    until = time.monotonic() + 10
    while second()["basis"] != "ore" and time.monotonic() < until:
        time.sleep(0.1)
    assert second()["basis"] == "ore"
    measures = table.locator("select").filter(has=page.locator("option[data-value=reserves]"))
    measures.nth(2).select_option("undecided")
    ticks.nth(2).click()
    expect(table).to_contain_text("column measure: not decided")
    expect(ticks.nth(2)).not_to_be_checked()


SECTION = "concentration"
"""The section of a report whose charts the notebook shows."""


def title(spec: dict[str, Any], at: Setting) -> list[str]:
    """Return the lines of a chart's title at a setting."""
    views = next(param["value"] for param in spec["params"] if param["name"] == "views")
    return list(views[at.key(spec["usermeta"]["tungsten"]["follows"])]["title"])


def live(page: Page, spec: dict[str, Any], at: Setting) -> Any:
    """Return the live charts with the title of a chart at a setting."""
    charts = page.locator(".vega-embed")
    for line in title(spec, at):
        charts = charts.filter(has_text=line)
    return charts
