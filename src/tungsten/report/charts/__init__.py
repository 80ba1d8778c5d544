"""Charts about their subject: each takes what an analysis returns and only draws."""

from tungsten.report.drawing import choose_renderer

choose_renderer()
