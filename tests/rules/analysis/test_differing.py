"""The boxes of what two policies decide otherwise hold every complaint of which that is so, and no other."""

from __future__ import annotations

import pytest

from engine import Engine
from engine.comparing import Comparing
from rules.analysis.asking import Asking
from rules.analysis.covering import Covering
from rules.analysis.differing import differences
from rules.analysis.pair import Pair
from rules.edition import edition
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


def finely(*, rows: int, shift: int = 0) -> str:
    """A policy whose decision cuts a number finely; `shift` moves the cuts by so much."""
    rules = (f"{{id: R{row}, when: n < {10 * row + shift}, then: {'ab'[row % 2]}}}" for row in range(1, rows))
    return FINE + "".join(f"      - {rule}\n" for rule in (*rules, "{id: Z, then: c}"))


FINE = """tousu: 1
policy: fine
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  n: {type: integer}
decisions:
  d:
    outcomes: {a: a, b: b, c: c}
    hit_policy: first
    rules:
"""


def described(old: str, new: str, **more: int) -> list[tuple[str, str, int, int]]:
    (period,) = differences(loaded(old), loaded(new), **more)
    return [(one.before, one.after, len(one.boxes), len(one.routes)) for one in period.changes]


def test_a_number_that_is_cut_finely_is_said_by_intervals() -> None:
    edited_row = finely(rows=40).replace("n < 200, then: a", "n < 205, then: a")
    assert described(finely(rows=40), edited_row) == [("b", "a", 1, 0)]
    last = finely(rows=40).replace("then: c", "then: a")
    assert described(finely(rows=40), last) == [("c", "a", 1, 0)]
    known = finely(rows=40).replace("id: Z, then", "id: Z, when: n is known, then")
    assert described(finely(rows=40), known) == [("c", "", 1, 0)]


def test_what_would_take_many_boxes_is_said_by_rules() -> None:
    assert described(finely(rows=40), finely(rows=40, shift=5)) == [
        ("a", "b", 0, 19),
        ("b", "a", 0, 19),
        ("c", "b", 1, 0),
    ]


def test_boxes_that_the_others_hold_are_left_out() -> None:
    always = finely(rows=1).replace("id: Z, then: c", "id: Z, when: n < 5 or n > 3 or n is missing, then: a")
    assert described(finely(rows=1), always)[0][2] == 1


def test_what_cuts_cannot_say_is_not_covered() -> None:
    one = loaded(finely(rows=2))
    pair = Pair(edition(one, one.effective), edition(one, one.effective))
    asking = Asking(pair.old)
    assert Covering(asking, ()).cover(pair.space.known("n"), most=9) is None
    assert Covering(asking, ()).cover(pair.space.never, most=9) == []


def test_what_the_solver_gives_up_is_unsettled() -> None:
    (period,) = differences(loaded(finely(rows=3)), loaded(finely(rows=3, shift=5)), effort=1)
    assert (period.changes, period.unsettled) == ((), ("d",))


def test_policies_that_no_complaint_fits_both_are_not_compared() -> None:
    one, other = (
        FINE.replace("  n:", f"  k: {{type: enum, values: {{{name}: 名}}, required: true}}\n  n:") for name in "xy"
    )
    ends = "      - {id: Z, then: a}\n", "      - {id: Z, then: b}\n"
    assert differences(loaded(one + ends[0]), loaded(other + ends[1])) == ()
    assert len(differences(loaded(one + ends[0]), loaded(one + ends[1]))) == 1
