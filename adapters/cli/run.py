"""`tousu run`: decide a feed of complaints by a policy."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from adapters.cli import options
from adapters.cli.exits import Exit, InconclusiveError, UnreadableError
from adapters.cli.instant import as_of as as_of_option
from adapters.cli.journaloptions import journal_option, key_option
from adapters.cli.policy import policy_option, sound
from adapters.cli.printing import print_json, screen
from adapters.cli.progress import watching
from adapters.cli.table import closing
from adapters.cli.words import Words
from adapters.decisions import WRITERS
from adapters.facts import FactReader
from adapters.feeds.mapping import Plan, layout, plan_for
from adapters.feeds.mapping.catalog import IDENTITY
from adapters.feeds.reading import Feed
from adapters.logs import Logger, logger
from adapters.outputs import BusyError
from adapters.run import Order, run
from adapters.seen import TooManyRowsError
from adapters.stores.failure import StoreError
from adapters.summary import IncompleteError, Summary
from engine import EngineDisagrees, EngineFault
from engine.outbox import Outbox
from rules.policy import Policy
from rules.said import said
from rules.types import Instant, show

if TYPE_CHECKING:
    from adapters.journal import Sources, Writer

EXAMPLE = "tousu run examples/complaints.csv --out build/first --format csv"


class Asked(TypedDict):
    """What the options of the command say."""

    out: Path
    policy: str
    mapping: str
    as_of: int
    form: str
    rows_at: str | None
    sheet: str | None
    because: bool
    actions: bool
    outbox: str | None
    strict: bool
    journal: Path | None
    key_file: Path | None
    as_json: bool


def command(words: Words) -> click.Command:
    """The command."""
    folder, forms = click.Path(file_okay=False, path_type=Path), click.Choice(list(WRITERS))
    parameters = [
        click.Argument(["feed"], nargs=-1, required=True),
        click.Option(["--out"], required=True, type=folder, help=words("option.out")),
        policy_option(words),
        click.Option(["--feed", "mapping"], default=IDENTITY, show_default=True, help=words("option.feed")),
        as_of_option(words),
        click.Option(["--format", "form"], type=forms, default="parquet", help=words("option.format")),
        click.Option(["--rows-at"], metavar="PATH", help=words("option.rows-at")),
        click.Option(["--sheet"], help=words("option.sheet")),
        click.Option(["--because"], is_flag=True, help=words("option.because")),
        click.Option(["--actions"], is_flag=True, help=words("option.actions")),
        click.Option(["--outbox"], metavar="PATH|ADDRESS", help=words("option.outbox")),
        click.Option(["--strict"], is_flag=True, help=words("option.strict")),
        journal_option(words, required=False),
        key_option(words),
        options.as_json(words),
    ]
    return options.command(words, "run", partial(decide, words), parameters=parameters, example=EXAMPLE)


def decide(words: Words, feed: tuple[str, ...], **asked: Unpack[Asked]) -> int:
    """Decide the feed, tell what became of it, and say by the exit code whether all is well."""
    policy = sound(words, asked["policy"])
    order = _order(words, feed, policy, asked=asked)
    log = logger(sys.stderr)
    with _outbox(asked["outbox"]) as outbox, _journal(words, policy, asked=asked) as journal:
        summary = _summary(words, replace(order, outbox=outbox, journal=journal), log=log)
    _log(summary, log)
    if asked["as_json"]:
        print_json(summary.document())
    else:
        screen().print(closing(summary, folder=order.folder, words=words))
    return _exit(words, summary, misfits=order.reader.misfits, strict=asked["strict"])


@contextmanager
def _journal(words: Words, policy: Policy, *, asked: Asked) -> Iterator[tuple[Writer, Sources] | None]:
    """The journal asked for, and what it keeps of the policy; only then is imported what a journal is made of."""
    if asked["journal"] is None:
        yield None
        return
    with import_module("adapters.cli.journaling").writing(words, asked["journal"], asked["key_file"]) as writer:
        _not_shown(words, writer, policy)
        yield writer, import_module("adapters.journal").sources(Path(asked["policy"]), policy)


def _not_shown(words: Words, journal: Writer, policy: Policy) -> None:
    """Say so when the newest run that is on record was interrupted before its outputs appeared."""
    runs = journal.runs()
    if runs and not runs[-1].shown:
        as_of = show(Instant(), runs[-1].as_of, zone=policy.zone)
        click.echo(words("run.not-shown", number=runs[-1].number, as_of=as_of), err=True)


@contextmanager
def _outbox(target: str | None) -> Iterator[Outbox | None]:
    """The outbox asked for; only then what talks to databases is imported, which takes a third of the start."""
    if target is None:
        yield None
        return
    with import_module("adapters.cli.outboxes").opened(target, create=True) as outbox:
        yield outbox


def _order(words: Words, feed: tuple[str, ...], policy: Policy, *, asked: Asked) -> Order:
    plan = plan_for(asked["mapping"], policy)
    if not isinstance(plan, Plan):
        raise UnreadableError("\n".join(map(words.said, plan)))
    given = layout(plan)
    laid_out = replace(given, rows_at=asked["rows_at"] or given.rows_at, sheet=asked["sheet"] or given.sheet)
    return Order(
        feed=Feed(feed, laid_out),
        reader=FactReader(plan),
        policy=policy,
        as_of=asked["as_of"],
        folder=asked["out"],
        format=asked["form"],
        because=asked["because"],
        actions=asked["actions"],
    )


def _summary(words: Words, order: Order, *, log: Logger) -> Summary:
    """Run the order; what stops it is an answer, with its exit code."""
    try:
        with watching(words, log, fraction=lambda: order.feed.progress) as watch:
            return run(order, watch)
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error
    except EngineDisagrees as error:
        raise InconclusiveError(words("run.disagrees", why=error)) from error
    except IncompleteError as error:
        raise InconclusiveError(words("run.incomplete", why=error)) from error
    except (BusyError, StoreError, TooManyRowsError) as error:
        raise InconclusiveError(said(error)) from error
    except OSError as error:
        path, why = error.filename or order.folder, (error.strerror or str(error)).lower()
        raise InconclusiveError(words("run.cannot-write", path=path, why=why)) from error


def _log(summary: Summary, log: Logger) -> None:
    for file in summary.files:
        if file.problem:
            log.warning("run.file", path=file.path, rows=file.rows, problem=file.problem)
    log.info(
        "run.finished",
        rows_read=summary.rows_read,
        decided=summary.decided,
        needs_review=summary.tally.needs_review,
        quarantined=summary.quarantined.total(),
        duplicates=summary.duplicates,
        seconds=round(summary.seconds, 3),
    )


def _exit(words: Words, summary: Summary, *, misfits: tuple[str, ...], strict: bool) -> int:
    """3 when a file could not be read at all, 1 under `--strict` when not all is well."""
    for why in misfits:
        click.echo(words("run.misfit", why=why), err=True)
    if misfits:
        return Exit.UNREADABLE
    damaged = any(file.problem for file in summary.files)
    if any(not file.sha256 for file in summary.files) or (damaged and not summary.rows_read):
        click.echo(words("run.unreadable"), err=True)
        return Exit.UNREADABLE
    amiss = summary.tally.needs_review or summary.quarantined.total() or damaged
    return Exit.NO if strict and amiss else Exit.DONE
