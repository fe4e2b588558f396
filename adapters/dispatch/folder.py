"""A folder of files, one a message: for systems that take their work from one, and for looking at."""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path

from adapters.dispatch.message import FailedError, Message
from rules.said import Said

MODE = 0o600


class Folder:
    """Writes each message to `KEY.json`; written again it is the same file."""

    asks = True
    to = None
    says = ()

    def __init__(self, name: str, path: Path, *, money: bool = False) -> None:
        self.name = name
        self.money = money
        self._path = path

    async def send(self, message: Message) -> str:
        """Write a message; the receipt is the file's name."""
        try:
            await asyncio.to_thread(self._write, message)
        except OSError as error:
            raise FailedError(
                Said("`{path}` cannot be written: {why}", path=self._path, why=_why(error)), reached=False
            ) from error
        return f"{message.key}.json"

    async def found(self, message: Message) -> str | None:
        """The file's name if it is there."""
        name = f"{message.key}.json"
        return name if await asyncio.to_thread((self._path / name).is_file) else None

    def drafts(self, message: Message) -> Mapping[str, bytes]:
        """The file."""
        said = {"key": message.key, "complaint": message.complaint, **message.document}
        return {"json": json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"}

    async def check(self) -> None:
        """See that the folder can be written."""
        try:
            self._path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FailedError(
                Said("`{path}` cannot be made: {why}", path=self._path, why=_why(error)), reached=False
            ) from error
        if not os.access(self._path, os.W_OK):
            raise FailedError(Said("`{path}` cannot be written", path=self._path), reached=False)

    async def close(self) -> None:
        """Nothing stays open."""

    def _write(self, message: Message) -> None:
        """Write under another name first, so that nobody reads half a file."""
        self._path.mkdir(parents=True, exist_ok=True)
        partial = self._path / f".{message.key}.{os.getpid()}.partial"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(self.drafts(message)["json"])
            file.flush()
            os.fsync(file.fileno())
        partial.rename(self._path / f"{message.key}.json")


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
