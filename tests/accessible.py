"""What keeps a page from somebody."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

LOOKS = [("en", 1280, "light"), ("en", 360, "dark"), ("ar", 1280, "dark"), ("ar", 360, "light")]
"""Language, width and colour scheme: any two of their values meet in one of these."""

COLOURS = "color-contrast"

ONE_ROW_OF_EACH_SHAPE = """() => {
  const styled = node => [node.tagName, node.getAttribute("class"), ...Object.entries(node.dataset)].join(" ");
  const above = node => node ? above(node.parentElement) + ">" + styled(node) : "";
  const shapes = new Set();
  for (const row of document.querySelectorAll("tr, li")) {
    if (!row.checkVisibility() || row.closest(":target")) continue;
    const shape = [above(row), ...Array.from(row.querySelectorAll("*"), styled)].join("|");
    if (shapes.has(shape)) row.remove(); else shapes.add(shape);
  }
}"""
"""Removes each row that has the elements, classes and places of an earlier one, and so its colours."""


def faults(page: Any) -> list[str]:
    """Return what axe finds, one line each: the rule, and the first element that breaks it.

    The page is of no use afterwards. Axe takes half a minute for the contrast of a table's thousand cells, so that
    rule alone is tried on one row of each shape; all others are tried on the whole page.
    """
    axe, faults_alone = Axe(), {"resultTypes": ["violations"]}
    found = axe.run(page, options={"rules": {COLOURS: {"enabled": False}}, **faults_alone}).response["violations"]
    page.evaluate(ONE_ROW_OF_EACH_SHAPE)
    by_colour = {"runOnly": {"type": "rule", "values": [COLOURS]}, **faults_alone}
    found += axe.run(page, options=by_colour).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]
