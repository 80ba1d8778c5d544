"""Every chart of the report at every setting of the page's switches.

Nothing here depends on the parameters of a run but its source, so that one
computation serves every report.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from tungsten.ledger import read
from tungsten.params import Parameters
from tungsten.report.charts.picture import Picture
from tungsten.report.desk import Shelf
from tungsten.report.exhibits import EXHIBITS, settings, switches
from tungsten.report.forms import Exhibit, Given, Setting


def exhibits(source: str, language: str, section: str) -> Iterator[Exhibit]:
    """Every chart of a section in one language, in order."""
    start, desk, valid = Setting.of_run(Parameters()), _shelf(source).desk, switches()
    for draw, follows in EXHIBITS[section].items():
        pictures = {at: desk(at, language).show(draw) for at in settings(follows, start, valid)}
        yield _exhibit(section, follows, pictures)


@cache
def _shelf(source: str) -> Shelf:
    """What the analysis makes of a source, computed once for both languages."""
    return Shelf(read.ledger(), source)


def _exhibit(section: str, follows: str, pictures: Mapping[Setting, Picture]) -> Exhibit:
    blank = next((picture for picture in pictures.values() if picture.is_blank), None)
    drawn = next((picture for picture in pictures.values() if not picture.is_blank), next(iter(pictures.values())))
    return Exhibit(
        name=drawn.about.name,
        section=section,
        follows=follows,
        form=drawn.form(),
        settings={at.of(follows): _headed_as(drawn, picture) for at, picture in pictures.items()},
        blanks=frozenset(at.of(follows) for at, picture in pictures.items() if picture.is_blank),
        blank_form=blank.form() if blank else {},
    )


def _headed_as(drawn: Picture, picture: Picture) -> Given:
    """What a picture is given, its table headed as that of one with something to draw: the page heads it once."""
    columns = drawn.given["meta"]["columns"]
    return {**picture.given, "meta": {**picture.given["meta"], "columns": columns}}
