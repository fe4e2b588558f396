from pathlib import Path

from benchmarks import journal
from benchmarks.policies import peers
from engine import Engine


def test_both_are_measured_as_often() -> None:
    assert [len(taken) for taken in journal.measure(2000, 2).runs.values()] == [2, 2]


def test_what_is_measured_appends_every_ruling(tmp_path: Path) -> None:
    facts = journal.read(500)
    with Engine(peers()) as engine:
        assert journal.append(engine, facts, engine.decide_columns(facts), folder=tmp_path) == 503
