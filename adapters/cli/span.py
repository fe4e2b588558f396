"""A span of a journal's entries, as it is typed."""

import click

from adapters.cli.exits import MisusedError
from adapters.cli.words import Words
from adapters.journal import Records
from adapters.journal.reading import Span
from adapters.journal.replaying import spans

Typed = tuple[int, int | None]


class SpanType(click.ParamType[Typed]):
    """A span of entries, `FROM:TO`; the last is not part of it, either may be left out."""

    name = "span"

    def __init__(self, words: Words) -> None:
        self._words = words

    def convert(self, value: str | Typed, param: click.Parameter | None, ctx: click.Context | None) -> Typed:
        """The first number, and the one after the last."""
        if isinstance(value, tuple):
            return value
        low, colon, high = value.partition(":")
        if not colon or not all(part == "" or (part.isascii() and part.isdecimal()) for part in (low, high)):
            self.fail(self._words("replay.bad-span", text=value), param, ctx)
        if high and int(high) <= int(low or 0):
            self.fail(self._words("replay.no-span", text=value), param, ctx)
        return int(low or 0), int(high) if high else None


def span_option(words: Words, key: str = "option.range") -> click.Option:
    """The option `--range`."""
    return click.Option(["--range", "span"], type=SpanType(words), metavar="FROM:TO", help=words(key))


def chosen(words: Words, records: Records, span: Typed | None) -> list[Span]:
    """The entries of a journal in a span, all of them where none is given; raises MisusedError where there is none."""
    low, high = span or (0, None)
    if span is not None and low >= records.size:
        raise MisusedError(words("replay.behind", low=low, size=records.size))
    return spans(records, low, high)
