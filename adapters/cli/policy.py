"""The policy that a command works by."""

import click

from adapters import policies
from adapters.cli.exits import NoError, UnreadableError
from adapters.cli.words import Words
from rules.loading import Loaded
from rules.policy import Policy


def policy_option(words: Words) -> click.Option:
    """The option `--policy`."""
    return click.Option(["--policy"], default=policies.DEFAULT, show_default=True, help=words("option.policy"))


def reading(words: Words, path: str) -> Loaded:
    """A policy with its faults, or the error that its file cannot be read."""
    try:
        return policies.read(path)
    except OSError as error:
        raise cannot_read(words, path, error) from error


def cannot_read(words: Words, path: str, error: OSError) -> UnreadableError:
    """The error that says why a file cannot be read."""
    return UnreadableError(words("cannot-read", path=path, why=(error.strerror or str(error)).lower()))


def sound(words: Words, path: str) -> Policy:
    """A policy without faults, or the error that shows them."""
    loaded = reading(words, path)
    if loaded.policy is None:
        raise NoError("\n\n".join((words("policy.faults", path=path), *map(words.said, loaded.messages))))
    return loaded.policy
