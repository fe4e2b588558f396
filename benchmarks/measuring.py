"""Measuring: commands and functions side by side, in rounds, so that a busy machine is busy for both."""

import os
import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

BUILD = Path("build/benchmarks")
"""Where the files are that are read and written, to be used again by the next run."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run took: seconds, and the most memory of its process in bytes, as the system counts it."""

    seconds: float
    peak: int


Runs = Mapping[str, Sequence[Taken]]


def command(arguments: Sequence[str | Path]) -> Taken:
    """Run a command to its end, by the clock on the wall; raises CalledProcessError when it fails."""
    started = time.perf_counter()
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, [str(part) for part in arguments])
    return Taken(seconds, usage.ru_maxrss * 1024)


def called(function: Callable[[], object]) -> Taken:
    """Call a function that uses one thread, by processor time; the memory is that of this whole process."""
    started = time.thread_time()
    function()
    seconds = time.thread_time() - started
    return Taken(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def interleaved(rounds: int, runs: Mapping[str, Callable[[], Taken]]) -> Runs:
    """What every run took in every round; each round begins with another one."""
    names = list(runs)
    taken: dict[str, list[Taken]] = {name: [] for name in names}
    for turn in range(rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            taken[name].append(runs[name]())
    return taken


def apart(function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """Call a function in a process of its own.

    A command's peak memory counts that of the process which starts it, so this one has to stay small.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def made(path: Path, write: Callable[[Path, int], None], rows: int) -> Path:
    """The file of that many rows, written unless it is there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        apart(write, path, rows)
    return path
