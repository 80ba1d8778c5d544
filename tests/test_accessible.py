"""The pages keep nobody out, as far as axe can tell: in both languages, on wide and narrow screens, light and dark."""

from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from accessible import LOOKS, faults
from playwright.sync_api import Browser, expect
from report_runs import folders, names

from tungsten.notebook.names import STEMS
from tungsten.site.build import PAGES


def opened(browser: Browser, path: Path, width: int, scheme: Any) -> Any:
    """Open a page of a report, without motion, with every chart drawn."""
    page: Any = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{path.as_uri()}#f058")
    charts = page.locator("[data-chart]")
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
    expect(page.locator(".is-live")).to_have_count(charts.count())
    return page


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_report(
    reports: Path, browser: Browser, language: str, width: int, scheme: Any
) -> None:
    """With every chart drawn, the switches open, and a row's evidence too."""
    page = opened(browser, folders(reports / "reports/default")[language] / "index.html", width, scheme)
    assert page.locator(".is-live").count() == len(names())
    page.click(".view summary")
    assert faults(page) == []
    page.close()


BESIDE = [*(name for name in PAGES if name != "index"), *(f"papers/{stem}" for stem in STEMS)]


@pytest.mark.parametrize(("name", "look"), list(zip(BESIDE, cycle(LOOKS))))
def test_axe_finds_nothing_beside_the_report(reports: Path, browser: Browser, name: str, look: Any) -> None:
    """The looks take turns, since all pages have one stylesheet."""
    language, width, scheme = look
    page = opened(browser, folders(reports / "reports/default")[language] / f"{name}.html", width, scheme)
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
