"""Parameters are checked before any work, in one line that lists what would be right."""

import re
from pathlib import Path
from typing import Any

import pytest

from tungsten import Unusable, params
from tungsten.cli import main

GOOD = {"source": "sunsirs-2025-11-21", "values": "printed", "basis": "W", "edition": "MCS2025", "language": "en"}


def test_good_parameters_pass() -> None:
    assert params.checked(**GOOD).as_dict() == GOOD


@pytest.mark.parametrize(
    ("change", "named", "listed"),
    [
        ({"colour": "red"}, "'colour'", ["source", "values", "basis", "edition", "language"]),
        ({"values": "guessed"}, "'guessed'", ["printed", "corrected"]),
        ({"basis": "ore"}, "'ore'", ["W", "WO3"]),
        ({"edition": "MCS1999"}, "'MCS1999'", ["MCS2010", "MCS2025", "MCS2026"]),
        ({"edition": 2025}, "int and not text", ["MCS2025"]),
        ({"language": ["en"]}, "list and not text", ["en", "ar"]),
        ({"source": None}, "NoneType and not text", ["sunsirs-2025-11-21"]),
        ({"source": "../etc/passwd"}, "'../etc/passwd'", ["sunsirs-2025-11-21"]),
    ],
)
def test_a_wrong_parameter_is_named_and_the_valid_ones_listed(
    change: dict[str, Any], named: str, listed: list[str]
) -> None:
    with pytest.raises(Unusable) as fault:
        params.checked(**GOOD | change)
    said = str(fault.value)
    assert "\n" not in said
    assert next(iter(change)) in said
    assert named in said
    assert all(valid in said for valid in listed)


def test_a_parameter_left_out_is_as_the_notebooks_have_it() -> None:
    assert params.checked() == params.checked(**GOOD)
    assert params.checked(language="ar").edition == GOOD["edition"]


def test_an_edition_holds_both_production_and_reserves() -> None:
    editions = params.choices()["edition"]
    assert {"MCS2010", "MCS2025"} <= set(editions)
    assert all(name.startswith("MCS") for name in editions)


@pytest.mark.parametrize("path", sorted(Path("params").glob("*.yml")), ids=lambda path: path.stem)
def test_every_parameter_file_of_the_project_can_be_used(path: Path) -> None:
    assert params.read_parameters(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("edition: MCS1999", "MCS2025"),
        ("basis: 3", "parameter 'basis' is 3, which is int"),
        ("- a\n- b", "the file must be a mapping"),
        ("source: [", "must be valid YAML"),
        ("basis: W\nbasis: WO3", "2: basis is given twice"),
        ("language: en\ncolour: red", "2: parameter 'colour' is unknown"),
        ("", "the file must be a mapping"),
        ("source: \x00", "must be valid YAML"),
    ],
)
def test_a_file_that_cant_be_used_stops_the_program_with_2_and_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    path = tmp_path / "wrong.yml"
    path.write_text(text, encoding="utf-8")
    assert main(["report", str(path)]) == 2
    shown = capsys.readouterr().err
    assert re.match(f"{re.escape(str(path))}:[0-9]+: ", shown)
    assert said in shown
    assert shown.count("\n") == 1


def test_a_file_that_isnt_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "params/none.yml"]) == 2
    assert "params/none.yml: no such file" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["params/default.yml", "params/ar.yml"]])
def test_one_file_is_asked_for(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", *arguments]) == 2
    assert capsys.readouterr().err.endswith("; usage: tungsten report [OPTIONS] PARAMS\n")


def test_a_notebook_may_hold_names_of_its_own_but_papermill_may_put_in_none() -> None:
    mine = GOOD | {"table": 1, "In": ["", "basis: str = 'W'", "table = 1"]}
    params.check(mine)
    injected = mine | {"In": ["", '# Parameters\nbasis = "W"\ntable = 1\n']}
    with pytest.raises(Unusable, match="parameter 'table' is unknown; a run takes source, values, basis"):
        params.check(injected)
