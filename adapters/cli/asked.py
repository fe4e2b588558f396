"""What a command is asked about: texts as they are typed, and the rulings on a complaint."""

from collections.abc import Sequence

import click

from adapters.cli.exits import NoError
from adapters.cli.printing import safe
from adapters.cli.words import Words
from adapters.journal import Records
from engine.journal.entry import complaint_key


class TextType(click.ParamType[str]):
    """A text that says something, in UTF-8."""

    name = "text"

    def __init__(self, words: Words) -> None:
        self._words = words

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text itself."""
        if not value.strip():
            self.fail(self._words("asked.empty"), param, ctx)
        if not encodable(value):
            self.fail(self._words("asked.not-utf-8"), param, ctx)
        return value


def encodable(text: str) -> bool:
    """Whether a text can be written in UTF-8; what is typed in another encoding comes with halves of surrogates."""
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


def rulings_on(words: Words, records: Records, secret: bytes, complaint: str) -> Sequence[int]:
    """The entries with rulings on a complaint, in order; raises NoError where there are none."""
    numbers = records.of_key(complaint_key(secret, complaint)) if encodable(complaint) else []
    if not numbers:
        raise NoError(words("prove.none", identity=safe(complaint)))
    return numbers


def ruling_in(words: Words, numbers: Sequence[int], complaint: str, entry: int | None) -> int:
    """The newest of a complaint's rulings, or the one in an entry; raises NoError when that is none of them."""
    if entry is None:
        return numbers[-1]
    if entry not in numbers:
        told = ", ".join(map(str, numbers))
        raise NoError(words("asked.other-entry", entry=entry, identity=safe(complaint), numbers=told))
    return entry
