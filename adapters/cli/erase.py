"""`tousu erase`: a complaint's facts, out of a journal."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from adapters import clock
from adapters.cli import options
from adapters.cli.asked import TextType, rulings_on
from adapters.cli.exits import Exit
from adapters.cli.journaling import explained, keys_of
from adapters.cli.journaloptions import journal_option, key_option
from adapters.cli.printing import print_json
from adapters.cli.words import Words
from adapters.journal import Writer
from adapters.journal.erased import erasure


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [
        click.Argument(["complaint"]),
        click.Option(["--basis"], required=True, type=TextType(words), metavar="TEXT", help=words("option.basis")),
        journal_option(words, required=True),
        key_option(words),
        options.as_json(words),
    ]
    example = "tousu erase T-2 --basis 'GDPR 17(1)(b)' --journal journal"
    return options.command(words, "erase", partial(erase, words), parameters=parameters, example=example)


def erase(words: Words, complaint: str, *, basis: str, journal: Path, key_file: Path | None, as_json: bool) -> int:
    """Erase the facts of every ruling on a complaint."""
    with explained(words), Writer(journal, keys_of(journal, key_file)) as writer:
        numbers = rulings_on(words, writer.records, writer.secret, complaint)
        entry = _named_already(writer, numbers)
        if entry is None:
            entry = writer.size
            writer.erase(numbers, {"basis": basis, "at": clock.now()})
        else:
            writer.forget(numbers)
    if as_json:
        print_json({"erased": numbers, "entry": entry})
    else:
        click.echo(words("erase.done", count=len(numbers), number=entry))
    return Exit.DONE


def _named_already(writer: Writer, numbers: Sequence[int]) -> int | None:
    """The last of the entries that name all of these rulings as erased; None where one is not named.

    An erasure may have been interrupted after it was put on record, so who asks again has it carried out.
    """
    found = [erasure(writer.records, number) for number in numbers]
    return None if None in found else max(int(one["entry"]) for one in found if one)
