"""`tousu init`: a first policy, whose comments teach the language."""

from functools import partial
from importlib.resources import files
from pathlib import Path

import click

from adapters import policies
from adapters.cli import options
from adapters.cli.exits import Exit, NoError, UnreadableError
from adapters.cli.printing import print_json
from adapters.cli.words import Words


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [click.Argument(["policy"], default=policies.DEFAULT), options.as_json(words)]
    return options.command(words, "init", partial(init, words), parameters=parameters, example="tousu init draft.yaml")


def init(words: Words, policy: str, *, as_json: bool) -> int:
    """Write the policy, in the user's language, unless something is there already."""
    try:
        with Path(policy).open("x", encoding="utf-8", newline="\n") as file:
            file.write(starter(words))
    except FileExistsError as error:
        raise NoError(words("init.exists", path=policy)) from error
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UnreadableError(words("run.cannot-write", path=policy, why=why)) from error
    if as_json:
        print_json({"file": policy})
    else:
        click.echo(words("init.done", path=policy))
    return Exit.DONE


def starter(words: Words) -> str:
    """The text of the policy."""
    return (files("adapters.cli") / "starters" / f"{words.language}.yaml").read_text("utf-8")
