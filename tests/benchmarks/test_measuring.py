import subprocess
import sys
import time

import pytest

from benchmarks.measuring import Taken, command, interleaved


def test_every_round_begins_with_another_run() -> None:
    order: list[str] = []

    def run(name: str) -> Taken:
        order.append(name)
        return Taken(0.0, 0)

    interleaved(2, {"ours": lambda: run("ours"), "theirs": lambda: run("theirs")})
    assert order == ["ours", "theirs", "theirs", "ours"]


def test_a_command_that_fails_is_an_error() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        command([sys.executable, "-c", "raise SystemExit(3)"])


def test_the_peak_memory_is_that_of_the_command() -> None:
    taken = command([sys.executable, "-c", "bytearray(700_000_000)"])
    assert taken.peak > 700_000_000


def test_the_seconds_of_a_command_are_those_on_the_clock() -> None:
    started = time.perf_counter()
    taken = command([sys.executable, "-c", "import time; time.sleep(0.2)"])
    assert 0.2 <= taken.seconds <= time.perf_counter() - started
