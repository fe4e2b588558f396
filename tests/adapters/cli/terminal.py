"""The program run within the test, and as a process of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.cli import program

ROOT = Path(__file__).parents[3]
TOUSU = [sys.executable, "-c", "from adapters.cli import main; main()"]


@dataclass(frozen=True)
class Said:
    """What the program answered."""

    code: int
    out: str
    err: str


class Terminal:
    """Types commands and reads what is said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Said:
        """The answer to a command, run within the test."""
        code = program.run([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        return Said(code, out, err)


def process(*arguments: object, folder: Path, stdin: bytes = b"", **environment: str) -> Said:
    """The answer to a command, run as a process of its own."""
    done = subprocess.run(
        [*TOUSU, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())
