"""Putting in: one transaction in which what is wanted becomes rows of the outbox."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.stores.schema import ACTIONS, QUEUE, State
from engine.outbox import Document, Episode, Put, Wanted, changes, key

AT_ONCE = 400
"""So many complaints are asked about in one statement."""

Found = Row[Any]


def batched_by_policy(wanted: Sequence[Wanted]) -> Iterable[tuple[Wanted, ...]]:
    """The complaints of each policy and stage, a few at a time."""
    groups: dict[tuple[str, int], list[Wanted]] = defaultdict(list)
    for one in wanted:
        groups[one.policy, one.stage].append(one)
    for group in groups.values():
        yield from (tuple(group[start : start + AT_ONCE]) for start in range(0, len(group), AT_ONCE))


class Putting:
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
