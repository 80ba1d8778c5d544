"""Charts as templates with placeholders (holes), which are filled for each setting of the page's switches.

The module imports no library, since it is also used where charts are only read.
"""

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
"""The values of the holes, by name."""

HOLE = "\N{WHITE SQUARE}"
"""First character of a hole, before its name. No text of the report begins with it."""


def filled(form: Any, given: Given) -> Any:
    """Return a form with its holes filled; the script of the page has the same function."""
    if isinstance(form, dict):
        return {name: filled(part, given) for name, part in form.items()}
    if isinstance(form, list):
        return [filled(part, given) for part in form]
    return given[form[len(HOLE) :]] if isinstance(form, str) and form.startswith(HOLE) else form


def shared(forms: Iterable[Any]) -> tuple[list[Any], dict[str, Any]]:
    """Move parts that occur more than once into a shared table.

    Returns:
        The forms with holes in place of these parts, and the parts by name of their hole.
    """
    forms = list(forms)
    counted = Counter(part for form in forms for part in _parts(form))
    repeated = [part for part, count in counted.items() if count > 1 and len(part) > SHORTEST]
    names = {part: f"{SHARED}{number}" for number, part in enumerate(repeated)}
    return [_named(form, names) for form in forms], {
        name[len(HOLE) :]: _named(json.loads(part), {other: hole for other, hole in names.items() if other != part})
        for part, name in names.items()
    }


SHARED = f"{HOLE}shared-"
"""Start of a hole that a shared part fills."""

SHORTEST = 60
"""Parts up to this length, in characters of JSON, are not shared."""


def _parts(form: Any) -> Iterator[str]:
    """Yield every part of a form, but not the form itself, as JSON."""
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
    """A setting of the page's switches."""

    reading: str
    basis: str
    edition: str

    @classmethod
    def of_run(cls, parameters: "Parameters") -> "Setting":
        """Return the setting of a page before a switch is used."""
        return cls(parameters.values, parameters.basis, parameters.edition)

    def of(self, follows: str) -> str:
        """Return the values of some switches as the key under which the page looks up a view."""
        return " ".join(str(getattr(self, switch)) for switch in follows.split())


@dataclass(frozen=True)
class Drawing:
    """One chart, drawn as SVG."""

    bare: str
    """Without title and background, for the page, which prints the title itself."""
    titled: str
    """With title, subtitle and white background, for download."""


_AROUND = ("title", "subtitle", "alt", "meta", "datasets")
"""Values of a chart that a view leaves out: the page prints them around the chart, or needs less of them."""

_PAGE_TEXTS = ("finding", "deck", "source", "alt", "how", "rows", "narrow_height")
"""Values that the page prints around a chart."""


@dataclass(frozen=True)
class Exhibit:
    """A chart at every setting."""

    name: str
    section: str
    follows: str
    """The switches that change it, by name, separated by spaces."""
    form: Mapping[str, Any]
    """The whole specification, with holes."""
    settings: Mapping[str, Given]
    """The values of the holes, by setting of its switches."""
    blanks: frozenset[str]
    """Settings without anything to draw."""
    blank_form: Mapping[str, Any]
    """The specification for such settings, with holes; empty if there are none."""

    def at(self, setting: Setting) -> Given:
        """Return the values of the holes at a setting."""
        return self.settings[setting.of(self.follows)]

    def meta(self, setting: Setting) -> Mapping[str, Any]:
        """Return the texts and the table around the chart at a setting."""
        return dict(self.at(setting)["meta"])

    @property
    def every_row(self) -> list[list[Any]]:
        """The rows of its tables at all settings."""
        return [row for given in self.settings.values() for row in given["meta"]["rows"]]

    def spec(self, setting: Setting) -> dict[str, Any]:
        """Return the whole specification at a setting."""
        form = self.blank_form if setting.of(self.follows) in self.blanks else self.form
        return dict(filled(form, self.at(setting)))

    @cached_property
    def page_form(self) -> dict[str, Any]:
        """The form without title and configuration, which the page has elsewhere."""
        needed = ("data", "datasets", "layer", "params", "width", "height")
        return {name: self.form[name] for name in needed if name in self.form}

    def view(self, key: str) -> dict[str, Any]:
        """Return what the page needs of a setting: its texts, its table and the values that the chart draws."""
        given = self.settings[key]
        texts = {name: given["meta"][name] for name in _PAGE_TEXTS}
        if key in self.blanks:
            return texts
        plain = {name: value for name, value in given.items() if name not in _AROUND}
        datasets = {
            name: [{field: value for field, value in row.items() if field in self._used_fields} for row in rows]
            for name, rows in given["datasets"].items()
        }
        return {**texts, "given": {**plain, "datasets": datasets}}

    @cached_property
    def _used_fields(self) -> set[str]:
        """The fields of the data that the drawing uses, and ``id``, which a click follows."""
        matches = re.findall(r'"field": "(\w+)"|datum\.(\w+)|"(\w+):[QNOT]"', json.dumps(self.page_form))
        return {name for match in matches for name in match if name} | {"id"}
