"""Start the browser for pictures, PDFs and tests: Chromium of the system, or else the one of Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

QUIET = "--no-sandbox --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()
"""Options without which the browser uses the network by itself, or refuses to run as root."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the browser without a window; close it at the end."""
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=QUIET)
        yield browser
        browser.close()
