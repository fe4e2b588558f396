"""Mutants of a deadline: how long it is, how it is counted, and what ends, stops or begins it anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from rules.counting import AfterHours, Convention, EndsAt, OnHoliday, StartDay
from rules.expression import Expression
from rules.mutation.mutant import Mutant
from rules.mutation.variants import LEFT_OUT, steps, variants
from rules.policy import Deadline, Pause, Policy
from rules.spelling import spelt
from rules.types import Unit


def deadline_mutants(policy: Policy, deadline: Deadline) -> Iterator[Mutant]:
    """Every mutant of one deadline."""
    for operator, before, after, changed in _changes(policy, deadline):
        every = tuple(changed if one is deadline else one for one in policy.deadlines)
        yield Mutant(operator, deadline.name, deadline.place, before, after, replace(policy, deadlines=every))


_Change = tuple[str, str, str, Deadline]


def _changes(policy: Policy, one: Deadline) -> Iterator[_Change]:
    def said(expression: Expression) -> str:
        return spelt(expression, zone=policy.zone)

    for key in ("within", "hard_stop"):
        yield from _lengths(policy, one, key)
    if one.hard_stop is not None:
        yield "deadline", f"hard_stop: {said(one.hard_stop)}", LEFT_OUT, replace(one, hard_stop=None)
    if one.met_by is not None:
        yield "deadline", f"met_by: {said(one.met_by)}", LEFT_OUT, replace(one, met_by=None)
    for place, pause in enumerate(one.pauses):
        begins = pause.start if isinstance(pause, Pause) else pause
        pauses = one.pauses[:place] + one.pauses[place + 1 :]
        yield "deadline", f"pauses: {said(begins)}", LEFT_OUT, replace(one, pauses=pauses)
    for place, restart in enumerate(one.restarts):
        restarts = one.restarts[:place] + one.restarts[place + 1 :]
        yield "deadline", f"restarts: {said(restart)}", LEFT_OUT, replace(one, restarts=restarts)
    if one.warn_at is not None:
        for percent in (one.warn_at - 1, one.warn_at + 1):
            yield "warning", f"warn_at: {one.warn_at}%", f"{percent}%", replace(one, warn_at=percent)
    yield from _counted(one)


def _lengths(policy: Policy, one: Deadline, key: str) -> Iterator[_Change]:
    """The deadlines that are of another length."""
    length = one.within if key == "within" else one.hard_stop
    for found in () if length is None else (*steps(length), *variants(length)):
        before, after = found.told(policy.zone)
        changed = replace(one, within=found.whole) if key == "within" else replace(one, hard_stop=found.whole)
        yield found.operator, f"{key}: {before}", after, changed


def _counted(one: Deadline) -> Iterator[_Change]:
    """The conventions that differ in one thing that makes a difference to periods of such units."""
    found = one.convention
    units = {Unit(length.sort.detail) for length in (one.within, one.hard_stop) if length is not None}
    turned: list[tuple[StrEnum, StrEnum, Convention]] = []
    if units != {Unit.HOURS}:
        turned += [(found.start_day, two, replace(found, start_day=two)) for two in StartDay]
    if units & {Unit.CALENDAR_DAYS, Unit.MONTHS}:
        turned += [(found.on_holiday, two, replace(found, on_holiday=two)) for two in OnHoliday]
    if units != {Unit.HOURS} and found.business is not None:
        turned += [(found.ends_at, two, replace(found, ends_at=two)) for two in EndsAt]
        turned += [(found.after_hours, two, replace(found, after_hours=two)) for two in AfterHours]
    for before, after, changed in turned:
        if after is not before:
            yield "deadline", f"counting: {before}", after.value, replace(one, convention=changed)
