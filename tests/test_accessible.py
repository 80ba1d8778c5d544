"""The pages keep nobody out, as far as axe can tell: in both languages, on wide and narrow screens, light and dark."""

from pathlib import Path
from typing import Any

import pytest
from accessible import LOOKS, faults
from playwright.sync_api import Browser, expect
from report_runs import folders, names

from tungsten.notebook.names import STEMS
from tungsten.site.build import PAGES


def opened(browser: Browser, path: Path, width: int, scheme: Any) -> Any:
    """Open a page of a report, without motion."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_report(
    reports: Path, browser: Browser, language: str, width: int, scheme: Any
) -> None:
    """With every chart drawn, the switches open, and a row's evidence too."""
    folder = folders(reports / "reports/default")[language]
    page: Any = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto((folder / "index.html").as_uri() + "#f058")
    page.wait_for_function("() => document.documentElement.dataset.settled")
    page.click(".view summary")
    for chart in page.locator("[data-chart]").all():
        chart.scroll_into_view_if_needed()
    expect(page.locator(".is-live")).to_have_count(len(names()))
    assert faults(page) == []
    page.close()


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ar", 360, "dark")])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "index"])
def test_axe_finds_nothing_beside_the_report(
    reports: Path, browser: Browser, name: str, language: str, width: int, scheme: Any
) -> None:
    page = opened(browser, folders(reports / "reports/default")[language] / f"{name}.html", width, scheme)
    assert faults(page) == []
    page.close()


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ar", 360, "dark")])
@pytest.mark.parametrize("stem", STEMS)
def test_axe_finds_nothing_on_an_executed_notebook(
    reports: Path, browser: Browser, stem: str, language: str, width: int, scheme: Any
) -> None:
    paper = folders(reports / "reports/default")[language] / "papers" / f"{stem}.html"
    page = opened(browser, paper, width, scheme)
    assert faults(page) == []
    page.close()


BAD = """<!doctype html><html lang="en"><head><title>A page</title><style>
  body { background: white; } .pale { color: #ddd; }</style></head><body><main><h1>A table</h1><table>
  <tr><th scope="col">One</th></tr> %s </table></main></body></html>"""
"""A page with a table."""


@pytest.mark.parametrize(
    ("last", "rule"),
    [
        ('<td class="pale">text nobody can read</td>', "color-contrast"),
        ('<td><img src="x.png"></td>', "image-alt"),
        ("<td>text as above</td>", None),
    ],
)
def test_a_fault_in_the_last_row_of_a_long_table_is_found(browser: Browser, last: str, rule: str | None) -> None:
    rows = "".join(f"<tr>{cell}</tr>" for cell in [*["<td>text</td>"] * 300, last])
    page = browser.new_page()
    page.set_content(BAD % rows)
    assert [fault.split(":")[0] for fault in faults(page)] == ([rule] if rule else [])
    page.close()
