"""Parts: what is to be seen in one segment, or in the tail, without knowing any other."""

from collections.abc import Collection
from dataclasses import dataclass, field

import polars as pl

from adapters.journal.errors import UnreadableJournalError
from adapters.journal.segment import BLOCK, BLOCK_HEIGHT, Segment, index
from adapters.journal.verdict import Finding
from engine.journal.digests import Bytes, binary, stacked
from engine.journal.entry import COMMITMENT_AT, DIGEST_SIZE, DOCUMENT, RULING, commitments, rulings
from engine.journal.tree import leaves, nodes, root
from rules.said import Said, said


@dataclass(slots=True)
class Part:
    """Entries `first` to `first + size - 1`.

    `blocks` are the roots over every 256 entries and `ends` the leaf hashes behind the last whole block before each
    head that ends here. `active` has for each activation that rulings name the number of the first. The facts of
    `gone` are not there. Where the entries cannot be read, the part is `lost`, and nothing else is known of it.
    """

    first: int
    size: int
    blocks: Bytes
    loose: Bytes
    ends: dict[int, Bytes]
    rulings: int = 0
    active: dict[bytes, int] = field(default_factory=dict)
    documents: list[tuple[int, bytes]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    lost: bool = False
    findings: list[Finding] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def amiss(self, code: str, **place: object) -> None:
        """Tell a finding."""
        self.findings.append(Finding(code, dict(place)))


def sealed(segment: Segment, heads: Collection[int]) -> Part:
    """What is in a segment."""
    try:
        entries = segment.entries()
    except UnreadableJournalError as error:
        nothing = stacked([])
        return Part(segment.first, segment.size, nothing, nothing, {}, lost=True, unreadable=[said(error)])
    why = []
    try:
        facts = segment.facts()
    except UnreadableJournalError as error:
        why.append(said(error))
        facts = None
    found = _part(segment.first, entries, facts, heads)
    found.unreadable += why
    for look in (_tree, _index):
        try:
            look(segment, entries, found)
        except UnreadableJournalError as error:
            found.unreadable.append(said(error))
    return found


def unsealed(first: int, lines: pl.DataFrame, heads: Collection[int]) -> Part:
    """What is in the tail, whose first entry has the number `first`."""
    return _part(first, lines["entry"], lines.select("salt", "facts"), heads)


def _part(first: int, entries: pl.Series, facts: pl.DataFrame | None, heads: Collection[int]) -> Part:
    hashes = leaves(entries)
    end = len(hashes) // BLOCK * BLOCK
    ends = {
        size: hashes[(size - first) // BLOCK * BLOCK : size - first]
        for size in heads
        if first < size <= first + len(hashes)
    }
    found = Part(first, len(hashes), nodes(hashes[:end], BLOCK_HEIGHT), hashes[end:], ends)
    ruled = rulings(entries)
    _forms(entries, ruled, found)
    if facts is not None:
        _facts(entries, ruled, facts, found)
    return found


def _forms(entries: pl.Series, ruled: pl.Series, found: Part) -> None:
    """Tell rulings, documents and what is neither apart."""
    documents = entries.bin.starts_with(DOCUMENT)
    found.rulings = int(ruled.sum())
    for place in (~(ruled | documents)).arg_true():
        found.amiss("form", number=found.first + place)
    for place in documents.arg_true():
        found.documents.append((found.first + place, entries[place]))
    found.active.update(_active(entries, ruled, found.first))


def _active(entries: pl.Series, ruled: pl.Series, first: int) -> dict[bytes, int]:
    """The activations that rulings name, each with the number of the first."""
    places = ruled.arg_true()
    if not len(places):
        return {}
    digest = entries[places[0]][1 : 1 + DIGEST_SIZE]
    if entries.bin.starts_with(RULING + digest).sum() == len(places):
        return {digest: first + places[0]}
    named = pl.DataFrame({"activation": entries.bin.slice(1, DIGEST_SIZE)}).with_row_index("place").filter(ruled)
    firsts = named.group_by("activation").agg(pl.col("place").min())
    return {digest: first + place for digest, place in firsts.iter_rows()}


def _facts(entries: pl.Series, ruled: pl.Series, facts: pl.DataFrame, found: Part) -> None:
    """Compare the facts and salts of rulings with their commitments."""
    there = facts["salt"].is_not_null() & facts["facts"].is_not_null()
    found.gone += [found.first + place for place in (ruled & ~there).arg_true()]
    told = facts.with_columns(entries.alias("entry")).with_row_index("place")
    if not (ruled & there).all():
        told = told.filter(ruled & there)
    committed = told["entry"].bin.slice(COMMITMENT_AT, DIGEST_SIZE)
    wrong = committed != binary(commitments(told["salt"], told["facts"]))
    for place in told["place"].filter(wrong):
        found.amiss("facts", number=found.first + place)


def _tree(segment: Segment, entries: pl.Series, found: Part) -> None:
    """Compare a segment's tree and manifest with its entries."""
    del entries  # their hashes are there
    head, tree, here = segment.head, segment.tree, found.blocks
    if root(tree) != head:
        found.amiss("tree", file=segment.path("tree").name, manifest=segment.path("json").name)
    for block in (tree != here).any(axis=1).nonzero()[0].tolist():
        low = segment.first + (block << BLOCK_HEIGHT)
        found.amiss("entries", low=low, high=low + BLOCK - 1)
    if root(here) != head:
        high = segment.first + segment.size - 1
        found.amiss("manifest", file=segment.path("json").name, low=segment.first, high=high)


def _index(segment: Segment, entries: pl.Series, found: Part) -> None:
    """Compare a segment's index with its entries."""
    path = segment.path("idx")
    try:
        same = path.read_bytes() == index(entries)
    except OSError as error:
        raise UnreadableJournalError(Said("`{path}` cannot be read", path=path.name)) from error
    if not same:
        found.amiss("index", file=path.name)
