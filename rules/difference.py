"""Differences: what two policies decide otherwise, as boxes of complaints.

A box limits some aspects of a complaint to some of their cells and leaves all others open; every complaint in it is
decided otherwise in the same way. The boxes of a change together hold every complaint that changes so, and no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.cells import Axis, Value
from rules.terms import Input, Term, Test

Facts = Mapping[str, Value]


class Side(StrEnum):
    """In which policy an aspect is meant, where the two may not say the same of it."""

    BOTH = "both"
    OLD = "before"
    NEW = "after"


@dataclass(frozen=True, slots=True)
class Apart:
    """Whether what two policies make of something is not the same; None where one makes nothing of it."""

    about: str
    old: Term | Test | None
    new: Term | Test | None


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether a decision or deadline is answered, and not left to review."""

    name: str


@dataclass(frozen=True, slots=True)
class Aspect:
    """What a box can limit, and the cells it is cut into.

    Of `Apart` and `Answered` the cells are those of a flag.
    """

    side: Side
    source: Input | Test | Apart | Answered
    axis: Axis


@dataclass(frozen=True, slots=True)
class Limit:
    """An aspect that lies in one of the cells of a bit mask; no complaint of the box is in one of the cells `idle`."""

    aspect: Aspect
    cells: int
    idle: int = 0


@dataclass(frozen=True, slots=True)
class Witness:
    """A complaint as each of two policies is told it, by stored values; they differ only where a fact is retyped.

    `as_of` is the instant asked about (microseconds UTC), None of policies without deadlines.
    `rules` are the ids of the rules by which each then decides, where one of them does.
    `said` is the value that each then sets, or when each then holds a deadline to end.
    `is_real` is whether the rules engine decides it as is said; if not, no such complaint was found, and among its
    facts there are the states in which its deadlines would stand.
    """

    old: Facts
    new: Facts
    as_of: int | None
    rules: tuple[str, str] = ("", "")
    said: tuple[Value, Value] = (None, None)
    is_real: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Complaints that are alike in some aspects, and one of them."""

    limits: tuple[Limit, ...]
    witness: Witness


@dataclass(frozen=True, slots=True)
class Route:
    """Complaints of which one rule decides before and another after, by id, and one of them; empty where none does."""

    before: str
    after: str
    witness: Witness


class Kind(StrEnum):
    """What of an answer is otherwise."""

    ANSWER = "answer"
    OUTCOME = "outcome"
    MEMBER = "member"
    VALUE = "value"
    ACTION = "action"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which a decision or deadline answers otherwise.

    ANSWER: one of the two leaves it to review; the other is `answered`.
    OUTCOME: `before` and `after` are outcomes; empty is where a person must look, as no rule holds or two clash.
    MEMBER: `about` is an outcome of a decision that collects; it is among them before or after, and that is not empty.
    VALUE: `about` is a value, or the decision itself if it declares a type; `before` and `after` are the ids of the
    rules that set it to the `terms`, while the outcome stays.
    ACTION: `about` is an action that is ordered by both; `before` is what of it is carried out otherwise.
    DEADLINE: `before` and `after` are `begun` and `not_started`, or it has begun in both and they are `counted`.
    `follows` is whether it is written alike in both, so that all comes from what it reads.
    Where boxes would be too many, `routes` say it by rules.
    """

    name: str
    kind: Kind
    about: str = ""
    before: str = ""
    after: str = ""
    terms: tuple[Term | Test | None, Term | Test | None] = (None, None)
    follows: bool = False
    boxes: tuple[Box, ...] = ()
    routes: tuple[Route, ...] = ()

    @property
    def shown(self) -> tuple[Witness, ...]:
        """The witnesses of its boxes and routes."""
        return (*(one.witness for one in self.boxes), *(one.witness for one in self.routes))


@dataclass(frozen=True, slots=True)
class Period:
    """What is decided otherwise of complaints dated from day `start` until before `end` (None is open).

    `unsettled` are decisions and deadlines of which the solver did not find out.
    """

    start: int | None
    end: int | None
    changes: tuple[Change, ...]
    unsettled: tuple[str, ...]

    @property
    def shown(self) -> tuple[Witness, ...]:
        """The witnesses of all changes."""
        return tuple(witness for change in self.changes for witness in change.shown)
