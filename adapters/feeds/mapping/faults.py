"""Faults of a mapping: what is wrong in it, where, and what to do."""

from dataclasses import dataclass

from rules.fault import Place
from rules.said import Said


@dataclass(frozen=True, slots=True, order=True)
class MappingFault:
    """One mistake in a mapping, or between it and a policy or a file's columns.

    `key` is the path of keys to it, `facts.amount.unit`; empty where YAML itself is at fault.
    """

    place: Place
    key: str
    message: str

    def render(self, name: str) -> str:
        """One line: `NAME:LINE:COLUMN: facts.amount.unit: message`."""
        where = f"{name}:{self.place.line}:{self.place.column}" + (f": {self.key}" if self.key else "")
        return Said("{where}: {message}", where=where, message=self.message)
