"""The program as a whole: help, languages, exit codes, and one line for whatever goes wrong."""

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from adapters.cli import check
from adapters.cli.program import COMMANDS
from tests.adapters.cli.terminal import ROOT, TOUSU, Said, Terminal, process

COMMAND_HELP = [[command, "--help"] for command in COMMANDS]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_in_a_command_s_help_works(command: str, tousu: Terminal) -> None:
    (example,) = re.findall(r"^  +tousu (.*)$", tousu(command, "--help").out, re.MULTILINE)
    assert tousu(*shlex.split(example)).code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_speaks_to_machines(command: str, tousu: Terminal) -> None:
    (example,) = re.findall(r"^  +tousu (.*)$", tousu(command, "--help").out, re.MULTILINE)
    assert json.loads(tousu(*shlex.split(example), "--json").out) is not None


@pytest.mark.parametrize("arguments", [["--help"], *COMMAND_HELP])
def test_help_is_there_in_chinese(arguments: list[str], tousu: Terminal) -> None:
    english, chinese = tousu(*arguments), tousu(*arguments, "--lang=zh")
    assert english.code == chinese.code == 0
    assert not re.search(r"[\u4e00-\u9fff]", english.out.replace("--lang zh", ""))
    assert len(re.findall(r"[\u4e00-\u9fff]+", chinese.out)) >= 5


def test_the_version_is_told(tousu: Terminal) -> None:
    assert re.fullmatch(r"tousu, version \d+\.\d+\.\d+\n", tousu("--version").out)


MISUSES = [[], ["chek"], ["check", "--loud"], ["run", "f.csv"], ["decide"], ["check", "--lang", "fr"]]


@pytest.mark.parametrize("arguments", MISUSES)
def test_misuse_is_told_in_a_few_lines(arguments: list[str], tousu: Terminal) -> None:
    said = tousu(*arguments)
    assert said.code == 2
    assert said.err.startswith("Usage: tousu")
    assert not said.out


def test_an_unexpected_error_is_one_line_that_quotes_no_complaint(
    tousu: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise TypeError("13800000001")

    monkeypatch.setattr(check, "reading", broken)
    said = tousu("check")
    assert said.code == 4
    told = r"tousu: unexpected error: TypeError, test_program\.py:\d+; run it again with --debug to see where.*\n"
    assert re.fullmatch(told, said.err)
    assert "Traceback" in tousu("check", "--debug").err


def test_an_interruption_is_no_error(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "reading", interrupted)
    assert tousu("check") == Said(130, "", "\ninterrupted\n")


def test_a_reader_that_has_seen_enough_gets_no_traceback(folder: Path) -> None:
    (folder / "bad.yaml").write_text("facts: 1\n" * 3000, "utf-8")
    piped = f"(sleep 0.2; {shlex.join(TOUSU)} check bad.yaml) | true"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(["/bin/bash", "-c", piped], capture_output=True, cwd=folder, env=environment, check=False)
    assert done.stderr == b""


def test_nothing_is_printed_that_the_terminal_cannot_show(folder: Path) -> None:
    said = process("check", "--lang", "zh", folder=folder, PYTHONIOENCODING="latin-1")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("policy.yaml?")
