"""`tousu check`."""

import json
from pathlib import Path

from adapters.cli.exits import Exit
from tests.adapters.cli.terminal import Said, Terminal
from tests.adapters.shop import POLICY

BAD = POLICY.replace("amount > 1000.00", "ammount > 1000.00").replace("T-1", "T-2", 1)


def test_a_sound_policy_is_told_in_a_line(tousu: Terminal) -> None:
    assert tousu("check", "shop.yaml") == Said(Exit.DONE, "shop.yaml: no faults; 2 decisions, 4 rules\n", "")


def test_the_policy_of_the_folder_is_meant_unless_another_is_named(tousu: Terminal) -> None:
    assert tousu("check").out.startswith("policy.yaml: no faults; ")


def test_every_fault_is_shown_with_its_line_and_the_place_underlined(tousu: Terminal, folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD, "utf-8")
    said = tousu("check", "bad.yaml")
    assert (said.code, said.err) == (Exit.NO, "")
    assert said.out.startswith(
        "bad.yaml:28:15: no fact is named `ammount`; did you mean `amount`? [unknown-fact]\n"
        "        when: ammount > 1000.00\n"
        "              ^~~~~~~\n"
        "\n"
        "bad.yaml:42:14: "
    )
    assert said.out.endswith("             ^~~\n")


def test_machines_get_the_faults_as_a_list(tousu: Terminal, folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD, "utf-8")
    said = tousu("check", "bad.yaml", "--json")
    first, second = json.loads(said.out)
    assert first == {
        "code": "unknown-fact",
        "message": "no fact is named `ammount`",
        "file": "bad.yaml",
        "line": 28,
        "column": 15,
        "length": 7,
        "suggestion": "amount",
        "page": "docs/faults/unknown-fact.md",
    }
    assert second["code"] == "duplicate-rule-id"


def test_machines_get_an_empty_list_when_there_is_no_fault(tousu: Terminal) -> None:
    assert tousu("check", "shop.yaml", "--json") == Said(Exit.DONE, "[]\n", "")


def test_a_file_that_is_not_there_is_an_answer_too(tousu: Terminal) -> None:
    said = tousu("check", "none.yaml")
    assert said == Said(Exit.UNREADABLE, "", "Error: `none.yaml` cannot be read: no such file or directory\n")
