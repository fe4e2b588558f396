"""`tousu prove`: the proof that a journal holds a ruling."""

from functools import partial
from pathlib import Path

import click

from adapters.cli import options
from adapters.cli.exits import Exit, NoError, UnreadableError
from adapters.cli.journaling import FILE, explained, journal_option, key_option, keys_of
from adapters.cli.printing import print_json, safe
from adapters.cli.words import Words
from adapters.journal import Records
from adapters.journal.corrections import corrections
from adapters.journal.disclosing import prove
from engine.journal.entry import complaint_key


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
    with explained(words):
        records = Records.open(journal)
        numbers = records.of_key(complaint_key(keys_of(journal, key_file).secret, complaint))
        chosen = [number for number in numbers if entry in {None, number}]
        if not chosen:
            raise NoError(words("prove.none", identity=complaint))
        text = prove(records, chosen[-1]).text()
        verifier = str(records.title.verifier)
        linked = [one for one in corrections(records, numbers) if chosen[-1] in {one.corrects, one.ruling}]
        records.close()
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise UnreadableError(words("run.cannot-write", path=out, why=(error.strerror or "").lower())) from error
    if as_json:
        told = [{"entry": one.number, **one.document()} for one in linked]
        print_json({"entry": chosen[-1], "proof": str(out), "verifier": verifier, "corrections": told})
    else:
        for one in linked:
            click.echo(safe(words("correct.by", corrects=one.corrects, ruling=one.ruling, basis=one.basis)))
        click.echo(words("prove.done", number=chosen[-1], path=out, verifier=verifier))
    return Exit.DONE
