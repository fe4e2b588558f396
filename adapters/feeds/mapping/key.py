"""Content keys: names for complaints whose feed gives them none."""

from collections.abc import Sequence
from hashlib import sha256

import polars as pl

# 128 bits of a SHA-256: no two of any feed's rows get the same by chance.
_DIGITS = 32


def content_keys(cells: Sequence[pl.Series]) -> pl.Series:
    """A key for each row: the first half of the SHA-256 of its cells, in hexadecimal; null where no cell holds a text.

    Each cell goes in as its length in bytes and its UTF-8 text, a null as `-`, so that no two rows read alike.
    """
    texts = [cell.cast(pl.String).to_list() for cell in cells]
    return pl.Series([_key(row) for row in zip(*texts, strict=True)], dtype=pl.String)


def _key(row: tuple[str | None, ...]) -> str | None:
    if not any(row):
        return None
    digest = sha256()
    for cell in row:
        text = None if cell is None else cell.encode()
        digest.update(b"-:" if text is None else b"%d:%b" % (len(text), text))
    return digest.hexdigest()[:_DIGITS]
