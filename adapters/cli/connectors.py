"""`tousu connectors`: whether `connectors.yaml` will do, proved without sending anything."""

import asyncio
from functools import partial
from pathlib import Path

import click

from adapters import policies
from adapters.cli import options
from adapters.cli.exits import Exit, NoError, UnreadableError
from adapters.cli.policy import sound
from adapters.cli.printing import print_json
from adapters.cli.words import Words
from adapters.dispatch.loading import Configured, ConnectorsError, load
from adapters.dispatch.message import FailedError, RefusedError
from adapters.dispatch.routing import Router

DEFAULT = "connectors.yaml"
EXAMPLE = "tousu connectors check --connectors examples/connectors.yaml"


def connectors_option(words: Words) -> click.Option:
    """The option `--connectors`."""
    kind = click.Path(dir_okay=False, path_type=Path)
    return click.Option(
        ["--connectors"], type=kind, default=Path(DEFAULT), show_default=True, help=words("option.connectors")
    )


def configured(words: Words, path: Path) -> Configured:
    """The connectors of a file, or the error that shows its faults."""
    try:
        return load(path)
    except ConnectorsError as error:
        raise NoError("\n".join((words("connectors.faults", path=path), *map(words.said, error.messages)))) from error
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UnreadableError(words("cannot-read", path=path, why=why)) from error


def command(words: Words) -> click.Group:
    """The command and its one subcommand."""
    group = click.Group("connectors", help=words("connectors.help"), params=options.shared(words))
    parameters = [
        connectors_option(words),
        click.Option(["--policy"], default=policies.DEFAULT, show_default=True, help=words("option.policy-served")),
        options.as_json(words),
    ]
    group.add_command(
        options.command(words, "connectors-check", partial(check, words), parameters=parameters, example=EXAMPLE),
        "check",
    )
    return group


def check(words: Words, connectors: Path, *, policy: str, as_json: bool) -> int:
    """Print what would go wrong; exit code 1 when something would."""
    found = configured(words, connectors)
    told = [*found.router.misfits(sound(words, policy)), *asyncio.run(_checked(found.router))]
    if as_json:
        print_json(told)
    else:
        click.echo("\n".join(told) or words("connectors.sound", path=connectors, count=len(found.router.connectors)))
    return Exit.NO if told else Exit.DONE


async def _checked(router: Router) -> list[str]:
    """What each connector finds when it connects, if it is not well."""
    told = []
    for name, connector in router.connectors.items():
        try:
            await connector.check()
        except (FailedError, RefusedError) as error:
            told.append(f"{name}: {error}")
        finally:
            await connector.close()
    return told
