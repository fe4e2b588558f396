"""The title of a journal: the file that says what it is and whose signature to expect."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from adapters.journal import files
from adapters.journal.errors import UnreadableJournalError
from engine.journal import NoteError, Verifier
from rules.said import Said

NAME = "journal.json"
FORMAT = 1
KIND = "journal"
HEIGHT = 18
HEIGHTS = range(8, 25)


@dataclass(frozen=True, slots=True)
class Title:
    """The journal's verifier, whose name is the journal's origin, and how many entries a segment has: 2^height."""

    verifier: Verifier
    height: int = HEIGHT

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The title of the journal in a folder; raises UnreadableJournalError."""
        path = folder / NAME
        try:
            document = json.loads(path.read_bytes())
            written, height, verifier = document["format"], document["segment_height"], document["verifier"]
            found = cls(Verifier.parse(verifier), HEIGHTS[HEIGHTS.index(height)])
        except OSError as error:
            why = (error.strerror or "").lower()
            raise UnreadableJournalError(
                Said("`{folder}` is no journal: {name}: {why}", folder=folder, name=NAME, why=why)
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NoteError) as error:
            raise UnreadableJournalError(Said("`{path}` is not the title of a journal", path=path)) from error
        if written != FORMAT:
            raise UnreadableJournalError(
                Said(
                    "`{path}` is of format {written}; this program reads {format}",
                    path=path,
                    written=written,
                    format=FORMAT,
                )
            )
        return found

    def document(self) -> dict[str, Any]:
        """The title as JSON: the file's content and, with its kind, the journal's first entry."""
        return {"format": FORMAT, "segment_height": self.height, "verifier": str(self.verifier)}

    def first(self) -> dict[str, Any]:
        """The document of entry 0, which puts the title under every head."""
        return {"kind": KIND, **self.document()}

    def write(self, folder: Path) -> None:
        """Write the file."""
        files.write_bytes(folder / NAME, json.dumps(self.document(), indent=2, sort_keys=True).encode() + b"\n")
