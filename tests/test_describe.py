"""The data packages: every file and column is described, with the digest of the file as it is."""

import json
import shutil
from pathlib import Path
from typing import Any

import frictionless
import pytest

from tungsten import Unusable
from tungsten.ledger import read
from tungsten.ledger.describe import describe, package

ROOT = Path(__file__).parents[1]
FOLDERS = [ROOT / "data" / "raw", ROOT / "data" / "processed"]
FOLDER = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def described(folder: Path) -> dict[str, Any]:
    """Return the description in a data folder."""
    description: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return description


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the project's data without the texts of the sources."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.txt"))
    return tmp_path / "data"


@FOLDER
def test_frictionless_finds_nothing_wrong(folder: Path) -> None:
    report = frictionless.validate(folder / "datapackage.json")
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])
    assert report.stats["tasks"] == len(described(folder)["resources"])


@pytest.mark.parametrize(
    ("path", "old", "new", "kind"),
    [
        ("raw/figures.csv", "f001,", "f002,", "hash-count"),
        ("raw/figures.csv", "f001,", "f002,", "primary-key"),
        ("raw/figures.csv", ",figure,", ",guess,", "constraint-error"),
        ("raw/figures.csv", ",2,0,25,", ",two,0,25,", "type-error"),
        ("raw/figures.csv", "char_start", "start", "incorrect-label"),
        ("processed/figures.csv", ",exact,", ",surely,", "constraint-error"),
    ],
)
def test_frictionless_finds_what_is_wrong(copy: Path, path: str, old: str, new: str, kind: str) -> None:
    file = copy / path
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    report = frictionless.validate(file.parent / "datapackage.json")
    assert kind in {row[0] for row in report.flatten(["type"])}


@FOLDER
def test_every_file_is_there_with_its_size_and_sha256(folder: Path) -> None:
    resources = described(folder)["resources"]
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".csv", ".yml"})
    assert sorted(folder / resource["path"] for resource in resources) == files
    for resource in resources:
        path = folder / resource["path"]
        assert resource["hash"] == f"sha256:{read.fingerprint(path)}"
        assert resource["bytes"] == path.stat().st_size


@FOLDER
def test_every_column_has_type_description_and_every_number_a_unit(folder: Path) -> None:
    for resource in described(folder)["resources"]:
        for field in resource.get("schema", {"fields": []})["fields"]:
            place = f"{resource['name']}.{field['name']}"
            assert field["type"] in {"string", "integer", "number", "boolean", "date"}, place
            assert field["description"], place
            if field["type"] in {"integer", "number"}:
                assert field["unit"], place


@FOLDER
def test_columns_stand_in_the_order_of_their_file(folder: Path) -> None:
    for resource in described(folder)["resources"]:
        if "schema" in resource:
            header = (folder / resource["path"]).read_text(encoding="utf-8").split("\n", 1)[0]
            assert [field["name"] for field in resource["schema"]["fields"]] == header.split(",")


@FOLDER
def test_the_committed_description_is_what_the_code_makes(folder: Path) -> None:
    assert described(folder) == package(folder)


def test_describing_again_changes_no_byte(copy: Path) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    for folder in FOLDERS:
        describe(copy / folder.name)
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_no_description_tells_the_time_or_the_machine(copy: Path) -> None:
    """Two checkouts must write the same bytes."""
    for folder in FOLDERS:
        text = (folder / "datapackage.json").read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert not {"created", "modified", "mtime"} & set(described(folder))
        assert package(copy / folder.name) == described(folder)


def test_an_undescribed_column_stops_it(copy: Path) -> None:
    (copy / "raw" / "measures.csv").write_text("measure,mood\n", encoding="utf-8")
    with pytest.raises(Unusable, match=r"^src/tungsten/ledger/columns\.yml:1: column mood of raw/measures is not"):
        package(copy / "raw")


def test_an_undescribed_table_stops_it(copy: Path) -> None:
    (copy / "raw" / "stray.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(Unusable, match=r"^src/tungsten/ledger/columns\.yml:1: table raw/stray is not described;"):
        package(copy / "raw")
