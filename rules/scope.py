"""Scopes: what the names mean where an expression stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from rules.expression import Derived, Reference


@dataclass(frozen=True, slots=True)
class Collected:
    """The name of an earlier `collect` decision and the outcomes it may hold."""

    decision: str
    outcomes: tuple[str, ...]


Meaning = Reference | Derived | Collected


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names mean where an expression stands.

    `later` are names that exist in the policy but must not be read here, with the reason.
    """

    names: Mapping[str, Meaning]
    zone: tzinfo
    enumerations: frozenset[str] = frozenset()
    later: Mapping[str, str] = field(default_factory=dict)
