from collections import Counter

from benchmarks import timed
from benchmarks.complaints import PIECE
from engine import Engine, check
from rules.deadline import STATES


def test_both_policies_are_measured() -> None:
    versus = timed.measure(2000, 1)
    assert [len(taken) for taken in versus.runs.values()] == [1, 1]


def test_the_complaints_come_to_every_state() -> None:
    frame = timed.timed(5000)
    with Engine(timed.policy(deadlines=True)) as engine:
        decided = engine.decide_columns(frame, as_of=timed.AS_OF)
        assert check(engine, frame.head(300), decided.head(300), as_of=timed.AS_OF) == 300
    met = Counter(state for name in ("triage", "investigation", "confirmation") for state in decided[name].to_list())
    assert set(met) == set(STATES)


def test_more_rows_are_the_same_again() -> None:
    frame = timed.timed(PIECE)
    assert [len(piece) for piece in timed.pieces(frame, PIECE * 2 + 5)] == [PIECE, PIECE, 5]
