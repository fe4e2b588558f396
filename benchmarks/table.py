"""Tables: one decision of 10 to 10,000 rows, the first that holds, against a dictionary and bisection by hand."""

import random
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import partial
from statistics import median
from typing import Any

from benchmarks.agreement import DisagreementError
from benchmarks.measuring import Runs, called, interleaved
from benchmarks.policies import loaded
from benchmarks.report import OURS, Series
from engine import Engine

ROWS = 10_000
ROUNDS = 5
SIZES = (10, 100, 1_000, 10_000)
COMPLAINTS = 20_000
CATEGORIES = 10
STEP = 1_000
SEED = 20260101
BY_HAND = "bisection by hand"

Facts = dict[str, Any]


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Series:
    """Decide the same complaints by tables of up to `rows` rows; raises DisagreementError for a wrong winner."""
    taken = {size: side_by_side(size, rounds) for size in SIZES if size <= rows}
    return Series(
        name="table",
        title="one first-match decision, one complaint at a time, all classes met before",
        size="rows of the table",
        unit="µs",
        runs={
            name: {size: median(one.seconds for one in runs[name]) / COMPLAINTS * 1e6 for size, runs in taken.items()}
            for name in (OURS, BY_HAND)
        },
        peak=max(one.peak for runs in taken.values() for one in runs[OURS]),
    )


def side_by_side(size: int, rounds: int) -> Runs:
    """Both forms of a table of `size` rows, in rounds; their winners compared."""
    draw = random.Random(SEED)
    top = STEP * size // CATEGORIES
    names = [f"c{number}" for number in range(CATEGORIES)]
    given = [
        {"id": str(number), "category": draw.choice(names), "amount": draw.randrange(top)}
        for number in range(COMPLAINTS)
    ]
    with Engine(loaded(policy(size))) as engine:
        theirs = by_hand(size)
        agree(given, engine, theirs)
        return interleaved(
            rounds,
            {
                OURS: partial(called, partial(_all, engine.decide, given)),
                BY_HAND: partial(called, partial(_all, theirs, given)),
            },
        )


def policy(size: int) -> str:
    """A policy of one decision, whose table of `size` rows is cut by category and amount; its rule ids are numbers."""
    categories = "".join(f"      c{number}: Category {number}\n" for number in range(CATEGORIES))
    rules = "".join(
        f"      - {{id: R{number}, when: {{category: 'c{number % CATEGORIES}', amount: '[{low}..{low + STEP})'}}, "
        f"then: {'odd' if number % 2 else 'even'}}}\n"
        for number, low in ((number, number // CATEGORIES * STEP) for number in range(size))
    )
    return (
        "tousu: 1\npolicy: table\ntitle: A table\nversion: '1'\neffective: 2026-01-01\n"
        "timezone: Asia/Shanghai\nidentity: id\n"
        "facts:\n"
        "  id: {title: Complaint, type: text, required: true}\n"
        f"  category:\n    title: Category\n    type: enum\n    values:\n{categories}"
        "  amount: {title: Amount, type: integer}\n"
        "decisions:\n"
        "  outcome:\n    title: Outcome\n    outcomes: {odd: Odd, even: Even}\n    hit_policy: first\n"
        f"    rules:\n{rules}"
    )


def by_hand(size: int) -> Callable[[Facts], str]:
    """The same table as lists of least amounts and rules by category."""
    lows: dict[str, list[int]] = {f"c{number}": [] for number in range(CATEGORIES)}
    rules: dict[str, list[str]] = {name: [] for name in lows}
    for number in range(size):
        lows[f"c{number % CATEGORIES}"].append(number // CATEGORIES * STEP)
        rules[f"c{number % CATEGORIES}"].append(f"R{number}")

    def decide(facts: Facts) -> str:
        category = facts["category"]
        return rules[category][bisect_right(lows[category], facts["amount"]) - 1]

    return decide


def agree(given: Iterable[Facts], engine: Engine, theirs: Callable[[Facts], str]) -> None:
    """Compare the winning rules of both."""
    (decision,) = engine.policy.decisions
    for facts in given:
        ruled = engine.decide(facts).ruled
        winner = None if ruled is None else ruled.rulings[0].rule
        if winner is None or decision.rules[winner].id != theirs(facts):
            raise DisagreementError(f"{facts}: rule {theirs(facts)} by hand")


def _all(decide: Callable[[Facts], object], given: Iterable[Facts]) -> None:
    for facts in given:
        decide(facts)
