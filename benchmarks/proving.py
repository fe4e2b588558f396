"""Proving: tables of 10 to 5,000 rows over six inputs, the first row that holds, proved over all complaints."""

import random
from collections.abc import Sequence
from functools import partial
from statistics import median

from benchmarks.measuring import Taken, called, interleaved
from benchmarks.policies import loaded
from benchmarks.report import OURS, Series
from rules.analysis import prove
from rules.policy import Policy

ROWS = 5_000
ROUNDS = 3
SIZES = (10, 100, 1_000, 5_000)
SEED = 20260101
CATEGORIES, CHANNELS, OUTCOMES = 20, 12, 8


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Series:
    """Prove tables of up to `rows` rows; nothing else proves as much, so nothing is beside it."""
    taken = {size: proved(loaded(table(size)), rounds) for size in SIZES if size <= rows}
    return Series(
        name="proving",
        title="one first-match decision over six inputs proved over all complaints",
        size="rows of the table",
        unit="s",
        runs={OURS: {size: median(one.seconds for one in runs) for size, runs in taken.items()}},
        peak=max(one.peak for runs in taken.values() for one in runs),
    )


def proved(policy: Policy, rounds: int) -> Sequence[Taken]:
    """What the proof of a policy took, by round."""
    return interleaved(rounds, {OURS: partial(called, partial(prove, policy))})[OURS]


def table(size: int) -> str:
    """A policy of one decision with `size` rows at random and one that always holds."""
    draw = random.Random(SEED)
    rules = "".join(
        f"      - {{id: R{number}, when: {{{_row(draw)}}}, then: o{draw.randrange(OUTCOMES)}}}\n"
        for number in range(size)
    )
    return (
        "tousu: 1\npolicy: table\nversion: '1'\neffective: 2026-01-01\ntimezone: Asia/Shanghai\nidentity: id\n"
        "facts:\n"
        "  id: {type: text, required: true}\n"
        "  amount: {type: money, currency: CNY, range: {min: 0.00, max: 1000000.00}}\n"
        "  times: {type: integer, range: {min: 0, max: 100000}}\n"
        f"  category: {{type: enum, values: {_names('c', CATEGORIES)}}}\n"
        f"  channel: {{type: enum, values: {_names('d', CHANNELS)}}}\n"
        "  day: {type: date}\n"
        "  vip: {type: boolean}\n"
        "decisions:\n"
        f"  outcome:\n    outcomes: {_names('o', OUTCOMES)}\n    hit_policy: first\n"
        f"    rules:\n{rules}      - {{id: R, then: o0}}\n"
    )


def _names(letter: str, count: int) -> str:
    return "{" + ", ".join(f"{letter}{number}: {letter}{number}" for number in range(count)) + "}"


def _row(draw: random.Random) -> str:
    """Cells that are met by some complaints: ranges of the numbers, some of the names, one of the truths."""
    low, least = draw.randrange(900_000), draw.randrange(90_000)
    cells = {
        "amount": f"[{low}.00..{low + draw.randrange(1, 200_000)}.00)",
        "times": f"[{least}..{least + draw.randrange(1, 30_000)}]",
        "category": ", ".join(f"c{number}" for number in draw.sample(range(CATEGORIES), 3)),
        "channel": ", ".join(f"d{number}" for number in draw.sample(range(CHANNELS), 3)),
        "day": f'>= @"20{draw.randrange(20, 29)}-{draw.randrange(1, 13):02}-01"',
        "vip": draw.choice(("true", "false")),
    }
    return ", ".join(f"{name}: '{cell}'" for name, cell in cells.items())
