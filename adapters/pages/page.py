"""The shell of a page: one HTML file with its style, no script, and nothing that is fetched from elsewhere."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

# The text of a key in the reader's language, with values in their places.
Say = Callable[..., str]

_FOLDER = Path(__file__).parent


def render(template: str, *, language: str, words: Say, **values: object) -> str:
    """The page that a template of this folder makes of `values`; what is no markup is escaped.

    `language` is the BCP 47 tag of the reader's language; in the template `words` says a key in it.
    The template extends `page.html`, which says what it may fill.
    """
    return _environment().get_template(template).render(language=language, words=words, **values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
