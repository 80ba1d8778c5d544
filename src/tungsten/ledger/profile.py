"""How a text writes its numbers: which mark is the decimal point, which groups thousands, how wide it is wrapped.

Read off the numbers that can be read in one way only; what they leave open
stays open, and such a number is not read.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from tungsten.ledger.pack import HAN, Lexicon, fold, lexicon, packs, script_of

_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3})((?:[.,،]\d+)+)(?![\w]|[.,]\d)")
_FRACTION_FIRST = re.compile(r"(?<![\w.,])(\d+)ر(\d+)(?!\w)")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})$")
_LATIN = re.compile(r"[a-z]+")
_LETTERS = re.compile(r"[^\W\d_]+")

SAMPLE = 200_000
"""How many signs of a text are looked at to tell its language."""

CUT_LINES = 4
"""How many lines of one length show that a text is cut at a column; fewer may be alike by chance."""

KNOWN = 0.12
"""The least part of a text's Latin words that must be words of the pack for its language to count as known."""


@dataclass
class Profile:
    """What a text's own numbers and words show."""

    decimal: set[str] = field(default_factory=set)
    """The marks seen as decimal point."""
    group: set[str] = field(default_factory=set)
    """The marks seen between thousands."""
    fraction_first: bool = False
    whole_first: bool = False
    """Whether the ر of some agencies was seen after the fraction, or after the whole number."""
    width: int = 0
    """The longest line: a text is wrapped where the next word would pass it."""
    is_wrapped: bool = False
    """Whether most lines go on in the next."""
    is_cut: bool = False
    """Whether lines are cut at one column wherever that falls, in the middle of a word too."""
    packs: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()
    """Scripts whose language no pack knows."""
    main: str = ""
    """The script of most of the text."""

    @property
    def lexicon(self) -> Lexicon:
        return lexicon(self.packs)


def profile(lines: Iterable[str]) -> Profile:
    """The profile of a text, read line by line."""
    found, sample, length = Profile(), [], 0
    before, widths, lengths = "", Counter[int](), Counter[int]()
    for line in lines:
        shown, whole = line.strip(), line.rstrip("\n")
        if before.strip() and shown:
            widths[passes(before.strip(), shown)] += 1
            lengths[len(before)] += 1
        before = whole
        if length < SAMPLE:
            sample.append(line)
            length += len(line)
        found.width = max(found.width, len(line.rstrip("\n")))
        if any(mark in line for mark in ".,،ر"):
            _marks(line, found)
    going_on = sum(many for width, many in widths.items() if width > found.width)
    found.is_wrapped = 2 * going_on > widths.total()
    found.is_cut = len(lengths) == 1 and lengths.total() >= CUT_LINES
    text = "\n".join(sample)
    found.packs, found.unknown, found.main = _languages(text)
    return found


@cache
def usual() -> Profile:
    """The profile of a print by itself."""
    largest: dict[str, str] = {}
    for name in sorted(packs(), key=lambda name: len(packs()[name].rows)):
        largest[packs()[name].script] = name
    return Profile(packs=tuple(sorted(largest.values())))


def passes(shown: str, following: str) -> int:
    """How wide a line would be with the first word of the next; a Han text breaks anywhere."""
    word = following.split(maxsplit=1)[0]
    return len(shown) + (2 if HAN.search(word) else 1 + len(word.split("-")[0]))


def _marks(line: str, found: Profile) -> None:
    for whole, rest in _NUMBER.findall(line):
        rest = rest.replace("،", ",")
        marks, parts = re.findall("[.,]", rest), re.split("[.,]", rest)[1:]
        kinds = set(marks)
        grouped = all(len(part) == 3 for part in parts[:-1])
        if _DATE.match(whole + rest) or (len(whole) > 1 and int(whole[0]) == 0):
            continue
        if len(marks) == 1:
            if len(parts[0]) != 3 or int(whole) == 0:
                found.decimal.add(marks[0])
        elif len(kinds) == 1:
            if grouped and len(parts[-1]) == 3:
                found.group.add(marks[0])
        elif grouped and marks.count(marks[-1]) == 1 and len(set(marks[:-1])) == 1:
            found.group.add(marks[0])
            found.decimal.add(marks[-1])
    for first, last in _FRACTION_FIRST.findall(line):
        found.fraction_first |= int(first[0]) == 0 and len(first) > 1
        found.whole_first |= (int(last[0]) == 0 and len(last) > 1) or int(first) == 0


def _languages(text: str) -> tuple[tuple[str, ...], frozenset[str], str]:
    """The packs to read a text by, one a script, the scripts of unknown languages, and the main script."""
    scripts = Counter({_of("HAN"): sum(map(len, HAN.findall(text)))})
    listed = _LETTERS.findall(text)
    for word in listed:
        scripts[script_of(word[0])] += 1
    main = scripts.most_common(1)[0][0] if scripts.total() else ""
    seen = Counter(fold(word) for word in listed)
    chosen, unknown = [], set()
    for name in sorted({pack.script for pack in packs().values()}):
        rivals = [pack.name for pack in packs().values() if pack.script == name]
        scores = {rival: _hits(rival, seen) for rival in rivals}
        best = max(rivals, key=lambda rival: (scores[rival], len(packs()[rival].rows)))
        chosen.append(best)
        total = sum(many for word, many in seen.items() if word.isalpha() and script_of(word[0]) == name)
        if name == main and name == "LATIN" and total >= 4 and scores[best] < KNOWN * total:
            unknown.add(name)
    return tuple(sorted(chosen)), frozenset(unknown), main


def _hits(name: str, seen: Counter[str]) -> int:
    known = lexicon((name,))
    return sum(many for word, many in seen.items() if word in known.single or word in known.phrases)


def _of(name: str) -> str:
    return {"HAN": "CJK"}[name]
