"""The outbox: actions, and the queue of complaints that have some waiting."""

import sqlalchemy as sa
from alembic import op

revision = "outbox_1"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "actions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("complaint", sa.Text(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("pays", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("put_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("key", name="one_key"),
        sa.UniqueConstraint("policy", "complaint", "stage", "action", "episode", name="one_episode"),
    )
    op.create_index("waiting_actions", "actions", ["policy", "complaint", "state"])
    op.create_index("states", "actions", ["state", "channel"])
    op.create_table(
        "queue",
        sa.Column("policy", sa.Text(), primary_key=True),
        sa.Column("complaint", sa.Text(), primary_key=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
    )
    op.create_index("due", "queue", ["due_at"])
    op.create_index("owners", "queue", ["owner"])


def downgrade() -> None:
    """Drop the tables, with what waits in them."""
    op.drop_table("queue")
    op.drop_table("actions")
