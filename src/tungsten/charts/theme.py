"""The Altair theme of every chart."""

from functools import cache
from typing import Any

import altair as alt

from tungsten.charts.palette import FONT, LIGHT, WIDTH


def tungsten() -> Any:
    """Return the theme: title at the start, light grid, no boxes, no text smaller than twelve pixels."""
    return {"config": _config()}


alt.theme.register("tungsten", enable=True)(tungsten)


@cache
def _config() -> dict[str, Any]:
    ink, muted, rule = LIGHT["ink"], LIGHT["muted"], LIGHT["rule"]
    label = {"labelFont": FONT, "labelFontSize": 13}
    return {
        "font": FONT,
        "background": LIGHT["paper"],
        "padding": {"left": 4, "right": 12, "top": 6, "bottom": 6},
        "view": {"stroke": None, "continuousWidth": WIDTH, "discreteWidth": WIDTH},
        "title": {
            **{"anchor": "start", "frame": "bounds", "offset": 18},
            **{"font": FONT, "fontSize": 19, "fontWeight": 600, "color": ink, "lineHeight": 25},
            **{"subtitleFont": FONT, "subtitleFontSize": 13.5, "subtitleColor": muted},
            **{"subtitleLineHeight": 19, "subtitlePadding": 6},
        },
        "axis": {
            **{"domain": False, "ticks": False, "grid": True, "gridColor": rule, "gridWidth": 1},
            **label,
            **{"labelColor": muted, "labelPadding": 8, "labelLimit": 220, "labelSeparation": 12},
            **{"titleFont": FONT, "titleFontSize": 13, "titleFontWeight": 400, "titleColor": muted, "titlePadding": 10},
        },
        "axisBand": {"grid": False, "labelColor": ink, "labelPadding": 10},
        "legend": {
            **{"orient": "top", "direction": "horizontal", "title": None, "symbolStrokeWidth": 2},
            **label,
            **{"labelColor": ink, "labelLimit": 340, "columnPadding": 18},
        },
        "text": {"font": FONT, "color": ink, "fontSize": 13},
        "bar": {"color": LIGHT["default"]},
        "line": {"color": LIGHT["accent"], "strokeWidth": 2},
        "rule": {"color": muted},
        "point": {"color": LIGHT["accent"], "filled": True, "size": 70, "opacity": 1},
        "tick": {"color": LIGHT["default"], "thickness": 3, "opacity": 1},
    }
