"""Archived policies: the engines that decided, made again from what a journal kept."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from adapters.journal.errors import TamperedError, UnreadableJournalError
from adapters.journal.recording import CALENDARS, POLICIES, Sources, archived
from adapters.journal.standing import TABLES
from adapters.tables import tables
from engine import Engine
from engine.journal import Activation
from rules.calendar import Calendar
from rules.loading import load
from rules.loading.calendar import load_calendar
from rules.manifest import Manifest
from rules.policy import Policy
from rules.said import Said
from rules.unreadable import Unreadable


def policy_of(folder: Path, activation: Activation) -> Policy:
    """The policy of an activation, with the calendar that it had; raises a JournalError."""
    return policy_with(folder, activation, _calendars(folder, activation))


def policy_with(folder: Path, activation: Activation, calendars: Mapping[str, Calendar]) -> Policy:
    """The policy of an activation, with these calendars and those that come with tousu; raises a JournalError."""
    sources = sources_of(folder, activation)
    loaded = load(
        sources.policy,
        name=activation.policy,
        calendars=calendars,
        tables=tables(lambda file: sources.tables.get(file, Unreadable(Said("it was not archived")))),
    )
    if loaded.policy is None:
        raise UnreadableJournalError(
            Said(
                "this release cannot read the policy {policy_digest}: {messages}",
                policy_digest=activation.policy_digest,
                messages=loaded.messages[0],
            )
        )
    return loaded.policy


def sources_of(folder: Path, activation: Activation) -> Sources:
    """The bytes of an archived policy, its calendar and its tables; raises a JournalError."""
    content = _kept(folder, POLICIES, f"{activation.policy_digest}.yaml")
    calendar = activation.calendar
    days = None if calendar is None else _kept(folder, CALENDARS, f"{calendar[1]}.yaml")
    manifest = Manifest.read(content)
    if manifest is None:
        return Sources(content, days)
    beside = {name: _kept(folder, TABLES, archived(name, digest)) for name, digest in manifest.tables.items()}
    return Sources(_kept(folder, POLICIES, f"{manifest.policy}.yaml"), days, beside)


def engine_of(folder: Path, activation: Activation) -> Engine:
    """The engine of an activation; raises EngineFault too."""
    return Engine(policy_of(folder, activation))


def _calendars(folder: Path, activation: Activation) -> dict[str, Calendar]:
    if activation.calendar is None:
        return {}
    name, digest = activation.calendar
    loaded = load_calendar(_kept(folder, CALENDARS, f"{digest}.yaml"), name=name)
    if loaded.calendar is None:
        raise UnreadableJournalError(
            Said(
                "this release cannot read the calendar {digest}: {messages}", digest=digest, messages=loaded.messages[0]
            )
        )
    return {name: loaded.calendar}


def _kept(folder: Path, kind: str, name: str) -> bytes:
    """The bytes of a file that is named by their digest; raises a JournalError."""
    try:
        content = (folder / kind / name).read_bytes()
    except OSError as error:
        raise UnreadableJournalError(Said("`{kind}/{name}` cannot be read", kind=kind, name=name)) from error
    if sha256(content).hexdigest() != name.partition(".")[0]:
        raise TamperedError(Said("`{kind}/{name}` is not the file that was archived", kind=kind, name=name))
    return content
