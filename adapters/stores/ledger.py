"""Looking into an outbox, and the few things that a person may change in it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.stores.database import Database
from adapters.stores.putting import queue
from adapters.stores.schema import ACTIONS, QUEUE, State
from engine.outbox import Document


@dataclass(frozen=True, slots=True)
class Line:
    """An action as the outbox has it; instants in microseconds UTC."""

    key: str
    complaint: str
    action: str
    episode: int
    channel: str
    pays: bool
    holds: bool
    state: str
    tries: int
    uncertain: bool
    connector: str
    detail: str
    put_at: int
    settled_at: int | None
    document: Document


@dataclass(frozen=True, slots=True)
class Count:
    """How many actions of a channel, last given to a connector (empty: to none yet), are in a state."""

    channel: str
    connector: str
    state: str
    actions: int


class Ledger:
    """An outbox as people see it; every method is one transaction and raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(
        self,
        *,
        state: str | None = None,
        complaint: str | None = None,
        key: str | None = None,
        limit: int | None = None,
    ) -> list[Line]:
        """The actions in a state, of a complaint, or whose key begins so, in the order they were put in."""
        asked = select(ACTIONS).order_by(ACTIONS.c.id).limit(limit)
        if state is not None:
            asked = asked.where(ACTIONS.c.state == state)
        if complaint is not None:
            asked = asked.where(ACTIONS.c.complaint == complaint)
        if key is not None:
            asked = asked.where(ACTIONS.c.key.startswith(key, autoescape=True))
        with self._database.transaction() as connection:
            return [_line(row) for row in connection.execute(asked)]

    def counts(self) -> list[Count]:
        """How many actions there are, by channel, connector and state."""
        by = ACTIONS.c.channel, ACTIONS.c.connector, ACTIONS.c.state
        asked = select(*by, func.count()).group_by(*by).order_by(*by)
        with self._database.transaction() as connection:
            return [Count(*row) for row in connection.execute(asked)]

    def retry(self, keys: Sequence[str], *, at: int) -> int:
        """Let dead actions be tried again, at once and from the first try; how many were dead."""
        inserting = postgresql.insert if self._database.dialect == "postgresql" else sqlite.insert
        with self._database.transaction() as connection:
            rows = [row for row in _rows(connection, keys) if row.state == State.DEAD]
            if rows:
                queue(connection, inserting, sorted({(row.policy, row.complaint) for row in rows}), at=at)
                _change(connection, rows, state=State.WAITING, tries=0, settled_at=None)
                for row in rows:
                    these = QUEUE.c.policy == row.policy, QUEUE.c.complaint == row.complaint
                    connection.execute(update(QUEUE).where(*these).values(due_at=at))
        return len(rows)

    def drop(self, keys: Sequence[str], *, at: int) -> int:
        """Give up actions that wait or are dead, unless a worker is about their complaint; how many were given up."""
        with self._database.transaction() as connection:
            held = {
                (row.policy, row.complaint)
                for row in connection.execute(select(QUEUE).where(QUEUE.c.leased_until > at).with_for_update())
            }
            rows = [
                row
                for row in _rows(connection, keys)
                if row.state in {State.WAITING, State.DEAD} and (row.policy, row.complaint) not in held
            ]
            if rows:
                _change(connection, rows, state=State.DROPPED, settled_at=at)
        return len(rows)


def _rows(connection: Connection, keys: Sequence[str]) -> list[Any]:
    return list(connection.execute(select(ACTIONS).where(ACTIONS.c.key.in_(keys)).order_by(ACTIONS.c.id)))


def _change(connection: Connection, rows: Iterable[Any], **values: object) -> None:
    connection.execute(update(ACTIONS).where(ACTIONS.c.id.in_([row.id for row in rows])).values(**values))


def _line(row: Any) -> Line:  # noqa: ANN401 -- a row of any select
    names = Line.__dataclass_fields__
    told = {name: getattr(row, name) for name in names}
    return Line(**told | {"document": json.loads(row.document)})
