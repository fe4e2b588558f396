"""Standing: whether a writer may go on from what it finds, and what an earlier one left behind."""

import fcntl
import os
from collections.abc import Iterator
from hmac import compare_digest
from pathlib import Path

from adapters.journal import files
from adapters.journal.errors import TamperedError, UsedJournalError
from adapters.journal.keys import Keys
from adapters.journal.records import Records
from adapters.journal.segment import FOLDER
from adapters.journal.step import Bound, Run
from adapters.journal.title import NAME
from engine.journal import Checkpoint, NoteError
from engine.journal.entry import run_identity
from rules.said import Said

HEADS = "checkpoints"
HEAD = "checkpoint"
ANCHORS = "anchors"
ARCHIVES = ("policies", "calendars")
TABLES = "tables"
"""Made only when a policy has a table beside it."""
FOLDERS = (FOLDER, HEADS, *ARCHIVES)


def check(head: Checkpoint, records: Records, keys: Keys) -> None:
    """Refuse to go on from anything but what was signed last, and committed by these keys since."""
    state = records.tail.state
    published = _published(records.folder, keys)
    latest = max(state.signed_size, 0 if published is None else published.size)
    if latest > head.size:
        raise TamperedError(
            Said(
                "a head of {latest} entries was signed, but only {size} are there: "
                "entries were removed, or an old copy was restored",
                latest=latest,
                size=head.size,
            )
        )
    bound = records.tail.bound
    if bound is not None and bound.size > head.size:
        raise TamperedError(
            Said("{size} entries were committed, but only {here} are there", size=bound.size, here=head.size)
        )
    heads = [(state.signed_size, state.signed_root)] * (state.signed_size > 0)
    heads += [] if published is None else [(published.size, published.root)]
    for size, signed in heads:
        here = head.root if size == head.size else records.root_at(size)
        if here != signed:
            raise TamperedError(Said("the first {size} entries are not those that were signed", size=size))
    if latest < head.size and not is_bound(head, bound, keys):
        raise TamperedError(
            Said("the entries from {latest} on are not signed, and not those that were committed", latest=latest)
        )


def runs_in(records: Records) -> Iterator[Run]:
    """The runs whose entries a journal has."""
    for number, document in records.documents():
        if document.get("kind") == "run" and isinstance(document.get("as_of"), int):
            yield Run(run_identity(document), document["as_of"], number)


def is_bound(head: Checkpoint, bound: Bound | None, keys: Keys) -> bool:
    """Whether the last commit, which these keys bound, was of what is there now."""
    return bound is not None and bound.size == head.size and compare_digest(bound.mac, keys.bind(head))


def _published(folder: Path, keys: Keys) -> Checkpoint | None:
    """The newest head that was published; none where the first was never reached."""
    try:
        note = (folder / HEAD).read_text("utf-8")
        return Checkpoint.open(note, keys.signer.verifier)
    except FileNotFoundError:
        return None
    except (ValueError, NoteError) as error:
        raise TamperedError(Said("`{head}` is not a head of this journal: {why}", head=HEAD, why=error)) from error


def locked(folder: Path) -> int:
    """A lock on the title, held until it is closed."""
    descriptor = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise UsedJournalError(
            Said("another process writes to the journal `{folder}`; try again when it is done", folder=folder)
        ) from error
    return descriptor


def cleaned(folder: Path, sealed: int) -> tuple[str, ...]:
    """Remove what never came to count: half-written files, and segments behind those that do; gives their names."""
    left = [path for name in (".", *FOLDERS, ANCHORS, TABLES) for path in (folder / name).glob(f"*{files.PARTIAL}")]
    numbered = [path for path in (folder / FOLDER).iterdir() if path not in left and path.name[:8].isdecimal()]
    left += [path for path in numbered if int(path.name[:8]) >= sealed]
    for path in left:
        path.unlink()
    return tuple(sorted(path.name for path in left))
