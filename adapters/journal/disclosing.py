"""Disclosing: one entry with the proof that a journal holds it, which tells nothing of any other."""

import base64
import json
from dataclasses import dataclass
from typing import Any

import polars as pl

from adapters.journal.errors import TamperedError, UnreadableJournalError
from adapters.journal.records import Records
from adapters.journal.standing import HEAD
from engine.journal import Activation, Checkpoint, LayoutError, NoteError, Proof, Verifier, document_of, ruled_of
from engine.journal.entry import DOCUMENT, activation_digest, commitment, document_entry
from engine.journal.meaning import shown
from engine.journal.tree import inclusion
from rules.said import Said, said
from rules.types import Instant

Document = dict[str, Any]
AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Entry `number` under a head; facts are empty when they were erased or not disclosed.

    Values are as people write them, but for the numbers of a journal so old that nothing says what they stand for.
    """

    number: int
    head: Checkpoint
    as_of: str
    activation: Activation
    facts: Document
    ruling: Document

    def document(self) -> Document:
        """What is disclosed, as JSON."""
        return {
            "entry": self.number,
            "origin": self.head.origin,
            "size": self.head.size,
            AS_OF: self.as_of,
            "policy": f"{self.activation.policy} {self.activation.version}",
            "policy_digest": self.activation.policy_digest,
            "facts": self.facts,
            "ruling": self.ruling,
        }


def prove(records: Records, number: int) -> Proof:
    """The proof of a ruling under the newest head, with the ruling, its activation, and its facts if still there.

    Raises a JournalError, also where what is there now would prove nothing.
    """
    path = records.folder / HEAD
    try:
        note = path.read_text("utf-8")
        head = Checkpoint.open(note, records.title.verifier)
    except (OSError, ValueError, NoteError) as error:
        raise UnreadableJournalError(Said("`{head}` is not a head of this journal", head=HEAD)) from error
    if not number < head.size:
        raise UnreadableJournalError(Said("entry {number} is not under a signed head yet", number=number))
    line = records.line(number)
    activation = records.activation(ruled_of(line.entry).activation)
    extra: Document = {"activation": activation.document(), "entry": _encoded(line.entry)}
    if line.salt is not None and line.facts is not None:
        extra |= {"salt": _encoded(line.salt), "facts": _encoded(line.facts)}
    steps = inclusion(number, head.size, records.root_of)
    told = json.dumps(extra, ensure_ascii=False, separators=(",", ":")).encode()
    found = Proof(number, tuple(steps), note, told)
    try:
        disclosed(found.text(), records.title.verifier)
    except (NoteError, LayoutError) as error:
        raise TamperedError(
            Said("entry {number} is not what was signed: {why}", number=number, why=said(error))
        ) from error
    return found


def disclosed(text: str, verifier: Verifier | None) -> Disclosed:
    """What a proof discloses, once everything in it holds together; raises NoteError or LayoutError.

    Without a verifier the head's signature is not looked at, so anybody may have made it up.
    """
    proof = Proof.parse(text)
    extra = _extra(proof)
    entry = _decoded(extra, "entry")
    ruled = ruled_of(entry)
    head = proof.check(entry, verifier) if verifier is not None else _unsigned(proof, entry)
    activation = _activation(extra, ruled.activation)
    facts: Document = {}
    if "facts" in extra:
        salt, told = _decoded(extra, "salt"), _decoded(extra, "facts")
        if commitment(salt, told) != ruled.commitment:
            raise NoteError(Said("the disclosed facts are not those that were decided on"))
        facts = activation.facts.unpack(pl.Series([told], dtype=pl.Binary)).row(0, named=True)
    ruling = activation.rulings.unpack(pl.Series([ruled.row], dtype=pl.Binary)).row(0, named=True)
    zone, types = activation.timezone or "UTC", dict(activation.types)
    as_of = str(shown({AS_OF: ruled.as_of}, {AS_OF: Instant()}, zone)[AS_OF])
    return Disclosed(proof.index, head, as_of, activation, shown(facts, types, zone), shown(ruling, types, zone))


def _unsigned(proof: Proof, entry: bytes) -> Checkpoint:
    """The head of a proof by its text alone."""
    head = Checkpoint.parse(proof.note.partition("\n\n")[0] + "\n")
    proof.holds(entry, head)
    return head


def _activation(extra: Document, digest: bytes) -> Activation:
    document = extra.get("activation")
    try:
        entry = document_entry(document) if isinstance(document, dict) else DOCUMENT
    except ValueError:
        entry = DOCUMENT  # what has no spelling in RFC 8785 is no activation
    if activation_digest(entry) != digest:
        raise NoteError(Said("the disclosed activation is not the one that the ruling names"))
    return Activation.read(document_of(entry))


def _extra(proof: Proof) -> Document:
    try:
        found = json.loads(proof.extra)
    except (ValueError, RecursionError) as error:
        raise NoteError(Said("the proof discloses no entry")) from error
    if not isinstance(found, dict):
        raise NoteError(Said("the proof discloses no entry"))
    return found


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _decoded(extra: Document, name: str) -> bytes:
    try:
        return base64.b64decode(extra[name], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise NoteError(Said("the proof discloses no readable `{name}`", name=name)) from error
