"""The clock, read here and nowhere else."""

from datetime import UTC, datetime, timedelta

from rules.types import EPOCH


def now() -> int:
    """The instant, in microseconds UTC since 1970."""
    return (datetime.now(tz=UTC) - EPOCH) // timedelta(microseconds=1)
