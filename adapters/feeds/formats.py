"""Formats: which reader a file is for."""

import json
from pathlib import PurePath

from adapters.feeds.chunk import Layout
from adapters.feeds.opening import Source

FORMATS = ("csv", "json", "jsonl", "parquet", "xlsx")
ENDINGS = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
}
PACKED = (".gz", ".zst")
MAGICS = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx"}


def format_of(source: Source, layout: Layout, *, head: bytes) -> str | None:
    """The format that the layout says, or the first bytes, or the name's ending, or the text; None to pass a file by.

    `head` is the beginning of the file's content.

    Only a file that a folder brought in is passed by: when its name has none of the `ENDINGS`.
    """
    ending = _ending(source.name)
    if source.listed and ending is None:
        return None
    if layout.format is not None:
        return layout.format
    binary = [name for magic, name in MAGICS.items() if head.startswith(magic)]
    return binary[0] if binary else ending or _guessed(head)


def _ending(name: str) -> str | None:
    path = PurePath(name.lower())
    return ENDINGS.get(path.with_suffix("").suffix if path.suffix in PACKED else path.suffix)


def _guessed(head: bytes) -> str:
    """The format of text by its beginning: a first line that is an object makes it JSON Lines."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith((b"{", b"[")):
        return "csv"
    try:
        first = json.loads(text.split(b"\n", 1)[0])
    except (ValueError, RecursionError):
        return "json"
    return "jsonl" if isinstance(first, dict) else "json"
