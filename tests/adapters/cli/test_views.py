"""`tousu replay --policy` and `--as-known now`."""

import json
import sqlite3
from pathlib import Path

import pytest

from adapters.cli import replay as replaying
from adapters.cli import views
from adapters.cli.exits import Exit
from adapters.journal import Records
from adapters.journal.reading import Span
from adapters.journal.replaying import Replayed, Watch
from engine import EngineFault
from tests.adapters.cli.terminal import Terminal
from tests.adapters.shop import POLICY


def mended() -> str:
    Path("mended.yaml").write_text(POLICY.replace("1000.00\n", "2000.00\n").replace('"7"', '"8"'), "utf-8")
    return "mended.yaml"


def test_a_what_if_is_labelled_and_no_verdict(tousu: Terminal) -> None:
    said = tousu("replay", "journal", "--policy", mended())
    lines = said.out.splitlines()
    assert (said.code, lines[0]) == (
        Exit.DONE,
        "what if: as shop 8 would have decided; this is no verdict on what was decided",
    )
    assert "entry 2: `contact`: *** -> -" in lines
    assert "size: large -> small: 1" in lines
    assert "refund: 1 otherwise" in lines
    assert lines[-1] == "5 rulings looked at, 1 would be otherwise, 0 passed over because erased"


def test_a_what_if_is_told_to_machines(tousu: Terminal) -> None:
    told = json.loads(tousu("replay", "journal", "--policy", mended(), "--complaint", "T-1", "--json").out)
    assert (told["view"], told["verdict"], told["version"], told["looked"]) == ("policy", None, "8", 2)
    assert told["outcomes"] == [{"decision": "size", "then": "large", "now": "small", "count": 1}]


def test_what_is_known_now_is_another_view(tousu: Terminal) -> None:
    tousu("correct", "T-1", "--facts", '{"amount": "1000.01"}', "--basis", "x", "--journal", "journal")
    assert tousu("replay", "journal", "--as-known", "then").out.endswith("everything came out as it was\n")
    said = tousu("replay", "journal", "--as-known", "now", "--range", "6:7")
    assert said.out.splitlines()[0].startswith("as known now: with the calendars of this release")
    assert "size: small -> large: 1" in said.out
    said = tousu("replay", "journal", "--as-known", "now", "--policy", mended())
    assert said.out.splitlines()[0].startswith("what if: as shop 8 would have decided on later corrections too")


def test_what_was_changed_is_left_out_and_told(tousu: Terminal) -> None:
    with sqlite3.connect("journal/hot.db") as connection:
        connection.execute("UPDATE entry SET salt = zeroblob(16) WHERE number = 2")
    said = tousu("replay", "journal", "--policy", mended())
    assert said.code == Exit.NO
    assert said.out.splitlines()[1] == "entries 2 to 2 are not what was signed, and were not replayed"


def test_an_engine_that_cannot_be_trusted_shows_no_view(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def unfit(*_: object) -> None:
        raise EngineFault("no")

    monkeypatch.setattr(views, "view", unfit)
    assert tousu("replay", "journal", "--policy", mended()).code == Exit.INCONCLUSIVE


@pytest.mark.parametrize(
    ("asked", "told"),
    [(["--range", "2:7"], "to go on: --range 5:7"), ([], "to go on: --range 5:"), (["--sample", "3"], "interrupted")],
)
def test_an_interrupted_replay_goes_on_where_it_was(
    asked: list[str], told: str, tousu: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(records: Records, spans: list[Span], watch: Watch, found: Replayed) -> None:
        del records, spans, watch
        found.replayed, found.reached = 2, 5
        raise KeyboardInterrupt

    monkeypatch.setattr(replaying, "replay", interrupted)
    said = tousu("replay", "journal", *asked)
    assert (said.code, said.err.strip().splitlines()[0]) == (Exit.INTERRUPTED, told)
    assert ("2 rulings replayed" in said.out) is (told != "interrupted")
