"""Archived policies: the engines that decided, made again from what a journal kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from adapters.journal.errors import TamperedError, UnreadableJournalError
from adapters.journal.recording import CALENDARS, POLICIES, archived
from adapters.journal.writer import TABLES
from adapters.tables import tables
from engine import Engine
from engine.journal import Activation
from rules.calendar import Calendar
from rules.loading import load
from rules.loading.calendar import load_calendar
from rules.manifest import Manifest
from rules.policy import Policy
from rules.unreadable import Unreadable


def policy_of(folder: Path, activation: Activation) -> Policy:
    """The policy of an activation, with the calendar that it had; raises a JournalError."""
    content = _kept(folder, POLICIES, activation.policy_digest)
    manifest = Manifest.read(content)
    loaded = load(
        content if manifest is None else _kept(folder, POLICIES, manifest.policy),
        name=activation.policy,
        calendars=_calendars(folder, activation),
        tables=tables(_Archive(folder, manifest.tables if manifest else {})),
    )
    if loaded.policy is None:
        raise UnreadableJournalError(
            f"this release cannot read the policy {activation.policy_digest}: {loaded.messages[0]}"
        )
    return loaded.policy


def engine_of(folder: Path, activation: Activation) -> Engine:
    """The engine of an activation; raises EngineFault too."""
    return Engine(policy_of(folder, activation))


@dataclass(frozen=True, slots=True)
class _Archive:
    """The tables of an archived policy."""

    folder: Path
    digests: Mapping[str, str]

    def __call__(self, file: str) -> bytes | Unreadable:
        """The bytes of a table."""
        digest = self.digests.get(file)
        return Unreadable("it was not archived") if digest is None else _kept(self.folder, TABLES, digest, table=file)


def _calendars(folder: Path, activation: Activation) -> dict[str, Calendar]:
    if activation.calendar is None:
        return {}
    name, digest = activation.calendar
    loaded = load_calendar(_kept(folder, CALENDARS, digest), name=name)
    if loaded.calendar is None:
        raise UnreadableJournalError(f"this release cannot read the calendar {digest}: {loaded.messages[0]}")
    return {name: loaded.calendar}


def _kept(folder: Path, kind: str, digest: str, *, table: str = "") -> bytes:
    name = archived(table, digest) if table else f"{digest}.yaml"
    try:
        content = (folder / kind / name).read_bytes()
    except OSError as error:
        raise UnreadableJournalError(f"`{kind}/{name}` cannot be read") from error
    if sha256(content).hexdigest() != digest:
        raise TamperedError(f"`{kind}/{name}` is not the file that was archived")
    return content
