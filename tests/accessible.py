"""What keeps a page from somebody."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe


def faults(page: Any) -> list[str]:
    """What axe finds, a line each: the rule, and where it is broken first."""
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]
