"""Deadlines as schemas, and how they count."""

from __future__ import annotations

from enum import StrEnum

from rules.counting import AfterHours, EndsAt, OnHoliday, StartDay
from rules.schema.document import TEXT, Schema, described, entries, one_or_more

_CLOCK: Schema = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}
_SHARE: Schema = {"type": "string", "pattern": r"^([1-9]\d?|100)%$"}


def deadline() -> Schema:
    """One deadline."""
    keys: dict[str, Schema] = {
        "title": described(TEXT, "What people call it."),
        "clause": described(TEXT, "The clause of the source document that it puts into rules."),
        "from": described(TEXT, "When the period begins: a date or datetime."),
        "within": described(TEXT, "How long it is: a duration, with its unit."),
        "met_by": described(TEXT, "When what was to be done was done."),
        "pauses": described(one_or_more({"anyOf": [TEXT, _pause()]}), "When it stands still."),
        "restarts": described(one_or_more(TEXT), "When the whole period begins anew."),
        "hard_stop": described(TEXT, "A period that no pause and no restart lengthens."),
        "warn_at": described(_SHARE, "The share of its business time at which a warning is due."),
        "counting": counting(),
    }
    return entries(keys, ("from", "within"))


def _pause() -> Schema:
    keys: dict[str, Schema] = {
        "from": described(TEXT, "When it begins."),
        "until": described(TEXT, "When it ends; without it, it lasts."),
        "reason": described(TEXT, "Why it stands still."),
    }
    return entries(keys, ("from",))


def counting() -> Schema:
    """A convention; what it does not say is as usual."""
    business = entries({"opens": _CLOCK, "closes": _CLOCK}, ("opens", "closes"))
    keys: dict[str, Schema] = {
        "start_day": described(_choice(StartDay), "Whether the day of the start may be the first one."),
        "ends_at": described(_choice(EndsAt), "When on its last day a period ends."),
        "on_holiday": described(_choice(OnHoliday), "What becomes of a last day that is not worked."),
        "after_hours": described(_choice(AfterHours), "On which day something is received after business has closed."),
        "business": described(business, "The hours of a working day."),
    }
    return described(entries(keys), "How days are counted.")


def _choice(choices: type[StrEnum]) -> Schema:
    return {"enum": [one.value for one in choices]}
