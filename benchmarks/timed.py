"""Deadlines: millions of complaints decided by column with three deadlines each, against the same without them."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import polars as pl

from benchmarks.complaints import PIECE, complaints
from benchmarks.measuring import called, interleaved
from benchmarks.policies import PEERS
from benchmarks.report import OURS, Versus
from engine import Engine
from rules.loading import load
from rules.policy import Policy

ROWS = 10_000_000
ROUNDS = 3
DISTINCT = 1 << 20
"""So many complaints are made; more rows are these again, as a chunk at a time is decided anyway."""

AS_OF = 1_782_864_000_000_000
"""2026-07-01T00:00Z."""

HOUR = 3_600_000_000
STEPS = {"triaged_at": 30, "asked_at": 60, "answered_at": 72, "finding_at": 200, "notified_at": 24, "replied_at": 240}
"""Most hours from each step to the next."""

FACTS = "".join(f"  {name}: {{type: datetime}}\n" for name in ("submitted_at", *STEPS))
WINDOW = """
  window:
    outcomes: {ordinary: Ordinary, complex: Complex}
    values: {limit: {type: duration, unit: working days}}
    hit_policy: first
    rules:
      - {id: WD1, when: investigation_window > 5, then: complex, set: {limit: 7 working days}}
      - {id: WD2, then: ordinary, set: {limit: 5 working days}}
"""
DEADLINES = """
deadlines:
  triage: {from: submitted_at, within: 24 hours, met_by: triaged_at, warn_at: 80%}
  investigation:
    from: triaged_at
    within: limit
    met_by: finding_at
    pauses: [{from: asked_at, until: answered_at, reason: evidence wanted}]
    warn_at: 80%
  confirmation: {from: notified_at, within: 7 calendar days, met_by: replied_at}
"""


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Versus:
    """Decide the same chunks by both policies in every round."""
    frame = timed(min(rows, DISTINCT))
    with Engine(policy(deadlines=True)) as with_them, Engine(policy(deadlines=False)) as without:
        runs = {
            OURS: partial(called, partial(decide, with_them, frame, rows)),
            "without deadlines": partial(called, partial(decide, without, frame, rows)),
        }
        taken = interleaved(rounds, runs)
    return Versus(
        name="deadlines",
        title=f"{rows:,} complaints by column, with three deadlines against none",
        rows=rows,
        runs=taken,
        target=1 / 3,
    )


def policy(*, deadlines: bool) -> Policy:
    """The peers' policy with times in its complaints, and with deadlines or without."""
    text = PEERS.read_text(encoding="utf-8").replace("\ndecisions:\n", f"{FACTS}\ncalendar: CN\ndecisions:\n")
    found = load(text + WINDOW + (DEADLINES if deadlines else ""), name="timed.yaml")
    if found.policy is None:
        raise AssertionError(found.messages)
    return found.policy


def timed(rows: int) -> pl.DataFrame:
    """Complaints of the year's first half with what happened to them; one in ten was asked for evidence."""
    draw = np.random.default_rng(rows)
    at = AS_OF - draw.integers(0, 180 * 24, rows) * HOUR - draw.integers(0, HOUR, rows)
    columns = {"submitted_at": pl.Series(at)}
    told = np.ones(rows, np.bool_)
    for name, hours in STEPS.items():
        asked = name in {"asked_at", "answered_at"}
        then = at + draw.integers(0, hours * HOUR, rows)
        told &= asked | (draw.random(rows) < 0.9)
        some = told & (
            columns["asked_at"].is_not_null().to_numpy() if name == "answered_at" else draw.random(rows) < 0.1
        )
        columns[name] = pl.Series(then).set(pl.Series(~(some if asked else told)), None)
        at = np.where(some, then, at) if asked else then
    return complaints(0, rows).with_columns(**columns)


def pieces(frame: pl.DataFrame, rows: int) -> Iterator[pl.DataFrame]:
    """As many rows as are asked for, in pieces; the frame's again where it has fewer."""
    for first in range(0, rows, PIECE):
        yield frame.slice(first % frame.height, min(PIECE, rows - first))


def decide(engine: Engine, frame: pl.DataFrame, rows: int) -> None:
    """Decide them by column."""
    for piece in pieces(frame, rows):
        engine.decide_columns(piece, as_of=AS_OF)
