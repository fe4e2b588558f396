"""`tousu check`: whether a policy is fit to decide."""

from collections.abc import Iterator
from functools import partial

import click

from adapters import policies
from adapters.cli import options
from adapters.cli.exits import Exit
from adapters.cli.policy import reading
from adapters.cli.printing import print_json
from adapters.cli.words import Words
from engine import unbearable
from rules.citing import unimplemented
from rules.fault import Fault, render
from rules.loading import Loaded


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [click.Argument(["policy"], default=policies.DEFAULT), options.as_json(words)]
    return options.command(
        words, "check", partial(check, words), parameters=parameters, example="tousu check policy.yaml"
    )


def check(words: Words, policy: str, *, as_json: bool) -> int:
    """Print the faults of a policy; exit code 1 when there are any."""
    loaded = reading(words, policy)
    faults = loaded.faults if loaded.policy is None else unbearable(loaded.policy)
    if as_json:
        print_json([_document(fault, file=policy) for fault in faults])
    else:
        messages = [render(fault, name=loaded.name, text=loaded.text) for fault in faults]
        click.echo("\n\n".join(messages) or "\n".join((_sound(words, loaded), *_unimplemented(words, loaded))))
    return Exit.NO if faults else Exit.DONE


def _sound(words: Words, loaded: Loaded) -> str:
    decisions = loaded.policy.decisions if loaded.policy else ()
    rules = sum(len(decision.rules) for decision in decisions)
    return words("check.sound", name=loaded.name, decisions=len(decisions), rules=rules)


def _unimplemented(words: Words, loaded: Loaded) -> Iterator[str]:
    """The clauses of the document that nothing in the policy cites."""
    for clause in unimplemented(loaded.policy) if loaded.policy else ():
        place = clause.place
        told = words("check.unimplemented", clause=clause.id, title=clause.title)
        yield f"{loaded.name}:{place.line}:{place.column}: {told}"


def _document(fault: Fault, *, file: str) -> dict[str, str | int | None]:
    return {
        "code": fault.code,
        "message": fault.message,
        "file": file,
        "line": fault.place.line,
        "column": fault.place.column,
        "length": fault.place.length,
        "suggestion": fault.suggestion,
        "page": f"docs/faults/{fault.code}.md",
    }
