"""What is wanted: actions of a run on disk and in an outbox, nothing twice and nothing of an unsound run."""

import json
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from adapters import run as running
from adapters.run import Order, run
from adapters.stores.database import Database
from adapters.stores.ledger import Ledger
from adapters.stores.outbox import StoredOutbox
from adapters.summary import Summary
from engine import EngineDisagrees
from engine.outbox import Put, Wanted
from rules.loading import load
from rules.policy import Policy
from tests.adapters.shop import POLICY, lines, order, row, written

ACTIONS = """  acts:
    title: 要做的事
    outcomes:
      call: {title: 回电, channel: desk, template: call, with: {phone: phone, kind: kind}}
      pay: {title: 退款, channel: bank, template: pay, pays: refund, with: {sum: refund}}
    hit_policy: collect
    rules:
      - {id: A-1, when: phone is known, then: call, because: "回电 {phone}"}
      - {id: A-2, when: refund is known, then: pay}
templates:
  call: {en: {subject: "{id}", body: "call {phone}"}}
  pay: {en: {subject: "{id}", body: "pay {sum}"}}
"""
CALLED = row("T-1", phone="138")
PAID = row("T-2", "2000.00", phone="139")
REVIEWED = row("T-3", "x", phone="139")
QUIET = row("T-4")


def policy() -> Policy:
    loaded = load(POLICY + ACTIONS, name="shop.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[StoredOutbox]:
    database = Database(str(tmp_path / "outbox.db"), create=True)
    yield StoredOutbox(database)
    database.close()


def asked(folder: Path, *rows: str, outbox: StoredOutbox | None = None, actions: bool = False) -> Order:
    path = written(folder / "f.csv", *rows)
    return replace(order(folder / "out", path, found=policy()), outbox=outbox, actions=actions)


def ran(folder: Path, *rows: str, outbox: StoredOutbox | None = None, actions: bool = False) -> Summary:
    return run(asked(folder, *rows, outbox=outbox, actions=actions), lambda _: None)


def states(outbox: StoredOutbox) -> list[tuple[str, str, int, str]]:
    return [(one.complaint, one.action, one.episode, one.state) for one in Ledger(outbox.database).lines()]


def test_a_line_tells_all_that_is_to_be_done_about_a_complaint(tmp_path: Path) -> None:
    ran(tmp_path, CALLED, PAID, REVIEWED, QUIET, actions=True)
    told = lines(tmp_path / "out" / "actions.jsonl")
    assert [(one["complaint"], [act["action"] for act in one["actions"]]) for one in told] == [
        ("T-1", ["call"]),
        ("T-2", ["call", "pay"]),
        ("T-4", []),
    ]
    call, pay = told[1]["actions"]
    assert (call["texts"]["en"]["paragraphs"], call["with"]) == (["call 139"], {"phone": "139", "kind": "goods"})
    assert pay["pays"] == {"amount": "2000.00", "minor": 200000, "currency": "CNY"}
    assert pay["policy"] == {"name": "shop", "version": "7", "digest": policy().digest}


def test_actions_are_personal_and_the_same_bytes_every_time(tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        ran(tmp_path, CALLED, PAID, actions=True)
        found.append((tmp_path / "out" / "actions.jsonl").read_bytes())
    assert found[0] == found[1]
    assert stat.S_IMODE((tmp_path / "out" / "actions.jsonl").stat().st_mode) == 0o600


def test_without_being_asked_a_run_writes_no_actions_and_removes_older_ones(tmp_path: Path) -> None:
    for actions in (True, False):
        ran(tmp_path, CALLED, actions=actions)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "decisions.parquet",
        "quarantine.jsonl",
        "summary.json",
    ]


def test_the_same_feed_again_adds_nothing(tmp_path: Path, outbox: StoredOutbox) -> None:
    summaries = [ran(tmp_path, CALLED, PAID, QUIET, outbox=outbox) for _ in range(2)]
    assert [one.put for one in summaries] == [Put(new=3), Put(known=3)]
    told = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert told["outbox"] == {"new": 0, "known": 3, "withdrawn": 0}


def test_an_irrelevant_fact_changes_nothing_and_a_relevant_one_begins_an_episode(
    tmp_path: Path, outbox: StoredOutbox
) -> None:
    for rows in (CALLED, row("T-1", "11.00", phone="138", kind="service"), row("T-1"), CALLED):
        ran(tmp_path, rows, outbox=outbox)
    assert states(outbox) == [("T-1", "call", 1, "withdrawn"), ("T-1", "call", 2, "waiting")]


def test_a_complaint_that_a_person_must_look_at_changes_nothing(tmp_path: Path, outbox: StoredOutbox) -> None:
    for rows in (CALLED, row("T-1", "x")):
        ran(tmp_path, rows, outbox=outbox)
    assert states(outbox) == [("T-1", "call", 1, "waiting")]


def test_a_run_that_fails_its_check_puts_nothing_in(
    tmp_path: Path, outbox: StoredOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disagreed(*_: object, **__: object) -> int:
        raise EngineDisagrees("`size` differs")

    monkeypatch.setattr(running, "check", disagreed)
    with pytest.raises(EngineDisagrees):
        ran(tmp_path, CALLED, outbox=outbox)
    assert states(outbox) == []


class Failing(StoredOutbox):
    """An outbox whose disk is full after the first transaction."""

    puts = 0

    def put(self, wanted: Sequence[Wanted], *, at: int) -> Put:
        self.puts += 1
        if self.puts > 1:
            raise OSError(28, "No space left on device")
        return super().put(wanted, at=at)


def test_a_run_stopped_while_it_put_actions_in_is_simply_run_again(
    tmp_path: Path, outbox: StoredOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.wanted.AT_ONCE", 1)
    with pytest.raises(OSError, match="No space"):
        ran(tmp_path, CALLED, PAID, outbox=Failing(outbox.database))
    assert states(outbox) == [("T-1", "call", 1, "waiting")]
    assert list((tmp_path / "out").iterdir()) == []
    assert ran(tmp_path, CALLED, PAID, outbox=outbox).put == Put(new=2, known=1)


def test_a_complaint_id_of_any_text_gets_through(tmp_path: Path, outbox: StoredOutbox) -> None:
    ran(tmp_path, row("投诉'\u2028%", phone="1"), outbox=outbox)
    assert [one[0] for one in states(outbox)] == ["投诉'\u2028%"]
    shutil.rmtree(tmp_path / "out")
