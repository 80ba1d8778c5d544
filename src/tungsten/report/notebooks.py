"""The words runner, kernel and page share, so that none needs the others' libraries."""

STEMS = (
    "01-clean-figures", "02-validate-figures", "03-supply-concentration", "04-demand-growth", "05-reserve-rankings"
)  # fmt: skip
"""The notebooks of a report, in the order they are read."""

CHART = "application/vnd.tungsten.chart+json"
"""The output a chart leaves in an executed notebook."""

TABLE = "application/vnd.tungsten.table+json"
"""The output a table leaves beside its HTML."""

SWITCH = "TUNGSTEN_CHARTS"
"""The environment variable that, set to ``inert``, makes charts data instead of drawings."""
