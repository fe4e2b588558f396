"""Conventions: the `counting` of a policy and of its deadlines, and the mistakes in them."""

from datetime import time

import pytest

from rules.counting import AfterHours, Business, Convention, EndsAt, OnHoliday, StartDay
from rules.loading import Loaded
from tests.rules.loading.writing import HEAD, loaded, told

OFFICE = Business(time(9), time(17, 30))
HOURS = 'business: {opens: "09:00", closes: "17:30"}'


def counted(policy: str, deadline: str = "") -> Loaded:
    head = HEAD + "calendar: CN\n" + (f"counting: {policy}\n" if policy else "")
    own = f", counting: {deadline}" if deadline else ""
    return loaded(head=head, more=f"deadlines:\n  limit: {{from: at, within: 5 working days{own}}}\n")


@pytest.mark.parametrize(
    ("policy", "deadline", "convention"),
    [
        ("", "", Convention()),
        ("{start_day: included}", "", Convention(start_day=StartDay.INCLUDED)),
        ("{on_holiday: none}", "", Convention(on_holiday=OnHoliday.NONE)),
        (f"{{{HOURS}}}", "", Convention(business=OFFICE)),
        ("", "{start_day: included}", Convention(start_day=StartDay.INCLUDED)),
        (
            "{start_day: included}",
            "{on_holiday: none}",
            Convention(start_day=StartDay.INCLUDED, on_holiday=OnHoliday.NONE),
        ),
        ("{start_day: included}", "{start_day: excluded}", Convention()),
        (
            f"{{{HOURS}}}",
            "{ends_at: close_of_business, after_hours: next_working_day}",
            Convention(ends_at=EndsAt.CLOSE_OF_BUSINESS, after_hours=AfterHours.NEXT_WORKING_DAY, business=OFFICE),
        ),
        (
            f"{{{HOURS}}}",
            '{business: {opens: "00:00", closes: "23:59"}}',
            Convention(business=Business(time(0), time(23, 59))),
        ),
    ],
)
def test_a_deadline_counts_as_the_policy_does_but_where_it_says_otherwise(
    policy: str, deadline: str, convention: Convention
) -> None:
    found = counted(policy, deadline).policy
    assert found is not None
    assert found.deadlines[0].convention == convention


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("included", "included: a map is wanted here, not a text [wrong-shape]"),
        ("{start: included}", "start: `start` means nothing here; did you mean `start_day`? [unknown-key]"),
        (
            "{start_day: include}",
            (
                "include: `include` means nothing here; write `excluded` or `included`; did you mean `included`? "
                "[unknown-value]"
            ),
        ),
        ("{on_holiday: [none]}", "[: a text is wanted here, not a list [wrong-shape]"),
        (
            "{on_holiday: stay}",
            "stay: `stay` means nothing here; write `next_working_day` or `none` [unknown-value]",
        ),
        (
            "{ends_at: close_of_business}",
            "{: the key `business` is missing here: this depends on its hours [missing-key]",
        ),
        (
            "{after_hours: next_working_day}",
            "{: the key `business` is missing here: this depends on its hours [missing-key]",
        ),
        ("{business: office}", "office: a map is wanted here, not a text [wrong-shape]"),
        ('{business: {opens: "09:00"}}', "{: the key `closes` is missing here [missing-key]"),
        (
            '{ends_at: close_of_business, business: {opens: "9:00", closes: "17:30"}}',
            '"9:00": `9:00` is no time of day such as `17:30` [unreadable-value]',
        ),
        (
            '{business: {opens: "09:00", closes: "24:00"}}',
            '"24:00": `24:00` is no time of day such as `17:30` [unreadable-value]',
        ),
        (
            '{business: {opens: "17:30", closes: "17:30"}}',
            "{: business closes before it opens; exchange them [empty-range]",
        ),
    ],
)
def test_a_mistake_in_a_convention_is_told(written: str, fault: str) -> None:
    assert told(counted(written)) == [fault]
    assert told(counted("", written)) == [fault]
