"""Write the site of a report: pages in both languages, files of every chart, and the notebooks as working papers.

The site shows the exhibits, the ledger with its verdicts, the validation and the
executed notebooks, and computes nothing of its own. Equal inputs give equal bytes.
"""

import json
import shutil
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import polars as pl
from jinja2 import Environment
from markupsafe import Markup

from tungsten import Unusable
from tungsten.charts.bundle import vega_bundle
from tungsten.charts.palette import DARK, FONTS, LIGHT
from tungsten.dataset import load
from tungsten.ledger import read
from tungsten.ledger.write import replace_folder
from tungsten.notebook.names import STEMS
from tungsten.notebook.workspace import Workspace, lay_out
from tungsten.params import Parameters
from tungsten.site.content import RunResults, SiteInputs, notebook_title, page_content, run_content
from tungsten.site.downloads import write, write_exhibit
from tungsten.site.pages import TEMPLATES, PageFolder, environment
from tungsten.vocabulary import LANGUAGES, VALUES

if TYPE_CHECKING:
    from tungsten.report.cache import Exhibits
    from tungsten.report.worker_pools import PendingExhibits, WorkerPools

PAGES = ("index", "checks", "references")
"""The pages of each language; ``source`` is one more where the text of the source is at hand."""


@dataclass(frozen=True)
class LanguagePages:
    """The pages of one language before validation and notebooks are done."""

    place: PageFolder
    workspace: Workspace
    exhibits: "Exhibits"
    templates: Environment
    content: Mapping[str, Any]


def build(
    name: str,
    parameters: Parameters,
    root: Path,
    exhibits: "Mapping[str, PendingExhibits]",
    worker_pools: "WorkerPools",
    run: "Future[None]",
) -> None:
    """Write the site of a run to a folder beside ``reports/name``, and rename that folder when it is complete.

    Args:
        name: The name of the report.
        parameters: The parameters of the run.
        root: The checkout.
        exhibits: The charts of each language, as they are computed.
        worker_pools: Draws the charts.
        run: Is done when the notebooks are executed and the data are valid. Charts are written before.
    """
    executed, site = root / "build" / name, root / "reports" / name
    tables = {values: load(values) for values in VALUES}
    inputs = SiteInputs(parameters, tables, read.source_text(parameters.source))
    unfinished = site.with_name(f".{name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        languages = [
            _write_charts(unfinished, inputs, language, exhibits[language], worker_pools) for language in LANGUAGES
        ]
        run.result()
        results = RunResults(
            validation=_read_json(root / "build" / "validation.json"),
            notebooks={stem: nbformat.read(executed / f"{stem}.ipynb", as_version=4) for stem in STEMS},
        )
        for pages in languages:
            _write_pages(unfinished, inputs, pages, results, executed)
        replace_folder(unfinished, site)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    worker_pools.cache.exhibits |= {(parameters.source, pages.place.language): pages.exhibits for pages in languages}
    worker_pools.cache.save()


def _write_charts(
    folder: Path, inputs: SiteInputs, language: str, pending: "PendingExhibits", worker_pools: "WorkerPools"
) -> LanguagePages:
    """Write the files of each chart in one language, with the language of the run also the assets; return the pages."""
    place, workspace = PageFolder(language, inputs.parameters.language), _workspace(inputs, language)
    templates = environment(workspace.words, place)
    exhibits = [exhibit for section in pending for exhibit in section.result()]
    in_order = worker_pools.draw([exhibit.spec(inputs.start) for exhibit in exhibits])
    drawings = {exhibit.name: drawing for exhibit, drawing in zip(exhibits, in_order, strict=True)}
    for exhibit in exhibits:
        write_exhibit(folder, exhibit, language, drawings[exhibit.name], inputs.start)
    if place.is_top:
        _write_assets(folder / "assets", templates)
    content = page_content(inputs, place, workspace, exhibits, drawings)
    return LanguagePages(place, workspace, exhibits, templates, content)


def _write_pages(folder: Path, inputs: SiteInputs, pages: LanguagePages, results: RunResults, executed: Path) -> None:
    """Write the pages of one language, and with the language of the run also the working papers."""
    content = {**pages.content, **run_content(inputs, pages.exhibits, results, pages.workspace.words)}
    for page in PAGES if content["lines"] is None else (*PAGES, "source"):
        text = pages.templates.get_template(f"{page}.html").render(content)
        write(folder / pages.place.folder / f"{page}.html", text)
    if pages.place.is_top:
        _write_papers(folder / "papers", inputs, pages, results, executed)


def _workspace(inputs: SiteInputs, language: str) -> Workspace:
    """Return the workspace of a run in one language; its words include the title of the source."""
    parameters = Parameters(**{**inputs.parameters.as_dict(), "language": language})
    workspace = lay_out(parameters, parameters.values, inputs.tables.__getitem__)
    source = workspace.sources.row(by_predicate=pl.col("source_id") == parameters.source, named=True)
    title = str(source[f"title_{language}"])
    return replace(workspace, words=replace(workspace.words, context={**workspace.words.context, "title": title}))


def _write_papers(folder: Path, inputs: SiteInputs, pages: LanguagePages, results: RunResults, executed: Path) -> None:
    """Write the executed notebooks as pages of the site."""
    template = pages.templates.get_template("paper.html")
    place = PageFolder("", inputs.parameters.language)
    for stem, notebook in results.notebooks.items():
        body = Markup((executed / f"{stem}.html").read_text(encoding="utf-8"))
        title = notebook_title(notebook)
        write(folder / f"{stem}.html", template.render(title=title, body=body, place=place, start=inputs.start))


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
