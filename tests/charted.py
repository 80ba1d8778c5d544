"""The charts of a report, built once a language, and what each says and draws at a setting of its switches."""

from collections.abc import Callable, Mapping
from functools import cache, wraps
from inspect import Parameter, signature
from types import SimpleNamespace
from typing import Any

import polars as pl

from tungsten.charts.chart import rows_at
from tungsten.charts.run import Setting
from tungsten.notebook.workspace import Workspace, workspace
from tungsten.site.exhibits import Exhibit, exhibits

SOURCE = "sunsirs-2025-11-21"
START = Setting("printed", "W", "MCS2025")


@cache
def at(language: str = "en") -> Workspace:
    return workspace(SOURCE, START.reading, START.basis, START.edition, language)


@cache
def charts(language: str = "en") -> Mapping[str, Exhibit]:
    return {exhibit.name: exhibit for exhibit in exhibits(at(language))}


@cache
def tables(reading: str) -> SimpleNamespace:
    """The tables of one reading by name."""
    return SimpleNamespace(**{name: frame.filter(for_reading=reading) for name, frame in vars(at().every).items()})


def settings(name: str) -> list[Setting]:
    """Every setting of the switches of a chart."""
    return list(at().run.settings(charts()[name].meta["follows"]))


def rows(name: str, setting: Setting = START, language: str = "en") -> list[dict[str, Any]]:
    """The rows a chart draws at a setting, with the fields of its marks."""
    return rows_at(charts(language)[name].spec, setting)


def table(name: str, setting: Setting = START, language: str = "en") -> pl.DataFrame:
    """The table under a chart at a setting, by the labels of its columns."""
    exhibit = charts(language)[name]
    labels = [column["label"] for column in exhibit.meta["columns"]]
    return pl.DataFrame(exhibit.rows(setting), schema=labels, orient="row", infer_schema_length=None)


def every_chart(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test with the ``name`` of each chart in turn. The charts are computed when the test runs."""

    @wraps(test)
    def run(subtests: Any, **given: Any) -> None:
        for name in charts():
            with subtests.test(name=name):
                test(name=name, **given)

    whole = signature(test)
    others = [parameter for name, parameter in whole.parameters.items() if name != "name"]
    found = [
        Parameter("subtests", Parameter.KEYWORD_ONLY),
        *(other.replace(kind=Parameter.KEYWORD_ONLY) for other in others),
    ]
    run.__signature__ = whole.replace(parameters=found)  # type: ignore[attr-defined]  # what pytest passes
    return run
