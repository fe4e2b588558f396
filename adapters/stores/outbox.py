"""The outbox in a database: actions put in, claimed in order by complaint, and settled."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.stores.database import Database
from adapters.stores.schema import ACTIONS, QUEUE, State
from engine.outbox import Document, Episode, Put, Wanted, changes, key

AT_ONCE = 400
"""So many complaints are asked about in one statement."""

Found = Row[Any]


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
                total += _Putting(connection, self.database.dialect, at).put(part)
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


def batched_by_policy(wanted: Sequence[Wanted]) -> Iterable[tuple[Wanted, ...]]:
    """The complaints of each policy and stage, a few at a time."""
    groups: dict[tuple[str, int], list[Wanted]] = defaultdict(list)
    for one in wanted:
        groups[one.policy, one.stage].append(one)
    for group in groups.values():
        yield from (tuple(group[start : start + AT_ONCE]) for start in range(0, len(group), AT_ONCE))


class _Putting:
    """One transaction in which actions are put in."""

    def __init__(self, connection: Connection, dialect: str, at: int) -> None:
        self._connection = connection
        self._insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        self._at = at
        self._new: list[dict[str, Any]] = []
        self._updated: list[dict[str, Any]] = []
        self._queued: set[str] = set()

    def put(self, wanted: Sequence[Wanted]) -> Put:
        """Put in what some complaints of one policy and stage want."""
        policy, stage = wanted[0].policy, wanted[0].stage
        complaints = [one.complaint for one in wanted]
        last, leased = self._known(policy, stage, complaints), self._leased(policy, complaints)
        put = Put()
        for one in wanted:
            put += self._one(one, last[one.complaint], leased=one.complaint in leased)
        self._write(policy)
        return put

    def _known(self, policy: str, stage: int, complaints: Sequence[str]) -> dict[str, dict[str, Found]]:
        """The last episode of each action, by complaint."""
        these = ACTIONS.c.policy == policy, ACTIONS.c.stage == stage, ACTIONS.c.complaint.in_(complaints)
        last: dict[str, dict[str, Found]] = defaultdict(dict)
        for row in self._connection.execute(select(ACTIONS).where(*these).order_by(ACTIONS.c.episode)):
            last[row.complaint][row.action] = row
        return last

    def _leased(self, policy: str, complaints: Sequence[str]) -> set[str]:
        """The complaints that some worker is about."""
        held = QUEUE.c.policy == policy, QUEUE.c.complaint.in_(complaints), QUEUE.c.owner.is_not(None)
        return set(self._connection.execute(select(QUEUE.c.complaint).where(*held)).scalars())

    def _one(self, wanted: Wanted, last: Mapping[str, Found], *, leased: bool) -> Put:
        found = changes([Episode(row.action, row.episode, row.holds) for row in last.values()], wanted)
        for episode, action in found.begin:
            self._new.append(self._row(wanted, action, episode))
            self._queued.add(wanted.complaint)
        for action in found.go_on:
            self._go_on(last[action["action"]], action, leased=leased)
        withdrawn = sum(self._cease(last[name], leased=leased) for name in found.cease)
        return Put(len(found.begin), len(found.go_on), withdrawn)

    def _row(self, wanted: Wanted, action: Document, episode: int) -> dict[str, Any]:
        return {
            "key": key(wanted, action["action"], episode),
            "policy": wanted.policy,
            "complaint": wanted.complaint,
            "stage": wanted.stage,
            "action": action["action"],
            "episode": episode,
            "holds": True,
            "pays": action["pays"] is not None,
            "channel": action["channel"],
            "document": written(action),
            "state": State.WAITING,
            "tries": 0,
            "uncertain": False,
            "connector": "",
            "detail": "",
            "put_at": self._at,
        }

    def _go_on(self, row: Found, action: Document, *, leased: bool) -> None:
        """Bring an episode up to date; one refused as it was is tried again when it changed."""
        document, state, tries = row.document, row.state, row.tries
        changed = document != written(action)
        if not leased and not row.uncertain:
            if state == State.WAITING or (state == State.DEAD and changed) or state == State.WITHDRAWN:
                document = written(action)
            if state == State.WITHDRAWN or (state == State.DEAD and changed):
                state, tries = State.WAITING, 0
        if state == State.WAITING and row.state != State.WAITING:
            self._queued.add(row.complaint)
        if not row.holds or (document, state) != (row.document, row.state):
            self._update(row, holds=True, document=document, state=state, tries=tries)

    def _cease(self, row: Found, *, leased: bool) -> bool:
        """Whether an episode that ceased could still be withdrawn."""
        withdrawn = row.state == State.WAITING and not leased and not row.uncertain
        state = State.WITHDRAWN if withdrawn else row.state
        self._update(row, holds=False, document=row.document, state=state, tries=row.tries)
        return withdrawn

    def _update(self, row: Found, *, holds: bool, document: str, state: str, tries: int) -> None:
        self._updated.append({"i": row.id, "holds": holds, "document": document, "state": state, "tries": tries})

    def _write(self, policy: str) -> None:
        """Write what was found; the queue first, whose rows' locks keep whoever settles from removing them."""
        if self._queued:
            queue(self._connection, self._insert, [(policy, one) for one in sorted(self._queued)], at=self._at)
        if self._new:
            self._connection.execute(self._insert(ACTIONS).on_conflict_do_nothing(), self._new)
        if self._updated:
            names = ("holds", "document", "state", "tries")
            change = update(ACTIONS).where(ACTIONS.c.id == bindparam("i"))
            self._connection.execute(change.values({name: bindparam(name) for name in names}), self._updated)
        self._new, self._updated, self._queued = [], [], set()


def queue(connection: Connection, inserting: Any, complaints: Sequence[tuple[str, str]], *, at: int) -> None:  # noqa: ANN401 -- either dialect's
    """See that complaints are in the queue; those that are there already keep their time."""
    rows = [{"policy": policy, "complaint": complaint, "due_at": at} for policy, complaint in complaints]
    found = inserting(QUEUE)
    keep = found.on_conflict_do_update(index_elements=["policy", "complaint"], set_={"due_at": QUEUE.c.due_at})
    connection.execute(keep, rows)


def written(action: Document) -> str:
    """An action as it is stored: the same text for the same content."""
    return json.dumps(action, ensure_ascii=False, sort_keys=True)


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
