"""Kinds: the types that declarations declare, and the mistakes in them."""

import pytest

from rules.types import Number, Type, decimal, money
from tests.rules.loading.writing import loaded, told


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("type: integer", Number()),
        ("type: integer, range: {min: -5}", Number(low=-5)),
        ("type: decimal, scale: 3", decimal(3)),
        ("type: decimal, scale: 0, range: {max: 7}", decimal(0, high=7)),
        ("type: money, currency: KWD, range: {min: 0.001}", money("KWD", low=1)),
        ("type: money, currency: XXX", money("XXX")),
    ],
)
def test_a_number_is_declared_with_its_decimals_and_range(declared: str, kind: Type) -> None:
    policy = loaded(facts=f"  one: {{{declared}}}\n").policy
    assert policy is not None
    assert policy.facts_by_name["one"].type == kind


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ("title: x", "one: the key `type` is missing here [missing-key]"),
        ("type: string", "string: no type is named `string` [unknown-type]"),
        ("type: booleans", "booleans: no type is named `booleans`; did you mean `boolean`? [unknown-type]"),
        ("type: [text]", "[: a text is wanted here, not a list [wrong-shape]"),
        ("type: text, required: yes", "yes: `yes` is neither `true` nor `false` [unreadable-value]"),
        ("type: text, currency: CNY", "currency: `currency` means nothing here [unknown-key]"),
        (
            "type: text, personel: true",
            "personel: `personel` means nothing here; did you mean `personal`? [unknown-key]",
        ),
        ("type: date, range: {}", "range: `range` means nothing here [unknown-key]"),
        ("type: decimal", "one: the key `scale` is missing here [missing-key]"),
        ("type: decimal, scale: 10", "10: `10` is outside 0 to 9 [unreadable-value]"),
        ("type: decimal, scale: two", "two: `two` is not a whole number such as `3` [unreadable-value]"),
        ("type: money", "one: the key `currency` is missing here [missing-key]"),
        ("type: money, currency: cny", "cny: `cny` is no currency code such as `CNY` [unknown-currency]"),
        ("type: money, currency: CNYX", "CNYX: `CNYX` is no currency code such as `CNY` [unknown-currency]"),
        ("type: money, currency: ＣＮＹ", "ＣＮＹ: `ＣＮＹ` is no currency code such as `CNY` [unknown-currency]"),
        ("type: enum", "one: the key `values` is missing here [missing-key]"),
        ("type: enum, values: {}", "{: a map with at least one entry is wanted here [empty-value]"),
        ("type: enum, values: [a, b]", "[: a map is wanted here, not a list [wrong-shape]"),
        ("type: enum, values: {a: [b]}", "[: a text is wanted here, not a list [wrong-shape]"),
        (
            "type: enum, values: {not: b, c: d}",
            "not: `not` is a word of the language; choose another name [reserved-name]",
        ),
        ("type: enum, values: {a b: c}", "a b: `a b` is no name: letters, digits and `_`, no digit first [bad-name]"),
        ("type: duration", "one: the key `unit` is missing here [missing-key]"),
        (
            "type: duration, unit: days",
            "days: `days` is no unit; write `hours`, `working days`, `calendar days` or `months` [unit-missing]",
        ),
        ("type: integer, range: {min: 2, max: 1}", "{: `min` is above `max`; no value lies between [empty-range]"),
        ("type: integer, range: {min: 0.5}", "0.5: `0.5` is not a whole number such as `3` [unreadable-value]"),
        ("type: integer, range: {from: 1}", "from: `from` means nothing here [unknown-key]"),
        ("type: integer, range: 1", "1: a map is wanted here, not a text [wrong-shape]"),
    ],
)
def test_a_mistake_in_a_type_is_told(declared: str, fault: str) -> None:
    assert told(loaded(facts=f"  one: {{{declared}}}\n")) == [fault]


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ("type: enum, values: {2026-01-01: a}", "enum: `enum` can't stand here [unknown-type]"),
        ("type: integer", "one: the key `values` is missing here [missing-key]"),
        ("type: integer, values: {}", "{: a map with at least one entry is wanted here [empty-value]"),
        ("type: integer, values: {today: 1}", "today: `today` is not a date such as `2026-03-02` [unreadable-value]"),
        (
            "type: integer, values: {2026-02-30: 1}",
            "2026-02-30: `2026-02-30` is no such day in the calendar [unreadable-value]",
        ),
        (
            "type: integer, values: {2026-01-01: 0o17}",
            "0o17: `0o17` is not a whole number such as `3` [unreadable-value]",
        ),
        ("type: integer, values: {2026-01-01: [1]}", "[: a text is wanted here, not a list [wrong-shape]"),
        ("type: boolean, values: {2026-01-01: no}", "no: `no` is neither `true` nor `false` [unreadable-value]"),
        (
            "type: integer, range: {max: 1}, values: {2026-01-01: 2}",
            "2: `2` is outside -9007199254740992 to 1 [unreadable-value]",
        ),
        (
            "type: duration, unit: hours, values: {2026-01-01: 5 working days}",
            "5 working days: `5 working days` is not a duration such as `5 hours` [unreadable-value]",
        ),
        (
            "type: datetime, values: {2026-01-01: 2026-01-01 00:00}",
            "2026-01-01 00:00: `2026-01-01 00:00` is a time without its offset from UTC [unreadable-value]",
        ),
    ],
)
def test_a_mistake_in_a_parameter_is_told(declared: str, fault: str) -> None:
    assert told(loaded(more=f"parameters:\n  one: {{{declared}}}\n")) == [fault]
