"""Tables: what a journal holds as columns with their types, piece by piece, as a role may read it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from adapters.journal.archived import policy_of
from adapters.journal.documents import DOCUMENTS, NAMES, rows_of
from adapters.journal.reading import Passed, Span, check_head, pieces, ruled, signed
from adapters.journal.records import Records
from adapters.masking import Mask, Role
from adapters.written import kinds, typed_as
from engine.journal import Activation, document_of
from engine.journal.entry import DOCUMENT
from engine.results import FIRED
from rules.policy import HitPolicy, Policy
from rules.types import Type

RULINGS = "rulings"
FACTS = "facts"
TABLES = (RULINGS, FACTS, *DOCUMENTS)

Schema = dict[str, pl.DataType]
Watch = Callable[[int], None]

INSTANT = pl.Datetime("us", "UTC")
_WIDEST = 38

RULED: Schema = {
    "entry": pl.Int64(),
    "key": pl.String(),
    "complaint": pl.String(),
    "policy": pl.String(),
    "version": pl.String(),
    "policy_digest": pl.String(),
    "as_of": INSTANT,
    "erased": pl.Boolean(),
}
"""The columns of `rulings` before those that policies name: `key` is the complaint's keyed hash."""
TOLD: Schema = {"entry": pl.Int64(), "key": pl.String()}
"""The columns of `facts` before those that policies name."""
_NONE = pl.DataFrame(schema={"row": pl.Binary(), "facts": pl.Binary()})


class Active:
    """An activation with its policy, and the columns that its rulings and facts have in tables."""

    def __init__(self, activation: Activation, policy: Policy, role: Role) -> None:
        self.activation = activation
        self.policy = policy
        self._mask = Mask.of(policy, role)
        self._facts: dict[str, Type] = {fact.name: fact.type for fact in policy.facts}
        self.sets = {f"{one.name}{FIRED}" for one in policy.decisions}
        self.sets |= {one.name for one in policy.decisions if one.hit_policy is HitPolicy.COLLECT and one.outcomes}

    def ruled(self, read: pl.DataFrame) -> pl.DataFrame:
        """The columns of rulings."""
        return _plain(typed_as(self.activation.rulings.unpack(read["row"]), kinds(self.policy)))

    def told(self, read: pl.DataFrame) -> pl.DataFrame:
        """The columns of facts, masked, of those that were not erased."""
        found = self.activation.facts.unpack(read["facts"].drop_nulls())
        return _plain(self._mask.frame(typed_as(found, self._facts)))

    def identities(self, read: pl.DataFrame) -> pl.Series:
        """Who complained, where that was not erased and may be read."""
        there = read["facts"].is_not_null()
        told = self.activation.facts.unpack(read["facts"].drop_nulls()).select(self.policy.identity)
        names = self._mask.frame(told).to_series().cast(pl.String)
        return (
            pl.Series("complaint", [None], dtype=pl.String)
            .new_from_index(0, read.height)
            .scatter(there.arg_true(), names)
        )


class Tables:
    """A journal's tables; raises a JournalError when it is not what was signed or a policy cannot be read.

    A policy's column that has the name of one of the table's own is written with an underscore behind it.
    """

    def __init__(self, records: Records, role: Role) -> None:
        check_head(records)
        self._records = records
        self.passed = Passed()
        self._active: dict[bytes, Active] = {}
        for digest, _ in sorted(records.tail.activations().items(), key=lambda item: item[1]):
            activation = records.activation(digest)
            self._active[digest] = Active(activation, policy_of(records.folder, activation), role)
        self._schemas = {RULINGS: self._united(RULED, Active.ruled), FACTS: self._united(TOLD, Active.told)}

    @property
    def zone(self) -> str:
        """The timezone of the newest policy, UTC where there is none."""
        return next((str(one.policy.zone) for one in reversed(self._active.values())), "UTC")

    @property
    def sets(self) -> frozenset[str]:
        """Names of columns of `rulings` that are sets: texts joined by blanks."""
        return frozenset().union(*(one.sets for one in self._active.values()))

    def schema(self, table: str) -> Schema:
        """The columns of a table."""
        return self._schemas[table] if table in self._schemas else DOCUMENTS[table]

    def frames(self, wanted: Iterable[str], spans: Iterable[Span], watch: Watch) -> Iterator[tuple[str, pl.DataFrame]]:
        """The rows of the tables wanted, by piece, each frame with all columns of its table."""
        asked = frozenset(wanted)
        for low, high in pieces(self._records, spans):
            lines = signed(self._records, low, high, self.passed)
            if asked & {RULINGS, FACTS}:
                yield from self._ruled(ruled(lines, self.passed), asked)
            if asked & DOCUMENTS.keys():
                yield from self._documents(lines, asked)
            watch(high - low)

    def _ruled(self, read: pl.DataFrame, asked: frozenset[str]) -> Iterator[tuple[str, pl.DataFrame]]:
        """One frame a table, whatever activations the rulings were made under, in the order of entries."""
        parts: dict[str, list[pl.DataFrame]] = {RULINGS: [], FACTS: []}
        for (digest,), group in read.group_by("activation", maintain_order=True):
            self._records.activation(digest)  # raises for one that no entry tells
            active = self._active[digest]
            if RULINGS in asked:
                parts[RULINGS].append(_framed(group, active))
            if FACTS in asked:
                parts[FACTS].append(_disclosed(group, active))
        for table, frames in parts.items():
            if frames:
                fitted = [_fitted(frame, self.schema(table)) for frame in frames]
                yield table, pl.concat(fitted).sort("entry")

    def _documents(self, lines: pl.DataFrame, asked: frozenset[str]) -> Iterator[tuple[str, pl.DataFrame]]:
        rows: dict[str, list[dict[str, Any]]] = {}
        documents = lines.filter(pl.col("entry").bin.starts_with(DOCUMENT))
        for number, entry in documents.select("number", "entry").iter_rows():
            document = document_of(entry)
            table = NAMES.get(str(document.get("kind")))
            if table in asked:
                rows.setdefault(str(table), []).extend(rows_of(number, document, entry))
        for table, found in rows.items():
            yield table, pl.DataFrame(found, schema=DOCUMENTS[table], strict=False)

    def _united(self, own: Schema, columns: Callable[[Active, pl.DataFrame], pl.DataFrame]) -> Schema:
        """The table's own columns, then those of every policy there was, each wide enough for all of them."""
        found: Schema = {}
        for active in self._active.values():
            for name, dtype in _renamed(columns(active, _NONE), own).schema.items():
                found[name] = _common(found[name], dtype) if name in found else dtype
        return own | found


def _framed(group: pl.DataFrame, active: Active) -> pl.DataFrame:
    activation = active.activation
    own = group.select(
        pl.col("number").alias("entry"),
        pl.col("key").bin.encode("hex"),
        active.identities(group),
        policy=pl.lit(activation.policy),
        version=pl.lit(activation.version),
        policy_digest=pl.lit(activation.policy_digest),
        as_of=pl.col("as_of").cast(INSTANT),
        erased=pl.col("facts").is_null(),
    )
    return own.cast(pl.Schema(RULED)).hstack(_renamed(active.ruled(group), RULED).get_columns())


def _disclosed(group: pl.DataFrame, active: Active) -> pl.DataFrame:
    there = group.filter(pl.col("facts").is_not_null())
    own = there.select(pl.col("number").alias("entry"), pl.col("key").bin.encode("hex")).cast(pl.Schema(TOLD))
    return own.hstack(_renamed(active.told(there), TOLD).get_columns())


def _renamed(frame: pl.DataFrame, own: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The frame with no column named as another is, where capitals make no difference, as in SQL."""
    taken = {name.lower() for name in own}
    names = []
    for name in frame.columns:
        free = name
        while free.lower() in taken:
            free += "_"
        taken.add(free.lower())
        names.append(free)
    return frame.rename(dict(zip(frame.columns, names, strict=True)))


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Enumerations as texts: two policies may name other values."""
    kinds_ = pl.Enum, pl.Categorical
    return frame.with_columns(one.cast(pl.String) for one in frame.get_columns() if isinstance(one.dtype, kinds_))


def _common(one: pl.DataType, other: pl.DataType) -> pl.DataType:
    """The type that holds values of two types; texts when there is no better one."""
    if one == other:
        return one
    if isinstance(one, pl.Decimal) and isinstance(other, pl.Decimal):
        return pl.Decimal(_WIDEST, max(one.scale, other.scale))
    return pl.String()


def _fitted(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The frame with all columns of a schema, null where it has none."""
    there = set(frame.columns)
    return frame.select(
        pl.col(name).cast(dtype) if name in there else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in schema.items()
    )
