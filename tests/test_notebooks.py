"""Notebooks are committed clean, ask before they answer, and hold no logic; what executes them fails as promised."""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

import nbformat
import pytest
import yaml
from nbconvert import HTMLExporter
from report_runs import OTHERWISE

from tungsten.charts.display import CHART
from tungsten.notebook.names import STEMS
from tungsten.params import Parameters
from tungsten.report import execute as run
from tungsten.report.notebook_runs import DIGEST, VALIDATES, stale

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).parents[1] / "notebooks"
PATHS = [FOLDER / f"{stem}.ipynb" for stem in STEMS]

every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def cells(path: Path) -> list[Any]:
    return list(json.loads(path.read_text(encoding="utf-8"))["cells"])


def source(cell: Any) -> str:
    return "".join(cell["source"])


def _is_typed_default(line: ast.stmt) -> TypeGuard[Any]:
    return isinstance(line, ast.AnnAssign) and ast.unparse(line.annotation) == "str"


def test_there_are_these_notebooks_and_no_others() -> None:
    of_no_report = FOLDER / "00-add-source.ipynb"
    assert sorted(FOLDER.glob("*.ipynb")) == [of_no_report, *PATHS]
    assert sorted(run.LONGEST_FIRST) == sorted(STEMS)


@every_notebook
def test_a_notebook_is_committed_clean(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"] == {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for cell in notebook["cells"]:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
        assert set(cell["metadata"]) <= {"tags"}


@every_notebook
def test_cells_have_names_that_stay(path: Path) -> None:
    names = [cell["id"] for cell in cells(path)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


@every_notebook
def test_parameters_stand_right_after_the_title_with_the_projects_defaults(path: Path) -> None:
    title, parameters = cells(path)[:2]
    assert source(title).startswith("# ")
    assert parameters["metadata"]["tags"] == ["parameters"]
    assert [cell for cell in cells(path) if "parameters" in cell["metadata"].get("tags", [])] == [parameters]
    lines = ast.parse(source(parameters)).body
    given = {ast.unparse(line.target): ast.literal_eval(line.value) for line in lines if _is_typed_default(line)}
    assert given == Parameters().as_dict()
    assert source(parameters).count("  # ") == len(given), "each says what it is"


def test_the_default_report_has_the_same_defaults() -> None:
    written = yaml.safe_load((FOLDER.parent / "params" / "default.yml").read_text(encoding="utf-8"))
    assert written == Parameters().as_dict()


@every_notebook
def test_the_headings_are_the_same_in_every_notebook(path: Path) -> None:
    text = "\n".join(source(cell) for cell in cells(path) if cell["cell_type"] == "markdown")
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert headings == ["Preparation", "Analysis", "Output", "Change this"]


@every_notebook
def test_a_question_comes_before_its_answer(path: Path) -> None:
    body = cells(path)[3:]
    assert body[0]["cell_type"] == "code", "the check of the parameters"
    for before, cell in pairwise(body):
        if cell["cell_type"] == "markdown" and before["cell_type"] == "code":
            assert source(cell).startswith(("**", "## ")), "an answer is followed by a question or a heading"
    assert len([cell for cell in body if re.match("c-", cell["id"])]) in (2, 3), "two or three cells to change"


@every_notebook
def test_a_cell_holds_no_logic(path: Path) -> None:
    for cell in cells(path):
        if cell["cell_type"] != "code":
            continue
        assert source(cell).count("\n") < 12
        nodes = list(ast.walk(ast.parse(source(cell))))
        assert not [node for node in nodes if isinstance(node, ast.For | ast.While | ast.ClassDef | ast.Lambda)]


def kernel(*answers: Any) -> tuple[list[Any], Callable[..., Any]]:
    """A stand-in for running a notebook, which raises or returns one answer after the other."""
    left = list(answers)

    def answer(*_: Any) -> Any:
        given = left.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    return left, answer


def test_a_kernel_that_did_not_start_is_started_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, answer = kernel(RuntimeError("Kernel died before replying to kernel_info"), "executed")
    monkeypatch.setattr(run, "_run", answer)
    assert run._execute(PATHS[0], tmp_path, Parameters()) == "executed"  # type: ignore[comparison-overlap]  # a stand-in
    assert not left


def test_a_kernel_that_never_starts_is_no_endless_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, answer = kernel(RuntimeError("Kernel died"), RuntimeError("Kernel died"), "never reached")
    monkeypatch.setattr(run, "_run", answer)
    with pytest.raises(RuntimeError):
        run._execute(PATHS[0], tmp_path, Parameters())
    assert left == ["never reached"]


def carrying(folders: list[Path], digests: dict[str, str]) -> None:
    """Puts executed copies that carry these digests into each folder."""
    for place in (folder / stem for folder in folders for stem in digests):
        place.parent.mkdir(exist_ok=True)
        copy = nbformat.v4.new_notebook(metadata={DIGEST: {"inputs": digests[place.name]}})
        nbformat.write(copy, place.with_suffix(".ipynb"))
        place.with_suffix(".html").touch()


def test_a_notebook_is_stale_once_its_cells_or_what_all_are_made_of_changed(tmp_path: Path) -> None:
    notebooks = Path(shutil.copytree(FOLDER, tmp_path / "notebooks"))
    copies = [tmp_path / "copies", tmp_path / "copies" / "ar"]
    assert list(stale(notebooks, copies, "data", is_valid=True)) == list(STEMS)
    carrying(copies, stale(notebooks, copies, "data", is_valid=True))
    assert stale(notebooks, copies, "data", is_valid=True) == {}
    assert list(stale(notebooks, copies, "other data", is_valid=True)) == list(STEMS)
    edited = notebooks / f"{STEMS[2]}.ipynb"
    edited.write_text(edited.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert list(stale(notebooks, copies, "data", is_valid=True)) == [STEMS[2]]
    assert list(stale(notebooks, copies, "data", is_valid=False)) == [VALIDATES, STEMS[2]], "it validates them"
    (copies[1] / f"{STEMS[0]}.html").unlink()
    assert list(stale(notebooks, copies, "data", is_valid=True)) == [STEMS[0], STEMS[2]]


# ------------------------------------------------------------------ papermill by hand

LISTED = {
    "bassis": "source, values, basis, edition, language",
    "edition": "MCS2010, MCS2011",
}


def papermill(path: Path, left: Path, *parameters: str) -> subprocess.CompletedProcess[str]:
    """Run a notebook as a person would, with nothing set that make sets."""
    program = Path(sys.executable).with_name("papermill")
    command = [str(program), "--no-progress-bar", str(path), str(left), *parameters]
    return subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=False)


def charts_of(executed: Path) -> list[Any]:
    """Return the outputs of an executed notebook that are charts."""
    outputs = [output for cell in nbformat.read(executed, as_version=4).cells for output in cell.get("outputs", [])]
    return [output for output in outputs if CHART in output.get("data", {})]


def outputs(executed: Path) -> list[tuple[str, int | None, list[Any]]]:
    """Return for each cell its name, its number and what it shows, without pictures."""
    kinds = CHART, "text/plain"
    return [
        (cell.id, cell.execution_count, [[output.data.get(kind) for kind in kinds] for output in cell.outputs])
        for cell in nbformat.read(executed, as_version=4).cells
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", [])
    ]


def is_ours(chart: Any) -> bool:
    """Return whether a chart is one of the project's, and not one that a cell draws by itself."""
    return "tungsten" in chart["data"][CHART].get("usermeta", {})


def test_papermill_by_hand_gives_what_a_report_has_in_its_second_language(reports: Path, tmp_path: Path) -> None:
    """The report runs a notebook in English in the kernel that ran it in Arabic before."""
    left, parameters = tmp_path / "out.ipynb", {**yaml.safe_load(OTHERWISE), "language": "en"}
    given = [word for name, value in parameters.items() for word in ("-p", name, value)]
    ran = papermill(PATHS[4], left, *given)
    assert ran.returncode == 0, ran.stderr
    assert outputs(left) == outputs(reports / "build" / "otherwise" / "en" / left.with_stem(STEMS[4]).name)
    ours = [one["data"][CHART]["params"] for one in charts_of(left) if is_ours(one)]
    starts = [{param["name"]: param.get("value") for param in params} for params in ours]
    expected = {("corrected", "WO3"), ("corrected", None), (None, "WO3")}  # the last of frames of one reading
    assert {(start.get("reading"), start.get("basis")) for start in starts} == expected


@pytest.mark.parametrize("stem", ["03", "04", "05"])
def test_no_chart_is_drawn_of_what_a_source_does_not_have(stem: str, tmp_path: Path) -> None:
    """A chart without data has an axis of infinite length; a source says of most subjects nothing."""
    path = next(path for path in PATHS if path.name.startswith(stem))
    ran = papermill(path, left := tmp_path / "out.ipynb", "-p", "source", "usgs-mcs2026-tungsten")
    assert ran.returncode == 0, ran.stderr
    own = [one["data"][CHART] for one in charts_of(left) if not is_ours(one)]
    assert [chart["mark"] for chart in own if not all(chart["datasets"].values())] == []


DRAWN = """() => Array.from(
  document.images, image => image.complete && image.naturalWidth > 100 && image.checkVisibility())"""
"""Returns for each picture of a page whether it is drawn."""


def shown(browser: "Browser", notebook: Any, folder: Path) -> tuple[list[bool], set[str]]:
    """Convert a notebook as nbconvert does by itself; return whether each picture is drawn, and what the page loads.

    The page is opened without a network.
    """
    text, _ = HTMLExporter().from_notebook_node(notebook)
    (folder / "page.html").write_text(text, encoding="utf-8")
    context = browser.new_context(offline=True)
    page, asked = context.new_page(), set[str]()
    page.on("request", lambda request: asked.add(request.url))
    page.goto((folder / "page.html").as_uri())
    pictures = page.evaluate(DRAWN)
    context.close()
    return pictures, {address for address in asked if not address.startswith("data:")}


def test_a_notebook_run_by_hand_shows_its_charts_where_no_script_draws_them(tmp_path: Path, browser: "Browser") -> None:
    """Papermill and nbconvert without options or a network: the page asks for no more than an empty notebook's."""
    left = tmp_path / "out.ipynb"
    ran = papermill(PATHS[2], left)
    assert ran.returncode == 0, ran.stderr
    charts = charts_of(left)
    for chart in charts:
        assert chart["data"][CHART]["$schema"].endswith("/vega-lite/v5.6.1.json")
        assert chart["data"]["image/svg+xml"].startswith("<svg")
        assert len(chart["data"]["text/plain"]) > 40 or not is_ours(chart)
    pictures, asked = shown(browser, nbformat.read(left, as_version=4), tmp_path)
    assert pictures == [True] * len(charts)
    assert charts
    assert asked == shown(browser, nbformat.v4.new_notebook(), tmp_path)[1]


@pytest.mark.parametrize(("name", "value"), [("bassis", "W"), ("edition", "2025")])
def test_papermill_stops_at_the_first_cell_with_what_would_be_right(name: str, value: str, tmp_path: Path) -> None:
    """An unknown name and a wrong type, for papermill makes a number of 2025; wrong values are in test_params."""
    left = tmp_path / "out.ipynb"
    ran = papermill(PATHS[2], left, "-p", name, value)
    assert ran.returncode == 1
    assert f"parameter '{name}' is" in ran.stderr
    assert LISTED[name] in ran.stderr
    cells = nbformat.read(left, as_version=4).cells
    failed = [cell.id for cell in cells if any("ename" in output for output in cell.get("outputs", []))]
    assert failed == ["check"]


@every_notebook
def test_parameters_are_checked_before_anything_else_runs(path: Path) -> None:
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert [cell["id"] for cell in code[:2]] == ["parameters", "check"]
    assert source(code[1]).splitlines()[-1] == "params.check(globals())"
