"""Waiving: which findings are accepted on a day, and which waivers have run out or waive nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.finding import Finding
from rules.policy import Policy, Waiver
from rules.types import Date, show


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that is accepted, and by which waiver."""

    finding: Finding
    waiver: Waiver


def waive(policy: Policy, found: Iterable[Finding], *, day: int) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """The findings that stand on `day` (days since 1970-01-01), and those that are waived.

    A waiver that has run out, or waives nothing that is found, is a finding too.
    """
    every = tuple(found)
    waivers = {(one.finding, one.about): one for one in policy.waivers if day < one.until}
    waived = tuple(Waived(one, waivers[key]) for one in every if (key := (one.code, one.about)) in waivers)
    stand = [one for one in every if (one.code, one.about) not in waivers]
    stand.extend(_vain(policy, every, day))
    return tuple(sorted(stand, key=lambda one: (one.place, one.code, one.about))), waived


def _vain(policy: Policy, found: tuple[Finding, ...], day: int) -> Iterator[Finding]:
    """The waivers that waive nothing, or no longer."""
    keys = {(one.code, one.about) for one in found}
    for one in policy.waivers:
        told = {"finding": one.finding, "about": one.about, "until": show(Date(), one.until)}
        if (one.finding, one.about) not in keys:
            yield Finding("idle-waiver", f"{one.finding} {one.about}", one.place, told)
        elif day >= one.until:
            yield Finding("expired-waiver", f"{one.finding} {one.about}", one.place, told)
