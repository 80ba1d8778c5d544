"""Settings of every test, and how tests are dealt out to several processes."""

import pytest
from hypothesis import settings

settings.register_profile("tungsten", deadline=None)  # a busy machine is no failure
settings.load_profile("tungsten")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process run the tests of a file, so that what they share is made once; some name another group."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
