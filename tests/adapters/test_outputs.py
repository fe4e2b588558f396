"""The folder of outputs: complete or not there, whoever stops the run and whenever."""

import os
import stat
from pathlib import Path

import pytest

from adapters.outputs import SUMMARY, BusyError, Outputs


def write(outputs: Outputs, name: str, text: str) -> None:
    with os.fdopen(outputs.create(name), "w") as file:
        file.write(text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_outputs_appear_when_all_are_finished(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    with Outputs(folder) as outputs:
        write(outputs, "decisions.csv", "d")
        write(outputs, SUMMARY, "s")
        assert not [name for name in names(folder) if not name.startswith(".")]
        outputs.finish(["decisions.csv", SUMMARY])
    assert names(folder) == ["decisions.csv", SUMMARY]


def unfinished(folder: Path) -> None:
    """A run that fails before its outputs are finished."""
    with Outputs(folder) as outputs:
        write(outputs, SUMMARY, "new")
        raise LookupError


def test_a_run_that_fails_leaves_the_earlier_outputs_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / SUMMARY).write_text("earlier")
    with pytest.raises(LookupError):
        unfinished(tmp_path)
    assert names(tmp_path) == [SUMMARY]
    assert (tmp_path / SUMMARY).read_text() == "earlier"


def test_outputs_of_an_earlier_run_go_whatever_their_format(tmp_path: Path) -> None:
    for name in ("decisions.parquet", "quarantine.jsonl", SUMMARY, "notes.txt"):
        (tmp_path / name).write_text("earlier")
    with Outputs(tmp_path) as outputs:
        write(outputs, "decisions.csv", "d")
        write(outputs, SUMMARY, "s")
        outputs.finish(["decisions.csv", SUMMARY])
    assert names(tmp_path) == ["decisions.csv", "notes.txt", SUMMARY]


def test_what_a_killed_run_left_is_written_over(tmp_path: Path) -> None:
    with Outputs(tmp_path) as outputs:
        outputs.partial("decisions.csv").write_text("half of a row")
        write(outputs, "decisions.csv", "d")
        outputs.finish(["decisions.csv"])
    assert (tmp_path / "decisions.csv").read_text() == "d"


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with Outputs(tmp_path), pytest.raises(BusyError, match="another run is writing into"), Outputs(tmp_path):
        pass
    with Outputs(tmp_path):
        pass


def test_a_file_can_be_for_its_owner_alone(tmp_path: Path) -> None:
    with Outputs(tmp_path) as outputs:
        os.close(outputs.create("quarantine.jsonl", mode=0o600))
        outputs.finish(["quarantine.jsonl"])
    assert stat.S_IMODE((tmp_path / "quarantine.jsonl").stat().st_mode) == 0o600
