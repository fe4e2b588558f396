"""`tousu feeds`: the mappings that come with tousu."""

from dataclasses import asdict
from functools import partial

import click
from rich.table import Table

from adapters.cli import options
from adapters.cli.exits import Exit
from adapters.cli.printing import print_json, screen
from adapters.cli.words import Words
from adapters.feeds.mapping import Entry, catalog

NAME = "bold cyan"
ASIDE = "dim"


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [options.as_json(words)]
    return options.command(words, "feeds", partial(feeds, words), parameters=parameters, example="tousu feeds")


def feeds(words: Words, *, as_json: bool) -> int:
    """Print the shipped mappings by name."""
    entries = catalog()
    if as_json:
        print_json([asdict(entry) for entry in entries])
    else:
        screen().print(_table(entries, words))
    return Exit.DONE


def _table(entries: tuple[Entry, ...], words: Words) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=ASIDE)
    table.add_column(words("feeds.name"), no_wrap=True, style=NAME)
    table.add_column(words("feeds.title"))
    table.add_column(words("feeds.policy"), no_wrap=True)
    table.add_column(words("feeds.format"), no_wrap=True)
    for entry in entries:
        table.add_row(entry.name, entry.title, entry.policy, entry.format or words("feeds.any"))
    return table
