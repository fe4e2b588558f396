"""`tousu dispatch`, `tousu connectors` and `tousu outbox`: from a feed to what others received."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from adapters.journal import Keys, Writer, beside
from engine.journal.entry import complaint_key
from tests.adapters.cli.terminal import ROOT, TOUSU, Said, Terminal
from tests.adapters.dispatch.standin import StandIn, hanging
from tests.adapters.shop import POLICY, row, written
from tests.adapters.test_wanted import ACTIONS

ASKED = ["--outbox", "o.db", "--connectors", "c.yaml"]
NONE = ["dispatch", "--outbox"]
CONNECTORS = """dispatch: "1"
retry: {{tries: 2, first: 0.01, longest: 0.02}}
connectors:
  desk: {{kind: webhook, url: "{url}/hook", secret: {{env: HOOK}}, to: phone, allow: 127.0.0.1}}
  bank:
    kind: webhook
    url: "{url}/hook"
    ask: "{url}/ask"
    secret: {{env: HOOK}}
    money: true
    allow: 127.0.0.1
    timeout: 5
routes: {{desk: desk, bank: bank}}
"""


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as found:
        yield found


@pytest.fixture(autouse=True)
def prepared(folder: Path, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", "secret-of-hook")
    (folder / "shop.yaml").write_text(POLICY + ACTIONS, "utf-8")
    (folder / "c.yaml").write_text(CONNECTORS.format(url=standin.url), "utf-8")
    written(folder / "f.csv", row("T-1", "2000.00", phone="13800000001"), row("T-2", phone="139"), row("T-3"))


def filled(tousu: Terminal) -> None:
    said = tousu("run", "f.csv", "--policy", "shop.yaml", "--out", "out", "--outbox", "o.db")
    assert (said.code, "New actions   3  in the outbox; 0 were there already, 0 withdrawn" in said.out) == (0, True), (
        said
    )


def test_what_became_of_each_attempt_is_on_record(tousu: Terminal, folder: Path, standin: StandIn) -> None:
    filled(tousu)
    tousu("journal", "init", "book", "--origin", "example.com/shop")
    assert tousu("dispatch", *ASKED, "--journal", "book").code == 0
    with Writer(folder / "book", Keys.read(beside(folder / "book"))) as writer:
        entries = [document for _, document in writer.records.documents()]
        names = {complaint_key(writer.secret, name).hex() for name in ("T-1", "T-2", "T-3")}
    told = [one for one in entries if one["kind"] == "dispatch"]
    assert sorted(one["key"] for one in told) == sorted(standin.performed)
    assert {one["outcome"] for one in told} == {"sent"}
    assert {one["complaint"] for one in told} <= names
    assert tousu("verify", "book").code == Exit.INCONCLUSIVE


def test_a_journal_in_use_stops_a_dispatch_before_anything_is_sent(
    tousu: Terminal, folder: Path, standin: StandIn
) -> None:
    filled(tousu)
    tousu("journal", "init", "book", "--origin", "example.com/shop")
    with Writer(folder / "book", Keys.read(beside(folder / "book"))):
        said = tousu("dispatch", *ASKED, "--journal", "book")
    assert (said.code, standin.performed) == (Exit.INCONCLUSIVE, {})
    assert "another process writes to the journal `book`" in said.err


def test_what_a_run_put_in_is_carried_out_once(tousu: Terminal, standin: StandIn) -> None:
    filled(tousu)
    said = tousu("dispatch", *ASKED)
    assert (said.code, [line.split() for line in said.out.splitlines()]) == (
        Exit.DONE,
        [
            ["Connector", "sent", "failed", "tries", "waiting", "dead"],
            ["bank", "1", "0", "0", "0"],
            ["desk", "2", "0", "0", "0"],
        ],
    )
    assert dict(standin.order) == {"T-1": ["call", "pay"], "T-2": ["call"]}
    assert json.loads(tousu("dispatch", *ASKED, "--json", "--once").out) == {}
    assert set(standin.performed.values()) == {1}


def test_dead_letters_are_told_by_the_exit_code_and_can_be_tried_again(tousu: Terminal, standin: StandIn) -> None:
    filled(tousu)
    standin.dead = frozenset({"call"})
    said = tousu("dispatch", *ASKED, "--json")
    assert said.code == Exit.NO
    assert json.loads(said.out)["desk"] == {"sent": 0, "failed": 2, "waiting": 0, "dead": 2}
    dead = json.loads(tousu("outbox", "list", "--outbox", "o.db", "--state", "dead", "--json").out)
    assert [(one["complaint"], one["tries"], one["detail"]) for one in dead] == [
        ("T-1", 2, "the server answers 503"),
        ("T-2", 2, "the server answers 503"),
    ]
    keys = [one["key"][:12] for one in dead]
    standin.dead = frozenset()
    assert tousu("outbox", "retry", "--outbox", "o.db", keys[0]) == Said(0, "1 of 1 will be tried again\n", "")
    assert tousu("outbox", "drop", "--outbox", "o.db", keys[1]) == Said(0, "1 of 1 given up\n", "")
    assert tousu("dispatch", *ASKED).code == Exit.DONE
    assert tousu("outbox", "retry", "--outbox", "o.db", keys[1]) == Said(1, "0 of 1 will be tried again\n", "")
    stats = json.loads(tousu("outbox", "stats", "--outbox", "o.db", "--json").out)
    assert {(one["connector"], one["state"]): one["actions"] for one in stats} == {
        ("bank", "sent"): 1,
        ("desk", "sent"): 1,
        ("desk", "dropped"): 1,
    }


def test_people_see_actions_without_what_is_personal_until_they_ask_for_one(tousu: Terminal) -> None:
    filled(tousu)
    said = tousu("outbox", "list", "--outbox", "o.db", "--complaint", "T-1", "--lang", "zh")
    assert [line.split() for line in said.out.splitlines()][1:] == [
        [
            json.loads(tousu("outbox", "list", "--outbox", "o.db", "--json").out)[0]["key"][:8],
            "T-1",
            "call",
            "待办",
            "0",
        ],
        [
            json.loads(tousu("outbox", "list", "--outbox", "o.db", "--json").out)[1]["key"][:8],
            "T-1",
            "pay",
            "待办",
            "0",
        ],
    ]
    assert "13800000001" not in said.out + tousu("outbox", "list", "--outbox", "o.db", "--json").out
    key = said.out.splitlines()[1].split()[0]
    shown = tousu("outbox", "show", "--outbox", "o.db", key)
    assert "call 13800000001" in shown.out
    whole = json.loads(tousu("outbox", "show", "--outbox", "o.db", key, "--json").out)
    assert (whole["document"]["action"], whole["settled_at"]) == ("call", None)
    assert "waiting" in tousu("outbox", "stats", "--outbox", "o.db").out


@pytest.mark.parametrize(
    ("key", "told"), [("xyz", "no key begins with `xyz`"), ("", "several keys begin with ``; write more of it")]
)
def test_a_key_must_mean_one_action(key: str, told: str, tousu: Terminal) -> None:
    filled(tousu)
    assert tousu("outbox", "show", "--outbox", "o.db", key) == Said(Exit.NO, "", f"Error: {told}\n")


def test_changes_are_told_to_machines_too(tousu: Terminal) -> None:
    filled(tousu)
    key = json.loads(tousu("outbox", "list", "--outbox", "o.db", "--json").out)[0]["key"]
    assert json.loads(tousu("outbox", "drop", "--outbox", "o.db", key, "--json").out) == {"changed": 1, "asked": 1}


def test_a_dry_run_shows_every_message_and_sends_none(tousu: Terminal, standin: StandIn, folder: Path) -> None:
    filled(tousu)
    said = tousu("dispatch", *ASKED, "--dry-run", "drafts")
    assert said == Said(0, "3 drafts written to drafts, 0 would be refused\n", "")
    assert (len(list((folder / "drafts").iterdir())), standin.requested) == (3, 0)
    (folder / "c.yaml").write_text(CONNECTORS.format(url=standin.url).replace("bank: bank}", "bank: desk}"), "utf-8")
    said = tousu("dispatch", *ASKED, "--dry-run", "drafts")
    assert (said.code, said.out) == (1, "2 drafts written to drafts, 1 would be refused\n")
    assert re.fullmatch(r"\w{8} T-1 pay: `pay` hands out money, and the connector `desk` is not for it\n", said.err)
    said = tousu("dispatch", *ASKED, "--dry-run", "f.csv/x")
    assert said == Said(Exit.INCONCLUSIVE, "", "Error: `f.csv/x` cannot be written: not a directory\n")


def test_connectors_are_proved_without_sending_anything(tousu: Terminal, standin: StandIn, folder: Path) -> None:
    check = ["connectors", "check", "--connectors", "c.yaml", "--policy", "shop.yaml"]
    assert tousu(*check) == Said(0, "c.yaml: all is well with 2 connectors\n", "")
    assert json.loads(tousu(*check, "--json").out) == []
    assert {method for method, *_ in standin.requests} == {"OPTIONS"}
    (folder / "c.yaml").write_text(CONNECTORS.format(url="http://127.0.0.1:1"), "utf-8")
    assert tousu(*check).out.splitlines() == [
        "desk: `127.0.0.1` cannot be reached",
        "bank: `127.0.0.1` cannot be reached",
    ]
    (folder / "c.yaml").write_text(CONNECTORS.format(url=standin.url).replace("bank: bank}", "bank: desk}"), "utf-8")
    said = tousu(*check)
    assert (said.code, said.out.splitlines()) == (
        Exit.NO,
        [
            "`pay` hands out money, and the connector `desk` is not for it",
            "`pay` gives no `phone`, to which `desk` sends",
        ],
    )


def test_a_file_with_faults_reaches_nobody(tousu: Terminal, folder: Path) -> None:
    filled(tousu)
    (folder / "c.yaml").write_text(CONNECTORS.format(url="https://10.0.0.1").replace("env: HOOK", "env: NONE"), "utf-8")
    said = tousu("dispatch", *ASKED)
    assert (said.code, said.err.splitlines()) == (
        Exit.NO,
        [
            "Error: `c.yaml` has faults and reaches nobody:",
            "c.yaml:4:55: connectors.desk.secret: the environment variable `NONE` is empty or not there",
            "c.yaml:9:5: connectors.bank.secret: the environment variable `NONE` is empty or not there",
        ],
    )


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([*NONE, "none.db", *ASKED[2:]], 4, "there is no outbox at `none.db`; `tousu run --outbox` makes one"),
        ([*NONE, "o.db", "--connectors", "n.yaml"], 3, "`n.yaml` cannot be read: no such file or directory"),
        (["outbox", "list", "--outbox", "f.csv"], 4, "`f.csv` cannot be used: file is not a database"),
        (["dispatch", *ASKED, "--once", "--follow"], 2, "--once and --follow exclude each other; keep one"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(arguments: list[str], code: int, told: str, tousu: Terminal) -> None:
    said = tousu(*arguments)
    assert (said.code, said.out, f"Error: {told}\n" in said.err) == (code, "", True), said


def test_an_outbox_that_cannot_be_made_stops_the_run(tousu: Terminal) -> None:
    said = tousu("run", "f.csv", "--policy", "shop.yaml", "--out", "out", "--outbox", "none/o.db")
    assert said == Said(Exit.INCONCLUSIVE, "", "Error: `none/o.db` cannot be used: no such file or directory\n")


def started(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [*TOUSU, "dispatch", *ASKED, *more]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_an_interrupt_lets_a_worker_finish(tousu: Terminal, standin: StandIn, folder: Path) -> None:
    filled(tousu)
    following = started(folder, "--follow")
    while len(standin.performed) < 3:
        assert following.poll() is None
        time.sleep(0.01)
    following.send_signal(signal.SIGINT)
    out, err = following.communicate()
    assert (following.returncode, out.decode().splitlines()[-1].split()) == (0, ["desk", "2", "0", "0", "0"])
    assert "event=dispatch.finished sent=3 failed=0 dead=0" in err.decode()
    assert "secret-of-hook" not in (out + err).decode()
    assert "13800000001" not in (out + err).decode()


def test_what_a_killed_worker_was_about_is_taken_over_and_asked_about(
    tousu: Terminal, standin: StandIn, folder: Path
) -> None:
    filled(tousu)
    performing = standin.handlers
    performing["/hook"] = hanging
    killed = started(folder, "--lease", "1")
    while standin.requested < 2:
        assert killed.poll() is None
        time.sleep(0.01)
    killed.kill()
    killed.communicate()
    for _, _, _, body in standin.requests:
        standin.perform(json.loads(body))
    del performing["/hook"]
    said = tousu("dispatch", *ASKED, "--json")
    assert (said.code, json.loads(said.out)["bank"]["sent"], json.loads(said.out)["desk"]["sent"]) == (0, 1, 2)
    assert dict(standin.order) == {"T-1": ["call", "pay"], "T-2": ["call"]}
    assert len(standin.received) == 3
