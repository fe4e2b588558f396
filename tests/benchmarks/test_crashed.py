"""Crashed writers: a small run of what `make soak` does at length."""

import pytest

from benchmarks import crashed


def test_nothing_is_lost_however_a_writer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crashed, "ROWS", 2_000)
    found = crashed.measure(kills=1, runs=2, cuts=1, turns=1)
    assert found.wrong == []
    assert found.tried["runs killed"] == 2
    assert found.acknowledged > 0
