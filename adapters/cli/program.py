"""The program: its commands, and one line for whatever goes wrong."""

import gc
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

import click

from adapters.cli import memory
from adapters.cli.exits import Exit
from adapters.cli.options import DEBUG, shared
from adapters.cli.saying import clicks
from adapters.cli.words import Words, spoken

COMMANDS = (
    *("anchor", "calendar", "check", "connectors", "correct", "decide", "diff", "dispatch", "doc", "erase", "explain"),
    *("feeds", "fmt", "impact", "init", "journal", "outbox", "prove", "remedy", "replay", "run", "schema", "test"),
    "verify",
)


class Program(click.Group):
    """`tousu`; a command's module is imported only when it is asked for."""

    def __init__(self, words: Words) -> None:
        version = click.version_option(package_name="tousu", help=words("option.version"))
        super().__init__("tousu", help=words("tousu.help"), params=shared(words))
        version(self)
        self._words = words

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click gives it
        """Names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click gives it
        """The command of that name, speaking the user's language."""
        if cmd_name not in COMMANDS:
            return None
        with _imports_kept():
            command: click.Command = import_module(f"adapters.cli.{cmd_name}").command(self._words)
        return command


def main() -> None:
    """Run the program and exit with its code."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    memory.keep()
    code = run(sys.argv[1:])
    # What is left goes with the process; looking through all of it first would take longer than a small command.
    gc.freeze()
    sys.exit(code)


@contextmanager
def _imports_kept() -> Iterator[None]:
    """No search for garbage while importing: nearly all that it makes stays, and is not looked at again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def run(arguments: Sequence[str]) -> int:
    """Run the program with `arguments`; its exit code."""
    words = Words(spoken(arguments, os.environ))
    with clicks(words.language):
        return _run(arguments, words)


def _run(arguments: Sequence[str], words: Words) -> int:
    try:
        return int(Program(words).main(list(arguments), "tousu", standalone_mode=False) or Exit.DONE)
    except click.ClickException as error:
        _show(error, words)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(words("interrupted"), err=True)
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- a traceback is never an answer
        return _unexpected(error, words, debug=DEBUG in arguments)


def _show(error: click.ClickException, words: Words) -> None:
    """Say what an error says; click speaks the language already."""
    told = words.said(error.message)
    (click.ClickException(told) if told != error.message else error).show()


def _unexpected(error: Exception, words: Words, *, debug: bool) -> int:
    """Say what happened without quoting what the error says: that may be a complaint's text."""
    if debug:
        traceback.print_exception(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
    click.echo(f"tousu: {words('unexpected', what=what)}", err=True)
    return Exit.INCONCLUSIVE
