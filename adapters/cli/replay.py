"""`tousu replay`: decide again what a journal holds, and compare."""

import sys
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TypedDict, Unpack

import click

from adapters.cli import options, views
from adapters.cli.asked import rulings_on
from adapters.cli.exits import Exit, InconclusiveError, MisusedError
from adapters.cli.journaling import explained, keys_of
from adapters.cli.journaloptions import journal_argument, key_option
from adapters.cli.policy import sound
from adapters.cli.printing import print_json, safe
from adapters.cli.progress import counting
from adapters.cli.span import Typed, chosen, span_option
from adapters.cli.words import Words
from adapters.journal import Records
from adapters.journal.reading import Span
from adapters.journal.replaying import Replayed, replay, sample
from adapters.logs import logger
from engine import EngineFault

THEN = "then"
KNOWN = (THEN, "now")


class Asked(TypedDict):
    """What is to be replayed, and by what."""

    span: Typed | None
    complaint: str | None
    size: int | None
    policy: str | None
    as_known: str
    key_file: Path | None
    as_json: bool


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [
        journal_argument(words),
        span_option(words),
        click.Option(["--complaint"], metavar="ID", help=words("option.complaint")),
        click.Option(["--sample", "size"], type=click.IntRange(min=1), help=words("option.sample")),
        click.Option(["--policy"], metavar="FILE", help=words("option.replay-policy")),
        click.Option(["--as-known"], type=click.Choice(KNOWN), default=THEN, help=words("option.as-known")),
        key_option(words),
        options.as_json(words),
    ]
    example = "tousu replay journal --sample 1000"
    return options.command(words, "replay", partial(again, words), parameters=parameters, example=example)


def again(words: Words, journal: Path, **asked: Unpack[Asked]) -> int:
    """Replay what is asked for, and tell whether everything came out as it was, or what would be otherwise."""
    if sum(asked[name] is not None for name in ("span", "complaint", "size")) > 1:
        raise MisusedError(words("replay.one-of"))
    with explained(words), closing(Records.open(journal)) as records:
        wanted = _wanted(words, records, asked)
        if asked["policy"] is not None or asked["as_known"] != THEN:
            policy = None if asked["policy"] is None else sound(words, asked["policy"])
            known_now = asked["as_known"] != THEN
            return views.show(words, records, wanted, policy=policy, known_now=known_now, as_json=asked["as_json"])
        found = Replayed()
        _replay(words, records, wanted, found, asked)
    if asked["as_json"]:
        print_json(_document(found))
    else:
        _print(found, words)
        click.echo(_conclusion(found, words))
    if found.differing or found.tampered:
        return Exit.NO
    return Exit.DONE if found.replayed else Exit.INCONCLUSIVE


def _wanted(words: Words, records: Records, asked: Asked) -> list[Span]:
    """The entries that are asked for."""
    if asked["complaint"] is not None:
        secret = keys_of(records.folder, asked["key_file"]).secret
        numbers = rulings_on(words, records, secret, asked["complaint"])
        return [(number, number + 1) for number in numbers]
    if asked["size"] is not None:
        return sample(records, asked["size"])
    return chosen(words, records, asked["span"])


def _replay(words: Words, records: Records, wanted: list[Span], found: Replayed, asked: Asked) -> None:
    """Replay with a bar; who interrupts it is told what came of it so far, and how to go on."""
    total = sum(high - low for low, high in wanted)
    try:
        with counting(words, logger(sys.stderr), total=total) as watch:
            replay(records, wanted, watch, found)
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error
    except KeyboardInterrupt:
        if asked["complaint"] is None and asked["size"] is None:
            _print(found, words)
            (low, high), *_ = wanted
            until = "" if high == records.size else high
            click.echo(words("replay.resume", at=max(low, found.reached), until=until), err=True)
        raise


def _print(found: Replayed, words: Words) -> None:
    for low, high in found.tampered:
        click.echo(words("replay.tampered-part", low=low, high=high))
    for one in found.differences:
        said = words("replay.differs-part", number=one.number, column=one.column, then=one.then, now=one.now)
        click.echo(safe(said))
    click.echo(words("replay.counts", replayed=f"{found.replayed:,}", erased=f"{found.erased:,}"))


def _conclusion(found: Replayed, words: Words) -> str:
    told = [words("replay.differs", count=f"{found.differing:,}")] if found.differing else []
    told += [words("replay.tampered")] if found.tampered else []
    return "\n".join(told) or words("replay.same" if found.replayed else "replay.nothing")


def _document(found: Replayed) -> dict[str, object]:
    return {
        "replayed": found.replayed,
        "erased": found.erased,
        "differing": found.differing,
        "differences": [asdict(one) for one in found.differences],
        "tampered": [{"low": low, "high": high} for low, high in found.tampered],
    }
