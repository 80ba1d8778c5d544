"""The parameters of a run, checked before any work: papermill takes unknown names and wrong types without a word."""

import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from tungsten import Unusable
from tungsten.ledger import read
from tungsten.report.forms import Setting
from tungsten.vocabulary import LANGUAGES, VALUES

BASES = ("W", "WO3")


@dataclass(frozen=True)
class Parameters:
    """What a run may be asked for; what it isn't asked for is as in the notebooks' own cell."""

    source: str = "sunsirs-2025-11-21"
    values: str = "printed"
    basis: str = "W"
    edition: str = "MCS2025"
    language: str = "en"

    @property
    def setting(self) -> Setting:
        """What the page shows of such a run before a switch is touched."""
        return Setting(self.values, self.basis, self.edition)

    def as_dict(self) -> dict[str, str]:
        """The parameters by name, as papermill takes them."""
        return asdict(self)


NAMES = tuple(field.name for field in fields(Parameters))


def checked(**given: object) -> Parameters:
    """The parameters, or `Unusable` in one line: what is wrong and what would be right."""
    for name in given:
        if name not in NAMES:
            raise Unusable(f"parameter {name!r} is unknown; a run takes {', '.join(NAMES)}")
    valid = choices()
    return Parameters(**{name: _one_of(name, value, valid[name]) for name, value in given.items()})


def choices() -> dict[str, tuple[str, ...]]:
    """What each parameter may be. Editions are those that hold both production and reserves."""
    production, reserves = (read.reference(name).get_column("edition") for name in ("production", "reserves"))
    shared = set(production.drop_nulls()) & set(reserves.drop_nulls())
    return {
        "source": tuple(sorted(read.sources())),
        "values": VALUES,
        "basis": BASES,
        "edition": tuple(sorted(name for name in shared if re.fullmatch(r"MCS\d{4}", name))),
        "language": LANGUAGES,
    }


def read_parameters(path: Path) -> Parameters:
    """The checked parameters of ``params/NAME.yml``; a fault names the file."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Unusable(f"{path}: no such file; write one like params/default.yml") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path}: can't be read as UTF-8 text ({error})") from None
    except yaml.YAMLError as error:
        raise Unusable(f"{path}: {_in_one_line(error)}; the file must be valid YAML") from None
    if not isinstance(given, dict):
        raise Unusable(f"{path}: no mapping of names to values; a run takes {', '.join(NAMES)}")
    try:
        return checked(**{str(name): value for name, value in given.items()})
    except Unusable as fault:
        raise Unusable(f"{path}: {fault}") from None


def _one_of(name: str, value: Any, valid: tuple[str, ...]) -> str:
    right = f"it takes {'one of ' if len(valid) > 1 else ''}{', '.join(valid)}"
    if not isinstance(value, str):
        raise Unusable(f"parameter {name!r} is {value!r}, which is {type(value).__name__} and not text; {right}")
    if value not in valid:
        raise Unusable(f"parameter {name!r} is {value!r}; {right}")
    return value


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split())
