"""`tousu doc`: the policy as a document that people sign."""

from functools import partial
from pathlib import Path

import click

from adapters import policies
from adapters.cli import finding, options
from adapters.cli.check import examined
from adapters.cli.exits import Exit, NoError
from adapters.cli.instant import as_of as as_of_option
from adapters.cli.policy import reading
from adapters.cli.printing import print_json
from adapters.cli.words import Words
from adapters.cli.writing import write
from adapters.pages.policy import Checked, Index, document, reads
from engine import unbearable
from rules.analysis import waive
from rules.fault import render
from rules.loading import Loaded
from rules.midnight import day_of
from rules.policy import Policy
from rules.wording import Language


def command(words: Words) -> click.Command:
    """The command."""
    parameters: list[click.Parameter] = [
        click.Argument(["policy"], default=policies.DEFAULT),
        click.Option(["--out"], metavar="FILE", help=words("option.page")),
        click.Option(["--findings/--no-findings"], default=True, help=words("option.no-findings")),
        as_of_option(words),
        options.as_json(words),
    ]
    return options.command(
        words, "doc", partial(doc, words), parameters=parameters, example="tousu doc policy.yaml --out policy.html"
    )


def doc(words: Words, policy: str, *, out: str | None, findings: bool, as_of: int, as_json: bool) -> int:
    """Write the page; for machines print the graph and the clauses both ways, and the page only into a file."""
    loaded = reading(words, policy)
    found = _fit(words, loaded)
    if as_json and out is None:
        print_json(_structure(found))
        return Exit.DONE
    checked = _checked(words, loaded, found, day=day_of(as_of, found.zone)) if findings else None
    page = document(found, words=words, language=Language(words.language), checked=checked).encode()
    if out is None:
        click.echo(page, nl=False)
        return Exit.DONE
    write(words, Path(out), page)
    if as_json:
        print_json(_structure(found))
    else:
        rules = sum(len(decision.rules) for decision in found.decisions)
        click.echo(words("doc.done", path=out, decisions=len(found.decisions), rules=rules))
    return Exit.DONE


def _fit(words: Words, loaded: Loaded) -> Policy:
    """A policy that is fit to decide, or the error that shows why it is not."""
    faults = loaded.faults if loaded.policy is None else unbearable(loaded.policy)
    if loaded.policy is None or faults:
        told = (words.said(render(fault, name=loaded.name, text=loaded.text)) for fault in faults)
        raise NoError("\n\n".join((words("policy.faults", path=loaded.name), *told)))
    return loaded.policy


def _checked(words: Words, loaded: Loaded, policy: Policy, *, day: int) -> Checked:
    """What is proved of it, as of a day."""
    found, _ = examined(words, policy, exhaustive=False)
    stand, waived = waive(policy, found, day=day)
    told = [finding.document(one, policy, file=loaded.name, words=words) for one in stand]
    return Checked(day, told, len(waived))


def _structure(policy: Policy) -> dict[str, object]:
    """The policy's digest, what each decision and deadline reads, and clauses both ways, each thing by its anchor."""
    index = Index(policy)
    return {
        "policy": policy.name,
        "version": policy.version,
        "digest": policy.digest,
        "reads": {name: list(found) for name, found in reads(policy).items()},
        "clauses": {entry.id: [one.anchor for one in entry.citing] for entry in index.entries},
        "cites": {one.anchor: list(one.clauses) for one in index.citing},
    }
