"""Entries: what stands in a journal, as bytes. A ruling on a complaint is a row; all else is a JSON document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import Any

import numpy as np
import polars as pl

from engine.journal.activation import canonical
from engine.journal.digests import Bytes, digests
from engine.journal.field import LayoutError
from engine.journal.layout import Packed
from rules.said import Said

RULING = b"\x01"
DOCUMENT = b"\x02"
DIGEST_SIZE = 32
SALT_SIZE = 16
KEY_SIZE = 16
AS_OF_SIZE = 8
KEY_AT = 1 + DIGEST_SIZE + AS_OF_SIZE
COMMITMENT_AT = KEY_AT + KEY_SIZE
ROW_AT = COMMITMENT_AT + DIGEST_SIZE
NOBODY = bytes(KEY_SIZE)
"""The key of a complaint without a name."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling as it stands in an entry.

    `activation` is the digest of the document that says how `row` is to be read; `as_of` the instant asked about, in
    microseconds UTC; `key` names the complaint to who has the journal's secret; `commitment` binds its facts.
    """

    activation: bytes
    as_of: int
    key: bytes
    commitment: bytes
    row: bytes


def ruled_of(entry: bytes) -> Ruled:
    """The ruling in an entry; raises LayoutError."""
    if entry[:1] != RULING or len(entry) < ROW_AT:
        raise LayoutError(Said("not a ruling"))
    return Ruled(
        activation=entry[1 : 1 + DIGEST_SIZE],
        as_of=int.from_bytes(entry[1 + DIGEST_SIZE : KEY_AT], "little", signed=True),
        key=entry[KEY_AT:COMMITMENT_AT],
        commitment=entry[COMMITMENT_AT:ROW_AT],
        row=entry[ROW_AT:],
    )


def document_of(entry: bytes) -> dict[str, Any]:
    """The document in an entry; raises LayoutError unless it is in its one spelling."""
    try:
        found = json.loads(entry[1:])
        if entry[:1] != DOCUMENT or not isinstance(found, dict) or canonical(found) != entry[1:]:
            raise LayoutError(Said("not a document"))
    except (ValueError, RecursionError) as error:
        raise LayoutError(Said("not a document")) from error
    return found


def document_entry(document: dict[str, Any]) -> bytes:
    """The entry of a document."""
    return DOCUMENT + canonical(document)


def activation_digest(entry: bytes) -> bytes:
    """What rulings call the activation whose entry this is."""
    return sha256(entry[1:]).digest()


def run_identity(document: Mapping[str, Any]) -> bytes:
    """What a run is known by, whenever it is run: SHA-256 of its activation, its mapping and its files."""
    return sha256(canonical({name: document.get(name) for name in ("activation", "feed", "files")})).digest()


def commitment(salt: bytes, facts: bytes) -> bytes:
    """What binds a ruling to facts that may be erased: nobody can guess them without the salt, 16 random bytes."""
    return sha256(salt + facts).digest()


def complaint_key(secret: bytes, identity: str) -> bytes:
    """What a journal calls a complaint, 16 bytes: a keyed hash, so that only its holder can ask by name."""
    return blake2b(identity.encode(), digest_size=KEY_SIZE, key=secret).digest()


def complaint_keys(secret: bytes, identities: pl.Series) -> Bytes:
    """The keys of many complaints, a row of 16 bytes each; that of one without a name is zeros."""
    # Taking in the secret is half of the work, so it is done once.
    copy, found = blake2b(digest_size=KEY_SIZE, key=secret).copy, bytearray()
    for identity in identities.fill_null("").cast(pl.Binary).to_list():
        state = copy()
        state.update(identity)
        found += state.digest()
    keys = np.frombuffer(found, np.uint8).reshape(-1, KEY_SIZE)
    keys[identities.is_null().to_numpy()] = np.frombuffer(NOBODY, np.uint8)
    return keys


def commitments(salts: pl.Series, facts: pl.Series) -> Bytes:
    """The commitments of many rulings, by column."""
    return digests(salts + facts)


def ruling_entries(packed: Packed, *, activation: bytes, as_of: int, keys: Bytes, commitments: Bytes) -> pl.Series:
    """The entries of many rulings under one activation, a column of Binary.

    `keys` has a row of 16 bytes for each, `commitments` one of 32.
    """
    count, width = packed.fixed.shape
    out = np.empty((count, ROW_AT + width), np.uint8)
    start = RULING + activation + as_of.to_bytes(AS_OF_SIZE, "little", signed=True)
    out[:, :KEY_AT] = np.frombuffer(start, np.uint8)
    out[:, KEY_AT:COMMITMENT_AT] = keys
    out[:, COMMITMENT_AT:ROW_AT] = commitments
    out[:, ROW_AT:] = packed.fixed
    return Packed(out, packed.texts).column()


def rulings(entries: pl.Series) -> pl.Series:
    """Which entries of a column are rulings."""
    return entries.bin.starts_with(RULING) & (entries.bin.size() >= ROW_AT)
