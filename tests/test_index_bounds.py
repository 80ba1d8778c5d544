"""The least and greatest concentration index that rounding allows, against all ends and against sampling."""

import itertools
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tungsten.analysis.index_bounds import greatest_index, index_of_printed_shares, least_index

HELD = st.tuples(st.floats(1, 1000), st.floats(0, 500)).map(lambda pair: (pair[0], pair[0] + pair[1]))
ABOUT_TEN = st.floats(0, 9).map(lambda width: (10 - width, 10 + width))
"""Holdings of one middle: many ends give nearly the same index."""

HALF_WIDTHS = (7.88, 1.58, 3.65, 3.44, 8.87, 4.9, 5.51)
"""Exchanging one end at a time, from any number of the largest at their upper end, stops short of the greatest."""


def index(held: list[float], rest: float = 0.0) -> float:
    return 1e4 * sum(x * x for x in held) / (sum(held) + rest) ** 2


def test_the_deposits_of_a_country() -> None:
    """1.216, about 1 and 0.2315 million t: the second is 0.25 to 1.75."""
    held = [(1_215_500.0, 1_216_500.0), (250_000.0, 1_750_000.0), (231_425.0, 231_575.0)]
    least, most = least_index(held), greatest_index(held)
    assert least is not None
    assert most is not None
    assert least == pytest.approx(index([1_215_500, 1_058_587.9, 231_575]), rel=1e-3)
    assert most == pytest.approx(index([1_216_500, 250_000, 231_425]), rel=1e-6)


def test_printed_shares_are_what_they_are() -> None:
    """27, 14, 8 and 8 % and 43 unnamed: 26.5² + 13.5² + 2 × 7.5² = 997; five of 8.5 and one of 1 at the most."""
    named = [(26.5, 27.5), (13.5, 14.5), (7.5, 8.5), (7.5, 8.5)]
    least, most = index_of_printed_shares(named, (42.5, 43.5), is_largest_first=True)
    assert least == pytest.approx(997)
    assert most == pytest.approx(27.5**2 + 14.5**2 + 2 * 8.5**2 + 5 * 8.5**2 + 1)
    _, most = index_of_printed_shares([(97.5, 98.5), (0.15, 0.25)], (1.5, 2.2), is_largest_first=True)
    assert most == pytest.approx(98.5**2 + 0.25**2 + 8 * 0.25**2 + 0.2**2)


def test_what_has_no_upper_end_may_be_the_only_holder() -> None:
    assert greatest_index([(1.0, float("inf")), (5.0, 6.0)]) == 1e4
    assert least_index([(1.0, 2.0)], (3.0, float("inf"))) == 0
    assert least_index([(1.0, float("inf")), (5.0, 6.0)]) == pytest.approx(5000)


def test_what_holds_nothing_has_no_index() -> None:
    for nothing in ([], [(0.0, 0.0)]):
        assert (least_index(nothing), greatest_index(nothing)) == (None, None)
    assert least_index([(0.0, 5.0)] * 2) == pytest.approx(5000)
    assert greatest_index([(0.0, 5.0)] * 2) == 1e4
    assert (least_index([], (3.0, 4.0)), greatest_index([], (3.0, 4.0))) == (0, 1e4)


@example([(10 - width, 10 + width) for width in HALF_WIDTHS], None)
@example([(7.9, 12.1), (8.5, 11.5), (7.5, 12.5), (3.9, 14.1)], None)  # the first two
@example([(2.37, 11.2), (7.75, 16.08), (1.33, 23.8)], None)  # the second alone at its upper end
@given(st.lists(st.one_of(HELD, ABOUT_TEN), min_size=1, max_size=7), st.one_of(st.none(), HELD))
def test_no_choice_of_ends_gives_more(named: list[tuple[float, float]], block: tuple[float, float] | None) -> None:
    found = greatest_index(named, block)
    best = max(
        index([*ends, rest]) for ends in itertools.product(*named) for rest in (block if block is not None else (0.0,))
    )
    assert found == pytest.approx(best, rel=1e-9)
    in_tonnes = [(low / 1e6, high / 1e6) for low, high in [*named, *([block] if block else [])]]
    assert greatest_index(in_tonnes) == pytest.approx(best, rel=1e-9), "in any unit, and a block is one holder"


@pytest.mark.parametrize("width", [0.1, 5, 9.9])
def test_of_equal_holdings_only_the_number_at_each_end_matters(width: float) -> None:
    """Forty have 2⁴⁰ choices of ends, which can't all be tried."""
    least, most = 10 - width, 10 + width
    best = max(index([most] * count + [least] * (40 - count)) for count in range(41))
    assert greatest_index([(least, most)] * 40) == pytest.approx(best, rel=1e-9)


@given(st.lists(HELD, min_size=1, max_size=7), st.one_of(st.none(), HELD), st.integers(0, 2**32))
def test_no_sample_lies_outside(named: list[tuple[float, float]], block: tuple[float, float] | None, seed: int) -> None:
    chance = random.Random(seed)
    least, most = least_index(named, block), greatest_index(named, block)
    assert least is not None
    assert most is not None
    for _ in range(20):
        rest = chance.uniform(*block) if block else 0.0
        held = [chance.uniform(*ends) for ends in named]
        assert least - 1e-6 <= index(held, rest)
        assert index([*held, rest]) <= most + 1e-6


@given(
    st.lists(HELD, min_size=1, max_size=7),
    st.one_of(st.none(), st.floats(0, 3000)),
    st.sampled_from([1e-6, 1.0, 1e6]),
)
def test_no_holding_can_be_moved_to_lower_the_least_index(
    named: list[tuple[float, float]], rest: float | None, unit: float
) -> None:
    """Moving one holding after the other to where it is best, Σx²/Σx of the others, ends at the least; in any unit."""
    held = [low for low, _ in named]
    for place in [*range(len(held))] * 200:
        others = held[:place] + held[place + 1 :]
        total = sum(others) + (rest or 0.0)
        best = sum(x * x for x in others) / total if total else 0.0
        held[place] = min(max(best, named[place][0]), named[place][1])
    scaled = [(low * unit, high * unit) for low, high in named]
    block = None if rest is None else (0.0, rest * unit)
    assert least_index(scaled, block) == pytest.approx(index(held, rest or 0.0), rel=1e-6)


def test_without_a_block_nothing_is_added() -> None:
    assert index_of_printed_shares([(60.0, 60.0), (40.0, 40.0)]) == (5200, 5200)
    assert index_of_printed_shares([(40.0, 40.0)], (60.0, 60.0)) == (1600, 5200), "one holder unless told otherwise"
    assert least_index([(60.0, 60.0), (40.0, 40.0)]) == pytest.approx(5200, rel=1e-12)


def test_the_least_index_lies_between_the_ends_of_intervals() -> None:
    """3, 1 and 0.5 to 3: the third is best at Σx²/Σx of the others, 10/4, and with a block of 4 at 10/8."""
    held = [(3.0, 3.0), (1.0, 1.0), (0.5, 3.0)]
    assert least_index(held) == pytest.approx(index([3, 1, 2.5]), rel=1e-12)
    assert least_index(held, (4.0, 4.0)) == pytest.approx(index([3, 1, 1.25], 4), rel=1e-12)
