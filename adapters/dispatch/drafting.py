"""Drafting: every message that waits, as files to look at, and nothing sent."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from adapters.dispatch.message import Message, RefusedError
from adapters.dispatch.routing import Router
from adapters.stores.ledger import Line

MODE = 0o600
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 80


def draft(lines: list[Line], router: Router, folder: Path) -> Iterator[tuple[Line, str | None]]:
    """Write the drafts of actions into a folder; each with why it would be refused, None when it would not."""
    folder.mkdir(parents=True, exist_ok=True)
    for line in lines:
        message = Message(line.key, line.complaint, line.document)
        try:
            drafts = router.connector(message).drafts(message)
        except RefusedError as error:
            yield line, str(error)
            continue
        for ending, content in drafts.items():
            _write(folder / f"{_name(line)}.{ending}", content)
        yield line, None


def _name(line: Line) -> str:
    """Complaint, action and the key's beginning, of characters that any file system takes."""
    return f"{_UNSAFE.sub('_', f'{line.complaint}-{line.action}')[:_LONGEST_NAME]}-{line.key[:8]}"


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, MODE), "wb") as file:
        file.write(content)
