"""Colours by role, fonts and width of all charts. The module imports no library.

A colour is named for its role, not for its hue, and has a light and a dark value. It means one thing in every chart;
hollow marks are the weaker ones of their colour. Marks have a contrast of at least 3 to 1 with the paper and text of
4.5 to 1, as tests compute. Readers who can't distinguish red and green see orange-red and bluish green apart.
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
    "computed": "#00855f",
    "highlight": "#c4420d",
    "doubt": "#8a4192",
    "quiet": "#8593a1",
}
"""Colours by role:

- ``default``: figures of the survey and other references,
- ``accent``: figures as the article prints them,
- ``computed``: what follows from figures, such as an index,
- ``highlight``: a mistake, or a contradicted figure,
- ``doubt``: a claim without a reporting code,
- ``quiet``: holders without a name,
- ``ink``: what the reader has chosen, or the one in question.
"""

DARK = {
    "paper": "#12171d",
    "ink": "#e8ecf1",
    "muted": "#a3aeba",
    "rule": "#2b333c",
    "default": "#7f9fbf",
    "accent": "#63aef2",
    "computed": "#3fbf97",
    "highlight": "#ff8650",
    "doubt": "#cf93d8",
    "quiet": "#74818e",
}
"""The same roles on dark paper; the stylesheet replaces the light values if the reader prefers dark colours."""

WIDTH = 720
"""Width of a chart in pixels, with its labels."""


def colour(role: str) -> str:
    """Return the light value of a role."""
    return LIGHT[role]
