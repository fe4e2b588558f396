"""Archived policies: the engines that decided, made again from what a journal kept."""

from hashlib import sha256
from pathlib import Path

from adapters.journal.errors import TamperedError, UnreadableJournalError
from adapters.journal.recording import CALENDARS, POLICIES
from engine import Engine
from engine.journal import Activation
from rules.calendar import Calendar
from rules.loading import load
from rules.loading.calendar import load_calendar
from rules.policy import Policy


def policy_of(folder: Path, activation: Activation) -> Policy:
    """The policy of an activation, with the calendar that it had; raises a JournalError."""
    loaded = load(
        kept(folder, POLICIES, activation.policy_digest),
        name=activation.policy,
        calendars=_calendars(folder, activation),
    )
    if loaded.policy is None:
        raise UnreadableJournalError(
            f"this release cannot read the policy {activation.policy_digest}: {loaded.messages[0]}"
        )
    return loaded.policy


def engine_of(folder: Path, activation: Activation) -> Engine:
    """The engine of an activation; raises EngineFault too."""
    return Engine(policy_of(folder, activation))


def _calendars(folder: Path, activation: Activation) -> dict[str, Calendar]:
    if activation.calendar is None:
        return {}
    name, digest = activation.calendar
    loaded = load_calendar(kept(folder, CALENDARS, digest), name=name)
    if loaded.calendar is None:
        raise UnreadableJournalError(f"this release cannot read the calendar {digest}: {loaded.messages[0]}")
    return {name: loaded.calendar}


def kept(folder: Path, kind: str, digest: str) -> bytes:
    """The bytes of an archived policy or calendar; raises a JournalError."""
    name = f"{digest}.yaml"
    try:
        content = (folder / kind / name).read_bytes()
    except OSError as error:
        raise UnreadableJournalError(f"`{kind}/{name}` cannot be read") from error
    if sha256(content).hexdigest() != digest:
        raise TamperedError(f"`{kind}/{name}` is not the file that was archived")
    return content
