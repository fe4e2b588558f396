"""The measurement of two policies on one feed."""

from pathlib import Path

from benchmarks import impact
from benchmarks.policies import loaded, peers


def test_two_policies_are_compared_and_one_is_run(tmp_path: Path) -> None:
    versus = impact.measure(300, 1, folder=tmp_path)
    assert set(versus.runs) == {"tousu", "run by one policy"}
    assert "<svg" in (tmp_path / "impact.html").read_text("utf-8")


def test_four_thresholds_are_moved(tmp_path: Path) -> None:
    new = loaded(impact.changed(tmp_path).read_text("utf-8"))
    pairs = zip(peers().decisions, new.decisions, strict=True)
    moved = [
        one.name
        for one, other in pairs
        if [str(rule.when) + str(rule.then) for rule in one.rules]
        != [str(rule.when) + str(rule.then) for rule in other.rules]
    ]
    assert len(moved) == len(impact.CHANGES)
