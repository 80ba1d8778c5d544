"""``python tools/cldr.py [--write]``: the words that CLDR knows and the language packs don't, as lines of the packs.

CLDR, as `babel` has it, gives the names of months in each country, the separators of numbers, and the names of
currencies in every grammatical number. The packs have more words than these, so a line is only ever added.
"""

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.localedata import locale_identifiers
from babel.numbers import get_currency_name

from tungsten.ledger.pack import fold, packs, units

PACKS = Path(__file__).parents[1] / "src/tungsten/ledger/packs"

Line = tuple[str, str, str]
"""Kind, printed word and meaning."""


def missing(language: str) -> list[Line]:
    """Return the lines that a pack lacks, sorted."""
    pack = packs()[language]
    known = {(kind, fold(printed), meaning) for kind, printed, meaning in pack.rows}
    marks = pack.words("mark")
    lines = {line for line in _months(language) if (line[0], fold(line[1]), line[2]) not in known}
    lines |= {line for line in _currencies(language) if (line[0], fold(line[1]), line[2]) not in known}
    lines |= {line for line in _marks(language) if marks.get(line[1]) not in (line[2], "either")}
    by_key = {(kind, fold(printed)): (kind, printed, meaning) for kind, printed, meaning in sorted(lines)}
    return sorted(by_key.values())


def locales(language: str) -> list[Locale]:
    """Return a language in every country, in its own script."""
    names = sorted(name for name in locale_identifiers() if name.split("_")[0] == language)
    return [locale for locale in map(Locale.parse, names) if not locale.script]


def _months(language: str) -> Iterator[Line]:
    if language == "zh":  # the months are numbers, which the grammar reads
        return
    for locale in locales(language):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months["format"][width].items():
                yield "month", _plain(name).rstrip("."), f"{number:02}"


def _marks(language: str) -> Iterator[Line]:
    locale = Locale.parse(language)
    for system in {"latn", locale.default_numbering_system, *locale.other_numbering_systems.values()}:
        symbols = locale.number_symbols.get(system, {})
        for mark in ("decimal", "group"):
            if sign := symbols.get(mark):
                yield "mark", _plain(sign), mark


def _currencies(language: str) -> Iterator[Line]:
    locale = Locale.parse(language)
    counts = {locale.plural_form(count): count for count in (0, 1, 2, 3, 11, 100)}
    for code in sorted(name for name, unit in units().items() if unit.base == name and unit.is_money):
        forms = {number: get_currency_name(code, count, locale) for number, count in counts.items()}
        for number, name in forms.items():
            if name != code and "-" not in name:  # a hyphen parts words
                is_dual = number == "two" and name != forms.get("one")
                yield "unit_dual" if is_dual else "unit", _plain(name), code


def _plain(name: str) -> str:
    """Return a name without vowel signs and invisible characters, which the grammar doesn't see either."""
    visible = "".join(sign for sign in name if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join(visible.split())


def write(language: str) -> int:
    """Add the missing lines to a pack, each kind after its last line; return how many."""
    path, lines = PACKS / f"{language}.csv", missing(language)
    rows = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    for kind in sorted({line[0] for line in lines}):
        last = max((at for at, row in enumerate(rows) if row.startswith(f"{kind},")), default=len(rows) - 1)
        rows[last + 1 : last + 1] = [f"{','.join(line)},CLDR" for line in lines if line[0] == kind]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return len(lines)


def main(*, is_writing: bool) -> int:
    """Print or write the missing lines of every pack; return 1 if some are missing."""
    found = {language: missing(language) for language in packs()}
    for language, lines in found.items():
        for line in lines:
            print(f"{language}.csv: {','.join(line)}")
        if is_writing:
            write(language)
    return int(any(found.values()) and not is_writing)


if __name__ == "__main__":
    sys.exit(main(is_writing="--write" in sys.argv[1:]))
