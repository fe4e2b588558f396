"""The outbox that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from adapters.cli.exits import InconclusiveError
from adapters.cli.words import Words
from adapters.stores.database import Database
from adapters.stores.failure import StoreError
from adapters.stores.outbox import StoredOutbox
from rules.said import said


def outbox_option(words: Words) -> click.Option:
    """The option `--outbox`, without which there is nothing to do."""
    return click.Option(["--outbox"], required=True, metavar="PATH|ADDRESS", help=words("option.outbox-read"))


@contextmanager
def opened(target: str, *, create: bool) -> Iterator[StoredOutbox]:
    """An outbox for a while; what keeps it from being used is an answer."""
    with database(target, create=create) as found:
        yield StoredOutbox(found)


@contextmanager
def database(target: str, *, create: bool) -> Iterator[Database]:
    """A database for a while; what keeps it from being used is an answer."""
    try:
        found = Database(target, create=create)
        try:
            yield found
        finally:
            found.close()
    except StoreError as error:
        raise InconclusiveError(said(error)) from error
