"""The outbox: which actions of a complaint are new, which go on, and which ceased.

An action that holds is put in once. When it ceased and holds again, that is its next episode.
An action that hands something out has one episode in a stage of a complaint, whatever happens in between.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

Document = Mapping[str, Any]

FIRST_STAGE = 1
KEY_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that is to be done about a complaint as it was decided last; nothing is a statement too.

    `actions` are documents of `engine.acting`; a `stage` is what a complaint begins anew with an appeal.
    """

    policy: str
    complaint: str
    actions: tuple[Document, ...]
    stage: int = FIRST_STAGE


@dataclass(frozen=True, slots=True)
class Episode:
    """The last time that an action held in a stage of a complaint; `number` counts from 1."""

    action: str
    number: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to change: actions that `begin` with their episode, those that go on, and names of those that cease.

    A sum that is handed out once and holds again is among those that go on.
    """

    begin: tuple[tuple[int, Document], ...]
    go_on: tuple[Document, ...]
    cease: tuple[str, ...]


def changes(known: Iterable[Episode], wanted: Wanted) -> Changes:
    """How the outbox is to change, given the last episode of each action of the complaint's stage."""
    last = {one.action: one for one in known}
    begin: list[tuple[int, Document]] = []
    go_on: list[Document] = []
    for action in wanted.actions:
        before = last.get(action["action"])
        if before is None:
            begin.append((1, action))
        elif before.holds or action["pays"] is not None:
            go_on.append(action)
        else:
            begin.append((before.number + 1, action))
    held = {action["action"] for action in wanted.actions}
    return Changes(
        tuple(begin), tuple(go_on), tuple(name for name, one in last.items() if one.holds and name not in held)
    )


def key(wanted: Wanted, action: str, episode: int) -> str:
    """The idempotency key: 40 hexadecimal digits of SHA-256 over policy, complaint, stage, action and episode."""
    parts = [wanted.policy, wanted.complaint, wanted.stage, action, episode]
    return sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class Put:
    """What putting in came to, in actions."""

    new: int = 0
    known: int = 0
    withdrawn: int = 0

    def __add__(self, other: Put) -> Put:
        """Both together."""
        return Put(self.new + other.new, self.known + other.known, self.withdrawn + other.withdrawn)


class Outbox(Protocol):
    """Where actions wait until they are carried out."""

    def put(self, wanted: Sequence[Wanted], *, at: int) -> Put:
        """Put in what is new and withdraw what ceased before it went out, all or nothing; `at` in microseconds."""


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What became of one attempt at an action; `outcome` is `sent`, `failed` or `dead`, `at` in microseconds UTC."""

    key: str
    complaint: str
    action: str
    connector: str
    outcome: str
    at: int
    detail: str


class DispatchJournal(Protocol):
    """Where the results of dispatching are put on record."""

    def append(self, results: Sequence[Dispatched]) -> None:
        """Put results on record; they are on disk when it returns."""
