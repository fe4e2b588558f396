"""The outbox in a database: actions put in, claimed in order by complaint, and settled."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, or_, select, update

from adapters.stores.database import Database
from adapters.stores.putting import Found, Putting, batched_by_policy
from adapters.stores.schema import ACTIONS, QUEUE, State
from engine.outbox import Document, Put, Wanted


@dataclass(frozen=True, slots=True)
class Entry:
    """An action that waits; `uncertain` says that an attempt may have reached the other side."""

    id: int
    key: str
    policy: str
    complaint: str
    action: str
    pays: bool
    document: Document
    tries: int
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """What waits for one complaint, in order."""

    policy: str
    complaint: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What an attempt at the entry `id` came to."""

    id: int
    state: State
    tries: int
    uncertain: bool
    connector: str
    detail: str


@dataclass(frozen=True, slots=True)
class Release:
    """A complaint that is given back, to be looked at again at `due_at`."""

    policy: str
    complaint: str
    due_at: int


class StoredOutbox:
    """The outbox in a database; every method is one transaction and raises StoreError."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def put(self, wanted: Sequence[Wanted], *, at: int) -> Put:
        """Put in what is new and withdraw what ceased before it went out, all or nothing; `at` in microseconds.

        What still waits is brought up to date, unless an attempt at it is under way or may have got through.
        """
        total = Put()
        with self.database.transaction() as connection:
            for part in batched_by_policy(wanted):
                total += Putting(connection, self.database.dialect, at).put(part)
        return total

    def claim(self, owner: str, *, at: int, until: int, limit: int) -> list[Claimed]:
        """Take the lease of complaints that are due, until the instant `until`.

        A lease that ran out is taken over; what its holder was about may have reached the other side.
        """
        with self.database.transaction() as connection:
            free = or_(QUEUE.c.owner.is_(None), QUEUE.c.leased_until <= at)
            due = select(QUEUE).where(QUEUE.c.due_at <= at, free).order_by(QUEUE.c.due_at).limit(limit)
            rows = connection.execute(due.with_for_update(skip_locked=True)).all()
            if not rows:
                return []
            named = [{"p": row.policy, "c": row.complaint} for row in rows]
            connection.execute(_one(update(QUEUE)).values(owner=owner, leased_until=until), named)
            taken_over = [name for name, row in zip(named, rows, strict=True) if row.owner is not None]
            if taken_over:
                connection.execute(_unsettled(update(ACTIONS)).values(uncertain=True), taken_over)
            return _claimed(connection, rows)

    def renew(self, owner: str, *, until: int) -> set[tuple[str, str]]:
        """Prolong every lease of `owner`; the complaints it still holds."""
        with self.database.transaction() as connection:
            mine = QUEUE.c.owner == owner
            connection.execute(update(QUEUE).where(mine).values(leased_until=until))
            return {(row.policy, row.complaint) for row in connection.execute(select(QUEUE).where(mine))}

    def settle(self, results: Sequence[Result], releases: Sequence[Release], *, owner: str, at: int) -> None:
        """Note what attempts came to, and give complaints back; those with nothing left leave the queue."""
        with self.database.transaction() as connection:
            if results:
                _note(connection, results, at=at)
            if releases:
                _release(connection, releases, owner=owner)

    def next_due(self) -> int | None:
        """When something can be claimed next, at the earliest; None when nothing waits."""
        free = select(func.min(QUEUE.c.due_at)).where(QUEUE.c.owner.is_(None))
        held = select(func.min(QUEUE.c.leased_until)).where(QUEUE.c.owner.is_not(None))
        with self.database.transaction() as connection:
            times = [connection.execute(one).scalar() for one in (free, held)]
        return min((time for time in times if time is not None), default=None)


def entry(row: Found) -> Entry:
    """A row of the actions."""
    return Entry(
        row.id,
        row.key,
        row.policy,
        row.complaint,
        row.action,
        row.pays,
        json.loads(row.document),
        row.tries,
        row.uncertain,
    )


def _claimed(connection: Connection, rows: Sequence[Found]) -> list[Claimed]:
    """What waits for the complaints claimed; nothing waits for those that withdrew all."""
    found: dict[tuple[str, str], list[Entry]] = {(row.policy, row.complaint): [] for row in rows}
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        groups[row.policy].append(row.complaint)
    for policy, complaints in groups.items():
        these = ACTIONS.c.policy == policy, ACTIONS.c.complaint.in_(complaints), ACTIONS.c.state == State.WAITING
        for row in connection.execute(select(ACTIONS).where(*these).order_by(ACTIONS.c.id)):
            found[row.policy, row.complaint].append(entry(row))
    return [Claimed(policy, complaint, tuple(entries)) for (policy, complaint), entries in found.items()]


def _note(connection: Connection, results: Sequence[Result], *, at: int) -> None:
    rows = [
        {
            "i": one.id,
            "state": one.state,
            "tries": one.tries,
            "uncertain": one.uncertain,
            "connector": one.connector,
            "detail": one.detail,
            "settled_at": None if one.state == State.WAITING else at,
        }
        for one in results
    ]
    change = update(ACTIONS).where(ACTIONS.c.id == bindparam("i"), ACTIONS.c.state == State.WAITING)
    connection.execute(change.values({name: bindparam(name) for name in rows[0] if name != "i"}), rows)


def _release(connection: Connection, releases: Sequence[Release], *, owner: str) -> None:
    """Lock the rows of the queue before looking whether anything waits: what is put in meanwhile waits for the lock."""
    connection.execute(select(QUEUE).where(QUEUE.c.owner == owner).with_for_update())
    named = [{"p": one.policy, "c": one.complaint, "due": one.due_at} for one in releases]
    waits = exists().where(
        ACTIONS.c.policy == QUEUE.c.policy, ACTIONS.c.complaint == QUEUE.c.complaint, ACTIONS.c.state == State.WAITING
    )
    connection.execute(_one(delete(QUEUE)).where(QUEUE.c.owner == owner, ~waits), named)
    back = _one(update(QUEUE)).where(QUEUE.c.owner == owner)
    connection.execute(back.values(owner=None, leased_until=None, due_at=bindparam("due")), named)


def _one(statement: Any) -> Any:  # noqa: ANN401 -- an update stays an update, a deletion a deletion
    return statement.where(QUEUE.c.policy == bindparam("p"), QUEUE.c.complaint == bindparam("c"))


def _unsettled(statement: Any) -> Any:  # noqa: ANN401 -- likewise
    return statement.where(
        ACTIONS.c.policy == bindparam("p"), ACTIONS.c.complaint == bindparam("c"), ACTIONS.c.state == State.WAITING
    )
