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

from adapters.journal.errors import DifferingError, UnreadableJournalError
from adapters.journal.lines import Line, Lines
from adapters.journal.standing import ARCHIVES, TABLES
from adapters.journal.writer import Writer
from engine import Engine
from engine.journal import Activation
from engine.journal.digests import binary
from engine.journal.entry import (
    COMMITMENT_AT,
    ROW_AT,
    SALT_SIZE,
    activation_digest,
    commitments,
    complaint_keys,
    document_entry,
    document_of,
    ruling_entries,
    run_identity,
)
from engine.results import REVIEW, stored
from rules.calendar import Calendar
from rules.manifest import Manifest
from rules.policy import Policy
from rules.said import Said
from rules.types import Text, Value

POLICIES, CALENDARS = ARCHIVES
PIECE = 1 << 17


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
        raise UnreadableJournalError(Said("`{path}` changed while it was read; run it again", path=path))
    return found


def _calendar(calendar: Calendar) -> bytes:
    return resources("rules").joinpath("calendars", f"{calendar.name}.yaml").read_bytes()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A run on record: the number of its entry, and whether it was there already."""

    number: int
    again: bool


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
            keys=complaint_keys(self._writer.secret, facts[self._identity]),
            commitments=commitments(salts, told),
        )
        return Lines.hashed(pl.DataFrame({"entry": entries, "salt": salts, "facts": told}))

    def add(self, lines: Lines) -> None:
        """Append entries."""
        self._writer.extend(lines)

    def finish(self, told: Mapping[str, Any], *, as_of: int) -> Recorded:
        """Append the completeness entry, and make all of the run count; unless it is on record already.

        Raises DifferingError if it is on record with other rulings.
        """
        document = {
            "kind": "run",
            "activation": self.digest.hex(),
            "as_of": as_of,
            "first": self._first,
            "rulings": self._writer.size - self._first,
            **told,
        }
        known = self._known(document)
        if known is None:
            found = Recorded(self._writer.run(document), again=False)
            self._writer.commit()
        else:
            self._writer.discard()
            found = Recorded(known, again=True)
        self._writer.sign()
        return found

    def _known(self, document: Mapping[str, Any]) -> int | None:
        """The entry by which the run is on record, whose rulings must be those that were made now."""
        wanted = run_identity(document), document["as_of"]
        for one in self._writer.runs():
            if (one.identity, one.as_of) == wanted:
                then = document_of(self._writer.records.line(one.number).entry)
                if run_identity(then) != one.identity or not self._same(document, then):
                    raise DifferingError(
                        Said(
                            "entry {number} has this run with other rulings; `tousu replay` tells which",
                            number=one.number,
                        )
                    )
                return one.number
        return None

    def _same(self, document: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
        """Whether two runs made the same rulings on the same complaints, whatever salts were drawn."""
        count = document["rulings"]
        if count != then["rulings"]:
            return False
        for at in range(0, count, PIECE):
            size = min(PIECE, count - at)
            pair = [
                self._writer.frame(run["first"] + at, run["first"] + at + size)["entry"] for run in (document, then)
            ]
            for low, high in ((0, COMMITMENT_AT), (ROW_AT, None)):
                one, other = (entries.bin.slice(low, high and high - low) for entries in pair)
                if not (one == other).all():
                    return False
        return True


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
