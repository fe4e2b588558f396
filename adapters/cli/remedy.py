"""`tousu remedy`: who was decided wrongly by a faulty rule or policy, and who is owed what."""

import sys
from contextlib import closing
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypedDict, Unpack

import click
import polars as pl

from adapters.cli import options
from adapters.cli.exits import Exit, InconclusiveError, MisusedError, UnreadableError
from adapters.cli.journaling import explained
from adapters.cli.journaloptions import FILE, journal_option
from adapters.cli.policy import sound
from adapters.cli.printing import print_json, safe
from adapters.cli.progress import counting
from adapters.cli.words import Words
from adapters.decisions import WRITERS, Schema
from adapters.journal import Records
from adapters.journal.archived import policy_of
from adapters.journal.remedying import Payable, Period, Remedied, Wronged, remedy
from adapters.journal.replaying import spans
from adapters.logs import logger
from engine import EngineFault
from rules.fault import nearest
from rules.midnight import opening
from rules.policy import Policy
from rules.types import Date, Instant, read, show
from rules.unreadable import Unreadable

EXAMPLE = "tousu remedy --rule S-1 --from 2026-01-01 --to 2026-12-31 --policy shop.yaml --journal journal"
EVER = Period(-(1 << 62), 1 << 62)
_MISSING = "-"


class Asked(TypedDict):
    """What was faulty, when, and what is right."""

    rule: str | None
    since: str | None
    until: str | None
    policy: str
    journal: Path
    out: Path | None
    as_json: bool


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [
        click.Option(["--rule"], metavar="ID", help=words("option.remedy-rule")),
        click.Option(["--from", "since"], metavar="DAY|TIME", help=words("option.remedy-from")),
        click.Option(["--to", "until"], metavar="DAY|TIME", help=words("option.remedy-to")),
        click.Option(["--policy"], required=True, metavar="FIXED", help=words("option.remedy-policy")),
        journal_option(words, required=True),
        click.Option(["--out"], type=FILE, metavar="FILE.csv", help=words("option.remedy-out")),
        options.as_json(words),
    ]
    return options.command(words, "remedy", partial(find, words), parameters=parameters, example=EXAMPLE)


def find(words: Words, **asked: Unpack[Asked]) -> int:
    """Print what was decided wrongly, what it should have been, and what is owed."""
    fixed = sound(words, asked["policy"])
    period = Period(
        _instant(words, asked["since"], fixed, otherwise=EVER.low, after=0),
        _instant(words, asked["until"], fixed, otherwise=EVER.high, after=1),
    )
    if period.low >= period.high:
        raise MisusedError(words("remedy.no-period"))
    with explained(words), closing(Records.open(asked["journal"])) as records:
        if asked["rule"] is not None:
            _known(words, records, asked["rule"])
        try:
            with counting(words, logger(sys.stderr), total=records.size) as watch:
                whole = spans(records, 0, None)
                found = remedy(records, fixed, whole, rule=asked["rule"], period=period, watch=watch)
        except EngineFault as error:
            raise InconclusiveError(words("engine.unfit", why=error)) from error
    if asked["out"] is not None:
        _write(words, found, fixed, asked["out"])
    if asked["as_json"]:
        print_json(_document(found, fixed))
    else:
        _print(found, fixed, words)
    return Exit.NO if found.tampered else Exit.DONE


def _instant(words: Words, text: str | None, policy: Policy, *, otherwise: int, after: int) -> int:
    """The instant that a time names, or a day in the policy's timezone: its beginning, or with `after` its end."""
    if text is None:
        return otherwise
    day = read(Date(), text)
    if isinstance(day, int):
        return opening(day + after, policy.zone)
    instant = read(Instant(), text, zone=policy.zone)
    if isinstance(instant, Unreadable):
        raise MisusedError(words("remedy.bad-time", text=text, why=instant.reason))
    return int(instant or 0)


def _known(words: Words, records: Records, rule: str) -> None:
    """Refuse a rule that no policy of the journal has."""
    policies = [policy_of(records.folder, records.activation(digest)) for digest in records.tail.activations()]
    ids = {found.id: None for policy in policies for decision in policy.decisions for found in decision.rules}
    if rule not in ids:
        near = nearest(rule, ids)
        raise MisusedError(words("remedy.no-rule", rule=rule) + (words("remedy.near", rule=near) if near else ""))


def _print(found: Remedied, fixed: Policy, words: Words) -> None:
    for low, high in found.tampered:
        click.echo(words("replay.tampered-part", low=low, high=high))
    for one in found.wronged:
        as_of = show(Instant(), one.as_of, zone=fixed.zone)
        click.echo(safe(words("remedy.complaint", complaint=one.complaint or _MISSING, number=one.number, as_of=as_of)))
        for change in one.changes:
            click.echo("  " + safe(_change(words, *change)))
        for payable, amount in sorted(one.owed.items()):
            key = "remedy.owed" if amount > 0 else "remedy.too-much"
            click.echo("  " + safe(words(key, name=payable.name, amount=_amount(payable, abs(amount)))))
    counts = {"judged": found.judged, "wrong": len(found.wronged), "erased": found.erased}
    click.echo(words("remedy.counts", **{name: f"{count:,}" for name, count in counts.items()}))
    for payable, (owed, too_much) in found.totals.items():
        told = {"owed": _amount(payable, owed), "too_much": _amount(payable, too_much)}
        click.echo(safe(words("remedy.total", name=payable.name, **told)))


def _change(words: Words, column: str, was: str | None, should: str | None) -> str:
    return words("remedy.change", column=column, was=was or _MISSING, should=should or _MISSING)


def _amount(payable: Payable, amount: Decimal) -> str:
    return f"{amount:,f} {payable.currency}".rstrip()


def _document(found: Remedied, fixed: Policy) -> dict[str, object]:
    return {
        "policy": f"{fixed.name} {fixed.version}",
        "judged": found.judged,
        "erased": found.erased,
        "complaints": [_complaint(one, fixed) for one in found.wronged],
        "totals": [
            {
                "value": payable.name,
                "currency": payable.currency or None,
                "owed": f"{owed:f}",
                "too_much": f"{too_much:f}",
            }
            for payable, (owed, too_much) in found.totals.items()
        ],
        "tampered": [{"low": low, "high": high} for low, high in found.tampered],
    }


def _complaint(one: Wronged, fixed: Policy) -> dict[str, object]:
    return {
        "complaint": one.complaint,
        "entry": one.number,
        "as_of": show(Instant(), one.as_of, zone=fixed.zone),
        "changes": [{"column": column, "was": was, "should_be": should} for column, was, should in one.changes],
        "owed": [
            {"value": payable.name, "currency": payable.currency or None, "amount": f"{amount:f}"}
            for payable, amount in sorted(one.owed.items())
        ],
    }


def _write(words: Words, found: Remedied, fixed: Policy, path: Path) -> None:
    """Write one row a complaint, with a column for each value that is owed to anybody."""
    payables = list(found.totals)
    schema: Schema = {"complaint": pl.String(), "entry": pl.Int64(), "as_of": pl.String(), "wrong": pl.String()}
    schema |= {_column(payable): pl.Decimal(38, _decimals(found, payable)) for payable in payables}
    rows = [
        (
            one.complaint,
            one.number,
            show(Instant(), one.as_of, zone=fixed.zone),
            "; ".join(_change(words, *change) for change in one.changes),
            *(one.owed.get(payable) for payable in payables),
        )
        for one in found.wronged
    ]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    try:
        WRITERS["csv"](iter([frame]), path, schema=schema)
    except OSError as error:
        raise UnreadableError(words("run.cannot-write", path=path, why=(error.strerror or "").lower())) from error


def _decimals(found: Remedied, payable: Payable) -> int:
    """How many decimals the amounts of a value have."""
    amounts = [one.owed[payable] for one in found.wronged if payable in one.owed]
    return max(-int(amount.as_tuple().exponent) for amount in amounts)


def _column(payable: Payable) -> str:
    return f"{payable.name} {payable.currency}".rstrip()
