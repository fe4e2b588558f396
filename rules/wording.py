"""Wording: values as people say them, in the language of the policy's own texts."""

from __future__ import annotations

from datetime import UTC, timedelta, tzinfo
from enum import StrEnum

from rules.deadline import State
from rules.types import EPOCH_DAY, Boolean, Duration, Instant, Type, Unit, Value, denominator, show


class Language(StrEnum):
    """The language a policy's titles and reasons are written in (ISO 639-1)."""

    ENGLISH = "en"
    CHINESE = "zh"


_UNITS = {Unit.HOURS: "小时", Unit.WORKING_DAYS: "个工作日", Unit.CALENDAR_DAYS: "个自然日", Unit.MONTHS: "个月"}
_STATES = {
    State.NOT_STARTED: "未开始",
    State.RUNNING: "进行中",
    State.PAUSED: "暂停",
    State.MET: "按时完成",
    State.MET_LATE: "逾期完成",
    State.BREACHED: "已逾期",
}
_JOINED = {Language.ENGLISH: ", ", Language.CHINESE: "、"}


def spoken(kind: Type, value: Value, *, language: Language, zone: tzinfo = UTC) -> str:
    """A value as a sentence of `language` shows it; elsewhere than in sentences `rules.types.show` does."""
    if language is Language.CHINESE and value is not None:
        if isinstance(kind, Boolean):
            return "是" if value else "否"
        if isinstance(kind, Duration):
            return f"{_quantity(int(value), denominator(kind))} {_UNITS[kind.unit]}"
    if isinstance(kind, Instant) and value is not None:
        return _clock(show(kind, value, zone=zone))
    if isinstance(kind, Duration) and value is not None:
        return f"{_quantity(int(value), denominator(kind))} {_english(kind.unit, int(value) == denominator(kind))}"
    return show(kind, value, zone=zone)


def _clock(instant: str) -> str:
    """A time as the clocks of its place show it, to the minute or as fine as it is."""
    date, _, clock = instant.partition("T")
    return f"{date} {clock.partition('+')[0].partition('-')[0].removesuffix(':00')}"


def stated(state: State, language: Language) -> str:
    """Where a deadline stands."""
    return _STATES[state] if language is Language.CHINESE else state.replace("_", " ")


def dated(day: int, language: Language, *, year: bool) -> str:
    """A day, with its year or without."""
    date = EPOCH_DAY + timedelta(day)
    if language is Language.CHINESE:
        return (f"{date.year}年" if year else "") + f"{date.month}月{date.day}日"
    return date.isoformat() if year else f"{date.month:02}-{date.day:02}"


def listed(titles: list[str], language: Language) -> str:
    """Several titles in a sentence."""
    return _JOINED[language].join(titles)


def _quantity(value: int, steps: int) -> str:
    """Whole units, or hours with as many decimals as they need."""
    whole, rest = divmod(abs(value), steps)
    decimals = f"{rest * 10**9 // steps:09d}".rstrip("0") if rest else ""
    return ("-" if value < 0 else "") + str(whole) + (f".{decimals}" if decimals else "")


def _english(unit: Unit, one: bool) -> str:  # noqa: FBT001 -- a word's number is what it is about
    return unit.removesuffix("s") if one else unit.value
