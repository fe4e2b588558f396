"""`tousu schema`: what editors and other programs need to know of policies and complaints."""

from functools import partial

import click

from adapters.cli import options
from adapters.cli.exits import Exit
from adapters.cli.policy import sound
from adapters.cli.printing import print_json
from adapters.cli.words import Words
from rules.schema import complaint_schema, policy_schema


def command(words: Words) -> click.Command:
    """The command."""
    policy = click.Argument(["policy"], required=False)
    parameters = [policy, options.as_json(words)]
    return options.command(
        words, "schema", partial(schema, words), parameters=parameters, example="tousu schema policy.yaml"
    )


def schema(words: Words, policy: str | None, *, as_json: bool) -> int:
    """Print the JSON Schema of policies, or of the complaints that one decides."""
    del as_json  # it is JSON already
    print_json(policy_schema() if policy is None else complaint_schema(sound(words, policy)))
    return Exit.DONE
