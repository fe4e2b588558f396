"""A bar on a terminal that shows how far a run has come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from adapters.cli.words import Words

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
def drawn(words: Words, console: Console, *, fraction: Fraction) -> Iterator[Watch]:
    """What is told the rows of each chunk while a bar is drawn; `fraction` says how much was read, from 0 to 1."""
    columns = SpinnerColumn(), BarColumn(), Rate(words), TextColumn(words("run.left")), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=1.0, rows=0)
        rows = 0

        def watch(more: int) -> None:
            nonlocal rows
            rows += more
            progress.update(task, completed=fraction(), rows=rows)

        yield watch


@contextmanager
def counted(title: str, console: Console, *, total: int) -> Iterator[Callable[[], None]]:
    """What is told of each of `total` things that are done while a bar is drawn."""
    columns = SpinnerColumn(), TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task)
