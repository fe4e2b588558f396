"""`tousu verify`: whether a journal, or a proof out of one, is what was signed."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from adapters.cli import options
from adapters.cli.exits import Exit, MisusedError, UnreadableError
from adapters.cli.journaling import FILE, FOLDER
from adapters.cli.printing import print_json, safe
from adapters.cli.progress import watching
from adapters.cli.words import Words
from adapters.journal.disclosing import Disclosed, disclosed
from adapters.journal.verdict import Examined, Finding, Verdict
from adapters.journal.verifying import verify
from adapters.logs import logger
from engine.journal import LayoutError, NoteError, Verifier

EXITS = {
    Verdict.INTACT: Exit.DONE,
    Verdict.TAMPERED: Exit.NO,
    Verdict.UNREADABLE: Exit.UNREADABLE,
    Verdict.UNSURE: Exit.INCONCLUSIVE,
}


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [
        click.Argument(["journal"], required=False, type=FOLDER),
        click.Option(["--checkpoint"], type=FILE, help=words("option.checkpoint")),
        click.Option(["--proof"], type=FILE, help=words("option.proof")),
        click.Option(["--key"], metavar="VERIFIER", help=words("option.key")),
        options.as_json(words),
    ]
    example = "tousu verify journal --checkpoint kept/checkpoint"
    return options.command(words, "verify", partial(examine, words), parameters=parameters, example=example)


def examine(
    words: Words,
    journal: Path | None,
    *,
    checkpoint: Path | None,
    proof: Path | None,
    key: str | None,
    as_json: bool,
) -> int:
    """Print what was found in a journal or of a proof; the exit code is the conclusion."""
    verifier = None if key is None else _verifier(words, key)
    if (journal is None) == (proof is None):
        raise MisusedError(words("verify.what"))
    if proof is not None:
        return _proof(words, proof, verifier, as_json=as_json)
    outside = None if checkpoint is None else _read(words, checkpoint)
    found = _watched(words, journal or Path(), outside, verifier)
    if as_json:
        print_json(_document(found, words))
    else:
        _print(found, words)
    return EXITS[found.verdict]


def _watched(words: Words, journal: Path, outside: str | None, verifier: Verifier | None) -> Examined:
    """Examine a journal with a bar."""
    share = 0.0
    with watching(words, logger(sys.stderr), fraction=lambda: share) as watch:

        def count(more: int, part: float) -> None:
            nonlocal share
            share = part
            watch(more)

        return verify(journal, outside=outside, key=verifier, watch=count)


def _proof(words: Words, path: Path, verifier: Verifier | None, *, as_json: bool) -> int:
    """Judge a proof offline; without a key told beforehand nothing can be concluded."""
    try:
        found = disclosed(_read(words, path), verifier)
    except (NoteError, LayoutError) as error:
        return _told(words, as_json=as_json, verdict=Verdict.TAMPERED, why=str(error))
    verdict = Verdict.UNSURE if verifier is None else Verdict.INTACT
    if as_json:
        print_json({"verdict": verdict.value, **found.document()})
    else:
        _print_disclosed(found, words)
        click.echo(words(f"verify.proof.{verdict.value}", number=found.number, origin=found.head.origin))
    return EXITS[verdict]


def _told(words: Words, *, as_json: bool, verdict: Verdict, why: str) -> int:
    if as_json:
        print_json({"verdict": verdict.value, "why": why})
    else:
        click.echo(words("verify.proof.tampered", why=safe(why)))
    return EXITS[verdict]


def _print_disclosed(found: Disclosed, words: Words) -> None:
    del words  # names and values are the policy's own
    for part in (found.facts, found.ruling):
        for name, value in part.items():
            if value is not None:
                click.echo(f"{safe(name)}: {safe(str(value))}")


def _print(found: Examined, words: Words) -> None:
    for finding in found.findings:
        click.echo(_said(finding, words))
    for why in found.unreadable:
        click.echo(words("verify.unreadable-part", why=safe(why)))
    if found.unsigned:
        click.echo(words("verify.unsigned-yet", count=found.unsigned))
    counts = {"size": f"{found.size:,}", "rulings": f"{found.rulings:,}", "erased": f"{found.erased:,}"}
    click.echo(words("verify.counts", **counts))
    click.echo(words(f"verify.{found.verdict.value}"))


def _said(finding: Finding, words: Words) -> str:
    return safe(words(f"verify.found.{finding.code}", **finding.place))


def _document(found: Examined, words: Words) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value,
        "size": found.size,
        "rulings": found.rulings,
        "erased": found.erased,
        "unsigned": found.unsigned,
        "heads": found.heads,
        "findings": [{"code": one.code, **one.place, "message": _said(one, words)} for one in found.findings],
        "unreadable": found.unreadable,
    }


def _verifier(words: Words, key: str) -> Verifier:
    """The verifier itself, or the file that holds it."""
    path = Path(key)
    try:
        return Verifier.parse(path.read_text("utf-8") if path.is_file() else key)
    except (NoteError, ValueError, OSError) as error:
        raise MisusedError(words("verify.bad-key", why=error)) from error


def _read(words: Words, path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        why = "not UTF-8" if isinstance(error, ValueError) else (error.strerror or str(error)).lower()
        raise UnreadableError(words("cannot-read", path=path, why=why)) from error
