"""Proofs that a journal holds an entry, as one small text that needs no journal (C2SP tlog-proof)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Self

from engine.journal.checkpoint import Checkpoint, hash_of
from engine.journal.note import NoteError, Verifier
from engine.journal.tree import leaf_hash, proves_inclusion
from rules.said import Said

HEAD = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Proof:
    """Entry number `index`, the hashes from it to the root, the signed head, and what goes with it in `extra`."""

    index: int
    path: tuple[bytes, ...]
    note: str
    extra: bytes = b""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The proof in a text; raises NoteError."""
        above, blank, note = text.partition("\n\n")
        lines = above.split("\n")
        if not blank or lines.pop(0) != HEAD:
            raise NoteError(Said("not a proof: it should begin with `{head}`", head=HEAD))
        extra = _extra(lines.pop(0)) if lines and lines[0].startswith(_EXTRA) else b""
        found = _INDEX.fullmatch(lines[0]) if lines else None
        if found is None:
            raise NoteError(Said("the proof does not say which entry it is about"))
        return cls(int(found[1]), tuple(hash_of(line) for line in lines[1:]), note, extra)

    def text(self) -> str:
        """The proof as it is written."""
        extra = [_EXTRA + base64.b64encode(self.extra).decode()] if self.extra else []
        path = [base64.b64encode(step).decode() for step in self.path]
        return "\n".join([HEAD, *extra, f"index {self.index}", *path, "", self.note])

    def check(self, entry: bytes, verifier: Verifier) -> Checkpoint:
        """The head, signed as `verifier` says, under which `entry` is in the journal; raises NoteError."""
        head = Checkpoint.open(self.note, verifier)
        self.holds(entry, head)
        return head

    def holds(self, entry: bytes, head: Checkpoint) -> None:
        """Raise NoteError unless `entry` is in the journal of a head."""
        leaf = leaf_hash(entry)
        if not proves_inclusion(self.path, index=self.index, size=head.size, leaf=leaf, head=head.root):
            raise NoteError(
                Said("entry {index} is not in the journal of that head, or not as disclosed", index=self.index)
            )


def _extra(line: str) -> bytes:
    try:
        return base64.b64decode(line.removeprefix(_EXTRA), validate=True)
    except ValueError as error:
        raise NoteError(Said("the proof's `extra` is not base64")) from error
