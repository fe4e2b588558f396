"""`tousu impact`: what a change of policy does to a feed of complaints."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TypedDict, Unpack

import click

from adapters import policies
from adapters.cli import options
from adapters.cli.exits import Exit, InconclusiveError, MisusedError, NoError, UnreadableError
from adapters.cli.impacttable import shown
from adapters.cli.instant import as_of as as_of_option
from adapters.cli.policy import sound
from adapters.cli.printing import print_json, screen
from adapters.cli.progress import watching
from adapters.cli.words import Words
from adapters.facts import FactReader
from adapters.feeds.mapping import Plan, layout, plan_for
from adapters.feeds.mapping.catalog import IDENTITY
from adapters.feeds.reading import Feed
from adapters.impact import (
    Axis,
    Compared,
    Document,
    LostRowsError,
    Order,
    compare,
    default_axes,
    default_money,
    document,
)
from adapters.logs import logger
from adapters.revisions import Revision, RevisionError, named, recorded
from adapters.seen import TooManyRowsError
from adapters.tables import tables
from engine import EngineDisagrees, EngineFault
from rules.fault import nearest
from rules.loading import load
from rules.policy import Fact, Policy
from rules.said import said
from rules.types import Number

EXAMPLE = "tousu impact policy.yaml examples/complaints.csv --against policy.yaml"


class Asked(TypedDict):
    """What the options of the command say."""

    against: str | None
    mapping: str
    as_of: int
    money: str | None
    by: tuple[str, ...]
    html: Path | None
    rows_at: str | None
    sheet: str | None
    as_json: bool


def command(words: Words) -> click.Command:
    """The command."""
    page = click.Path(dir_okay=False, path_type=Path)
    parameters = [
        click.Argument(["new"], required=True),
        click.Argument(["feed"], nargs=-1, required=True),
        click.Option(["--against"], metavar="FILE|REVISION", help=words("option.against")),
        click.Option(["--feed", "mapping"], default=IDENTITY, show_default=True, help=words("option.feed")),
        as_of_option(words),
        click.Option(["--money"], metavar="FACT", help=words("option.money")),
        click.Option(["--by"], metavar="FACT", multiple=True, help=words("option.by")),
        click.Option(["--html"], type=page, help=words("option.html")),
        click.Option(["--rows-at"], metavar="PATH", help=words("option.rows-at")),
        click.Option(["--sheet"], help=words("option.sheet")),
        options.as_json(words),
    ]
    return options.command(words, "impact", partial(impact, words), parameters=parameters, example=EXAMPLE)


def impact(words: Words, new: str, feed: tuple[str, ...], **asked: Unpack[Asked]) -> int:
    """Compare the policies on the feed, tell what differs, and say by the exit code whether the feed was read."""
    policy = sound(words, new)
    old, source = _old(words, new, asked["against"])
    order = _order(words, feed, old, policy, asked=asked)
    compared = _compared(words, order)
    found = document(compared, sources=(source, new))
    if asked["html"] is not None:
        _write(words, asked["html"], found)
    if asked["as_json"]:
        print_json(found)
    else:
        screen().print(shown(found, words=words, page=asked["html"]))
    return _exit(words, compared)


def _old(words: Words, new: str, against: str | None) -> tuple[Policy, str]:
    """The old policy, and where it was read."""
    if against is None:
        return _default(words, new)
    if Path(against).exists():
        return sound(words, against), against
    try:
        return _loaded(words, named(against, path=new))
    except RevisionError as error:
        raise UnreadableError(words("impact.unknown-old", against=against, path=new, why=error)) from error


def _default(words: Words, new: str) -> tuple[Policy, str]:
    """The new policy as it was last committed; one that never was is compared with the default policy."""
    try:
        return _loaded(words, recorded(new))
    except RevisionError as error:
        default = Path(policies.DEFAULT)
        if not default.exists() or default.samefile(new):
            raise MisusedError(words("impact.no-old", path=new, why=error)) from error
        return sound(words, policies.DEFAULT), policies.DEFAULT


def _loaded(words: Words, revision: Revision) -> tuple[Policy, str]:
    loaded = load(revision.content, name=revision.name, tables=tables(revision.beside))
    if loaded.policy is None:
        raise NoError("\n\n".join((words("policy.faults", path=revision.name), *map(words.said, loaded.messages))))
    return loaded.policy, revision.name


def _order(words: Words, feed: tuple[str, ...], old: Policy, new: Policy, *, asked: Asked) -> Order:
    before, after = (
        _plan(words, asked["mapping"], old, beside=new),
        _plan(words, asked["mapping"], new, beside=old),
    )
    given = layout(after)
    laid_out = replace(given, rows_at=asked["rows_at"] or given.rows_at, sheet=asked["sheet"] or given.sheet)
    facts = old.facts_by_name | new.facts_by_name
    return Order(
        feed=Feed(feed, laid_out),
        old=FactReader(before),
        new=FactReader(after),
        as_of=asked["as_of"],
        money=default_money(new) if asked["money"] is None else _money(words, asked["money"], facts),
        by=tuple(_by(words, name, facts) for name in dict.fromkeys(asked["by"])) or default_axes(new),
    )


def _plan(words: Words, mapping: str, policy: Policy, *, beside: Policy) -> Plan:
    plan = plan_for(mapping, policy, elsewhere=beside.facts_by_name)
    if not isinstance(plan, Plan):
        raise UnreadableError("\n".join(map(words.said, plan)))
    return plan


def _money(words: Words, name: str, facts: Mapping[str, Fact]) -> Fact:
    fact = _fact(words, name, facts)
    if not isinstance(fact.type, Number):
        raise MisusedError(words("impact.no-number", name=name))
    return fact


def _by(words: Words, name: str, facts: Mapping[str, Fact]) -> Fact:
    fact = _fact(words, name, facts)
    if not Axis.fits(fact):
        raise MisusedError(words("impact.no-axis", name=name))
    return fact


def _fact(words: Words, name: str, facts: Mapping[str, Fact]) -> Fact:
    if name not in facts:
        near = nearest(name, facts)
        hint = words("impact.near", name=near) if near else ""
        raise MisusedError(words("impact.unknown-fact", name=name, near=hint))
    return facts[name]


def _compared(words: Words, order: Order) -> Compared:
    """Compare; what stops it is an answer, with its exit code."""
    try:
        with watching(words, logger(sys.stderr), fraction=lambda: order.feed.progress) as watch:
            return compare(order, watch)
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error
    except EngineDisagrees as error:
        raise InconclusiveError(words("impact.disagrees", why=error)) from error
    except LostRowsError as error:
        raise InconclusiveError(words("impact.lost", why=error)) from error
    except TooManyRowsError as error:
        raise InconclusiveError(said(error)) from error


def _write(words: Words, path: Path, found: Document) -> None:
    """Write the page; what draws it is imported only then."""
    page = import_module("adapters.cli.impactpage").page(found, words=words)
    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise InconclusiveError(words("run.cannot-write", path=path, why=why)) from error


def _exit(words: Words, compared: Compared) -> int:
    """3 when a file could not be read at all, or its columns fit neither policy."""
    misfits = sorted({*compared.order.old.misfits, *compared.order.new.misfits})
    for why in misfits:
        click.echo(words("run.misfit", why=why), err=True)
    for file in compared.files:
        if file.problem:
            click.echo(f"{file.path}: {words.said(file.problem)}", err=True)
    damaged = any(file.problem for file in compared.files)
    unread = any(not file.sha256 for file in compared.files) or (damaged and not compared.rows_read)
    if unread and not misfits:
        click.echo(words("run.unreadable"), err=True)
    return Exit.UNREADABLE if misfits or unread else Exit.DONE
