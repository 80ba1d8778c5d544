"""Profiles: numbers are read as the text writes them; ambiguous ones are not read."""

import pytest

from tungsten.ledger.profile import read_profile
from tungsten.ledger.scan import mentions


def first_value(text: str) -> float | None:
    value: float | None = mentions(text)["low"][0]
    return value


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("بلغ 6,250 مليون طن", 6.25e6),  # no other number: as agencies of the Maghreb write it
        ("بلغ 6,250 مليون طن، أي 231,500,000 طن", 6250e6),  # the comma groups here
        ("بلغ 6,250 مليون طن، بعد 3.5 مليون", 6250e6),  # the point is decimal here
        ("بلغ 12,500 طن", 12_500),
        ("بلغ 12,500 طن بعد 3,7 ملايين", 12.5),  # the comma is decimal here
        ("بلغ 1.250 طن بعد 1.234.567 طنا", 1250),  # the point groups here
        ("بلغ 1.250 طن بعد 3,7 ملايين", None),  # either
        ("بلغ 10.000 طن", None),  # ten to three decimals, or ten thousand
        ("بلغ 5ر3 مليون", 3.5e6),  # fraction first
        ("بلغ 5ر3 مليون بعد 2ر05 مليون", 5.3e6),  # 05 can only be a fraction: whole number first
        ("بلغ 5ر3 مليون بعد 05ر2 مليون", 3.5e6),
        ("sold 12,500 tonnes", 12_500),
        ("sold 6,250 million tonnes", 6250e6),
        ("sold 12,50 tonnes", None),  # no English number
        ("sold 1.250 tonnes", 1.25),
        ("sold 1.250 tonnes of 1.234.567 tonnes", 1250),
        ("产量12,500吨", 12_500),
    ],
)
def test_a_mark_means_what_it_means_elsewhere_in_the_text(text: str, low: float | None) -> None:
    assert first_value(text) == (None if low is None else pytest.approx(low))


def test_a_date_or_a_list_says_nothing_of_marks() -> None:
    profile = read_profile(["on 12.05.2024 and 1.2.3 at 07.30"])
    assert (profile.group, profile.whole_first, profile.fraction_first) == (set(), False, False)


@pytest.mark.parametrize(
    ("lines", "is_wrapped"),
    [
        (["a line of text that", "goes on in the next", "and ends here."], True),
        (["A title", "A paragraph that stands in one long line.", "Another."], False),
        (["one line"], False),
    ],
)
def test_a_text_is_wrapped_where_most_lines_could_hold_no_further_word(lines: list[str], is_wrapped: bool) -> None:
    assert read_profile(lines).is_wrapped is is_wrapped
