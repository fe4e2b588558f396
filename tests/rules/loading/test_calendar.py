"""Loading a calendar: what is read, and the words of every fault."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar, Holiday, Notice, Stretch
from rules.fault import FAULTS
from rules.loading.calendar import load_calendar, names, shipped
from tests.rules.days import day

CALENDARS = Path(__file__).parents[3] / "rules" / "calendars"
SOUND = """\
calendar: X
title: 示例
weekend: [sunday, saturday]
covers_from: 2026-01-01
unsettled_days: 3
notices:
  - title: 通知
    source: https://example.org/1
    known: 2025-11-04
    covers_until: 2026-12-31
    days:
      元旦: {off: 2026-01-01..2026-01-03, work: 2026-01-04}
      春节: {off: [2026-02-15..2026-02-23], work: [2026-02-14, 2026-02-28]}
  - title: 更正
    source: https://example.org/2
    known: 2026-01-27
    days:
      春节: {off: 2026-02-24}
"""


def messages(text: str) -> list[str]:
    return [message.split("\n")[0] for message in load_calendar(text.encode(), name="X.yaml").messages]


def test_a_calendar_is_read_whole() -> None:
    new_year = Holiday(
        "元旦",
        (Stretch(day("2026-01-01"), day("2026-01-03")),),
        (Stretch(day("2026-01-04"), day("2026-01-04")),),
    )
    spring = Holiday(
        "春节",
        (Stretch(day("2026-02-15"), day("2026-02-23")),),
        (Stretch(day("2026-02-14"), day("2026-02-14")), Stretch(day("2026-02-28"), day("2026-02-28"))),
    )
    longer = Holiday("春节", (Stretch(day("2026-02-24"), day("2026-02-24")),), ())
    assert load_calendar(SOUND.encode(), name="X.yaml").calendar == Calendar(
        name="X",
        title="示例",
        weekend=(5, 6),
        covers_from=day("2026-01-01"),
        unsettled_days=3,
        notices=(
            Notice("通知", "https://example.org/1", day("2025-11-04"), day("2026-12-31"), (new_year, spring)),
            Notice("更正", "https://example.org/2", day("2026-01-27"), None, (longer,)),
        ),
        digest=sha256(SOUND.encode()).hexdigest(),
    )


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("title: 示例\n", "", "1:1: the key `title` is missing here [missing-key]"),
        (
            "title: 示例\n",
            "title: 示例\nholidays: x\n",
            "3:1: `holidays` means nothing here [unknown-key]",
        ),
        (
            "[sunday, saturday]",
            "[sunday, caturday]",
            "3:19: `caturday` is no day of the week; did you mean `saturday`? [unknown-value]",
        ),
        ("[sunday, saturday]", "sunday", "3:10: a list is wanted here, not a text [wrong-shape]"),
        ("[sunday, saturday]", "[[sunday]]", "3:11: a text is wanted here, not a list [wrong-shape]"),
        ("days: 3\n", "days: 3 days\n", "5:17: `3 days` is not a whole number such as `3` [unreadable-value]"),
        ("days: 3\n", "days: 367\n", "5:17: `367` is outside 0 to 366 [unreadable-value]"),
        (
            "from: 2026-01-01",
            "from: 1 January",
            "4:14: `1 January` is not a date such as `2026-03-02` [unreadable-value]",
        ),
        (
            "until: 2026-12-31",
            "until: 2026-02-30",
            "10:19: `2026-02-30` is no such day in the calendar [unreadable-value]",
        ),
        (
            "until: 2026-12-31",
            "until: 2025-12-31",
            "10:19: the days up to 2025-12-31 are covered already; delete `covers_until`, or cover more [empty-range]",
        ),
        (
            "known: 2026-01-27",
            "known: 2025-11-03",
            "16:12: the notice above became known on 2025-11-04, later than this; exchange them [unreadable-value]",
        ),
        ("    known: 2026-01-27\n", "", "14:5: the key `known` is missing here [missing-key]"),
        (
            "known: 2025-11-04",
            "known: november",
            "9:12: `november` is not a date such as `2026-03-02` [unreadable-value]",
        ),
        (
            "{off: 2026-02-24}",
            "{of: 2026-02-24}",
            "18:12: `of` means nothing here; did you mean `off`? [unknown-key]",
        ),
        ("{off: 2026-02-24}", "{}", "18:7: the key `off` or `work` is missing here [missing-key]"),
        ("{off: 2026-02-24}", "2026-02-24", "18:11: a map is wanted here, not a text [wrong-shape]"),
        ("{off: 2026-02-24}", "{off: {x: y}}", "18:17: a list is wanted here, not a map [wrong-shape]"),
        ("{off: 2026-02-24}", "{off: [[2026-02-24]]}", "18:18: a text is wanted here, not a list [wrong-shape]"),
        (
            "{off: 2026-02-24}",
            "{off: 2026-02-24..x}",
            "18:17: `x` is not a date such as `2026-03-02` [unreadable-value]",
        ),
        (
            "2026-01-01..2026-01-03",
            "2026-01-03..2026-01-01",
            "12:17: the first day is after the last; exchange them [empty-range]",
        ),
        (
            "{off: 2026-02-24}",
            "{off: 2026-12-31..2027-01-01}",
            (
                "18:17: `2026-12-31..2027-01-01` is not within what is covered so far, 2026-01-01 to 2026-12-31 "
                "[unreadable-value]"
            ),
        ),
        (
            "{off: 2026-02-24}",
            "{off: 2025-12-31}",
            "18:17: `2025-12-31` is not within what is covered so far, 2026-01-01 to 2026-12-31 [unreadable-value]",
        ),
        (
            "work: 2026-01-04}",
            "work: 2026-01-03}",
            "12:47: this notice names 2026-01-03 already, at line 12; delete one [duplicate-name]",
        ),
        ("calendar: X", "calendar: *x", "1:11: `*x` is an alias; write out what it stands for [alias-refused]"),
    ],
)
def test_each_fault_is_told_once_with_its_place(written: str, instead: str, message: str) -> None:
    assert messages(SOUND.replace(written, instead, 1)) == [f"X.yaml:{message}"]


def test_all_faults_are_told_at_once() -> None:
    broken = SOUND.replace("sunday", "someday").replace("known: 2025-11-04", "known: x").replace("2026-02-24", "y")
    assert [message.split(": ")[0] for message in messages(broken)] == ["X.yaml:3:11", "X.yaml:9:12", "X.yaml:18:17"]


@pytest.mark.parametrize("text", ["", "[]", "calendar", "calendar: {", "\ud800"])
def test_what_is_no_calendar_is_refused(text: str) -> None:
    found = load_calendar(text.encode("utf-8", "surrogatepass"), name="X.yaml")
    assert found.calendar is None
    assert found.faults


@given(st.integers(0, len(SOUND) - 1), st.sampled_from(["", "2026-13-01", "x: y", "[", ": ", "..", "\n"]))
def test_a_calendar_with_something_put_in_is_read_or_refused(at: int, put: str) -> None:
    found = load_calendar((SOUND[:at] + put + SOUND[at:]).encode(), name="X.yaml")
    assert (found.calendar is None) == bool(found.faults)
    assert all(fault.code in FAULTS for fault in found.faults)


def test_the_calendars_of_four_places_are_shipped() -> None:
    assert names() == ("CN", "GB-EAW", "TARGET", "US")


@pytest.mark.parametrize("name", names())
def test_a_shipped_calendar_has_its_file_s_name_and_digest(name: str) -> None:
    calendar = shipped(name)
    assert calendar.name == name
    assert calendar.digest == sha256((CALENDARS / f"{name}.yaml").read_bytes()).hexdigest()


def test_a_shipped_calendar_is_read_once() -> None:
    assert shipped("CN") is shipped("CN")


def test_a_calendar_with_faults_has_nothing_sound() -> None:
    found = load_calendar(SOUND.replace("sunday", "someday").encode(), name="X.yaml")
    with pytest.raises(ValueError, match=r"^X\.yaml:3:11: `someday` is no day of the week"):
        _ = found.sound


def test_the_example_of_the_documentation_is_sound() -> None:
    page = (CALENDARS.parents[1] / "docs" / "calendars.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert load_calendar(example.encode(), name="calendars.md").messages == ()
