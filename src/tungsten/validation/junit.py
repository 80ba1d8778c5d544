"""Convert results of a validation to JUnit XML, which tools for test reports read."""

from typing import Any
from xml.etree import ElementTree

import polars as pl

from tungsten.validation.validate import one_line, problems_of


def junit(results: pl.DataFrame) -> str:
    """Return JUnit XML with one testsuite for each suite and reading, and one testcase a rule, without times.

    A declared failure counts as skipped, like an expected failure. A failing
    rule that only warns counts as passed, with its failures as output.
    """
    root = ElementTree.Element("testsuites", name="tungsten")
    for (values, suite), rows in results.group_by("values", "suite", maintain_order=True):
        _testsuite(root, f"{values}.{suite}", rows)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _testsuite(root: ElementTree.Element, name: str, rows: pl.DataFrame) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=name, tests=str(rows.height))
    for row in rows.to_dicts():
        _outcome(ElementTree.SubElement(suite, "testcase", classname=name, name=row["rule"]), row)
    for counted, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(counted, str(len(suite.findall(f"testcase/{tag}"))))


def _outcome(case: ElementTree.Element, row: dict[str, Any]) -> None:
    lines = "\n".join(map(str, problems_of(row)))
    if row["outcome"] == "failed" and row["severity"] != "critical":
        ElementTree.SubElement(case, "system-out").text = lines
    elif row["outcome"] in ("failed", "error"):
        tag = {"failed": "failure", "error": "error"}[row["outcome"]]
        ElementTree.SubElement(case, tag, message=row["says"]).text = lines
    elif row["outcome"] == "declared":
        subjects = one_line(", ".join(failure["subject"] or "" for failure in row["failures"]))
        ElementTree.SubElement(case, "skipped", type="declared", message=f"declared in corrections.yml: {subjects}")
    elif row["outcome"] == "skipped":
        ElementTree.SubElement(case, "skipped", message=one_line(row["failures"][0]["found"]))
