"""Keys: what signs a journal's heads, and the secret by which it finds complaints."""

import base64
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from adapters.journal import files
from adapters.journal.errors import UnsafeKeyError
from engine.journal import Checkpoint, NoteError, Signer
from rules.said import Said

SECRET_SIZE = 32
MODE = 0o600
OTHERS = 0o077
_LINES = 2


@dataclass(frozen=True, slots=True)
class Keys:
    """The signer, and the 32 bytes with which complaints' names are hashed; written on two lines."""

    signer: Signer
    secret: bytes

    @classmethod
    def made(cls, origin: str) -> Self:
        """New keys of a journal's name, drawn from the machine's source of randomness."""
        return cls(Signer(origin, secrets.token_bytes(SECRET_SIZE)), secrets.token_bytes(SECRET_SIZE))

    def bind(self, head: Checkpoint) -> bytes:
        """The writer's word that so many entries, with this root, were committed: who lacks the secret cannot give it.

        It is HMAC-SHA-256 of the text that a signature would be over.
        """
        return hmac.digest(self.secret, head.text().encode(), "sha256")

    @classmethod
    def read(cls, path: Path) -> Self:
        """The keys in a file that nobody but its owner may read; raises UnsafeKeyError."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise UnsafeKeyError(
                Said("the key file `{path}` cannot be read: {why}", path=path, why=(error.strerror or "").lower())
            ) from error
        with os.fdopen(descriptor, "rb") as file:
            if os.fstat(descriptor).st_mode & OTHERS:
                raise UnsafeKeyError(
                    Said("the key file `{path}` can be read by others; run chmod 600 on it", path=path)
                )
            return cls._parsed(file.read(), path)

    @classmethod
    def _parsed(cls, content: bytes, path: Path) -> Self:
        try:
            lines = content.decode("ascii").splitlines()
            secret = base64.b64decode(lines[1], validate=True) if len(lines) == _LINES else b""
            signer = Signer.parse(lines[0]) if lines else None
        except (ValueError, NoteError) as error:
            raise UnsafeKeyError(
                Said("the key file `{path}` holds no keys that `tousu journal init` made", path=path)
            ) from error
        if signer is None or len(secret) != SECRET_SIZE:
            raise UnsafeKeyError(Said("the key file `{path}` holds no keys that `tousu journal init` made", path=path))
        return cls(signer, secret)

    def write(self, path: Path) -> None:
        """Write the keys into a new file that only its owner may read; raises FileExistsError."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{self.signer}\n{base64.b64encode(self.secret).decode()}\n".encode())
            file.flush()
            os.fsync(descriptor)
        files.sync(path.parent)


def beside(journal: Path) -> Path:
    """Where a journal's keys are unless told otherwise: beside its folder, so that copying it copies no key."""
    whole = journal.resolve()
    return whole.with_name(whole.name + ".key")
