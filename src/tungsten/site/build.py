"""Write the site of a report: pages in both languages, files of every chart, and the notebooks as working papers.

The site shows the exhibits, the ledger with its verdicts, the validation and the
executed notebooks, and computes nothing of its own. Equal inputs give equal bytes.
"""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from jinja2 import Environment
from markupsafe import Markup

from tungsten import Unusable
from tungsten.charts.bundle import vega_bundle
from tungsten.charts.palette import DARK, FONTS, LIGHT
from tungsten.dataset import load
from tungsten.ledger import read
from tungsten.ledger.write import replace_folder
from tungsten.manifest import write_manifest
from tungsten.notebook.names import folder_of, stems_of
from tungsten.notebook.workspace import Tables, Workspace, lay_out, sources_of
from tungsten.params import Parameters
from tungsten.site.content import (
    RunResults,
    SiteInputs,
    notebook_title,
    page_content,
    run_content,
    script_settings,
)
from tungsten.site.downloads import write, write_exhibit, write_readme, write_rows
from tungsten.site.exhibits import Exhibit, tidy
from tungsten.site.pages import TEMPLATES, PageFolder, environment
from tungsten.vocabulary import LANGUAGES, VALUES

if TYPE_CHECKING:
    from tungsten.report.worker_pools import WorkerPools

LICENCE = "CC BY 4.0"
"""Licence of the project's own work on the figures; see LICENSE-DATA.md."""

PAGES = ("index", "checks", "references")
"""The pages of each language, beside one for the text of each source that is at hand."""


@dataclass(frozen=True)
class LanguagePages:
    """The pages of one language before validation and notebooks are done."""

    place: PageFolder
    workspace: Workspace
    exhibits: Sequence[Exhibit]
    templates: Environment
    content: Mapping[str, Any]


def build(
    name: str,
    parameters: Parameters,
    root: Path,
    worker_pools: "WorkerPools",
    run: "Future[None]",
) -> None:
    """Write the site of a run to a folder beside ``reports/name``, and rename that folder when it is complete.

    Args:
        name: The name of the report.
        parameters: The parameters of the run.
        root: The checkout.
        worker_pools: Computes and draws the charts.
        run: Is done when the notebooks are executed and the data are valid. Charts are written before.
    """
    executed, site = root / "build" / name, root / "reports" / name
    tables = {values: load(values) for values in VALUES}
    inputs = SiteInputs(parameters, tables, _texts(tables, parameters.source))
    unfinished = site.with_name(f".{name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        languages = [_write_charts(unfinished, inputs, language, worker_pools) for language in LANGUAGES]
        run.result()
        results = RunResults(
            validation=_read_json(root / "build" / "validation.json"),
            titles={
                language: _titles(executed / folder_of(language, parameters.language), stems_of(parameters.source))
                for language in LANGUAGES
            },
        )
        for pages in languages:
            _write_pages(unfinished, inputs, pages, results, executed)
        write_manifest(unfinished, root, parameters.as_dict(), name)
        replace_folder(unfinished, site)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    worker_pools.cache.save()


def _write_charts(folder: Path, inputs: SiteInputs, language: str, worker_pools: "WorkerPools") -> LanguagePages:
    """Write the files of each chart in one language, with the language of the run also the assets; return the pages."""
    place, workspace = PageFolder(language, inputs.parameters.language), _workspace(inputs, language)
    templates = environment(workspace.words, place)
    exhibits = [Exhibit(section, spec) for section, spec in worker_pools.charts(language)]
    drawings = dict(zip((one.name for one in exhibits), worker_pools.draw([one.spec for one in exhibits]), strict=True))
    for exhibit in exhibits:
        write_exhibit(folder, exhibit, language, drawings[exhibit.name])
    if place.is_top:
        _write_assets(folder / "assets", templates)
        tables = {name: rows for name, rows in tidy(workspace).items() if name in drawings}
        for name, rows in tables.items():
            write_rows(folder, name, rows, workspace.words("source_article_usgs"), LICENCE)
        write_readme(folder, tables, workspace.words)
    content = page_content(inputs, place, workspace, exhibits, drawings)
    return LanguagePages(place, workspace, exhibits, templates, content)


def _write_pages(folder: Path, inputs: SiteInputs, pages: LanguagePages, results: RunResults, executed: Path) -> None:
    """Write the pages and the working papers of one language."""
    content = {**pages.content, **run_content(inputs, pages.exhibits, results, pages.workspace.words)}
    for page in PAGES:
        text = pages.templates.get_template(f"{page}.html").render(content)
        write(folder / pages.place.folder / f"{page}.html", text)
    for source in content["source_pages"]:
        text = pages.templates.get_template("source.html").render({**content, **vars(source)})
        write(folder / pages.place.folder / f"{source.page}.html", text)
    _write_papers(folder, inputs, pages, results.titles[pages.place.language], executed)


def _texts(tables: Mapping[str, Tables], source: str) -> dict[str, str]:
    """Return the texts of the sources of a run that are at hand, by id."""
    names = [about["source_id"] for about in sources_of(tables["printed"], source)]
    return {name: text for name in names if (text := read.source_text(name)) is not None}


def _workspace(inputs: SiteInputs, language: str) -> Workspace:
    """Return the workspace of a run in one language."""
    parameters = Parameters(**{**inputs.parameters.as_dict(), "language": language})
    return lay_out(parameters, inputs.tables.__getitem__)


def _titles(executed: Path, stems: Iterable[str]) -> dict[str, str]:
    """Return the title of each of the executed notebooks in a folder, by its name."""
    return {stem: notebook_title(nbformat.read(executed / f"{stem}.ipynb", as_version=4)) for stem in stems}


def _write_papers(
    folder: Path, inputs: SiteInputs, pages: LanguagePages, titles: Mapping[str, str], executed: Path
) -> None:
    """Write the executed notebooks of one language as pages of the site."""
    template = pages.templates.get_template("paper.html")
    place = PageFolder(pages.place.language, inputs.parameters.language, "papers")
    for stem, title in titles.items():
        body = Markup((executed / pages.place.folder / f"{stem}.html").read_text(encoding="utf-8"))
        settings = script_settings(inputs, place)
        page = template.render(title=title, stem=stem, body=body, place=place, start=inputs.start, page=settings)
        write(folder / place.folder / f"{stem}.html", page)


def _write_assets(folder: Path, templates: Environment) -> None:
    """Write the stylesheet, the scripts, the icon and the fonts."""
    write(folder / "style.css", templates.get_template("style.css").render(light=LIGHT, dark=DARK))
    for name in ("site.js", "ledger.js", "icon.svg"):
        write(folder / name, (TEMPLATES / name).read_text(encoding="utf-8"))
    write(folder / "vega.js", vega_bundle())
    for font in sorted((*FONTS.glob("*.woff2"), FONTS / "OFL.txt")):
        shutil.copyfile(font, folder / font.name)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError):
        raise Unusable(f"{path}: no validation to report on; make validate leaves one") from None
