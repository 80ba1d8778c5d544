"""The report: whole or not at all, the same bytes twice, nothing from anywhere else, in either language."""

import csv
import json
import os
import re
import shutil
import string
import subprocess
import sys
import threading
from functools import partial
from hashlib import sha256
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import polars as pl
import pytest
from accessible import faults
from chromium import chromium
from playwright.sync_api import Browser, expect
from report_runs import calls, copied, counting, report

from tungsten.charts import palette as looks
from tungsten.charts import reserves
from tungsten.charts.correction_text import CHANGING
from tungsten.charts.exhibits import EXHIBITS
from tungsten.evidence.readings import Reading
from tungsten.i18n.words import END, FIRST_STRONG, LEFT_TO_RIGHT, Words, terms
from tungsten.notebook.names import STEMS
from tungsten.notebook.workspace import workspace
from tungsten.site.build import PAGES
from tungsten.site.content import verdict_counts
from tungsten.site.downloads import without_formula

ROOT = Path(__file__).parents[1]
LANGUAGES = {"default": "en", "ar": "ar", "otherwise": "en"}
"""Report → the language of its front page."""

NAMES = {draw.__name__.replace("_", "-") for draws in EXHIBITS.values() for draw in draws}
"""Every chart."""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which the data were built and every report was made, their calls counted."""
    folder = copied(tmp_path_factory.mktemp("checkout"))
    counted = counting(folder)
    subprocess.run([sys.executable, "-m", "tungsten", "data"], cwd=folder, env=os.environ | counted, check=True)
    for name in LANGUAGES:
        ran = report(folder, name, counted)
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout == "", "quiet where nobody looks"
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


def digest(folder: Path) -> str:
    """One sha256 over every file of a site."""
    total = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def pages(folder: Path) -> list[Page]:
    return [Page(path) for path in sorted(folder.rglob("*.html"))]


def folders(made: Path) -> dict[str, Path]:
    """Language → where its pages lie."""
    front = LANGUAGES[made.name]
    return {language: made if language == front else made / language for language in ("en", "ar")}


def test_evidence_is_computed_once_a_reading_and_no_kernel_or_page_reads_raw(checkout: Path) -> None:
    """Raw is read to be built, and to be validated; the tables of three reports are read from data/processed."""
    assert calls(checkout) == {"data ledger": 1, "data evidence_table": 2, "validate ledger": 1}


def test_the_site_is_whole(made: Path) -> None:
    assert sorted(path.stem for path in (made / "papers").glob("*.html")) == sorted(STEMS)
    for language, folder in folders(made).items():
        for page in PAGES:
            assert (folder / f"{page}.html").is_file()
        for kind, ending in {"data": "csv parquet", "charts": "svg json", "views": "js"}.items():
            for name in ending.split():
                assert {path.stem for path in (made / kind / language).glob(f"*.{name}")} == NAMES
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
    for name in LANGUAGES:
        for language, folder in folders(checkout / "reports" / name).items():
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
        assert len(pictures) == len(NAMES) + 1, "every chart, and the bar of verdicts"
        assert all(len(given["aria-label"]) > 40 for given in pictures)
        assert len(page.all("table")) >= len(NAMES), "the same data as tables"


def test_specifications_are_json(made: Path) -> None:
    text = (made / "index.html").read_text(encoding="utf-8")
    blocks = re.findall(r'<script type="application/json" id="([^"]+)">(.*?)</script>', text, flags=re.DOTALL)
    assert {name.removeprefix("spec-") for name, _ in blocks} == {"config", "page", *NAMES}
    for name, block in blocks:
        assert "<" not in block
        assert json.loads(block), name


def test_the_same_inputs_give_the_same_bytes(checkout: Path, made: Path) -> None:
    before = digest(made)
    (checkout / "build" / made.name / "01-clean-figures.ipynb").unlink()
    ran = report(checkout, made.name)
    assert ran.returncode == 0, ran.stderr
    assert digest(made) == before


def test_a_failing_cell_is_1_and_leaves_the_last_report(checkout: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(checkout, tmp_path / "checkout")
    notebook = copy / "notebooks/04-demand-growth.ipynb"
    broken = notebook.read_text(encoding="utf-8").replace("charts.penetration", "charts.piercing")
    notebook.write_text(broken, encoding="utf-8")
    before = digest(copy / "reports/default")
    ran = report(copy, "default")
    assert ran.returncode == 1
    assert re.search(r"notebooks/04-demand-growth\.ipynb: cell a-penetration: AttributeError: .*piercing", ran.stderr)
    assert digest(copy / "reports/default") == before
    assert "; the traceback is in " in ran.stderr
    kept = nbformat.read(copy / ran.stderr.strip().rpartition(" ")[2], as_version=4)
    assert [output.ename for cell in kept.cells for output in cell.get("outputs", []) if "ename" in output] == [
        "AttributeError"
    ]
    assert [path.name for path in (copy / "reports").iterdir() if path.name.startswith(".")] == []


def test_without_a_validation_no_report(checkout: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(checkout, tmp_path / "checkout")
    (copy / "build/validation.json").unlink()
    ran = report(copy, "default")
    assert ran.returncode == 2
    assert "validation.json" in ran.stderr
    assert (copy / "reports/default/index.html").is_file()


def test_a_table_to_take_away_holds_no_formula(made: Path) -> None:
    for path in (made / "data").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert cells
        assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and not re.fullmatch(r"-?[\d.]+", cell) and cell]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx"])
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


def test_no_latin_word_reaches_an_arabic_sentence_of_the_page_unisolated(checkout: Path) -> None:
    page = (checkout / "reports/ar/index.html").read_text(encoding="utf-8")
    mixed = [text for text in Texts(page).found if re.search("[\u0621-\u064a]", text)]
    assert len(mixed) > 500
    isolated = f"[{FIRST_STRONG}{LEFT_TO_RIGHT}][^{END}]*{END}"
    assert [text for text in mixed if re.search("[A-Za-z]", re.sub(isolated, "", text))] == []
    assert [text for text in mixed if re.search(r"\d[-–]\d", re.sub(isolated, "", text))] == ["4-5 مليارات دولار"], (
        "as the source prints it; elsewhere a dash between numbers would turn them round"
    )


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


BY_STATE = "_corrected_alone"
"""The end of keys put together from two states of a figure, which stand whole nowhere in the code."""


def test_every_word_asked_for_is_there_and_no_word_is_idle() -> None:
    code = [
        path.read_text(encoding="utf-8")
        for room in ("charts", "i18n", "notebook", "report", "site")
        for path in (ROOT / "src/tungsten" / room).rglob("*")
        if path.suffix in {".py", ".html"}
    ]
    asked = " ".join(code)
    asked_for = [key for key in terms("en") if not key.endswith(BY_STATE)]
    idle = [key for key in asked_for if key not in asked and not _is_made_up(key, asked)]
    assert idle == []
    for key in re.findall(r"words\(\s*[\"']([a-z0-9_]+)[\"']\s*[,)]", asked):
        assert key in terms("en"), key


def _is_made_up(key: str, asked: str) -> bool:
    """Whether a key is put together in the code: ``f"basis_{…}"``, ``f"{key}_deck"``, one of a chart's titles."""
    head, _, _ = key.partition("_")
    starts = any(f"{key[:end]}_{{" in asked or f'"{key[:end]}_" ~' in asked for end in range(len(head), len(key)))
    around = re.search(r"_(?:title|deck|alt|how)(?:_(\w+))?$", key)
    return (
        starts
        or (around is not None and (around[1] is None or f'"title_{around[1]}"' in asked))
        or any(f"}}_{key[start + 1 :]}" in asked for start in range(len(key)) if key[start] == "_")
    )


# -------------------------------------------------------------------- browser


@pytest.fixture(scope="module")
def browser() -> Any:
    """Chromium, the system's where there is one."""
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "width", "scheme"), [("default", 1280, "light"), ("ar", 360, "dark"), ("otherwise", 1280, "dark")]
)
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
    expect(page.locator(".is-live")).to_have_count(len(NAMES))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert said == []
    assert all(address.startswith("file:") for address in asked)
    page.close()


def test_a_mark_tells_its_figure_and_its_place(checkout: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
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


def opened(browser: Browser, path: Path, query: str = "") -> Any:
    """A page that settled, with what the console said in ``page.said``."""
    page: Any = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(path.as_uri() + query)
    page.wait_for_function("() => document.documentElement.dataset.settled")
    return page


def settled(page: Any, **settings: str) -> None:
    """Waits until the page shows these settings."""
    page.wait_for_function(
        "asked => { const now = JSON.parse(document.documentElement.dataset.settled);"
        " return Object.keys(asked).every(name => now[name] === asked[name]); }",
        arg=settings,
    )


def bare(text: str) -> str:
    """Text without what only directs it."""
    return re.sub("[\u2066-\u2069\u061c]", "", text)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_switch_changes_what_it_should_to_the_right_number(
    checkout: Path, browser: Browser, language: str
) -> None:
    """Held against the same chart computed anew from the ledger at the setting asked for."""
    folder = folders(checkout / "reports/default")[language]
    page = opened(browser, folder / "index.html")
    page.click(".view summary")
    page.check("input[value=corrected]")
    page.check("input[value=WO3]")
    page.select_option("select[name=edition]", "MCS2020")
    settled(page, values="corrected", basis="WO3", edition="MCS2020")
    assert page.url.endswith("?values=corrected&basis=WO3&edition=MCS2020")
    at = workspace("sunsirs-2025-11-21", "corrected", "WO3", "MCS2020", language)
    for draws in EXHIBITS.values():
        for draw in draws:
            picture = at.show(draw)
            section = page.locator(f"#{picture.about.name}")
            assert bare(section.locator("[data-part=finding]").inner_text()) == bare(picture.about.finding)
            cells = section.locator("[data-part=table] tbody tr").count()
            assert cells == picture.about.table.height
    assert page.said == []
    page.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_with_charts_that_have_nothing_to_draw_draws_them_when_switched(
    checkout: Path, browser: Browser, language: str
) -> None:
    page = opened(browser, folders(checkout / "reports/otherwise")[language] / "index.html")
    lasts = page.locator("#mine-life")
    lasts.scroll_into_view_if_needed()
    assert lasts.locator(".nothing").inner_text() == lasts.locator("[data-part=deck]").inner_text()
    page.click(".view summary")
    page.check("input[value=printed]")
    settled(page, values="printed", basis="WO3", edition="MCS2018")
    lasts.locator(".live").wait_for()
    picture = workspace("sunsirs-2025-11-21", "printed", "WO3", "MCS2018", language).show(reserves.mine_life)
    table = [lasts.locator("[data-part=table]").locator(part) for part in ("thead th", "tbody tr")]
    assert [part.count() for part in table] == [picture.about.table.width, picture.about.table.height]
    assert page.said == []
    page.close()


def test_without_disputed_figures_what_rests_on_them_is_not_drawn(checkout: Path, browser: Browser) -> None:
    page = opened(browser, checkout / "reports/default/index.html", "?disputed=hidden")
    page.locator("#slips").scroll_into_view_if_needed()
    expect(page.locator("#slips .nothing")).to_have_count(1)
    figures = page.locator("#deposits [data-part=table] tbody").inner_text()
    assert "f058" not in figures
    page.click(".view summary")
    page.check("input[value=corrected]")
    settled(page, values="corrected")
    assert page.is_disabled("input[name=disputed]"), "once corrected, none is left out for being in dispute"
    page.close()


def test_a_view_can_be_sent_and_taken_back(checkout: Path, browser: Browser) -> None:
    page = opened(browser, checkout / "reports/default/index.html", "?values=corrected&edition=MCS2018&basis=lead")
    assert page.input_value("select[name=edition]") == "MCS2018"
    assert page.is_checked("input[value=corrected]")
    assert page.is_checked("input[value=W]"), "what isn't valid is passed over"
    assert "shown corrected" in page.inner_text("h1")
    page.click("a[hreflang=ar]")
    page.wait_for_function("() => document.documentElement.lang === 'ar' && document.documentElement.dataset.settled")
    assert page.input_value("select[name=edition]") == "MCS2018"
    page.click(".view summary")
    page.click("button[type=reset]")
    settled(page, values="printed", edition="MCS2025")
    assert "?" not in page.url
    page.close()


def test_a_mark_leads_to_its_figure_and_a_reference_to_its_work(checkout: Path, browser: Browser) -> None:
    page = opened(browser, checkout / "reports/default/index.html", "#us-import-sources")
    page.locator("#us-import-sources .live [aria-roledescription=bar]").first.click()
    page.wait_for_url("**#f026")
    assert page.locator("#f026").is_visible()
    page.locator("#leading-producers").scroll_into_view_if_needed()
    page.locator("#leading-producers .live [aria-roledescription=bar]").first.click()
    page.wait_for_url("**/references.html#p*")
    assert page.locator(":target").count() == 1
    page.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_keyboard_reaches_every_datum(checkout: Path, browser: Browser, language: str) -> None:
    """Tab by tab through the page, Enter where something opens: whatever a mark leads to, a link below it does."""
    made = checkout / "reports/default"
    page = opened(browser, folders(made)[language] / "index.html")
    reached: dict[str, set[str]] = {}
    while (tag := (focused := tabbed(page))["tag"]) != "BODY":
        if tag == "SUMMARY" and focused["exhibit"]:
            page.keyboard.press("Enter")
        if tag == "A":
            reached.setdefault(focused["exhibit"], set()).add(focused["leads"])
    for name in NAMES:
        spec = json.loads((made / "charts" / language / f"{name}.json").read_text(encoding="utf-8"))
        drawn = {
            traced for rows in spec["datasets"].values() for row in rows for traced in row.get("id", "").split(" · ")
        }
        leads = {f"#{traced}" if traced.startswith("f") else f"references.html#{traced}" for traced in drawn - {""}}
        assert leads
        assert leads <= reached[name], name
    page.close()


def tabbed(page: Any) -> dict[str, str]:
    """What has the focus after another Tab: its tag, the exhibit it stands in, where it leads."""
    page.keyboard.press("Tab")
    found: dict[str, str] = page.evaluate(
        "() => { const at = document.activeElement; const exhibit = at.closest('.exhibit');"
        " return {tag: at.tagName, exhibit: exhibit ? exhibit.id : '', leads: at.getAttribute('href') || ''}; }"
    )
    return found


def test_what_is_taken_away_is_what_is_shown(checkout: Path, browser: Browser) -> None:
    page = opened(browser, checkout / "reports/default/index.html", "?basis=WO3")
    countries = page.locator("#countries")
    countries.scroll_into_view_if_needed()
    countries.locator(".live").wait_for()
    for kind, start in {"csv": b"Subject,", "svg": b"<svg", "png": b"\x89PNG", "json": b"{"}.items():
        with page.expect_download() as taken:
            countries.locator(f"[data-kind={kind}]").click()
        assert taken.value.suggested_filename == f"countries-printed-WO3-MCS2025.{kind}"
        assert Path(taken.value.path()).read_bytes().startswith(start)
    assert not countries.locator("[data-kind=parquet]").is_visible(), "no file holds this setting"
    assert page.said == []
    page.close()


def test_without_scripts_all_is_there_to_read(checkout: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((checkout / "reports/default/index.html").as_uri())
    assert page.locator(".still svg").count() == len(NAMES)
    assert page.locator(".still svg").first.is_visible()
    assert not page.locator("form.switches").is_visible()
    assert page.locator("h1 span:visible").count() == 1
    context.close()


def test_the_page_opens_over_a_server_with_no_request_to_anywhere_else(checkout: Path, browser: Browser) -> None:
    handler = partial(_Quiet, directory=str(checkout / "reports/default"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_address[1]}/"
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{home}?values=corrected")
        page.wait_for_function("() => document.documentElement.dataset.settled")
        assert "shown corrected" in page.inner_text("h1")
        assert said == []
        assert all(address.startswith(home) for address in asked)
        page.close()
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


# ------------------------------------------------------------------- for everyone

LOOKS = [(1280, "light"), (360, "dark"), (1280, "dark"), (360, "light")]
"""Widths and schemes a reader may have."""


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_report(
    checkout: Path, browser: Browser, language: str, width: int, scheme: Any
) -> None:
    """With every chart drawn, the switches open, and a row's evidence too."""
    folder = folders(checkout / "reports/default")[language]
    page: Any = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto((folder / "index.html").as_uri() + "#f058")
    page.wait_for_function("() => document.documentElement.dataset.settled")
    page.click(".view summary")
    for chart in page.locator("[data-chart]").all():
        chart.scroll_into_view_if_needed()
    expect(page.locator(".is-live")).to_have_count(len(NAMES))
    assert faults(page) == []
    page.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS[:2])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "index"])
def test_axe_finds_nothing_beside_the_report(
    checkout: Path, browser: Browser, name: str, language: str, width: int, scheme: Any
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto((folders(checkout / "reports/default")[language] / f"{name}.html").as_uri())
    assert faults(page) == []
    page.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS[:2])
@pytest.mark.parametrize("stem", STEMS)
def test_axe_finds_nothing_on_a_working_paper(
    checkout: Path, browser: Browser, stem: str, width: int, scheme: Any
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto((checkout / f"reports/default/papers/{stem}.html").as_uri())
    assert faults(page) == []
    page.close()


def test_a_report_prints_in_both_languages(checkout: Path) -> None:
    command = [sys.executable, str(ROOT / "tools/pdf.py"), str(checkout / "reports/default")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    for language in ("en", "ar"):
        printed = checkout / f"reports/default/report-{language}.pdf"
        assert printed.read_bytes().startswith(b"%PDF")
        printed.unlink()


def test_no_page_is_wider_than_a_printed_one(made: Path, browser: Browser) -> None:
    """A4 without its margins; what is wider is cut off, in Arabic at least."""
    page = browser.new_page(viewport={"width": 688, "height": 1000}, java_script_enabled=False)
    page.emulate_media(media="print")
    for path in sorted(made.rglob("*.html")):
        page.goto(path.as_uri())
        inside = page.locator("body *").evaluate_all(
            "all => all.every(one => { const { left, right } = one.getBoundingClientRect(); "
            "return left >= -1 && right <= 689 || left === right || one.closest('svg, .skip'); })"
        )
        assert inside, path
    page.close()


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
    counts = {"figures": 3, "supported": 1, "wrong": 1, "unverified": 1, "corrected": 2, "withheld": 1}
    assert verdict_counts(judged, "one") == counts
    others = {"wrong": 0, "unverified": 0, "corrected": 0, "withheld": 0}
    assert verdict_counts(judged, "other") == {"figures": 1, "supported": 1} | others


def test_the_rules_counted_by_what_they_came_to_are_all_rules(made: Path) -> None:
    intro = re.search(r'<p class="intro">(.*?)</p>', (made / "checks.html").read_text(encoding="utf-8"), re.DOTALL)
    assert intro
    counted = [int(number) for number in re.findall(r"\d+", re.sub(r"<[^>]*>", "", intro[1]))]
    for rules, _, *outcomes in (counted[:6], counted[6:]):
        assert len(outcomes) == 4
        assert sum(outcomes) == rules
