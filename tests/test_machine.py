"""What `make` says and does on a machine that lacks something: `scripts/machine` among stand-in commands."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "machine"
INSTALL = (
    "apt-get update && apt-get install --yes --no-install-recommends python3 python3-dev python3-venv gcc libc6-dev"
)
ROOT_USER = "echo 0"
PLAIN_USER = "echo 1000"
OLD_PYTHON = '[ "$1" != --version ] || { echo Python 3.10.13; exit 0; }\nexit 1'
THIS_PYTHON = f'exec "{sys.executable}" "$@"'
NO_VENV = f'[ "$2" != "import ensurepip, venv" ] || exit 1\n{THIS_PYTHON}'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of commands: the script's tools, the C compiler, and no Python."""
    for tool in ("sh", "cut", "cc"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def put(machine: Path, command: str, script: str) -> None:
    (machine / command).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    (machine / command).chmod(0o755)


def ask(machine: Path) -> tuple[int, str, str]:
    """The script's exit code, output and errors on a machine that has these commands alone."""
    environment = {"PATH": str(machine), "CC": "cc"}
    done = subprocess.run([SCRIPT, "python3"], capture_output=True, text=True, env=environment, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_machine_that_lacks_nothing_is_left_alone_without_a_word(machine: Path) -> None:
    put(machine, "python3", THIS_PYTHON)
    assert ask(machine) == (0, "", "")


def test_an_old_python_is_refused_before_anything_is_installed(machine: Path) -> None:
    put(machine, "python3", OLD_PYTHON)
    put(machine, "id", ROOT_USER)
    put(machine, "apt-get", "echo called >&2")
    expected = "make: Python 3.10.13 is too old; name Python 3.11 or newer, as in: make PYTHON=python3.12\n"
    assert ask(machine) == (1, "", expected)


@pytest.mark.parametrize(
    ("python", "compiler", "lack"),
    [
        (None, True, "python3"),
        (NO_VENV, True, "the Python module venv"),
        (THIS_PYTHON, False, "a C compiler"),
    ],
    ids=["python", "venv", "compiler"],
)
def test_a_plain_user_is_told_the_one_command(machine: Path, python: str | None, compiler: bool, lack: str) -> None:
    put(machine, "id", PLAIN_USER)
    put(machine, "apt-get", "echo called >&2")
    if python:
        put(machine, "python3", python)
    if not compiler:
        (machine / "cc").unlink()
    assert ask(machine) == (1, "", f"make: this machine lacks {lack}; as root, run: {INSTALL}\n")


def test_missing_headers_are_told_from_a_missing_compiler(machine: Path) -> None:
    put(machine, "id", PLAIN_USER)
    put(machine, "python3", THIS_PYTHON)
    (machine / "cc").unlink()
    put(machine, "cc", "echo Python.h: No such file >&2; exit 1")
    assert ask(machine) == (1, "", f"make: this machine lacks the C headers of Python; as root, run: {INSTALL}\n")


def test_root_gets_it_installed_and_is_told_so_in_one_line(machine: Path) -> None:
    put(machine, "id", ROOT_USER)
    put(machine, "ln", f'exec {shutil.which("ln")} "$@"')
    put(machine, "apt-get", f'echo noise; [ "$1" != install ] || ln -sf "{sys.executable}" "{machine}/python3"')
    assert ask(machine) == (0, f"make: this machine lacks python3; running: {INSTALL}\n", "")


def test_what_installing_did_not_mend_is_named(machine: Path) -> None:
    put(machine, "id", ROOT_USER)
    put(machine, "apt-get", "true")
    expected = "make: this machine still lacks python3; name another Python, as in: make PYTHON=/usr/bin/python3\n"
    assert ask(machine) == (1, f"make: this machine lacks python3; running: {INSTALL}\n", expected)


def test_a_failed_installation_stops_the_make(machine: Path) -> None:
    put(machine, "id", ROOT_USER)
    put(machine, "apt-get", "echo 'no such mirror' >&2; exit 100")
    said = f"make: this machine lacks python3; running: {INSTALL}\n"
    assert ask(machine) == (1, said, "no such mirror\nmake: apt-get failed, see above\n")


PEERS = Path(__file__).parents[1] / "scripts" / "peers"


def peers(machine: Path) -> tuple[int, str]:
    """The exit code and output of the other script on such a machine."""
    for tool in ("ls", "tr", "sed"):
        (machine / tool).symlink_to(str(shutil.which(tool)))
    done = subprocess.run([PEERS], capture_output=True, text=True, env={"PATH": str(machine)}, check=False)
    return done.returncode, done.stdout


def test_a_plain_user_is_told_which_tests_are_skipped(machine: Path) -> None:
    put(machine, "id", PLAIN_USER)
    code, said = peers(machine)
    assert (code, said.startswith("make: tests that need strace")) == (0, True)


def test_root_is_told_what_is_installed_for_the_tests(machine: Path) -> None:
    put(machine, "id", ROOT_USER)
    put(machine, "apt-get", "exit 1")
    code, said = peers(machine)
    assert code == 0
    assert said.startswith("make: tests run against strace")
    assert said.endswith("make: apt-get failed, so some tests are skipped\n")
