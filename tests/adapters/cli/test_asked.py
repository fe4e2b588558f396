"""What auditors type: texts that say nothing or are not UTF-8, ranges that hold nothing, journals that are none."""

import json
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from tests.adapters.cli.terminal import Terminal
from tests.adapters.cli.test_journal import changed

LATIN = b"\xff".decode("utf-8", "surrogateescape")
ON = ["--journal", "journal"]
NOBODY = [["erase", LATIN, "--basis", "law"], ["prove", LATIN, "--out", "p"], ["explain", LATIN]]
MISUSED: list[tuple[list[str], str]] = [
    (["erase", "T-1", "--basis", "", *ON], "say something"),
    (["erase", "T-1", "--basis", LATIN, *ON], "this is not UTF-8"),
    (["correct", "T-1", "--basis", LATIN, "--facts", "{}", *ON], "this is not UTF-8"),
    (["journal", "query", f"SELECT '{LATIN}'", *ON], "this is not UTF-8"),
    (["journal", "query", "SELECT 1", "--range", "4:4", *ON], "`4:4` holds no entry"),
    (["journal", "export", "x.csv", "--range", "9:", *ON], "there is no entry 9: the journal has 9, counted from 0"),
    (["replay", "journal", "--range", "5:2"], "`5:2` holds no entry; FROM comes before TO"),
    (["replay", "journal", "--range", "100:200"], "there is no entry 100: the journal has 9"),
    (["remedy", "--from", "2026-02-01", "--to", "2026-01-01", "--policy", "shop.yaml", *ON], "--from comes after --to"),
]


@pytest.mark.parametrize("arguments", NOBODY)
def test_a_name_that_is_not_utf_8_names_nobody(arguments: list[str], tousu: Terminal) -> None:
    said = tousu(*arguments, *ON)
    assert (said.code, said.err.startswith("Error: the journal has no ruling on `")) == (Exit.NO, True)


@pytest.mark.parametrize(("arguments", "why"), MISUSED)
def test_what_says_nothing_is_refused(arguments: list[str], why: str, tousu: Terminal) -> None:
    said = tousu(*arguments)
    assert (said.code, why in said.err) == (Exit.MISUSED, True), said.err
    assert tousu("verify", "journal", "--checkpoint", "kept/checkpoint").out.startswith("9 entries")


def test_a_replay_of_nothing_concludes_nothing(tousu: Terminal) -> None:
    said = tousu("replay", "journal", "--range", "0:2")
    assert (said.code, said.out.splitlines()[-1]) == (
        Exit.INCONCLUSIVE,
        "cannot be concluded: no ruling was there to be replayed",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["erase", "T-1", "--basis", "law"],
        ["correct", "T-1", "--basis", "receipt", "--facts", "{}"],
        ["prove", "T-1", "--out", "p"],
        ["decide", '{"id": "T-1"}', "--policy", "shop.yaml"],
    ],
)
def test_a_journal_that_is_none_is_named_before_its_key(arguments: list[str], tousu: Terminal) -> None:
    said = tousu(*arguments, "--journal", "nowhere")
    assert (said.code, "`nowhere` is no journal: journal.json: no such file" in said.err) == (Exit.UNREADABLE, True)


def test_another_journal_s_keys_find_nobody_and_say_so(tousu: Terminal) -> None:
    tousu("journal", "init", "other", "--origin", "example.com/other")
    for command in (
        ["prove", "T-1", "--out", "p", *ON],
        ["explain", "T-1", *ON],
        ["replay", "journal", "--complaint", "T-1"],
        ["verify", "journal"],
    ):
        said = tousu(*command, "--key-file", "other.key")
        assert (said.code, "the keys are not those of the journal `example.com/shop`" in said.err) == (Exit.NO, True)


def test_numbers_that_json_lacks_are_texts(tousu: Terminal) -> None:
    said = tousu("journal", "query", "SELECT 'NaN'::DOUBLE, '-inf'::DOUBLE, 1.5::DOUBLE, 'a'::BLOB", *ON, "--json")
    assert json.loads(said.out, parse_constant=pytest.fail)["rows"] == [["nan", "-inf", 1.5, "61"]]


def test_a_head_that_is_none_accuses_nobody(tousu: Terminal) -> None:
    said = tousu("verify", "journal", "--checkpoint", "shop.yaml")
    assert (said.code, said.out) == (Exit.UNREADABLE, "")
    assert "`shop.yaml` cannot be read: " in said.err


def test_a_proof_that_would_prove_nothing_is_not_written(tousu: Terminal) -> None:
    changed("UPDATE entry SET entry = CAST(entry || x'00' AS BLOB) WHERE number = 8")
    said = tousu("prove", "T-1", *ON, "--out", "p")
    assert (said.code, "is not what was signed: " in said.err, Path("p").exists()) == (Exit.NO, True, False)


def test_an_entry_of_another_form_is_no_traceback(tousu: Terminal) -> None:
    changed("DELETE FROM activation")
    for command in (["prove", "T-1", "--out", "p"], ["explain", "T-1"], ["journal", "query", "SELECT * FROM rulings"]):
        said = tousu(*command, *ON)
        assert (said.code, "ask `tousu verify` where" in said.err) == (Exit.NO, True), said.err


def test_a_file_that_is_no_proof_is_not_called_tampered_with(tousu: Terminal, folder: Path) -> None:
    (folder / "letter").write_text("Dear auditor", "utf-8")
    said = tousu("verify", "--proof", "letter")
    assert (said.code, said.err) == (
        Exit.UNREADABLE,
        "Error: `letter` cannot be read: not a proof: it should begin with `c2sp.org/tlog-proof@v1`\n",
    )


def test_nothing_is_counted_where_there_is_no_journal(tousu: Terminal) -> None:
    assert "entries" not in tousu("verify", "nowhere").out


def test_what_is_erased_already_is_put_on_record_once(tousu: Terminal) -> None:
    first = tousu("erase", "T-1", "--basis", "GDPR 17", *ON)
    assert first.code == Exit.DONE
    assert tousu("erase", "T-1", "--basis", "GDPR 17", *ON) == first
