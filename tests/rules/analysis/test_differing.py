"""The boxes of what two policies decide otherwise hold every complaint of which that is so, and no other."""

from __future__ import annotations

import pytest

from engine import Engine
from engine.comparing import Comparing
from rules.analysis.differing import differences
from tests.boxes import Both
from tests.rules.analysis.edits import edited, every_complaint
from tests.rules.analysis.finite import finite_text, loaded

BLOCKS, PAIRS = 4, 3


@pytest.mark.parametrize("block", range(BLOCKS))
def test_a_complaint_is_in_some_box_exactly_where_it_is_decided_otherwise(block: int) -> None:
    for seed in range(block * PAIRS, (block + 1) * PAIRS):
        text = finite_text(seed, valued=True)
        old, new = loaded(text), loaded(edited(text, seed) if seed % 3 else finite_text(seed + 1000, valued=True))
        found = differences(old, new)
        changes = [change for period in found for change in period.changes]
        with Engine(old) as one, Engine(new) as other:
            settled = [Comparing(one, other).settled(period) for period in found]
            assert all(witness.is_real for period in settled for witness in period.shown), seed
            for facts in every_complaint():
                both = Both(one, other, (facts, facts))
                for name in old.decisions_by_name:
                    inside = any(both.is_changed(change) for change in changes if change.name == name)
                    assert inside == both.differs(name), (seed, name, facts)
