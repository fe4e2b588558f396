"""How a command is told of a journal; none of what a journal is made of is imported for it."""

from pathlib import Path

import click

from adapters.cli.words import Words

KEY_VARIABLE = "TOUSU_JOURNAL_KEY"
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


def journal_argument(words: Words) -> click.Argument:  # noqa: ARG001 -- as with the options
    """The argument that names the journal's folder."""
    return click.Argument(["journal"], type=FOLDER)


def journal_option(words: Words, *, required: bool) -> click.Option:
    """The option `--journal`."""
    key = "option.journal" if required else "option.journal-to"
    return click.Option(["--journal"], type=FOLDER, required=required, metavar="DIR", help=words(key))


def key_option(words: Words) -> click.Option:
    """The option `--key-file`."""
    return click.Option(["--key-file"], type=FILE, envvar=KEY_VARIABLE, show_envvar=True, help=words("option.key-file"))
