"""``validate_wide``: two thousand checks, half of which fail, of a table with a thousand columns."""

from functools import partial

from bench import Bench
from bench._wide import CONTESTANTS, write_fractions

BENCH = Bench(partial(write_fractions, planted=True), CONTESTANTS, floor="polars_by_hand", sizes=(10_000,))
