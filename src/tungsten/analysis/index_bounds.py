"""Compute the least and the greatest concentration index that rounded holdings allow.

A holding printed as 231,500 t lies between 231,450 t and 231,550 t, and the
index depends on all holdings at once. The functions evaluate it only at points
where an extreme can be, so they need no sampling and no tolerance.
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
    """Return the least and the greatest index of shares that are printed in per cent.

    Each share varies within its rounding, independently of the others. For the
    least index the block is infinitely many holders. For the greatest it is one
    holder or, with ``is_largest_first``, as few as possible, none of them
    larger than the smallest named.
    """
    most = [high for _, high in named]
    squares = _squares_with_block(most, block[1] if block else 0.0, is_largest_first=is_largest_first)
    return sum(low * low for low, _ in named), min(squares, FULL)


def least_index(named: Sequence[Interval], block: Interval | None = None) -> float | None:
    """Return the least index in points; None where the holdings can sum to zero.

    The block is infinitely many holders and as large as possible. At the
    minimum each named holding x is as close as its interval allows to one
    common value c = Σx² / Σx, because moving x towards c lowers the index.
    Between two neighbouring ends of intervals the same holdings can equal c;
    there c is Σx² / Σx of the remaining holdings and the block.
    """
    rest = block[1] if block else 0.0
    if isinf(rest):
        return 0.0
    ends = sorted({end for interval in named for end in interval if not isinf(end)})
    candidates = [_points([_nearest(c, held) for held in named], rest) for c in ends]
    for low, high in pairwise(ends):
        fixed = [_nearest(low, held) for held in named if not held[0] <= low < held[1]]
        total = sum(fixed) + rest
        if total > 0 and low < (c := sum(x * x for x in fixed) / total) < high:
            candidates.append(_points([_nearest(c, held) for held in named], rest))
    known = [points for points in candidates if points is not None]
    return min(known) if known else None


def greatest_index(named: Sequence[Interval], block: Interval | None = None) -> float | None:
    """Return the greatest index in points; None where the holdings can sum to zero.

    The block is one holder. The index is greatest with every holder at an end
    of its interval, so only ends are tried: first the n largest holdings at
    their upper end and the others at their lower end, for every n; then single
    ends are exchanged as long as that raises the index.
    """
    if any(isinf(most) for _, most in named) or (block and isinf(block[1])):
        return FULL
    order = sorted(named, key=lambda held: (held[0] + held[1], held[1]), reverse=True)
    blocks = dict.fromkeys(block) if block else [0.0]
    starts = [
        [most for _, most in order[:count]] + [least for least, _ in order[count:]] for count in range(len(order) + 1)
    ]
    return max((_raised([*held, rest], order) for held, rest in product(starts, blocks)), default=0.0) or None


def _raised(held: list[float], named: Sequence[Interval]) -> float:
    """Return the index of holdings after exchanging ends as long as that raises it; the last holding stays."""
    points = _points(held, 0.0) or 0.0
    while True:
        total, squares = sum(held), sum(x * x for x in held)
        exchanged = [least if held[place] == most else most for place, (least, most) in enumerate(named)]
        changes = zip(held, exchanged, strict=False)
        indices = [
            (squares - old * old + new * new) / (total - old + new) ** 2 if total - old + new > 0 else 0.0
            for old, new in changes
        ]
        if not indices:
            return points
        place = max(range(len(indices)), key=indices.__getitem__)
        better = [*held[:place], exchanged[place], *held[place + 1 :]]
        if (raised := _points(better, 0.0) or 0.0) <= points:
            return points
        held, points = better, raised


def _squares_with_block(held: Sequence[float], rest: float, *, is_largest_first: bool) -> float:
    """Return Σx², with the unnamed rest in as few holders as possible."""
    largest = min((x for x in held if x > 0), default=rest) if is_largest_first else rest
    count = floor(rest / largest) if largest > 0 else 0
    return sum(x * x for x in held) + count * largest**2 + (rest - count * largest) ** 2


def _points(held: Sequence[float], rest: float) -> float | None:
    """Return 10,000 × Σx² / (Σx + rest)²; None where that sum is zero."""
    total = sum(held) + rest
    return FULL * sum(x * x for x in held) / total**2 if total > 0 else None


def _nearest(value: float, interval: Interval) -> float:
    return min(max(value, interval[0]), interval[1])
