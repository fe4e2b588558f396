"""Cases: a complaint, the instants it is asked about, and what is expected at each.

What is expected is told in texts, as `rules.types.show` writes values, times in the policy's timezone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from rules.fault import Place
from rules.types import Text, Type, Value, show

MISSING = "missing"
NEEDS_REVIEW = "needs_review"
_WORDS = frozenset({MISSING, NEEDS_REVIEW})
"""What stands for no value, and for what a person must look at; as texts they are written in quotes."""

REVIEW = "review"
"""The name under which a case says why a complaint is not decided at all."""

Told = str | tuple[str, ...]
"""An outcome, a value or a state; of a collecting decision its outcomes, in rule order."""

Path = tuple[str | int, ...]
"""The keys and numbers that lead to a place in a YAML document."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a decision, value, deadline or part of one is to come to."""

    name: str
    told: Told
    place: Place


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked about a complaint at one instant.

    `facts` are stored values by name, those missing left out; `at` is in microseconds UTC, None where no clock runs.
    `because` has for decisions the ids of the rules that are to lead to what they say, in the policy's order.
    `path` leads to where the step is written, `columns` are those of the table whose row it is.
    """

    at: int | None
    facts: Mapping[str, Value]
    expect: tuple[Expectation, ...]
    because: Mapping[str, tuple[str, ...]]
    place: Place
    path: Path
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One test: a step, or a story of several, each of which knows what the ones before it did."""

    name: str
    clause: str
    steps: tuple[Step, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one policy that one file holds."""

    title: str
    cases: tuple[Case, ...]


def told(kind: Type, value: Value, *, zone: tzinfo) -> str:
    """A value as it is told, so that no text is taken for a word."""
    if value is None:
        return MISSING
    text = show(kind, value, zone=zone)
    return f'"{text}"' if isinstance(kind, Text) and text in _WORDS else text
