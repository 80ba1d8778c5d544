"""``make gx-suite``: Great Expectations' own integration tests, on Polars in place of pandas.

Downloads the source distribution of one release from the package index, which
carries its tests, runs those of its expectations and metrics that have a
pandas frame or CSV file as their source with a source of ours instead, and
compares with ``gx_suite_failures.csv``: each failure that is expected, with
its reason. Exits with 1 when another test fails, or one that is listed passes.

The environment it runs in holds this package and ``gx_suite_requirements.txt``.
"""

import argparse
import csv
import os
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

RELEASE = "1.24.1"
TOOLS = Path(__file__).parent
LISTED = TOOLS / "gx_suite_failures.csv"
FOLDERS = ("tests/integration/data_sources_and_expectations", "tests/integration/metrics")

REASONS = {
    "pandas frame": "expects a pandas DataFrame among the results, which here are lists of dictionaries",
    "pandas types": "names or expects types of pandas, which here go by the names of Polars",
    "pandas query": "expects the query text with which pandas finds the unexpected rows",
}
"""The classes of reasons for which a test may fail."""


def main() -> int:
    """Run the tests and compare; 0 if exactly the listed ones fail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sdist", type=Path, help="a source distribution that is already there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        checkout = unpacked(given.sdist or downloaded(Path(folder)), Path(folder))
        failed, ran = outcomes(checkout)
    expected = listed()
    news = [f"fails, and isn't listed: {name}" for name in sorted(failed - expected.keys())]
    news += [f"is listed, and passes: {name}" for name in sorted(expected.keys() - failed)]
    for line in news:
        print(line)
    print(f"{ran - len(failed)} of {ran} tests pass on Polars; {len(failed)} fail, {len(expected)} were expected to.")
    for reason, sentence in REASONS.items():
        print(f"  {sum(one == reason for one in expected.values()):3} {reason}: {sentence}")
    return 1 if news or not ran else 0


def downloaded(folder: Path) -> Path:
    """The source distribution, from the package index."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", str(folder)]
    subprocess.run([*command, f"great_expectations=={RELEASE}"], check=True)
    return next(folder.glob("*.tar.gz"))


def unpacked(sdist: Path, folder: Path) -> Path:
    """The tests of a source distribution, without the library itself: the installed one is tested."""
    with tarfile.open(sdist) as archive:
        members = [member for member in archive.getmembers() if "/tests/" in member.name]
        for member in members:
            member.name = member.name.partition("/")[2]
        archive.extractall(folder / "checkout", members=members, filter="data")
    (folder / "checkout" / "gx_suite.ini").write_text("[pytest]\nfilterwarnings = ignore\n")
    return folder / "checkout"


def outcomes(checkout: Path) -> tuple[set[str], int]:
    """The names of the tests that failed, and how many ran."""
    report = checkout / "report.xml"
    command = [sys.executable, "-m", "pytest", *FOLDERS, "-c", "gx_suite.ini", "--rootdir=.", "-q", "--no-header"]
    command += ["-p", "gx_suite_plugin", "--tb=no", "-r", "N", f"--junitxml={report}"]
    paths = [str(TOOLS), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "GX_ANALYTICS_ENABLED": "false"}
    subprocess.run(command, cwd=checkout, env=environment, check=False)
    cases = list(ET.parse(report).iter("testcase"))
    failed = {_name(case) for case in cases if case.find("failure") is not None or case.find("error") is not None}
    return failed, len(cases)


def _name(case: ET.Element) -> str:
    place = case.attrib["classname"].removeprefix("tests.integration.")
    return f"{place}.{case.attrib['name']}"


def listed() -> dict[str, str]:
    """The failures that are expected, with the class of their reason."""
    with LISTED.open(newline="", encoding="utf-8") as file:
        expected = {row["test"]: row["reason"] for row in csv.DictReader(file)}
    if unknown := set(expected.values()) - REASONS.keys():
        raise SystemExit(f"{LISTED.name}: no such class of reasons: {', '.join(sorted(unknown))}")
    return expected


if __name__ == "__main__":
    sys.exit(main())
