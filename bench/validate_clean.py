"""``validate_clean``: the checks of ``validate`` on a table without errors, so that no failing row has to be listed."""

from functools import partial

from bench import Bench
from bench._shipments import write_shipments
from bench._validators import gx_polars, polars_by_hand

BENCH = Bench(
    prepare=partial(write_shipments, planted=False),
    contestants={"gx_polars": gx_polars.start, "polars_by_hand": polars_by_hand.start},
    floor="polars_by_hand",
)
