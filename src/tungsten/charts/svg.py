"""Draw the specification of a chart as SVG, for the page and for download.

Equal specifications give equal bytes on every machine: text is measured with a font that is
part of the packages, and ids inside a drawing are derived from the name of the chart.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import vl_convert

from tungsten.charts.palette import FONT, FONTS, LIGHT


@dataclass(frozen=True)
class Drawing:
    """One chart, drawn as SVG at the setting it starts with."""

    bare: str
    """Without title and background, for the page, which prints the title itself."""
    titled: str
    """With title, subtitle and white background, for download and for notebooks."""


@dataclass(frozen=True)
class _Style:
    size: float
    weight: int
    line: int
    colour: str


_TITLE = _Style(size=19, weight=600, line=25, colour=LIGHT["ink"])
_SUBTITLE = _Style(size=13.5, weight=400, line=19, colour=LIGHT["muted"])
_MARGIN = 12

_MEASURE = "Liberation Sans"
"""The font with which Latin text is measured. vl-convert contains it; of other fonts it opens the file for each glyph,
and a drawing takes three times as long. The text is shown in the project's font, which is about as wide."""


def drawn(spec: dict[str, Any]) -> Drawing:
    """Draw a chart for the page, for download and for notebooks; one that isn't the project's has its own title."""
    meta = spec.get("usermeta", {}).get("tungsten")
    if meta is None:
        own = _svg(spec, is_arabic=True)
        return Drawing(bare=own, titled=own)
    plain = for_reading({name: value for name, value in spec.items() if name not in ("usermeta", "title")}, meta)
    slim = _slim(_svg(plain, is_arabic=_is_right_to_left(meta)), meta["name"])
    anchor = "end" if _is_right_to_left(meta) else "start"
    alt = spec["description"]
    return Drawing(bare=_for_page(slim, alt), titled=_titled(slim, meta["start"], anchor, alt))


def for_reading(spec: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
    """Return a specification whose legend is where reading starts, by a Vega option outside Vega-Lite's schema."""
    anchor = {"top": {"anchor": "end" if _is_right_to_left(meta) else "start"}}
    config = spec["config"]
    return {**spec, "config": {**config, "legend": {**config["legend"], "layout": anchor}}}


def _is_right_to_left(meta: dict[str, Any]) -> bool:
    return bool(meta["language"] == "ar")


def _svg(spec: dict[str, Any], *, is_arabic: bool) -> str:
    if is_arabic:
        _fonts()
        return str(vl_convert.vegalite_to_svg(spec))
    return str(vl_convert.vegalite_to_svg(json.dumps(spec, allow_nan=False).replace(FONT, _MEASURE)))


@cache
def _fonts() -> None:
    """Register the project's font, once in a process."""
    vl_convert.register_font_directory(str(FONTS))


def _slim(svg: str, name: str) -> str:
    """Remove what a still picture doesn't need, and derive its ids from the name of the chart."""
    svg = re.sub(r' (?:aria-[a-z]+|role|class|pointer-events)="[^"]*"', "", svg)
    usual = r"(?:fill-|stroke-)?opacity=.1.|transform=.translate\(0,0\).|stroke-dasharray=.1,0.|stroke-miterlimit=.10."
    svg = re.sub(rf" (?:{usual}|font-weight=.400.)(?=[ />])", "", svg)
    svg = re.sub(r'<path(?: d="(?:M0,0h0v0h0Z)?")?(?: display="none")?/>', "", svg)
    svg = re.sub(r' font-family="[^"]*"', "", svg)
    svg = _TAG.sub(lambda tag: _LONG_DECIMAL.sub(_to_tenths, tag[0]), svg)
    while svg != (svg := re.sub(r"<g(?: [^>]*)?(?:></g>|/>)", "", svg)):
        pass
    svg = "".join(_without_bare_groups(_shorten(svg)))
    clips = {clip: f"{name}-{number}" for number, clip in enumerate(re.findall(r'id="([^"]+)"', svg))}
    for clip, new_id in clips.items():
        svg = svg.replace(f'id="{clip}"', f'id="{new_id}"').replace(f"url(#{clip})", f"url(#{new_id})")
    return svg


def _without_bare_groups(svg: str) -> Iterator[str]:
    """Yield the pieces of a drawing without the tags of groups that have no attribute: these change nothing."""
    is_bare = []
    for piece in re.split(r"(</?g\b[^>]*>)", svg):
        if piece.startswith("<g"):
            is_bare.append(piece == "<g>")
        if piece == "</g>" and is_bare.pop():
            continue
        if piece != "<g>":
            yield piece


_TAG, _LONG_DECIMAL = re.compile(r"<[^>]*>"), re.compile(r"-?\d+\.\d{2,}")
"""Tags, which contain the coordinates, and numbers in them that are rounded. Text between tags is not changed."""


def _to_tenths(match: re.Match[str]) -> str:
    return f"{float(match[0]):.1f}".removesuffix(".0")


def _shorten(svg: str) -> str:
    """Remove attributes with default values, and move attributes that all elements of a group share to the group."""
    for default in (' font-size="13px"', ' text-anchor="start"', ' stroke-width="1"', ' x2="0"', ' y2="0"'):
        svg = svg.replace(default, "")
    svg = re.sub(r'<text([^>]*?) transform="translate\(([^,)]+),([^)]+)\)"', r'<text\1 x="\2" y="\3"', svg)
    return re.sub(r"<g([^>]*)>((?:<text [^>]*>[^<]*</text>){2,}|(?:<line [^>]*/>){2,})</g>", _shared, svg)


def _shared(group: re.Match[str]) -> str:
    """Return a group of texts or lines with their common attributes on the group."""
    own, inside = group[1], group[2]
    tags = re.findall(r"<(?:text|line) ([^>]*?)/?>", inside)
    common = set.intersection(
        *(set(re.findall(r'(?:fill|stroke|text-anchor|stroke-width)="[^"]*"', tag)) for tag in tags)
    )
    for attribute in sorted(common):
        inside, own = inside.replace(f" {attribute}", ""), f"{own} {attribute}"
    return f"<g{own}>{inside}</g>"


def _for_page(svg: str, alt: str) -> str:
    """Return an SVG for the page: it scales with its column, has its description, and has no background."""
    body, width, height = _body(svg)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family={quoteattr(FONT)} font-size="13" direction="ltr" role="img" aria-label={quoteattr(alt)}>'
        f"{body}</svg>"
    )


def _titled(svg: str, title: dict[str, Any], anchor: str, alt: str) -> str:
    body, width, height = _body(svg)
    x = width - _MARGIN if anchor == "end" else _MARGIN
    texts, y = [], 10
    for lines, style in ((title["title"], _TITLE), (title["subtitle"], _SUBTITLE)):
        look = f'font-size="{style.size}" font-weight="{style.weight}" fill="{style.colour}" text-anchor="{anchor}"'
        for line in lines:
            y += style.line
            texts.append(f'<text x="{x}" y="{y}" {look}>{escape(line)}</text>')
        y += 4
    top = y + 14
    size = f'width="{width}" height="{height + top}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + top}" {size}'
        f' font-family={quoteattr(FONT)} font-size="13" role="img" aria-label={quoteattr(alt)}>'
        f'<rect {size} fill="{LIGHT["paper"]}"/>{"".join(texts)}<g transform="translate(0,{top})">{body}</g></svg>'
    )


def _body(svg: str) -> tuple[str, int, int]:
    """Return the content of an SVG without its background, its width and its height."""
    match = re.match(r'<svg [^>]*width="(\d+)" height="(\d+)"[^>]*>(?:<rect [^>]*/>)?(.*)</svg>$', svg, re.DOTALL)
    if match is None:
        raise ValueError("vl-convert drew no SVG of the expected form")
    return match[3], int(match[1]), int(match[2])


def compact(value: object) -> str:
    """Return a value as JSON in one line, escaped for a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
