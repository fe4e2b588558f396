"""`tousu journal`: make a journal, and read it."""

import re
from functools import partial
from pathlib import Path

import click

from adapters.cli import export, options, query
from adapters.cli.exits import Exit, MisusedError, UnreadableError
from adapters.cli.journaling import explained
from adapters.cli.journaloptions import journal_argument, key_option
from adapters.cli.printing import print_json
from adapters.cli.words import Words
from adapters.journal import Keys, beside, create

EXAMPLE = "tousu journal init build/journal --origin example.com/complaints"
ORIGIN = re.compile(r"[!-*,-~]+")


def command(words: Words) -> click.Command:
    """The command, with its own commands."""
    epilog = f"\b\n{words('example')}\n  {EXAMPLE}"
    help_, params = words("journal.help"), options.shared(words)
    commands = [_init(words), query.command(words), export.command(words)]
    return click.Group("journal", commands=commands, help=help_, params=params, epilog=epilog)


def _init(words: Words) -> click.Command:
    origin = click.Option(["--origin"], required=True, metavar="NAME", help=words("option.origin"))
    parameters = [journal_argument(words), origin, key_option(words), options.as_json(words)]
    command = options.command(words, "journal.init", partial(init, words), parameters=parameters, example=EXAMPLE)
    command.name = "init"
    return command


def init(words: Words, journal: Path, *, origin: str, key_file: Path | None, as_json: bool) -> int:
    """Make a journal, with new keys unless a key file is there already."""
    if not ORIGIN.fullmatch(origin):
        raise MisusedError(words("journal.bad-origin", origin=origin))
    path = beside(journal) if key_file is None else key_file
    with explained(words):
        try:
            keys = _keys(words, path, origin=origin)
            create(journal, keys)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise UnreadableError(words("run.cannot-write", path=error.filename or journal, why=why)) from error
    verifier = str(keys.signer.verifier)
    if as_json:
        print_json({"journal": str(journal), "key_file": str(path), "verifier": verifier})
    else:
        click.echo(words("journal.made", journal=journal, path=path, verifier=verifier))
    return Exit.DONE


def _keys(words: Words, path: Path, *, origin: str) -> Keys:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = Keys.made(origin)
        keys.write(path)
        return keys
    keys = Keys.read(path)
    if keys.signer.name != origin:
        raise MisusedError(words("journal.other-origin", path=path, name=keys.signer.name))
    return keys
