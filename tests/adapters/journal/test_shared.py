"""A writer shared by threads: each is told only when its entries are on disk, and nobody's get lost or mixed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.journal import Line, Records, Shared, UnreadableJournalError, Writer
from adapters.journal.shared import MOST_UNSIGNED
from adapters.journal.step import Step
from adapters.journal.tail import Tail
from tests.adapters.journal.ledger import KEYS, empty
from tests.adapters.journal.test_verifying import examined
from tests.adapters.journal.test_writer import remarks

WRITERS, EACH = 16, 8


def ticking(*instants: int) -> Callable[[], int]:
    left = iter(instants)
    return lambda: next(left)


def test_what_threads_append_at_once_is_there_where_each_was_told(tmp_path: Path) -> None:
    journal = empty(tmp_path, height=8)
    told: dict[int, list[Line]] = {}
    with Writer(journal, KEYS) as writer:
        shared = Shared(writer, lambda: 0)

        def work(number: int) -> None:
            for turn in range(EACH):
                lines = remarks(1 + number % 3, start=1000 * number + 10 * turn)
                told[shared.append(lines)] = lines

        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(work, range(WRITERS)))
        shared.sign()
    records = Records.open(journal)
    for first, lines in told.items():
        assert list(records.frame(first, first + len(lines)).iter_rows()) == lines
    assert records.size == 1 + sum(map(len, told.values()))
    records.close()
    assert examined(journal).findings == []


def test_one_commit_is_made_for_all_that_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    commit = Tail.commit

    def counted(self: Tail, lines: object, step: Step) -> None:
        steps.append(step.first)
        commit(self, lines, step)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Tail, "commit", counted)
    with Writer(empty(tmp_path), KEYS) as writer, ThreadPoolExecutor(WRITERS) as pool:
        shared, before = Shared(writer, lambda: 0), len(steps)
        with shared._committing:  # noqa: SLF001 -- as if a commit were under way
            waiting = [pool.submit(shared.append, remarks(1, start=number)) for number in range(WRITERS)]
            while len(shared._group.lines) < WRITERS:  # noqa: SLF001
                pass
        assert sorted(one.result() for one in waiting) == list(range(1, WRITERS + 1))
    assert len(steps) - before == 1


def test_whoever_waits_for_a_commit_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise UnreadableJournalError("disk i/o error")

    with Writer(empty(tmp_path), KEYS) as writer, ThreadPoolExecutor(2) as pool:
        monkeypatch.setattr(Tail, "commit", failing)
        shared = Shared(writer, lambda: 0)
        waiting = [pool.submit(shared.append, remarks(1)) for _ in range(2)]
        assert all(isinstance(one.exception(), UnreadableJournalError) for one in waiting)


def test_a_head_is_signed_once_a_minute(tmp_path: Path) -> None:
    journal = empty(tmp_path)
    with Writer(journal, KEYS) as writer:
        shared = Shared(writer, ticking(0, MOST_UNSIGNED - 1, MOST_UNSIGNED, MOST_UNSIGNED))
        shared.append(remarks(1))
        assert not (journal / "checkpoints" / "2").exists()
        shared.append(remarks(1))
    assert (journal / "checkpoints" / "3").exists()
