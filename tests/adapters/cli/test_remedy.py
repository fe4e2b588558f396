"""`tousu remedy`."""

import json
import sqlite3
from pathlib import Path

import pytest

from adapters.cli import remedy as command
from adapters.cli.exits import Exit
from engine import EngineFault
from tests.adapters.cli.terminal import Terminal
from tests.adapters.shop import POLICY


def fixed() -> list[str]:
    text = POLICY.replace("1000.00\n", "2000.00\n").replace("refund: amount,", "refund: amount - 0.01,")
    Path("fixed.yaml").write_text(text, "utf-8")
    return ["remedy", "--journal", "journal", "--policy", "fixed.yaml"]


def test_who_is_owed_what_is_told(tousu: Terminal) -> None:
    said = tousu(*fixed(), "--rule", "S-1", "--from", "1970-01-01", "--to", "1970-01-01", "--out", "r.csv")
    assert (said.code, said.out.splitlines()) == (
        Exit.DONE,
        [
            "T-1: entry 2, as of 1970-01-01T08:00:00+08:00",
            "  size: was large, should be small",
            "  due: was 2026-03-02, should be -",
            "  asked: was 2026-03-02T09:30:00+08:00, should be -",
            "  window: was 5 working days, should be -",
            "  refund: was 1000.01 CNY, should be -",
            "  contact: was ***, should be -",
            "  too much: refund 1,000.01 CNY",
            "1 rulings judged, 1 complaints decided wrongly; 0 rulings not judged because erased",
            "refund: 0 CNY owed, 1,000.01 CNY too much",
        ],
    )
    lines = Path("r.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == '"complaint","entry","as_of","wrong","refund CNY"'
    assert lines[1].startswith('"T-1",2,"1970-01-01T08:00:00+08:00","size: was large')
    assert lines[1].endswith(",-1000.01")


def test_who_is_owed_what_is_told_to_machines(tousu: Terminal) -> None:
    told = json.loads(tousu(*fixed(), "--rule", "S-1", "--json").out)
    assert (told["policy"], told["judged"], told["erased"], told["tampered"]) == ("shop 7", 1, 0, [])
    assert told["complaints"][0]["owed"] == [{"value": "refund", "currency": "CNY", "amount": "-1000.01"}]
    assert told["complaints"][0]["changes"][0] == {"column": "size", "was": "large", "should_be": "small"}
    assert told["totals"] == [{"value": "refund", "currency": "CNY", "owed": "0", "too_much": "1000.01"}]


@pytest.mark.parametrize(
    ("more", "judged"),
    [
        (["--to", "1970-01-01T00:00:00Z"], 0),
        (["--from", "1970-01-01T00:00:01Z"], 0),
        (["--to", "1969-12-31"], 0),
        ([], 5),
    ],
)
def test_a_period_is_days_or_instants(more: list[str], judged: int, tousu: Terminal) -> None:
    assert json.loads(tousu(*fixed(), *more, "--json").out)["judged"] == judged


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--rule", "S-3"], "no policy in the journal has a rule `S-3`; did you mean `S-1`?"),
        (["--rule", "x"], "no policy in the journal has a rule `x`"),
        (["--from", "monday"], "`monday` is no day or time: not a time such as"),
    ],
)
def test_what_cannot_be_asked_is_told(more: list[str], why: str, tousu: Terminal) -> None:
    said = tousu(*fixed(), *more)
    assert (said.code, why in said.err) == (Exit.MISUSED, True)


def test_a_list_that_cannot_be_written_is_told(tousu: Terminal) -> None:
    said = tousu(*fixed(), "--out", "none/r.csv")
    assert (said.code, "`none/r.csv` cannot be written" in said.err) == (Exit.UNREADABLE, True)


def test_nobody_is_owed_anything_by_the_policy_that_decided(tousu: Terminal) -> None:
    said = tousu("remedy", "--journal", "journal", "--policy", "shop.yaml", "--out", "r.csv")
    assert said.out.startswith("5 rulings judged, 0 complaints decided wrongly")
    assert Path("r.csv").read_text("utf-8-sig") == '"complaint","entry","as_of","wrong"\n'


def test_what_was_changed_is_not_judged_and_told(tousu: Terminal) -> None:
    with sqlite3.connect("journal/hot.db") as connection:
        connection.execute("UPDATE entry SET salt = zeroblob(16) WHERE number = 2")
    said = tousu(*fixed(), "--rule", "S-1")
    assert (said.code, said.out.splitlines()[0]) == (
        Exit.NO,
        "entries 2 to 2 are not what was signed, and were not replayed",
    )


def test_an_engine_that_cannot_be_trusted_judges_nothing(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def unfit(*_: object, **__: object) -> None:
        raise EngineFault("no")

    monkeypatch.setattr(command, "remedy", unfit)
    assert tousu(*fixed()).code == Exit.INCONCLUSIVE
