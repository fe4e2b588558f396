"""Recording a run: whatever interrupts it, it is on record once, and run again it is known."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from adapters.journal import Recorded, Recorder, Records, Sources, Writer, sources
from adapters.journal.errors import DifferingError
from adapters.outputs import Outputs
from adapters.run import run
from adapters.summary import Summary
from engine import Engine
from tests.adapters.journal.ledger import KEYS, empty
from tests.adapters.journal.test_verifying import examined, sql
from tests.adapters.shop import POLICY, order, policy, row, written
from tests.engine.small import frame


@pytest.fixture
def feed(tmp_path: Path) -> str:
    return written(tmp_path / "f.csv", *(row(f"T-{number}") for number in range(600)))


def decided(journal: Path, feed: str, *, as_of: int = 0) -> Summary:
    path = journal.parent / "policy.yaml"
    path.write_text(POLICY, "utf-8")
    asked = replace(order(journal.parent / "out", feed), as_of=as_of)
    with Writer(journal, KEYS) as writer:
        return run(replace(asked, journal=(writer, sources(path, policy()))), lambda _: None)


def interrupted(journal: Path, feed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends between the journal and the outputs."""

    def failing(*_: object) -> None:
        raise OSError("power is cut")

    with monkeypatch.context() as patched:
        patched.setattr(Outputs, "finish", failing)
        with pytest.raises(OSError, match="power is cut"):
            decided(journal, feed)


def size(journal: Path) -> int:
    records = Records.open(journal)
    records.close()
    return records.size


def test_a_run_that_was_interrupted_before_its_outputs_is_known_again(
    tmp_path: Path, feed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = empty(tmp_path, height=8)
    interrupted(journal, feed, monkeypatch)
    with Writer(journal, KEYS) as writer:
        assert [run.shown for run in writer.runs()] == [False]
    assert decided(journal, feed).recorded == Recorded(602, again=True)
    assert size(journal) == 603
    assert (tmp_path / "out" / "decisions.parquet").exists()
    assert sorted(path.name for path in (journal / "segments").glob("*.json")) == ["00000000.json", "00000001.json"]
    with Writer(journal, KEYS) as writer:
        assert [run.shown for run in writer.runs()] == [True]
        assert writer.recovered == ()


def test_what_is_appended_after_a_run_was_known_again_is_whole(
    tmp_path: Path, feed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = empty(tmp_path, height=8)
    interrupted(journal, feed, monkeypatch)
    decided(journal, feed)
    assert decided(journal, feed, as_of=1).recorded == Recorded(1203, again=False)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "checkpoint").write_bytes((journal / "checkpoint").read_bytes())
    told = examined(journal, outside=True)
    assert (told.findings, told.unreadable, told.size, told.unsigned) == ([], [], 1204, 0)


def test_a_run_of_other_rows_is_another(tmp_path: Path, feed: str) -> None:
    journal = empty(tmp_path)
    decided(journal, feed)
    other = written(tmp_path / "g.csv", row("T-1"))
    assert decided(journal, other).recorded == Recorded(604, again=False)


def test_a_run_on_record_with_other_rulings_is_refused(tmp_path: Path) -> None:
    journal = empty(tmp_path)
    with Engine(policy()) as engine, Writer(journal, KEYS) as writer:
        for amount in (100, 200_000):
            recorder = Recorder(writer, engine, Sources(POLICY.encode(), None))
            facts = told(amount)
            recorder.add(recorder.lines(facts, engine.decide_columns(facts, as_of=0), as_of=0))
            if amount == 100:
                recorder.finish({"feed": None, "files": []}, as_of=0)
                continue
            with pytest.raises(DifferingError, match="entry 3 has this run with other rulings; `tousu replay` tells"):
                recorder.finish({"feed": None, "files": []}, as_of=0)


def test_a_run_on_record_with_other_complaints_is_refused(tmp_path: Path) -> None:
    journal = empty(tmp_path)
    with Engine(policy()) as engine, Writer(journal, KEYS) as writer:
        for count in (1, 2):
            recorder = Recorder(writer, engine, Sources(POLICY.encode(), None))
            facts = pl.concat([told(100)] * count)
            recorder.add(recorder.lines(facts, engine.decide_columns(facts, as_of=0), as_of=0))
            if count == 1:
                recorder.finish({"feed": None, "files": []}, as_of=0)
                continue
            with pytest.raises(DifferingError):
                recorder.finish({"feed": None, "files": []}, as_of=0)


def test_a_run_that_is_not_where_it_should_be_is_refused(tmp_path: Path, feed: str) -> None:
    journal = empty(tmp_path)
    decided(journal, feed)
    sql("UPDATE run SET number = 0")(journal)
    with pytest.raises(DifferingError, match="entry 0 has this run"):
        decided(journal, feed)


def told(amount: int) -> pl.DataFrame:
    return frame(policy(), [{"id": "T-1", "at": 1_772_415_000_000_000, "amount": amount}]).with_columns(
        pl.lit(None, pl.String).alias("review")
    )
