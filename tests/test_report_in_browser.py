"""The report in a real browser: every chart drawn, every switch, link and key, from disk and over a server."""

import json
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from report_runs import LANGUAGES, NAMES, folders
from tungsten.charts.exhibits import EXHIBITS

from tungsten.charts import reserves
from tungsten.notebook.workspace import workspace


@pytest.mark.parametrize(("name", "width", "scheme"), [("default", 1280, "light"), ("otherwise", 360, "dark")])
def test_the_page_opens_from_disk_and_draws_every_chart(
    reports: Path, browser: Browser, name: str, width: int, scheme: Any
) -> None:
    made = reports / "reports" / name
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


def test_a_mark_tells_its_figure_and_its_place(reports: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.goto((reports / "reports/default/index.html").as_uri() + "#us-import-sources")
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
    reports: Path, browser: Browser, language: str
) -> None:
    """Held against the same chart computed anew from the ledger at the setting asked for."""
    folder = folders(reports / "reports/default")[language]
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
    reports: Path, browser: Browser, language: str
) -> None:
    page = opened(browser, folders(reports / "reports/otherwise")[language] / "index.html")
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


def test_without_disputed_figures_what_rests_on_them_is_not_drawn(reports: Path, browser: Browser) -> None:
    page = opened(browser, reports / "reports/default/index.html", "?disputed=hidden")
    page.locator("#slips").scroll_into_view_if_needed()
    expect(page.locator("#slips .nothing")).to_have_count(1)
    figures = page.locator("#deposits [data-part=table] tbody").inner_text()
    assert "f058" not in figures
    page.click(".view summary")
    page.check("input[value=corrected]")
    settled(page, values="corrected")
    assert page.is_disabled("input[name=disputed]"), "once corrected, none is left out for being in dispute"
    page.close()


def test_a_view_can_be_sent_and_taken_back(reports: Path, browser: Browser) -> None:
    page = opened(browser, reports / "reports/default/index.html", "?values=corrected&edition=MCS2018&basis=lead")
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


def test_a_mark_leads_to_its_figure_and_a_reference_to_its_work(reports: Path, browser: Browser) -> None:
    page = opened(browser, reports / "reports/default/index.html", "#us-import-sources")
    page.locator("#us-import-sources .live [aria-roledescription=bar]").first.click()
    page.wait_for_url("**#f026")
    assert page.locator("#f026").is_visible()
    page.locator("#leading-producers").scroll_into_view_if_needed()
    page.locator("#leading-producers .live [aria-roledescription=bar]").first.click()
    page.wait_for_url("**/references.html#p*")
    assert page.locator(":target").count() == 1
    page.close()


def test_the_keyboard_reaches_every_datum(reports: Path, browser: Browser) -> None:
    """Tab by tab through the page, Enter where something opens: whatever a mark leads to, a link below it does."""
    made = reports / "reports/default"
    page = opened(browser, made / "index.html")
    reached: dict[str, set[str]] = {}
    while (tag := (focused := tabbed(page))["tag"]) != "BODY":
        if tag == "SUMMARY" and focused["exhibit"]:
            page.keyboard.press("Enter")
        if tag == "A":
            reached.setdefault(focused["exhibit"], set()).add(focused["leads"])
    for name in NAMES:
        spec = json.loads((made / "charts/en" / f"{name}.json").read_text(encoding="utf-8"))
        drawn = {
            traced for rows in spec["datasets"].values() for row in rows for traced in row.get("id", "").split(" · ")
        }
        leads = {f"#{traced}" if traced.startswith("f") else f"references.html#{traced}" for traced in drawn - {""}}
        assert leads
        assert leads <= reached[name], name
    page.close()


def test_both_languages_link_a_chart_to_the_same_places(reports: Path, browser: Browser) -> None:
    """What the keyboard reaches in one language it reaches in the other: the same links, none taken out of its way."""
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
    assert all(english[name] for name in NAMES)


def tabbed(page: Any) -> dict[str, str]:
    """What has the focus after another Tab: its tag, the exhibit it stands in, where it leads."""
    page.keyboard.press("Tab")
    found: dict[str, str] = page.evaluate(
        "() => { const at = document.activeElement; const exhibit = at.closest('.exhibit');"
        " return {tag: at.tagName, exhibit: exhibit ? exhibit.id : '', leads: at.getAttribute('href') || ''}; }"
    )
    return found


def test_what_is_taken_away_is_what_is_shown(reports: Path, browser: Browser) -> None:
    page = opened(browser, reports / "reports/default/index.html", "?basis=WO3")
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


def test_without_scripts_all_is_there_to_read(reports: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((reports / "reports/default/index.html").as_uri())
    assert page.locator(".still svg").count() == len(NAMES)
    assert page.locator(".still svg").first.is_visible()
    assert not page.locator("form.switches").is_visible()
    assert page.locator("h1 span:visible").count() == 1
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
        assert "shown corrected" in page.inner_text("h1")
        assert said == []
        assert all(address.startswith(home) for address in asked)
        page.close()
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_page_is_wider_than_a_printed_one(reports: Path, browser: Browser, name: str) -> None:
    """A4 without its margins; what is wider is cut off, in Arabic at least."""
    page = browser.new_page(viewport={"width": 688, "height": 1000}, java_script_enabled=False)
    page.emulate_media(media="print")
    for path in sorted((reports / "reports" / name).rglob("*.html")):
        page.goto(path.as_uri())
        inside = page.locator("body *").evaluate_all(
            "all => all.every(one => { const { left, right } = one.getBoundingClientRect(); "
            "return left >= -1 && right <= 689 || left === right || one.closest('svg, .skip'); })"
        )
        assert inside, path
    page.close()
