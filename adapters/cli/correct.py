"""`tousu correct`: a complaint decided anew in the place of an earlier ruling, which stays."""

from functools import partial
from pathlib import Path
from typing import TypedDict, Unpack

import click

from adapters import clock
from adapters.cli import options
from adapters.cli.asked import TextType, ruling_in, rulings_on
from adapters.cli.decide import text_of
from adapters.cli.exits import Exit, InconclusiveError, MisusedError, NoError, UnreadableError
from adapters.cli.instant import as_of as as_of_option
from adapters.cli.journaling import explained, keys_of
from adapters.cli.journaloptions import journal_option, key_option
from adapters.cli.policy import sound
from adapters.cli.printing import print_json, safe
from adapters.cli.words import Words
from adapters.complaint import UnfitError, parse
from adapters.journal import Records, Writer, sources
from adapters.journal.correcting import Corrected, Earlier, correct, earlier
from adapters.journal.corrections import corrections
from engine import EngineFault
from engine.journal.meaning import shown, types_of
from rules.policy import Policy
from rules.types import Value

EXAMPLE = """tousu correct T-1 --facts '{"amount": "900.00"}' --basis 'receipt of 2 March' --journal journal"""
_MISSING = "-"


def command(words: Words) -> click.Command:
    """The command."""
    as_of = as_of_option(words)
    as_of.default, as_of.help = None, words("option.correct-as-of")
    parameters: list[click.Parameter] = [
        click.Argument(["complaint"]),
        click.Option(["--facts"], metavar="JSON|FILE|-", help=words("option.correct-facts")),
        click.Option(["--policy"], metavar="FILE", help=words("option.correct-policy")),
        click.Option(
            ["--basis"], required=True, type=TextType(words), metavar="TEXT", help=words("option.correct-basis")
        ),
        click.Option(["--entry"], type=click.IntRange(min=0), metavar="NUMBER", help=words("option.entry")),
        as_of,
        journal_option(words, required=True),
        key_option(words),
        options.as_json(words),
    ]
    return options.command(words, "correct", partial(put_right, words), parameters=parameters, example=EXAMPLE)


class Asked(TypedDict):
    """What is to be corrected, how, and why."""

    facts: str | None
    policy: str | None
    basis: str
    entry: int | None
    as_of: int | None
    journal: Path
    key_file: Path | None
    as_json: bool


def put_right(words: Words, complaint: str, **asked: Unpack[Asked]) -> int:
    """Append what the complaint should have been, and print what is otherwise."""
    path = asked["policy"]
    if asked["facts"] is None and path is None:
        raise MisusedError(words("correct.what"))
    mended = None if path is None else (sound(words, path), path)
    with explained(words), Writer(asked["journal"], keys_of(asked["journal"], asked["key_file"])) as writer:
        old = earlier(writer.records, _chosen(words, writer, complaint, asked["entry"]))
        by = (
            (old.policy, old.sources(writer.records))
            if mended is None
            else (mended[0], sources(Path(mended[1]), mended[0]))
        )
        changes = {} if asked["facts"] is None else _facts(words, asked["facts"], by[0], complaint)
        as_of = old.as_of if asked["as_of"] is None else asked["as_of"]
        try:
            done = correct(writer, old, changes, by=by, as_of=as_of, basis=asked["basis"], at=clock.now())
        except EngineFault as error:
            raise InconclusiveError(words("engine.unfit", why=error)) from error
    _tell(words, done, old, by[0], as_json=asked["as_json"])
    return Exit.DONE


def _chosen(words: Words, writer: Writer, complaint: str, entry: int | None) -> int:
    """The newest ruling on the complaint, or the one asked for; nothing is corrected twice."""
    records: Records = writer.records
    numbers = rulings_on(words, records, writer.secret, complaint)
    chosen = ruling_in(words, numbers, complaint, entry)
    for one in corrections(records, numbers):
        if one.corrects == chosen:
            raise NoError(words("correct.twice", number=one.corrects, ruling=one.ruling))
    return chosen


def _facts(words: Words, text: str, policy: Policy, complaint: str) -> dict[str, Value]:
    """The facts that are otherwise, as stored; null is one that is missing."""
    try:
        found = parse(text_of(words, text), policy)
    except UnfitError as error:
        raise UnreadableError(words("complaint.unfit", why=error)) from error
    if found.unreadable is not None:
        raise UnreadableError(words("complaint.unfit", why=found.unreadable))
    if found.facts.get(policy.identity, complaint) != complaint:
        raise MisusedError(words("correct.other", name=policy.identity))
    return found.facts


def _tell(words: Words, done: Corrected, old: Earlier, policy: Policy, *, as_json: bool) -> None:
    before = shown(done.before, types_of(old.policy), str(old.policy.zone))
    after = shown(done.after, types_of(policy), str(policy.zone))
    otherwise = [name for name in before | after if before.get(name) != after.get(name)]
    correction = done.correction
    if as_json:
        changes = [{"column": name, "before": before.get(name), "after": after.get(name)} for name in otherwise]
        print_json({"entry": correction.number, **correction.document(), "changes": changes})
        return
    for name in otherwise:
        was, now = (_MISSING if one is None or one == "" else one for one in (before.get(name), after.get(name)))
        click.echo(safe(words("correct.changed", column=name, was=was, now=now)))
    click.echo(words("correct.done", ruling=correction.ruling, corrects=correction.corrects, entry=correction.number))
