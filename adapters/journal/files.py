"""Files that are whole or absent, whatever happens to the machine."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

PARTIAL = ".partial"


def write(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    """Make a file that `fill` writes: under a partial name, flushed to disk, then named, and the name flushed too."""
    partial = path.with_name(path.name + PARTIAL)
    with partial.open("wb") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    sync(path.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """Make a file of these bytes."""
    write(path, lambda file: file.write(content))


def sync(folder: Path) -> None:
    """Flush the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
