"""Reading: the bytes of a table's file as a grid, whatever its format."""

from collections.abc import Callable
from hashlib import sha256

from adapters.tables.delimited import delimited
from adapters.tables.size import LARGEST
from adapters.tables.workbook import workbook
from rules.grid import Grid, Tables
from rules.said import Said
from rules.unreadable import Unreadable

Files = Callable[[str], bytes | Unreadable]
"""Gives the bytes of a file beside a policy."""


def tables(files: Files) -> Tables:
    """The tables in files, each of which is read once."""
    kept: dict[str, bytes | Unreadable] = {}

    def table(file: str, sheet: str) -> Grid | Unreadable:
        if file not in kept:
            kept[file] = files(file)
        content = kept[file]
        if isinstance(content, Unreadable):
            return content
        if len(content) > LARGEST:
            return Unreadable(
                Said("it has {size} bytes, more than {largest}; split it", size=len(content), largest=LARGEST)
            )
        return _grid(content, file, sheet)

    return table


def _grid(content: bytes, file: str, sheet: str) -> Grid | Unreadable:
    if file.lower().endswith(".xlsx"):
        found = workbook(content, file, sheet)
    elif sheet:
        return Unreadable(Said("CSV has no sheets such as `{sheet}`", sheet=sheet))
    else:
        found = delimited(content, file)
    if isinstance(found, Unreadable):
        return found
    rows, faults = found
    return (
        Grid(file, sha256(content).hexdigest(), tuple(rows), tuple(faults)) if rows else Unreadable(Said("it is empty"))
    )
