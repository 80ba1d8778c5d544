"""The browser that takes pictures, prints and runs the tests: the system's Chromium, or else Playwright's own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

QUIET = "--no-sandbox --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()
"""So that it asks nothing of anywhere by itself, and runs as root too."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Opens the browser without a window, and closes it."""
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=QUIET)
        yield browser
        browser.close()
