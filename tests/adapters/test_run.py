"""Runs: every row of a feed accounted for, and the same bytes again."""

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from adapters import run as module
from adapters.run import run
from adapters.summary import IncompleteError
from engine import EngineDisagrees
from rules.loading import load
from tests.adapters.shop import POLICY, csv, decided, lines, order, policy, row, written

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "complaints.csv"
TOUSU = [sys.executable, "-c", "from adapters.cli import main; main()"]


def bytes_of(folder: Path) -> dict[str, str]:
    """Digests of the outputs but the summary, which tells the time that the run took."""
    paths = [path for path in folder.iterdir() if path.name != "summary.json"]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_every_row_is_decided_or_in_review_or_in_quarantine_or_a_duplicate(tmp_path: Path) -> None:
    rows = [
        row("T-1", "1000.01", phone="138"),
        row("T-2", "1000.00"),
        row("T-3", "ten"),
        row("T-4", at="2025-12-31T23:59:59+08:00"),
        row("", "5.00"),
        row("T-5", at="soon"),
        "T-6,short\n",
        row("T-2", "1000.00"),
        row("T-1", "7.00"),
        row("T-7", ""),
    ]
    summary = decided(tmp_path / "out", written(tmp_path / "f.csv", *rows), form="jsonl")
    assert (summary.rows_read, summary.decided, summary.tally.needs_review, summary.duplicates) == (10, 2, 4, 1)
    assert summary.quarantined == Counter({"missing-identity": 1, "unreadable-date": 1, "too-few-fields": 1})
    told = [(one["id"], one["size"], one["review"]) for one in lines(tmp_path / "out" / "decisions.jsonl")]
    assert told == [
        ("T-1", "large", None),
        ("T-2", "small", None),
        (
            "T-3",
            "needs_review",
            "unreadable `amount` from column `amount`: not a plain number such as `1280.50`",
        ),
        ("T-4", "needs_review", "not-in-force: shop"),
        ("T-1", "needs_review", f"contradicts-earlier: {tmp_path}/f.csv:2"),
        ("T-7", "needs_review", "no-rule-matched: size"),
    ]


def test_the_quarantine_tells_where_a_row_was_and_what_it_held(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", row("T-1"), "T-2,short\n", row("T-3", at="soon"), row("", "5.00"))
    decided(tmp_path / "out", path)
    told = lines(tmp_path / "out" / "quarantine.jsonl")
    assert [(one["file"], one["line"], one["row"], one["column"], one["reason"]) for one in told] == [
        (path, 3, 2, None, "too-few-fields"),
        (path, 4, 3, "at", "unreadable-date"),
        (path, 5, 4, "id", "missing-identity"),
    ]
    assert told[0]["raw"] == "T-2,short"
    assert json.loads(told[1]["raw"]) == {"id": "T-3", "at": "soon", "amount": "10.00", "phone": "", "kind": "goods"}


def test_the_quarantine_is_for_its_owner_alone(tmp_path: Path) -> None:
    decided(tmp_path / "out", written(tmp_path / "f.csv", row("")))
    assert stat.S_IMODE((tmp_path / "out" / "quarantine.jsonl").stat().st_mode) == 0o600


def test_a_row_from_quarantine_is_decided_once_it_is_corrected(tmp_path: Path) -> None:
    decided(tmp_path / "out", written(tmp_path / "f.csv", "T-1,short\n", row("T-2", at="soon")))
    short, undated = (one["raw"] for one in lines(tmp_path / "out" / "quarantine.jsonl"))
    whole = written(tmp_path / "again.csv", row(short.split(",")[0]))
    (tmp_path / "again.jsonl").write_text(undated.replace("soon", "2026-03-02T09:30:00+08:00") + "\n", "utf-8")
    summary = decided(tmp_path / "second", whole, str(tmp_path / "again.jsonl"))
    assert (summary.rows_read, summary.decided) == (2, 2)


def test_parquet_holds_the_values_exactly(tmp_path: Path) -> None:
    decided(tmp_path / "out", written(tmp_path / "f.csv", row("T-1", "1000.01", phone="138")), because=True)
    frame = pl.read_parquet(tmp_path / "out" / "decisions.parquet")
    told = frame.row(0, named=True)
    assert str(told["refund"]) == "1000.01"
    assert told["due"].isoformat() == "2026-03-02"
    assert told["size.because"] == "金额 1000.01，电话 138"
    assert told["steps.because"] == "都要登记; 回电 138"


def test_rows_in_review_have_no_reasons(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", row("T-1", "x"), row("T-2", at="2025-01-01T00:00:00Z"))
    decided(tmp_path / "out", path, form="jsonl", because=True)
    told = lines(tmp_path / "out" / "decisions.jsonl")
    assert [(one["size.because"], one["steps.because"]) for one in told] == [(None, None)] * 2


def test_two_files_are_one_feed(tmp_path: Path) -> None:
    one = written(tmp_path / "one.csv", row("T-1"), row("T-2"))
    two = written(tmp_path / "two.csv", row("T-1"), row("T-3"))
    summary = decided(tmp_path / "out", one, two)
    assert (summary.rows_read, summary.decided, summary.duplicates) == (4, 3, 1)
    assert [(file.path, file.rows) for file in summary.files] == [(one, 2), (two, 2)]


def test_rows_whose_columns_do_not_fit_are_put_aside(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("who,when\nT-1,now\nT-2,then\n", "utf-8")
    summary = decided(tmp_path / "out", str(tmp_path / "f.csv"))
    assert summary.quarantined == Counter({"columns-do-not-fit": 2})
    told = lines(tmp_path / "out" / "quarantine.jsonl")
    nothing = "no column of the file gives `{0}`; looked for `{0}`"
    assert told[0]["detail"] == "; ".join(nothing.format(fact) for fact in ("at", "id"))


def test_columns_that_give_no_fact_are_named(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("id,at,colour\nT-1,2026-03-02T09:30:00+08:00,red\n", "utf-8")
    assert decided(tmp_path / "out", str(tmp_path / "f.csv")).unmapped == ("colour",)


def test_the_summary_is_the_record_of_the_run(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", row("T-1"), row("T-2", "x"))
    decided(tmp_path / "out", path)
    told = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert list(told) == sorted(told)
    assert told.pop("seconds") >= 0
    assert told.pop("classes") > 0
    digest = hashlib.sha256((tmp_path / "f.csv").read_bytes()).hexdigest()
    assert told == {
        "as_of": "1970-01-01T08:00:00+08:00",
        "calendar": None,
        "deadlines": {},
        "decided": 1,
        "duplicates": 0,
        "feed": {"digest": None, "name": "identity", "unmapped": []},
        "files": [
            {
                "compression": None,
                "encoding": "utf-8",
                "format": "csv",
                "path": path,
                "problem": None,
                "rows": 2,
                "sha256": digest,
            }
        ],
        "needs_review": 1,
        "needs_review_by_reason": {"unreadable": 1},
        "journal": None,
        "outbox": None,
        "outcomes": {"size": {"needs_review": 1, "small": 1}, "steps": {"needs_review": 1, "note": 1}},
        "policy": {"name": "shop", "title": "小店投诉", "version": "7"},
        "policy_digest": policy().digest,
        "quarantined": 0,
        "quarantined_by_reason": {},
        "rows_read": 2,
        "self_check": {"rows": 1},
    }


def test_a_lost_row_stops_the_run(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", row("T-1"), row("T-2"))
    asked = order(tmp_path / "out", path)
    read = asked.reader.read

    def losing(chunk: object) -> object:
        facts = read(chunk)  # type: ignore[arg-type]
        return replace(facts, frame=facts.frame[1:], lines=facts.lines[1:], kept=facts.kept[1:])

    asked.reader.read = losing  # type: ignore[method-assign, assignment]
    told = "2 rows were read, but 1 decided, 0 needs_review, 0 quarantined, 0 duplicates"
    with pytest.raises(IncompleteError, match=told):
        run(asked, lambda _: None)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_self_check_that_fails_leaves_no_outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def disagreeing(*_: object, as_of: int) -> int:
        del as_of
        raise EngineDisagrees("complaint `T-1`: durable_rules says otherwise")

    monkeypatch.setattr(module, "check", disagreeing)
    with pytest.raises(EngineDisagrees):
        decided(tmp_path / "out", written(tmp_path / "f.csv", row("T-1")))
    assert list((tmp_path / "out").iterdir()) == []


def test_whoever_watches_is_told_every_row(tmp_path: Path) -> None:
    rows: list[int] = []
    path = written(tmp_path / "f.csv", row("T-1"), row("T-1"), row(""), row("T-2"))
    run(order(tmp_path / "out", path), rows.append)
    assert sum(rows) == 4


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_the_bytes_depend_neither_on_threads_nor_on_files_cut_otherwise(form: str, tmp_path: Path) -> None:
    rows = [row(f"T-{i}", f"{i}.00", phone=str(i) if i % 3 else "") for i in range(5000)]
    whole = written(tmp_path / "whole.csv", *rows)
    (tmp_path / "rows.jsonl").write_text(
        "".join(json.dumps(line) + "\n" for line in pl.read_csv(whole, infer_schema=False).iter_rows(named=True))
    )
    digests = set()
    for number, (path, threads) in enumerate([(whole, "1"), (whole, "2"), (str(tmp_path / "rows.jsonl"), "2")]):
        folder = tmp_path / f"out{number}"
        policy_path = tmp_path / "shop.yaml"
        policy_path.write_text(POLICY, "utf-8")
        command = [*TOUSU, "run", path, "--out", str(folder), "--policy", str(policy_path), "--format", form]
        environment = os.environ | {"POLARS_MAX_THREADS": threads}
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
        digests.add(json.dumps(bytes_of(folder), sort_keys=True))
    assert len(digests) == 1


def test_a_killed_run_leaves_nothing_that_looks_finished_and_again_gives_the_same(tmp_path: Path) -> None:
    rows = "".join(row(f"T-{i}", f"{i % 2000}.00", phone=str(i)) for i in range(50_000))
    (tmp_path / "f.csv").write_text(csv(rows), "utf-8")
    (tmp_path / "shop.yaml").write_text(POLICY, "utf-8")
    command = [*TOUSU, "run", "f.csv", "--policy", "shop.yaml", "--because", "--format", "csv", "--out"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    killed = subprocess.Popen([*command, "out"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE)
    partial = tmp_path / "out" / ".tousu-decisions.csv.partial"
    while killed.poll() is None and not (partial.exists() and partial.stat().st_size > 1 << 16):
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert killed.communicate()
    assert [path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")] == []
    for folder in ("out", "fresh"):
        subprocess.run([*command, folder], check=True, cwd=tmp_path, env=environment, capture_output=True)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "fresh")


def test_the_example_is_accounted_for_in_full(tmp_path: Path) -> None:
    found = load((ROOT / "policy.yaml").read_bytes(), name="policy.yaml").policy
    summary = decided(tmp_path / "out", str(EXAMPLE), found=found)
    parts = summary.decided, summary.tally.needs_review, summary.quarantined.total(), summary.duplicates
    assert summary.rows_read == sum(parts) == 10_000
    assert all(parts)
