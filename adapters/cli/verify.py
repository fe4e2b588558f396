"""`tousu verify`: whether a journal, or a proof out of one, is what was signed."""

import sys
from functools import partial
from pathlib import Path
from typing import Any, TypedDict, Unpack

import click

from adapters import clock
from adapters.cli import options
from adapters.cli.anchor import trusted, trusted_option
from adapters.cli.exits import Exit, MisusedError, UnreadableError
from adapters.cli.journaling import explained, keys_of
from adapters.cli.journaloptions import FILE, FOLDER, key_option
from adapters.cli.printing import print_json, safe
from adapters.cli.progress import watching
from adapters.cli.words import MACHINES, Words
from adapters.journal import UnreadableJournalError, beside, stamping
from adapters.journal.disclosing import Disclosed, disclosed
from adapters.journal.stamping import Stamp
from adapters.journal.verdict import Examined, Finding, Verdict
from adapters.journal.verifying import verify
from adapters.logs import logger
from engine.journal import Checkpoint, LayoutError, NoteError, Proof, Verifier
from rules.said import said
from rules.types import Instant, show

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
        key_option(words),
        trusted_option(words),
        options.as_json(words),
    ]
    example = "tousu verify journal --checkpoint kept/checkpoint"
    return options.command(words, "verify", partial(examine, words), parameters=parameters, example=example)


class Asked(TypedDict):
    """What is to be verified, and what it is held against."""

    checkpoint: Path | None
    proof: Path | None
    key: str | None
    key_file: Path | None
    tsa_ca: Path | None
    as_json: bool


def examine(words: Words, journal: Path | None, **asked: Unpack[Asked]) -> int:
    """Print what was found in a journal or of a proof; the exit code is the conclusion."""
    verifier = None if asked["key"] is None else _verifier(words, asked["key"])
    authorities = trusted(words, asked["tsa_ca"])
    if (journal is None) == (asked["proof"] is None):
        raise MisusedError(words("verify.what"))
    if asked["proof"] is not None:
        return _proof(words, asked["proof"], verifier, as_json=asked["as_json"])
    outside = None if asked["checkpoint"] is None else _head(words, asked["checkpoint"])
    secret = _secret(words, journal or Path(), asked["key_file"])
    found = _watched(words, journal or Path(), outside, verifier, secret=secret)
    anchors = stamping.examine(journal or Path(), found, trusted=authorities)
    if asked["as_json"]:
        print_json(_document(found, anchors))
    else:
        _print(found, anchors, words)
    return EXITS[found.verdict]


def _head(words: Words, path: Path) -> str:
    """A head kept elsewhere, whoever signed it."""
    note = _read(words, path)
    try:
        Checkpoint.parse(note.partition("\n\n")[0] + "\n")
    except NoteError as error:
        raise UnreadableError(words("cannot-read", path=path, why=error)) from error
    return note


def _secret(words: Words, journal: Path, key_file: Path | None) -> bytes | None:
    """The journal's secret, of who has its key file; another's says nothing of it, so it is refused."""
    if key_file is None and not beside(journal).exists():
        return None
    with explained(words):
        try:
            return keys_of(journal, key_file).secret
        except UnreadableJournalError:
            return None  # what is amiss with the journal is told when it is examined


def _watched(
    words: Words, journal: Path, outside: str | None, verifier: Verifier | None, *, secret: bytes | None
) -> Examined:
    """Examine a journal with a bar."""
    share = 0.0
    with watching(words, logger(sys.stderr), fraction=lambda: share) as watch:

        def count(more: int, part: float) -> None:
            nonlocal share
            share = part
            watch(more)

        return verify(journal, outside=outside, key=verifier, watch=count, secret=secret)


def _proof(words: Words, path: Path, verifier: Verifier | None, *, as_json: bool) -> int:
    """Judge a proof offline; without a key told beforehand nothing can be concluded."""
    text = _read(words, path)
    try:
        Proof.parse(text)
    except NoteError as error:
        raise UnreadableError(words("cannot-read", path=path, why=error)) from error
    try:
        found = disclosed(text, verifier)
    except (NoteError, LayoutError) as error:
        return _told(words, as_json=as_json, verdict=Verdict.TAMPERED, why=said(error))
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
        click.echo(words("verify.proof.tampered", why=safe(words.said(why))))
    return EXITS[verdict]


def _print_disclosed(found: Disclosed, words: Words) -> None:
    heading = words(
        "verify.proof.ruling",
        number=found.number,
        origin=found.head.origin,
        as_of=found.as_of,
        policy=found.activation.policy,
        version=found.activation.version,
        digest=found.activation.policy_digest,
    )
    click.echo(safe(heading))
    for part in (found.facts, found.ruling):
        for name, value in part.items():
            if value is not None:
                text = str(value).lower() if isinstance(value, bool) else str(value)
                click.echo(f"{safe(name)}: {safe(text)}")


def _print(found: Examined, anchors: list[Stamp], words: Words) -> None:
    for finding in found.findings:
        click.echo(_said(finding, words))
    for why in found.unreadable:
        click.echo(words("verify.unreadable-part", why=safe(words.said(why))))
    for anchor in anchors:
        click.echo(safe(_anchored(anchor, words)))
    if found.unsigned:
        click.echo(words("verify.unsigned-yet", count=found.unsigned))
        if found.verdict is not Verdict.TAMPERED:
            click.echo(words("verify.bound" if found.bound else "verify.unbound"))
    counts = {"size": f"{found.size:,}", "rulings": f"{found.rulings:,}", "erased": f"{found.erased:,}"}
    if found.size or found.verdict is not Verdict.UNREADABLE:
        click.echo(words("verify.counts", **counts))
    behind = found.verdict is Verdict.UNSURE and found.outside
    click.echo(words("verify.unsure-behind" if behind else f"verify.{found.verdict.value}"))


def _anchored(anchor: Stamp, words: Words) -> str:
    """What a stamp proves, and whether it should be renewed."""
    at = show(Instant(), anchor.at)
    told = {"file": anchor.file, "size": anchor.size, "at": at, "authority": anchor.authority}
    if not anchor.checked:
        return words("verify.anchor.unchecked", **told)
    if anchor.expires is not None and anchor.expires < clock.now():
        return words("verify.anchor.expired-since", **told, expires=show(Instant(), anchor.expires))
    return words("verify.anchor.holds", **told)


def _said(finding: Finding, words: Words) -> str:
    return safe(words(f"verify.found.{finding.code}", **finding.place))


def _document(found: Examined, anchors: list[Stamp]) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value,
        "size": found.size,
        "rulings": found.rulings,
        "erased": found.erased,
        "unsigned": found.unsigned,
        "bound": found.bound,
        "heads": found.heads,
        "findings": [{"code": one.code, **one.place, "message": _said(one, MACHINES)} for one in found.findings],
        "unreadable": found.unreadable,
        "anchors": [
            {
                "file": one.file,
                "size": one.size,
                "at": show(Instant(), one.at),
                "authority": one.authority,
                "checked": one.checked,
                "expired": one.expires is not None and one.expires < clock.now(),
            }
            for one in anchors
        ],
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
