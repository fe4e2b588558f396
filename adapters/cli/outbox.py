"""`tousu outbox`: what waits, what went out, and what is dead."""

import json
from dataclasses import asdict
from functools import partial

import click
from rich.table import Table
from rich.text import Text

from adapters import clock
from adapters.cli import options
from adapters.cli.exits import Exit, NoError
from adapters.cli.outboxes import database, outbox_option
from adapters.cli.printing import print_json, safe, screen
from adapters.cli.words import Words
from adapters.stores.ledger import Ledger, Line
from adapters.stores.schema import State
from rules.types import Instant, show

NAME = "bold cyan"
ASIDE = "dim"
STYLES = {State.DEAD: "yellow", State.SENT: "green"}
SHORT = 8
MOST = 50


def command(words: Words) -> click.Group:
    """The command and its subcommands."""
    group = click.Group("outbox", help=words("outbox.help"), params=options.shared(words))
    keys = click.Argument(["keys"], nargs=-1, required=True, metavar="KEY...")
    asked = [
        click.Option(["--state"], type=click.Choice([one.value for one in State]), help=words("option.state")),
        click.Option(["--complaint"], help=words("option.complaint")),
        click.Option(["--limit"], type=click.IntRange(1), default=MOST, show_default=True, help=words("option.limit")),
    ]
    for name, callback, parameters, example in (
        ("list", list_, asked, "--state dead"),
        ("show", show_, [click.Argument(["key"])], "922ffd58"),
        ("retry", retry, [keys], "922ffd58"),
        ("drop", drop, [keys], "922ffd58"),
        ("stats", stats, [], ""),
    ):
        shown = f"tousu outbox {name} --outbox outbox.db {example}".rstrip()
        given = [*parameters, outbox_option(words), options.as_json(words)]
        made = options.command(words, f"outbox-{name}", partial(callback, words), parameters=given, example=shown)
        group.add_command(made, name)
    return group


def list_(words: Words, *, outbox: str, state: str | None, complaint: str | None, limit: int, as_json: bool) -> int:
    """Print actions, the first put in first."""
    with database(outbox, create=False) as opened:
        lines = Ledger(opened).lines(state=state, complaint=complaint, limit=limit)
    if as_json:
        print_json([_document(one, whole=False) for one in lines])
        return Exit.DONE
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=ASIDE)
    for key in ("key", "complaint", "action", "state", "tries", "detail"):
        table.add_column(words(f"outbox.{key}"), no_wrap=key != "detail")
    for one in lines:
        state_shown = Text(words(f"state.{one.state}"), STYLES.get(State(one.state), ""))
        action = f"{one.action} {one.episode}" if one.episode > 1 else one.action
        detail = Text(safe(words.said(one.detail)), ASIDE)
        table.add_row(Text(one.key[:SHORT], NAME), safe(one.complaint), action, state_shown, str(one.tries), detail)
    screen().print(table)
    return Exit.DONE


def show_(words: Words, key: str, *, outbox: str, as_json: bool) -> int:
    """Print one action whole."""
    with database(outbox, create=False) as opened:
        document = _document(_only(words, Ledger(opened), key), whole=True)
    if as_json:
        print_json(document)
        return Exit.DONE
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style=NAME)
    table.add_column(overflow="fold")
    for name, value in document.items():
        table.add_row(name, safe(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)))
    screen().print(table)
    return Exit.DONE


def retry(words: Words, keys: tuple[str, ...], *, outbox: str, as_json: bool) -> int:
    """Let dead actions be tried again."""
    with database(outbox, create=False) as opened:
        ledger = Ledger(opened)
        found = [_only(words, ledger, key).key for key in keys]
        changed = ledger.retry(found, at=clock.now())
    return _changed(words, "outbox.retried", changed, asked=len(keys), as_json=as_json)


def drop(words: Words, keys: tuple[str, ...], *, outbox: str, as_json: bool) -> int:
    """Give actions up."""
    with database(outbox, create=False) as opened:
        ledger = Ledger(opened)
        found = [_only(words, ledger, key).key for key in keys]
        changed = ledger.drop(found, at=clock.now())
    return _changed(words, "outbox.dropped", changed, asked=len(keys), as_json=as_json)


def stats(words: Words, *, outbox: str, as_json: bool) -> int:
    """Print how many actions there are, by channel, connector and state."""
    with database(outbox, create=False) as opened:
        counts = Ledger(opened).counts()
    if as_json:
        print_json([asdict(one) for one in counts])
        return Exit.DONE
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=ASIDE)
    for key in ("channel", "connector", "state", "actions"):
        table.add_column(words(f"outbox.{key}"), justify="right" if key == "actions" else "left")
    for one in counts:
        table.add_row(one.channel, one.connector or "-", words(f"state.{one.state}"), f"{one.actions:,}")
    screen().print(table)
    return Exit.DONE


def _only(words: Words, ledger: Ledger, key: str) -> Line:
    """The one action whose key begins so."""
    found = ledger.lines(key=key, limit=2)
    if len(found) != 1:
        raise NoError(words("outbox.several" if found else "outbox.unknown", start=key))
    return found[0]


def _changed(words: Words, key: str, changed: int, *, asked: int, as_json: bool) -> int:
    if as_json:
        print_json({"changed": changed, "asked": asked})
    else:
        click.echo(words(key, changed=changed, asked=asked))
    return Exit.DONE if changed == asked else Exit.NO


def _document(line: Line, *, whole: bool) -> dict[str, object]:
    """An action as JSON; what it gives and says only when asked for one, since that is personal."""
    found = asdict(line) | {
        "put_at": show(Instant(), line.put_at),
        "settled_at": None if line.settled_at is None else show(Instant(), line.settled_at),
    }
    return found if whole else {name: value for name, value in found.items() if name != "document"}
