"""The report: whole or not at all, the same bytes twice, nothing from anywhere else, in either language."""

import csv
import json
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import polars as pl
import pytest
from report_runs import LANGUAGES, ROOT, calls, folders, names, report

from tungsten.charts import palette as looks
from tungsten.charts.correction_text import CHANGING
from tungsten.evidence.readings import Reading
from tungsten.i18n.words import END, FIRST_STRONG, LEFT_TO_RIGHT
from tungsten.notebook.names import STEMS
from tungsten.site.build import PAGES
from tungsten.site.content import verdict_counts
from tungsten.site.downloads import FORMULA_SIGNS, without_formula


@pytest.fixture(params=LANGUAGES)
def made(reports: Path, request: pytest.FixtureRequest) -> Path:
    """Return the folder of each report in turn."""
    return reports / "reports" / str(request.param)


@pytest.fixture
def copy(reports: Path, tmp_path: Path) -> Path:
    """Return a checkout with its reports that a test may change."""
    return Path(shutil.copytree(reports, tmp_path / "checkout", symlinks=True))


class Page(HTMLParser):
    """What a page links to, and what its elements are called."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.links, self.names, self.tags = (
            path,
            list[str](),
            list[str](),
            list[tuple[str, dict[str, Any]]](),
        )
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if "external" in (given.get("rel") or ""):  # an address to follow, which a page doesn't load
            return
        self.links += [
            value for name in ("src", "href", "srcset", "data", "poster", "action") if (value := given.get(name))
        ]
        self.names += [value for value in [given.get("id")] if value]

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [given for name, given in self.tags if name == tag]


def digest(folder: Path) -> str:
    """One sha256 over every file of a site."""
    total = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def pages(folder: Path) -> list[Page]:
    return [Page(path) for path in sorted(folder.rglob("*.html"))]


def test_evidence_is_computed_once_a_reading_and_raw_is_read_to_build_and_to_validate(reports: Path) -> None:
    """Two reports read raw once to validate it, and in each language in notebook 01, which cleans before one's eyes."""
    assert calls(reports) == {"data ledger": 1, "data evidence_table": 2, "report ledger": 5}


def test_a_killed_run_leaves_nothing_that_looks_finished(reports: Path) -> None:
    """What it had started ends with it, and the next run makes the report from there."""
    for left in json.loads((reports / "killed.json").read_text(encoding="utf-8")):
        assert left["processes"] == 0
        assert not left["report"]
        for notebook in left["notebooks"]:
            cells = json.loads(notebook)["cells"]
            assert all(cell["execution_count"] for cell in cells if "outputs" in cell)
    assert (reports / "reports/otherwise/index.html").exists()
    assert not (reports / "reports/.otherwise.new").exists()


def test_no_cell_prints_or_warns(reports: Path) -> None:
    for name in LANGUAGES:
        for path in (reports / "build" / name).rglob("*.ipynb"):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            outputs = [output for cell in cells for output in cell.get("outputs", [])]
            assert not [output for output in outputs if output["output_type"] == "stream"], path


def test_the_site_is_whole(made: Path) -> None:
    for language, folder in folders(made).items():
        assert sorted(path.stem for path in (folder / "papers").glob("*.html")) == sorted(STEMS)
        for page in PAGES:
            assert (folder / f"{page}.html").is_file()
        for kind in ("svg", "json", "js"):
            assert {path.stem for path in (made / "charts" / language).glob(f"*.{kind}")} == names()
    for kind in ("csv", "parquet"):
        assert {path.stem for path in (made / "data").glob(f"*.{kind}")} == names()
    assert len((made / "assets" / "OFL.txt").read_text(encoding="utf-8")) > 4000


def test_nothing_is_asked_of_anywhere_else(made: Path) -> None:
    for page in pages(made):
        assert not [link for link in page.links if re.match(r"(?:[a-z]+:)?//|data:|javascript:", link)], page.path
    for path in [*made.rglob("*.css"), *made.rglob("*.html"), *made.rglob("*.svg")]:
        found = re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text(encoding="utf-8"))
        assert all((path.parent / link).is_file() for link in found if not link.startswith("#")), path
        assert "@import" not in path.read_text(encoding="utf-8")


def test_every_link_resolves(made: Path) -> None:
    by_path = {page.path: page for page in pages(made)}
    for page in by_path.values():
        for link in page.links:
            name, _, place = unquote(link).partition("#")
            target = (page.path.parent / name).resolve() if name else page.path
            assert target.is_file(), f"{page.path.name}: {link}"
            if place:
                assert place in by_path[target].names, f"{page.path.name}: {link}"


def test_every_mark_of_every_chart_leads_to_a_row(made: Path) -> None:
    """A click goes to the first of its ids: the row of a figure, or of a reference with the link to its source."""
    for language, folder in folders(made).items():
        rows = {name for page in ("index", "references") for name in Page(folder / f"{page}.html").names}
        for path in (made / "charts" / language).glob("*.json"):
            chart = json.loads(path.read_text(encoding="utf-8"))
            marks = [mark["id"].split(" · ") for mark in chart["datasets"][chart["data"]["name"]]]
            assert marks, path
            assert all(set(ids) <= rows for ids in marks), path


def test_pages_allow_no_script_or_style_of_their_own(made: Path) -> None:
    for page in pages(made):
        policy = next(given["content"] for given in page.all("meta") if given.get("http-equiv"))
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not page.all("style")
        assert all(given.get("src") or given.get("type") == "application/json" for given in page.all("script"))
        for tag, given in page.tags:
            assert not [name for name in given if name.startswith("on") or name == "style"], (page.path.name, tag)


def test_a_page_says_its_language_and_direction(reports: Path) -> None:
    for name in LANGUAGES:
        for language, folder in folders(reports / "reports" / name).items():
            opening = Page(folder / "index.html").all("html")[0]
            direction = "rtl" if language == "ar" else "ltr"
            values = "corrected" if name == "otherwise" else "printed"
            assert opening == {"lang": language, "dir": direction, "data-values": values}


def test_names_within_a_page_are_unique(made: Path) -> None:
    for page in pages(made):
        assert len(set(page.names)) == len(page.names), page.path.name


def test_headings_go_down_one_step_at_a_time(made: Path) -> None:
    levels = [int(tag[1]) for tag, _ in Page(made / "index.html").tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_chart_is_there_without_scripts_and_says_what_it_shows(made: Path) -> None:
    for folder in folders(made).values():
        page = Page(folder / "index.html")
        pictures = [given for given in page.all("svg") if given.get("role") == "img"]
        assert len(pictures) == len(names()) + 1, "every chart, and the bar of verdicts"
        assert all(len(given["aria-label"]) > 40 for given in pictures)
        assert len(page.all("table")) >= len(names()), "the same data as tables"


def test_the_script_of_a_chart_holds_its_specification_and_ends_no_element(made: Path) -> None:
    for script in made.glob("charts/*/*.js"):
        text = script.read_text(encoding="utf-8")
        name, spec = json.loads(f"[{text.strip().removeprefix('tungsten.chart(').removesuffix(');')}]")
        assert "<" not in text
        assert name == script.stem
        assert spec == json.loads(script.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_same_inputs_give_the_same_bytes(copy: Path) -> None:
    """One notebook and all pages are made anew; ``make reproduce`` makes everything anew."""
    before = digest(copy / "reports/otherwise")
    (copy / "build/otherwise/01-clean-figures.ipynb").unlink()
    ran = report(copy, "otherwise")
    assert ran.returncode == 0, ran.stderr
    assert digest(copy / "reports/otherwise") == before


def test_a_failing_cell_is_3_and_leaves_the_last_report(copy: Path) -> None:
    notebook = copy / "notebooks/04-demand-growth.ipynb"
    broken = notebook.read_text(encoding="utf-8").replace("demand.penetration(", "demand.piercing(")
    assert broken != notebook.read_text(encoding="utf-8")
    notebook.write_text(broken, encoding="utf-8")
    before = digest(copy / "reports/default")
    ran = report(copy, "default")
    assert ran.returncode == 3
    assert re.search(r"notebooks/04-demand-growth\.ipynb: cell a-penetration: AttributeError: .*piercing", ran.stderr)
    assert digest(copy / "reports/default") == before
    assert "; the traceback is in " in ran.stderr
    kept = nbformat.read(copy / ran.stderr.strip().rpartition(" ")[2], as_version=4)
    assert [output.ename for cell in kept.cells for output in cell.get("outputs", []) if "ename" in output] == [
        "AttributeError"
    ]
    assert [path.name for path in (copy / "reports").iterdir() if path.name.startswith(".")] == []


def test_a_table_to_take_away_holds_no_formula(made: Path) -> None:
    for path in (made / "data").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert {"source", "licence"} <= set(cells)
        assert not [
            cell for cell in cells if cell[:1] in FORMULA_SIGNS and not re.fullmatch(r"-?[\d.]+", cell) and cell
        ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx", "＝1+1"])
def test_what_a_spreadsheet_would_run_is_made_text(cell: str) -> None:
    assert without_formula(cell) == f"'{cell}"
    assert without_formula(-1.5) == -1.5
    assert without_formula("f058") == "f058"


def test_the_stylesheet_repaints_every_colour_a_chart_is_drawn_in(made: Path) -> None:
    style = (made / "assets" / "style.css").read_text(encoding="utf-8")
    text = (made / "index.html").read_text(encoding="utf-8")
    drawn = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', text))
    assert drawn <= set(looks.LIGHT.values())
    assert all(f'[fill="{colour}"]' in style and f'[stroke="{colour}"]' in style for colour in drawn)


class Texts(HTMLParser):
    """Every run of text a reader sees, scripts and styles aside, by the element it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.within, self.found = list[str](), list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.within[-1:] not in (["script"], ["style"]) and data.strip():
            self.found.append(data)


def test_no_latin_word_reaches_an_arabic_sentence_of_the_page_unisolated(reports: Path) -> None:
    page = (reports / "reports/default/ar/index.html").read_text(encoding="utf-8")
    mixed = [text for text in Texts(page).found if re.search("[\u0621-\u064a]", text)]
    assert len(mixed) > 500
    isolated = f"[{FIRST_STRONG}{LEFT_TO_RIGHT}][^{END}]*{END}"
    assert [text for text in mixed if re.search("[A-Za-z]", re.sub(isolated, "", text))] == []
    assert [text for text in mixed if re.search(r"\d[-–]\d", re.sub(isolated, "", text))] == ["4-5 مليارات دولار"], (
        "as the source prints it; elsewhere a dash between numbers would turn them round"
    )


def test_a_report_prints_in_both_languages(copy: Path) -> None:
    command = [sys.executable, str(ROOT / "tools/pdf.py"), str(copy / "reports/default")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    for language in ("en", "ar"):
        assert (copy / f"reports/default/report-{language}.pdf").read_bytes().startswith(b"%PDF")


def test_the_page_with_all_its_charts_weighs_at_most_400_kb(made: Path) -> None:
    for folder in folders(made).values():
        assert (folder / "index.html").stat().st_size <= 400_000


def test_figures_are_counted_of_the_source_alone() -> None:
    ids = ["f001", "f002", "f003", "f004"]
    values = {name: [1.0, 2.0, 3.0, 4.0] for name in CHANGING}
    figures = pl.DataFrame({"figure_id": ids, "source_id": ["one", "one", "one", "other"], **values})
    corrected = figures.with_columns(low=pl.Series([None, 0.2, 3.0, 4.0]))
    verdicts = pl.DataFrame({"figure_id": ids, "verdict": ["supported", "misdescribed", "unverified", "supported"]})
    judged = {
        "printed": Reading(figures, pl.DataFrame(), verdicts),
        "corrected": Reading(corrected, *[pl.DataFrame()] * 2),
    }
    counts = {"figures": 3, "supported": 1, "wrong": 1, "unverified": 1, "unjudged": 0, "corrected": 2, "withheld": 1}
    assert verdict_counts(judged, "one") == counts
    others = {"wrong": 0, "unverified": 0, "unjudged": 0, "corrected": 0, "withheld": 0}
    assert verdict_counts(judged, "other") == {"figures": 1, "supported": 1} | others


def test_the_rules_counted_by_what_they_came_to_are_all_rules(made: Path) -> None:
    intro = re.search(r'<p class="intro">(.*?)</p>', (made / "checks.html").read_text(encoding="utf-8"), re.DOTALL)
    assert intro
    counted = [int(number) for number in re.findall(r"\d+", re.sub(r"<[^>]*>", "", intro[1]))]
    for rules, _, *outcomes in (counted[:6], counted[6:]):
        assert len(outcomes) == 4
        assert sum(outcomes) == rules
