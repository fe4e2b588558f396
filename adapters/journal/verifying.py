"""Verifying: whether a journal is what was signed, from its files alone and by the format alone."""

import hmac
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from adapters.flow import in_order
from adapters.journal.corrections import Correction
from adapters.journal.errors import UnreadableJournalError
from adapters.journal.heads import Heads, gathered
from adapters.journal.part import Part, sealed, unsealed
from adapters.journal.segment import BLOCK_HEIGHT, Segment
from adapters.journal.tail import Tail
from adapters.journal.title import Title
from adapters.journal.verdict import Examined, Watch
from engine.journal import Activation, Checkpoint, LayoutError, Verifier, document_of
from engine.journal.entry import activation_digest, run_identity
from engine.journal.tree import Frontier
from rules.manifest import Manifest
from rules.said import Said, said

WORKERS = 2


def verify(
    folder: Path, *, outside: str | None, key: Verifier | None, watch: Watch, secret: bytes | None = None
) -> Examined:
    """Examine a journal; `outside` is a head kept elsewhere, `key` the verifier that was told beforehand.

    With the journal's `secret`, entries that are not signed yet are known from those that somebody added.
    """
    found = Examined(outside=outside is not None)
    try:
        title = Title.read(folder)
        tail = Tail.open(folder, writes=False)
        _Examination(folder, title, tail, found, watch).run(outside, key, secret)
        tail.close()
    except UnreadableJournalError as error:
        found.unreadable.append(said(error))
    return found


class _Examination:
    """One pass over all parts, in order; two of them are looked at in advance."""

    def __init__(self, folder: Path, title: Title, tail: Tail, found: Examined, watch: Watch) -> None:
        self._folder = folder
        self._title = title
        self._tail = tail
        self._found = found
        self._watch = watch
        self._tree = Frontier()
        self._sealed = tail.state.sealed
        self._total = tail.end(self._sealed << title.height)
        self._heads: Heads = {}
        self._good = 0
        self._activations: dict[bytes, int] = {}
        self._unknown: set[bytes] = set()
        self._runs: dict[int, tuple[bytes, object]] = {}
        self._gone: list[int] = []
        self._erased: set[int] = set()
        self._corrections: dict[int, Correction | None] = {}
        self._lost = False

    def run(self, outside: str | None, key: Verifier | None, secret: bytes | None) -> None:
        """Examine everything."""
        if key is not None and key != self._title.verifier:
            self._amiss("other-key", verifier=str(self._title.verifier))
        self._heads = gathered(self._folder, self._title, self._tail, self._found, total=self._total, outside=outside)
        with ThreadPoolExecutor(WORKERS) as pool:
            for part in self._parts(pool):
                self._take(part)
                self._watch(part.size, (part.first + part.size) / max(1, self._total))
        if not self._lost:
            self._close()
            self._behind(secret)

    def _amiss(self, code: str, **place: object) -> None:
        self._found.amiss(code, **place)

    def _parts(self, pool: ThreadPoolExecutor) -> Iterator[Part]:
        """The segments, then the tail."""
        segments = (Segment(self._folder, number, self._title.height) for number in range(self._sealed))
        yield from in_order(pool, partial(sealed, heads=self._heads), segments, ahead=WORKERS - 1)
        first = self._sealed << self._title.height
        lines = self._tail.numbered(first)
        away = (lines["number"] != pl.int_range(first, first + lines.height, eager=True)).arg_true()
        if len(away):
            number, expected = lines["number"][away[0]], first + away[0]
            low, high = sorted((number - (number > expected), expected))
            self._amiss("gap" if number > expected else "twice", low=low, high=high)
        for piece in self._tail.pieces(first):
            if not piece.indexed():
                self._amiss("index", file="hot.db")
        yield unsealed(first, lines.drop("number"), self._heads)

    def _take(self, part: Part) -> None:
        """Take what was seen in a part to what was seen before it, unless some of that cannot be read."""
        found = self._found
        found.rulings += part.rulings
        found.unreadable += part.unreadable
        for finding in part.findings:
            self._amiss(finding.code, **finding.place)
        self._lost |= part.lost
        if self._lost:
            return
        for number, entry in part.documents:
            self._document(number, entry)
        for digest, number in part.active.items():
            if self._activations.get(digest, number) >= number and digest not in self._unknown:
                self._unknown.add(digest)
                self._amiss("not-active", number=number, digest=digest.hex())
        self._gone += part.gone
        self._grow(part)

    def _grow(self, part: Part) -> None:
        """Take entries into the tree, and compare it with every head on the way."""
        taken = 0
        for size in sorted(part.ends):
            blocks = size - part.first >> BLOCK_HEIGHT
            self._tree.extend(part.blocks[taken:blocks], height=BLOCK_HEIGHT)
            taken = blocks
            here = self._tree.copy()
            here.extend(part.ends[size])
            wrong = [name for name, signed in self._heads[size] if signed != here.root]
            for name in wrong:
                self._amiss("head", file=name, low=self._good, high=size - 1)
            if not wrong:
                self._good = size
        self._tree.extend(part.blocks[taken:], height=BLOCK_HEIGHT)
        self._tree.extend(part.loose)

    def _document(self, number: int, entry: bytes) -> None:
        try:
            document = document_of(entry)
            if number == 0 and document != self._title.first():
                self._amiss("title", number=number)
            match document:
                case {"kind": "policy"}:
                    self._activations[activation_digest(entry)] = number
                    self._archived(Activation.read(document))
                case {"kind": "run"}:
                    self._runs[number] = run_identity(document), document.get("as_of")
                    self._completeness(number, document)
                case {"kind": "correction"}:
                    self._corrections[number] = Correction.read(number, document)
                case {"kind": "erasure", "entries": list(entries)}:
                    self._erased.update(one for one in entries if isinstance(one, int))
        except LayoutError:
            self._amiss("form", number=number)

    def _archived(self, activation: Activation) -> None:
        manifest = Manifest.read(self._kept("policies", activation.policy_digest) or b"")
        if manifest is not None:
            self._kept("policies", manifest.policy)
            for table, digest in manifest.tables.items():
                self._kept("tables", digest, ending=table[table.rfind(".") :].lower())
        if activation.calendar is not None:
            self._kept("calendars", activation.calendar[1])

    def _kept(self, folder: str, digest: str, *, ending: str = ".yaml") -> bytes | None:
        """The content of a file, held against its name."""
        name = f"{folder}/{digest}{ending}"
        try:
            content = (self._folder / folder / f"{digest}{ending}").read_bytes()
        except OSError:
            self._found.unreadable.append(Said("`{path}` cannot be read", path=name))
            return None
        if sha256(content).hexdigest() != digest:
            self._amiss("archive", file=name)
        return content

    def _completeness(self, number: int, document: dict[str, Any]) -> None:
        """A run's rows all became something, and its rulings are the entries before it."""
        try:
            parts = [document[name] for name in ("decided", "needs_review", "quarantined", "duplicates")]
            whole = document["rows_read"] == sum(parts) and document["rulings"] == parts[0] + parts[1]
            whole = whole and document["first"] + document["rulings"] == number
        except (KeyError, TypeError):
            whole = False
        if not whole:
            self._amiss("incomplete", number=number)

    def _close(self) -> None:
        """What only the whole journal tells."""
        found, size = self._found, self._tree.size
        found.size, found.erased = size, len(self._gone)
        gone = set(self._gone)
        for number in sorted(gone - self._erased):
            self._amiss("facts-gone", number=number)
        for number in sorted(self._erased - gone):
            self._amiss("not-erased", number=number)
        self._corrected()
        largest = max(self._heads, default=0)
        if largest > size:
            for name, _ in self._heads[largest]:
                self._amiss("gone", file=name, low=size, high=largest - 1)
        found.unsigned = max(0, size - largest)
        self._known()
        if self._tail.activations() != self._activations:
            self._amiss("activations", file="hot.db")

    def _known(self) -> None:
        """The runs by which a run is known again are those that are on record."""
        listed = self._tail.runs()
        for run in listed:
            if self._runs.get(run.number) != (run.identity, run.as_of):
                self._amiss("runs", file="hot.db", number=run.number)
        if self._tail.knows_runs:
            known = {(run.identity, run.as_of) for run in listed}
            for number in sorted(number for number, one in self._runs.items() if one not in known):
                self._amiss("run-gone", file="hot.db", number=number)

    def _behind(self, secret: bytes | None) -> None:
        """Entries behind the newest head are the writer's if it bound them, which only its secret tells."""
        found, bound = self._found, self._tail.bound
        if bound is not None and bound.size > found.size:
            self._amiss("lost", file="hot.db", low=found.size, high=bound.size - 1)
        elif found.unsigned and secret is not None:
            head = Checkpoint(self._title.verifier.name, found.size, self._tree.root)
            mac = hmac.digest(secret, head.text().encode(), "sha256")
            found.bound = bound is not None and bound.size == found.size and hmac.compare_digest(bound.mac, mac)
            if not found.bound:
                self._amiss("added", low=found.size - found.unsigned, high=found.size - 1)

    def _corrected(self) -> None:
        """A correction names a ruling on the same complaint, and its own right before it."""
        for number, correction in self._corrections.items():
            if correction is None or not correction.sound(self._entry):
                self._amiss("correction", number=number)

    def _entry(self, number: int) -> bytes:
        """An entry, wherever it lies; nothing where it is lost, which was told before."""
        one, offset = divmod(number, 1 << self._title.height)
        if one < self._sealed:
            found: bytes = Segment(self._folder, one, self._title.height).entries(offset, offset + 1)[0]
            return found
        return b"".join(self._tail.frame(number, number + 1)["entry"])
