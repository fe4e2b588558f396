"""Recording: what a policy decides on complaints becomes entries of a journal, with the facts behind them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from adapters.journal.errors import UnreadableJournalError
from adapters.journal.lines import Line, Lines
from adapters.journal.writer import ARCHIVES, TABLES, Writer
from engine import Engine
from engine.journal import Activation
from engine.journal.digests import Bytes, binary
from engine.journal.entry import (
    KEY_SIZE,
    SALT_SIZE,
    activation_digest,
    commitments,
    complaint_keys,
    document_entry,
    ruling_entries,
)
from engine.results import REVIEW, stored
from rules.calendar import Calendar
from rules.manifest import Manifest
from rules.policy import Policy
from rules.types import Text, Value

POLICIES, CALENDARS = ARCHIVES


@dataclass(frozen=True, slots=True)
class Sources:
    """The bytes of a policy's file, of its calendar's, and of the tables beside it, by name."""

    policy: bytes
    calendar: bytes | None
    tables: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def manifest(self) -> Manifest:
        """What stands for the policy with its tables."""
        tables = {name: sha256(content).hexdigest() for name, content in self.tables.items()}
        return Manifest(sha256(self.policy).hexdigest(), tables)

    @property
    def digest(self) -> str:
        """That of the policy."""
        return sha256(self.manifest.content).hexdigest() if self.tables else self.manifest.policy

    def archive(self, writer: Writer, policy: Policy) -> None:
        """Keep them in the journal."""
        manifest = self.manifest
        writer.archive(POLICIES, f"{manifest.policy}.yaml", self.policy)
        for name, content in self.tables.items():
            writer.archive(TABLES, archived(name, manifest.tables[name]), content)
        if self.tables:
            writer.archive(POLICIES, f"{policy.digest}.yaml", manifest.content)
        if policy.calendar is not None and self.calendar is not None:
            writer.archive(CALENDARS, f"{policy.calendar.digest}.yaml", self.calendar)


def archived(table: str, digest: str) -> str:
    """What the file of a table is called in a journal."""
    return digest + table[table.rindex(".") :].lower()


def sources(path: Path, policy: Policy) -> Sources:
    """The sources of a policy that was loaded from a file; raises UnreadableJournalError if a file changed since."""
    tables = {name: (path.parent / name).read_bytes() for name in policy.tables}
    found = Sources(path.read_bytes(), None if policy.calendar is None else _calendar(policy.calendar), tables)
    if found.digest != policy.digest:
        raise UnreadableJournalError(f"`{path}` changed while it was read; run it again")
    return found


def _calendar(calendar: Calendar) -> bytes:
    return resources("rules").joinpath("calendars", f"{calendar.name}.yaml").read_bytes()


class Recorder:
    """Makes entries of what one engine decides; may be shared by threads but for `add` and `finish`."""

    def __init__(self, writer: Writer, engine: Engine, kept: Sources) -> None:
        self._writer = writer
        self._identity = engine.policy.identity
        self._activation = Activation.of(engine)
        entry = document_entry(self._activation.document())
        self.digest = activation_digest(entry)
        kept.archive(writer, engine.policy)
        writer.activate(self.digest, Line(entry))
        self._first = writer.size

    def lines(self, facts: pl.DataFrame, result: pl.DataFrame, *, as_of: int) -> Lines:
        """The entries of what `decide_columns` made of `facts`."""
        private = [result[name] for name in self._activation.private]
        told = self._activation.facts.pack(facts.hstack(private)).column()
        drawn = np.frombuffer(os.urandom(SALT_SIZE * len(told)), np.uint8)
        salts = binary(drawn.reshape(-1, SALT_SIZE))
        entries = ruling_entries(
            self._activation.rulings.pack(result),
            activation=self.digest,
            as_of=as_of,
            keys=_keys(self._writer.secret, facts[self._identity]),
            commitments=commitments(salts, told),
        )
        return Lines.hashed(pl.DataFrame({"entry": entries, "salt": salts, "facts": told}))

    def add(self, lines: Lines) -> None:
        """Append entries."""
        self._writer.extend(lines)

    def finish(self, told: Mapping[str, Any], *, as_of: int) -> None:
        """Append the completeness entry, and make all of the run count."""
        document = {
            "kind": "run",
            "activation": self.digest.hex(),
            "as_of": as_of,
            "first": self._first,
            "rulings": self._writer.size - self._first,
            **told,
        }
        self._writer.append([Line(document_entry(document))])
        self._writer.commit()
        self._writer.sign()


def record(
    writer: Writer, engine: Engine, kept: Sources, *, facts: Mapping[str, Value], review: str | None, as_of: int
) -> None:
    """Append what is decided on one complaint; when this returns, it is on disk and under a signed head.

    `facts` has stored values; `review` is what was amiss with the complaint as it was read.
    """
    recorder = Recorder(writer, engine, kept)
    schema = {fact.name: stored(fact.type) for fact in engine.policy.facts} | {REVIEW: stored(Text())}
    told = {name: [facts.get(name)] for name in schema} | {REVIEW: [review]}
    frame = pl.DataFrame(told, schema=schema)
    recorder.add(recorder.lines(frame, engine.decide_columns(frame, as_of=as_of), as_of=as_of))
    writer.commit()
    writer.sign()


def _keys(secret: bytes, identities: pl.Series) -> Bytes:
    found = complaint_keys(secret, identities.to_list())
    return np.frombuffer(b"".join(found), np.uint8).reshape(-1, KEY_SIZE)
