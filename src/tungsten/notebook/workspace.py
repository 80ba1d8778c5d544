"""The workspace of a notebook: the tables of a reading from ``data/processed``, and the words of its language.

Nothing is analysed here. The basis is a factor on the reserves; the source and
"without disputed figures" are filters; each chart selects its edition.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

import polars as pl

from tungsten import dataset
from tungsten.charts.correction_text import changes
from tungsten.evidence.readings import Reading
from tungsten.i18n.words import Words, words_of
from tungsten.params import Parameters, checked

if TYPE_CHECKING:
    from tungsten.charts.chart_template import Setting
    from tungsten.charts.picture import Picture

Tables = Mapping[str, pl.DataFrame]
"""The tables of a reading, and those of both readings, by name."""

Load = Callable[[str], Tables]
"""Returns the tables of the figures as ``printed`` or ``corrected``."""

DISPUTED = ("contradicted", "misdescribed")

FIGURE_IDS = ("figure_id", "figure_ids", "other_figure_ids")
"""Columns with the ids of the figures that a row depends on, separated by spaces."""


@dataclass(frozen=True)
class Workspace:
    """The tables of one setting: first those of a reading, then the common ones."""

    parameters: Parameters
    words: Words

    figures: pl.DataFrame
    """The tidy figures of the source."""
    evidence: pl.DataFrame
    """One row a check of a figure."""
    verdicts: pl.DataFrame
    """One row a figure: its verdict and the reason, in both languages."""
    concentration: pl.DataFrame
    """Concentration indices with their bounds."""
    shares: pl.DataFrame
    """The amount and the share of each holder, with bounds."""
    import_reliance: pl.DataFrame
    """American import reliance, as intervals."""
    demand: pl.DataFrame
    """Levels of demand, printed and implied."""
    penetration: pl.DataFrame
    """The change of a demand printed as a percentage."""
    world_output: pl.DataFrame
    """World mine output, the article's and every edition's."""
    demand_share: pl.DataFrame
    """The tungsten in demand as a share of world output."""
    reserves: pl.DataFrame
    """Deposits and countries with their ranks, tungsten on the basis asked for."""
    ore: pl.DataFrame
    """The ore of each deposit, implied by its tonnage and grade."""
    mine_life: pl.DataFrame
    """Lives of mines, implied and printed."""

    entities: pl.DataFrame
    """Names and kinds of countries, deposits, companies and products."""
    measures: pl.DataFrame
    """The closed list of measures, with labels."""
    mentions: pl.DataFrame
    """The place of each figure in its source, and its claim in both languages."""
    references: pl.DataFrame
    """The independent references."""
    sources: pl.DataFrame
    """Title, publisher and date of each source."""
    corrections: pl.DataFrame
    """The declared corrections."""
    constants: pl.DataFrame
    """Thresholds and mass fractions by name."""

    load: Load = dataset.load
    """Function that returns the tables of a reading."""

    def show(self, draw: "Callable[..., Picture]") -> "Picture":
        """Return the picture of a chart function, which gets each table that it has as a parameter."""
        asked = inspect.signature(draw).parameters
        picture = draw(**{name: getattr(self, name) for name in asked})
        return replace(picture, switched=partial(_switched, at=self, draw=draw))

    @property
    def source(self) -> str:
        """The source whose figures these are."""
        return self.parameters.source

    @property
    def edition(self) -> str:
        """The edition of the survey they are held against."""
        return self.parameters.edition

    @cached_property
    def printed(self) -> pl.DataFrame:
        """The tidy figures of the source as printed, whatever the parameters ask for."""
        return self.readings[0]["figures"]

    @property
    def judged(self) -> Reading:
        """Figures, evidence and verdicts of the reading."""
        return Reading(self.figures, self.evidence, self.verdicts)

    @cached_property
    def readings(self) -> tuple[Tables, Tables]:
        """The tables of the source as printed and as corrected."""
        printed, corrected = (_without(self.load(values), self._of_others) for values in ("printed", "corrected"))
        return printed, corrected

    @property
    def _of_others(self) -> list[str]:
        return _figures_of_others(self.mentions, self.source)

    @cached_property
    def workspaces(self) -> "Workspaces":
        """The workspaces of all other settings."""
        return Workspaces(self.source, self.load)


def workspace(source: str, values: str, basis: str, edition: str, language: str) -> Workspace:
    """Return the workspace of a run; raise `Unusable` for an invalid parameter."""
    parameters = checked(source=source, values=values, basis=basis, edition=edition, language=language)
    return lay_out(parameters, values, cache(dataset.load))


def lay_out(parameters: Parameters, reading: str, load: Load, words: Words | None = None) -> Workspace:
    """Return the workspace of one of `READINGS`, with ``words`` of its language if given."""
    tables, on_print = load(parameters.values), load("printed")
    verdict_of = dict(on_print["verdicts"].select("figure_id", "verdict").iter_rows())
    about = tables["sources"].row(by_predicate=pl.col("source_id") == parameters.source, named=True)
    words = words or vocabulary(tables, parameters.language)
    context = {
        "publisher": str(about["publisher"]),
        "published": words.date(str(about["published"])),
        "values": words(f"values_{reading}"),
    }
    words = words.of_run(verdict_of, context, changes(on_print["figures"], tables["figures"], words))
    left_out = _figures_of_others(tables["mentions"], parameters.source)
    if reading == "undisputed":
        left_out += [figure for figure, verdict in verdict_of.items() if verdict in DISPUTED]
    shown = _without(tables, left_out)
    shown["reserves"] = _on_basis(shown["reserves"], parameters.basis, tables["constants"])
    return Workspace(parameters, words, load=load, **shown)


class Workspaces:
    """The workspaces of one source by setting, each computed once."""

    def __init__(self, source: str, load: Load = dataset.load) -> None:
        self.source, self.load = source, cache(load)
        self.words = cache(lambda language: vocabulary(self.load("printed"), language))
        self.laid_out = cache(self._laid_out)

    def workspace(self, setting: "Setting", language: str) -> Workspace:
        """Return the workspace of one setting of the switches."""
        found = self.laid_out(setting.reading, setting.basis, language)
        return replace(found, parameters=replace(found.parameters, edition=setting.edition))

    def _laid_out(self, reading: str, basis: str, language: str) -> Workspace:
        values = "corrected" if reading == "corrected" else "printed"
        parameters = Parameters(self.source, values, basis, language=language)
        return lay_out(parameters, reading, self.load, self.words(language))


def vocabulary(tables: Tables, language: str) -> Words:
    """Return the words of a language, with the names and places from the tables."""
    return words_of(language, tables["entities"], tables["measures"], tables["mentions"], tables["references"])


def _figures_of_others(mentions: pl.DataFrame, source: str) -> list[str]:
    return mentions.filter(pl.col("source_id") != source)["figure_id"].to_list()


def _without(tables: Tables, figures: list[str]) -> dict[str, pl.DataFrame]:
    """Return the tables without the rows that depend on any of these figures.

    Evidence, verdicts and the common tables are not filtered.
    """
    kept = {"evidence", "verdicts", *dataset.OF_BOTH}
    return {name: table if name in kept else _rows_without(table, figures) for name, table in tables.items()}


def _rows_without(table: pl.DataFrame, figures: list[str]) -> pl.DataFrame:
    ids = pl.concat_str([name for name in FIGURE_IDS if name in table.columns], separator=" ", ignore_nulls=True)
    return table.filter(ids.str.split(" ").list.set_intersection(pl.lit(figures, pl.List(pl.String))).list.len() == 0)


def _on_basis(reserves: pl.DataFrame, basis: str, constants: pl.DataFrame) -> pl.DataFrame:
    """Return the reserves with tonnes of W and of WO₃ on one of the two; rows on any other basis stay as they are."""
    fraction = constants.row(by_predicate=pl.col("name") == "tungsten_in_trioxide", named=True)["value"]
    other, factor = ("WO3", fraction) if basis == "W" else ("W", 1 / fraction)
    is_other = pl.col("basis") == other
    return reserves.with_columns(
        pl.col("low", "high", "value") * pl.when(is_other).then(factor).otherwise(1.0),
        basis=pl.when(is_other).then(pl.lit(basis)).otherwise("basis"),
    )


def _switched(picture: "Picture", at: Workspace, draw: "Callable[..., Picture]") -> Any:
    from tungsten.notebook.widget import Switched

    return Switched(picture, at, draw)
