"""Contexts for the tests of gx_polars, and filters for the warnings of Great Expectations itself."""

import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tools"))

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # else it sends usage data

import warnings

import pytest
from hypothesis import HealthCheck, Phase, settings

EXAMPLES = os.environ.get("GX_POLARS_EXAMPLES")
"""The number of frames for each expectation; if set, each run has other frames, and failures are minimized."""

settings.register_profile(
    "gx_polars",
    max_examples=int(EXAMPLES or "8"),
    deadline=None,  # the first validation imports half of Great Expectations
    derandomize=EXAMPLES is None,
    phases=set(Phase) - ({Phase.shrink, Phase.explain} if EXAMPLES is None else set()),
    suppress_health_check=[HealthCheck.too_slow],
)

OURS = [
    # Great Expectations reads its own models with pydantic's first version.
    "ignore:.*pydantic.*:DeprecationWarning",
    # It tells users of text conditions that they will go in its second version.
    "ignore:Passing a string to the row_condition parameter:DeprecationWarning",
    "ignore:The condition_parser parameter is deprecated:DeprecationWarning",
    # pandas, to which the results are compared: a pattern with groups, a ratio of no values.
    "ignore:This pattern is interpreted as a regular expression:UserWarning",
    "ignore:invalid value encountered:RuntimeWarning",
    "ignore:Series.values returning an ndarray that drops timezone information:DeprecationWarning",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            for rule in OURS:
                item.add_marker(pytest.mark.filterwarnings(rule))


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import great_expectations  # noqa: F401  (its import warns of what its dependencies deprecate)
