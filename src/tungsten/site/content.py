"""What the page templates are filled with, in one language.

`page_content` needs the data and the charts only; `run_content` adds what the
validation and the executed notebooks give.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from platform import python_version
from typing import Any

import polars as pl
from markupsafe import Markup

from tungsten import dataset
from tungsten.charts.correction_text import changed
from tungsten.charts.palette import WIDTH
from tungsten.charts.run import Setting
from tungsten.charts.svg import Drawing, compact
from tungsten.evidence.readings import Reading
from tungsten.i18n.words import END, GRAVEST_FIRST, RIGHT_TO_LEFT, Words
from tungsten.notebook import tables
from tungsten.notebook.contrast import SUBJECTS, contrast
from tungsten.notebook.names import SECTIONS
from tungsten.notebook.workspace import DISPUTED, Tables, Workspace, source_texts, sources_of
from tungsten.params import Parameters, choices
from tungsten.site.checks import outcomes_shown, suites_shown
from tungsten.site.exhibits import Exhibit
from tungsten.site.figures import Row, drawn_in, figure_rows
from tungsten.site.first_screen import answers, example
from tungsten.site.pages import PageFolder
from tungsten.site.references import links, references
from tungsten.site.source_text import marked_lines
from tungsten.validation.suite_files import suites
from tungsten.vocabulary import ALL, FORMS, VALUES

PACKAGES = ("altair", "great-expectations", "ipykernel", "nbconvert", "papermill", "polars", "vl-convert-python")
"""Packages whose versions a page lists."""


@dataclass(frozen=True)
class SiteInputs:
    """The data of a site, the same for both languages."""

    parameters: Parameters
    tables: Mapping[str, Tables]
    """Every table, by ``printed`` and ``corrected``."""
    texts: Mapping[str, str]
    """The texts of the sources of the run that are at hand, by id."""

    @property
    def readings(self) -> dict[str, Reading]:
        """Figures, evidence and verdicts, by ``printed`` and ``corrected``."""
        return {values: dataset.reading(tables) for values, tables in self.tables.items()}

    @property
    def source(self) -> str:
        """The source of the run, by its id, or `ALL`."""
        return self.parameters.source

    @property
    def sources(self) -> list[dict[str, Any]]:
        """What is known of the source of the run, or of every source."""
        return sources_of(self.tables["printed"], self.source)

    @property
    def switches(self) -> dict[str, tuple[str, ...]]:
        """The choices of the page's switches for basis and edition."""
        valid = choices()
        return {"basis": valid["basis"], "edition": valid["edition"]}

    @property
    def start(self) -> Setting:
        """The setting of the page before a switch is used."""
        return Setting.of_run(self.parameters)


@dataclass(frozen=True)
class SourcePage:
    """What the ledger and the page of its text need of a source."""

    page: str
    """The name of the page of its text."""
    words: Words
    """The words of the page, with the title and the publisher of the source."""
    name: str
    """Its name in the ledger, empty where all figures are of one source."""
    source_language: str
    is_own_text: bool
    lines: Any
    """The lines of the text with its figures marked; None where the text is not at hand."""


@dataclass(frozen=True)
class RunResults:
    """``build/validation.json``, and the titles of the executed notebooks by language and name."""

    validation: Mapping[str, Any]
    titles: Mapping[str, Mapping[str, str]]


def page_content(
    inputs: SiteInputs,
    place: PageFolder,
    workspace: Workspace,
    exhibits: Sequence[Exhibit],
    drawings: Mapping[str, Drawing],
) -> dict[str, Any]:
    """Return the content that doesn't depend on validation and notebooks; ``drawings`` are by name of exhibit."""
    start = inputs.start
    return {
        "start": start,
        "sections": _sections(exhibits, drawings, start),
        "stems": SECTIONS,
        "followed": {name for exhibit in exhibits for name in exhibit.meta["follows"].split()},
        "contrasts": {analysis: _columns_and_rows(contrast(workspace, analysis)) for analysis in SUBJECTS},
        "counts": verdict_counts(inputs.readings, inputs.source),
        **_first_screen(inputs, workspace),
        "parameters": inputs.parameters.as_dict(),
        "switches": inputs.switches,
        "references": references(workspace.references, workspace.mineral_outputs, workspace.words),
        "page": script_settings(inputs, place),
        "versions": {"Python": python_version(), **{package: version(package) for package in PACKAGES}},
    }


def _first_screen(inputs: SiteInputs, workspace: Workspace) -> dict[str, Any]:
    """Return the answers by reading, the example, and the address of the article with its language."""
    printed, corrected = workspace.readings
    words = workspace.words
    sources = inputs.sources
    if inputs.source == ALL:
        return {
            "answers": {values: {} for values in VALUES},
            "example": {},
            "address": None,
            **_hero("all", sources, words),
        }
    return {
        "answers": {
            values: answers(tables, inputs.start, words)
            for values, tables in zip(VALUES, workspace.readings, strict=True)
        },
        "example": example(printed["figures"], corrected["figures"], workspace.corrections, words),
        "address": sources[0]["url"],
        **_hero(sources[0]["noun"], sources, words),
    }


def _hero(noun: str, sources: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    """Return the title, the deck and the provenance of a report."""
    own = sources[0][f"deck_{words.language}"] if len(sources) == 1 else None
    return {
        "hero_title": words.first(f"hero_title_{noun}", "hero_title"),
        "deck": words.isolated(own or words.first(f"hero_deck_{noun}", "hero_deck")),
        "provenance": words.first(f"hero_source_{noun}", "hero_source"),
        "is_draft": any(about["state"] == "draft" for about in sources),
    }


def run_content(inputs: SiteInputs, exhibits: Sequence[Exhibit], results: RunResults, words: Words) -> dict[str, Any]:
    """Return the content that depends on validation and notebooks."""
    drawn = drawn_in(
        (exhibit.name, words(f"{exhibit.name.replace('-', '_')}_subject"), exhibit.ids) for exhibit in exhibits
    )
    return {
        "papers": results.titles[words.language],
        "inputs": results.validation["inputs"],
        **figure_content(inputs, results.validation, drawn, words),
    }


def figure_content(
    inputs: SiteInputs,
    validation: Mapping[str, Any],
    exhibits: Mapping[str, Iterable[tuple[str, str]]],
    words: Words,
) -> dict[str, Any]:
    """Return the content of the ledger, the checks page and the source page.

    Args:
        inputs: The data of the site.
        validation: The content of ``build/validation.json``.
        exhibits: For each figure id the charts that draw it, as name and subject.
        words: The words of the run, with its title, publisher and date.

    Returns:
        The content by name; ``source_pages`` has the sources whose text is at hand.
    """
    rows = figure_rows(inputs.tables, inputs.source, validation["values"], exhibits, words)
    sources = {about["source_id"]: _source_page(about, inputs, words) for about in inputs.sources}
    shown = suites_shown(suites(), validation["values"], (row.figure for row in rows), words)
    return {
        "rows": rows,
        "sources": sources,
        "source_pages": [source for source in sources.values() if source.lines is not None],
        "reasons": {row.figure: row.reason for row in rows},
        "suites": shown,
        "outcomes": outcomes_shown(shown),
        "links": links(inputs.tables["printed"]["references"]),
        "gravest_first": _occurring(rows),
        "choices": _filter_choices(rows, words),
    }


def verdict_counts(readings: Mapping[str, Reading], source: str) -> dict[str, int]:
    """Count the figures of a source, or of `ALL`, by verdict, and those that are corrected or withheld.

    The verdicts are always on the printed figures; ``wrong`` counts contradicted and misdescribed ones.
    """
    is_wanted = pl.lit(source == ALL) | (pl.col("source_id") == source)
    printed, corrected = (readings[values].figures.filter(is_wanted) for values in VALUES)
    verdicts = readings["printed"].verdicts.join(printed.select("figure_id"), on="figure_id", how="semi")
    counted = Counter(verdicts["verdict"])
    pairs = changed(printed, corrected).values()
    return {
        "figures": counted.total(),
        "supported": counted["supported"],
        "wrong": sum(counted[verdict] for verdict in DISPUTED),
        "unverified": counted["unverified"],
        "unjudged": counted["unjudged"],
        "corrected": len(pairs),
        "withheld": sum(after["low"] is None for _, after in pairs),
    }


def notebook_title(notebook: Any) -> str:
    """Return the title of a notebook, which is the first line of its first cell."""
    return str(notebook.cells[0].source).partition("\n")[0].removeprefix("# ")


def script_settings(inputs: SiteInputs, place: PageFolder) -> Markup:
    """Return the settings of the script of a page, ``site.js``, as JSON."""
    start = {"values": inputs.start.reading, "basis": inputs.start.basis, "edition": inputs.start.edition}
    settings = {
        **{"language": place.language, "up": place.up, "start": start, "switches": inputs.switches},
        **{"width": WIDTH, "rtl": [RIGHT_TO_LEFT, END], "forms": FORMS},
        "index": "../index.html" if place.papers else "",
        "references": "../references.html" if place.papers else "references.html",
    }
    return Markup(compact(settings))


def _sections(
    exhibits: Sequence[Exhibit], drawings: Mapping[str, Drawing], start: Setting
) -> dict[str, list[dict[str, Any]]]:
    """Return the exhibits of each section for the templates."""
    sections: dict[str, list[dict[str, Any]]] = {section: [] for section in SUBJECTS}
    for exhibit in exhibits:
        sections.setdefault(exhibit.section, []).append(
            {
                "name": exhibit.name,
                "follows": exhibit.meta["follows"],
                "columns": exhibit.meta["columns"],
                "rows": exhibit.rows(start),
                "is_blank": exhibit.is_blank(start),
                "picture": Markup(drawings[exhibit.name].bare),
                **exhibit.texts(start),
            }
        )
    return sections


def _columns_and_rows(table: tables.Table) -> dict[str, Any]:
    columns = [{"label": name, "is_number": False} for name in table.rows.columns]
    return {"columns": columns, "rows": table.rows.rows()}


def _filter_choices(rows: Sequence[Row], words: Words) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the choices of the ledger's filters: name, label, and each value with its words."""
    themes, subjects = dict.fromkeys(row.theme for row in rows), {row.entity: row.subject for row in rows}
    return [
        ("verdict", words("verdict"), [(verdict, words(f"verdict_{verdict}")) for verdict in _occurring(rows)]),
        ("theme", words("ledger_theme"), [(theme, words(f"theme_{theme}")) for theme in themes]),
        ("entity", words("subject"), sorted(subjects.items(), key=lambda pair: pair[1].lower())),
    ]


def _occurring(rows: Sequence[Row]) -> list[str]:
    """Return the verdicts, the gravest first; ``unjudged`` only where a figure is."""
    has_unjudged = any(row.verdict == "unjudged" for row in rows)
    return [verdict for verdict in GRAVEST_FIRST if verdict != "unjudged" or has_unjudged]


def _source_page(about: Mapping[str, Any], inputs: SiteInputs, words: Words) -> SourcePage:
    name, is_one, tables = about["source_id"], inputs.source != ALL, inputs.tables["printed"]
    verdicts = dict(tables["verdicts"].select("figure_id", "verdict").iter_rows())
    text, texts = inputs.texts.get(name), source_texts([about], words)
    return SourcePage(
        page="source" if is_one else f"source-{name}",
        words=words.of_run(words.verdicts, {**words.context, **texts}, words.corrected),
        name="" if is_one else words.isolated(texts["publisher"]),
        source_language=about["language"],
        is_own_text=about["drawn_from"] is not None,
        lines=None if text is None else marked_lines(text, tables["mentions"].filter(source_id=name), verdicts),
    )
