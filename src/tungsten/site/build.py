"""The site a reader opens: pages in both languages, pictures and tables to take away, the notebooks as working papers.

It computes nothing of its own. What it shows are the exhibits, the ledger as
judged, the validation and the executed notebooks; the same of these gives the
same bytes.
"""

import csv
import io
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import TYPE_CHECKING, Any

import nbformat
import polars as pl
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tungsten import Unusable, home
from tungsten.charts.bundle import vega_bundle
from tungsten.charts.chart_template import HOLE, Drawing, Exhibit, Setting, shared
from tungsten.charts.correction_text import changed
from tungsten.charts.palette import DARK, FONTS, LIGHT, WIDTH
from tungsten.charts.svg import compact, for_reading
from tungsten.dataset import load, reading
from tungsten.evidence.readings import Reading
from tungsten.i18n.words import END, RIGHT_TO_LEFT, Words
from tungsten.ledger import read
from tungsten.notebook import tables
from tungsten.notebook.contrast import SUBJECTS, contrast
from tungsten.notebook.names import SECTIONS, STEMS
from tungsten.notebook.workspace import DISPUTED, Workspace, lay_out
from tungsten.params import Parameters, choices
from tungsten.site import links as triangle
from tungsten.site.figures import drawn_in
from tungsten.site.references import references
from tungsten.vocabulary import FORMS, LANGUAGES, VALUES, is_figure_id, is_reference_id

if TYPE_CHECKING:
    from tungsten.report.cache import Exhibits
    from tungsten.report.worker_pools import Coming, WorkerPools

PAGES = ("index", "checks", "references")
"""The pages of each language; the source's joins them where its text is at hand."""

PACKAGES = ("altair", "great-expectations", "ipykernel", "nbconvert", "papermill", "polars", "vl-convert-python")

HERE = Path(__file__).parent

_FONT_FACES = "<style>{}</style>".format(
    "".join(
        f'@font-face{{font-family:"IBM Plex Sans Arabic";font-weight:{weight};'
        f'src:url("../../assets/IBMPlexSansArabic-{name}.woff2")}}'
        for weight, name in ((400, "Regular"), (600, "SemiBold"))
    )
)
"""Lets a picture opened where it lies use the site's font."""


@dataclass(frozen=True)
class Made:
    """What a site is made of, and is there before the notebooks have run."""

    parameters: Parameters
    ledger: read.Ledger
    tables: Mapping[str, Mapping[str, pl.DataFrame]]
    """The tables as printed and as corrected, by name."""
    build: Path
    """Where the run leaves what it executes."""

    @property
    def judged(self) -> Mapping[str, Reading]:
        """Figures, evidence and verdicts as printed and as corrected."""
        return {values: reading(tables) for values, tables in self.tables.items()}

    @property
    def switches(self) -> dict[str, tuple[str, ...]]:
        """What the page's switches may be set to, besides how figures are taken."""
        valid = choices()
        return {"basis": valid["basis"], "edition": valid["edition"]}

    @property
    def start(self) -> Setting:
        """What the page shows before a switch is touched."""
        return Setting.of_run(self.parameters)


@dataclass(frozen=True)
class Ran:
    """What the validation and the notebooks left."""

    validation: Mapping[str, Any]
    notebooks: Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """The site in one language."""

    place: "_Place"
    workspace: Workspace
    exhibits: "Exhibits"
    pages: Environment
    content: Mapping[str, Any]
    """What the pages are filled with, but for what the validation and the notebooks leave."""


def build(
    name: str,
    parameters: Parameters,
    root: Path,
    coming: "Mapping[str, Coming]",
    worker_pools: "WorkerPools",
    ran: "Future[None]",
) -> None:
    """Writes the site of a run to a folder beside ``reports/name`` and puts it in its place when it is whole.

    What is ``coming`` are the charts of each language. What waits neither for
    the validation nor for a notebook is done first, until both have ``ran``.
    """
    executed, place = root / "build" / name, root / "reports" / name
    ledger = read.ledger()
    made = Made(parameters, ledger, {values: load(values) for values in VALUES}, executed)
    beside = place.with_name(f".{name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        sides = [_write_charts(beside, made, language, coming[language], worker_pools) for language in LANGUAGES]
        ran.result()
        found = Ran(
            validation=_read_json(root / "build" / "validation.json"),
            notebooks={stem: nbformat.read(executed / f"{stem}.ipynb", as_version=4) for stem in STEMS},
        )
        for side in sides:
            _write_pages(beside, made, side, found)
        _swap(beside, place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    worker_pools.cache.exhibits |= {(parameters.source, side.place.language): side.exhibits for side in sides}
    worker_pools.cache.save()


def _write_charts(folder: Path, made: Made, language: str, coming: "Coming", worker_pools: "WorkerPools") -> Side:
    """The charts of one language to take away, and its pages prepared; with the language in front, what all share."""
    place, workspace = _Place(language, made.parameters.language), _desk(made, language)
    pages = _environment(workspace.words, place)
    exhibits = [exhibit for section in coming for exhibit in section.result()]
    drawings = worker_pools.drawn([exhibit.spec(made.start) for exhibit in exhibits])
    stills = {exhibit.name: drawing for exhibit, drawing in zip(exhibits, drawings, strict=True)}
    for exhibit in exhibits:
        _write_exhibit(folder, exhibit, language, stills[exhibit.name], made.start)
    if place.is_front:
        _write_assets(folder / "assets", pages)
    return Side(place, workspace, exhibits, pages, _content(made, place, workspace, exhibits, stills))


def _write_pages(folder: Path, made: Made, side: Side, ran: Ran) -> None:
    """The pages of one language; with the language in front, the working papers."""
    content = {**side.content, **_outcome(made, side, ran)}
    for page in PAGES if content["lines"] is None else (*PAGES, "source"):
        text = side.pages.get_template(f"{page}.html").render(content)
        _write(folder / side.place.folder / f"{page}.html", text)
    if side.place.is_front:
        _write_papers(folder / "papers", made, side, ran)


@dataclass(frozen=True)
class _Place:
    """Where the pages of a language lie: those of the run's own in front, the other's in a folder of their own."""

    language: str
    front: str

    @property
    def is_front(self) -> bool:
        return self.language == self.front

    @property
    def folder(self) -> str:
        return "" if self.is_front else self.language

    @property
    def up(self) -> str:
        """From a page to the top of the site."""
        return "" if self.is_front else "../"

    @property
    def other_language(self) -> str:
        return next(name for name in LANGUAGES if name != self.language)

    @property
    def other(self) -> str:
        """From a page to the folder of the other language's."""
        return f"{self.other_language}/" if self.is_front else "../"


def _desk(made: Made, language: str) -> Workspace:
    """The workspace of a run, speaking a language; its words can name the source and how its figures were taken."""
    parameters = Parameters(**{**made.parameters.as_dict(), "language": language})
    workspace = lay_out(parameters, parameters.values, made.tables.__getitem__)
    title = str(made.ledger.sources[parameters.source][f"title_{language}"])
    return replace(workspace, words=replace(workspace.words, context={**workspace.words.context, "title": title}))


def _content(
    made: Made, place: _Place, workspace: Workspace, exhibits: "Exhibits", stills: Mapping[str, Drawing]
) -> dict[str, Any]:
    """What the pages of a language are filled with before anything has run; ``stills`` are by the exhibit's name."""
    start = made.start
    forms, common = shared(exhibit.page_form for exhibit in exhibits)
    return {
        "start": start,
        "sections": _sections(exhibits, stills, start, forms),
        "stems": SECTIONS,
        "contrasts": {analysis: _cells(contrast(workspace, analysis)) for analysis in SUBJECTS},
        "counts": _counts(made.judged, workspace.source),
        "parameters": made.parameters.as_dict(),
        "switches": made.switches,
        "references": references(made.ledger, workspace.words),
        "page": Markup(compact({**_page(made, place), "shared": common})),
        "versions": {"Python": python_version(), **{package: version(package) for package in PACKAGES}},
        "config": Markup(compact(for_reading(exhibits[0].spec(start))["config"])),
    }


def _outcome(made: Made, side: Side, ran: Ran) -> dict[str, Any]:
    """What the validation and the notebooks add."""
    return {
        "papers": {stem: _heading(notebook) for stem, notebook in ran.notebooks.items()},
        "inputs": ran.validation["inputs"],
        **_triangle(made, side, ran),
    }


def _triangle(made: Made, side: Side, ran: Ran) -> dict[str, Any]:
    """Figures, checks and text, each leading to the others."""
    words = side.workspace.words
    drawn = drawn_in(
        (found.name, words(f"{found.name.replace('-', '_')}_subject"), found.every_row) for found in side.exhibits
    )
    return triangle.content(made.ledger, made.parameters.source, made.judged, ran.validation, drawn, words)


def _page(made: Made, place: _Place) -> dict[str, Any]:
    """What the page's script needs to know."""
    start = {"values": made.start.reading, "basis": made.start.basis, "edition": made.start.edition}
    return {
        **{"hole": HOLE, "language": place.language, "up": place.up, "start": start, "switches": made.switches},
        **{"width": WIDTH, "rtl": [RIGHT_TO_LEFT, END], "forms": FORMS},
    }


def _sections(
    exhibits: "Exhibits", stills: Mapping[str, Drawing], start: Setting, forms: Sequence[Any]
) -> dict[str, list[dict[str, Any]]]:
    """Section → its exhibits as the templates print them, their forms without what they have in common."""
    sections: dict[str, list[dict[str, Any]]] = {}
    for exhibit, form in zip(exhibits, forms, strict=True):
        picture = stills[exhibit.name].bare
        view = {"follows": exhibit.follows, "form": form, **exhibit.view(start.of(exhibit.follows))}
        view = {name: part for name, part in view.items() if name in ("follows", "form", "given", "narrow_height")}
        found = {"name": exhibit.name, "meta": exhibit.meta(start), "picture": Markup(picture)}
        sections.setdefault(exhibit.section, []).append({**found, "shown": Markup(compact(view))})
    return sections


def _cells(table: tables.Table) -> dict[str, Any]:
    return {"columns": table.rows.columns, "rows": [list(row) for row in table.rows.iter_rows()]}


def _counts(judged: Mapping[str, Reading], source: str) -> dict[str, int]:
    """How many figures of a source were read, and how many hold up, are wrong or mean something else, or stay open.

    A verdict is on the print, whichever way figures are shown; as corrected, some are changed and some left out.
    """
    printed, corrected = (judged[values].figures.filter(source_id=source) for values in VALUES)
    verdicts = judged["printed"].verdicts.join(printed.select("figure_id"), on="figure_id", how="semi")
    counted = Counter(verdicts["verdict"])
    wrong = sum(counted[verdict] for verdict in DISPUTED)
    pairs = changed(printed, corrected).values()
    return {
        "figures": counted.total(),
        "supported": counted["supported"],
        "wrong": wrong,
        "unverified": counted["unverified"],
        "corrected": len(pairs),
        "withheld": sum(after["low"] is None for _, after in pairs),
    }


def _heading(notebook: Any) -> tuple[str, str]:
    """Title and lead of a notebook."""
    title, _, lead = notebook.cells[0].source.partition("\n")
    return title.removeprefix("# "), lead.strip()


def _environment(words: Words, place: _Place) -> Environment:
    """The templates, speaking a language; compiled once, they are kept for the other one and the next run."""
    kept = home() / "build" / ".templates"
    kept.mkdir(parents=True, exist_ok=True)
    pages = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        bytecode_cache=FileSystemBytecodeCache(str(kept)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(
        say=words,
        words=words,
        language=words.language,
        direction=words.direction,
        place=place,
    )
    pages.tests.update(
        foreign=_ARABIC.search if words.language == "en" else _LATIN.search,
        figure_id=is_figure_id,
        reference_id=is_reference_id,
    )
    pages.filters.update(number=_number, whole_ranges=_whole_ranges)
    return pages


_ARABIC, _LATIN = re.compile("[\u0600-\u06ff]"), re.compile("[A-Za-z]")
"""Letters that run against a page in English, or in Arabic, and so keep to themselves."""


def _number(value: object) -> str:
    return f"{value:,.12g}" if isinstance(value, int | float) else str(value)


def _whole_ranges(text: str) -> Markup:
    """Text in which no line breaks inside a range such as 30–50."""
    return Markup(
        re.sub(r"[\d.,]+–[\d.,]+%?", lambda found: f'<span class="nobr">{found[0]}</span>', str(escape(text)))
    )


def _write_papers(folder: Path, made: Made, side: Side, ran: Ran) -> None:
    """The executed notebooks as pages of this site, framed by its own."""
    template = side.pages.get_template("paper.html")
    for stem, notebook in ran.notebooks.items():
        title, _ = _heading(notebook)
        body = Markup((made.build / f"{stem}.html").read_text(encoding="utf-8"))
        up = _Place("", made.parameters.language)
        _write(folder / f"{stem}.html", template.render(title=title, body=body, place=up, start=made.start))


def _write_exhibit(folder: Path, exhibit: Exhibit, language: str, still: Drawing, start: Setting) -> None:
    """A chart to take away, its table, and every other setting of it, which the page loads when asked."""
    name, meta = exhibit.name, exhibit.meta(start)
    spec = {key: value for key, value in exhibit.spec(start).items() if key != "usermeta"}
    charts, data = folder / "charts" / language, folder / "data" / language
    _write(charts / f"{name}.json", json.dumps(spec, ensure_ascii=False, indent=1) + "\n")
    _write(charts / f"{name}.svg", still.titled.replace(">", f">{_FONT_FACES}", 1))
    _write(data / f"{name}.csv", _csv(meta))
    _frame(meta).write_parquet(data / f"{name}.parquet", statistics=False)
    _write(folder / "views" / language / f"{name}.js", f"tungsten.views({json.dumps(name)},{_views(exhibit)});\n")


def _views(exhibit: Exhibit) -> str:
    """Every different view, and setting → number of its view."""
    found: dict[str, int] = {}
    index = {key: found.setdefault(compact(exhibit.view(key)), len(found)) for key in exhibit.settings}
    return f'{{"index":{compact(index)},"views":[{",".join(found)}]}}'


def _csv(meta: Mapping[str, Any]) -> str:
    """The table under a chart, safe in a spreadsheet."""
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow([_harmless(column["label"]) for column in meta["columns"]])
    writer.writerows([_harmless(cell) for cell in row] for row in meta["rows"])
    return rows.getvalue()


def _frame(meta: Mapping[str, Any]) -> pl.DataFrame:
    """The same table as a frame."""
    schema = {column["label"]: pl.Float64 if column["is_number"] else pl.String for column in meta["columns"]}
    return pl.DataFrame(meta["rows"], schema=schema, orient="row", strict=False)


def _write_assets(folder: Path, pages: Environment) -> None:
    _write(folder / "style.css", pages.get_template("style.css").render(light=LIGHT, dark=DARK))
    for name in ("site.js", "ledger.js", "icon.svg"):
        _write(folder / name, (HERE / "templates" / name).read_text(encoding="utf-8"))
    _write(folder / "vega.js", vega_bundle())
    for font in sorted((*FONTS.glob("*.woff2"), FONTS / "OFL.txt")):
        shutil.copyfile(font, folder / font.name)


def _harmless(cell: object) -> object:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        raise Unusable(f"{path}: no validation to report on; make validate leaves one") from None
    return dict(found)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def _swap(new: Path, place: Path) -> None:
    """Puts a finished folder where the old one is; a run killed here leaves one of the two in place or beside it."""
    old = new.with_suffix(".old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        os.rename(place, old)
    os.rename(new, place)
    shutil.rmtree(old, ignore_errors=True)


def digest(folder: Path) -> str:
    """One sha256 over every file of a site, for comparing two builds."""
    total = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
