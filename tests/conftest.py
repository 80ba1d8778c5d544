"""Settings of every test, and the order of their files."""

import pytest
from hypothesis import settings

settings.register_profile("tungsten", deadline=None)  # a busy machine is no failure
settings.load_profile("tungsten")

SLOW = "test_report test_report_killed test_conformance test_pages test_lab test_commands test_notebooks".split()
"""The files that take longest: begun first, so that no process waits for the last of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first; pytest-xdist deals files out in this order with ``--no-loadscope-reorder``."""
    items.sort(key=lambda item: SLOW.index(item.path.stem) if item.path.stem in SLOW else len(SLOW))
