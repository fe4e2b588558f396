"""`tousu diff`: which complaints two policies decide otherwise."""

from functools import partial
from pathlib import Path

import click

from adapters import policies
from adapters.cli import differences, options
from adapters.cli.difference import Told
from adapters.cli.exits import Exit, InconclusiveError, UnreadableError
from adapters.cli.policy import reading
from adapters.cli.printing import print_json
from adapters.cli.words import Words
from adapters.revisions import RevisionError, named
from adapters.tables import tables
from engine import EngineFault
from engine.comparing import Comparison, compare
from rules.loading import Loaded, load
from rules.policy import Policy


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [
        click.Argument(["old"]),
        click.Argument(["new"], default=policies.DEFAULT),
        click.Option(["--all", "whole"], is_flag=True, help=words("option.all")),
        options.as_json(words),
    ]
    example = "tousu diff policy.yaml policy.yaml"
    return options.command(words, "diff", partial(diff, words), parameters=parameters, example=example)


def diff(words: Words, old: str, new: str, *, whole: bool, as_json: bool) -> int:
    """Print what is decided otherwise; exit code 1 if anything is, 4 if that is not found out."""
    before, after = _old(words, old, new), reading(words, new)
    policies_ = _sound(words, before), _sound(words, after)
    found = _compared(words, *policies_)
    if as_json:
        print_json(differences.document(found, *policies_, names=(before.name, after.name), words=words))
    else:
        click.echo(f"{before.name} → {after.name}\n")
        click.echo("\n".join(Told(words, *policies_, whole=whole).lines(found)))
    return exit_code(found)


def _old(words: Words, old: str, new: str) -> Loaded:
    """The old policy: a file, or the new one's as it was in a revision."""
    if Path(old).exists():
        return reading(words, old)
    try:
        found = named(old, path=new)
    except RevisionError as error:
        raise UnreadableError(words("diff.unknown-old", old=old, path=new, why=error)) from error
    return load(found.content, name=found.name, tables=tables(found.beside))


def _sound(words: Words, loaded: Loaded) -> Policy:
    """A policy without faults; there is nothing to compare with another."""
    if loaded.policy is None:
        raise UnreadableError("\n\n".join((words("policy.faults", path=loaded.name), *loaded.messages)))
    return loaded.policy


def _compared(words: Words, old: Policy, new: Policy) -> Comparison:
    try:
        return compare(old, new)
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error


def exit_code(found: Comparison) -> int:
    """A difference that nothing shows is not concluded."""
    if found.is_shown:
        return Exit.NO
    return Exit.DONE if found.is_none else Exit.INCONCLUSIVE
