"""``make picture``: take the README's picture of the built report."""

from pathlib import Path

from chromium import chromium

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Save the first screen of ``reports/default`` as ``docs/report.png``."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1100, "height": 1240}, color_scheme="light")
        page.goto((ROOT / "reports" / "default" / "index.html").as_uri())
        page.wait_for_load_state("networkidle")
        page.screenshot(path=ROOT / "docs" / "report.png")


if __name__ == "__main__":
    main()
