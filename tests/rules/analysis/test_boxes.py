"""Boxes exclude only what cannot be, and what a search finds is so."""

from __future__ import annotations

from random import Random

import pytest

from rules.analysis import prove
from rules.analysis.boxes import Boxes
from rules.cells import bits, holds
from rules.edition import edition, starts
from rules.partition import Partition
from tests.engine.small import policy

ROWS = 120
INNER = "amount >= 0.00 and amount < 800.00"


def table(chance: Random, *, hit: str = "first", rows: int = ROWS) -> str:
    """Rows over a finely cut amount, a category and a flag."""
    lines = [f"level:\n  outcomes: {{high: 高, low: 低}}\n  hit_policy: {hit}\n  rules:\n"]
    for number in range(rows):
        low = chance.randrange(0, 5000)
        high = low + chance.choice((1, 20, 4000))
        category = chance.choice(("theft", "risk, service", "not(theft)", "-"))
        row = f"amount: '[{low}.00..{high}.00)', category: '{category}', vip: '{chance.choice(('true', 'false', '-'))}'"
        lines.append(f"    - {{id: R{number}, when: {{{row}}}, then: {chance.choice(('high', 'low'))}}}\n")
    return "".join(lines)


def partition(text: str) -> Partition:
    found = policy(text)
    return edition(found, starts(found)[0]).decisions[0].partition


@pytest.mark.parametrize("seed", range(3))
def test_rules_that_hold_together_meet(seed: int) -> None:
    chance = Random(seed)
    found = partition(table(chance))
    boxes = Boxes(found, ROWS)
    meeting = [boxes.meeting(number) for number in range(ROWS)]
    for _ in range(200):
        cells = tuple(chance.randrange(axis.size) for axis in found.axes)
        held = boxes.holding(cells)
        assert list(bits(held)) == [number for number, one in enumerate(found.conditions) if holds(one, cells)]
        assert all(held & ~meeting[number] == 0 for number in bits(held))


@pytest.mark.parametrize("seed", range(3))
def test_a_search_finds_what_it_says(seed: int) -> None:
    chance = Random(seed)
    found = partition(table(chance))
    boxes = Boxes(found, ROWS)
    free = [axis.full for axis in found.axes]
    hits = 0
    for number in range(ROWS):
        cells = boxes.search((number,), (1 << number) - 1, free)
        if cells is not None:
            hits += 1
            assert boxes.holding(cells) & (1 << number + 1) - 1 == 1 << number
    assert hits > ROWS // 4


def test_a_search_outside_of_what_is_allowed_finds_nothing() -> None:
    found = partition(table(Random(1)))
    assert Boxes(found, ROWS).search((0,), 0, [1 for _ in found.axes]) is None


def test_a_rule_that_never_holds_meets_none() -> None:
    when = "amount > 9000.00 and (amount < 3.00 and vip or amount < 2.00 and category = theft)"
    text = table(Random(1)) + f"    - {{id: X, when: {when}, then: low}}\n"
    assert Boxes(partition(text), ROWS + 1).meeting(ROWS) == 0


@pytest.mark.parametrize(("dropped", "added"), [(None, False), (57, False), (None, True)])
def test_a_clean_table_stays_clean_and_a_planted_gap_or_overlap_is_found(dropped: int | None, *, added: bool) -> None:
    """A table that covers every amount, category and flag once."""
    rows = [
        f"    - {{id: R{number}, when: 'amount >= {low}.00 and amount < {low + 10}.00 and vip = {vip}', then: high}}\n"
        for number, (low, vip) in enumerate((low, vip) for low in range(0, 800, 10) for vip in ("true", "false"))
        if number != dropped
    ]
    rows.append("    - {id: L, when: amount < 0.00, then: low}\n    - {id: H, when: amount >= 800.00, then: low}\n")
    rows.append(f"    - {{id: M, when: amount is missing or (vip is missing and {INNER}), then: low}}\n")
    if added:
        rows.append("    - {id: X, when: amount = 405.00 and vip, then: low}\n")
    text = "level:\n  outcomes: {high: 高, low: 低}\n  rules:\n" + "".join(rows)
    told = [(one.code, one.about) for one in prove(policy(text)) if not one.code.startswith("unused")]
    gap = [("gap", "level")] if dropped is not None else []
    assert told == gap + ([("overlap", "R80 X")] if added else [])
