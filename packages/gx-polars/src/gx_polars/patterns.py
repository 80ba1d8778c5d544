r"""Regular expressions and LIKE patterns, with the meaning of Python's ``re``.

Polars matches with Rust's regex engine, in linear time. It has no look-around
and no back-references, and its ``$``, ``\w`` and ``\s`` differ slightly from
Python's. So a pattern is rewritten for Rust if there is an equivalent, and else
matched by Python.
"""

import re

import polars as pl

from gx_polars.by_python import satisfies

_SAME = set(r"dDnrtfvxuUA.^$*+?()[]{}|\/-_#&~%@!,:;=`'\" ")
"""Characters after a backslash with the same meaning in Python and Rust."""

_OUTSIDE = {
    "w": r"[\p{L}\p{N}_]",
    "W": r"[^\p{L}\p{N}_]",
    "s": r"[\s\x1c-\x1f]",
    "S": r"[^\s\x1c-\x1f]",
    "Z": r"\z",
}
_INSIDE = {"w": r"\p{L}\p{N}_", "W": r"[^\p{L}\p{N}_]", "s": r"\s\x1c-\x1f", "S": r"[^\s\x1c-\x1f]"}

_END = r"(?:\n?\z)"
"""Python's ``$``: the end of the text, or the newline before it."""


def matches(text: pl.Expr, regex: str) -> pl.Expr:
    """Return whether the pattern occurs anywhere in the text."""
    rust = rewritten(regex)
    if rust is not None and _compiles(rust):
        return text.str.contains(rust)
    try:
        pattern = re.compile(regex)
    except re.error as error:
        if _compiles(regex):  # a pattern written for Rust, such as \p{Arabic}
            return text.str.contains(regex)
        raise ValueError(f"The regular expression {regex!r} isn't valid: {error}") from error
    return satisfies(text, lambda value: pattern.search(value) is not None)


def is_like(text: pl.Expr, pattern: str, escape: str | None) -> pl.Expr:
    """Return whether the whole text matches an SQL LIKE pattern, case-sensitively."""
    return text.str.contains(like_to_regex(pattern, escape))


def like_to_regex(pattern: str, escape: str | None) -> str:
    """Return a LIKE pattern as a regular expression.

    ``%`` is any text, ``_`` any character and ``[abc]`` one of these; only some
    dialects have the last, but the examples of the expectations use it.
    """
    parts, place = [], 0
    while place < len(pattern):
        character = pattern[place]
        closed = pattern.find("]", place + 2)
        if character == escape:
            place += 1
            parts.append(_literal(pattern[place : place + 1] or character))
        elif character == "[" and closed > 0:
            negation, members = (
                ("^", pattern[place + 2 : closed]) if pattern[place + 1] == "^" else ("", pattern[place + 1 : closed])
            )
            parts.append(f"[{negation}{''.join(map(_member, members))}]")
            place = closed
        else:
            parts.append({"%": ".*", "_": "."}.get(character) or _literal(character))
        place += 1
    return rf"(?s)\A{''.join(parts)}\z"


def rewritten(regex: str) -> str | None:
    """Return the equivalent pattern for Rust; None if there is none for certain."""
    flags = re.match(r"\(\?[is]+\)", regex)
    out = [flags[0]] if flags else []
    place, inside = len("".join(out)), False
    while place < len(regex):
        character = regex[place]
        following = regex[place + 1 : place + 2]
        if character == "\\":
            piece = _escaped(following, inside)
            place += 1
        elif inside:
            piece = None if character == "[" or character + following in ("&&", "--", "~~") else character
            inside = character != "]"
        elif character == "[":
            opening = re.match(r"\[\^?\]?", regex[place:])
            assert opening is not None
            piece, inside = opening[0].replace("]", r"\]"), True
            place += len(opening[0]) - 1
        elif character == "(" and following == "?":
            piece = character if regex[place + 2 : place + 3] == ":" else None
        elif character in "*+?}" and following == "+":
            piece = None  # possessive in Python, a repeated repetition in Rust
        else:
            piece = _END if character == "$" else character
        if piece is None:
            return None
        out.append(piece)
        place += 1
    return "".join(out)


def _escaped(character: str, inside: bool) -> str | None:
    known = _INSIDE if inside else _OUTSIDE
    if character in known:
        return known[character]
    if not character or character not in _SAME or (inside and character == "A"):
        return None
    return "\\" + character


def _literal(character: str) -> str:
    return "\\" + character if character in r"\.+*?()|[]{}^$" else character


def _member(character: str) -> str:
    return "\\" + character if character in r"\[]^&~" else character


def _compiles(regex: str) -> bool:
    try:
        pl.Series([""]).str.contains(regex)
    except pl.exceptions.ComputeError:
        return False
    return True
