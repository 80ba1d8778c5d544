"""The words of pages and charts: each in both languages, each asked for, none idle."""

import re
import string
import sys
from pathlib import Path

import pytest

from tungsten.i18n.words import END, FIRST_STRONG, Words, terms

ROOT = Path(__file__).parents[1]


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


NOUNS = {"noun", "Noun", "the_noun", "The_noun"}
"""What a source is called, which the words of a run always know."""


def test_every_term_is_in_both_languages_with_the_same_gaps() -> None:
    faults = {key: fault for key in terms("en") if (fault := fault_of(key))}
    assert faults == {}


def fault_of(key: str) -> str:
    """Return what is wrong with a term, or nothing."""
    english, arabic = terms("en")[key], terms("ar")[key]
    may_differ = key.startswith("kazakh_deposits_title_two") or key.endswith("_how")
    if not english or not arabic:
        return "one language is empty"
    if not may_differ and not gaps(arabic) <= gaps(english) | NOUNS:
        return "Arabic has another gap than English"
    if "%" in re.sub(r"\{[^}]*\}", "", arabic):
        return "Arabic writes ٪"
    return "Arabic here has Latin digits" if re.search("[\u0660-\u0669]", arabic) else ""


def test_no_latin_word_of_a_term_stands_unisolated_in_arabic() -> None:
    arabic = Words("ar")
    filled = {key: arabic(key, **dict.fromkeys(gaps(term), "MCS2025")) for key, term in terms("ar").items()}
    outside = {key: re.sub(f"{FIRST_STRONG}[^{END}]*{END}", "", text) for key, text in filled.items()}
    assert {key: text for key, text in outside.items() if re.search("[A-Za-z]", text)} == {}


@pytest.mark.parametrize(
    ("english", "arabic", "fault"),
    [
        ("{least} tonnes", "{least} طن", ""),
        ("", "طن", "one language is empty"),
        ("tonnes", "{least} طن", "Arabic has another gap than English"),
        ("5%", "5%", "Arabic writes ٪"),
        ("5 tonnes", "٥ أطنان", "Arabic here has Latin digits"),
    ],
)
def test_a_fault_of_a_term_is_named(monkeypatch: pytest.MonkeyPatch, english: str, arabic: str, fault: str) -> None:
    monkeypatch.setattr(sys.modules[__name__], "terms", lambda language: {"a": {"en": english, "ar": arabic}[language]})
    assert fault_of("a") == fault


BY_STATE = "_corrected_alone"
"""The end of keys put together from two states of a figure, which stand whole nowhere in the code."""


def test_every_word_asked_for_is_there_and_no_word_is_idle() -> None:
    code = [
        path.read_text(encoding="utf-8")
        for room in ("charts", "i18n", "notebook", "report", "site")
        for path in (ROOT / "src/tungsten" / room).rglob("*")
        if path.suffix in {".py", ".html"}
    ]
    asked = " ".join(code)
    asked_for = [key for key in terms("en") if not key.endswith(BY_STATE)]
    idle = [key for key in asked_for if key not in asked and not _is_made_up(key, asked)]
    assert idle == []
    for key in re.findall(r"words\(\s*[\"']([a-z0-9_]+)[\"']\s*[,)]", asked):
        assert key in terms("en"), key


def _is_made_up(key: str, asked: str) -> bool:
    """Whether a key is put together in the code: ``f"basis_{…}"``, ``f"{key}_deck"``, one of a chart's titles."""
    head, _, _ = key.partition("_")
    starts = any(
        start in asked
        for end in range(len(head), len(key))
        for start in (f"{key[:end]}_{{", f'"{key[:end]}_" ~', f"'{key[:end]}_' ~")
    )
    around = re.search(r"_(?:title|deck|alt|how)(?:_(\w+))?$", key)
    return (
        starts
        or (around is not None and (around[1] is None or f'"title_{around[1]}"' in asked))
        or any(f"}}_{key[start + 1 :]}" in asked for start in range(len(key)) if key[start] == "_")
    )
