"""Checkpoints: how long a journal is, and the root over it (C2SP tlog-checkpoint)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Self

from engine.journal.note import NoteError, Signer, Verifier
from engine.journal.tree import HASH_SIZE
from rules.said import Said

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LEAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a journal named `origin`: `size` entries, with the root over them, 32 bytes."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """The checkpoint in the text of a note; lines beyond the third are another's extensions. Raises NoteError."""
        lines = text.split("\n")[:-1]
        if not text.endswith("\n") or len(lines) < _LEAST_LINES or "" in lines:
            raise NoteError(Said("not a checkpoint: name, size and root, each on a line"))
        if not _SIZE.fullmatch(lines[1]):
            raise NoteError(Said("the checkpoint's size is no plain number"))
        return cls(lines[0], int(lines[1]), hash_of(lines[2]))

    @classmethod
    def open(cls, note: str, verifier: Verifier) -> Self:
        """The checkpoint in a note that `verifier` accepts and that speaks of the journal of its name."""
        found = cls.parse(verifier.open(note))
        if found.origin != verifier.name:
            raise NoteError(
                Said("a head of `{origin}`, not of `{verifier}`", origin=found.origin, verifier=verifier.name)
            )
        return found

    def text(self) -> str:
        """The three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, signer: Signer) -> str:
        """The note."""
        return signer.sign(self.text())


def hash_of(line: str) -> bytes:
    """The hash that a line has in Base64, in its one canonical spelling; raises NoteError."""
    try:
        found = base64.b64decode(line, validate=True)
    except ValueError:
        found = b""
    if len(found) != HASH_SIZE or base64.b64encode(found).decode() != line:
        raise NoteError(Said("a line should be a hash in base64"))
    return found
