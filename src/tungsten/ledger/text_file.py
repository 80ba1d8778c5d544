"""Read a text file: whole, or in pieces for a text of any size. A file that is no text in UTF-8 is refused by name."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tungsten import Unusable

_HEAD = 4096
"""The number of bytes that decide the format of a file."""


_PIECE = 1 << 18
"""The number of bytes that are decoded together."""


_SENTENCE_ENDS = (". ", "。", "! ", "؟ ", "؛ ")


_KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP or an Office document",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x1f\x8b": "a gzip archive",
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


_TAGS = re.compile(rb"<(p|div|span|td|li|h[1-6])(?: [^<>]*)?>[^<>]*</\1>", re.IGNORECASE)
"""An element of HTML with text in it."""


def whole(path: Path) -> str:
    """Return the text of any file with its line ends.

    Raises:
        Unusable: The file does not exist or is not UTF-8.
    """
    if not path.exists():
        raise Unusable(f"{path}: no such file; name a text in UTF-8")
    return decoded(path, path)


def pieces(path: Path, *, is_page: bool = False) -> Iterator[str]:
    """Yield the lines of any file with their ends, an overlong line in pieces, without a byte order mark.

    Args:
        path: The file.
        is_page: Whether it may be an HTML page.

    Raises:
        Unusable: The file is not a text in UTF-8; the message names its likely format.
    """
    if not path.exists():
        raise Unusable(f"{path}: no such file; name a text in UTF-8")
    try:
        with path.open("rb") as file:
            _refuse_other_kinds(path, file.read(_HEAD), is_page)
            file.seek(0)
            yield from _utf8_pieces(path, file)
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}; it must be a readable file") from None


def decoded(path: Path, shown: Path) -> str:
    """Return the text of a file; raise `Unusable`, which names it as ``shown``, if it can't be read or isn't UTF-8."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise Unusable(f"{shown}: no such file; restore it from the repository") from None
    except OSError as error:
        raise Unusable(f"{shown}: {error.strerror}; it must be a readable file") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Unusable(
            f"{shown}:{line}: byte {error.object[error.start]:#04x} is not UTF-8; save it as UTF-8"
        ) from None
    if text.startswith("\ufeff"):
        raise Unusable(f"{shown}:1: begins with a byte order mark; save it as UTF-8 without one")
    return text


def _refuse_other_kinds(path: Path, head: bytes, is_page: bool) -> None:
    """Raise `Unusable` for a file whose first bytes are not those of plain text in UTF-8, or of a page if it may be."""
    kind = next((kind for start, kind in _KINDS.items() if head.startswith(start)), None)
    if kind is None and not is_page and (_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")) or _TAGS.search(head)):
        kind = "an HTML page"
    if kind is None and _has_zeros(head[::2], head[1::2]):
        kind = "UTF-16 without a byte order mark"
    if kind is not None:
        right = "save it as UTF-8" if kind.startswith("UTF") else "save its text as UTF-8 and use that"
        raise Unusable(f"{path}: this is {kind}; {right}")


def _has_zeros(even: bytes, odd: bytes) -> bool:
    """Return whether zeros are frequent at every other byte and absent between, as in UTF-16 with Latin letters."""
    few, many = sorted((even.count(0), odd.count(0)))
    return min(len(even), len(odd)) > 3 and few == 0 and many > max(1, len(even) / 100)


def _utf8_pieces(path: Path, file: BinaryIO) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    rest, line = "", 1
    while True:
        chunk = file.read(_PIECE)
        if zero := chunk.find(b"\0") + 1:
            at = line + rest.count("\n") + chunk.count(b"\n", 0, zero)
            raise Unusable(f"{path}:{at}: a NUL byte, which no text contains; save it as UTF-8")
        try:
            rest += decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            at = line + rest.count("\n") + error.object.count(b"\n", 0, error.start)
            raise Unusable(
                f"{path}:{at}: byte {error.object[error.start]:#04x} is not UTF-8; "
                f"{_likely_encoding(error.object)}save it as UTF-8"
            ) from None
        *lines, rest = _lines(rest)
        line += len(lines)
        yield from lines
        if not chunk:
            break
        if len(rest) > _PIECE:
            end = max(rest.rfind(sign) for sign in _SENTENCE_ENDS) + 1 or rest.rfind(" ") + 1 or len(rest)
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _lines(text: str) -> list[str]:
    """Return the lines of a text, each but the last with its LF."""
    *lines, last = text.split("\n")
    return [*(line + "\n" for line in lines), last]


def _likely_encoding(content: bytes) -> str:
    """Return half a sentence about the likely encoding of bytes that are not UTF-8; empty if unknown."""
    from charset_normalizer import from_bytes

    best = from_bytes(content[: 16 * _HEAD]).best()
    return f"it looks like {best.encoding}; " if best is not None else ""
