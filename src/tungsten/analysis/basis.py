"""Convert tonnes between bases: W, WO₃ and compounds.

Adding or ranking rows on different bases raises an error.
"""

from collections.abc import Mapping

import polars as pl

from tungsten import Unusable
from tungsten.evidence import trioxide

LITHIUM_TUNGSTATE = {"lithium": 2, "tungsten": 1, "oxygen": 4}
"""Number of atoms in Li₂WO₄, by the entity that holds their atomic weight."""

CONVERTIBLE = ("W", "WO3")


def to_basis(rows: pl.DataFrame, basis: str, constants: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows with ``columns`` (tonnes) on ``basis``; raise `Unusable` for bases other than W and WO3."""
    unknown = sorted({basis, *rows["basis"].drop_nulls()} - set(CONVERTIBLE))
    if unknown or rows["basis"].has_nulls():
        raise Unusable(f"basis {', '.join(unknown) or 'missing'}: only W and WO3 convert into each other")
    fraction = trioxide.factor(constants)
    factor = {"W": fraction, "WO3": 1 / fraction}[basis]
    converted = pl.when(pl.col("basis") == basis).then(pl.col(columns)).otherwise(pl.col(columns) * factor)
    return rows.with_columns(converted).with_columns(basis=pl.lit(basis))


def on_basis(reserves: pl.DataFrame, basis: str, trioxide_fraction: float) -> pl.DataFrame:
    """Return the reserves with tonnes of W and of WO₃ on one of the two; rows on any other basis stay as they are.

    Args:
        reserves: Rows with ``low, high, value`` in tonnes and their ``basis``.
        basis: ``W`` or ``WO3``.
        trioxide_fraction: The mass fraction of W in WO₃.
    """
    other, factor = ("WO3", trioxide_fraction) if basis == "W" else ("W", 1 / trioxide_fraction)
    is_other = pl.col("basis") == other
    return reserves.with_columns(
        pl.col("low", "high", "value") * pl.when(is_other).then(factor).otherwise(1.0),
        basis=pl.when(is_other).then(pl.lit(basis)).otherwise("basis"),
    )


def tungsten_fraction(constants: pl.DataFrame, atoms: Mapping[str, int] = LITHIUM_TUNGSTATE) -> float:
    """Return the mass fraction of W in a compound, from the atomic weights of its ``atoms``."""
    rows = constants.filter(pl.col("measure") == "atomic_weight", pl.col("entity_id").is_in(list(atoms)))
    weights: dict[str, float] = dict(rows.select("entity_id", "low").iter_rows())
    if missing := sorted(set(atoms) - set(weights)):
        raise Unusable(f"constants.csv: no atomic_weight of {', '.join(missing)}; each element needs its row")
    mass = sum(count * weights[element] for element, count in atoms.items())
    return atoms["tungsten"] * weights["tungsten"] / mass


def refuse_mixed_basis(rows: pl.DataFrame, within: list[str]) -> pl.DataFrame:
    """Return the rows unchanged; raise `Unusable` if rows of one ``within`` group have different bases."""
    bases = rows.group_by(within, maintain_order=True).agg(pl.col("basis").unique().sort())
    mixed = bases.filter(pl.col("basis").list.len() > 1)
    if not mixed.is_empty():
        group = mixed.row(0, named=True)
        bases_found = " and ".join(map(str, group.pop("basis")))
        place = ", ".join(f"{name} {value}" for name, value in group.items())
        raise Unusable(f"{place}: rows on basis {bases_found}; convert to one basis before adding or ranking")
    return rows
