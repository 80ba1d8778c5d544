"""The cases in the docstring of each core expectation give the printed results."""

from typing import Any

import pytest
from both_engines import RELEASE, on_pandas, on_polars, plain, raised, result_values, same
from docstrings import Example, examples

NEWEST = (1, 24)

NOT_AS_PRINTED = {
    ("ExpectColumnMinToBeBetween", "Failing"): "the example is of another expectation",
    ("ExpectColumnTypeToBe", "Passing"): "of an SQLite table, whose types pandas can't read; it reads their names",
    ("ExpectColumnTypeToBe", "Failing"): "the same",
    ("ExpectColumnValuesToMatchRegexList", "Failing"): "prints values of the other column",
    ("ExpectColumnValuesToBeUnique", "Failing"): "prints that it passes",
    ("ExpectColumnValuesToMatchLikePatternList", "Failing"): "takes [ad]% for ad%; a bracket is one character",
    ("ExpectColumnValuesToNotMatchLikePatternList", "Passing"): "the same",
    ("ExpectColumnValuesToNotMatchRegexList", "Failing"): "prints the one value that is as expected",
    ("ExpectTableColumnsToMatchOrderedList", "Failing"): "prints a column that the table hasn't got",
    ("ExpectTableRowCountToEqualOtherTable", "Passing"): "needs a second table; a batch is one, as in pandas",
    ("ExpectTableRowCountToEqualOtherTable", "Failing"): "the same",
}
"""Examples that can't give the printed result, with the reason; the test of one that does fails."""


def _name(example: Any) -> str:
    return f"{example[0]}-{example[1]}"


@pytest.mark.parametrize("example", list(examples()), ids=_name)
def test_an_example_comes_out_as_printed(example: Any) -> None:
    problem = _problem(example)
    if (example[0], example[1]) in NOT_AS_PRINTED:
        assert problem is not None, "comes out as printed: take it from NOT_AS_PRINTED"
    elif RELEASE >= NEWEST or problem is None or not isinstance(example, Example):
        assert problem is None
    else:  # in releases between, some docstrings lag behind their code
        assert same(
            result_values(on_polars(example.frame, example.built)),
            result_values(on_pandas(example.frame, example.built)),
        )


def _problem(example: Any) -> str | None:
    if not isinstance(example, Example):
        return f"can't be read: {example[2]}"
    result = on_polars(example.frame, example.built, "BASIC")
    if (message := raised(result)) is not None:
        return message
    found = {"success": bool(result.success), "result": plain(result.result)}
    printed = {"success": example.output["success"], "result": plain(example.output["result"])}
    return None if same(found, printed) else f"found {found}, printed {printed}"
