"""The gate: what a draft must not print is an error at its place, and a correct draft gives none."""

import csv
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from tungsten import cli, dataset
from tungsten.gate import gate
from tungsten.gate.drafts import read_draft
from tungsten.gate.gate import Finding
from tungsten.gate.heads import unit_of
from tungsten.gate.levels import KINDS
from tungsten.gate.messages import templates
from tungsten.gate.wording import terms

ROOT = Path(__file__).parents[1]
DRAFTS = ROOT / "tests" / "drafts"
RIGHT = sorted(DRAFTS.glob("right.*"))
WRONG = {
    "wrong.en.md": {
        **{3: "corrected", 4: "corrected", 6: "corrected", 7: "bound", 8: "misdescribed", 9: "basis", 10: "measure"},
        **{11: "measure", 12: "power_of_ten", 13: "power_of_ten", 14: "misdescribed", 15: "contradicted"},
        **{17: "unverified", 18: "unknown"},
    },
    "wrong.ar.md": {
        **{3: "corrected", 4: "corrected", 6: "corrected", 7: "bound", 8: "misdescribed", 9: "basis"},
        **{10: "power_of_ten", 12: "unverified", 13: "unknown", 14: "measure"},
    },
    "wrong.zh.md": {
        **{3: "corrected", 4: "corrected", 6: "corrected", 7: "bound", 8: "misdescribed", 9: "basis"},
        **{10: "power_of_ten", 12: "unverified", 13: "unknown", 14: "measure"},
    },
    "wrong.html": {4: "corrected", 6: "corrected"},
}
"""The kind of the number in each line of a draft that is wrong on purpose."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout with the data of this one, and levels that a test may change."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    shutil.copy(ROOT / "gate.yml", tmp_path)
    return tmp_path


def findings(draft: Path, text: str | None = None, root: Path = ROOT) -> tuple[Finding, ...]:
    if text is not None:
        draft.write_text(text, encoding="utf-8")
    return gate.check(draft, root).findings


def kinds(draft: Path, text: str) -> list[str]:
    return [finding.kind for finding in findings(draft, text)]


@pytest.mark.parametrize("draft", RIGHT, ids=lambda path: path.name)
def test_a_correct_draft_has_no_error(draft: Path) -> None:
    assert not [str(finding) for finding in findings(draft) if finding.level == "error"]


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_number_is_named_with_what_is_wrong(name: str) -> None:
    assert {finding.line: finding.kind for finding in findings(DRAFTS / name)} == WRONG[name]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_the_ledger_says_of_a_claim_the_gate_says_too(tmp_path: Path, language: str) -> None:
    """The statements of all figures as a draft: those contradicted or misdescribed are errors, others are none."""
    tables = dataset.load("printed", ROOT)
    claims = tables["mentions"].join(tables["verdicts"], on="figure_id")
    draft = tmp_path / "claims.md"
    found = findings(draft, "\n\n".join(claims[f"statement_{language}"]) + "\n")
    errors = {claims["figure_id"][(finding.line - 1) // 2] for finding in found if finding.level == "error"}
    wrong = set(claims.filter(verdict="contradicted")["figure_id"])
    doubted = wrong | set(claims.filter(verdict="misdescribed")["figure_id"])
    assert errors <= doubted
    assert wrong <= errors
    assert len(errors) >= 0.9 * len(doubted)


def test_a_number_has_its_place_in_the_file(tmp_path: Path) -> None:
    text = "# Brief\n\n- The *IMA* mine got a [loan](x.html) of **255** million\n  dollars, 中, and 10 km.\n"
    finding = findings(tmp_path / "brief.md", text)[0]
    assert (finding.line, finding.column) == (3, text.split("\n")[2].index("255") + 1)
    assert finding.printed == "255 million dollars"
    assert finding.ids == ("f038",)


def test_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    text = "```\nx\n```\nKazakhstan has\n8 million tonnes of rare earths, 3*4 items.\n"
    places = [
        [(finding.line, finding.column, finding.kind) for finding in findings(tmp_path / "brief.md", version)]
        for version in (text, text.replace("\n", "\r\n"))
    ]
    assert places == [[(5, 1, "corrected")]] * 2


def test_a_wrapped_text_reads_like_one_line() -> None:
    found = findings(DRAFTS / "wrong.txt")
    assert [(finding.line, finding.kind) for finding in found] == [
        *((2, "corrected"), (2, "corrected"), (4, "corrected"), (4, "bound")),
    ]


def test_a_notebook_is_checked_in_its_markdown_cells(tmp_path: Path) -> None:
    text = "Kazakhstan has\n8 million tonnes of rare earths."
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text), nbformat.v4.new_markdown_cell(text)])
    draft = tmp_path / "brief.ipynb"
    nbformat.write(notebook, draft)
    assert [str(finding).split(": ")[0] for finding in findings(draft)] == [f"{draft}:cell 2:2:1"]


@pytest.mark.parametrize(
    "text",
    [
        "---\nnote: 8 million tonnes of rare earths\n---\n",
        "```\n8 million tonnes of rare earths\n```\n",
        "Text\n\n    8 million tonnes of rare earths\n",
        "Code: `8 million tonnes of rare earths`.",
        "<!-- 8 million tonnes of rare earths -->",
        "[rare earths](https://example.org/8-million-tonnes '8 million tonnes')",
        "[1]: https://example.org '8 million tonnes of rare earths'",
        "## 8. Rare earths\n\n3. Item\n4. On 14 May 2025 at 10:30, in 2024",
        "~~8 million tonnes of rare earths~~",
    ],
)
def test_what_is_no_claim_is_left_out(tmp_path: Path, text: str) -> None:
    assert not findings(tmp_path / "brief.md", text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("American import reliance is more than 50%.", []),
        ("American import reliance is 50%.", ["bound"]),
        ("American import reliance is not 50% but more than 50%.", []),
        ("The IMA mine got no loan of 255 million dollars, but a letter of interest for up to $25.5 million.", []),
        ("The IMA mine got a letter of interest for $25.5 million.", ["bound"]),
        ("Upper Kairakty and North Katpar have a letter of interest for $900 million.", ["bound"]),
        ("Kuirektykol holds 282 million tonnes, not 28.2 million.", ["corrected", "unverified"]),
        ("Kuirektykol: 282 million tonnes. That is ten times too large; it should be 28.2 million.", ["unverified"]),
        ("Kazakhstan ranks second in the world by rare-earth reserves.", ["contradicted"]),
        ("Kazakhstan ranks second in the world by reserves of WO₃.", ["unverified"]),
        ("Kazakhstan's rare earths grew from 8 million to 282 million tonnes.", ["corrected", "corrected"]),
        ("Kazakhstan has 8 to 282 million tonnes of rare earths.", ["corrected"]),
        ("Someone paid 255 million dollars.", ["unsure"]),
        ("The US buys 50% of its tungsten abroad.", ["unsure"]),
        ("The US buys 51% of its tungsten abroad.", ["unknown"]),
        ("Tungsten: China mined 67,000 t in 2024.", []),
        ("Tungsten: China mined 67,000 t of WO₃ in 2024.", ["basis"]),
        ("Tungsten: China mined 67,000 t in 2022.", ["period"]),
        ("Tungsten: Germany mined 67,000 t in 2024.", ["unknown"]),
        ("Tungsten: Russia mined 67,000 t in 2024.", ["differs"]),
        ("Tungsten: China mined about 65,000 t in 2024.", ["differs"]),
        ("Tungsten: China mined about 70,000 t in 2024.", []),
        ("Germany supplied 27% of American tungsten imports in 2020–2023.", ["differs"]),
        ("Sangdong closed a loan of 75.1 million dollars in 2019.", ["date"]),
        ("With 142,000 tonnes of WO₃, North Katpar has one of the country's largest reserves.", ["unsure"]),
        ("Kazakhstan holds the second-largest reserves of rare earths in the world.", ["contradicted"]),
        (
            "In 2021–2024 America took 14% of its tungsten imports from Germany and 8% each from Bolivia and Vietnam.",
            [],
        ),
        ("Tungsten concentrate cost on average $380 per metric ton unit of WO₃ in 2025.", []),
        ("تستخلص محطة باكوتا 87.74٪.", ["contradicted"]),
        ("In 2022, China mined 67,000 t of tungsten.", ["period"]),
        ("China produced 83% of the world's tungsten in 2023.", ["period"]),
        ("China, which made 66,000 t in 2023, mined 67,000 t of tungsten in 2024.", []),
        ("American import reliance was 51% in 2024.", ["unknown"]),
        ("China accounts for a quarter of American tungsten imports in 2020–2023.", []),
        ("China accounts for half of American tungsten imports in 2020–2023.", ["differs"]),
        ("Tau-Ken Samruk owns 70% and Cove Kaz 30%.", ["unsure", "unknown"]),
        ("Tau-Ken Samruk owns 30% and Cove Kaz 70%.", []),
        ("Tungsten in 2024: the world's mines gave 67,000 t from China and 3,400 t from Viet Nam.", []),
        ("In 2024 China mined 3,400 t of tungsten and Viet Nam 67,000 t.", ["unknown", "unknown"]),
        ("Sangdong, closed in 2019, got a loan of 75.1 million dollars.", []),
        ("Cove Kaz may sell 70% of the output.", ["unsure"]),
        ("The United States relies on imports for half of its tungsten.", ["bound"]),
        ("The United States relies on imports for more than half of its tungsten.", []),
        ("تستورد الولايات المتحدة نصف استهلاكها، فاعتمادها على الواردات نصف استهلاكها.", ["unsure", "bound"]),
        ("美国对钨的进口依赖度为一半的消费量。", ["bound"]),
        ("Kazakhstan's reserves of tungsten are above 1.586 million tonnes of W.", []),
        ("Kazakhstan has more than 2 million tonnes of tungsten.", ["basis_unsaid"]),
    ],
)
def test_words_near_a_number_decide_what_it_is(tmp_path: Path, text: str, kind: list[str]) -> None:
    assert kinds(tmp_path / "brief.md", text) == kind


@pytest.mark.parametrize(
    ("head", "rows", "kind"),
    [
        ("| Country | t |", ["| China | 67,000 |"], []),
        ("| Country | Mined in 2024, thousand tonnes |", ["| China | 67 |", "| Viet Nam | 3.4 |"], []),
        ("| Country | Mined in 2024, thousand tonnes |", ["| China | 76 |"], ["differs"]),
        ("| Country | Mined in 2024, thousand tonnes |", ["| China | 670 |"], ["power_of_ten"]),
        ("| Country | 2022, kt of W | 2024, kt of W |", ["| China mines | 67 | 71 |"], ["period", "period"]),
        ("| Reserves of rare earths | million t |", ["| Kuirektykol | 282 |"], ["corrected"]),
        ("| | Bakuta |", ["| Reserves, tonnes of WO₃ | 231,500 |"], ["misdescribed"]),
        ("| | Bakuta |", ["| Resources, tonnes of WO₃ | 231,500 |"], []),
        ("| الدولة | الإنتاج في 2024، ألف طن |", ["| الصين | 67 |"], []),
        ("| الدولة | إنتاج المناجم في 2024، ألف طن |", ["| الصين | 76 |"], ["differs"]),
        ("| 国家 | 2024年矿山产量（万吨） |", ["| 中国 | 6.7 |"], []),
        ("| 国家 | 2024年矿山产量（万吨） |", ["| 中国 | 67 |"], ["power_of_ten"]),
        ("Mine production in 2024, in thousand tonnes of W:", ["- China 67", "- Viet Nam 3.4"], []),
        ("Mine production in 2024, in thousand tonnes of W:", ["- China 76", "- Viet Nam 9.9"], ["differs", "differs"]),
    ],
)
def test_a_head_gives_the_unit_the_measure_and_the_year(
    tmp_path: Path, head: str, rows: list[str], kind: list[str]
) -> None:
    rule = ["|" + " --- |" * (head.count("|") - 1)] if "|" in head else [""]
    assert kinds(tmp_path / "brief.md", "\n".join([head, *rule, *rows])) == kind
    if "|" in head:
        cells = ["".join(f"<td>{cell}</td>" for cell in row.strip("|").split("|")) for row in (head, *rows)]
        page = "<html><table>" + "".join(f"<tr>{row}</tr>\n" for row in cells) + "</table></html>"
        assert kinds(tmp_path / "brief.html", page) == kind


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("Output, thousand tonnes", (1e3, "t", None)),
        ("Loan, US$m", (1e6, "USD", None)),
        ("US$ million", (1e6, "USD", None)),
        ("Price, $/mtu", (1, "USD", "mtu")),
        ("产量（万吨）", (1e4, "t", None)),
        ("الإنتاج (ألف طن)", (1e3, "t", None)),
        ("Share (%)", (1, "percent", None)),
        ("Country", None),
        ("Mine 12", None),
    ],
)
def test_the_words_of_a_head_give_a_unit(head: str, unit: tuple[float, str, str | None] | None) -> None:
    found = unit_of(head)
    assert (found and (found.factor, found.unit, found.per)) == unit


@pytest.mark.parametrize("draft", sorted(DRAFTS.iterdir()), ids=lambda path: path.name)
def test_hiding_markup_moves_no_character(draft: Path) -> None:
    """A letter or digit is shown at its place or not at all; that of a character reference at its ampersand."""
    for passage in read_draft(draft):
        pairs = list(zip(passage.text, passage.original, strict=True))
        assert not [pair for pair in pairs if pair[0].isalnum() and pair[1] not in {pair[0], "&"}]


def test_the_levels_are_those_of_the_file(checkout: Path) -> None:
    levels = checkout / "gate.yml"
    draft = DRAFTS / "wrong.html"
    assert gate.check(draft, checkout).falls_short
    levels.write_text(re.sub("(?m)^corrected: error", "corrected: note", levels.read_text(encoding="utf-8")), "utf-8")
    checked = gate.check(draft, checkout)
    assert {finding.level for finding in checked.findings} == {"note"}
    assert not checked.falls_short


def test_the_command_exits_with_1_for_a_wrong_draft_and_leaves_sarif(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(checkout)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    for name in ("right.en.md", "wrong.en.md"):
        shutil.copy(DRAFTS / name, checkout)
    assert cli.main(["gate", "right.en.md"]) == 0
    capsys.readouterr()
    assert cli.main(["gate", "wrong.en.md"]) == 1
    assert capsys.readouterr().out.startswith("wrong.en.md:3:22: error: ")
    run = json.loads((checkout / "build" / "gate.sarif").read_text(encoding="utf-8"))["runs"][0]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "wrong.en.md"
    assert place["region"] == {"startLine": 3, "startColumn": 22, "endColumn": 38}
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert cli.main(["gate", "wrong.en.md"]) == 1
    assert capsys.readouterr().out.startswith("::error file=wrong.en.md,line=3,col=22::")


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("nowhere.md", None, "nowhere.md: no such file"),
        ("data", None, "data: this is a folder"),
        ("paper.md", b"%PDF-1.7", "paper.md: this is a PDF"),
        ("latin.md", "café 5 tonnes".encode("latin-1"), "latin.md:1: byte 0xe9 is not UTF-8"),
        ("brief.ipynb", b"{", "brief.ipynb: not a notebook"),
        ("gate.yml", b"corrected: fatal", "gate.yml:1: "),
        ("", None, "which draft? make gate DRAFT=brief.md"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_2(
    checkout: Path,
    name: str,
    content: bytes | None,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(checkout)
    if content is not None:
        (checkout / name).write_bytes(content)
    assert cli.main(["gate", name]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(fault)
    assert shown.err.count("\n") == 1
    assert not (checkout / "build").exists()


def test_every_kind_has_words_in_three_languages() -> None:
    of_two = {"power_of_ten": ("too_large", "too_small")}
    for language in ("en", "ar", "zh"):
        assert all(templates(language)[key] for kind in KINDS for key in of_two.get(kind, (kind,)))


def test_terms_name_what_the_ledger_has() -> None:
    tables = dataset.load("printed", ROOT)
    known = {
        "entity": set(tables["entities"]["entity_id"]),
        "measure": set(tables["measures"]["measure"]),
        "commodity": {*tables["figures"]["commodity"], *tables["references"]["commodity"]},
    }
    rows = [(row["kind"], row["means"]) for row in terms() if row["kind"] in known]
    assert not [row for row in rows if row[1] not in known[row[0]]]
    text = (ROOT / "src/tungsten/gate/terms.csv").read_text(encoding="utf-8")
    listed = list(csv.reader(text.splitlines()))
    assert len(listed) == len({tuple(row) for row in listed})
