"""Conventions: the `counting` of a policy or of one of its deadlines."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from enum import StrEnum
from typing import TypeVar

from rules.counting import AfterHours, Business, Convention, EndsAt
from rules.fault import nearest
from rules.loading.entries import Entries, entries
from rules.said import Said, either

_KEYS = ("start_day", "ends_at", "on_holiday", "after_hours", "business")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)

Choice = TypeVar("Choice", bound=StrEnum)


def convention(found: Entries, usual: Convention) -> Convention:
    """The convention under `counting`; what it does not say is as `usual`."""
    if "counting" not in found:
        return usual
    one = entries(found.below("counting"), found.report, owner=found.place("counting"))
    one.allow((), _KEYS)
    business = _business(one) if "business" in one else usual.business
    ends_at, after_hours = _choice(one, "ends_at", usual.ends_at), _choice(one, "after_hours", usual.after_hours)
    if business is None and (ends_at, after_hours) != (EndsAt.END_OF_DAY, AfterHours.SAME_DAY):
        if "business" not in one:
            one.report.fault(
                "missing-key", Said("the key `business` is missing here: this depends on its hours"), one.owner
            )
        return usual
    return replace(
        usual,
        start_day=_choice(one, "start_day", usual.start_day),
        ends_at=ends_at,
        on_holiday=_choice(one, "on_holiday", usual.on_holiday),
        after_hours=after_hours,
        business=business,
    )


def _choice(found: Entries, key: str, usual: Choice) -> Choice:
    """One of a few words."""
    named = found.scalar(key) if key in found else None
    choices = tuple(type(usual))
    if named is None:
        return usual
    if named.text in choices:
        return type(usual)(named.text)
    message = Said(
        "`{named}` means nothing here; write {names}",
        named=named.text,
        names=either(f"`{one}`" for one in choices),
    )
    found.report.fault("unknown-value", message, named.place, suggestion=nearest(named.text, choices))
    return usual


def _business(found: Entries) -> Business | None:
    """The hours of business."""
    hours = entries(found.below("business"), found.report, owner=found.place("business"))
    hours.allow(("opens", "closes"))
    opens, closes = _clock(hours, "opens"), _clock(hours, "closes")
    if opens is None or closes is None:
        return None
    if opens >= closes:
        found.report.fault(
            "empty-range", Said("business closes before it opens; exchange them"), found.place("business")
        )
        return None
    return Business(opens, closes)


def _clock(found: Entries, key: str) -> time | None:
    written = found.scalar(key)
    if written is None:
        return None
    match = _CLOCK.fullmatch(written.text)
    if match is None:
        message = Said("`{written}` is no time of day such as `17:30`", written=written.text)
        found.report.fault("unreadable-value", message, written.place)
        return None
    return time(int(match[1]), int(match[2]))
