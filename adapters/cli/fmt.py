"""`tousu fmt`: a policy file laid out as all others are."""

from functools import partial
from pathlib import Path

import click

from adapters import policies
from adapters.cli import options
from adapters.cli.exits import Exit, InconclusiveError, NoError
from adapters.cli.policy import cannot_read
from adapters.cli.printing import print_json
from adapters.cli.words import Words
from adapters.cli.writing import write
from adapters.layout import LayoutError, laid_out
from rules import document
from rules.fault import render


def command(words: Words) -> click.Command:
    """The command."""
    checked = click.Option(["--check", "checked"], is_flag=True, help=words("option.check"))
    parameters = [click.Argument(["policy"], default=policies.DEFAULT), checked, options.as_json(words)]
    return options.command(words, "fmt", partial(fmt, words), parameters=parameters, example="tousu fmt policy.yaml")


def fmt(words: Words, policy: str, *, checked: bool, as_json: bool) -> int:
    """Lay the file out; if only `checked`, exit code 1 where that would change it."""
    before = _read(words, policy)
    after = _laid_out(words, policy, before)
    changed = after.encode() != before
    if changed and not checked:
        write(words, Path(policy), after.encode())
    if as_json:
        print_json({"file": policy, "changed": changed})
    else:
        key = ("fmt.would-change" if checked else "fmt.changed") if changed else "fmt.same"
        click.echo(words(key, path=policy))
    return Exit.NO if changed and checked else Exit.DONE


def _read(words: Words, path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise cannot_read(words, path, error) from error


def _laid_out(words: Words, path: str, source: bytes) -> str:
    found = document.read(source)
    if found.faults:
        messages = (words.said(render(fault, name=path, text=found.text)) for fault in found.faults)
        raise NoError("\n\n".join((words("policy.faults", path=path), *messages)))
    try:
        return laid_out(found.text)
    except LayoutError as error:
        raise InconclusiveError(words("fmt.unfit", path=path, why=error)) from error
