"""`tousu check`: whether a policy is fit to decide, and what can be proved of it."""

from functools import partial

import click

from adapters import policies
from adapters.cli import finding, options
from adapters.cli.exits import Exit, InconclusiveError
from adapters.cli.instant import as_of as as_of_option
from adapters.cli.policy import reading
from adapters.cli.printing import print_json
from adapters.cli.words import MACHINES, Words
from engine import EngineFault, unbearable
from engine.examining import examine
from engine.exhausting import Exhausted
from rules.analysis import Waived, waive
from rules.fault import Fault, render
from rules.finding import Finding
from rules.loading import Loaded
from rules.midnight import day_of
from rules.policy import Policy


def command(words: Words) -> click.Command:
    """The command."""
    exhaustive = click.Option(["--prove-engine", "exhaustive"], is_flag=True, help=words("option.prove-engine"))
    policy = click.Argument(["policy"], default=policies.DEFAULT)
    parameters = [policy, as_of_option(words), exhaustive, options.as_json(words)]
    return options.command(
        words, "check", partial(check, words), parameters=parameters, example="tousu check policy.yaml"
    )


def check(words: Words, policy: str, *, as_of: int, exhaustive: bool, as_json: bool) -> int:
    """Print the faults of a policy, or else what is found by proving it; exit code 1 when there is anything."""
    loaded = reading(words, policy)
    faults = loaded.faults if loaded.policy is None else unbearable(loaded.policy)
    if loaded.policy is None or faults:
        return _faults(words, loaded, faults, as_json=as_json)
    found, exhausted = examined(words, loaded.policy, exhaustive=exhaustive)
    stand, waived = waive(loaded.policy, found, day=day_of(as_of, loaded.policy.zone))
    if as_json:
        _print_documents(loaded, stand, waived)
    else:
        messages = [finding.told(one, loaded, loaded.policy, words=words) for one in stand]
        summary = "\n".join(_summary(words, loaded, found=stand, waived=waived, exhausted=exhausted))
        click.echo("\n\n".join((*messages, summary)))
    return exit_code(stand)


def _faults(words: Words, loaded: Loaded, faults: tuple[Fault, ...], *, as_json: bool) -> int:
    if as_json:
        print_json([_document(fault, file=loaded.name) for fault in faults])
    else:
        told = (words.said(render(fault, name=loaded.name, text=loaded.text)) for fault in faults)
        click.echo("\n\n".join(told))
    return Exit.NO


def examined(words: Words, policy: Policy, *, exhaustive: bool) -> tuple[tuple[Finding, ...], Exhausted | None]:
    """Everything found of a policy, before waivers; the error that it cannot be concluded where the engine fails."""
    try:
        return examine(policy, exhaustive=exhaustive)
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error


def exit_code(stand: tuple[Finding, ...]) -> int:
    """The proof is not concluded only where nothing else is found."""
    codes = {one.code for one in stand}
    if codes == {"not-concluded"}:
        return Exit.INCONCLUSIVE
    return Exit.NO if codes else Exit.DONE


def _summary(
    words: Words,
    loaded: Loaded,
    *,
    found: tuple[Finding, ...],
    waived: tuple[Waived, ...],
    exhausted: Exhausted | None,
) -> list[str]:
    policy = loaded.policy
    decisions = policy.decisions if policy else ()
    rules = sum(len(decision.rules) for decision in decisions)
    obligations = len(policy.obligations) if policy else 0
    told = [
        words("check.sound", name=loaded.name, decisions=len(decisions), rules=rules),
        words("check.proved", findings=len(found), waived=len(waived), obligations=obligations),
    ]
    if exhausted is not None:
        told.append(words("check.engine", asked=f"{exhausted.asked:,}", classes=f"{exhausted.classes:,}"))
    return told


def _print_documents(loaded: Loaded, stand: tuple[Finding, ...], waived: tuple[Waived, ...]) -> None:
    policy = loaded.policy
    if policy is None:
        raise AssertionError(loaded)
    file = loaded.name
    documents = [finding.document(one, policy, file=file, words=MACHINES) for one in stand]
    accepted = [finding.document(one.finding, policy, file=file, words=MACHINES, waived=one) for one in waived]
    print_json([*documents, *accepted])


def _document(fault: Fault, *, file: str) -> finding.Document:
    return {
        "code": fault.code,
        "message": fault.message,
        **finding.placed(fault.place, policy=file),
        "suggestion": fault.suggestion,
        "page": f"docs/faults/{fault.code}.md",
    }
