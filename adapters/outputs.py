"""The folder of a run's outputs, in which nothing looks finished before all of it is."""

import fcntl
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from rules.said import Said

DECISIONS = "decisions"
QUARANTINE = "quarantine.jsonl"
ACTIONS = "actions.jsonl"
SUMMARY = "summary.json"
FORMATS = ("parquet", "csv", "jsonl")


class BusyError(Exception):
    """Another run is writing into the folder."""


class Outputs:
    """A folder that one run at a time writes into; `OSError` where it cannot be written.

    Files are written under partial names. `finish` gives them their own, the summary last, so that
    a summary stands beside complete files or not at all, and outputs of an earlier run go with it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = -1

    def partial(self, name: str) -> Path:
        """Where the output `name` is written until all are finished."""
        return self.folder / f".tousu-{name}.partial"

    def create(self, name: str, *, mode: int = 0o666) -> int:
        """A descriptor of the new, empty partial file of an output."""
        path = self.partial(name)
        path.unlink(missing_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)

    def finish(self, names: Iterable[str]) -> None:
        """Give the partial files, all flushed to disk, their names; the summary's is the last of `names`."""
        for stale in (SUMMARY, QUARANTINE, ACTIONS, *(f"{DECISIONS}.{ending}" for ending in FORMATS)):
            (self.folder / stale).unlink(missing_ok=True)
        os.fsync(self._lock)
        for name in names:
            self.partial(name).rename(self.folder / name)
        os.fsync(self._lock)

    def __enter__(self) -> Self:
        """Make the folder and hold it; raises BusyError if another run does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise BusyError(Said("another run is writing into `{folder}`", folder=self.folder)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what is still partial and let go of the folder."""
        for path in self.folder.glob(".tousu-*.partial"):
            with suppress(OSError):
                path.unlink()
        os.close(self._lock)
