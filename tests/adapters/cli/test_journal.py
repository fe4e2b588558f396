"""`tousu journal init`, `run --journal`, `verify`, `replay` and `prove`."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from adapters import journal as journals
from adapters import run as module
from adapters.cli import replay as command
from adapters.cli.exits import Exit
from adapters.journal import Records, Sources, Writer, sources
from adapters.journal.reading import Span
from adapters.journal.replaying import Difference, Replayed, Watch, replay
from adapters.journal.writer import create
from adapters.outputs import Outputs
from engine import EngineDisagrees, EngineFault
from engine.journal import Verifier, ruled_of
from rules.policy import Policy
from tests.adapters.cli.terminal import Terminal
from tests.adapters.journal.ledger import KEYS, decide_into
from tests.adapters.shop import AT, row, written

VERIFIER = str(KEYS.signer.verifier)
HEAD = ["--checkpoint", "kept/checkpoint"]
RUN = ["run", "f.csv", "--policy", "shop.yaml", "--out", "out", "--journal", "journal"]


IN_USE = "Error: the journal cannot be used: another process writes to the journal `journal`; try again when it is done"
OTHER_ORIGIN = (
    "Error: the key file `journal.key` is of `example.com/shop`; say --origin example.com/shop, or name another file"
)


def changed(sql: str) -> None:
    with sqlite3.connect("journal/hot.db") as connection:
        connection.execute(sql)


def test_a_new_journal_names_its_keys_and_its_verifier(tousu: Terminal) -> None:
    said = tousu("journal", "init", "new", "--origin", "example.com/new", "--json")
    told = json.loads(said.out)
    assert (said.code, Path(told["key_file"])) == (Exit.DONE, Path.cwd() / "new.key")
    assert Verifier.parse(told["verifier"]).name == "example.com/new"
    assert Path("new.key").stat().st_mode & 0o777 == 0o600
    assert tousu("verify", "new", "--checkpoint", "new/checkpoint").code == Exit.DONE


def test_keys_that_are_there_already_are_used(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUSU_JOURNAL_KEY", "journal.key")
    said = tousu("journal", "init", "new", "--origin", "example.com/shop")
    assert said.out.splitlines()[-1] == VERIFIER
    said = tousu("journal", "init", "newer", "--origin", "example.com/x")
    assert (said.code, said.err) == (
        Exit.MISUSED,
        f"{OTHER_ORIGIN}\n",
    )


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "投诉"])
def test_a_name_that_no_verifier_key_can_hold_is_refused(origin: str, tousu: Terminal) -> None:
    said = tousu("journal", "init", "new", "--origin", origin)
    assert (said.code, said.out) == (Exit.MISUSED, "")
    assert said.err == f"Error: `{origin}` is no name of a journal: no blanks, no plus signs, ASCII\n"


def test_a_folder_that_holds_something_is_no_place_for_a_journal(tousu: Terminal) -> None:
    said = tousu("journal", "init", "journal", "--origin", "example.com/shop")
    assert said.code == Exit.UNREADABLE
    assert "is not empty" in said.err


def test_a_run_is_appended_whole_and_continues_the_head(tousu: Terminal) -> None:
    assert tousu(*RUN).code == Exit.DONE
    told = json.loads(tousu("verify", "journal", *HEAD, "--json").out)
    assert (told["verdict"], told["size"], told["rulings"]) == ("intact", 12, 7)


def test_a_run_that_fails_leaves_nothing_in_the_journal(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def disagreeing(*_: object, **__: object) -> None:
        raise EngineDisagrees("T-1")

    monkeypatch.setattr(module, "check", disagreeing)
    assert tousu(*RUN).code == Exit.INCONCLUSIVE
    assert json.loads(tousu("verify", "journal", *HEAD, "--json").out)["size"] == 9


def test_a_run_says_what_an_interrupted_one_had_left(tousu: Terminal) -> None:
    Path("journal/segments/00000000.json").touch()
    Path("journal/anchors").mkdir()
    Path("journal/anchors/9.tsr.partial").touch()
    said = tousu(*RUN)
    assert "had left unfinished files, which were removed: 00000000.json, 9.tsr.partial" in said.err


def test_a_run_that_was_interrupted_before_its_outputs_is_told_and_known_again(
    tousu: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Outputs, "finish", failing)
        assert tousu(*RUN, "--as-of", AT).code == Exit.INCONCLUSIVE
    said = tousu(*RUN, "--as-of", AT)
    assert said.err.startswith(
        f"a run as of {AT} is on record as entry 11, but its outputs did not appear; to have them, run it again with "
        f"--as-of {AT}\n"
    )
    assert "on record already, as entry 11; not appended again" in said.out
    said = tousu(*RUN, "--as-of", AT, "--json")
    assert json.loads(said.out)["journal"] == {"number": 11, "again": True}
    assert "did not appear" not in said.err


REFUSED: dict[str, tuple[Callable[[], object], int, str]] = {
    "key file": (lambda: Path("journal.key").chmod(0o644), Exit.UNREADABLE, "can be read by others; run chmod 600"),
    "no key file": (lambda: Path("journal.key").unlink(), Exit.UNREADABLE, "cannot be read: no such file"),
    "no journal": (lambda: shutil.rmtree("journal"), Exit.UNREADABLE, "is no journal: journal.json: no such file"),
    "tampered": (lambda: changed("DELETE FROM entry WHERE number = 8"), Exit.NO, "only 8 are there"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_journal_that_cannot_be_used_decides_nothing(kind: str, tousu: Terminal) -> None:
    change, code, why = REFUSED[kind]
    change()
    said = tousu(*RUN)
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("Error: the journal cannot be used: ")
    assert why in said.err
    assert not Path("out").exists()


def test_two_runs_at_once_are_not_possible(tousu: Terminal) -> None:
    with Writer(Path("journal"), KEYS):
        said = tousu(*RUN)
    assert (said.code, said.err) == (
        Exit.INCONCLUSIVE,
        f"{IN_USE}\n",
    )


def test_the_conclusion_is_the_exit_code(tousu: Terminal) -> None:
    assert tousu("verify", "journal", *HEAD).out.splitlines() == [
        "9 entries, 5 of them rulings, 0 with erased facts",
        "intact: the journal is what was signed, and continues the head kept elsewhere",
    ]
    assert tousu("verify", "journal").code == Exit.INCONCLUSIVE
    changed("UPDATE entry SET salt = zeroblob(16) WHERE number = 2")
    said = tousu("verify", "journal", *HEAD, "--lang", "zh")
    assert (said.code, said.out.splitlines()[0]) == (Exit.NO, "第 2 项的事实与裁定时不符")
    shutil.rmtree("journal")
    said = tousu("verify", "journal", *HEAD)
    assert (said.code, said.out.splitlines()[-1]) == (
        Exit.UNREADABLE,
        "unreadable: parts cannot be read, so nothing is concluded of them",
    )


def test_entries_that_are_not_signed_yet_are_told(tousu: Terminal) -> None:
    with Writer(Path("journal"), KEYS) as writer:
        writer.append([writer.records.line(0)])
        writer.commit()
    said = tousu("verify", "journal", *HEAD)
    assert said.code == Exit.DONE
    assert said.out.startswith("the newest 1 entries are not signed yet; the next writer signs them\n")
    assert "the journal's key file says that its writer committed them" in said.out
    Path("journal.key").rename("elsewhere.key")
    said = tousu("verify", "journal", *HEAD)
    assert said.code == Exit.INCONCLUSIVE
    assert "cannot be concluded of the entries that are not signed; all others are what was signed" in said.out
    changed("INSERT INTO entry SELECT 10, entry, salt, facts FROM entry WHERE number = 4")
    said = tousu("verify", "journal", *HEAD, "--key-file", "elsewhere.key")
    assert said.code == Exit.NO
    assert "entries 9 to 10 are not signed, and the journal's writer did not commit them" in said.out


def test_the_key_that_was_told_beforehand_is_compared(tousu: Terminal) -> None:
    assert tousu("verify", "journal", *HEAD, "--key", VERIFIER).code == Exit.DONE
    create(Path("other"), KEYS.made("example.com/other"))
    said = tousu("verify", "other", "--key", VERIFIER)
    assert said.code == Exit.NO
    assert said.out.startswith("journal.json: another key than the one you were told: example.com/other+")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "name a journal, or a proof by --proof"),
        (["journal", "--proof", "f.csv"], "name a journal, or a proof by --proof"),
        (["journal", "--key", "x"], "--key is of no use: not a verifier key of the form `NAME+ID+KEY`"),
    ],
)
def test_misuse_of_verify_is_told(arguments: list[str], why: str, tousu: Terminal) -> None:
    said = tousu("verify", *arguments)
    assert (said.code, said.err) == (Exit.MISUSED, f"Error: {why}\n")


def test_a_head_that_cannot_be_read_is_told(tousu: Terminal) -> None:
    assert tousu("verify", "journal", "--checkpoint", "none").code == Exit.UNREADABLE
    Path("none").write_bytes(b"\xff")
    assert "not UTF-8" in tousu("verify", "journal", "--checkpoint", "none").err


def test_a_proof_is_checked_without_the_journal(tousu: Terminal) -> None:
    said = tousu("prove", "T-1", "--journal", "journal", "--out", "p")
    assert said.out == f"entry 6: the proof is in p; check it by: tousu verify --proof p --key '{VERIFIER}'\n"
    shutil.rmtree("journal")
    Path("v").write_text(VERIFIER + "\n", "utf-8")
    said = tousu("verify", "--proof", "p", "--key", "v")
    assert said.code == Exit.DONE
    assert said.out.splitlines()[0].startswith(
        "entry 6 of example.com/shop, as of 1970-01-01T08:00:00+08:00, by shop 7 ("
    )
    assert said.out.splitlines()[1] == "id: T-1"
    assert said.out.splitlines()[-1] == "proved: entry 6 is in the journal example.com/shop, as disclosed here"
    said = tousu("verify", "--proof", "p", "--json")
    assert (said.code, json.loads(said.out)["verdict"]) == (Exit.INCONCLUSIVE, "unsure")


def test_a_proof_of_an_earlier_ruling_is_there_too(tousu: Terminal) -> None:
    assert json.loads(tousu("prove", "T-1", "--journal", "journal", "--entry", "2", "--out", "p", "--json").out) == {
        "entry": 2,
        "proof": "p",
        "verifier": VERIFIER,
        "corrections": [],
    }
    said = tousu("prove", "T-1", "--journal", "journal", "--entry", "3", "--out", "p")
    assert (said.code, said.err) == (Exit.NO, "Error: entry 3 is no ruling on `T-1`; those are 2, 6\n")
    assert tousu("prove", "T-1", "--journal", "journal", "--out", "none/p").code == Exit.UNREADABLE


@pytest.mark.parametrize("json_", [[], ["--json"]])
def test_a_proof_that_was_changed_proves_nothing(json_: list[str], tousu: Terminal) -> None:
    tousu("prove", "T-1", "--journal", "journal", "--out", "p")
    Path("p").write_text(Path("p").read_text("utf-8").replace("index 6", "index 7"), "utf-8")
    said = tousu("verify", "--proof", "p", "--key", VERIFIER, *json_)
    assert said.code == Exit.NO
    assert "entry 7 is not in the journal of that head, or not as disclosed" in said.out


def test_what_no_ruling_is_on_cannot_be_erased(tousu: Terminal) -> None:
    said = tousu("erase", "T-9", "--basis", "x", "--journal", "journal")
    assert (said.code, said.err) == (Exit.NO, "Error: the journal has no ruling on `T-9`\n")
    said = tousu("erase", "T-1", "--basis", "GDPR 17", "--journal", "journal", "--lang", "zh")
    assert (said.code, said.out) == (Exit.DONE, "已删除 2 项的事实，第 9 项为删除记录\n")
    assert "2 passed over because their facts were erased" in tousu("replay", "journal").out


def test_a_policy_that_changes_while_it_is_read_is_refused(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def other(path: Path, policy: Policy) -> Sources:
        path.write_text("# changed\n" + path.read_text("utf-8"), "utf-8")
        return sources(path, policy)

    monkeypatch.setattr(journals, "sources", other)
    said = tousu(*RUN)
    assert (said.code, said.err) == (
        Exit.UNREADABLE,
        "Error: the journal cannot be used: `shop.yaml` changed while it was read; run it again\n",
    )


def test_a_replay_that_differs_names_what_does(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def differing(records: Records, asked: list[Span], watch: Watch, found: Replayed) -> None:
        replay(records, asked, watch, found)
        found.differences.append(Difference(2, "size", "large", "small"))

    monkeypatch.setattr(command, "replay", differing)
    assert "entry 2: `size` was `large`, and is `small` now" in tousu("replay", "journal").out


def test_a_replay_tells_that_all_is_the_same(tousu: Terminal) -> None:
    said = tousu("replay", "journal")
    assert (said.code, said.out.splitlines()) == (
        Exit.DONE,
        [
            "5 rulings replayed, 0 passed over because their facts were erased",
            "the same: everything came out as it was",
        ],
    )
    for asked, count in ((["--range", "2:4"], 2), (["--range", "7:"], 1), (["--complaint", "T-1"], 2)):
        assert json.loads(tousu("replay", "journal", *asked, "--json").out)["replayed"] == count
    assert tousu("replay", "journal", "--sample", "3").code == Exit.DONE


def test_a_replay_of_facts_that_were_changed_says_that_the_log_was_tampered_with(tousu: Terminal) -> None:
    changed("UPDATE entry SET salt = zeroblob(16) WHERE number = 2")
    said = tousu("replay", "journal")
    assert said.code == Exit.NO
    assert said.out.splitlines() == [
        "entries 2 to 2 are not what was signed, and were not replayed",
        "4 rulings replayed, 0 passed over because their facts were erased",
        "the log was tampered with; ask `tousu verify` where",
    ]


def test_a_replay_that_differs_says_that_the_engine_does(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def differing(records: Records, asked: list[Span], watch: Watch, found: Replayed) -> None:
        replay(records, asked, watch, found)
        found.differing = 1

    monkeypatch.setattr(command, "replay", differing)
    said = tousu("replay", "journal")
    assert said.code == Exit.NO
    assert said.out.splitlines()[-1].startswith("the engine differs: 1 rulings come out otherwise")


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["--range", "x"], Exit.MISUSED, "`x` is no range; write FROM:TO"),
        (["--range", "1:2", "--sample", "3"], Exit.MISUSED, "--range, --complaint and --sample exclude each other"),
        (["--complaint", "T-9"], Exit.NO, "the journal has no ruling on `T-9`"),
    ],
)
def test_what_cannot_be_replayed_is_told(arguments: list[str], code: int, why: str, tousu: Terminal) -> None:
    said = tousu("replay", "journal", *arguments)
    assert said.code == code
    assert why in said.err


def test_a_replay_that_is_interrupted_tells_how_to_go_on(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    def unfit(*_: object) -> None:
        raise EngineFault("no")

    monkeypatch.setattr(command, "replay", interrupted)
    assert "to go on: --range 0:" in tousu("replay", "journal").err
    monkeypatch.setattr(command, "replay", unfit)
    assert tousu("replay", "journal").code == Exit.INCONCLUSIVE


COMPLAINT = {"id": "T-8", "at": "2026-03-02T09:30:00+08:00", "amount": "1000.01", "phone": "1"}
DECIDE = ["--policy", "shop.yaml", "--journal", "journal", "--as-of", "2026-03-03T00:00:00Z"]


@pytest.mark.parametrize(
    ("told", "size"),
    [(COMPLAINT, "large"), (COMPLAINT | {"amount": "x"}, "needs_review"), ({"at": AT}, "needs_review")],
)
def test_a_decision_on_one_complaint_is_in_the_journal_before_it_is_told(
    told: dict[str, str], size: str, tousu: Terminal, folder: Path
) -> None:
    said = tousu("decide", json.dumps(told), *DECIDE, "--json")
    assert (said.code, json.loads(said.out)["decisions"]["size"]["outcome"]) == (Exit.DONE, size)
    assert json.loads(tousu("verify", "journal", *HEAD, "--json").out)["size"] == 10
    assert json.loads(tousu("replay", "journal", "--json").out)["replayed"] == 6
    records = Records.open(folder / "journal")
    ruled = ruled_of(records.line(9).entry)
    ruling = records.activation(ruled.activation).rulings.unpack(pl.Series([ruled.row], dtype=pl.Binary))
    records.close()
    assert ruling["size"].to_list() == [size]


def test_a_decision_that_cannot_be_recorded_is_not_told(tousu: Terminal) -> None:
    Path("journal.key").unlink()
    said = tousu("decide", json.dumps(COMPLAINT), *DECIDE)
    assert (said.code, said.out) == (Exit.UNREADABLE, "")


def test_a_complaint_decided_again_is_another_entry(tousu: Terminal, folder: Path) -> None:
    decide_into(folder / "journal", written(folder / "again.csv", row("T-2", "3.00")))
    assert json.loads(tousu("replay", "journal", "--complaint", "T-2", "--json").out)["replayed"] == 2
