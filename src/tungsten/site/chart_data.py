"""Every chart of the report at every setting of the page's switches.

The charts depend on the source of a run and on none of its other parameters, so
that they are computed once for all reports of a source.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from tungsten.charts.chart_template import Exhibit, Given, Setting
from tungsten.charts.exhibits import EXHIBITS, settings, switches
from tungsten.charts.picture import Picture
from tungsten.notebook.workspace import Workspaces
from tungsten.params import Parameters


def exhibits(source: str, language: str, section: str) -> Iterator[Exhibit]:
    """Return the charts of a section in one language, in order."""
    start, workspace, valid = Setting.of_run(Parameters()), _workspaces(source).workspace, switches()
    for draw, follows in EXHIBITS[section].items():
        pictures = {at: workspace(at, language).show(draw) for at in settings(follows, start, valid)}
        yield _exhibit(section, follows, pictures)


@cache
def _workspaces(source: str) -> Workspaces:
    """Return the workspaces of a source, laid out once for both languages."""
    return Workspaces(source)


def _exhibit(section: str, follows: str, pictures: Mapping[Setting, Picture]) -> Exhibit:
    blank = next((picture for picture in pictures.values() if picture.is_blank), None)
    drawn = next((picture for picture in pictures.values() if not picture.is_blank), next(iter(pictures.values())))
    return Exhibit(
        name=drawn.about.name,
        section=section,
        follows=follows,
        form=drawn.form(),
        settings={at.of(follows): _with_columns_of(drawn, picture) for at, picture in pictures.items()},
        blanks=frozenset(at.of(follows) for at, picture in pictures.items() if picture.is_blank),
        blank_form=blank.form() if blank else {},
    )


def _with_columns_of(drawn: Picture, picture: Picture) -> Given:
    """Return the values of ``picture`` with the table columns of ``drawn``, since a page has one table header."""
    columns = drawn.given["meta"]["columns"]
    return {**picture.given, "meta": {**picture.given["meta"], "columns": columns}}
