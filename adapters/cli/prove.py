"""`tousu prove`: the proof that a journal holds a ruling."""

from contextlib import closing
from functools import partial
from pathlib import Path

import click

from adapters.cli import options
from adapters.cli.asked import ruling_in, rulings_on
from adapters.cli.exits import Exit, UnreadableError
from adapters.cli.journaling import explained, keys_of
from adapters.cli.journaloptions import FILE, journal_option, key_option
from adapters.cli.printing import print_json, safe
from adapters.cli.words import Words
from adapters.journal import Records
from adapters.journal.corrections import corrections
from adapters.journal.disclosing import prove


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [
        click.Argument(["complaint"]),
        journal_option(words, required=True),
        click.Option(["--entry"], type=click.IntRange(min=0), metavar="NUMBER", help=words("option.entry")),
        click.Option(["--out"], type=FILE, required=True, help=words("option.prove-out")),
        key_option(words),
        options.as_json(words),
    ]
    example = "tousu prove T-1 --journal journal --out T-1.proof"
    return options.command(words, "prove", partial(write, words), parameters=parameters, example=example)


def write(
    words: Words,
    complaint: str,
    *,
    journal: Path,
    entry: int | None,
    out: Path,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """Write the proof of the newest ruling on a complaint, or of the one in an entry."""
    with explained(words), closing(Records.open(journal)) as records:
        numbers = rulings_on(words, records, keys_of(journal, key_file).secret, complaint)
        chosen = ruling_in(words, numbers, complaint, entry)
        text = prove(records, chosen).text()
        verifier = str(records.title.verifier)
        linked = [one for one in corrections(records, numbers) if chosen in {one.corrects, one.ruling}]
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise UnreadableError(words("run.cannot-write", path=out, why=(error.strerror or "").lower())) from error
    if as_json:
        told = [{"entry": one.number, **one.document()} for one in linked]
        print_json({"entry": chosen, "proof": str(out), "verifier": verifier, "corrections": told})
    else:
        for one in linked:
            click.echo(safe(words("correct.by", corrects=one.corrects, ruling=one.ruling, basis=one.basis)))
        click.echo(words("prove.done", number=chosen, path=out, verifier=verifier))
    return Exit.DONE
