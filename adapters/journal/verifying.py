"""Verifying: whether a journal is what was signed, from its files alone and by the format alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

from adapters.journal.errors import UnreadableJournalError
from adapters.journal.segment import BLOCK, BLOCK_HEIGHT, Segment, index
from adapters.journal.tail import Line, Tail
from adapters.journal.title import Title
from engine.journal import Activation, Checkpoint, LayoutError, NoteError, Verifier, document_of
from engine.journal.entry import COMMITMENT_AT, DIGEST_SIZE, DOCUMENT, ROW_AT, RULING, activation_digest
from engine.journal.tree import Frontier, leaf_hashes, nodes, root
from rules.manifest import Manifest

HEADS = "checkpoints"
HEAD = "checkpoint"
OUTSIDE = "--checkpoint"
UNREAD = b""
"""Stands for salts and facts in a file that cannot be read."""
MOST = 100
"""So many findings are told; one is enough to be sure."""


class Verdict(Enum):
    """What is concluded of a journal."""

    INTACT = "intact"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something amiss: a code of `TEXTS`, and what and where it is."""

    code: str
    place: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Examined:
    """What was found in a journal; `outside` tells whether a head kept elsewhere was compared."""

    outside: bool = False
    size: int = 0
    rulings: int = 0
    erased: int = 0
    unsigned: int = 0
    heads: int = 0
    head: str = ""
    findings: list[Finding] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        """The conclusion: what cannot be read hides nothing that was found beside it."""
        if self.findings:
            return Verdict.TAMPERED
        if self.unreadable:
            return Verdict.UNREADABLE
        return Verdict.INTACT if self.outside else Verdict.UNSURE


Watch = Callable[[int, float], None]
"""Told how many more entries were examined, and which part of all is done."""


def verify(folder: Path, *, outside: str | None, key: Verifier | None, watch: Watch) -> Examined:
    """Examine a journal; `outside` is a head kept elsewhere, `key` the verifier that was told beforehand."""
    found = Examined(outside=outside is not None)
    try:
        title = Title.read(folder)
        tail = Tail.open(folder, writes=False)
        _Examination(folder, title, tail, found, watch).run(outside, key)
        tail.close()
    except UnreadableJournalError as error:
        found.unreadable.append(str(error))
    return found


class _Examination:
    """One pass over all entries, in order."""

    def __init__(self, folder: Path, title: Title, tail: Tail, found: Examined, watch: Watch) -> None:
        self._folder = folder
        self._title = title
        self._tail = tail
        self._found = found
        self._watch = watch
        self._tree = Frontier()
        self._sealed = tail.state.sealed
        self._total = tail.end(self._sealed << title.height)
        self._heads: dict[int, list[tuple[str, bytes]]] = {}
        self._good = 0
        self._activations: dict[bytes, int] = {}
        self._unknown: set[bytes] = set()
        self._gone: list[int] = []
        self._erased: set[int] = set()

    def run(self, outside: str | None, key: Verifier | None) -> None:
        """Examine everything."""
        if key is not None and key != self._title.verifier:
            self._amiss("other-key", verifier=str(self._title.verifier))
        self._gather_heads(outside)
        for first, lines, segment in self._parts():
            self._entries(first, lines)
            hashes = leaf_hashes(line.entry for line in lines)
            if segment is not None:
                self._guarded(lambda seg=segment, all_=lines, here=hashes: self._sealed_part(seg, all_, here))  # type: ignore[misc]  # bound at once
            self._grow(hashes)
            self._watch(len(lines), self._tree.size / max(1, self._total))
        self._close()

    def _amiss(self, code: str, **place: object) -> None:
        if len(self._found.findings) < MOST:
            self._found.findings.append(Finding(code, dict(place)))

    def _guarded(self, look: Callable[[], None]) -> None:
        """Look at a file that the others do without; if it cannot be read, go on."""
        try:
            look()
        except UnreadableJournalError as error:
            self._found.unreadable.append(str(error))

    def _parts(self) -> Iterator[tuple[int, list[Line], Segment | None]]:
        """The segments, then the tail."""
        for number in range(self._sealed):
            segment = Segment(self._folder, number, self._title.height)
            facts: list[tuple[bytes | None, bytes | None]] = []
            self._guarded(lambda seg=segment, into=facts: into.extend(seg.facts()))  # type: ignore[misc]  # likewise
            entries = segment.entries()
            told = facts or [(UNREAD, UNREAD)] * segment.size
            yield segment.first, [Line(entry, *one) for entry, one in zip(entries, told, strict=True)], segment
        first = self._sealed << self._title.height
        found = list(self._tail.lines(first))
        for expected, (number, _) in enumerate(found, start=first):
            if number != expected:
                self._amiss("gap", low=expected, high=number - 1)
                break
        yield first, [line for _, line in found], None

    def _sealed_part(self, segment: Segment, lines: list[Line], hashes: list[bytes]) -> None:
        """Compare a segment's tree, manifest and index with its entries."""
        first, here = segment.first, nodes(hashes, BLOCK_HEIGHT)
        head, tree = segment.head, segment.tree
        if root(tree) != head:
            self._amiss("tree", file=segment.path("tree").name, manifest=segment.path("json").name)
        for block, (one, two) in enumerate(zip(here, tree, strict=True)):
            if one != two:
                low = first + (block << BLOCK_HEIGHT)
                self._amiss("entries", low=low, high=low + BLOCK - 1)
        if root(here) != head:
            self._amiss("manifest", file=segment.path("json").name, low=first, high=first + segment.size - 1)
        try:
            same = segment.path("idx").read_bytes() == index([line.entry for line in lines])
        except OSError as error:
            raise UnreadableJournalError(f"`{segment.path('idx').name}` cannot be read") from error
        if not same:
            self._amiss("index", file=segment.path("idx").name)

    def _grow(self, hashes: list[bytes]) -> None:
        """Take entries into the tree, and compare it with every head on the way."""
        start = self._tree.size
        ends = {size for size in self._heads if start < size <= start + len(hashes)}
        for size in sorted({*ends, start + len(hashes)}):
            self._tree.extend(hashes[self._tree.size - start : size - start])
            wrong = [name for name, signed in self._heads.get(size, ()) if signed != self._tree.root]
            for name in wrong:
                self._amiss("head", file=name, low=self._good, high=size - 1)
            if size in self._heads and not wrong:
                self._good = size

    def _gather_heads(self, outside: str | None) -> None:
        """All heads there are, by size."""
        texts: dict[str, str] = {}
        for path in sorted((self._folder / HEADS).glob("*")):
            if path.name.isdecimal():
                texts[f"{HEADS}/{path.name}"] = _text(path)
        newest = _text(self._folder / HEAD)
        if outside is not None:
            texts[OUTSIDE] = outside
        for name, note in texts.items():
            self._add_head(name, note)
        inside = {size: [name for name, _ in heads if name != OUTSIDE] for size, heads in self._heads.items()}
        largest = max((size for size, names in inside.items() if names), default=0)
        if newest not in {texts[name] for name in inside.get(largest, ())}:
            self._amiss("newest", file=HEAD, largest=largest)
        self._found.heads, self._found.head = len(texts), newest
        self._compare_state(largest)

    def _compare_state(self, largest: int) -> None:
        """The head that the writer remembers must be the newest, unless it was not yet published."""
        state = self._tail.state
        if state.signed_size < largest:
            self._amiss("state", size=state.signed_size, largest=largest)
        elif state.signed_size:
            self._heads.setdefault(state.signed_size, []).append(("hot.db", state.signed_root))

    def _add_head(self, name: str, note: str) -> None:
        try:
            head = Checkpoint.open(note, self._title.verifier)
        except NoteError as error:
            self._amiss("unsigned", file=name, why=str(error))
            return
        if name not in {OUTSIDE, f"{HEADS}/{head.size}"}:
            self._amiss("misnamed", file=name, size=head.size)
        self._heads.setdefault(head.size, []).append((name, head.root))

    def _entries(self, first: int, lines: list[Line]) -> None:
        """Look at each entry: its form, and the facts behind it."""
        known: set[bytes] = set()
        for number, (entry, salt, facts) in enumerate(lines, start=first):
            if entry[:1] != RULING:
                self._no_ruling(number, entry)
                known = set(self._activations)
            elif len(entry) < ROW_AT:
                self._amiss("form", number=number)
            else:
                # Written out, for it is done for every ruling there is.
                self._found.rulings += 1
                if entry[1 : 1 + DIGEST_SIZE] not in known:
                    known = self._known(number, entry[1 : 1 + DIGEST_SIZE])
                if facts is None or salt is None:
                    self._gone.append(number)
                elif sha256(salt + facts).digest() != entry[COMMITMENT_AT:ROW_AT] and salt != UNREAD:
                    self._amiss("facts", number=number)

    def _known(self, number: int, activation: bytes) -> set[bytes]:
        """The activations so far, and this one, which is told once when there is none."""
        if activation not in self._activations and activation not in self._unknown:
            self._unknown.add(activation)
            self._amiss("not-active", number=number, digest=activation.hex())
        return {*self._activations, *self._unknown}

    def _no_ruling(self, number: int, entry: bytes) -> None:
        if entry[:1] == DOCUMENT:
            self._document(number, entry)
        else:
            self._amiss("form", number=number)

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
                    self._completeness(number, document)
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
            self._found.unreadable.append(f"`{name}` cannot be read")
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
        largest = max(self._heads, default=0)
        if largest > size:
            for name, _ in self._heads[largest]:
                self._amiss("gone", file=name, low=size, high=largest - 1)
        found.unsigned = max(0, size - largest)
        if self._tail.activations() != self._activations:
            self._amiss("activations", file="hot.db")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise UnreadableJournalError(f"`{path.name}` cannot be read") from error
