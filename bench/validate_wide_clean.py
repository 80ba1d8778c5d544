"""``validate_wide_clean``: the checks of ``validate_wide`` on a table without errors."""

from functools import partial

from bench import Bench
from bench._wide import CONTESTANTS, write_fractions

BENCH = Bench(partial(write_fractions, planted=False), CONTESTANTS, floor="polars_by_hand", sizes=(10_000,))
