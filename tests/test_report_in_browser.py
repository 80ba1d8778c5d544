"""The report in a real browser: every chart drawn, every switch, link and key, from disk and over a server."""

import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from report_runs import folders, names

from tungsten.charts.chart import is_blank, rows_at, table_at, texts_at
from tungsten.charts.run import Setting

START, OTHER_START = Setting("printed", "W", "MCS2025"), Setting("corrected", "WO3", "MCS2018")
"""The settings of the two reports before a switch is used."""

SETTINGS = (Setting("corrected", "WO3", "MCS2020"), Setting("undisputed", "W", "MCS2010"))
"""Settings that the switches are set to, one after the other."""

PARTS = ("finding", "deck", "source", "how")
"""The texts of a chart that stand around it on the page."""


def opened(browser: Browser, path: Path, query: str = "", **context: Any) -> Any:
    """Open a page and wait until it settled; ``page.said`` has what the console says, warnings, too."""
    look = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **context}
    page: Any = browser.new_page(**look)
    page.said, page.asked = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri() + query)
    page.wait_for_function("() => document.documentElement.dataset.settled")
    return page


@pytest.fixture
def page(reports: Path, browser: Browser) -> Iterator[Any]:
    """Open the English page of the default report; its console says nothing to the end."""
    opened_page = opened(browser, reports / "reports/default/index.html")
    yield opened_page
    assert opened_page.said == []
    opened_page.close()


def live(page: Page, name: str) -> Any:
    """Scroll to a chart and return it when it is live."""
    page.locator(f"#{name}").scroll_into_view_if_needed()
    page.locator(f"#{name} [data-chart]").scroll_into_view_if_needed()
    chart = page.locator(f"#{name} .live")
    chart.wait_for()
    return chart


def set_switches(page: Page, setting: Setting) -> None:
    """Use the switches, and wait until the page shows their setting."""
    if not page.locator("form.switches").is_visible():
        page.click(".view summary")
    page.check(f"input[name=values][value={'corrected' if setting.reading == 'corrected' else 'printed'}]")
    if setting.reading != "corrected":
        page.locator("input[name=disputed]").set_checked(setting.reading == "undisputed")
    page.check(f"input[name=basis][value={setting.basis}]")
    page.select_option("select[name=edition]", setting.edition)
    wait_for_setting(page, setting)


def wait_for_setting(page: Page, setting: Setting) -> None:
    """Wait until the page shows a setting."""
    values = {"undisputed": "printed"}.get(setting.reading, setting.reading)
    page.wait_for_function(
        "([values, basis, edition]) => { const now = JSON.parse(document.documentElement.dataset.settled);"
        " return now.values === values && now.basis === basis && now.edition === edition; }",
        arg=[values, setting.basis, setting.edition],
    )


def bare(text: str) -> str:
    """Return a text without marks of direction and with single spaces."""
    return " ".join(re.sub("[\u2066-\u2069\u061c]", "", text).split())


def specs(report: Path, language: str) -> dict[str, Any]:
    """Return the specification of every chart of a report, by name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in (report / "charts" / language).glob("*.json")}


SHOWN = """() => Object.fromEntries(Array.from(document.querySelectorAll("[data-chart]"), chart => {
  const exhibit = chart.closest(".exhibit"), part = name => exhibit.querySelector(`[data-part=${name}]`);
  const rows = Array.from(part("table").querySelectorAll("tbody tr"),
    row => Array.from(row.cells, cell => cell.textContent.trim()));
  const texts = Object.fromEntries(["finding", "deck", "source", "how"].map(name => [name, part(name).textContent]));
  return [chart.dataset.chart, {texts, rows, blank: exhibit.classList.contains("is-blank")}];
}))"""
"""Returns what stands around each chart: texts, rows of its table, and whether there is nothing to draw."""


def cells(rows: list[list[Any]]) -> list[list[str]]:
    """Return the cells of a table as a reader sees them."""
    return [["" if cell is None else f"{cell:,.12g}" if isinstance(cell, float) else bare(str(cell)) for cell in row]
            for row in rows]  # fmt: skip


def drawn(page: Any) -> list[str]:
    """Return the charts of a page that have something to draw; the others are one line."""
    shown = page.evaluate(SHOWN)
    assert shown.keys() == names()
    return [name for name, about in shown.items() if not about["blank"]]


FITTING = """() => Array.from(document.querySelectorAll(".exhibit:not(.is-blank) .chart")).every(
  chart => chart.clientWidth === chart.querySelector(".live svg").clientWidth)"""
"""Returns whether every chart is as wide as its place."""


@pytest.mark.parametrize(("name", "width", "scheme"), [("default", 1280, "light"), ("otherwise", 360, "dark")])
def test_the_page_opens_from_disk_and_draws_every_chart_at_any_width(
    reports: Path, browser: Browser, name: str, width: int, scheme: Any
) -> None:
    """Drawn as they come into view, and again when the window changes or a phone is turned."""
    page = opened(
        browser,
        reports / "reports" / name / "index.html",
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    for chart in drawn(page):
        live(page, chart)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 800, "height": width})
    page.wait_for_function(FITTING)
    assert page.said == []
    assert all(address.startswith("file:") for address in page.asked)
    page.close()


@pytest.mark.parametrize(("name", "language", "start"), [("default", "en", START), ("otherwise", "ar", OTHER_START)])
def test_every_switch_changes_every_text_table_and_chart(
    reports: Path, browser: Browser, name: str, language: str, start: Setting
) -> None:
    """Charts that were never in view, and those without anything to draw before or after, too."""
    report = reports / "reports" / name
    page, charts = opened(browser, folders(report)[language] / "index.html"), specs(report, language)
    assert charts.keys() == names()
    before = page.evaluate(SHOWN)
    for setting in SETTINGS:
        set_switches(page, setting)
        for chart, shown in page.evaluate(SHOWN).items():
            spec = charts[chart]
            texts = texts_at(spec, setting)
            assert {part: bare(shown["texts"][part]) for part in PARTS} == {part: bare(texts[part]) for part in PARTS}
            assert [[bare(cell) for cell in row] for row in shown["rows"]] == cells(table_at(spec, setting)), chart
            assert shown["blank"] == is_blank(spec, setting), chart
        labels = {bare(row["label"]) for row in rows_at(charts["countries"], setting)}
        assert labels <= {bare(text) for text in live(page, "countries").locator("text").all_text_contents()}
    page.click("button[type=reset]")
    wait_for_setting(page, start)
    assert "?" not in page.url
    assert page.evaluate(SHOWN) == before
    assert page.said == []
    page.close()


def test_a_view_can_be_sent_and_the_other_language_keeps_it_and_the_place(reports: Path, browser: Browser) -> None:
    query = "?values=corrected&edition=MCS2018&basis=lead#f027"
    page = opened(browser, reports / "reports/default/index.html", query)
    assert page.input_value("select[name=edition]") == "MCS2018"
    assert page.is_checked("input[value=corrected]")
    assert page.is_disabled("input[name=disputed]"), "once corrected, no figure is left out for being disputed"
    assert page.is_checked("input[value=W]"), "an invalid part is ignored"
    page.click("a[hreflang=ar]")
    page.wait_for_function("() => document.documentElement.lang === 'ar' && document.documentElement.dataset.settled")
    assert page.url.endswith("/ar/index.html?values=corrected&edition=MCS2018#f027")
    expect(page.locator("#f027 > tr").first).to_be_in_viewport()
    page.click(".view summary")
    page.click("button[type=reset]")
    page.wait_for_url("**/ar/index.html#f027")
    page.click("a[hreflang=en]")
    page.wait_for_url("**/default/index.html#f027")
    page.close()


def test_a_mark_of_a_working_paper_leads_to_the_report(reports: Path, browser: Browser) -> None:
    """On a telephone, too, where charts are as wide as the screen."""
    paper = reports / "reports/default/papers/03-supply-concentration.html"
    page = opened(browser, paper, viewport={"width": 390, "height": 800})
    charts = page.locator("[data-chart]")
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
    expect(page.locator(".is-live")).to_have_count(charts.count())
    assert page.evaluate(FITTING)
    for name, mark, place in (
        ("us-import-sources", "bar", "index.html#f026"),
        ("minerals", "point", "references.html#m*"),
    ):
        page.locator(f"[data-chart={name}]").scroll_into_view_if_needed()
        page.locator(f"[data-chart={name}] [aria-roledescription={mark}]").first.click()
        page.wait_for_url(f"**/default/{place}")
        page.go_back()
        page.wait_for_function("() => document.documentElement.dataset.settled")
    assert page.said == []
    page.close()


def test_a_mark_tells_where_it_leads_and_back_keeps_the_setting(page: Any) -> None:
    """By pointer: to the row of a figure, or to a reference."""
    set_switches(page, Setting("printed", "WO3", "MCS2025"))
    chart, tip = live(page, "us-import-sources"), page.locator("#tip")
    bar = chart.locator("[aria-roledescription=bar]").first
    bar.hover()
    tip.wait_for()
    text = tip.inner_text()
    assert "line 9: 827–830" in text
    assert text.splitlines()[-1].endswith("figure f026.")
    assert chart.evaluate("one => getComputedStyle(one).cursor") == "pointer"
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    chart.hover(position={"x": 2, "y": 2})
    assert chart.evaluate("one => getComputedStyle(one).cursor") == "default", "there is no mark"
    bar.click()
    page.wait_for_url("**/index.html?basis=WO3#f026")
    assert page.locator("#f026").is_visible()
    page.go_back()
    page.wait_for_url("**/index.html?basis=WO3")
    live(page, "leading-producers").locator("[aria-roledescription=bar]").first.click()
    page.wait_for_url("**/references.html?basis=WO3#p*")
    assert page.locator(":target").count() == 1
    page.go_back()
    page.wait_for_function("() => document.documentElement.dataset.settled")
    assert page.is_checked("input[value=WO3]")


@pytest.mark.parametrize(
    ("language", "keys"), [("en", ["ArrowDown", "ArrowRight"]), ("ar", ["ArrowDown", "ArrowLeft"])]
)
def test_arrow_keys_walk_the_marks_of_a_chart(reports: Path, browser: Browser, language: str, keys: list[str]) -> None:
    """One stop of Tab; each row of the table once, framed, and announced by its tooltip."""
    page = opened(browser, folders(reports / "reports/default")[language] / "index.html")
    for name in ("deposits", "world-production"):
        chart, tip, frame = live(page, name), page.locator("#tip"), page.locator(f"#{name} .mark-frame")
        assert chart.locator("[tabindex]").count() == 0
        chart.focus()
        count = page.locator(f"#{name} [data-part=table] tbody tr").count()
        read = [step(page, keys[number % 2]) for number in range(count + 1)]
        assert len(set(read)) == count, "the last key stays at the last mark"
        assert read[-1] == read[-2]
        assert step(page, "ArrowUp") == read[-3]
        assert step(page, "Home") == read[0]
        box, place = frame.bounding_box(), chart.bounding_box()
        assert place["x"] < box["x"] + box["width"] / 2 < place["x"] + place["width"]
        assert place["y"] < box["y"] + box["height"] / 2 < place["y"] + place["height"]
        page.keyboard.press("Tab")
        expect(tip).to_be_hidden()
        expect(frame).to_be_hidden()
    chart = live(page, "deposits")
    chart.focus()
    step(page, "End")
    page.keyboard.press("Enter")
    last = page.locator("#deposits [data-part=table] tbody tr").last.locator("a").first.get_attribute("href")
    page.wait_for_url(f"**/index.html{last}")
    assert page.said == []
    page.close()


def step(page: Page, key: str) -> str:
    """Press a key; return what the tooltip, which is announced, says then."""
    page.keyboard.press(key)
    assert page.get_attribute("#tip", "role") == "status"
    return page.locator("#tip").inner_text()


LINKS = """() => {
  const fold = document.activeElement.closest("details"), exhibit = fold.closest(".exhibit");
  const links = Array.from(fold.querySelectorAll("a")).filter(link => link.checkVisibility() && link.tabIndex === 0);
  return [exhibit ? exhibit.id : "", links.map(link => link.getAttribute("href"))];
}"""
"""Returns the chart of the fold that has the focus, and where the links in it that Tab reaches lead."""


def test_the_keyboard_reaches_every_figure_and_reference(reports: Path, page: Any) -> None:
    """Tab by tab up to the ledger, Enter where something opens: whatever a mark leads to, a link below it does."""
    reached: dict[str, set[str]] = {}
    while (tag := tabbed(page)) != "INPUT":
        if tag == "SUMMARY":
            page.keyboard.press("Enter")
            chart, links = page.evaluate(LINKS)
            reached.setdefault(chart, set()).update(links)
            page.keyboard.press("Enter")
    for name, spec in specs(reports / "reports/default", "en").items():
        ids = {one for row in rows_at(spec, START) for one in row["id"].split(" · ") if one}
        assert {f"#{one}" if one.startswith("f") else f"references.html#{one}" for one in ids} <= reached[name], name


def tabbed(page: Page) -> str:
    """Press Tab; return the tag of what has the focus then."""
    page.keyboard.press("Tab")
    return str(page.evaluate("document.activeElement.tagName"))


def test_both_languages_link_a_chart_to_the_same_places(reports: Path, browser: Browser) -> None:
    """What the keyboard reaches in one language it reaches in the other: the same links, each a stop of Tab."""
    links = """() => {
      const trace = ":is(a[href^='#'], a[href^='references.html#']):not(svg *)";
      const place = link => [link.getAttribute("href"), link.tabIndex];
      const charts = Array.from(document.querySelectorAll(".exhibit"));
      return Object.fromEntries(charts.map(chart => [chart.id, Array.from(chart.querySelectorAll(trace), place)]));
    }"""
    both = []
    for folder in folders(reports / "reports/default").values():
        page = opened(browser, folder / "index.html")
        both.append(page.evaluate(links))
        page.close()
    english, arabic = both
    assert english == arabic
    assert all(english[name] for name in names())


STARTS = {"csv": b"", "parquet": b"PAR1", "svg": b"<svg", "png": b"\x89PNG", "json": b"{"}
"""First bytes of each file that a reader downloads."""


def test_a_download_never_replaces_a_page_opened_from_disk(page: Any) -> None:
    """A picture of a switched chart is made at its setting; another file is saved, or opens in a page of its own."""
    set_switches(page, Setting("printed", "WO3", "MCS2020"))
    countries, address = page.locator("#countries"), page.url
    live(page, "countries")
    for fold in countries.locator("details").all():
        fold.evaluate("one => { one.open = true; }")
    for kind in ("svg", "png"):
        with page.expect_download() as taken:
            countries.locator(f"[data-kind={kind}]").click()
        assert taken.value.suggested_filename == f"countries-printed-WO3-MCS2020.{kind}"
        assert Path(taken.value.path()).read_bytes().startswith(STARTS[kind])
    for link in countries.locator("a[download]:not([data-kind]):visible").all():
        link.click()
    page.wait_for_timeout(500)
    assert page.url == address
    assert page.locator("#countries .live").is_visible()


def test_a_print_shows_switched_charts_at_their_setting(page: Any) -> None:
    """Those that were never in view, too; others as the pictures of the report."""
    set_switches(page, Setting("printed", "W", "MCS2010"))
    follows = page.locator(".exhibit.is-switched:not(.is-blank) [data-chart]").count()
    page.emulate_media(media="print")
    expect(page.locator(".exhibit.is-switched:not(.is-blank) .live svg:visible")).to_have_count(follows)
    assert page.locator(".exhibit.is-switched .still svg:visible").count() == 0
    assert page.locator(".exhibit:not(.is-switched) .still svg:visible").count() > 0
    assert page.locator(".exhibit:not(.is-switched) .live svg:visible").count() == 0


def test_without_scripts_all_is_there_to_read(reports: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((reports / "reports/default/index.html").as_uri())
    assert page.locator(".still svg").count() == len(names())
    assert page.locator(".still svg").first.is_visible()
    assert not page.locator("form.switches").is_visible()
    assert page.locator("h1").is_visible()
    context.close()


def test_the_page_opens_over_a_server_with_no_request_to_anywhere_else(reports: Path, browser: Browser) -> None:
    handler = partial(_Quiet, directory=str(reports / "reports/default"))
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
        live(page, "us-import-sources")
        for kind, first in STARTS.items():
            link = page.locator(f"#us-import-sources a[download][href$='.{kind}']").first
            if kind == "png" or not link.count():
                continue
            with page.expect_download() as taken:
                link.evaluate("one => one.click()")
            assert Path(taken.value.path()).read_bytes().startswith(first)
        assert said == []
        assert all(address.startswith(home) for address in asked if not address.startswith("blob:"))
        page.close()
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing."""


def test_no_page_is_wider_than_a_printed_one(reports: Path, browser: Browser) -> None:
    """A4 without its margins; what is wider is cut off, in Arabic at least."""
    page = browser.new_page(viewport={"width": 688, "height": 1000}, java_script_enabled=False)
    page.emulate_media(media="print")
    for path in sorted((reports / "reports/default").rglob("*.html")):
        page.goto(path.as_uri())
        inside = page.locator("body *").evaluate_all(
            "all => all.every(one => { const { left, right } = one.getBoundingClientRect(); "
            "return left >= -1 && right <= 689 || left === right || one.closest('svg, .skip'); })"
        )
        assert inside, path
    page.close()
