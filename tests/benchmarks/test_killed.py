"""Killed workers: a small run of what `make soak` does at length."""

import shutil
from itertools import islice
from pathlib import Path

from benchmarks import dispatch
from benchmarks.killed import FEED, Pace, deliver
from benchmarks.report import OURS

ROOT = Path(__file__).parents[2]


def test_every_action_takes_effect_once_whatever_fails_and_whoever_dies(tmp_path: Path) -> None:
    with (ROOT / FEED).open("rb") as whole, (tmp_path / "few.csv").open("wb") as few:
        few.writelines(islice(whole, 61))
    found = deliver(
        tmp_path / "few.csv", tmp_path / "killed", Pace(workers=2, between=0.9, lease=1.0, longest=0.05, kills=1)
    )
    assert found.wrong == []
    assert found.sent + found.dead == found.actions > 100
    assert found.dead > 0 < found.killed


def test_the_measurement_delivers_everything(tmp_path: Path) -> None:
    found = dispatch.measure(30, 1, folder=tmp_path)
    ((actions, micros),) = found.runs[OURS].items()
    assert actions > 30
    assert micros > 0
    shutil.rmtree(tmp_path)
