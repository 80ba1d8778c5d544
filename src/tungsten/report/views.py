"""Every chart of the report at every setting of the page's switches, in both languages.

Nothing here depends on the parameters of a run but its source, so that one
computation serves every report.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from tungsten.ledger import read
from tungsten.report.charts.parts import Picture
from tungsten.report.desk import Analysed, Desk, judged, laid_out, vocabulary
from tungsten.report.exhibits import EXHIBITS, states, switches
from tungsten.report.forms import Exhibit, State
from tungsten.report.params import LANGUAGES, VALUES, Parameters


def exhibits(source: str) -> dict[str, list[Exhibit]]:
    """Language → every chart of the report, in order."""
    shelf = _Shelf(read.ledger(), source)
    return {language: list(_exhibits(shelf, language)) for language in LANGUAGES}


class _Shelf:
    """Desks by setting: what the analysis makes of a reading on a basis is computed once for all of them."""

    def __init__(self, ledger: read.Ledger, source: str) -> None:
        self.source, self.ledger = source, ledger
        self.judged = {values: judged(ledger, values) for values in VALUES}
        self.words = {language: vocabulary(ledger, language) for language in LANGUAGES}
        self.analysed: dict[str, Analysed] = {}
        self.switches = switches()

    def desk(self, state: State, language: str) -> Desk:
        values = "corrected" if state.reading == "corrected" else "printed"
        parameters = Parameters(self.source, values, state.basis, state.edition, language)
        key, found, words = state.of("reading basis"), self.judged[values], self.words[language]
        made = laid_out(self.ledger, found, parameters, state.reading, words, self.analysed.get(key))
        self.analysed[key] = made.analysed
        return made


def _exhibits(shelf: _Shelf, language: str) -> Iterator[Exhibit]:
    start = State("printed", Parameters().basis, Parameters().edition)
    desk = cache(shelf.desk)
    for section, draws in EXHIBITS.items():
        for draw, follows in draws.items():
            pictures = {state: desk(state, language).show(draw) for state in states(follows, start, shelf.switches)}
            yield _exhibit(section, follows, pictures)


def _exhibit(section: str, follows: str, pictures: Mapping[State, Picture]) -> Exhibit:
    drawn = next((picture for picture in pictures.values() if not picture.is_blank), next(iter(pictures.values())))
    return Exhibit(
        name=drawn.about.name,
        section=section,
        follows=follows,
        form=drawn.form(),
        settings={state.of(follows): picture.given for state, picture in pictures.items()},
        blanks=frozenset(state.of(follows) for state, picture in pictures.items() if picture.is_blank),
    )
