"""Read the examples in the docstrings of Great Expectations' expectations."""

import ast
import json
import re
import shlex
from collections.abc import Iterator
from typing import Any, NamedTuple

import great_expectations.expectations as gxe
import polars as pl

_CASE = re.compile(r"(Passing|Failing) Case:\s+Input:\n(.*?)Output:\n(.*?)(?=(?:Passing|Failing) Case:|\Z)", re.DOTALL)

_MISPRINTS = {
    ("ExpectColumnPairValuesToBeInSet", "[(1,2) (4,1)]"): "[(1,2), (4,1)]",  # a comma is missing
    ("ExpectColumnQuantileValuesToBeBetween", "0.6667"): "0.667",  # one six too many, in the output only
}


class Example(NamedTuple):
    """An example: the data, the expectation, and its printed result."""

    expectation: str
    case: str
    frame: pl.DataFrame
    built: Any
    output: dict[str, Any]


def examples() -> Iterator[Example | tuple[str, str, str]]:
    """Yield every example of every core expectation; for an unreadable one its name, case and fault."""
    for name in sorted(vars(gxe)):
        documented = getattr(gxe, name).__doc__ or "" if name[0].isupper() else ""
        if "Example Data:" not in documented:
            continue
        _, _, rest = documented.partition("Example Data:\n")
        table, _, cases = rest.partition("Passing Case:")
        for case, source, output in _CASE.findall("Passing Case:" + cases):
            for (of, misprint), meant in _MISPRINTS.items():
                if of == name:
                    source, output = source.replace(misprint, meant), output.replace(misprint, meant)
            try:
                yield Example(name, case, _frame(table), _built(source), _result(output))
            except (SyntaxError, ValueError, TypeError, AttributeError) as error:
                yield name, case, f"{type(error).__name__}: {error}"


def _frame(text: str) -> pl.DataFrame:
    """Return a printed table: a line of names, then lines that start with their number."""
    lines = [line for line in text.replace("Code Examples:", "").splitlines() if line.strip()]
    header = next(n for n, line in enumerate(lines) if re.match(r"\s+\w+(\s+\w+)*\s*$", line))
    names = lines[header].split()
    rows = []
    for line in lines[header + 1 :]:
        number, *cells = shlex.split(line, posix=False)
        if not number.isdigit():
            raise ValueError(f"not a row of one table: {line.strip()}")
        rows.append([_cell(cell) for cell in cells])
    names += [f"test{n + 1}" for n in range(len(names), len(rows[0]))]  # one table names only its first column
    return pl.DataFrame({name: [row[n] for row in rows] for n, name in enumerate(names)}, strict=False)


def _cell(text: str) -> Any:
    if text in ("NaN", "None", "null"):
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _built(source: str) -> Any:
    call = ast.parse(source.strip(), mode="eval").body
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Name)
    given = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    return getattr(gxe, call.func.id)(**given)


def _result(text: str) -> dict[str, Any]:
    """Return the printed result; some are not valid JSON: words without quotes, ``.5``, an extra comma."""
    text = re.sub(r":\s*\.(\d)", r": 0.\1", text)
    text = re.sub(r"^(\s*)(?!(?:true|false|null)\b)'?([A-Za-z]\w*)'?(,?)$", r'\1"\2"\3', text, flags=re.MULTILINE)
    text = re.sub(r",(\s*[\]}])", r"\1", text)
    found: dict[str, Any] = json.loads(text)
    return found
