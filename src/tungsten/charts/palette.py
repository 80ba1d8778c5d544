"""Colours by role, and the measures every picture shares; no library is needed for them.

Colours are named for what they say, never for what they are. Each has a light
and a dark value; marks keep a contrast of at least 3 to 1 against the paper,
text of 4.5 (computed in the tests), and the roles stay apart for readers who
don't tell red from green: blue, orange-red and violet differ in lightness too.
"""

from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FONT = "'IBM Plex Sans Arabic', 'IBM Plex Sans', sans-serif"

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1a2230",
    "muted": "#566270",
    "rule": "#dde2e8",
    "default": "#5f7f9f",
    "accent": "#124f86",
    "highlight": "#c4420d",
    "doubt": "#8a4192",
    "quiet": "#8593a1",
}
"""Colours by role: ``default`` for ordinary marks, ``accent`` for the one a finding is about, ``highlight`` for a
mistake or a threshold, ``doubt`` for claims and weak figures, ``quiet`` for what was superseded."""

DARK = {
    "paper": "#12171d",
    "ink": "#e8ecf1",
    "muted": "#a3aeba",
    "rule": "#2b333c",
    "default": "#7f9fbf",
    "accent": "#63aef2",
    "highlight": "#ff8650",
    "doubt": "#cf93d8",
    "quiet": "#74818e",
}
"""The same roles on dark paper; the page swaps them by `prefers-color-scheme`, in static and live charts alike."""

WIDTH = 720
"""Width of a chart in pixels, labels and all."""


def colour(role: str) -> str:
    """The light value of a role."""
    return LIGHT[role]
