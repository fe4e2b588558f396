"""Segments: sealed, 2^18 entries each unless the title says otherwise; perfect subtrees, each checked by itself."""

import base64
import json
import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl

from adapters.journal import files
from adapters.journal.errors import UnreadableJournalError
from engine.journal.digests import Bytes
from engine.journal.entry import COMMITMENT_AT, DIGEST_SIZE, KEY_AT, KEY_SIZE, ROW_AT, rulings
from engine.journal.tree import HASH_SIZE, root
from rules.said import Said

FOLDER = "segments"
BLOCK_HEIGHT = 8
BLOCK = 1 << BLOCK_HEIGHT
HASH_HEIGHT = 5
ROW_GROUP = 1 << 13
_KEY_BYTES = 8
_INDEX_BYTES = 12
ENTRY = "entry"
PARTS = ("head", "key", "commitment", "row")
FACTS = ("salt", "facts")
_NO_STATISTICS: dict[str, bool] = {"min": False, "max": False, "distinct_count": False, "null_count": False}


@dataclass(frozen=True, slots=True)
class Segment:
    """Segment `number` of the journal in `folder`: 2^height entries, from `number` times as many."""

    folder: Path
    number: int
    height: int

    @property
    def size(self) -> int:
        """How many entries it has."""
        return 1 << self.height

    @property
    def first(self) -> int:
        """The number of its first entry."""
        return self.number << self.height

    def path(self, part: str) -> Path:
        """The file of a part: `decisions.parquet`, `facts.parquet`, `idx`, `tree` or `json`."""
        return self.folder / FOLDER / f"{self.number:08d}.{part}"

    def write(self, lines: pl.DataFrame, tree: Bytes) -> None:
        """Write all parts, the manifest last; `tree` has the roots over every 256 entries."""
        self._parquet("decisions.parquet", parted(lines["entry"]))
        self.write_facts(lines)
        files.write_bytes(self.path("idx"), index(lines["entry"]))
        files.write_bytes(self.path("tree"), tree.tobytes())
        head = base64.b64encode(root(tree)).decode()
        document = {"first": self.first, "count": lines.height, "root": head}
        files.write_bytes(self.path("json"), json.dumps(document, sort_keys=True).encode() + b"\n")

    def write_facts(self, lines: pl.DataFrame) -> None:
        """Write the facts with their salts; in the place of an erased one there is nothing."""
        self._parquet("facts.parquet", lines.select(FACTS))

    def _parquet(self, part: str, frame: pl.DataFrame) -> None:
        files.write(self.path(part), lambda file: compressed(frame, file))

    @property
    def head(self) -> bytes:
        """The root that the manifest names; raises UnreadableJournalError."""
        path = self.path("json")
        try:
            document = json.loads(path.read_bytes())
            found = base64.b64decode(document["root"], validate=True)
            place = (document["first"], document["count"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableJournalError(Said("`{path}` is not the manifest of a segment", path=path.name)) from error
        if place != (self.first, self.size) or len(found) != HASH_SIZE:
            raise UnreadableJournalError(Said("`{path}` is the manifest of another segment", path=path.name))
        return found

    @property
    def tree(self) -> Bytes:
        """The roots over every 256 entries."""
        path = self.path("tree")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableJournalError(Said("`{path}` cannot be read", path=path.name)) from error
        if len(content) != self.size >> BLOCK_HEIGHT << HASH_HEIGHT:
            raise UnreadableJournalError(Said("`{path}` is not the tree of a segment", path=path.name))
        return np.frombuffer(content, np.uint8).reshape(-1, HASH_SIZE)

    def entries(self, low: int = 0, high: int | None = None) -> pl.Series:
        """The entries from offset `low` until before `high`, as Binary."""
        return whole(self._read("decisions.parquet", low, self.size if high is None else high))

    def facts(self, low: int = 0, high: int | None = None) -> pl.DataFrame:
        """Salt and facts of these entries, both Binary."""
        return self._read("facts.parquet", low, self.size if high is None else high).select(FACTS)

    def lines(self, low: int = 0, high: int | None = None) -> pl.DataFrame:
        """These entries with their facts: the columns `entry`, `salt` and `facts`."""
        return self.facts(low, high).insert_column(0, self.entries(low, high).alias("entry"))

    def _read(self, part: str, low: int, high: int) -> pl.DataFrame:
        path = self.path(part)
        try:
            found = pl.scan_parquet(path).slice(low, high - low).collect()
        except (OSError, pl.exceptions.PolarsError) as error:
            raise UnreadableJournalError(Said("`{path}` cannot be read", path=path.name)) from error
        columns = set(found.columns)
        known = columns == set(FACTS) if part.startswith("facts") else columns in ({ENTRY}, set(PARTS))
        if found.height != high - low or set(found.dtypes) != {pl.Binary()} or not known:
            raise UnreadableJournalError(
                Said(
                    "`{path}` holds {height} entries where {count} should be",
                    path=path.name,
                    height=found.height,
                    count=high - low,
                )
            )
        return found

    def of_key(self, key: bytes) -> list[int]:
        """The numbers of entries that may be rulings on a complaint: those whose key begins alike."""
        path = self.path("idx")
        try:
            if not path.stat().st_size:
                return []
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
                return [self.first + offset for offset in offsets_of(key, held)]
        except (OSError, ValueError) as error:
            raise UnreadableJournalError(Said("`{path}` cannot be read", path=path.name)) from error


def compressed(frame: pl.DataFrame, file: IO[bytes]) -> None:
    """Write a frame as Parquet; lightly compressed, for half of a ruling is chance."""
    frame.write_parquet(
        file, compression="zstd", compression_level=1, row_group_size=ROW_GROUP, statistics=_NO_STATISTICS
    )


def offsets_of(key: bytes, held: bytes | mmap.mmap) -> list[int]:
    """Where an index has rulings whose key begins as `key` does; no array outlives this, for they look into `held`."""
    wanted = np.uint64(int.from_bytes(key[:_KEY_BYTES], "big"))
    count = len(held) // _INDEX_BYTES
    keys = np.frombuffer(held, "<u8", count)
    low, high = (int(np.searchsorted(keys, wanted, side=side)) for side in ("left", "right"))
    offsets: list[int] = np.frombuffer(held, "<u4", high - low, _KEY_BYTES * count + 4 * low).tolist()
    return sorted(offsets)


def parted(entries: pl.Series) -> pl.DataFrame:
    """Entries cut where a ruling's parts meet, so that what is chance is apart from what is not."""
    ends = (0, KEY_AT), (KEY_AT, KEY_SIZE), (COMMITMENT_AT, DIGEST_SIZE), (ROW_AT, None)
    cuts = [entries.bin.slice(at, size) for at, size in ends]
    return pl.DataFrame(dict(zip(PARTS, cuts, strict=True)))


def whole(frame: pl.DataFrame) -> pl.Series:
    """The entries of which a segment has the parts; those of the earliest releases are in one part."""
    first, *rest = (_filled(frame[name]) for name in (PARTS if len(frame.columns) > 1 else (ENTRY,)))
    return sum(rest, first)


def _filled(column: pl.Series) -> pl.Series:
    return column.fill_null(b"") if column.null_count() else column


def index(entries: pl.Series) -> bytes:
    """The beginning of each ruling's key as a number, ascending, 8 bytes each; then their offsets, 4 bytes each."""
    ruled = rulings(entries)
    keys = entries.filter(ruled).bin.slice(KEY_AT, _KEY_BYTES).bin.reinterpret(dtype=pl.UInt64, endianness="big")
    found = pl.DataFrame({"key": keys, "offset": ruled.arg_true()}).sort("key", maintain_order=True)
    return b"".join(found[name].to_numpy().astype(kind).tobytes() for name, kind in (("key", "<u8"), ("offset", "<u4")))
