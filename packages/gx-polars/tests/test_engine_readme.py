"""The README of the engine agrees with the code."""

import re
from pathlib import Path

import polars as pl
import pytest
from both_engines import forget
from cases import AGGREGATES, MAPS, TABLES, TYPES
from test_metrics import LEFT_OUT, WITHOUT_PANDAS

from gx_polars._private import PRIVATE, TESTED

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return the text under a heading."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def names(text: str) -> list[str]:
    return re.findall(r"`(Expect\w+|UnexpectedRowsExpectation)`", text)


def test_it_lists_every_expectation_that_is_tested_once() -> None:
    assert sorted(names(section("What it supports"))) == sorted({*MAPS, *AGGREGATES, *TABLES, *TYPES, *WITHOUT_PANDAS})


def test_it_gives_the_reason_for_each_that_is_left_out() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", section("What it leaves out"), flags=re.MULTILINE)
    assert dict(rows) == LEFT_OUT


def test_it_lists_every_private_name_with_its_use() -> None:
    private_names = section("Private names it uses")
    for item in PRIVATE:
        assert f"`{item.name}`" in private_names
        assert item.use in private_names


def test_it_names_the_oldest_and_the_newest_release() -> None:
    assert all(release in section("Releases") for release in TESTED)


def test_its_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shipments").mkdir()
    pl.DataFrame({"value_usd": [1.0, -1.0]}).write_parquet("shipments/a.parquet")
    exec(code, {})
    forget()
    assert capsys.readouterr().out == "False 1\n"


def test_the_code_of_the_guide_runs() -> None:
    guide = (Path(__file__).parents[1] / "GUIDE.md").read_text(encoding="utf-8")
    exec("\n".join(re.findall(r"```python\n(.*?)```", guide, flags=re.DOTALL)), {"__name__": "guide"})
    forget()


def test_the_registration_is_the_first_private_name() -> None:
    private_names = section("Private names it uses")
    assert private_names.strip().startswith("First a registration")
    assert PRIVATE[0].name == "PandasExecutionEngine.register"


def test_every_expected_failure_of_great_expectations_own_tests_has_a_reason() -> None:
    import gx_suite

    assert set(gx_suite.listed().values()) == gx_suite.REASONS.keys()
    assert len(gx_suite.listed()) <= 33
    passing = int(re.findall(r"([0-9]+) of 793", README)[0])
    assert passing == 793 - len(gx_suite.listed())
