"""The shell of a page: one HTML file with its style, no script, and nothing that is fetched from elsewhere."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

# The text of a key in the reader's language, with values in their places.
Say = Callable[..., str]

_FOLDER = Path(__file__).parent


def render(template: str, *, language: str, words: Say, **values: object) -> str:
    """The page that a template of this folder makes of `values`; what is no markup is escaped.

    `language` is the BCP 47 tag of the reader's language; in the template `words` says a key in it.
    The template extends `page.html`, which says what it may fill.
    """
    return _environment().get_template(template).render(language=language, words=words, **values)


def css_string(text: str) -> Markup:
    """A text as CSS writes it between quotes, in a style element too, where markup is not escaped."""
    safe = "".join(char if char.isalnum() or char in " .-" else f"\\{ord(char):06x}" for char in text)
    return Markup('"{}"').format(safe)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["css_string"] = css_string
    return made
