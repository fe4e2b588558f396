"""Masking: what each role may read of what a complaint told."""

import polars as pl
import pytest

from adapters.masking import MASK, Mask, Role
from tests.adapters.shop import policy

HIDDEN = {
    Role.PUBLIC: {"id", "phone", "contact"},
    Role.ANALYST: {"phone", "contact"},
    Role.AUDITOR: set[str](),
}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_not_read_what_is_not_for_it(role: Role) -> None:
    assert Mask.of(policy(), role).hidden == HIDDEN[role]


def test_a_hidden_value_shows_only_whether_it_is_known() -> None:
    mask = Mask(frozenset({"phone", "born"}))
    assert mask.values({"phone": "138", "born": None, "amount": 5}) == {"phone": MASK, "born": None, "amount": 5}
    frame = pl.DataFrame({"phone": ["138", None], "born": [1, 2], "amount": [5, 6]})
    assert mask.frame(frame).to_dict(as_series=False) == {
        "phone": [MASK, None],
        "born": [MASK, MASK],
        "amount": [5, 6],
    }
