"""What the allocators are told, each time in a process of its own: it cannot be taken back."""

import os
import subprocess
import sys

import pytest

from adapters.cli.memory import SETTINGS

TOLD = (
    "import os; from adapters.cli import memory; memory.keep(); print(*(os.environ[name] for name in memory.SETTINGS))"
)
HELD = """
import resource, sys
from pathlib import Path
from adapters.cli import memory
if sys.argv[1] == "kept":
    memory.keep()
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
blocks = [b"x" * (1 << 20) for _ in range(64)]
full = held()
del blocks
print(full - held() < 1 << 25)
"""


def said(script: str, *arguments: str, **environment: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    # Polars, once imported, has told itself something else.
    before = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    found = subprocess.run(command, env=before | environment, capture_output=True, text=True, check=True)
    return found.stdout.strip()


def test_numpy_and_polars_are_told() -> None:
    assert said(TOLD) == " ".join(SETTINGS.values())


def test_what_the_user_says_stands() -> None:
    assert said(TOLD, OPENBLAS_NUM_THREADS="4").split()[0] == "4"


@pytest.mark.parametrize(("how", "kept"), [("kept", "True"), ("as it is", "False")])
def test_freed_memory_is_kept(how: str, kept: str) -> None:
    assert said(HELD, how) == kept
