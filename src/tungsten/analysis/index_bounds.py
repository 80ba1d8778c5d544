"""The least and the greatest concentration index that rounded holdings allow.

A holding of 231,500 t is anything from 231,450 to 231,550, and the index of
shares is a function of all holdings at once. Both functions search where its
extremes must lie, so no sampling and no tolerance is needed.
"""

from collections.abc import Sequence
from itertools import pairwise, product
from math import floor, isinf

Interval = tuple[float, float]
"""Least and most, in the unit of the holdings."""

FULL = 1e4
"""Index points of a single holder."""


def index_of_printed_shares(
    named: Sequence[Interval], block: Interval | None = None, *, is_largest_first: bool = False
) -> Interval:
    """Return the least and the greatest index of shares that are printed in per cent themselves.

    Each share is anything its print allows, whatever the others are. The block
    is infinitely many holders at the least, and at the greatest one holder or
    as few as none larger than the smallest named allows.
    """
    most = [high for _, high in named]
    squares = _squares_with_block(most, block[1] if block else 0.0, is_largest_first=is_largest_first)
    return sum(low * low for low, _ in named), min(squares, FULL)


def least_index(named: Sequence[Interval], block: Interval | None = None) -> float | None:
    """Return the least index in points; None where the holdings can sum to nothing.

    The block is infinitely many holders, as large as it can be. Each named
    holding lies as near as it can to one common value c: the index falls while
    a holding moves towards c = Σx² / Σx, whichever it is. Within a stretch of c
    where the same holdings can follow it, the best c is the Σx² of the others
    over their Σx.
    """
    rest = block[1] if block else 0.0
    if isinf(rest):
        return 0.0
    ends = sorted({end for interval in named for end in interval if not isinf(end)})
    found = [_points([_nearest(c, held) for held in named], rest) for c in ends]
    for low, high in pairwise(ends):
        fixed = [_nearest(low, held) for held in named if not held[0] <= low < held[1]]
        total = sum(fixed) + rest
        if total > 0 and low < (c := sum(x * x for x in fixed) / total) < high:
            found.append(_points([_nearest(c, held) for held in named], rest))
    known = [points for points in found if points is not None]
    return min(known) if known else None


def greatest_index(
    named: Sequence[Interval], block: Interval | None = None, *, is_largest_first: bool = False
) -> float | None:
    """Return the greatest index in points; None where the holdings can sum to nothing.

    The block is one holder or, where the named are the largest, as few as none
    larger than the smallest named allows. Between its ends a holding raises the
    index the more the nearer it is to one of them, so only ends are tried:
    the largest holdings at most and the others at least, from every place in
    the order, then single ends turned as long as that raises the index.
    """
    if any(isinf(most) for _, most in named) or (block and isinf(block[1]) and not is_largest_first):
        return FULL
    order = sorted(named, key=lambda held: (held[0] + held[1], held[1]), reverse=True)
    blocks = [end for end in dict.fromkeys(block) if not isinf(end)] if block else [0.0]

    def index(at_most: Sequence[bool], rest: float) -> float:
        held = [most if is_most else least for is_most, (least, most) in zip(at_most, order, strict=True)]
        return _points_with_block(held, rest, is_largest_first=is_largest_first) or 0.0

    best = 0.0
    for count, rest in product(range(len(order) + 1), blocks):
        at_most = [place < count for place in range(len(order))]
        points = index(at_most, rest)
        while True:
            turned = [[*at_most[:i], not at_most[i], *at_most[i + 1 :]] for i in range(len(at_most))]
            better = max(turned, key=lambda ends: index(ends, rest), default=at_most)
            if index(better, rest) <= points:
                break
            at_most, points = better, index(better, rest)
        best = max(best, points)
    return best or None


def _points_with_block(held: Sequence[float], rest: float, *, is_largest_first: bool) -> float | None:
    """Return the index in points with an unnamed rest in as few hands as its own bound allows."""
    total = sum(held) + rest
    squares = _squares_with_block(held, rest, is_largest_first=is_largest_first)
    return FULL * squares / total**2 if total > 0 else None


def _squares_with_block(held: Sequence[float], rest: float, *, is_largest_first: bool) -> float:
    """Return Σx², an unnamed rest being in as few hands as its own bound allows."""
    largest = min((x for x in held if x > 0), default=rest) if is_largest_first else rest
    count = floor(rest / largest) if largest > 0 else 0
    return sum(x * x for x in held) + count * largest**2 + (rest - count * largest) ** 2


def _points(held: Sequence[float], rest: float) -> float | None:
    """Return 10,000 × Σx² / (Σx + rest)²; None where nothing is held."""
    total = sum(held) + rest
    return FULL * sum(x * x for x in held) / total**2 if total > 0 else None


def _nearest(value: float, interval: Interval) -> float:
    return min(max(value, interval[0]), interval[1])
