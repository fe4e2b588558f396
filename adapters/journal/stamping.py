"""Stamping: an authority's word on when a journal had a head (RFC 3161), kept in `anchors/`.

An anchor is the authority's answer as it came, over the bytes of the head's note in `checkpoints/`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from adapters.journal import files
from adapters.journal.standing import ANCHORS, HEADS
from adapters.journal.verdict import Examined
from rules.types import EPOCH

SUFFIX = ".tsr"
_NAME = re.compile(r"(0|[1-9][0-9]{0,18})\.[0-9a-f]{8}\.tsr", re.ASCII)


class StampError(Exception):
    """A time stamp, or a file of certificates, is not what it should be; `code` is the text that says what is wrong."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Authorities:
    """The certificates that stamps must lead to."""

    roots: tuple[x509.Certificate, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """The certificates in a file of PEM; raises StampError."""
        try:
            roots = x509.load_pem_x509_certificates(path.read_bytes())
        except OSError as error:
            raise StampError("unread", (error.strerror or "").lower()) from error
        except ValueError as error:
            raise StampError("unread", "no certificates in PEM") from error
        return cls(tuple(dict.fromkeys(roots)))


@dataclass(frozen=True, slots=True)
class Stamp:
    """A head of `size` entries was there at an instant, says `authority`; instants are in microseconds UTC.

    `expires` is when its certificate does; `checked` tells whether it was held against certificates given.
    """

    file: str
    size: int
    at: int
    authority: str
    expires: int | None
    checked: bool


def request(note: bytes) -> TimeStampRequest:
    """What is asked of an authority about a head's note, with a number used once."""
    return TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).build()


def keep(
    folder: Path, size: int, note: bytes, answer: bytes, *, asked: TimeStampRequest, trusted: Authorities | None
) -> Stamp:
    """Keep an authority's answer, once it is one to what was asked; raises StampError and OSError."""
    found = _decoded(answer)
    if found.status != PKIStatus.GRANTED:
        raise StampError("refused", "; ".join(found.status_string))
    if found.tst_info.nonce != asked.nonce:
        raise StampError("another")
    name = f"{size}.{sha256(answer).hexdigest()[:8]}{SUFFIX}"
    stamp = _examined(f"{ANCHORS}/{name}", size, note, found, trusted)
    (folder / ANCHORS).mkdir(exist_ok=True)
    files.write_bytes(folder / ANCHORS / name, answer)
    return stamp


def examine(folder: Path, found: Examined, *, trusted: Authorities | None) -> list[Stamp]:
    """The stamps of a journal that hold; what is amiss with others is told in `found`.

    Without authorities only what was stamped is compared, and nobody's signature is looked at.
    """
    stamps = []
    for path in sorted((folder / ANCHORS).glob(f"*{SUFFIX}")):
        name = f"{ANCHORS}/{path.name}"
        size = _NAME.fullmatch(path.name)
        if size is None:
            found.amiss("anchor-misnamed", file=name)
            continue
        try:
            answer, note = path.read_bytes(), (folder / HEADS / size[1]).read_bytes()
            stamps.append(_examined(name, int(size[1]), note, _decoded(answer), trusted))
        except OSError as error:
            found.unreadable.append(
                f"`{name}`, or the head that it is of, cannot be read: {(error.strerror or '').lower()}"
            )
        except StampError as error:
            if error.code == "unfit":
                found.unreadable.append(f"`{name}` is no time stamp")
            else:
                found.amiss(f"anchor-{error.code}", file=name, why=str(error))
    return stamps


def _decoded(answer: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(answer)
    except ValueError as error:
        raise StampError("unfit") from error


def _examined(name: str, size: int, note: bytes, found: TimeStampResponse, trusted: Authorities | None) -> Stamp:
    """The stamp, if it is over the note, and of an authority that is trusted, where any are named."""
    try:
        info = found.tst_info
        signer = _signer(found, () if trusted is None else trusted.roots)
        imprint = info.message_imprint
        at = info.gen_time
    except ValueError as error:
        raise StampError("unfit") from error
    if (imprint.hash_algorithm, imprint.message) != (_SHA256, sha256(note).digest()):
        raise StampError("other-head")
    if trusted is not None:
        _trusted(found, note, signer, at, trusted)
    told = "" if signer is None else signer.subject.rfc4514_string()
    expires = None if signer is None else _instant(signer.not_valid_after_utc)
    return Stamp(name, size, _instant(at), told, expires, checked=trusted is not None)


def _trusted(
    found: TimeStampResponse, note: bytes, signer: x509.Certificate | None, at: datetime, trusted: Authorities
) -> None:
    """Raise StampError unless the stamp leads to the certificates, which were valid when it was made."""
    if signer is not None and not signer.not_valid_before_utc <= at <= signer.not_valid_after_utc:
        raise StampError("expired")
    builder = VerifierBuilder(roots=list(trusted.roots), tsa_certificate=None if _embedded(found) else signer)
    try:
        builder.build().verify_message(found, note)
    except (VerificationError, ValueError) as error:
        raise StampError("authority", _plain(error)) from error


def _plain(error: Exception) -> str:
    """What OpenSSL says is wrong, without where in its sources it found it."""
    told = re.search(r'data: "(?:Verify error: ?)?([^"]+)"', str(error))
    return (told[1] if told else str(error).partition(":")[0]).lower()


def _embedded(found: TimeStampResponse) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(one) for one in found.signed_data.certificates]


def _signer(found: TimeStampResponse, known: Sequence[x509.Certificate]) -> x509.Certificate | None:
    """The certificate whose key signed: that which comes with the stamp, or one of those that are known."""
    told = [(one.issuer, one.serial_number) for one in found.signed_data.signer_infos]
    return next((one for one in [*_embedded(found), *known] if (one.issuer, one.serial_number) in told), None)


def _instant(at: datetime) -> int:
    return (at.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)


_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
