"""`tousu correct`, and what look-ups say of corrections."""

import json
from pathlib import Path

import pytest

from adapters.cli import correct as command
from adapters.cli.exits import Exit
from adapters.journal import Writer
from engine import EngineFault
from tests.adapters.cli.terminal import Terminal
from tests.adapters.journal.ledger import KEYS
from tests.adapters.shop import POLICY

CORRECT = ["correct", "T-1", "--journal", "journal", "--basis", "receipt"]
FACTS = ["--facts", '{"amount": "1000.01", "kind": "service"}']


def test_a_correction_says_what_is_otherwise(tousu: Terminal) -> None:
    said = tousu(*CORRECT, *FACTS)
    assert (said.code, said.out.splitlines()) == (
        Exit.DONE,
        [
            "size: small -> large",
            "size.rule: S-2 -> S-1",
            "size.fired: S-2 -> S-1",
            "due: - -> 2026-03-02",
            "asked: - -> 2026-03-02T09:30:00+08:00",
            "window: - -> 5 working days",
            "refund: - -> 1000.01 CNY",
            "entry 9 corrects entry 6, which stays; entry 10 says so",
        ],
    )
    said = tousu("prove", "T-1", "--journal", "journal", "--out", "p")
    assert said.out.splitlines()[0] == "entry 6 was corrected by entry 9: receipt"
    assert said.out.splitlines()[1].startswith("entry 9: the proof is in p")
    told = json.loads(tousu("prove", "T-1", "--journal", "journal", "--out", "p", "--entry", "6", "--json").out)
    assert [(one["entry"], one["corrects"], one["ruling"]) for one in told["corrections"]] == [(10, 6, 9)]
    assert tousu("verify", "journal", "--checkpoint", "kept/checkpoint").code == Exit.DONE


def test_a_correction_is_told_to_machines(tousu: Terminal) -> None:
    Path("f.json").write_text(FACTS[1], "utf-8")
    told = json.loads(tousu(*CORRECT, "--facts", "f.json", "--entry", "2", "--json").out)
    assert (told["entry"], told["corrects"], told["ruling"], told["changes"]) == (10, 2, 9, [])


def test_a_mended_policy_decides_anew(tousu: Terminal) -> None:
    Path("mended.yaml").write_text(POLICY.replace("1000.00\n", "4.00\n"), "utf-8")
    said = tousu(*CORRECT, "--policy", "mended.yaml", "--as-of", "2026-03-05T00:00:00Z")
    assert said.out.splitlines()[0] == "size: small -> large"
    assert tousu("replay", "journal").code == Exit.DONE


REFUSED: dict[str, tuple[list[str], int, str]] = {
    "nothing said": ([], Exit.MISUSED, "say what was wrong: --facts, --policy, or both"),
    "no such fact": (["--facts", '{"amuont": "1"}'], Exit.UNREADABLE, "no fact is named `amuont`"),
    "unreadable": (["--facts", '{"amount": "x"}'], Exit.UNREADABLE, "amount: not a plain number"),
    "somebody else": (["--facts", '{"id": "T-2"}'], Exit.MISUSED, "`id` is who complained, and cannot be corrected"),
    "no such entry": ([*FACTS, "--entry", "3"], Exit.NO, "entry 3 is no ruling on `T-1`; those are 2, 6"),
    "no basis": ([*FACTS, "--basis", " "], Exit.MISUSED, "say something"),
    "no such policy": (["--policy", "none.yaml"], Exit.UNREADABLE, "`none.yaml` cannot be read"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_corrected_is_told(case: str, tousu: Terminal) -> None:
    more, code, why = REFUSED[case]
    said = tousu(*CORRECT, *more)
    assert (said.code, why in said.err) == (code, True), said.err


def test_nothing_is_corrected_twice(tousu: Terminal) -> None:
    tousu(*CORRECT, *FACTS)
    said = tousu(*CORRECT, *FACTS, "--entry", "6")
    assert (said.code, said.err) == (
        Exit.NO,
        "Error: entry 6 was corrected already, by entry 9; correct that one\n",
    )
    assert tousu(*CORRECT, "--facts", '{"amount": "3.00"}').code == Exit.DONE


def test_erased_facts_cannot_be_corrected(tousu: Terminal) -> None:
    with Writer(Path("journal"), KEYS) as writer:
        writer.erase([2, 6], {"basis": "GDPR 17", "at": 0})
    said = tousu(*CORRECT, *FACTS)
    assert (said.code, "the facts of entry 6 were erased, so it cannot be decided anew" in said.err) == (Exit.NO, True)


def test_an_engine_that_cannot_be_trusted_corrects_nothing(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def unfit(*_: object, **__: object) -> None:
        raise EngineFault("no")

    monkeypatch.setattr(command, "correct", unfit)
    assert tousu(*CORRECT, *FACTS).code == Exit.INCONCLUSIVE
    assert json.loads(tousu("verify", "journal", "--checkpoint", "kept/checkpoint", "--json").out)["size"] == 9
