"""`tousu run`."""

import fcntl
import json
import os
import pty
import re
import subprocess
from pathlib import Path

import polars as pl
import pytest

from adapters.cli import progress
from adapters.cli import run as command
from adapters.cli.exits import Exit
from adapters.seen import TooManyRowsError
from adapters.summary import IncompleteError
from engine import EngineDisagrees, EngineFault
from tests.adapters.cli.terminal import ROOT, TOUSU, Said, Terminal, process

ASKED = ["--policy", "shop.yaml", "--out", "out"]


def summary(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "out" / "summary.json").read_text("utf-8")))


def test_the_closing_table_tells_what_became_of_the_rows(tousu: Terminal) -> None:
    said = tousu("run", "f.csv", "dirty.csv", *ASKED, "--lang", "zh")
    assert said.code == Exit.DONE
    shown = [line.rstrip() for line in said.out.splitlines()]
    assert re.fullmatch(r"用时 \d+\.\d 秒，每秒 [\d,]+ 行；结果在 out", shown.pop())
    assert shown == [
        "小店投诉 7",
        "",
        "读取行数    6",
        "已处理      2",
        "须人工处理  2  与先前的投诉矛盾 1, 无法读取 1",
        "已隔离      1  缺少编号 1",
        "重复        1",
        "",
        "大小  大额 50.0%   小额 50.0%",
        "步骤  登记 100.0%   回电 50.0%",
        "",
    ]


def test_machines_get_the_summary(tousu: Terminal, folder: Path) -> None:
    assert json.loads(tousu("run", "f.csv", *ASKED, "--json").out) == summary(folder)


def test_the_instant_asked_about_is_on_record_and_not_in_the_decisions(tousu: Terminal, folder: Path) -> None:
    decisions = []
    for at in ("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z"):
        assert tousu("run", "f.csv", *ASKED, "--as-of", at).code == 0
        decisions.append((folder / "out" / "decisions.parquet").read_bytes())
    assert summary(folder)["as_of"] == "2026-06-01T08:00:00+08:00"
    assert decisions[0] == decisions[1]


@pytest.mark.parametrize(("feed", "code"), [("f.csv", Exit.DONE), ("dirty.csv", Exit.NO), ("cut.csv", Exit.NO)])
def test_strict_says_no_when_not_all_is_well(feed: str, code: int, tousu: Terminal, folder: Path) -> None:
    whole = (folder / "f.csv").read_text("utf-8")
    (folder / "cut.csv").write_text(whole + '"T-9,half', "utf-8")
    assert tousu("run", feed, *ASKED).code == Exit.DONE
    assert tousu("run", feed, *ASKED, "--strict").code == code


def test_a_damaged_file_is_named_below_the_table(tousu: Terminal, folder: Path) -> None:
    (folder / "cut.csv").write_text((folder / "f.csv").read_text("utf-8") + '"T-9,half', "utf-8")
    assert "cut.csv: truncated in a quoted field" in tousu("run", "cut.csv", *ASKED).out


def test_a_feed_that_is_not_there_cannot_be_read_and_the_others_go_on(tousu: Terminal, folder: Path) -> None:
    said = tousu("run", "none.csv", "f.csv", *ASKED)
    assert said.code == Exit.UNREADABLE
    assert "none.csv: cannot be read: no such file or directory" in said.out
    assert summary(folder)["rows_read"] == 3


@pytest.mark.parametrize("rows", ["", "1,2\n"])
def test_a_file_of_other_columns_cannot_be_read_and_is_told_why(rows: str, tousu: Terminal, folder: Path) -> None:
    (folder / "other.csv").write_text(f"a,b\n{rows}", "utf-8")
    said = tousu("run", "other.csv", *ASKED)
    assert said.code == Exit.UNREADABLE
    assert "the columns do not fit: no column of the file gives `id`; looked for `id`\n" in said.err


def test_a_feed_comes_from_standard_input(folder: Path) -> None:
    said = process("run", "-", *ASKED, "--json", folder=folder, stdin=(folder / "f.csv").read_bytes())
    assert (said.code, json.loads(said.out)["decided"]) == (Exit.DONE, 2)


def test_rows_are_found_inside_a_document_and_a_sheet(tousu: Terminal, folder: Path) -> None:
    rows = pl.read_csv(folder / "f.csv", infer_schema=False)
    (folder / "f.json").write_text(json.dumps({"data": {"items": rows.to_dicts()}}), "utf-8")
    assert tousu("run", "f.json", *ASKED, "--rows-at", "data.items").code == Exit.DONE
    assert summary(folder)["decided"] == 2


def test_a_mapping_reads_other_people_s_columns(tousu: Terminal, folder: Path) -> None:
    (folder / "m.yaml").write_text(
        "feed: 1\ntitle: Till\npolicy: shop\nsource: till\nfacts:\n  id: {from: no}\n"
        "  at: {from: when, formats: [iso], timezone: Asia/Shanghai}\n  amount: {from: fen, unit: 分}\n",
        "utf-8",
    )
    (folder / "till.csv").write_text("no,when,fen\nT-1,2026-03-02 09:30:00,100001\n", "utf-8")
    said = tousu("run", "till.csv", *ASKED, "--feed", "m.yaml", "--format", "jsonl")
    assert said.code == Exit.DONE, said.err
    told = json.loads((folder / "out" / "decisions.jsonl").read_text("utf-8"))
    assert (told["size"], told["refund"]) == ("large", "1000.01")


def test_a_mapping_that_does_not_suit_is_refused(tousu: Terminal) -> None:
    said = tousu("run", "f.csv", *ASKED, "--feed", "wechat-pai")
    assert said == Said(Exit.UNREADABLE, "", "Error: no feed is named `wechat-pai`; did you mean `wechat-pay`?\n")


def test_a_folder_that_another_run_holds_is_left_alone(tousu: Terminal, folder: Path) -> None:
    (folder / "out").mkdir()
    held = os.open(folder / "out", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    said = tousu("run", "f.csv", *ASKED)
    os.close(held)
    assert said == Said(Exit.INCONCLUSIVE, "", "Error: another run is writing into `out`\n")


def test_a_folder_that_cannot_be_made_is_told(tousu: Terminal) -> None:
    said = tousu("run", "f.csv", "--policy", "shop.yaml", "--out", "f.csv/out")
    assert (said.code, said.err) == (Exit.INCONCLUSIVE, "Error: `f.csv/out` cannot be written: not a directory\n")


def test_the_log_names_no_person(folder: Path) -> None:
    """Every value of the example's personal facts is looked for, in rows that are decided, refused or in review."""
    said = process("run", "examples/complaints.csv", "--out", "out", "--strict", folder=folder)
    assert said.code == Exit.NO
    assert "event=run.finished" in said.err
    text = (ROOT / "examples" / "complaints.csv").read_bytes().decode("utf-8", "replace")
    for personal in set(re.findall(r"\bu\d{8}\b|\b1\d{10}\b|\S+@example\.com|TS\d{13}", text)):
        assert personal not in said.err


def test_a_log_line_is_keys_and_values(folder: Path) -> None:
    said = process("run", "f.csv", *ASKED, folder=folder)
    last = said.err.splitlines()[-1]
    assert re.fullmatch(
        r"timestamp=\S+ level=info event=run\.finished rows_read=3 decided=2 needs_review=0 quarantined=0 "
        r"duplicates=1 seconds=\d+\.\d+",
        last,
    )


def test_on_a_terminal_there_is_a_bar_with_rate_and_time_left(folder: Path) -> None:
    master, slave = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120", "LC_ALL": "C.UTF-8"}
    command = [*TOUSU, "run", "f.csv", *ASKED]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=slave, cwd=folder, env=environment, check=False)
    os.close(slave)
    shown = os.read(master, 1 << 16).decode()
    os.close(master)
    assert done.returncode == Exit.DONE
    assert re.search(r"\d rows, [\d,]+ a second", shown)
    assert "left" in shown
    assert "\x1b[" in shown
    assert b"\x1b[" not in done.stdout


STOPS = [
    (EngineFault("too many branches"), "the rules engine cannot decide by this policy: too many branches"),
    (EngineDisagrees("`size` differs"), "the self-check failed, so nothing was written: `size` differs"),
    (IncompleteError("2 of 3"), "rows were lost, so nothing was written; please report it: 2 of 3"),
    (TooManyRowsError("feed it in parts"), "feed it in parts"),
    (OSError(28, "No space left on device"), "`out` cannot be written: no space left on device"),
]


@pytest.mark.parametrize(("error", "told"), STOPS)
def test_what_stops_a_run_is_told_in_a_line(
    error: Exception, told: str, tousu: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise error

    monkeypatch.setattr(command, "run", stopped)
    assert tousu("run", "f.csv", *ASKED) == Said(Exit.INCONCLUSIVE, "", f"Error: {told}\n")


def test_now_and_then_the_log_says_how_far_a_run_is(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    assert "event=run.progress rows=3 percent=100" in tousu("run", "f.csv", *ASKED).err
