"""The workspace of a notebook: the tables of a run from ``data/processed``, and the words of its language.

Nothing is analysed here. The basis is a factor on the reserves; the source and
"without disputed figures" are filters; each chart selects its edition.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from types import SimpleNamespace
from typing import Any

import polars as pl

from tungsten import dataset
from tungsten.analysis.basis import on_basis
from tungsten.charts.correction_text import changes
from tungsten.charts.run import Run, Setting
from tungsten.evidence.readings import Reading
from tungsten.i18n.words import Words, words_of
from tungsten.params import BASES, Parameters, checked, choices
from tungsten.vocabulary import ALL, READINGS

Tables = Mapping[str, pl.DataFrame]
"""The tables of a reading, and those of both readings, by name."""

Load = Callable[[str], Tables]
"""Returns the tables of the figures as ``printed`` or ``corrected``."""

DISPUTED = ("contradicted", "misdescribed")

FIGURE_IDS = ("figure_id", "figure_ids", "other_figure_id", "other_figure_ids")
"""Columns with the ids of the figures that a row depends on, separated by spaces."""


SAID_OF = {"evidence": "figure_id", "verdicts": "figure_id", "corrections": "figure"}
"""Tables about figures, each with the column of the figure; disputed figures stay in them."""


@dataclass(frozen=True)
class Workspace:
    """The tables of a run: first those of its reading, with tungsten on its basis, then the common ones."""

    parameters: Parameters
    run: Run

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
    shared_claims: pl.DataFrame
    """Pairs of figures of two sources that make the same claim; empty for a run of one source."""

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
    minerals: pl.DataFrame
    """Concentration of the output of 24 minerals."""
    mineral_outputs: pl.DataFrame
    """The output of 24 minerals by country."""

    load: Load = dataset.load
    """Function that returns the tables of a reading."""

    @property
    def words(self) -> Words:
        """The words of the run's language."""
        return self.run.words

    def __repr__(self) -> str:
        """List every table: its name, its rows and columns, and what it holds."""
        frames = {one.name: getattr(self, one.name) for one in fields(self) if one.name in dataset.TABLES}
        return "\n".join(
            f"data.{name:<16}{frame.height:>5} rows × {frame.width:<3} {dataset.title(name)}"
            for name, frame in frames.items()
        )

    def columns(self, name: str) -> pl.DataFrame:
        """Return the columns of a table: ``column, type, unit, description``."""
        return dataset.columns(name)

    @cached_property
    def every(self) -> SimpleNamespace:
        """The tables of all three readings by name, with the column ``for_reading``, for the switches of charts."""
        by_reading = {reading: _of_reading(self.load, reading, self.source) for reading in READINGS}
        return SimpleNamespace(
            **{
                name: pl.concat(
                    [tables[name].with_columns(for_reading=pl.lit(reading)) for reading, tables in by_reading.items()]
                )
                for name in dataset.OF_READING
            }
        )

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
        printed, corrected = (_of_reading(self.load, values, self.source) for values in ("printed", "corrected"))
        return printed, corrected


def workspace(source: str, values: str, basis: str, edition: str, language: str) -> Workspace:
    """Return the workspace of a run; raise `Unusable` for an invalid parameter."""
    return lay_out(checked(source=source, values=values, basis=basis, edition=edition, language=language))


def lay_out(parameters: Parameters, load: Load | None = None) -> Workspace:
    """Return the workspace of checked parameters."""
    load = load or cache(dataset.load)
    tables = _of_reading(load, parameters.values, parameters.source)
    run = _run(parameters, load)
    tables["reserves"] = on_basis(tables["reserves"], parameters.basis, run.constants["tungsten_in_trioxide"])
    return Workspace(parameters, run, load=load, **tables)


def _run(parameters: Parameters, load: Load) -> Run:
    """Return what the charts of a run are given besides frames."""
    tables = load("printed")
    bare = vocabulary(tables, parameters.language)
    texts = source_texts(sources_of(tables, parameters.source), bare)
    verdict_of = dict(tables["verdicts"].select("figure_id", "verdict").iter_rows())
    corrected = changes(tables["figures"], load("corrected")["figures"], bare)
    words_by_reading = {
        reading: bare.of_run(
            verdict_of, {**texts, "values": bare(f"values_{reading}")}, corrected if reading == "corrected" else {}
        )
        for reading in READINGS
    }
    constants = dict(tables["constants"].select("name", "value").iter_rows())
    start = Setting.of_run(parameters)
    return Run(parameters.source, start, BASES, choices()["edition"], words_by_reading, constants)


def sources_of(tables: Tables, source: str) -> list[dict[str, Any]]:
    """Return what is known of the source of a run; of every source for a run of all."""
    sources = tables["sources"]
    return (sources if source == ALL else sources.filter(source_id=source)).to_dicts()


def source_texts(sources: Sequence[Mapping[str, Any]], words: Words) -> dict[str, str]:
    """Return what every sentence of a run may say of its sources: title, publisher, date, the noun in all its forms."""
    each = [_texts_of(about, words) for about in sources]
    if len(each) == 1:
        return each[0]
    listed = {name: words.clauses(texts[name] for texts in each) for name in ("named", "publisher", "published")}
    return {**_nouns("sources", words), **listed, "title": words("title_all"), "sources": words("label_sources")}


def _texts_of(about: Mapping[str, Any], words: Words) -> dict[str, str]:
    texts = {"publisher": words.own(about, "publisher"), "published": words.date(str(about["published"]))}
    nouns = _nouns(about["noun"], words)
    named = words("source_named", **nouns, **texts)
    title = str(about[f"title_{words.language}"])
    return {**nouns, **texts, "named": named, "title": title, "sources": words("label_source")}


def _nouns(key: str, words: Words) -> dict[str, str]:
    noun, the_noun = words(f"noun_{key}"), words(f"the_{key}")
    return {
        "noun": noun,
        "Noun": noun[:1].upper() + noun[1:],
        "the_noun": the_noun,
        "The_noun": the_noun[:1].upper() + the_noun[1:],
    }


def _of_reading(load: Load, reading: str, source: str) -> dict[str, pl.DataFrame]:
    """Return the tables of one of `READINGS`, without figures of other sources and their evidence and verdicts."""
    tables = load("corrected" if reading == "corrected" else "printed")
    left_out = _figures_of_others(tables["mentions"], source)
    said = {name: tables[name].filter(~pl.col(column).is_in(left_out)) for name, column in SAID_OF.items()}
    if reading == "undisputed":
        left_out += tables["verdicts"].filter(pl.col("verdict").is_in(DISPUTED))["figure_id"].to_list()
    return {**_without(tables, left_out), **said}


def vocabulary(tables: Tables, language: str) -> Words:
    """Return the words of a language, with the names and places from the tables."""
    return words_of(language, tables["entities"], tables["measures"], tables["mentions"], tables["references"])


def _figures_of_others(mentions: pl.DataFrame, source: str) -> list[str]:
    return [] if source == ALL else mentions.filter(pl.col("source_id") != source)["figure_id"].to_list()


def _without(tables: Tables, figures: list[str]) -> dict[str, pl.DataFrame]:
    """Return the tables without the rows that depend on any of these figures; the common ones are not filtered."""
    kept = {"evidence", "verdicts", *dataset.OF_BOTH}
    return {name: table if name in kept else _rows_without(table, figures) for name, table in tables.items()}


def _rows_without(table: pl.DataFrame, figures: list[str]) -> pl.DataFrame:
    ids = pl.concat_str([name for name in FIGURE_IDS if name in table.columns], separator=" ", ignore_nulls=True)
    return table.filter(ids.str.split(" ").list.set_intersection(pl.lit(figures, pl.List(pl.String))).list.len() == 0)
