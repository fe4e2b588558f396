"""Saying in the user's language what others say in English: `rules`, `engine`, the rest of `adapters`, and click.

They know what their texts are made of (`rules.said`), and a gettext catalog has the templates in each language.
"""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from rules.expression import Sort
from rules.said import Said, said

DOMAIN = "tousu"
FOLDER = Path(__file__).parent / "locale"
_LANGUAGE = "LANGUAGE"
_ALWAYS_OURS = "why"
"""An argument of this name is never a user's own word, so it is looked up even if it does not know what it is."""


@cache
def catalog(language: str) -> gettext.NullTranslations:
    """The translations to a language; to English, none."""
    return gettext.translation(DOMAIN, FOLDER, languages=[language], fallback=True)


def say(text: object, language: str) -> str:
    """A text, or what an error says, in a language."""
    match text:
        case Said():
            return catalog(language).gettext(text.template).format(**spoken(text.arguments, language))
        case Exception():
            return say(said(text), language)
        case Sort():
            return say(text.said, language)
        case _:
            plain = str(text)
            return catalog(language).gettext(plain) if plain else plain


def _argument(name: str, value: object, language: str) -> object:
    """What stands in a place: a number stays one, for it may be told in a form of its own."""
    knows = isinstance(value, Said | Exception | Sort)
    return say(value, language) if knows or (name == _ALWAYS_OURS and isinstance(value, str)) else value


def spoken(values: dict[str, object], language: str) -> dict[str, object]:
    """The values of a text of our own, those that know what they are made of in a language."""
    return {name: _argument(name, value, language) for name, value in values.items()}


@contextmanager
def clicks(language: str) -> Iterator[None]:
    """Let click speak a language: it asks gettext, and gettext the environment."""
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)
    before = os.environ.get(_LANGUAGE)
    os.environ[_LANGUAGE] = language
    try:
        yield
    finally:
        if before is None:
            del os.environ[_LANGUAGE]
        else:
            os.environ[_LANGUAGE] = before
