from pathlib import Path

import pytest

from benchmarks import audit, durable


def test_a_journal_is_audited_as_it_was_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(audit, "BUILD", tmp_path)
    told = audit.measure(500, 1).document()
    assert told["benchmark"] == "audit"
    assert len(told["figures"]) == 7  # type: ignore[arg-type]  # a dictionary, as it is written


def test_both_kinds_of_appending_are_measured_as_often(tmp_path: Path) -> None:
    assert [len(taken) for taken in durable.measure(130, 2, folder=tmp_path / "d").runs.values()] == [2, 2]
