"""Chunks: what reading a feed gives, before any value has a meaning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Lines = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that cannot be read as a row.

    `line` is where it begins (for XLSX and Parquet the row of the sheet or table), 1-based; `row` counts the file's
    rows from 1, the header and blank lines excluded.
    `reason` is a stable code in kebab case, `detail` says it to a person without quoting the row.
    `raw` is the row as fed, without its line end: `raw.encode(encoding, "surrogateescape")` gives its bytes again.
    """

    file: str
    line: int
    row: int
    column: str | None
    reason: str
    detail: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some consecutive rows of one file, and those between them that were refused.

    `rows` has one String column a field (Parquet: its own types); null only where a format has a null or lacks a key.
    `lines` holds, for each of `rows`, the line or row number in the file, 1-based, the header counted.
    `sparse` says that rows bring their own keys, as in JSON: a chunk has the columns that occur in it.
    """

    file: str
    rows: pl.DataFrame
    lines: Lines
    refused: tuple[Refused, ...] = ()
    sparse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """What is on record about one file that was read.

    `sha256` is of the bytes as stored, before decompression; empty if they could not be read.
    `rows` counts every row met, the refused ones included.
    `problem` says what is wrong with the file as a whole; what precedes the problem was kept.
    """

    path: str
    sha256: str = ""
    format: str | None = None
    compression: str | None = None
    encoding: str | None = None
    rows: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the files of a feed are laid out, as far as its mapping says so; the rest is found out.

    `format` is one of `formats.FORMATS`; `encoding` a name of Python's; `delimiter` one ASCII character.
    `is_header` recognises the header's cells; without it the first line that is not blank is the header.
    `rows_at` is the dotted path to the rows of a JSON document, `None` the document itself.
    `sheet` names the sheet of a workbook, `None` the first.
    """

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    is_header: Callable[[Sequence[str]], bool] | None = None
    rows_at: str | None = None
    sheet: str | None = None
