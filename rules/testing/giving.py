"""Giving: the complaint that a test tells of, and the instants it is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from rules import node
from rules.counting import Convention
from rules.fault import nearest
from rules.knowledge import Knowledge
from rules.loading.entries import Entries, named, scalar, value
from rules.loading.report import Report
from rules.midnight import at, day_of
from rules.policy import Policy
from rules.said import Said
from rules.testing.case import MISSING
from rules.types import EPOCH, Duration, Instant, Unit, Value, denominator, read
from rules.workdays import Reach

_UNITS = (Unit.HOURS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)
_FURTHEST = 36_525
"""The most hours or days that a step of a story comes after the one before."""

Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of a complaint, None where a fact is said to be missing, and the instant asked about."""

    facts: Facts
    at: int | None


class Giving:
    """Reads complaints and instants of one policy; what cannot be read is a fault."""

    def __init__(self, policy: Policy, report: Report) -> None:
        self.policy = policy
        self._report = report

    def facts(self, found: node.Node | None) -> Facts:
        """Stored values by fact, None for one that is said to be missing; a complaint may tell nothing."""
        if found is None or (isinstance(found, node.Mapping) and not found.items):
            return {}
        pairs = named(found, self._report)
        return {name.text: self.value(name, below) for name, below in pairs if self.knows(name)}

    def knows(self, name: node.Scalar) -> bool:
        """Whether a name is that of a fact; a fault where not."""
        if name.text in self.policy.facts_by_name:
            return True
        if name.text in self.policy.order or name.text in self.policy.value_types:
            message = Said("`{name}` is decided by the policy, so it is expected, not given", name=name.text)
            self._report.fault("not-readable-here", message, name.place)
        else:
            near = nearest(name.text, self.policy.facts_by_name)
            self._report.fault(
                "unknown-fact", Said("no fact is named `{name}`", name=name.text), name.place, suggestion=near
            )
        return False

    def value(self, name: node.Scalar, found: node.Node) -> Value:
        """The stored value of a fact."""
        text = scalar(found, self._report)
        if text is None or (text.text == MISSING and not text.quoted):
            return None
        return value(text, self.policy.facts_by_name[name.text].type, self._report)

    def instant(self, found: Entries, before: int | None) -> int | None:
        """When is asked: `at` an instant, `after` a time since the one `before`, or else as before."""
        if "at" in found:
            return self.moment(found.scalar("at"))
        text = found.scalar("after") if "after" in found else None
        return before if text is None else self._later(before, text)

    def moment(self, text: node.Scalar | None) -> int | None:
        """The instant that a text names."""
        read_ = None if text is None else value(text, Instant(), self._report)
        return None if read_ is None else int(read_)

    def _later(self, before: int | None, text: node.Scalar) -> int | None:
        if before is None:
            self._report.fault(
                "unreadable-value", Said("`after` counts from an instant before; write `at`"), text.place
            )
            return None
        for unit in _UNITS:
            length = read(Duration(unit), text.text)
            later = self._moved(before, unit, length) if isinstance(length, int) else None
            if later is not None:
                return later
        message = Said("`{text}` is no time such as `36 hours`, `5 working days` or `8 calendar days`", text=text.text)
        self._report.fault("unreadable-value", message, text.place)
        return before

    def _moved(self, before: int, unit: Unit, length: int) -> int | None:
        """So much later; days later by the same time on the clock. None where that cannot be counted."""
        if not 0 <= length <= _FURTHEST * denominator(Duration(unit)):
            return None
        if unit is Unit.HOURS:
            return before + length
        zone = self.policy.zone
        day = day_of(before, zone) + length
        if unit is Unit.WORKING_DAYS:
            knowledge = Knowledge(self.policy.calendar, Convention(), zone)
            reached = knowledge.counting(len(knowledge.days)).workdays.nth(day - length + 1, length)
            if not isinstance(reached, Reach):
                return None
            day = reached.day
        return at(day, (EPOCH + timedelta(microseconds=before)).astimezone(zone).time(), zone)
