"""Charts as forms: drawn once with holes, filled for each setting of the page's switches. No library is needed here."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from tungsten.params import Parameters

Given: TypeAlias = Mapping[str, Any]
"""What fills the holes, by name."""

HOLE = "\N{WHITE SQUARE}"
"""What a hole starts with, its name after it; no word of the report does."""


def filled(form: Any, given: Given) -> Any:
    """A form with its holes filled; the page's script does the same."""
    if isinstance(form, dict):
        return {name: filled(part, given) for name, part in form.items()}
    if isinstance(form, list):
        return [filled(part, given) for part in form]
    return given[form[len(HOLE) :]] if isinstance(form, str) and form.startswith(HOLE) else form


def shared(forms: Iterable[Any]) -> tuple[list[Any], dict[str, Any]]:
    """Move parts that occur in several specifications into a shared table, under a name of their own."""
    forms = list(forms)
    counted = Counter(part for form in forms for part in _parts(form))
    often = [part for part, count in counted.items() if count > 1 and len(part) > SHORTEST]
    names = {part: f"{SHARED}{number}" for number, part in enumerate(often)}
    return [_named(form, names) for form in forms], {
        name[len(HOLE) :]: _named(json.loads(part), {other: its for other, its in names.items() if other != part})
        for part, name in names.items()
    }


SHARED = f"{HOLE}shared-"
"""What a hole starts with that a part in common fills."""

SHORTEST = 60
"""Parts this short are told each time."""


def _parts(form: Any) -> Iterator[str]:
    """A form's parts, the whole aside, as JSON."""
    inside = form.values() if isinstance(form, dict) else form if isinstance(form, list) else ()
    for part in inside:
        if isinstance(part, dict | list):
            yield json.dumps(part, sort_keys=True)
            yield from _parts(part)


def _named(form: Any, names: Mapping[str, str]) -> Any:
    if isinstance(form, dict | list) and (name := names.get(json.dumps(form, sort_keys=True))):
        return name
    if isinstance(form, dict):
        return {key: _named(part, names) for key, part in form.items()}
    return [_named(part, names) for part in form] if isinstance(form, list) else form


@dataclass(frozen=True)
class Setting:
    """One setting of the page's switches."""

    reading: str
    basis: str
    edition: str

    @classmethod
    def of_run(cls, parameters: "Parameters") -> "Setting":
        """What the page of a run shows before a switch is touched."""
        return cls(parameters.values, parameters.basis, parameters.edition)

    def of(self, follows: str) -> str:
        """What it says of some switches, as the page looks it up."""
        return " ".join(str(getattr(self, switch)) for switch in follows.split())


@dataclass(frozen=True)
class Drawing:
    """One chart, drawn as SVG."""

    bare: str
    """Without its title, which the page prints itself; no background."""
    titled: str
    """A picture that stands alone: title, subtitle and white paper."""


_AROUND = ("title", "subtitle", "alt", "meta", "datasets")
"""What is given to a chart and printed around it by the page, or thinned first."""

_TOLD = ("finding", "deck", "source", "alt", "how", "rows", "narrow_height")
"""What the page prints around a chart."""


@dataclass(frozen=True)
class Exhibit:
    """One chart at every setting."""

    name: str
    section: str
    follows: str
    """The switches it follows, by name."""
    form: Mapping[str, Any]
    """The specification with its holes, whole."""
    settings: Mapping[str, Given]
    """Setting of its switches → what fills the holes."""
    blanks: frozenset[str]
    """Settings that leave nothing to draw."""
    blank_form: Mapping[str, Any]
    """The specification that says so, with its holes; empty where there are none of these."""

    def at(self, setting: Setting) -> Given:
        """What fills the chart at one setting."""
        return self.settings[setting.of(self.follows)]

    def meta(self, setting: Setting) -> Mapping[str, Any]:
        """What stands around the chart at one setting: sentences, and its table."""
        return dict(self.at(setting)["meta"])

    @property
    def every_row(self) -> list[list[Any]]:
        """The rows of its table, of every setting."""
        return [row for given in self.settings.values() for row in given["meta"]["rows"]]

    def spec(self, setting: Setting) -> dict[str, Any]:
        """The whole specification at one setting."""
        form = self.blank_form if setting.of(self.follows) in self.blanks else self.form
        return dict(filled(form, self.at(setting)))

    @cached_property
    def page_form(self) -> dict[str, Any]:
        """The form as the page needs it, which prints title and sources itself and holds one configuration for all."""
        kept = ("data", "datasets", "layer", "params", "width", "height")
        return {name: self.form[name] for name in kept if name in self.form}

    def view(self, key: str) -> dict[str, Any]:
        """One setting as the page needs it."""
        given = self.settings[key]
        told = {name: given["meta"][name] for name in _TOLD}
        if key in self.blanks:
            return told
        plain = {name: value for name, value in given.items() if name not in _AROUND}
        thin = {
            name: [{field: value for field, value in row.items() if field in self._asked} for row in rows]
            for name, rows in given["datasets"].items()
        }
        return {**told, "given": {**plain, "datasets": thin}}

    @cached_property
    def _asked(self) -> set[str]:
        """The fields of its data that the drawing asks for, and the id a click leads by."""
        named = re.findall(r'"field": "(\w+)"|datum\.(\w+)|"(\w+):[QNOT]"', json.dumps(self.page_form))
        return {name for names in named for name in names if name} | {"id"}
