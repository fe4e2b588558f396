"""Meanings: numbers are shown as what they stand for, wherever they are read."""

from typing import Any

import pytest

from engine.journal import LayoutError
from engine.journal.activation import Activation
from engine.journal.meaning import document_of, shown, type_of
from rules.types import Boolean, Date, Duration, Enumeration, Instant, Number, Text, Type, Unit, Value, decimal, money

CASES: list[tuple[Type, dict[str, Any] | None, Value, Value]] = [
    (money("CNY"), {"type": "money", "currency": "CNY", "scale": 2}, 100001, "1000.01 CNY"),
    (money("JPY"), {"type": "money", "currency": "JPY", "scale": 0}, -5, "-5 JPY"),
    (decimal(3), {"type": "decimal", "scale": 3}, 1500, "1.500"),
    (Date(), {"type": "date"}, 20514, "2026-03-02"),
    (Instant(), {"type": "datetime"}, 0, "1970-01-01T08:00:00+08:00"),
    (Duration(Unit.WORKING_DAYS), {"type": "duration", "unit": "working days"}, 5, "5 working days"),
    (Duration(Unit.HOURS), {"type": "duration", "unit": "hours"}, 7_200_000_000, "2 hours"),
    (Number(), None, 3, 3),
    (Boolean(), None, True, True),
    (Text(), None, "x", "x"),
    (Enumeration(("a",)), None, "a", "a"),
]


@pytest.mark.parametrize(("kind", "document", "stored", "text"), CASES)
def test_a_value_is_shown_as_people_write_it(
    kind: Type, document: dict[str, Any] | None, stored: Value, text: Value
) -> None:
    assert document_of(kind) == document
    types = {} if document is None else {"x": type_of(document)}
    assert shown({"x": stored, "y": None}, types | {"y": Date()}, "Asia/Shanghai") == {"x": text, "y": None}


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        {"type": "text"},
        {"type": "decimal", "scale": 0},
        {"type": "decimal", "scale": 19},
        {"type": "money", "currency": 1, "scale": 2},
        {"type": "money", "currency": "CNY", "scale": -1},
        {"type": "duration", "unit": "days"},
    ],
)
def test_what_is_no_type_is_refused(document: object) -> None:
    with pytest.raises(LayoutError, match="a column's type is none that can be stored"):
        type_of(document)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_an_odd_timezone_is_refused(zone: str) -> None:
    with pytest.raises(LayoutError, match="is no timezone"):
        shown({}, {}, zone)


MADE: dict[str, Any] = {
    "kind": "policy",
    "policy": "p",
    "version": "1",
    "policy_digest": "d",
    "calendar": None,
    "identity": "id",
    "private": [],
    "facts": [],
    "rulings": [],
}


def test_the_oldest_activations_say_nothing_of_types() -> None:
    found = Activation.read(MADE)
    assert (found.types, found.timezone, found.document()) == ((), "", MADE)


@pytest.mark.parametrize("more", [{"types": {}}, {"timezone": "UTC"}, {"types": [], "timezone": "UTC"}])
def test_half_of_the_meaning_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(LayoutError, match="has both `types` and `timezone`, or neither"):
        Activation.read(MADE | more)
