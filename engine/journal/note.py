"""Signed notes: a text and an Ed25519 signature below it (C2SP signed-note, version 1)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from types import ModuleType
from typing import Self

from rules.said import Said

ALGORITHM = b"\x01"
KEY_SIZE = 32
ID_SIZE = 4
LONGEST = 1 << 20
_DASH = "\N{EM DASH} "
_PRIVATE = "PRIVATE+KEY+"
_KEY_PARTS = 3
_SIGN_BIT = 0x7F
_PRIME = 2**255 - 19
_ORDER_EIGHT = (
    0x05FC536D880238B13933C6D305ACDFD5F098EFF248F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7,
)
LOW_ORDER = frozenset({0, 1, _PRIME - 1, _PRIME, _PRIME + 1, *_ORDER_EIGHT})
"""The y of every point under which a signature says nothing about the text, odd spellings included."""


class NoteError(Exception):
    """A note, key or signature is not what it should be; the message says why."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who signs, and the public key, 32 bytes; written `NAME+ID+KEY`."""

    name: str
    key: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """The verifier in a text; raises NoteError."""
        parts = text.strip().split("+", 2)
        decoded = _decoded(parts[2]) if len(parts) == _KEY_PARTS else b""
        if decoded[:1] != ALGORITHM or len(decoded) != 1 + KEY_SIZE or not _fit(parts[0]):
            raise NoteError(Said("not a verifier key of the form `NAME+ID+KEY`"))
        found = cls(parts[0], decoded[1:])
        if parts[1] != found.id.hex():
            raise NoteError(Said("the verifier key's id does not belong to its name and key"))
        found._refuse_low_order()
        return found

    @property
    def id(self) -> bytes:
        """The first 4 bytes of a hash over name and key."""
        return key_id(self.name, self.key)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ALGORITHM + self.key).decode()}"

    def open(self, note: str) -> str:
        """The text of a note that this verifier's signer signed; raises NoteError."""
        text, signatures = _taken_apart(note)
        ours = [signature for name, signature in signatures if name == self.name and signature[:ID_SIZE] == self.id]
        if not ours:
            raise NoteError(Said("not signed by `{name}` with the key {id}", name=self.name, id=self.id.hex()))
        if not _ed25519().verifies(text.encode(), signature=ours[0][ID_SIZE:], key=self.key):
            raise NoteError(Said("the signature of `{name}` is not of this text", name=self.name))
        return text

    def _refuse_low_order(self) -> None:
        masked = self.key[:-1] + bytes([self.key[-1] & _SIGN_BIT])
        if int.from_bytes(masked, "little") in LOW_ORDER:
            raise NoteError(Said("the verifier key is a point of low order, under which anything verifies"))


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and the private key's seed, 32 bytes; written `PRIVATE+KEY+NAME+ID+KEY`."""

    name: str
    seed: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """The signer in a text; raises NoteError."""
        written = text.strip()
        parts = written.removeprefix(_PRIVATE).split("+", 2)
        decoded = _decoded(parts[2]) if written.startswith(_PRIVATE) and len(parts) == _KEY_PARTS else b""
        if decoded[:1] != ALGORITHM or len(decoded) != 1 + KEY_SIZE or not _fit(parts[0]):
            raise NoteError(Said("not a private key of the form `PRIVATE+KEY+NAME+ID+KEY`"))
        found = cls(parts[0], decoded[1:])
        if parts[1] != found.verifier.id.hex():
            raise NoteError(Said("the private key's id does not belong to its name and key"))
        return found

    @property
    def verifier(self) -> Verifier:
        """What checks this signer's notes."""
        return Verifier(self.name, _ed25519().public_key(self.seed))

    def __str__(self) -> str:
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{base64.b64encode(ALGORITHM + self.seed).decode()}"

    def sign(self, text: str) -> str:
        """The note of a text, which ends with a line end; the same text gives the same note."""
        signature = _ed25519().sign(text.encode(), seed=self.seed)
        encoded = base64.b64encode(self.verifier.id + signature).decode()
        return f"{text}\n{_DASH}{self.name} {encoded}\n"


def _ed25519() -> ModuleType:
    """The arithmetic, imported when something is signed or verified: it takes a tenth of a second."""
    return import_module("engine.journal.ed25519")


def key_id(name: str, key: bytes) -> bytes:
    """The id of a key, 4 bytes."""
    return sha256(name.encode() + b"\n" + ALGORITHM + key).digest()[:ID_SIZE]


def _fit(name: str) -> bool:
    """Whether a name is one: not empty, without blanks and plus signs."""
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _taken_apart(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text with its last line end, and each signature with its name."""
    text, blank, below = note.rpartition("\n\n")
    if len(note) > LONGEST or not blank or not below.endswith("\n"):
        raise NoteError(Said("not a signed note"))
    if any(sign < " " and sign != "\n" for sign in note):
        raise NoteError(Said("a signed note holds no control characters"))
    signatures = [_signature(line) for line in below[:-1].split("\n")]
    return text + "\n", signatures


def _signature(line: str) -> tuple[str, bytes]:
    name, blank, encoded = line.removeprefix(_DASH).partition(" ")
    signature = _decoded(encoded)
    if not line.startswith(_DASH) or not blank or not _fit(name) or len(signature) <= ID_SIZE:
        raise NoteError(Said("a line below the note is no signature"))
    return name, signature
