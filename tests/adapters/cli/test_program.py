"""The program as a whole: help, languages, exit codes, and one line for whatever goes wrong."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from adapters.cli import check
from adapters.cli.program import COMMANDS, Program
from adapters.cli.words import Language, Words
from adapters.stores.database import Database
from adapters.stores.outbox import Release, Result, StoredOutbox
from adapters.stores.schema import State
from engine.outbox import Wanted
from tests.adapters.cli.terminal import ROOT, TOUSU, Said, Terminal, process

GROUPS = {
    "connectors": ["check"],
    "journal": ["export", "init", "query"],
    "outbox": ["list", "show", "retry", "drop", "stats"],
}
LEAVES = [f"{command} {below}".strip() for command in COMMANDS for below in GROUPS.get(command, [""])]
COMMAND_HELP = [[*command.split(), "--help"] for command in [*LEAVES, *GROUPS]]


def example(command: str, tousu: Terminal) -> list[str]:
    """The example in a command's help, as it is typed; its outbox has one action, which is dead."""
    dead: dict[str, object] = {
        "action": "send_result",
        "channel": "notice",
        "pays": None,
        "with": {},
        "texts": {},
        "unsaid": None,
    }
    database = Database("outbox.db", create=True)
    outbox = StoredOutbox(database)
    outbox.put([Wanted("payment-complaints", "T-1", (dead,))], at=0)
    for one in outbox.claim("me", at=0, until=1, limit=1):
        result = Result(one.entries[0].id, State.DEAD, 1, uncertain=False, connector="x", detail="no")
        outbox.settle([result], [Release(one.policy, one.complaint, 0)], owner="me", at=0)
    database.close()
    (found,) = re.findall(r"^  +tousu (.*)$", tousu(*command.split(), "--help").out, re.MULTILINE)
    return shlex.split(found)


@pytest.mark.parametrize("command", LEAVES)
def test_the_example_in_a_command_s_help_works(command: str, tousu: Terminal) -> None:
    assert tousu(*example(command, tousu)).code == 0


@pytest.mark.parametrize("command", LEAVES)
def test_every_command_speaks_to_machines(command: str, tousu: Terminal) -> None:
    assert json.loads(tousu(*example(command, tousu), "--json").out) is not None


def test_every_group_of_commands_is_known_here() -> None:
    made = {name: Program(Words(Language.EN)).get_command(click.Context(click.Command("x")), name) for name in COMMANDS}
    groups = {name: sorted(one.commands) for name, one in made.items() if isinstance(one, click.Group)}
    assert groups == {name: sorted(below) for name, below in GROUPS.items()}


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


@pytest.mark.parametrize("package", ["adapters.journal", "aiohttp", "cryptography", "engine.journal", "sqlalchemy"])
def test_what_a_run_does_not_need_is_not_imported(package: str) -> None:
    """Each would cost every command a tenth of a second and more."""
    script = f"import sys, adapters.cli.run; sys.exit('{package}' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
