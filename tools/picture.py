"""``make picture``: the README's picture, taken of the report as built."""

from pathlib import Path

from chromium import chromium

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Opens the English report from disk and saves its first screen and leading chart."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1100, "height": 1240}, color_scheme="light")
        page.goto((ROOT / "reports" / "default" / "index.html").as_uri())
        page.wait_for_load_state("networkidle")
        page.screenshot(path=ROOT / "docs" / "report.png")


if __name__ == "__main__":
    main()
