"""The page templates of one language, and where its pages lie in the site."""

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tungsten.i18n.words import Words
from tungsten.notebook.names import folder_of
from tungsten.vocabulary import LANGUAGES, is_figure_id, is_reference_id

TEMPLATES = Path(__file__).parent / "templates"

_ARABIC, _LATIN = re.compile("[\u0600-\u06ff]"), re.compile("[A-Za-z]")
"""Letters that are written in the other direction than an English page, or than an Arabic one."""


@dataclass(frozen=True)
class PageFolder:
    """The folder of a language's pages: the top of the site for the language of the run, else ``en/`` or ``ar/``."""

    language: str
    run_language: str
    papers: str = ""
    """The name of the folder in it, for the pages of the notebooks."""

    @property
    def is_top(self) -> bool:
        """Whether the pages lie at the top of the site."""
        return self.language == self.run_language

    @property
    def folder(self) -> str:
        """The folder, relative to the top of the site."""
        return "/".join(filter(None, (folder_of(self.language, self.run_language), self.papers)))

    @property
    def up(self) -> str:
        """The path from a page to the top of the site."""
        return "../" * len(Path(self.folder).parts)

    @property
    def other_language(self) -> str:
        """The language the pages are not in."""
        return next(name for name in LANGUAGES if name != self.language)

    @property
    def other(self) -> str:
        """The path from a page to the folder of the other language."""
        other = PageFolder(self.other_language, self.run_language, self.papers).folder
        return f"{self.up}{other}/" if other else self.up


def environment(words: Words, place: PageFolder) -> Environment:
    """Return the Jinja environment of a language."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(words=words, place=place)
    pages.tests.update(
        foreign=_ARABIC.search if words.language == "en" else _LATIN.search,
        figure_id=is_figure_id,
        reference_id=is_reference_id,
    )
    pages.filters.update(number=_number, whole_ranges=_whole_ranges)
    return pages


def _number(value: object) -> str:
    return f"{value:,.12g}" if isinstance(value, int | float) else str(value)


def _whole_ranges(text: str) -> Markup:
    """Return the text as HTML in which no line breaks inside a range such as 30–50."""
    return Markup(
        re.sub(r"[\d.,]+–[\d.,]+%?", lambda match: f'<span class="nobr">{match[0]}</span>', str(escape(text)))
    )
