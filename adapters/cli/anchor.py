"""`tousu anchor`: a journal's head, put where its operator cannot change it."""

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import TypedDict, Unpack
from urllib.parse import urlsplit

import click

from adapters.cli import options
from adapters.cli.exits import Exit, InconclusiveError, MisusedError, NoError, UnreadableError
from adapters.cli.journaling import explained
from adapters.cli.journaloptions import FILE, journal_argument
from adapters.cli.printing import print_json, safe
from adapters.cli.words import Words
from adapters.dispatch.http import Http
from adapters.dispatch.message import FailedError, RefusedError
from adapters.journal import UnreadableJournalError
from adapters.journal.stamping import Authorities, Stamp, StampError, keep, request
from adapters.journal.standing import HEAD
from adapters.journal.title import Title
from engine.journal import Checkpoint, NoteError
from rules.types import Instant, show

EXAMPLE = "tousu anchor journal --out head.txt"
SERVER_VARIABLE = "TOUSU_TSA"
TRUSTED_VARIABLE = "TOUSU_TSA_CA"
READ_ONLY = 0o444
TIMEOUT = 60.0
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class Asked(TypedDict):
    """Where the head goes."""

    tsa: str | None
    tsa_ca: Path | None
    out: Path | None
    as_json: bool


def trusted_option(words: Words) -> click.Option:
    """The option `--tsa-ca`."""
    help_ = words("option.tsa-ca")
    return click.Option(["--tsa-ca"], type=FILE, envvar=TRUSTED_VARIABLE, show_envvar=True, metavar="PEM", help=help_)


def trusted(words: Words, path: Path | None) -> Authorities | None:
    """The authorities in a file, if one is named."""
    try:
        return None if path is None else Authorities.read(path)
    except StampError as error:
        raise UnreadableError(words("cannot-read", path=path, why=error)) from error


def command(words: Words) -> click.Command:
    """The command."""
    tsa = {"envvar": SERVER_VARIABLE, "show_envvar": True}
    parameters = [
        journal_argument(words),
        click.Option(["--tsa"], metavar="URL", help=words("option.tsa"), **tsa),  # type: ignore[arg-type]  # as click has them
        trusted_option(words),
        click.Option(["--out"], type=FILE, metavar="FILE", help=words("option.anchor-out")),
        options.as_json(words),
    ]
    return options.command(words, "anchor", partial(anchor, words), parameters=parameters, example=EXAMPLE)


def anchor(words: Words, journal: Path, **asked: Unpack[Asked]) -> int:
    """Have the newest head stamped, write it as a file, or print it, for a mail."""
    authorities = trusted(words, asked["tsa_ca"])
    if asked["tsa"] is not None:
        _check_address(words, asked["tsa"])
    with explained(words):
        note, head = _head(journal)
    stamp = None if asked["tsa"] is None else _stamped(words, journal, head, note, asked["tsa"], authorities)
    if asked["out"] is not None:
        _write(words, asked["out"], note)
    if asked["as_json"]:
        print_json(_document(head, note, stamp, asked["out"]))
        return Exit.DONE
    if stamp is not None:
        key = "anchor.stamped" if stamp.checked else "anchor.stamped-unchecked"
        at = show(Instant(), stamp.at)
        click.echo(safe(words(key, size=head.size, at=at, authority=stamp.authority, file=stamp.file)))
    if asked["out"] is not None:
        click.echo(words("anchor.written", size=head.size, path=asked["out"]))
    if stamp is None and asked["out"] is None:
        click.echo(note, nl=False)
    return Exit.DONE


def _head(journal: Path) -> tuple[bytes, Checkpoint]:
    """The newest head's note as it was signed, and what it says."""
    title = Title.read(journal)
    try:
        note = (journal / HEAD).read_bytes()
        return note, Checkpoint.open(note.decode("utf-8"), title.verifier)
    except (OSError, ValueError, NoteError) as error:
        raise UnreadableJournalError(f"`{HEAD}` is not a head of this journal") from error


def _check_address(words: Words, url: str) -> None:
    """Refuse what is no address that can be asked."""
    try:
        found = urlsplit(url)
        fit = found.scheme in {"http", "https"} and bool(found.hostname) and found.port != 0
    except ValueError:
        fit = False
    if not fit:
        raise MisusedError(words("anchor.no-address", url=safe(url)))


def _stamped(
    words: Words, journal: Path, head: Checkpoint, note: bytes, url: str, authorities: Authorities | None
) -> Stamp:
    asked = request(note)
    try:
        answer = asyncio.run(_answer(url, asked.as_bytes()))
        return keep(journal, head.size, note, answer, asked=asked, trusted=authorities)
    except (FailedError, RefusedError) as error:
        raise InconclusiveError(words("anchor.failed", url=url, why=error)) from error
    except StampError as error:
        raise NoError(words(f"anchor.{error.code}", url=url, why=safe(words.said(error)))) from error
    except OSError as error:
        why = (error.strerror or "").lower()
        raise UnreadableError(words("run.cannot-write", path=error.filename or journal, why=why)) from error


async def _answer(url: str, query: bytes) -> bytes:
    """What the authority answers (RFC 3161, 3.4); whoever types its address allows its host."""
    http = Http(allowed=[urlsplit(url).hostname or ""], timeout=TIMEOUT)
    try:
        return (await http.request("POST", url, headers=_HEADERS, body=query)).body
    finally:
        await http.close()


def _write(words: Words, path: Path, note: bytes) -> None:
    """Write the head into a new file, once: what is there already is not touched."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, READ_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            file.write(note)
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        raise UnreadableError(words("run.cannot-write", path=path, why=(error.strerror or "").lower())) from error


def _document(head: Checkpoint, note: bytes, stamp: Stamp | None, out: Path | None) -> dict[str, object]:
    told = (
        None
        if stamp is None
        else {
            "file": stamp.file,
            "at": show(Instant(), stamp.at),
            "authority": stamp.authority,
            "checked": stamp.checked,
        }
    )
    file = None if out is None else str(out)
    return {"origin": head.origin, "size": head.size, "head": note.decode("utf-8"), "stamp": told, "file": file}
