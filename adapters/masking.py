"""Masking: what of complaints a role may read; of the rest it sees only whether it is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import polars as pl

from rules.policy import Policy
from rules.types import Text, Value

MASK = "***"


class Role(StrEnum):
    """Who reads.

    An analyst reads no personal facts, and no texts that rules made of them; the public reads neither who complained
    nor any text that a complaint told; an auditor reads everything.
    """

    PUBLIC = "public"
    ANALYST = "analyst"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Mask:
    """The names of facts and values that are not to be read."""

    hidden: frozenset[str]

    @classmethod
    def of(cls, policy: Policy, role: Role) -> Self:
        """What a role may not read of a policy's facts and values."""
        if role is Role.AUDITOR:
            return cls(frozenset())
        hidden = {fact.name for fact in policy.facts if fact.personal}
        # They may repeat what a complaint told.
        hidden |= {name for name, kind in policy.value_types.items() if isinstance(kind, Text)}
        if role is Role.PUBLIC:
            hidden |= {policy.identity} | {fact.name for fact in policy.facts if isinstance(fact.type, Text)}
        return cls(frozenset(hidden))

    def values(self, told: Mapping[str, Value]) -> dict[str, Value]:
        """Values by name, each hidden one that is known as `***`."""
        return {name: self.value(name, value) for name, value in told.items()}

    def value(self, name: str, value: Value) -> Value:
        """One value, or `***` in its place."""
        return MASK if name in self.hidden and value is not None else value

    def frame(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns, each hidden one as texts."""
        return frame.with_columns(_masked(frame[name]) for name in frame.columns if name in self.hidden)


def _masked(column: pl.Series) -> pl.Series:
    known = column.is_not_null()
    return pl.Series(column.name, [MASK], dtype=pl.String).new_from_index(0, len(column)).set(~known, None)
