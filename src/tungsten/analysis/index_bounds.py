"""Compute the least and the greatest concentration index that rounded holdings allow.

A holding printed as 231,500 t lies between 231,450 t and 231,550 t, and the
index depends on all holdings at once. The functions evaluate it only at points
where an extreme can be, so they need no sampling and no tolerance.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import isinf

Interval = tuple[float, float]
"""Least and most, in the unit of the holdings."""

Step = tuple[float, float]
"""The move of a holder from its lower to its upper end: its slope, ΔΣx² / ΔΣx, and its width, ΔΣx."""

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
    """Return the least index in points; None if nothing is held.

    The block is infinitely many holders and as large as possible. At the
    minimum each named holding x is as close as its interval allows to one
    common value c = Σx² / Σx, because moving x towards c lowers the index.
    Between two neighbouring ends of intervals the same holdings can equal c;
    there c is Σx² / Σx of the remaining holdings and the block.
    """
    rest = block[1] if block else 0.0
    ends = sorted({end for interval in named for end in interval if not isinf(end)})
    candidates = [_points([_nearest(c, held) for held in named], rest) for c in [0.0, *ends]]
    for low, high in pairwise(ends):
        fixed = [_nearest(low, held) for held in named if not held[0] <= low < held[1]]
        total = sum(fixed) + rest
        if total > 0 and low < (c := sum(x * x for x in fixed) / total) < high:
            candidates.append(_points([_nearest(c, held) for held in named], rest))
    known = [points for points in candidates if points is not None]
    return min(known) if known else None


def greatest_index(named: Sequence[Interval], block: Interval | None = None) -> float | None:
    """Return the greatest index in points, to nine digits; None if nothing is held.

    The block is one holder. The index is greatest with every holder at an end of
    its interval, so each holder is either left at its lower end or moved to its
    upper end. The search is branch and bound: if one move could be made in part,
    the greatest index would be known at once, and it is an upper limit for whole
    moves. Where that limit exceeds the best index found so far, the holder with
    the partial move is tried at both ends.
    """
    holders = [*named, block] if block else named
    if any(isinf(most) for _, most in holders):
        return FULL
    total = sum(least for least, _ in holders)
    if total == 0:
        return FULL if any(most for _, most in holders) else None
    steps = sorted(((least + most, most - least) for least, most in holders), reverse=True)
    best = 0.0
    untried = [(total, sum(least * least for least, _ in holders), steps)]
    while untried:
        total, squares, steps = untried.pop()
        partial, possible = _greatest_with_a_part(total, squares, steps)
        if partial is None:
            best = max(best, possible)
        elif possible > best * (1 + 1e-9):
            slope, width = steps[partial]
            first = steps.index((slope, width))
            last = first + steps.count((slope, width))  # equal steps are exchangeable: only their number matters
            raised = (partial + 1 - first) * width
            untried += [
                (total, squares, steps[:partial] + steps[last:]),
                (total + raised, squares + slope * raised, steps[:first] + steps[partial + 1 :]),
            ]
    return FULL * best


def _greatest_with_a_part(total: float, squares: float, steps: Sequence[Step]) -> tuple[int | None, float]:
    """Return the place of the step to take in part, None if there is none, and the greatest Σx² / (Σx)².

    Steps are taken from the steepest on, as long as slope × Σx > 2 Σx², which is where Σx² / (Σx)² still grows.
    """
    for place, (slope, width) in enumerate(steps):
        if slope * total <= 2 * squares:
            break
        if slope * (total + width) < 2 * (squares + slope * width):
            return place, slope**2 / (4 * (slope * total - squares))
        total, squares = total + width, squares + slope * width
    return None, squares / total**2


def _squares_with_block(held: Sequence[float], rest: float, *, is_largest_first: bool) -> float:
    """Return Σx², with the unnamed rest in as few holders as possible."""
    largest = min(held, default=rest) if is_largest_first else rest
    count, remainder = divmod(rest, largest) if largest else (0, rest)
    return sum(x * x for x in held) + count * largest**2 + remainder**2


def _points(held: Sequence[float], rest: float) -> float | None:
    """Return 10,000 × Σx² / (Σx + rest)²; None where that sum is zero."""
    total = sum(held) + rest
    return FULL * sum(x * x for x in held) / total**2 if total > 0 else None


def _nearest(value: float, interval: Interval) -> float:
    return min(max(value, interval[0]), interval[1])
