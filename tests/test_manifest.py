"""A report lists the digests of its inputs and files, which show every change, and describes itself as an RO-Crate."""

import json
from pathlib import Path
from typing import Any

import pytest

from tungsten import Unusable, manifest
from tungsten.cli import main
from tungsten.params import Parameters

ROOT = Path(__file__).parents[1]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Return the folder of a small report with its manifest."""
    folder = tmp_path / "a report"
    for name in ("index.html", "data/ore.csv", "index.pdf"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    manifest.write_manifest(folder, ROOT, Parameters().as_dict(), "default")
    return folder


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_an_untouched_report_is_as_its_manifest_says(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(report)]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "made of this checkout"
    (report / "index.pdf").unlink()
    assert manifest.verify(report) == [], "a PDF is printed from a report later"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("index.html", "other", "index.html: changed"),
        ("data/ore.csv", None, "ore.csv: gone"),
        ("stray.js", "x", "stray.js: not part of the report"),
        (manifest.CRATE, "{}", f"{manifest.CRATE}: changed"),
    ],
)
def test_a_changed_missing_or_added_file_is_named(report: Path, name: str, content: str | None, message: str) -> None:
    path = report / name
    path.write_text(content, encoding="utf-8") if content else path.unlink()
    assert [line.endswith(message) for line in manifest.verify(report)] == [True]
    assert main(["verify", str(report)]) == 1


def test_other_inputs_are_named(report: Path) -> None:
    path = report / manifest.MANIFEST
    content = read(path)
    content["inputs"]["data/raw/figures.csv"] = "0" * 64
    content["code"] = "0" * 64
    path.write_text(json.dumps(content), encoding="utf-8")
    assert manifest.other_inputs(report, ROOT) == ["data/raw/figures.csv", "code"]


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"no such file as manifest\.json"):
        manifest.verify(tmp_path)


def test_the_crate_has_what_its_profiles_require(report: Path) -> None:
    """RO-Crate 1.1: the descriptor, the root, its parts. Process Run Crate: an action with instrument and results."""
    crate = read(report / manifest.CRATE)
    graph = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(graph) == len(crate["@graph"])
    assert crate["@context"] == manifest.CONTEXTS
    root = graph[graph[manifest.CRATE]["about"]["@id"]]
    assert all(root[name] for name in ("name", "description", "datePublished", "license"))
    assert graph[manifest.CRATE]["conformsTo"] == {"@id": manifest.CRATE_PROFILE}
    assert root["conformsTo"] == {"@id": manifest.RUN_PROFILE}
    run = graph[root["mentions"]["@id"]]
    assert run["@type"] == "CreateAction"
    assert graph[run["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    named = [*run["object"], *run["result"], *root["hasPart"], root["license"], root["conformsTo"]]
    assert all(entity["@id"] in graph for entity in named)
    files = {entity["@id"] for entity in graph.values() if entity["@type"] == "File"}
    assert files == {"index.html", "data/ore.csv", manifest.MANIFEST}
