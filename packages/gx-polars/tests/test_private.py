"""The private names of Great Expectations that the package uses exist, take the same parameters, and are listed."""

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import great_expectations.expectations as gxe
import pytest
from great_expectations.execution_engine import PandasExecutionEngine

import gx_polars

SOURCE = Path(str(getattr(importlib.util.find_spec("gx_polars"), "origin", None))).parent


def _alone() -> ModuleType:
    """Load the list alone: importing the package would fail if a name is missing."""
    spec = importlib.util.spec_from_file_location("borrowed", SOURCE / "_private.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LIST = _alone()
BORROWED = LIST.PRIVATE + LIST.UNDOCUMENTED


@pytest.mark.parametrize("item", BORROWED, ids=lambda item: item.name)
def test_a_borrowed_name_is_still_there(item: Any) -> None:
    assert list(LIST.missing((item,))) == []


def test_a_name_that_is_gone_is_reported_in_a_sentence() -> None:
    gone = LIST.Borrowed("great_expectations.core.batch", "BatchOfOld", "base of a batch's data")
    changed = LIST.Borrowed("great_expectations.core.batch", "BatchData", "made", ("execution_engine", "colour"))
    assert list(LIST.missing((gone, changed))) == [
        "great_expectations.core.batch.BatchOfOld is gone (base of a batch's data)",
        "great_expectations.core.batch.BatchData no longer takes 'colour' (made)",
    ]


def test_the_package_stops_when_something_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LIST, "missing", lambda: ["x.y is gone (used)"])
    with pytest.raises(ImportError, match=r"works with Great Expectations 1\.9\.0 to .*x\.y is gone"):
        LIST.require()


def test_the_package_stops_when_something_behaves_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(LIST.misbehaving()) == []
    monkeypatch.setattr(LIST, "wraps", lambda function: 1)
    with pytest.raises(ImportError, match="column_condition_partial no longer wraps a user's function 2 times"):
        LIST.require()


@pytest.mark.parametrize(
    "expectation",
    [
        gxe.ExpectColumnValuesToBeOfType(column="x", type_="Int64"),
        gxe.ExpectColumnValuesToBeInTypeList(column="x", type_list=["Int64"]),
    ],
    ids=lambda expectation: expectation.expectation_type,
)
def test_types_cannot_be_judged_without_the_registration(expectation: Any) -> None:
    """Great Expectations supports only three kinds of engines; when this fails, the registration can be removed."""

    metrics = {"table.column_types": [{"name": "x", "type": "Int64"}]}
    assert issubclass(gx_polars.PolarsExecutionEngine, PandasExecutionEngine)
    assert PandasExecutionEngine not in gx_polars.PolarsExecutionEngine.__mro__
    assert expectation._validate(metrics, {}, object()) is None


def test_no_other_private_name_is_touched() -> None:
    """Return the private names of Great Expectations' classes that the code uses or overrides."""
    from gx_polars import datasource, engine

    listed = {item.name.split(".")[-1] for item in LIST.PRIVATE}
    for module in (datasource, engine):
        theirs = {
            name
            for ours in vars(module).values()
            if isinstance(ours, type) and ours.__module__ == module.__name__
            for base in ours.__mro__
            if base.__module__.startswith("great_expectations")
            for name in vars(base)
            if name.startswith("_") and not name.startswith("__")
        }
        used = set()
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text())):
            if isinstance(node, ast.Attribute):
                used.add(node.attr)
            elif isinstance(node, ast.FunctionDef):
                used.add(node.name)
        assert used & theirs <= listed


@pytest.mark.parametrize("path", sorted(SOURCE.glob("*.py")), ids=lambda path: path.name)
def test_a_module_imports_neither_pandas_nor_this_project(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).split(".")[0])
            assert not any(alias.name.startswith("_") for alias in node.names if node.module != "gx_polars")
    assert imported <= sys.stdlib_module_names | {
        "gx_polars",
        "great_expectations",
        "polars",
        "numpy",
        "dateutil",
        "jsonschema",
    }
