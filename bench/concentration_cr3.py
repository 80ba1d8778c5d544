"""``concentration_cr3``: as ``concentration``, and the share of the three largest exporters."""

from bench.concentration import contest

BENCH = contest(with_cr3=True)
