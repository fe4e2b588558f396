"""The instant that a command is asked about."""

import click

from adapters import clock
from adapters.cli.words import Words
from rules.types import Instant, read
from rules.unreadable import Unreadable


class InstantType(click.ParamType[int]):
    """A time with its offset from UTC, as microseconds since 1970."""

    name = "time"

    def __init__(self, words: Words) -> None:
        self._words = words

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The instant that a text names."""
        instant = read(Instant(), value) if isinstance(value, str) else value
        if isinstance(instant, Unreadable):
            self.fail(self._words("as-of.unfit", text=value, why=instant.reason), param, ctx)
        return int(instant or 0)


def as_of(words: Words) -> click.Option:
    """The option `--as-of`, now by default."""
    return click.Option(
        ["--as-of"], type=InstantType(words), default=clock.now, metavar="TIME", help=words("option.as-of")
    )
