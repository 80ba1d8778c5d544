"""The report: whole or not at all, the same bytes twice, nothing from anywhere else, in either language."""

import csv
import json
import os
import re
import shutil
import string
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tungsten.report import looks, site
from tungsten.report.notebooks import STEMS
from tungsten.report.words import END, FIRST_STRONG, Words, terms

ROOT = Path(__file__).parents[1]
LANGUAGES = {"default": "en", "ar": "ar"}


def report(checkout: Path, name: str) -> subprocess.CompletedProcess[str]:
    """Runs the report's program in a checkout."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "tungsten.report", f"params/{name}.yml"]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which both reports were made."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("notebooks", "params", "data"):
        shutil.copytree(ROOT / name, folder / name)
    for name in LANGUAGES:
        ran = report(folder, name)
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout == "", "quiet where nobody looks"
        (folder / "build" / ".validated").touch()
    return folder


@pytest.fixture(params=LANGUAGES)
def made(checkout: Path, request: pytest.FixtureRequest) -> Path:
    """Each report in turn."""
    return checkout / "reports" / str(request.param)


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
        self.links += [
            value for name in ("src", "href", "srcset", "data", "poster", "action") if (value := given.get(name))
        ]
        self.names += [value for value in [given.get("id")] if value]

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [given for name, given in self.tags if name == tag]


def pages(folder: Path) -> list[Page]:
    return [Page(path) for path in sorted(folder.rglob("*.html"))]


def test_the_site_is_whole(made: Path) -> None:
    assert (made / "index.html").is_file()
    assert sorted(path.stem for path in (made / "papers").glob("*.html")) == sorted(STEMS)
    names = {path.stem for path in (made / "data").glob("*.csv")}
    assert len(names) == 16
    for ending in ("svg", "png", "json"):
        assert {path.stem for path in (made / "charts").glob(f"*.{ending}")} == names
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


def test_pages_allow_no_script_or_style_of_their_own(made: Path) -> None:
    for page in pages(made):
        policy = next(given["content"] for given in page.all("meta") if given.get("http-equiv"))
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not page.all("style")
        assert all(given.get("src") or given.get("type") == "application/json" for given in page.all("script"))
        for tag, given in page.tags:
            assert not [name for name in given if name.startswith("on") or name == "style"], (page.path.name, tag)


def test_a_page_says_its_language_and_direction(checkout: Path) -> None:
    for name, language in LANGUAGES.items():
        opening = Page(checkout / "reports" / name / "index.html").all("html")[0]
        assert opening == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}


def test_names_within_a_page_are_unique(made: Path) -> None:
    for page in pages(made):
        assert len(set(page.names)) == len(page.names), page.path.name


def test_headings_go_down_one_step_at_a_time(made: Path) -> None:
    levels = [int(tag[1]) for tag, _ in Page(made / "index.html").tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_chart_is_there_without_scripts_and_says_what_it_shows(made: Path) -> None:
    page = Page(made / "index.html")
    pictures = [given for given in page.all("svg") if given.get("role") == "img"]
    assert len(pictures) == 16 * 2 + 1, "wide and narrow, and the bar of verdicts"
    assert all(len(given["aria-label"]) > 40 for given in pictures)
    assert len(page.all("table")) >= 16, "the same data as tables"


def test_specifications_are_json(made: Path) -> None:
    text = (made / "index.html").read_text(encoding="utf-8")
    blocks = re.findall(r'<script type="application/json" id="([^"]+)">(.*?)</script>', text, flags=re.DOTALL)
    assert len(blocks) == 17
    for name, block in blocks:
        assert "<" not in block
        assert json.loads(block), name


def test_the_same_inputs_give_the_same_bytes(checkout: Path, made: Path) -> None:
    before = site.digest(made)
    (checkout / "build" / made.name / "01-clean-figures.ipynb").unlink()
    ran = report(checkout, made.name)
    assert ran.returncode == 0, ran.stderr
    assert site.digest(made) == before


def test_a_failing_cell_is_1_and_leaves_the_last_report(checkout: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(checkout, tmp_path / "checkout")
    notebook = copy / "notebooks/04-demand-growth.ipynb"
    broken = notebook.read_text(encoding="utf-8").replace("charts.penetration(", "charts.piercing(")
    notebook.write_text(broken, encoding="utf-8")
    (copy / "build/default/04-demand-growth.ipynb").unlink()
    before = site.digest(copy / "reports/default")
    ran = report(copy, "default")
    assert ran.returncode == 1
    assert re.search(r"notebooks/04-demand-growth\.ipynb: cell a-penetration: AttributeError: .*piercing", ran.stderr)
    assert site.digest(copy / "reports/default") == before
    assert not (copy / "build/default/04-demand-growth.ipynb").exists()
    assert [path.name for path in (copy / "reports").iterdir() if path.name.startswith(".")] == []


def test_without_a_validation_no_report(checkout: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(checkout, tmp_path / "checkout")
    (copy / "build/validation.json").unlink()
    ran = report(copy, "default")
    assert ran.returncode == 2
    assert "validation.json" in ran.stderr
    assert (copy / "reports/default/index.html").is_file()


def test_a_table_to_take_away_holds_no_formula(made: Path) -> None:
    for path in (made / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert cells
        assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and not re.fullmatch(r"-?[\d.]+", cell) and cell]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx"])
def test_what_a_spreadsheet_would_run_is_made_text(cell: str) -> None:
    assert site._harmless(cell) == f"'{cell}"
    assert site._harmless(-1.5) == -1.5
    assert site._harmless("f058") == "f058"


def test_the_stylesheet_repaints_every_colour_a_chart_is_drawn_in(made: Path) -> None:
    style = (made / "assets" / "style.css").read_text(encoding="utf-8")
    text = (made / "index.html").read_text(encoding="utf-8")
    drawn = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', text))
    assert drawn <= set(looks.LIGHT.values())
    assert all(f'[fill="{colour}"]' in style and f'[stroke="{colour}"]' in style for colour in drawn)


# ---------------------------------------------------------------------- words


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", terms("en"))
def test_every_term_is_in_both_languages_with_the_same_gaps(key: str) -> None:
    english, arabic = terms("en")[key], terms("ar")[key]
    assert english
    assert arabic
    if not key.startswith("kazakh_deposits_title_two"):
        assert gaps(arabic) <= gaps(english) or key.endswith("_how")
    assert "%" not in re.sub(r"\{[^}]*\}", "", arabic), "Arabic writes ٪"
    assert not re.search("[\u0660-\u0669]", arabic), "digits are Latin"


@pytest.mark.parametrize("key", terms("ar"))
def test_no_latin_word_stands_unisolated_in_arabic(key: str) -> None:
    said = Words("ar")(key, **dict.fromkeys(gaps(terms("ar")[key]), "MCS2025"))
    outside = re.sub(f"{FIRST_STRONG}[^{END}]*{END}", "", said)
    assert not re.search("[A-Za-z]", outside), said


def test_every_word_asked_for_is_there_and_no_word_is_idle() -> None:
    code = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src/tungsten/report").rglob("*")
        if path.suffix in {".py", ".html"}
    ]
    asked = " ".join(code)
    idle = [key for key in terms("en") if key not in asked and not _is_made_up(key, asked)]
    assert idle == []
    for key in re.findall(r"(?:words|say)\(\s*[\"']([a-z0-9_]+)[\"']\s*[,)]", asked):
        assert key in terms("en"), key


def _is_made_up(key: str, asked: str) -> bool:
    """Whether a key is put together in the code: ``f"basis_{…}"``, ``f"{key}_deck"``, one of a chart's titles."""
    head, _, _ = key.partition("_")
    starts = any(f"{key[:end]}_{{" in asked or f'"{key[:end]}_" ~' in asked for end in range(len(head), len(key)))
    return (
        starts
        or "_title" in key
        or any(f"}}_{key[start + 1 :]}" in asked for start in range(len(key)) if key[start] == "_")
    )


# -------------------------------------------------------------------- browser


@pytest.fixture(scope="module")
def browser() -> Any:
    """Chromium, the system's where there is one."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize(("name", "width", "scheme"), [("default", 1280, "light"), ("ar", 360, "dark")])
def test_the_page_opens_from_disk_and_draws_every_chart(
    checkout: Path, browser: Browser, name: str, width: int, scheme: Any
) -> None:
    made = checkout / "reports" / name
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((made / "index.html").as_uri())
    for chart in page.locator("[data-chart]").all():
        chart.scroll_into_view_if_needed()
    expect(page.locator(".is-live")).to_have_count(16)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert said == []
    assert all(address.startswith("file:") for address in asked)
    page.close()


def test_a_mark_tells_its_figure_and_its_place(checkout: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((checkout / "reports/default/index.html").as_uri() + "#us-import-sources")
    bar = page.locator("#us-import-sources .live [aria-roledescription=bar]").first
    bar.hover()
    tip = page.locator("#tip")
    tip.wait_for(state="visible")
    assert "f026" in tip.inner_text()
    assert "line 9: 827–830" in tip.inner_text()
    page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    page.close()
