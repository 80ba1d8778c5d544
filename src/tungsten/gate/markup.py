"""Hide the markup of a draft: what isn't text becomes spaces, so that every character keeps its place.

Markup inside a line becomes `JOINT`, which the scanner leaves out: "**8** million tonnes" is one quantity.
NOTE: parsers of Markdown and HTML give no place for each character of their text, which the messages need.
"""

import html
import re
from itertools import pairwise

from tungsten.ledger.scan import JOINT

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NO_TEXT = re.compile(r"<(script|style|template|code|pre|math|svg)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"""<[/!?]?(?P<name>[A-Za-z][\w-]*)(?:"[^"]*"|'[^']*'|[^'">])*>""")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_INLINE = set("a abbr b bdi bdo cite del dfn em font i ins kbd mark q s small span strong sub sup time u var".split())

_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,}).*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)", re.M | re.S)
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^[^\]\n]+\]:?")
_LINK_END = re.compile(r"\]\((?:[^()\n]|\([^()\n]*\))*\)|\]\[[^\]\n]*\]")
_AUTOLINK = re.compile(r"<[A-Za-z][\w+.-]*:[^\s<>]*>")
_STRUCK = re.compile(r"~~[^~\n]+~~")
_EMPHASIS = re.compile(r"(?<!\d)\*+|\*+(?!\d)|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|\\(?=[^\w\s])|!?\[(?=\S)")
_MARKER = re.compile(r"[ \t]*(?:(?:>|#{1,6}(?=\s)|[-*+](?=\s)|\d{1,3}[.)](?=\s))[ \t]*)+")
_RULE = re.compile(r"[ \t]*(?:[-=*_][ \t]*){3,}|[ \t|:-]+")
_HAN = re.compile("[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")


def blank(text: str) -> str:
    """Return as many spaces, with the line ends."""
    return re.sub(r"[^\n]", " ", text)


def without_markdown(text: str) -> str:
    """Return the text of Markdown at its places, each paragraph, item or row of a table on one line."""
    for pattern in (_FRONT_MATTER, _COMMENT, _FENCE, _CODE, _DEFINITION, _FOOTNOTE, _AUTOLINK, _STRUCK):
        text = pattern.sub(lambda found: blank(found[0]), text)
    text = _with_html_hidden(text)
    for pattern in (_LINK_END, _EMPHASIS):
        text = pattern.sub(lambda found: JOINT * len(found[0]), text)
    return joined(_without_indented_code(text.split("\n")))


def without_html(text: str) -> str:
    """Return the text of a page at its places, each paragraph, item or row of a table on one line."""
    text = _COMMENT.sub(lambda found: blank(found[0]), text)
    text = _NO_TEXT.sub(lambda found: blank(found[0]), text)
    return _without_tags(_line_ends_hidden(text))


def _line_ends_hidden(text: str) -> str:
    lines = text.split("\n")
    joined_lines = [line + _joint(line, following) for line, following in pairwise(lines)]
    return "".join(joined_lines) + lines[-1]


def _joint(line: str, following: str) -> str:
    """Return what replaces the line end between two lines of a paragraph: a character of no width between Han signs."""
    last, first = line.rstrip()[-1:], following.lstrip()[:1]
    return JOINT if _HAN.match(last) and _HAN.match(first) else " "


def _with_html_hidden(text: str) -> str:
    """Return Markdown with the HTML in it hidden."""
    return _without_tags(_NO_TEXT.sub(lambda found: blank(found[0]), text))


def _without_tags(text: str) -> str:
    return _ENTITY.sub(_character, _TAG.sub(_instead_of_tag, text))


def _instead_of_tag(found: re.Match[str]) -> str:
    """Return what replaces a tag: a character of no width, a bar between cells, or the end of a line."""
    length, name = len(found[0]), found["name"].lower()
    if name in _INLINE:
        return JOINT * length
    return (" |" if name in {"td", "th"} else "\n").ljust(length)


def _character(found: re.Match[str]) -> str:
    sign = html.unescape(found[0])
    return (" " if sign.isspace() else sign).ljust(len(found[0]), JOINT)


def _without_indented_code(lines: list[str]) -> list[str]:
    """Return the lines without those of indented code, which begins after an empty line and not in a list."""
    kept: list[str] = []
    is_code = is_list = False
    before = ""
    for line in lines:
        is_indented = line.startswith(("    ", "\t"))
        is_code = is_indented and not is_list and (is_code or not before.strip())
        if line.strip() and not is_indented:
            is_list = bool(re.match(r" {0,3}(?:[-*+]|\d{1,9}[.)])\s", line))
        kept.append(blank(line) if is_code else line)
        before = line if not is_code else ""
    return kept


def joined(lines: list[str]) -> str:
    """Return lines as text, without their markers, each paragraph joined to one line."""
    text, before = "", ""
    for number, line in enumerate(lines):
        marker = _MARKER.match(line)
        starts = _starts_block(line, before, marker)
        hidden = blank(line) if _RULE.fullmatch(line) else line
        if marker and starts:
            hidden = " " * marker.end() + hidden[marker.end() :]
        if number:
            text += "\n" if starts else _joint(before, hidden)
        text += hidden
        before = "" if _RULE.fullmatch(line) or (marker and "#" in marker[0]) else line
    return text


def _starts_block(line: str, before: str, marker: re.Match[str] | None) -> bool:
    """Return whether a line starts a paragraph, an item or a row; a number but 1 starts no item inside a paragraph."""
    if not line.strip() or not before.strip() or line.lstrip().startswith("|"):
        return True
    if marker is None:
        return False
    is_quote_on = marker[0].strip() == ">" and before.lstrip().startswith(">")
    is_number = marker[0].strip()[:1].isdigit() and marker[0].strip()[:-1] != "1"
    return not is_quote_on and not (is_number and not _MARKER.match(before))
