"""Typing: what names and operators mean together, and the words for what has no meaning."""

from zoneinfo import ZoneInfo

import pytest

from rules import types
from rules.expression import (
    Expression,
    Reference,
    Role,
    Sort,
    sort_of,
)
from rules.typing import Collected, Meaning, Scope, resolve

SHANGHAI = ZoneInfo("Asia/Shanghai")
CATEGORY = types.Enumeration(("盗用", "service", "other"))
CNY = types.money("CNY")
KINDS: dict[str, types.Type] = {
    "amount": CNY,
    "金额": CNY,
    "yen": types.money("JPY"),
    "count": types.Number(),
    "rate": types.decimal(2),
    "vip": types.Boolean(),
    "category": CATEGORY,
    "second": CATEGORY,
    "channel": types.Enumeration(("app", "web")),
    "note": types.Text(),
    "day": types.Date(),
    "at": types.Instant(),
    "window": types.Duration(types.Unit.WORKING_DAYS),
    "grace": types.Duration(types.Unit.CALENDAR_DAYS),
    "spent": types.Duration(types.Unit.HOURS),
    "web": types.Boolean(),
}
MEANINGS: dict[str, Meaning] = {
    **{name: Reference(Role.FACT, name, kind) for name, kind in KINDS.items()},
    "limit": Reference(Role.PARAMETER, "limit", CNY),
    "share": Reference(Role.PARAMETER, "share", types.decimal(2)),
    "priority": Reference(Role.OUTCOME, "priority", types.Enumeration(("urgent", "normal"))),
    "actions": Collected("actions", ("notify", "freeze")),
}
SCOPE = Scope(
    MEANINGS,
    SHANGHAI,
    frozenset({"盗用", "service", "other", "app", "web", "urgent", "normal", "notify", "freeze"}),
    {"refund": "it is decided later"},
)


def meaning(text: str, *, expected: Sort | None = None) -> Expression:
    found, problems = resolve(text, SCOPE, expected=expected)
    assert found is not None, problems
    return found


@pytest.mark.parametrize("text", ["amount + (2 + 3)", "(2 + 3) + amount", "amount - round_down(2.5, 0)"])
def test_a_sum_with_written_numbers_takes_the_sort_of_the_other_side(text: str) -> None:
    assert meaning(text).sort == sort_of(CNY)
