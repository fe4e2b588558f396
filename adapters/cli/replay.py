"""`tousu replay`: decide again what a journal holds, and compare."""

import sys
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from adapters.cli import options
from adapters.cli.exits import Exit, InconclusiveError, MisusedError, NoError
from adapters.cli.journaling import explained, journal_argument, key_option, keys_of
from adapters.cli.printing import print_json, safe
from adapters.cli.progress import counting
from adapters.cli.span import span_option
from adapters.cli.words import Words
from adapters.journal import Records
from adapters.journal.reading import Span
from adapters.journal.replaying import Replayed, replay, sample, spans
from adapters.logs import logger
from engine import EngineFault
from engine.journal.entry import complaint_key


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [
        journal_argument(words),
        span_option(words),
        click.Option(["--complaint"], metavar="ID", help=words("option.complaint")),
        click.Option(["--sample", "size"], type=click.IntRange(min=1), help=words("option.sample")),
        key_option(words),
        options.as_json(words),
    ]
    example = "tousu replay journal --sample 1000"
    return options.command(words, "replay", partial(again, words), parameters=parameters, example=example)


def again(
    words: Words,
    journal: Path,
    *,
    span: tuple[int, int | None] | None,
    complaint: str | None,
    size: int | None,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """Replay what is asked for, and tell whether everything came out as it was."""
    if sum(one is not None for one in (span, complaint, size)) > 1:
        raise MisusedError(words("replay.one-of"))
    found = Replayed()
    with explained(words), closing(Records.open(journal)) as records:
        asked = _asked(words, records, span=span, complaint=complaint, size=size, key_file=key_file)
        _replay(words, records, asked, found)
    if as_json:
        print_json(_document(found))
    else:
        _print(found, words)
    return Exit.NO if found.differing or found.tampered else Exit.DONE


def _asked(
    words: Words,
    records: Records,
    *,
    span: tuple[int, int | None] | None,
    complaint: str | None,
    size: int | None,
    key_file: Path | None,
) -> list[Span]:
    if complaint is not None:
        numbers = records.of_key(complaint_key(keys_of(records.folder, key_file).secret, complaint))
        if not numbers:
            raise NoError(words("prove.none", identity=complaint))
        return [(number, number + 1) for number in numbers]
    if size is not None:
        return sample(records, size)
    return spans(records, *(span or (0, None)))


def _replay(words: Words, records: Records, asked: list[Span], found: Replayed) -> None:
    """Replay with a bar; who interrupts it is told how to go on."""
    total = sum(high - low for low, high in asked)
    try:
        with counting(words, logger(sys.stderr), total=total) as watch:
            replay(records, asked, watch, found)
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error
    except KeyboardInterrupt:
        click.echo(words("replay.resume", at=found.reached), err=True)
        raise


def _print(found: Replayed, words: Words) -> None:
    for low, high in found.tampered:
        click.echo(words("replay.tampered-part", low=low, high=high))
    for one in found.differences:
        said = words("replay.differs-part", number=one.number, column=one.column, then=one.then, now=one.now)
        click.echo(safe(said))
    click.echo(words("replay.counts", replayed=f"{found.replayed:,}", erased=f"{found.erased:,}"))
    if found.differing:
        click.echo(words("replay.differs", count=f"{found.differing:,}"))
    if found.tampered:
        click.echo(words("replay.tampered"))
    if not found.differing and not found.tampered:
        click.echo(words("replay.same"))


def _document(found: Replayed) -> dict[str, object]:
    return {
        "replayed": found.replayed,
        "erased": found.erased,
        "differing": found.differing,
        "differences": [asdict(one) for one in found.differences],
        "tampered": [{"low": low, "high": high} for low, high in found.tampered],
    }
