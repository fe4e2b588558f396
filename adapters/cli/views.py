"""Views of a journal beside the replay: what would be otherwise by another policy, or as known now."""

import sys
from dataclasses import asdict

import click

from adapters.cli.exits import Exit, InconclusiveError
from adapters.cli.printing import print_json, safe
from adapters.cli.progress import counting
from adapters.cli.words import Words
from adapters.journal import Records
from adapters.journal.otherwise import Otherwise
from adapters.journal.reading import Span
from adapters.journal.viewing import Viewed, view
from adapters.logs import logger
from engine import EngineFault
from rules.policy import Policy

_MISSING = "-"


def show(
    words: Words, records: Records, asked: list[Span], *, policy: Policy | None, known_now: bool, as_json: bool
) -> int:
    """Print what would be otherwise, under its label; what differs is no reason for an exit code."""
    found = Viewed()
    try:
        with (
            counting(words, logger(sys.stderr), total=sum(high - low for low, high in asked)) as watch,
            Otherwise(records, policy=policy, known_now=known_now, passed=found) as other,
        ):
            view(other, asked, watch, found)
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error
    key = "view.known-now" if policy is None else "view.policy-known-now" if known_now else "view.policy"
    named = {} if policy is None else {"policy": policy.name, "version": policy.version}
    if as_json:
        print_json({"view": key.removeprefix("view."), "verdict": None, **named, **_document(found)})
    else:
        click.echo(safe(words(key, **named)))
        _print(found, words)
    return Exit.NO if found.tampered else Exit.DONE


def _print(found: Viewed, words: Words) -> None:
    for low, high in found.tampered:
        click.echo(words("replay.tampered-part", low=low, high=high))
    for one in found.differences:
        then, now = (_MISSING if told is None else told for told in (one.then, one.now))
        click.echo(safe(words("view.entry", number=one.number, column=one.column, then=then, now=now)))
    for (decision, *pair), count in found.outcomes.most_common():
        then, now = (_MISSING if told is None else told for told in pair)
        click.echo(safe(words("view.outcome", decision=decision, then=then, now=now, count=f"{count:,}")))
    told = {decision for decision, *_ in found.outcomes}
    for column, count in found.columns.items():
        if column not in told:
            click.echo(safe(words("view.column", column=column, count=f"{count:,}")))
    counts = {"looked": found.looked, "differing": found.differing, "erased": found.erased}
    click.echo(words("view.counts", **{name: f"{count:,}" for name, count in counts.items()}))


def _document(found: Viewed) -> dict[str, object]:
    return {
        "looked": found.looked,
        "erased": found.erased,
        "differing": found.differing,
        "columns": dict(found.columns),
        "outcomes": [
            {"decision": decision, "then": then, "now": now, "count": count}
            for (decision, then, now), count in found.outcomes.most_common()
        ],
        "differences": [asdict(one) for one in found.differences],
        "tampered": [{"low": low, "high": high} for low, high in found.tampered],
    }
