"""What a mention of a quantity looks like in running text: patterns made of the lexicon's words.

For a text of one sign for each thing, as `scan` makes it. Where a number and
what belongs to it can't be told from two numbers, it is one mention, which the
grammar of quantities then doesn't read, and not two that it would read wrongly.
"""

import re
from collections.abc import Iterable
from functools import cache

from tungsten.ledger.quantity import lexicon, typed

NO_MORE = r"(?![.,،ر]?\d)"
"""Where a run of digits ends: no date is a part of one."""
RUN = r"(?>\d(?:[.,،ر]*\d)*)"
"""Digits with whatever stands between them: ر, too, is some agencies' decimal point."""
DIGITS = rf"(?>\d{{1,3}}(?: \d{{3}})+{NO_MORE}|{RUN}(?: ?[.,] ?{RUN})?)"
"""A number in digits, in whatever groups."""
YEAR = rf"(?:1[89]|20)\d\d{NO_MORE}"
CLOCK = rf"\d{{1,2}}:\d\d(?::\d\d)?{NO_MORE}"
MONEY = "(?:(?<![A-Za-z])|(?<=US))[$€£¥]"
WORD = r"(?<!\w)(?:(?!واحد)[وف])?[بكل]?"
"""Where a word begins: and, so, by, like and to are written onto the word after them."""


@cache
def mention() -> "re.Pattern[str]":
    """A mention: at each place the first kind that fits, in a group named after it; an idiom is none."""
    idioms = [*lexicon("idiom"), *(month for month in lexicon("month") if " " in month)]
    kinds = [
        rf"^ *(?P<heading>{heading()})",
        rf"{WORD}(?P<counted>{any_of(lexicon('enumerator'))})(?= *[،,:.؛-])",
        rf"(?P<moment>(?:{month()} +{_DAY},? +{YEAR}|{_IN_DIGITS}) +{CLOCK}|{CLOCK})",
        rf"(?P<date>{date()})",
        rf"(?:{WORD}(?=ال)|(?<!\w)[وف]?لل)(?P<part>(?:ال)?{_part()}(?: +{_of_year()})?)(?!\w)",
        rf"{WORD}(?P<idiom>{any_of(idioms)})(?!\w)",
        rf"(?P<name>{name()})",
        rf"(?P<digits>{in_digits()})",
        rf"{WORD}(?:ال|ل)?(?P<words>{in_words()})",
        rf"{WORD}(?P<place>{place()})(?!\w)",
    ]
    return re.compile("|".join(kinds), re.MULTILINE)


@cache
def cue() -> "re.Pattern[str]":
    """The word that says what the bare number after it counts: an article of a law, the hour."""
    return re.compile(rf"{WORD}({any_of([*lexicon('cue'), *_after_to(lexicon('cue'))])}) *:? *\(?$")


@cache
def before_year() -> "re.Pattern[str]":
    """A word after which four digits are a year."""
    return re.compile(rf"(?<!\w)[وفبكل]?{any_of(_before_year())} +$")


@cache
def hedge_before() -> "re.Pattern[str]":
    """A hedge right before a mention, or before the end of a year; ليصل إلى, to reach, is none."""
    between = rf"(?: +\w+(?:ها|هم|ه))?(?: +{any_of(lexicon('level'))})?"
    year = f"(?: +{any_of(lexicon('part_of_year'))})?(?: +{any_of(lexicon('year_word'))})?"
    prefix = "[وف]??(?:[بك]|ل(?!يصل|تصل))??"
    return re.compile(rf"(?<!\w){prefix}({any_of(lexicon('hedge'))}){between}{year} *(?:ال)?\(? *$")


@cache
def hedge_around() -> "re.Pattern[str]":
    """A hedge of a verb and its preposition, with what exceeds or reaches between them."""
    split = [hedge.rpartition(" ") for hedge in lexicon("hedge") if hedge.endswith((" عن", " على", " إلى"))]
    verbs, ends = any_of({verb for verb, _, _ in split}), any_of({end for *_, end in split})
    return re.compile(rf"(?<!\w)[وف]?({verbs}) +\w+(?:ها|هم|ه) +({ends}) *\(?$")


@cache
def hedge_after() -> "re.Pattern[str]":
    """A hedge right after a mention."""
    return re.compile(rf" *({any_of(lexicon('hedge_after'))})(?!\w)")


@cache
def number_apart() -> "re.Pattern[str]":
    """What makes a scale word count something else than one: a number before it that is no part of its mention."""
    return re.compile(rf"(?:[\dA-Za-z)\]]|{MONEY}|(?<!\w){_word()}) *$")


@cache
def whole() -> "re.Pattern[str]":
    """A scale word that needs no number before it."""
    return re.compile(_whole())


def in_digits() -> str:
    """A number in digits with what belongs to it; after ``between`` and before ``or`` the next one, too."""
    sign = rf"(?:(?:(?<![\w.,٪])|(?<=\bو))-(?!{YEAR}))?(?:٪ *|{MONEY} *)?"
    either = rf"(?:(?<=بين ){DIGITS} +و *|{DIGITS} +أو +){_number()}(?: *{_scale()})?"
    scaled = rf"{DIGITS}{_range()}(?: +{_words()})?(?: *{MONEY})? *(?P<scale>{_scale()}){_added('scale')}"
    return f"{sign}(?:{DIGITS}{_percents()}|(?:{either}|{scaled}|{DIGITS}{_range()}){_measured()})"


def in_words() -> str:
    """A number in words, or a scale word alone, with what belongs to it."""
    counted = f"{_words()}{_range()}(?: *(?:ال)?(?P<many>{_scale()}))?"
    more = f"(?:{counted}|{_whole()}(?: +{_scale()})?){_added('many')}{_measured()}"
    return f"(?:{_words()}{_percents()}|{more})"


def place() -> str:
    """A rank: an ordinal, or one of those that stand before an argument."""
    return rf"(?:المرتبة +)?(?:{_ordinal()}{_teen()}?|الحادية?{_teen()})|{any_of(lexicon('enumerator'))}"


def date() -> str:
    """A day, a month or a year, or from one to the other."""
    to, of_year, amount = _to(), _of_year(), _amount()
    follow = [*lexicon("after_year"), *(word for word, means in lexicon("unit").items() if means == "year")]
    noun = rf" +(?:(?!ال|[بلوف]|{any_of(follow)}(?!\w))[^\W\d]|{any_of(lexicon('counted_noun'))}(?!\w))"
    years = [
        rf"{_after(lexicon('year_word'))}{YEAR}",
        rf"{_after(_before_year())}(?<!على بعد ){YEAR}(?!{_amount('count', 'year')})",
        rf"(?:(?<=\d\d\d\d و)|(?<=\d\d\d\d و )|(?<=\d\d\d\d، )){YEAR}(?!{_amount('count', 'year')})",
        rf"{_after(['من', 'بين'])}{YEAR}(?!{amount})(?!(?:{to}| +و *){_number()}{amount})",
        rf"(?<!من )(?<!بين )(?<!على بعد ){YEAR}(?!{_amount('year')}|{noun}| *- *{_number()}{amount})",
    ]
    year = f"(?:{any_of(lexicon('year_word'))} +)?{YEAR}"
    return "|".join(
        [
            rf"{month()} +{_DAY},? +{YEAR}",
            rf"{_DAY}(?:(?:{to}| +و *){_DAY})?(?: +من)? +{month()}(?:,? +{of_year})?",
            rf"(?<!\w){_ordinal()}{_teen()}? +من +{month()}(?: +{of_year})?",
            rf"{month()}(?:{to}{month()})? +{of_year}",
            r"1[34]\d\d ?ه(?!\w)",
            _IN_DIGITS,
            rf"(?:{'|'.join(years)})(?:[-/]\d\d{NO_MORE}|(?:{to}|/){year}(?!{amount}))?",
        ]
    )


def month() -> str:
    """The name of a month, or its two names."""
    names = any_of(lexicon("month"))
    return rf"{names}(?!\w)(?: *[/(] *{names}\)?)?"


def heading() -> str:
    """The number a line begins with."""
    return rf"\(?\d{{1,2}}\)|\d{{1,2}}(?=[.:-] *[^\W\d])|0\d(?!{_amount()}| *{month()})(?= +[^\W\d])"


def name() -> str:
    """Digits that are part of a name, unless a percent sign follows; and what one dials."""
    latin = rf"(?<![A-Za-z\d])(?!{any_of(lexicon('currency'))}\d)[A-Za-z]+(?:-?{RUN}[A-Za-z]*)+"
    return rf"{latin}(?!\w|[.,]\d| *{_percent()})|(?<=[^\W\d]{{2}}-){RUN}|\+\d[\d ()-]{{6,}}\d"


def any_of(words: Iterable[str]) -> str:
    """One of some words, the longest that fits, with as much space within as there is."""
    longest_first = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", " +") for word in longest_first) + ")"


# --------------------------------------------------------------------- pieces

_DAY = r"(?<![\d.,])\d{1,2}"
_IN_DIGITS = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    rf"|\d{{4}}-(?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/]{YEAR}){NO_MORE}"
)


def _before_year() -> list[str]:
    return [*lexicon("before_year"), *lexicon("part_of_year"), *lexicon("year_word")]


def _part() -> str:
    return rf"{any_of(lexicon('part_counted'))} +(?:{_ordinal()}|الأخير)"


def _teen() -> str:
    """What makes an ordinal one between ten and a hundred."""
    tens = any_of(word for word, value in lexicon("number").items() if value.endswith("0") and word.endswith("ين"))
    return rf"(?: +عشرة?| +وال{tens})"


def _of_year() -> str:
    return f"(?:(?:من +)?{any_of(lexicon('year_word'))} +)?{YEAR}"


def _after(words: Iterable[str]) -> str:
    """After one of some words, onto which another may be written."""
    return "(?:" + "|".join(rf"(?<=\b{word} )|(?<=\b[وفبكل]{word} )" for word in words) + ")"


def _after_to(words: Iterable[str]) -> list[str]:
    """Words with the article as they are written after ل, which takes its alif."""
    return [f"لل{word.removeprefix('ال')}" for word in words if word.startswith("ال")]


def _ordinal() -> str:
    return any_of(lexicon("ordinal"))


def _percent() -> str:
    return any_of(_spelt("٪"))


def _to() -> str:
    return f" *(?:-|{any_of(_spelt('إلى'))}) *"


def _scale() -> str:
    return any_of([*lexicon("scale"), *lexicon("scales")]) + r"(?!\w)"


def _whole() -> str:
    return any_of([*lexicon("scale"), *lexicon("scales"), *lexicon("dual")]) + r"(?!\w)"


def _word() -> str:
    return any_of({*(form for word in lexicon("number") for form in typed(word)), *lexicon("loose")}) + r"(?!\w)"


def _words() -> str:
    return f"{_word()}(?: +{_word()})*"


def _number() -> str:
    return f"(?:{DIGITS}|{_words()})"


def _range() -> str:
    """The other end."""
    return f"(?:{_to()}{_number()})?"


def _percents() -> str:
    """The per cent sign, and the other end with its own; a per cent and what is none are no range."""
    return f" *{_percent()}(?:{_to()}{_number()} *{_percent()})?"


def _added(scale: str) -> str:
    """More of the same number, as in three thousand and five hundred, but not another counted in the same scale."""
    another = f"(?:{RUN}|{_words()}) *(?:ال)?(?P={scale})"
    return rf"(?: +(?:و *|أو +)(?!{another})(?:{_number()}(?: *(?:ال)?{_scale()})?|{_whole()}))*"


def _amount(*but: str) -> str:
    """What makes digits before it an amount: a per cent sign, a scale word, or a unit, ``but`` none of some kinds."""
    units = [word for word, means in lexicon("unit").items() if means not in but]
    return f" *(?:{_percent()}|{_scale()}|{_unit(units)})"


def _measured() -> str:
    """The unit, whether the grammar knows it or not."""
    parts_per = f"(?: *أجزاء| *جزءا?)? *في +ال{_scale()}"
    unknown = rf" ?{any_of(lexicon('abbreviation'))}(?!\w)|[A-Za-z]+|[\u4e00-\u9fff]+"
    return f"(?: *{_unit(lexicon('unit'))}| *{_percent()}|{parts_per}|{unknown})?"


def _unit(words: Iterable[str]) -> str:
    """A unit, but no year that the next digits are the number of, and no dollar of elsewhere."""
    no_number = dict.fromkeys((word for word, means in lexicon("unit").items() if means == "year"), rf"(?! +{YEAR})")
    no_other = dict.fromkeys((word for word in lexicon("unit") if word.startswith("دولار")), f"(?! +{_other_dollar()})")
    forms = {form: word for word in words if word != "٪" for form in _spelt(word)}
    patterns = [
        any_of([form]) + (no_number | no_other).get(forms[form], "") for form in sorted(forms, key=len, reverse=True)
    ]
    return "(?:" + "|".join(patterns) + r")(?!\w)"


def _other_dollar() -> str:
    return any_of(lexicon("other_dollar"))


def _spelt(word: str) -> list[str]:
    """A word in every spelling of what it holds."""
    return [word, *(word.replace(means, printed) for printed, means in lexicon("spelling").items() if means in word)]
