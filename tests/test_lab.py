"""In JupyterLab every chart carries its switches, is drawn without a network, and says what it shows."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest
from altair.utils import schemapi
from playwright.sync_api import Browser, Page, expect
from tungsten.charts.exhibits import EXHIBITS, Draws
from tungsten.charts.picture import Picture

from tungsten.charts import concentration, reserves
from tungsten.dataset import load
from tungsten.i18n.words import Words
from tungsten.notebook import widget as lab
from tungsten.notebook.workspace import Workspace, lay_out, workspace
from tungsten.params import Parameters

ROOT = Path(__file__).parents[1]
CHARTS = {draw.__name__: draw for draws in EXHIBITS.values() for draw in draws}

START = {"reading": "printed", "basis": "W", "edition": "MCS2025"}
"""The notebooks' own setting."""

ELSEWHERE = {"reading": "undisputed", "basis": "WO3", "edition": "MCS2016"}
"""Another one of every switch."""

EDITIONS = (START["edition"], "MCS2017")
"""What the browser switches from and to."""

PATIENCE = 180_000
"""Milliseconds until a browser's test gives up; on a machine with nothing else to do it takes a tenth of that."""


@cache
def at(language: str = "en") -> Workspace:
    return workspace(**{**Parameters().as_dict(), "language": language})


@cache
def laid(reading: str, basis: str, edition: str) -> Workspace:
    """The workspace of a setting, laid out from the ledger."""
    return lay_out(Parameters(basis=basis, edition=edition), reading, load)


def switched(draw: Draws, language: str = "en") -> lab.Switched:
    return lab.Switched(at(language).show(draw), at(language), draw)


@pytest.fixture(autouse=True, scope="module")
def _checked_when_shown() -> Iterator[None]:
    """Charts are checked whole, not part by part as well, which takes twice as long."""
    with schemapi.debug_mode(False):
        yield


def spec(picture: Picture) -> Any:
    return picture.chart().to_dict()


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_starts_as_the_parameters_have_it(name: str) -> None:
    widget = switched(CHARTS[name])
    assert widget.setting == {switch: START[switch] for switch in lab.FOLLOWS[CHARTS[name]]}
    assert widget.shown == {"setting": widget.setting, "spec": spec(at().show(CHARTS[name]))}


@pytest.mark.parametrize("name", CHARTS)
def test_a_switch_shows_what_the_desk_of_its_setting_shows(name: str) -> None:
    draw = CHARTS[name]
    widget, other = switched(draw), switched(draw)
    before = dict(other.shown)
    widget.setting = {switch: ELSEWHERE[switch] for switch in lab.FOLLOWS[draw]}
    there = laid(**{**START, **widget.setting})
    assert widget.shown == {"setting": widget.setting, "spec": spec(there.show(draw))}
    assert other.shown == before, "the same chart in another cell stays"


def test_corrected_values_are_judged_anew() -> None:
    widget = switched(concentration.import_reliance)
    widget.setting = widget.setting | {"reading": "corrected"}
    corrected = workspace(**{**Parameters().as_dict(), "values": "corrected"})
    assert widget.shown["spec"] == spec(corrected.show(concentration.import_reliance))
    assert widget.shown["spec"] != spec(at().show(concentration.import_reliance))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_switches_are_labelled_in_the_notebooks_language(language: str) -> None:
    words, widget = Words(language), switched(reserves.countries, language)
    assert [switch["label"] for switch in widget.switches] == [
        words(key) for key in ("switch_values", "switch_basis", "switch_edition")
    ]
    assert widget.switches[0]["settings"][2] == ("corrected", words("values_corrected"))
    assert widget.switches[1]["settings"] == [("W", words("basis_W")), ("WO3", words("basis_WO3"))]
    assert widget.direction == words.direction


def test_a_chart_of_ones_own_is_drawn_without_switches() -> None:
    def own(words: Words) -> Picture:
        return at().show(concentration.us_import_sources)

    widget = switched(own)
    assert widget.switches == []
    assert widget.shown["spec"] == spec(at().show(concentration.us_import_sources))


def test_who_cannot_show_a_widget_reads_the_chart_in_words() -> None:
    data, _ = switched(concentration.us_import_sources)._repr_mimebundle_()
    assert data["text/plain"] == at().show(concentration.us_import_sources).about.alt
    assert "application/vnd.jupyter.widget-view+json" in data


def test_a_run_of_the_report_makes_no_widget() -> None:
    code = """
import sys, ipykernel
from tungsten.charts import concentration as charts
from tungsten.notebook.workspace import workspace
data = workspace("sunsirs-2025-11-21", "printed", "W", "MCS2025", "en")
shown = data.show(charts.us_import_sources)._repr_mimebundle_()
print([*shown], "tungsten.notebook.widget" in sys.modules)
"""
    environment = os.environ | {"TUNGSTEN_CHARTS": "inert"}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == "['application/vnd.tungsten.chart+json', 'text/plain'] False\n"


# -------------------------------------------------------------------- browser


def running(folder: Path) -> list[Any]:
    """Every process with a path of this folder among its arguments."""
    found = psutil.process_iter(["cmdline"])
    return [process for process in found if str(folder) in " ".join(process.info["cmdline"] or [])]


@pytest.fixture
def jupyterlab(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What ``make lab`` tells of itself, in a copy of the checkout and away from this user's own settings."""
    assert shutil.which("make")
    checkout, own = tmp_path / "checkout", tmp_path / "jupyter"
    for name in ("notebooks", "data", "tools"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Makefile", checkout)
    for name in (".venv", ".venv-lab"):
        (checkout / name).symlink_to(ROOT / name)
    folders = {f"JUPYTER_{name}_DIR": str(own / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    environment = outside | folders | {"IPYTHONDIR": str(own), "BROWSER": "true"}
    command = ["make", "-C", str(checkout), "-o", ".venv/.made", "-o", ".venv-lab/.made", "lab"]
    with (tmp_path / "said.txt").open("w+", encoding="utf-8") as said:
        made = subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)
        try:
            yield _told(own / "runtime", made, said)
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
    """Where JupyterLab is and by which token, once it says so."""
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


def title(draw: Draws, edition: str) -> list[str]:
    """The lines of a chart's title at an edition, computed here."""
    lines = workspace(**{**Parameters().as_dict(), "edition": edition}).show(draw).given["title"]
    return list(lines)


def test_make_lab_draws_every_chart_offline_and_a_switch_works(jupyterlab: dict[str, Any], page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    home, before, after = jupyterlab["url"], *(title(concentration.leading_producers, of) for of in EDITIONS)
    assert before != after

    page.goto(f"{home}lab/tree/notebooks/03-supply-concentration.ipynb?token={jupyterlab['token']}")
    page.get_by_text("Tungsten | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(page.locator(".vega-embed svg.marks")).to_have_count(len(EXHIBITS["concentration"]), timeout=PATIENCE)

    place = list(EXHIBITS["concentration"]).index(concentration.leading_producers)
    chart = page.locator(".jp-OutputArea-output:has(.vega-embed)").nth(place)
    expect(chart.locator("svg.marks")).to_contain_text(before[0])
    chart.locator("select[name=edition]").select_option(EDITIONS[1])
    expect(chart.locator("svg.marks")).to_contain_text(after[0], timeout=PATIENCE)
    expect(page.locator(".vega-embed svg.marks", has_text=EDITIONS[1])).to_have_count(1)
    assert faults == []
    assert {address.split("/")[2] for address in asked if not address.startswith("blob:")} == {home.split("/")[2]}
    assert all(address.startswith(f"blob:{home}") for address in asked if address.startswith("blob:"))
    assert not [address for address in asked if "/lab/api/news" in address or "/lab/api/update" in address]
