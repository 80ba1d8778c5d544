"""The least and greatest concentration index that rounding allows, against all ends and against sampling."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungsten.analysis.index_bounds import greatest_index, index_of_printed_shares, least_index

HELD = st.tuples(st.floats(1, 1000), st.floats(0, 500)).map(lambda pair: (pair[0], pair[0] + pair[1]))


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


def test_what_has_no_upper_end_may_be_the_only_holder() -> None:
    assert greatest_index([(1.0, float("inf")), (5.0, 6.0)]) == 1e4
    assert least_index([(1.0, 2.0)], (3.0, float("inf"))) == 0
    assert least_index([]) is None
    assert greatest_index([]) is None


@given(st.lists(HELD, min_size=1, max_size=7), st.one_of(st.none(), HELD))
def test_no_choice_of_ends_gives_more(named: list[tuple[float, float]], block: tuple[float, float] | None) -> None:
    found = greatest_index(named, block)
    best = max(
        index([*ends, rest]) for ends in itertools.product(*named) for rest in (block if block is not None else (0.0,))
    )
    assert found == pytest.approx(best, rel=1e-9)


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


def test_without_a_block_nothing_is_added() -> None:
    assert index_of_printed_shares([(60.0, 60.0), (40.0, 40.0)]) == (5200, 5200)
    assert least_index([(60.0, 60.0), (40.0, 40.0)]) == pytest.approx(5200, rel=1e-12)


def test_the_least_index_lies_between_the_ends_of_intervals() -> None:
    """3, 1 and 0.5 to 3: the third is best at Σx²/Σx of the others, 10/4, and with a block of 4 at 10/8."""
    held = [(3.0, 3.0), (1.0, 1.0), (0.5, 3.0)]
    assert least_index(held) == pytest.approx(index([3, 1, 2.5]), rel=1e-12)
    assert least_index(held, (4.0, 4.0)) == pytest.approx(index([3, 1, 1.25], 4), rel=1e-12)
