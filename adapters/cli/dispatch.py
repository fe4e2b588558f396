"""`tousu dispatch`: carry out what waits in an outbox."""

import asyncio
import signal
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import TypedDict, Unpack

import click
from rich.table import Table
from rich.text import Text

from adapters import clock
from adapters.cli import options
from adapters.cli.connectors import configured, connectors_option
from adapters.cli.exits import Exit, InconclusiveError
from adapters.cli.journaling import writing
from adapters.cli.journaloptions import journal_option, key_option
from adapters.cli.outboxes import database, outbox_option
from adapters.cli.printing import print_json, safe, screen
from adapters.cli.progress import watching
from adapters.cli.words import Words
from adapters.dispatch.delivery import Delivery
from adapters.dispatch.drafting import draft
from adapters.dispatch.loading import Configured
from adapters.dispatch.worker import Settled, Until, Watch, Worker
from adapters.journal.dispatching import DispatchLog
from adapters.logs import Logger, logger
from adapters.stores.database import Database
from adapters.stores.ledger import Ledger
from adapters.stores.outbox import StoredOutbox
from adapters.stores.schema import State

EXAMPLE = "tousu dispatch --outbox outbox.db --connectors examples/connectors.yaml"
NAME = "bold cyan"
ASIDE = "dim"
REVIEWED = "yellow"
PARALLEL = 64
LEASE = 60.0


class Asked(TypedDict):
    """What the options of the command say."""

    outbox: str
    connectors: Path
    once: bool
    follow: bool
    parallel: int
    lease: float
    journal: Path | None
    key_file: Path | None
    dry_run: Path | None
    as_json: bool


def command(words: Words) -> click.Command:
    """The command."""
    folder = click.Path(file_okay=False, path_type=Path)
    parameters = [
        outbox_option(words),
        connectors_option(words),
        click.Option(["--once"], is_flag=True, help=words("option.once")),
        click.Option(["--follow"], is_flag=True, help=words("option.follow")),
        click.Option(
            ["--parallel"],
            type=click.IntRange(1, 1000),
            default=PARALLEL,
            show_default=True,
            help=words("option.parallel"),
        ),
        click.Option(
            ["--lease"],
            type=click.FloatRange(1, 3600),
            default=LEASE,
            show_default=True,
            metavar="SECONDS",
            help=words("option.lease"),
        ),
        journal_option(words, required=False),
        key_option(words),
        click.Option(["--dry-run"], type=folder, metavar="FOLDER", help=words("option.dry-run")),
        options.as_json(words),
    ]
    return options.command(words, "dispatch", partial(dispatch, words), parameters=parameters, example=EXAMPLE)


def dispatch(words: Words, **asked: Unpack[Asked]) -> int:
    """Deliver, tell what came of it, and exit with 1 when something went to the dead letters."""
    if asked["once"] and asked["follow"]:
        raise click.UsageError(words("dispatch.once-or-follow"))
    found = configured(words, asked["connectors"])
    with (
        database(asked["outbox"], create=False) as opened,
        writing(words, asked["journal"], asked["key_file"]) as writer,
    ):
        if asked["dry_run"] is not None:
            return _drafted(words, opened, found, folder=asked["dry_run"])
        log = None if writer is None else DispatchLog(writer, clock.now)
        settled = _delivered(words, opened, found, asked=asked, journal=log)
        left = {state: _left(opened, state) for state in (State.WAITING, State.DEAD)}
    if asked["as_json"]:
        print_json(_document(settled, left))
    else:
        screen().print(_table(settled, left, words))
    return Exit.NO if settled.total(State.DEAD) else Exit.DONE


def _delivered(
    words: Words, opened: Database, found: Configured, *, asked: Asked, journal: DispatchLog | None
) -> Settled:
    log = logger(sys.stderr)
    until = Until.ONCE if asked["once"] else Until.STOPPED if asked["follow"] else Until.EMPTY
    waiting, done = sum(_left(opened, State.WAITING).values()), 0
    with watching(words, log, fraction=lambda: done / waiting if waiting else 1.0) as watch:

        def counted(more: int) -> None:
            nonlocal done
            done += more
            watch(more)

        try:
            settled = asyncio.run(_run(opened, found, until, asked=asked, watch=counted, journal=journal))
        finally:
            if journal is not None:
                journal.sign()
    _log(settled, log)
    return settled


async def _run(
    opened: Database, found: Configured, until: Until, *, asked: Asked, watch: Watch, journal: DispatchLog | None
) -> Settled:
    """Run a worker; an interrupt lets it finish what is under way."""
    delivery = Delivery(found.router, found.retrying)
    parallel, lease = asked["parallel"], asked["lease"]
    worker = Worker(StoredOutbox(opened), delivery, parallel=parallel, lease=lease, watch=watch, journal=journal)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, worker.stop)
    try:
        await worker.run(until)
    finally:
        await asyncio.gather(*(connector.close() for connector in found.router.connectors.values()))
    return worker.settled


def _drafted(words: Words, opened: Database, found: Configured, *, folder: Path) -> int:
    """Write drafts of all that waits; 1 when one would be refused."""
    lines = Ledger(opened).lines(state=State.WAITING)
    try:
        told = list(draft(lines, found.router, folder))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise InconclusiveError(words("run.cannot-write", path=folder, why=why)) from error
    refused = [(line, why) for line, why in told if why is not None]
    for line, why in refused:
        click.echo(safe(f"{line.key[:8]} {line.complaint} {line.action}: {why}"), err=True)
    click.echo(words("dispatch.drafted", count=len(told) - len(refused), folder=folder, refused=len(refused)))
    return Exit.NO if refused else Exit.DONE


def _left(opened: Database, state: State) -> dict[str, int]:
    """How many actions are in a state, by connector."""
    found: dict[str, int] = defaultdict(int)
    for one in Ledger(opened).counts():
        if one.state == state:
            found[one.connector] += one.actions
    return dict(found)


def _log(settled: Settled, log: Logger) -> None:
    log.info("dispatch.finished", **{name: settled.total(name) for name in ("sent", "failed", "dead")})


def _document(settled: Settled, left: dict[State, dict[str, int]]) -> dict[str, object]:
    names = sorted({name for name, _ in settled.counts} | {name for one in left.values() for name in one})
    return {
        name: {
            "sent": settled.counts.get((name, "sent"), 0),
            "failed": settled.counts.get((name, "failed"), 0),
            "waiting": left[State.WAITING].get(name, 0),
            "dead": left[State.DEAD].get(name, 0),
        }
        for name in names
    }


def _table(settled: Settled, left: dict[State, dict[str, int]], words: Words) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=ASIDE)
    table.add_column(words("dispatch.connector"), no_wrap=True, style=NAME)
    for key in ("sent", "failed", "waiting", "dead"):
        table.add_column(words(f"dispatch.{key}"), justify="right")
    for name, counts in _document(settled, left).items():
        assert isinstance(counts, dict)  # noqa: S101 -- for mypy alone
        shown = [Text(f"{count:,}", REVIEWED if key == "dead" and count else "") for key, count in counts.items()]
        table.add_row(name or words("dispatch.none"), *shown)
    return table
