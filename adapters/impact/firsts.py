"""Firsts: the first complaints of each kind of change, what they tell and what each policy says of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from adapters.impact.joint import Codes, Joint, Kind
from adapters.impact.moves import is_change
from adapters.masking import MASK, Mask, Role
from rules.policy import Policy
from rules.types import Text, Type, Value, show

MOST = 3
"""So many complaints are shown of each kind."""

LONGEST = 80
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a policy says of a complaint, as it is shown, and the rule by which it does; None for nothing."""

    text: str | None
    rule: str | None


@dataclass(frozen=True, slots=True)
class First:
    """A complaint and where it is in the feed; `facts` as they are shown, the personal ones masked."""

    complaint: str
    file: str
    line: int
    facts: Mapping[str, str]
    old: Said
    new: Said


Firsts = dict[Kind, list[First]]


def first_rows(joint: Joint, met: Firsts) -> dict[Kind, list[int]]:
    """The first rows of each kind that is a change and of which fewer than `MOST` were met before."""
    wanted = np.array([any(_open(kind, met) for kind in kinds) for kinds in joint.kinds], np.bool_)
    rows = joint.rows
    rows = rows[wanted.take(joint.codes.take(rows))] if len(rows) else rows
    found: dict[Kind, list[int]] = {}
    for code, places in _firsts(rows, joint.codes.take(rows), size=len(joint.kinds)):
        for kind in joint.kinds[code]:
            if _open(kind, met):
                found.setdefault(kind, []).extend(places)
    return {kind: sorted(places)[:MOST] for kind, places in found.items()}


def _open(kind: Kind, met: Firsts) -> bool:
    return is_change(kind) and len(met.get(kind, ())) < MOST


def _firsts(rows: Codes, codes: Codes, *, size: int) -> list[tuple[int, list[int]]]:
    """The first `MOST` rows of each code."""
    found: dict[int, list[int]] = {}
    for _ in range(MOST):
        first = np.full(size, -1, np.intp)
        # NumPy keeps the last of several values for one place, hence the reversal.
        first[codes[::-1]] = rows[::-1]
        for code in np.flatnonzero(first >= 0).tolist():
            found.setdefault(code, []).append(int(first[code]))
        later = first.take(codes) != rows
        rows, codes = rows[later], codes[later]
    return list(found.items())


class Shown:
    """Shows what a complaint tells and what a policy says of it, without what is personal to it or to the `other`."""

    def __init__(self, policy: Policy, other: Policy) -> None:
        self._policy = policy
        self._mask = Mask(Mask.of(policy, Role.ANALYST).hidden | Mask.of(other, Role.ANALYST).hidden)

    def facts(self, told: Mapping[str, Value]) -> dict[str, str]:
        """The facts that a complaint tells, but for its identity."""
        facts = [fact for fact in self._policy.facts if fact.name != self._policy.identity]
        return {one.name: self.value(one.name, one.type, told[one.name]) for one in facts if told[one.name] is not None}

    def identity(self, told: Mapping[str, Value]) -> str:
        """Which complaint it is."""
        return self.value(self._policy.identity, Text(), told[self._policy.identity])

    def value(self, name: str, kind: Type, value: Value) -> str:
        """A value that is known, no longer than `LONGEST`."""
        masked = self._mask.value(name, value)
        text = show(kind, masked, zone=self._policy.zone) if masked is value else MASK
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
