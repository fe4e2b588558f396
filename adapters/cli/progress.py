"""How far a run has come: a bar on a terminal, else a line in the log now and then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from adapters.cli.words import Words
from adapters.logs import Logger

SECONDS_BETWEEN_LINES = 5.0

Watch = Callable[[int], None]
Fraction = Callable[[], float]


class Rate(ProgressColumn):
    """Rows so far, and rows a second."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def render(self, task: Task) -> Text:
        """The text of the column."""
        rows = task.fields["rows"]
        rate = rows / task.elapsed if task.elapsed else 0
        return Text(self._words("run.rate", rows=f"{rows:,}", rate=f"{rate:,.0f}"))


@contextmanager
def watching(words: Words, log: Logger, *, fraction: Fraction) -> Iterator[Watch]:
    """What a run tells the rows of each chunk; `fraction` says which part of the feed was read, from 0 to 1."""
    console = Console(stderr=True)
    if console.is_terminal:
        with _bar(words, console) as progress:
            yield _on_bar(progress, fraction=fraction)
    else:
        yield _in_log(log, fraction=fraction)


def _bar(words: Words, console: Console) -> Progress:
    columns = SpinnerColumn(), BarColumn(), Rate(words), TextColumn(words("run.left")), TimeRemainingColumn()
    return Progress(*columns, console=console, transient=True)


def _on_bar(progress: Progress, *, fraction: Fraction) -> Watch:
    task = progress.add_task("", total=1.0, rows=0)
    rows = 0

    def watch(more: int) -> None:
        nonlocal rows
        rows += more
        progress.update(task, completed=fraction(), rows=rows)

    return watch


def _in_log(log: Logger, *, fraction: Fraction) -> Watch:
    rows, told = 0, time.monotonic()

    def watch(more: int) -> None:
        nonlocal rows, told
        rows += more
        if time.monotonic() - told >= SECONDS_BETWEEN_LINES:
            told = time.monotonic()
            log.info("run.progress", rows=rows, percent=round(100 * fraction()))

    return watch
