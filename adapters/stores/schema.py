"""The tables of the outbox, on SQLite and PostgreSQL alike; instants are microseconds UTC since 1970."""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "outbox_1"
"""The newest migration, which makes the tables below."""

METADATA = MetaData()


class State(StrEnum):
    """What became of an action."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


# A row an episode of an action. `uncertain` says that an attempt may have reached the other side, nobody knows.
ACTIONS = Table(
    "actions",
    METADATA,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("key", String(40), nullable=False),
    Column("policy", Text, nullable=False),
    Column("complaint", Text, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("episode", Integer, nullable=False),
    Column("holds", Boolean, nullable=False),
    Column("pays", Boolean, nullable=False),
    Column("channel", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("uncertain", Boolean, nullable=False),
    Column("connector", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("put_at", BigInteger, nullable=False),
    Column("settled_at", BigInteger),
    UniqueConstraint("key", name="one_key"),
    UniqueConstraint("policy", "complaint", "stage", "action", "episode", name="one_episode"),
    Index("waiting_actions", "policy", "complaint", "state"),
    Index("states", "state", "channel"),
)

# A row for each complaint that may have actions waiting; whoever holds its lease delivers them in order.
QUEUE = Table(
    "queue",
    METADATA,
    Column("policy", Text, primary_key=True),
    Column("complaint", Text, primary_key=True),
    Column("due_at", BigInteger, nullable=False),
    Column("owner", Text),
    Column("leased_until", BigInteger),
    Index("due", "due_at"),
    Index("owners", "owner"),
)
