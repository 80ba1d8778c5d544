"""The site a reader opens: one page, its pictures and tables to take away, the notebooks as working papers.

It computes nothing. Everything comes from the executed notebooks, the
validation and the parameters; the same of these gives the same bytes.
"""

import csv
import io
import json
import os
import re
import shutil
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tungsten import Unusable
from tungsten.ledger import read
from tungsten.report.bundle import vega_bundle
from tungsten.report.looks import DARK, FONTS, LIGHT, NARROW
from tungsten.report.notebooks import CHART, STEMS, TABLE
from tungsten.report.params import Parameters
from tungsten.report.svg import compact, for_reading
from tungsten.report.words import Words

SECTIONS = {
    "concentration": "03-supply-concentration",
    "demand": "04-demand-growth",
    "reserves": "05-reserve-rankings",
}
"""The three analyses and the notebook each comes from."""

LEAD = "us-import-index"
"""The chart of the first screen."""

VERDICTS = ("supported", "contradicted", "misdescribed", "unverified")

PACKAGES = ("altair", "great-expectations", "ipykernel", "nbconvert", "papermill", "polars", "vl-convert-python")

HERE = Path(__file__).parent


_FONT_FACES = "<style>{}</style>".format(
    "".join(
        f'@font-face{{font-family:"IBM Plex Sans Arabic";font-weight:{weight};'
        f'src:url("../assets/IBMPlexSansArabic-{name}.woff2")}}'
        for weight, name in ((400, "Regular"), (600, "SemiBold"))
    )
)
"""Lets a picture opened where it lies use the site's font."""


@dataclass(frozen=True)
class Exhibit:
    """One chart as the page shows it."""

    name: str
    meta: dict[str, Any]
    wide: Markup
    narrow: Markup
    spec: Markup
    """The chart's specification as JSON, safe inside a script element."""


def build(name: str, parameters: Parameters, root: Path) -> None:
    """Writes the site of a run to a folder beside ``reports/name`` and puts it in its place when it is whole."""
    executed, place = root / "build" / name, root / "reports" / name
    notebooks = {stem: nbformat.read(executed / f"{stem}.ipynb", as_version=4) for stem in STEMS}
    judged = _read_json(root / "build" / "validation.json")
    beside = place.with_name(f".{name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        _write_site(beside, parameters, notebooks, judged, executed)
        _swap(beside, place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_site(
    folder: Path, parameters: Parameters, notebooks: dict[str, Any], judged: dict[str, Any], executed: Path
) -> None:
    words = _words_of(parameters)
    pages, charts = _environment(words), {stem: _exhibits(notebook) for stem, notebook in notebooks.items()}
    index = pages.get_template("index.html").render(_content(parameters, words, notebooks, charts, judged))
    _write(folder / "index.html", index)
    _write_papers(folder / "papers", pages, notebooks, executed)
    for exhibit in (found for some in charts.values() for found in some):
        _write_table(folder / "data", exhibit)
    _write_pictures(folder / "charts", notebooks)
    _write_assets(folder / "assets", pages)


def _words_of(parameters: Parameters) -> Words:
    """The words of the page, which can name the source and how its figures were taken."""
    words, about = Words(parameters.language), read.sources()[parameters.source]
    context = {
        "title": str(about[f"title_{parameters.language}"]),
        "publisher": str(about["publisher"]),
        "published": words.date(str(about["published"])),
        "values": words(f"values_{parameters.values}"),
    }
    return words.of_run({}, context)


def _content(
    parameters: Parameters,
    words: Words,
    notebooks: dict[str, Any],
    charts: dict[str, list[Exhibit]],
    judged: dict[str, Any],
) -> dict[str, Any]:
    """What the page is filled with."""
    lead = next(exhibit for some in charts.values() for exhibit in some if exhibit.name == LEAD)
    sections = {key: [found for found in charts[stem] if found is not lead] for key, stem in SECTIONS.items()}
    verdicts = _table(notebooks["02-validate-figures"], "verdicts")
    return {
        "lead": lead,
        "sections": sections,
        "papers": {stem: _heading(notebook) for stem, notebook in notebooks.items()},
        "stems": SECTIONS,
        "contrasts": {key: _table(notebooks[stem], f"contrast_{key}") for key, stem in SECTIONS.items()},
        "verdicts": verdicts,
        "counts": _counts(verdicts, words),
        "suites": judged["values"][parameters.values],
        "outcomes": judged["counts"][parameters.values],
        "parameters": parameters.as_dict(),
        "versions": {"Python": python_version(), **{package: version(package) for package in PACKAGES}},
        "inputs": judged["inputs"],
        "config": Markup(compact(_config(notebooks[SECTIONS["concentration"]]))),
        "kinds": {words(f"verdict_{kind}"): kind for kind in VERDICTS},
        "figure_link": re.compile(r"^f\d+$"),
    }


def _exhibits(notebook: Any) -> list[Exhibit]:
    found = []
    for data in _outputs(notebook, CHART):
        chart = data[CHART]
        meta = chart["spec"]["usermeta"]["tungsten"]
        spec = _lean(
            {name: part for name, part in chart["spec"].items() if name not in ("usermeta", "title", "config")}
        )
        found.append(Exhibit(meta["name"], meta, Markup(chart["wide"]), Markup(chart["narrow"]), Markup(compact(spec))))
    return found


def _config(notebook: Any) -> dict[str, Any]:
    """The configuration all charts share."""
    return dict(for_reading(_outputs(notebook, CHART)[0][CHART]["spec"])["config"])


def _lean(spec: dict[str, Any]) -> dict[str, Any]:
    """A specification whose data hold only what it draws or tells; the whole is there to take away."""
    asked = json.dumps({name: part for name, part in spec.items() if name != "datasets"})
    used = set(re.findall(r'"field": "(\w+)"|datum\.(\w+)|"(\w+):[QNOT]"', asked))
    names = {name for found in used for name in found if name} | set(re.findall(r'"(?:text|x2|y2)": "(\w+)', asked))
    data = {
        name: [{key: value for key, value in row.items() if key in names} for row in rows]
        for name, rows in spec["datasets"].items()
    }
    return {**spec, "datasets": data}


def _outputs(notebook: Any, mime: str) -> list[Any]:
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output.data for output in outputs if mime in output.get("data", {})]


def _table(notebook: Any, name: str) -> dict[str, Any]:
    return next(data[TABLE] for data in _outputs(notebook, TABLE) if data[TABLE]["name"] == name)


def _counts(verdicts: dict[str, Any], words: Words) -> dict[str, int]:
    """How many figures came to each verdict."""
    at = verdicts["columns"].index(words("verdict"))
    counted = Counter(row[at] for row in verdicts["rows"])
    return {kind: counted[words(f"verdict_{kind}")] for kind in VERDICTS}


def _heading(notebook: Any) -> tuple[str, str]:
    """Title and lead of a notebook."""
    title, _, lead = notebook.cells[0].source.partition("\n")
    return title.removeprefix("# "), lead.strip()


def _environment(words: Words) -> Environment:
    pages = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(say=words, words=words, language=words.language, direction=words.direction, narrow=NARROW)
    pages.filters.update(number=_number, whole_ranges=_whole_ranges)
    return pages


def _number(value: object) -> str:
    return f"{value:,.12g}" if isinstance(value, int | float) else str(value)


def _whole_ranges(text: str) -> Markup:
    """Text in which no line breaks inside a range such as 30–50."""
    return Markup(
        re.sub(r"[\d.,]+–[\d.,]+%?", lambda found: f'<span class="nobr">{found[0]}</span>', str(escape(text)))
    )


def _write_papers(folder: Path, pages: Environment, notebooks: dict[str, Any], executed: Path) -> None:
    """The executed notebooks as pages of this site, framed by its own."""
    template = pages.get_template("paper.html")
    for stem, notebook in notebooks.items():
        title, _ = _heading(notebook)
        body = Markup((executed / f"{stem}.html").read_text(encoding="utf-8"))
        _write(folder / f"{stem}.html", template.render(title=title, body=body))


def _write_table(folder: Path, exhibit: Exhibit) -> None:
    """The table under a chart, as CSV."""
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow([_harmless(column["label"]) for column in exhibit.meta["columns"]])
    writer.writerows([_harmless(cell) for cell in row] for row in exhibit.meta["rows"])
    _write(folder / f"{exhibit.name}.csv", rows.getvalue())


def _write_pictures(folder: Path, notebooks: dict[str, Any]) -> None:
    """Each chart as it is to be taken away: specification, SVG and PNG, with its title."""
    for data in (found for notebook in notebooks.values() for found in _outputs(notebook, CHART)):
        spec = data[CHART]["spec"]
        name = spec["usermeta"]["tungsten"]["name"]
        whole = {key: value for key, value in spec.items() if key != "usermeta"}
        _write(folder / f"{name}.json", json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
        _write(folder / f"{name}.svg", data["image/svg+xml"].replace(">", f">{_FONT_FACES}", 1))
        (folder / f"{name}.png").write_bytes(b64decode(data["image/png"]))


def _write_assets(folder: Path, pages: Environment) -> None:
    _write(folder / "style.css", pages.get_template("style.css").render(light=LIGHT, dark=DARK))
    _write(folder / "site.js", (HERE / "templates" / "site.js").read_text(encoding="utf-8"))
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
