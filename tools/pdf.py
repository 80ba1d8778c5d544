"""``make pdf``: print the report as PDF, one file for each language."""

import sys
from pathlib import Path

from chromium import chromium
from playwright.sync_api import Browser

_NUMBER = (
    '<div style="width:100%;font-size:8px;text-align:center;color:#566270">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)


def main(folder: Path) -> None:
    """Print the report in ``folder``; each PDF gets its name when it is complete."""
    with chromium() as browser:
        for page in (folder / "index.html", *folder.glob("??/index.html")):
            language, path = _print(browser, page, folder)
            path.replace(folder / f"report-{language}.pdf")
            print(folder / f"report-{language}.pdf")


def _print(browser: Browser, source: Path, folder: Path) -> tuple[str, Path]:
    """Print one page with scripts turned off; return its language and the path of the PDF."""
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto(source.absolute().as_uri())
    language, unfinished = str(page.locator("html").get_attribute("lang")), folder / ".report.pdf"
    page.pdf(
        path=unfinished,
        format="A4",
        margin={"top": "16mm", "bottom": "18mm", "left": "14mm", "right": "14mm"},
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=_NUMBER,
        tagged=True,
        outline=True,
    )
    context.close()
    return language, unfinished


if __name__ == "__main__":
    main(Path(sys.argv[1]))
