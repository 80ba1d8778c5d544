"""``make pictures``: what GitHub shows of the project, taken from the built report.

Writes one chart of each analysis and the first screen of the page for README.md, and every
executed notebook as Markdown with its charts. With ``--check`` nothing is written; files that
are out of date are listed, with exit code 1. The picture of the screen is not compared, since
its bytes depend on the browser.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbconvert import MarkdownExporter

from tungsten.notebook.names import STEMS

ROOT = Path(__file__).parents[1]
DOCS, REPORT, EXECUTED = ROOT / "docs", ROOT / "reports" / "default", ROOT / "build" / "default"

CHARTS = {"concentration": "world-production", "demand": "demand-levels", "reserves": "countries"}
"""Analysis → the chart that README.md shows of it."""

STYLE = re.compile(r"<style\b.*?</style>\s*", re.DOTALL)
"""The style of a table or a font; GitHub shows neither."""


def main() -> int:
    """Write the files, or with ``--check`` list those that are out of date."""
    files = {DOCS / name: text for name, text in [*_charts(), *_notebooks()]}
    if "--check" in sys.argv[1:]:
        stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        for path in stale:
            print(f"{path.relative_to(ROOT)}: out of date; run make pictures and commit it")
        return int(bool(stale))
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _first_screen()
    return 0


def _charts() -> Iterator[tuple[str, str]]:
    """Yield name and text of the charts of README.md."""
    for analysis, name in CHARTS.items():
        picture = (REPORT / "charts" / "en" / f"{name}.svg").read_text(encoding="utf-8")
        yield f"charts/{analysis}.svg", STYLE.sub("", picture) + "\n"


def _notebooks() -> Iterator[tuple[str, str]]:
    """Yield name and text of each executed notebook as Markdown, and of its charts."""
    for stem in STEMS:
        notebook = nbformat.read(EXECUTED / f"{stem}.ipynb", as_version=4)
        notebook.metadata.language_info = {"name": "python"}  # for the colours of the code
        pictures = {}
        for cell in notebook.cells:
            for number, output in enumerate(cell.get("outputs", [])):
                data = output.get("data", {})
                if "image/svg+xml" in data:
                    name = f"{stem}/{cell.id}-{number}.svg"
                    pictures[name] = data["image/svg+xml"]
                    output.data = {"text/markdown": f"![{_one_line(data.get('text/plain', ''))}]({name})"}
                elif "text/html" in data:
                    output.data = {"text/html": STYLE.sub("", data["text/html"])}
        text, _ = MarkdownExporter().from_notebook_node(notebook)
        yield f"notebooks/{stem}.md", re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).strip() + "\n"
        for name, picture in pictures.items():
            yield f"notebooks/{name}", picture + "\n"


def _one_line(text: str) -> str:
    return re.sub(r"[\s\[\]]+", " ", text).strip()


def _first_screen() -> None:
    """Save the first screen of the page as ``docs/report.png``."""
    from chromium import chromium

    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1100, "height": 1240}, color_scheme="light")
        page.goto((REPORT / "index.html").as_uri())
        page.wait_for_load_state("networkidle")
        page.screenshot(path=DOCS / "report.png")


if __name__ == "__main__":
    sys.exit(main())
