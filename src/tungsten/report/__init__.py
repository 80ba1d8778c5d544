"""A run of the report: it executes the notebooks, draws the charts in worker processes and caches the drawings."""
