"""Charts in JupyterLab: each live, offline, under the switches it follows.

Only a kernel somebody works in imports this. A switch changes its own chart and
nothing else: what stands in the notebook stays as its parameters have it, and
the chart's finding and source say what it shows.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from tungsten.charts.bundle import vega_bundle
from tungsten.charts.chart_template import Setting
from tungsten.charts.exhibits import EXHIBITS, Draws, switches
from tungsten.charts.palette import FONTS
from tungsten.charts.picture import Picture
from tungsten.i18n.words import Words

if TYPE_CHECKING:
    from tungsten.notebook.workspace import Workspace

FOLLOWS = {draw: follows.split() for draws in EXHIBITS.values() for draw, follows in draws.items()}
"""The switches each chart follows; a chart that is none of the report's has none."""

LABELS = {"reading": "switch_values", "basis": "switch_basis", "edition": "switch_edition"}

LETTERS = {"400": "IBMPlexSansArabic-Regular.woff2", "600": "IBMPlexSansArabic-SemiBold.woff2"}


class Supplies(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget is skipped by mypy
    """What all charts of a kernel are drawn with: sent once, since it is a hundred times as large as a chart."""

    _esm = "export default {};"

    scripts = traitlets.Unicode().tag(sync=True)
    fonts = traitlets.Dict().tag(sync=True)


@cache
def supplies() -> Supplies:
    """The one widget that holds them."""
    fonts = {weight: (FONTS / name).read_bytes() for weight, name in LETTERS.items()}
    return Supplies(scripts=vega_bundle(), fonts=fonts)


class Switched(anywidget.AnyWidget):  # type: ignore[misc]  # the same
    """One chart and its switches."""

    _esm = (Path(__file__).parent / "widget.js").read_text(encoding="utf-8")
    _css = """
    .tungsten-switches { display: flex; flex-wrap: wrap; gap: 4px 20px; max-width: 720px; padding-bottom: 6px; }
    .tungsten-switches select { font: inherit; }
    """

    supplies = traitlets.Unicode().tag(sync=True)
    """The id of the widget that holds scripts and letters."""

    direction = traitlets.Unicode().tag(sync=True)
    switches: "traitlets.List[dict[str, Any]]" = traitlets.List().tag(sync=True)
    """What there is to switch: name, label, and what it may be set to, each with its words."""

    setting = traitlets.Dict().tag(sync=True)
    """What was asked for, by the name of the switch."""

    shown = traitlets.Dict().tag(sync=True)
    """The setting that is drawn, and its specification."""

    def __init__(self, picture: Picture, at: "Workspace", draw: Draws) -> None:
        start = Setting.of_run(at.parameters)
        names = FOLLOWS.get(draw, [])
        setting = {name: getattr(start, name) for name in names}
        super().__init__(
            supplies=supplies().model_id,
            direction=at.words.direction,
            switches=[_switch(name, settings, at.words) for name, settings in switches().items() if name in names],
            setting=setting,
            shown=_shown(setting, picture),
        )
        self._at, self._draw, self._start = at, draw, start
        self.observe(self._redraw, "setting")

    def _redraw(self, change: Mapping[str, Any]) -> None:
        asked = replace(self._start, **change["new"])
        picture = self._at.workspaces.workspace(asked, self._at.words.language).show(self._draw)
        self.shown = _shown(change["new"], picture)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and the chart in words for whoever can't show it."""
        data, about = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/plain": self.shown["spec"]["description"]}, about


def _switch(name: str, settings: tuple[str, ...], words: Words) -> dict[str, Any]:
    return {
        "name": name,
        "label": words(LABELS[name]),
        "settings": [(one, _says(name, one, words)) for one in settings],
    }


def _says(name: str, setting: str, words: Words) -> str:
    if name == "edition":
        return setting
    return words(f"values_{setting}") if name == "reading" else words(f"basis_{setting}")


def _shown(setting: Mapping[str, str], picture: Picture) -> dict[str, Any]:
    return {"setting": dict(setting), "spec": picture.chart().to_dict()}
