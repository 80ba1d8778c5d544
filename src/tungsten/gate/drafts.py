"""Read a draft: Markdown, plain text, a notebook or an HTML page."""

import re
from dataclasses import dataclass
from pathlib import Path

from tungsten import Unusable
from tungsten.gate import markup
from tungsten.ledger import text_file
from tungsten.ledger.profile import read_profile

MARKDOWN = {".md", ".markdown", ".qmd", ".rmd", ".mdx"}
PAGE = {".html", ".htm", ".xhtml"}
_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """A text whose lines are counted together: a file, or one cell of a notebook."""

    original: str
    text: str
    """The same number of characters, in which markup is hidden and each paragraph is one line."""
    cell: int | None = None
    """The number of the cell in its notebook, from 1."""


def read_draft(path: Path) -> list[Passage]:
    """Return the passages of a draft.

    Raises:
        Unusable: The file is missing, not UTF-8, or of a kind that can't be read; the message is one line.
    """
    if path.is_dir():
        raise Unusable(f"{path}: this is a folder; name one draft")
    content = "".join(text_file.pieces(path, is_page=True)).replace("\r\n", " \n")
    suffix = path.suffix.lower()
    if suffix == ".ipynb":
        return _cells(content, path)
    if suffix in PAGE or (suffix not in MARKDOWN and _PAGE.match(content)):
        return [Passage(content, markup.without_html(content))]
    if suffix in MARKDOWN:
        return [Passage(content, markup.without_markdown(content))]
    return [Passage(content, _paragraphs(content))]


def _cells(content: str, path: Path) -> list[Passage]:
    """Return the Markdown cells of a notebook."""
    import nbformat

    try:
        notebook = nbformat.reads(content, as_version=4)
    except Exception as error:
        fault = str(error).partition("\n")[0][:100]
        raise Unusable(f"{path}: not a notebook ({type(error).__name__}: {fault}); save it in Jupyter") from None
    return [
        Passage(cell.source, markup.without_markdown(cell.source), number)
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "markdown"
    ]


def _paragraphs(text: str) -> str:
    """Return a plain text; if it is wrapped, with each paragraph on one line."""
    lines = text.split("\n")
    return markup.joined(lines) if read_profile(lines).is_wrapped else text
