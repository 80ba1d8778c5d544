"""How a text writes its numbers: its decimal point, its mark between thousands, the width of its lines.

The marks are taken from numbers with only one possible reading. A mark that
none of these show stays open, and a number that depends on it is not read.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from tungsten.ledger.lexicon import Lexicon, lexicon
from tungsten.ledger.pack import HAN, fold, packs, script_of

# The look-behind stands after the first digit, as a pattern that begins with one is searched for three times as fast.
_NUMBER = re.compile(r"(\d(?<![\w.,]\d)\d{0,2})((?:[.,،]\d+)+)(?![\w]|[.,]\d)")
_LETTER_POINT = re.compile(r"(\d(?<![\w.,]\d)\d*)ر(\d+)(?!\w)")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})$")
_LETTERS = re.compile(r"[^\W\d_]+")
BLOCK_END = re.compile(r"[.!?؟。！？:：؛;…]\W*$")
"""The end of a line that may end a paragraph."""

QUOTE = re.compile(r"\s*(?:>[ \t]?)+")
"""The marks of a Markdown block quote at the beginning of a line."""

SAMPLE = 200_000
"""The number of characters, from the beginning, that decide the language of a text."""

CUT_LINES = 4
"""The least number of lines of one length in a text that is cut at a column; fewer may be equal by chance."""

KNOWN = 0.12
"""The least share of a text's Latin words that the pack must have, for its language to count as known."""


@dataclass
class Profile:
    """How a text writes numbers, and the packs to read it with."""

    decimal: set[str] = field(default_factory=set)
    """The marks that some number uses as decimal point."""
    group: set[str] = field(default_factory=set)
    """The marks that some number uses between thousands."""
    fraction_first: bool = False
    whole_first: bool = False
    """Whether some number with ر as decimal point has the fraction, or the whole number, before it."""
    width: int = 0
    """The length of the longest line of several words; a line is wrapped where the next word would exceed it."""
    is_wrapped: bool = False
    """Whether most lines that end no sentence continue in the next."""
    is_cut: bool = False
    """Whether lines are cut at one column, even in the middle of a word."""
    packs: tuple[str, ...] = ()
    """The names of the packs to read the text with, one for each script."""
    unknown: frozenset[str] = frozenset()
    """The scripts of the text whose language has no pack."""
    main_script: str = ""
    """The script of most of the text."""

    @property
    def lexicon(self) -> Lexicon:
        return lexicon(self.packs)


def read_profile(lines: Iterable[str]) -> Profile:
    """Return the profile of a text."""
    profile, sample, length = Profile(), [], 0
    before, widths, lengths = "", Counter[int](), Counter[int]()
    for line in lines:
        text, whole = unquoted(line, before).strip(), line.rstrip("\n")
        if before.strip() and text:
            if not BLOCK_END.search(before) or text[0].isdigit():  # a line may end after the point of a number
                widths[width_with_next_word(before.strip(), text)] += 1
            lengths[len(before)] += 1
        before = whole
        if length < SAMPLE:
            sample.append(line)
            length += len(line)
        if " " in text or HAN.search(text):  # a single word may be longer than the lines are wide
            profile.width = max(profile.width, len(whole))
        _add_marks(line, profile)
    wrapped = sum(count for width, count in widths.items() if width > profile.width)
    profile.is_wrapped = 2 * wrapped > widths.total()
    profile.is_cut = len(lengths) == 1 and lengths.total() >= CUT_LINES
    profile.packs, profile.unknown, profile.main_script = _languages("\n".join(sample))
    return profile


@cache
def profile_of_prints() -> Profile:
    """Return the profile for prints without their text: the largest pack of each script, no marks."""
    largest: dict[str, str] = {}
    for name in sorted(packs(), key=lambda name: len(packs()[name].rows)):
        largest[packs()[name].script] = name
    return Profile(packs=tuple(sorted(largest.values())))


def unquoted(line: str, before: str) -> str:
    """Return a line without the marks of a block quote, if it goes on with that of the line before.

    In lines that begin with numbers, the mark is taken for "more than".
    """
    if not (QUOTE.match(line) and QUOTE.match(before)):
        return line
    text = QUOTE.sub("", line, count=1)
    begins = text[:1] + QUOTE.sub("", before, count=1)[:1]
    return text if any(sign.isalpha() for sign in begins) else line


def width_with_next_word(line: str, following: str) -> int:
    """Return the width of a line with the first word of the next; a Han text breaks after any character."""
    word = following.split(maxsplit=1)[0]
    return len(line) + (2 if HAN.search(word) else 1 + len(word.split("-")[0]))


def _add_marks(line: str, profile: Profile) -> None:
    """Add the marks whose use the numbers of a line leave no doubt about."""
    for whole, rest in _NUMBER.findall(line):
        rest = rest.replace("،", ",")
        marks, parts = [sign for sign in rest if sign in ".,"], rest.replace(",", ".").split(".")[1:]
        may_group = all(len(part) == 3 for part in parts[:-1])
        if (len(marks) == 2 and _DATE.match(whole + rest)) or (len(whole) > 1 and int(whole[0]) == 0):
            continue
        if len(marks) == 1:
            if len(parts[0]) != 3 or int(whole) == 0:
                profile.decimal.add(marks[0])
        elif len(set(marks)) == 1:
            if may_group and len(parts[-1]) == 3:
                profile.group.add(marks[0])
        elif may_group and marks.count(marks[-1]) == 1 and len(set(marks[:-1])) == 1:
            profile.group.add(marks[0])
            profile.decimal.add(marks[-1])
    for first, last in _LETTER_POINT.findall(line):
        profile.fraction_first |= int(first[0]) == 0 and len(first) > 1
        profile.whole_first |= (int(last[0]) == 0 and len(last) > 1) or int(first) == 0


def _languages(text: str) -> tuple[tuple[str, ...], frozenset[str], str]:
    """Return the packs to read a text with, the scripts of languages without a pack, and the main script."""
    scripts, counts = Counter({"CJK": sum(map(len, HAN.findall(text)))}), Counter[str]()
    for word, count in Counter(_LETTERS.findall(text)).items():
        scripts[script_of(word[0])] += count
        counts[fold(word)] += count
    main = scripts.most_common(1)[0][0] if scripts.total() else ""
    chosen, unknown = [], set()
    for script in sorted({pack.script for pack in packs().values()}):
        rivals = [pack.name for pack in packs().values() if pack.script == script]
        known = {rival: _known_words(rival, counts) for rival in rivals}
        best = max(rivals, key=lambda rival: (known[rival], len(packs()[rival].rows)))
        chosen.append(best)
        if script == main == "LATIN":
            total = sum(count for word, count in counts.items() if word.isalpha() and script_of(word[0]) == script)
            if total >= 4 and known[best] < KNOWN * total:
                unknown.add(script)
    return tuple(sorted(chosen)), frozenset(unknown), main


def _known_words(name: str, counts: Counter[str]) -> int:
    """Return the number of words of a text that a pack has."""
    known = lexicon((name,))
    return sum(count for word, count in counts.items() if word in known.single or word in known.phrases)
