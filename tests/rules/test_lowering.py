"""Lowering: typed expressions as integer arithmetic that means the same."""

from itertools import product
from zoneinfo import ZoneInfo

import pytest

from rules.evaluation import compute
from rules.expression import BOOLEAN, Reference, Role
from rules.lowering import Lowering
from rules.types import Boolean
from rules.typing import Scope, resolve

ZONE = ZoneInfo("Asia/Shanghai")
FLAGS = {name: Reference(Role.FACT, name, Boolean()) for name in ("one", "two")}


@pytest.mark.parametrize(("one", "two"), [*product((True, False, None), repeat=2)])
def test_a_truth_in_a_list_with_a_missing_member_is_missing(one: bool | None, two: bool | None) -> None:
    expression, _ = resolve("one in (two, false)", Scope(FLAGS, ZONE), expected=BOOLEAN)
    assert expression is not None
    found = compute(Lowering(ZONE, {}).test(expression), {"one": one, "two": two})
    assert found == (None if one is None or two is None else one in (two, False))
