"""`tousu fmt`."""

import json
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from tests.adapters.cli.terminal import Said, Terminal

UNTIDY = "tousu:   1\nfacts:\n    id: {type: text}\n"
TIDY = "tousu: 1\nfacts:\n  id: {type: text}\n"


@pytest.fixture
def untidy(folder: Path) -> Path:
    path = folder / "untidy.yaml"
    path.write_text(UNTIDY, "utf-8")
    path.chmod(0o640)
    return path


def test_a_file_is_laid_out_in_place(tousu: Terminal, untidy: Path) -> None:
    assert tousu("fmt", "untidy.yaml") == Said(Exit.DONE, "untidy.yaml: laid out\n", "")
    assert untidy.read_text("utf-8") == TIDY
    assert untidy.stat().st_mode & 0o777 == 0o640
    assert tousu("fmt", "untidy.yaml") == Said(Exit.DONE, "untidy.yaml: nothing to change\n", "")


def test_a_check_changes_nothing(tousu: Terminal, untidy: Path) -> None:
    said = tousu("fmt", "untidy.yaml", "--check")
    assert said == Said(Exit.NO, "untidy.yaml: would be laid out otherwise\n", "")
    assert untidy.read_text("utf-8") == UNTIDY


def test_machines_are_told_whether_it_changed(tousu: Terminal, untidy: Path) -> None:
    del untidy  # the policy stands there
    assert json.loads(tousu("fmt", "untidy.yaml", "--json").out) == {"file": "untidy.yaml", "changed": True}
    assert json.loads(tousu("fmt", "untidy.yaml", "--json").out) == {"file": "untidy.yaml", "changed": False}


def test_line_ends_and_a_byte_order_mark_are_laid_out_too(tousu: Terminal, untidy: Path) -> None:
    untidy.write_bytes(b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode())
    assert tousu("fmt", "untidy.yaml").code == Exit.DONE
    assert untidy.read_bytes() == TIDY.encode()


def test_what_is_no_yaml_is_shown_and_left_alone(tousu: Terminal, untidy: Path) -> None:
    untidy.write_text("a: 1\na: 2\n", "utf-8")
    said = tousu("fmt", "untidy.yaml")
    assert (said.code, said.out) == (Exit.NO, "")
    assert "untidy.yaml:2:1: `a` is already a key at line 1; delete one [duplicate-key]" in said.err
    assert untidy.read_text("utf-8") == "a: 1\na: 2\n"


def test_a_file_that_is_not_there_is_an_answer_too(tousu: Terminal) -> None:
    said = tousu("fmt", "none.yaml")
    assert said == Said(Exit.UNREADABLE, "", "Error: `none.yaml` cannot be read: no such file or directory\n")
