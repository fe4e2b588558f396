"""Said: a text in English that knows what it is made of, so that it can be said in another language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Self


class Said(str):  # noqa: SLOT000 -- it is a text wherever a text is wanted
    """A text: its template, as translations are kept by, and what stands in the places of it.

    An argument may itself be a text that knows what it is made of.
    """

    template: str
    arguments: dict[str, object]

    def __new__(cls, template: str, /, **arguments: object) -> Self:
        """The text with the arguments in the places of the template, as `str.format` puts them."""
        made = super().__new__(cls, template.format(**arguments))
        made.template = template
        made.arguments = arguments
        return made


def template(text: str) -> str:
    """Mark a text that is the template of what is said elsewhere."""
    return text


def either(texts: Iterable[str]) -> str:
    """Several texts, of which one is meant."""
    return reduce(lambda one, other: Said("{one} or {other}", one=one, other=other), texts)


def suggesting(message: str, suggestion: str) -> Said:
    """A message with the name that was probably meant."""
    return Said("{message}; did you mean `{suggestion}`?", message=message, suggestion=suggestion)


def said(error: Exception) -> str:
    """What an error says; unlike its `str`, still knowing what it is made of."""
    first = error.args[0] if len(error.args) == 1 else str(error)
    return first if isinstance(first, str) else str(error)
