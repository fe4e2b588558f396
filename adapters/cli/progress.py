"""How far a run has come: a bar on a terminal, else a line in the log now and then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from rich.console import Console

from adapters.cli.words import Words
from adapters.logs import Logger

SECONDS_BETWEEN_LINES = 5.0

Watch = Callable[[int], None]
Fraction = Callable[[], float]


@contextmanager
def watching(words: Words, log: Logger, *, fraction: Fraction) -> Iterator[Watch]:
    """What a run tells the rows of each chunk; `fraction` says which part of the feed was read, from 0 to 1."""
    console = Console(stderr=True)
    if console.is_terminal:
        # Imported when there is somebody to see it: what draws bars takes a tenth of the start.
        with import_module("adapters.cli.bar").drawn(words, console, fraction=fraction) as watch:
            yield watch
    else:
        yield _in_log(log, fraction=fraction)


@contextmanager
def counting(words: Words, log: Logger, *, total: int) -> Iterator[Watch]:
    """What is told the entries of each piece, of which there are `total` in all."""
    done = 0
    with watching(words, log, fraction=lambda: min(1.0, done / max(1, total))) as watch:

        def count(more: int) -> None:
            nonlocal done
            done += more
            watch(more)

        yield count


def _in_log(log: Logger, *, fraction: Fraction) -> Watch:
    rows, told = 0, time.monotonic()

    def watch(more: int) -> None:
        nonlocal rows, told
        rows += more
        if time.monotonic() - told >= SECONDS_BETWEEN_LINES:
            told = time.monotonic()
            log.info("run.progress", rows=rows, percent=round(100 * fraction()))

    return watch
