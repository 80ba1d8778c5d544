"""Hold every number of a draft against the ledger, and give each finding its place and its level."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tungsten import annotations, dataset
from tungsten.gate.comparing import pairs
from tungsten.gate.days import days
from tungsten.gate.drafts import Passage, read_draft
from tungsten.gate.facts import facts
from tungsten.gate.heads import heads
from tungsten.gate.judgement import WRONG, Judgement
from tungsten.gate.levels import KINDS, Level, read_levels
from tungsten.gate.matching import Ledger, families
from tungsten.gate.mentions import compared
from tungsten.gate.messages import LANGUAGES, Messages, templates
from tungsten.gate.numbers import REACH
from tungsten.gate.wording import Date, Sentence, Vocabulary, vocabulary
from tungsten.ledger import scan
from tungsten.ledger.profile import read_profile
from tungsten.ledger.write import write_text
from tungsten.sarif import Result, sarif

SARIF = Path("build/gate.sarif")


@dataclass(frozen=True)
class Finding:
    """A number of a draft of which something is to be said. Lines and columns are counted from 1."""

    file: str
    cell: int | None
    line: int
    column: int
    end_column: int
    level: Level
    kind: str
    printed: str
    ids: tuple[str, ...]
    message: str

    def __str__(self) -> str:
        cell = "" if self.cell is None else f"cell {self.cell}:"
        place = f"{self.file}:{cell}{self.line}:{self.column}"
        return f"{place}: {self.level}: '{self.printed}': {self.message} [{self.kind}]"


@dataclass(frozen=True)
class Checked:
    """The result of a gate."""

    findings: tuple[Finding, ...]
    """Those with another level than ``ignore``, in the order of the draft."""
    closing: str
    """How many numbers were read, and how many findings there are of each level, in one line."""

    @property
    def falls_short(self) -> bool:
        """Whether the draft must not be printed."""
        return any(finding.level == "error" for finding in self.findings)


def check(path: Path, root: Path) -> Checked:
    """Check a draft against the built tables of a checkout.

    Raises:
        Unusable: The draft, ``gate.yml`` or a table can't be used.
    """
    passages, levels = read_draft(path), read_levels(root)
    tables = {values: dataset.load(values, root) for values in ("printed", "corrected")}
    common = tables["printed"]
    held = facts(tables["printed"], tables["corrected"])
    kinds = dict(common["entities"].select("entity_id", "kind").iter_rows())
    ledger = Ledger(held, kinds, families(common["measures"]))
    words = vocabulary(common["entities"], common["measures"])
    profile = read_profile("\n".join(passage.text for passage in passages).splitlines(keepends=True))
    language = LANGUAGES.get(profile.main_script, "en")
    messages = Messages(language, _by(common["entities"], "entity_id"), _by(common["measures"], "measure"))
    counted = 0
    findings: list[Finding] = []
    for passage in passages:
        mentions = scan.mentions(passage.text).with_row_index("number")
        counted += mentions.filter(pl.col("role").is_in(["figure", "unread"])).height
        for row, judgement in _judged(passage, mentions, ledger, words):
            level: Level = levels.get(judgement.kind, "ignore")
            if level != "ignore":
                findings.append(_finding(path, passage, row, judgement, level, messages.sentence(judgement)))
    counts = Counter(finding.level for finding in findings)
    shown = ", ".join(f"{count} {level}" for level, count in sorted(counts.items())) or "0 error"
    return Checked(tuple(findings), templates(language)["closing"].format(numbers=counted, counts=shown))


def as_sarif(checked: Checked, root: Path) -> str:
    """Return the findings as SARIF; paths are below ``root`` where they can be."""
    results = [
        Result(
            rule=finding.kind,
            level=finding.level,
            message=f"'{finding.printed}': {finding.message}",
            file=_below(finding.file, root),
            line=finding.line,
            column=finding.column,
            end_column=finding.end_column,
            part=None if finding.cell is None else f"cell {finding.cell}",
            identity=f"{finding.printed} {' '.join(finding.ids)}",
        )
        for finding in checked.findings
    ]
    return sarif(results, KINDS)


def write_sarif(checked: Checked, root: Path) -> None:
    """Write ``build/gate.sarif``."""
    write_text(as_sarif(checked, root), root / SARIF)


def annotation(finding: Finding, root: Path) -> str:
    """Return a finding as a GitHub workflow command; in a notebook it has no line of the file."""
    level = {"note": "notice"}.get(finding.level, finding.level)
    place = (finding.line, finding.column) if finding.cell is None else (None, None)
    return annotations.annotation(level, str(finding), _below(finding.file, root), *place)


def _below(file: str, root: Path) -> str:
    """Return a path below the checkout; an absolute path for a file elsewhere."""
    path = Path(file).resolve()
    return (path.relative_to(root.resolve()) if path.is_relative_to(root.resolve()) else path).as_posix()


def _judged(
    passage: Passage, mentions: pl.DataFrame, ledger: Ledger, words: Vocabulary
) -> Iterator[tuple[dict[str, Any], Judgement]]:
    """Yield each figure of a passage with what it is, and each number that was not understood."""
    sentences = words.sentences(passage.text)
    _add_numbers(sentences, mentions)
    above = heads(passage, mentions["char_start"])
    figures = compared(mentions.filter(role="figure"), passage.text, above)
    close = defaultdict(list)
    for number, *pair in pairs(figures, ledger.facts.table).sort("number", "fact").iter_rows():
        close[number].append(tuple(pair))
    rows = {row["number"]: row for row in figures.iter_rows(named=True)}
    by_sentence = defaultdict(list)
    for row in rows.values():
        by_sentence[_sentence_at(sentences, row["char_start"])].append(row)

    def judged(row: dict[str, Any]) -> Judgement:
        place = row["char_start"]
        at = _sentence_at(sentences, place)
        own = sentences[at]
        if head := above.get(place):
            own = own.headed(sentences[_sentence_at(sentences, head.end - 1)], head.start, head.end, head.place)
        nearby = [*by_sentence[at], *by_sentence[at + 1]]
        others = {(other["low"], other["qualifier"]) for other in nearby if other["char_start"] != place}
        number = ledger.number(row, own, sentences[max(at - REACH, 0) : at], sentences[at + 1 : at + 2])
        return ledger.judge(number, close[row["number"]], others)

    for row in mentions.iter_rows(named=True):
        if row["role"] == "unread":
            yield row, Judgement("unread")
        if row["role"] == "figure":
            whole = judged(rows[row["number"]])
            ends = [judged(rows[end]) for end in (-2 * row["number"] - 1, -2 * row["number"] - 2) if end in rows]
            wrong = [end for end in ends if end.kind in WRONG]
            yield row, (wrong[0] if wrong and whole.kind == "unknown" else whole)


def _sentence_at(sentences: list[Sentence], place: int) -> int:
    """Return the position of the sentence that a character is in."""
    return bisect_right(sentences, place, key=lambda sentence: sentence.start) - 1


def _add_numbers(sentences: list[Sentence], mentions: pl.DataFrame) -> None:
    """Add dates, and the places of other numbers, to their sentences."""
    columns = ("role", "char_start", "printed", "low", "high")
    for role, place, printed, first, last in mentions.select(columns).iter_rows():
        sentence = sentences[_sentence_at(sentences, place)]
        if role == "date" and first is not None:
            sentence.dates.append(Date(place, *days(printed, first, last)))
        elif role in {"figure", "unread"}:
            sentence.numbers.append(place)


def _finding(
    path: Path, passage: Passage, row: dict[str, Any], judgement: Judgement, level: Level, message: str
) -> Finding:
    start, end = row["char_start"], row["char_end"]
    line_start = passage.original.rfind("\n", 0, start) + 1
    end_of_line = passage.original.find("\n", start, end)
    last = end if end_of_line < 0 else end_of_line
    return Finding(
        file=path.as_posix(),
        cell=passage.cell,
        line=passage.original.count("\n", 0, start) + 1,
        column=start - line_start + 1,
        end_column=last - line_start + 1,
        level=level,
        kind=judgement.kind,
        printed=" ".join(passage.text[start:end].replace(scan.JOINT, "").split()),
        ids=tuple(fact.name for fact in judgement.facts),
        message=message,
    )


def _by(table: pl.DataFrame, key: str) -> dict[str, dict[str, str]]:
    return {row[key]: row for row in table.iter_rows(named=True)}
