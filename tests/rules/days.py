"""Days as people write them, for tests."""

from datetime import date

from rules.types import EPOCH_DAY, Date, show


def day(text: str) -> int:
    """Days since 1970 of `2026-03-02`."""
    return (date.fromisoformat(text) - EPOCH_DAY).days


def shown(number: int) -> str:
    """The day as it is written."""
    return show(Date(), number)
