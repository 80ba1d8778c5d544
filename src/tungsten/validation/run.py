"""Validate a checkout and leave the results in ``build``: what ``tungsten validate`` and notebook 02 do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from tungsten import Unusable, digests, home
from tungsten.checkout_lock import lock
from tungsten.ledger.write import write_text
from tungsten.validation import outputs
from tungsten.validation.causes import causes
from tungsten.validation.validate import PASSED, Validation, passed, problems, stored, validate
from tungsten.vocabulary import VALUES


def run(root: Path, progress: Callable[[str], None] | None = None) -> Validation:
    """Validate a checkout, write the results, and if nothing falls short the digest of the files that passed.

    Args:
        root: The checkout.
        progress: Called with the name of each suite before it is run.

    Raises:
        Unusable: If a file can't be read at all.
    """
    with lock(root, "validate", waits=True):
        (root / PASSED).unlink(missing_ok=True)
        digest = digests.digest(root)
        validated = validate(root, progress)
        outputs.write_results(validated, root)
        if not validated.falls_short:
            write_text(digest, root / PASSED)
        return validated


def results(values: str, root: Path | None = None) -> pl.DataFrame:
    """Return the results of every rule on ``printed`` or ``corrected`` values: columns ``RESULTS``.

    They are those of the last validation if it passed and nothing changed since, data or code;
    otherwise the checkout is validated, which takes seconds.
    """
    if values not in VALUES:
        raise Unusable(f"values {values!r} is not known; one of {', '.join(VALUES)}")
    root = root or home()
    last = stored(root) if passed(root) == digests.digest(root) else None
    return (run(root).results if last is None else last).filter(pl.col("values") == values)


def lines_of_last(root: Path, *, is_github: bool) -> Iterator[str]:
    """Yield a line for each cause that the last validation found."""
    last = stored(root)
    found = causes(problems(last)) if last is not None else []
    yield from outputs.annotations(found) if is_github else outputs.text_lines(found)
