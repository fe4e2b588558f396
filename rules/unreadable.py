"""What cannot be read, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is not a value of its type; one line, lower case."""

    reason: str
