"""`tousu decide`: what the policy says about one complaint."""

import sys
from functools import partial
from pathlib import Path
from typing import Unpack

import click

from adapters.cli import options
from adapters.cli.exits import Exit, InconclusiveError, UnreadableError
from adapters.cli.explaining import Wanted, explaining_options, explanation, hand_over
from adapters.cli.instant import as_of as as_of_option
from adapters.cli.journaling import writing
from adapters.cli.journaloptions import journal_option, key_option
from adapters.cli.policy import policy_option, sound
from adapters.cli.printing import print_json, screen
from adapters.cli.ruling import told
from adapters.cli.words import Words
from adapters.complaint import Complaint, UnfitError, parse
from adapters.journal import Writer, record, sources
from engine import Decided, Engine, EngineFault, Review, report
from rules.policy import Policy

EXAMPLE = """tousu decide '{"complaint_id": "T-1", "submitted_at": "2026-03-02T09:30:00+08:00", "amount": "1000.01"}'"""
STANDARD_INPUT = "-"


def command(words: Words) -> click.Command:
    """The command."""
    complaint = click.Argument(["complaint"], metavar="JSON|FILE|-")
    journal = [journal_option(words, required=False), key_option(words)]
    explain = click.Option(["--explain"], is_flag=True, help=words("option.explain"))
    parameters = [
        *(complaint, policy_option(words), as_of_option(words), *journal),
        *(explain, *explaining_options(words), options.as_json(words)),
    ]
    return options.command(words, "decide", partial(decide, words), parameters=parameters, example=EXAMPLE)


def decide(
    words: Words,
    complaint: str,
    *,
    policy: str,
    as_of: int,
    journal: Path | None,
    key_file: Path | None,
    explain: bool,
    **wanted: Unpack[Wanted],
) -> int:
    """Print what the policy says about the complaint, once the journal has it, if one is named."""
    rules = sound(words, policy)
    parsed = _parsed(words, complaint, rules)
    explains = explain or bool(wanted["goals"]) or wanted["html"] is not None
    try:
        with Engine(rules) as engine:
            decided, wakes = _decided(engine, parsed, as_of=as_of)
            document = (
                explanation(words, engine, decided, wanted, given=parsed.facts, wakes=wakes)
                if explains
                else report(decided, rules, wakes=wakes)
            )
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error
    with writing(words, journal, key_file) as writer:
        if writer is not None:
            _record(writer, parsed, rules, path=Path(policy), as_of=as_of)
    if explains:
        hand_over(words, document, rules, html=wanted["html"], as_json=wanted["as_json"])
    elif wanted["as_json"]:
        print_json(document)
    else:
        screen().print(told(document, rules, words=words))
    return Exit.DONE


def _parsed(words: Words, complaint: str, policy: Policy) -> Complaint:
    try:
        return parse(text_of(words, complaint), policy)
    except UnfitError as error:
        raise UnreadableError(words("complaint.unfit", why=error)) from error


def _decided(engine: Engine, complaint: Complaint, *, as_of: int) -> tuple[Decided, int | None]:
    """What is decided, and when that changes next."""
    if complaint.unreadable is not None:
        return Decided(complaint.facts, None, Review("unreadable", complaint.unreadable), as_of), None
    return engine.decide(complaint.facts, as_of=as_of), engine.wakes(complaint.facts, as_of=as_of)


def _record(writer: Writer, complaint: Complaint, policy: Policy, *, path: Path, as_of: int) -> None:
    review = None if complaint.unreadable is None else str(Review("unreadable", complaint.unreadable))
    with Engine(policy) as engine:
        record(writer, engine, sources(path, policy), facts=complaint.facts, review=review, as_of=as_of)


def text_of(words: Words, complaint: str) -> str:
    """The JSON itself, or what the file or standard input holds."""
    if complaint.lstrip().startswith("{"):
        return complaint
    try:
        content = sys.stdin.buffer.read() if complaint == STANDARD_INPUT else Path(complaint).read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(words("cannot-read", path=complaint, why="not UTF-8")) from error
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UnreadableError(words("cannot-read", path=complaint, why=why)) from error
