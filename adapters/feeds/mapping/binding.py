"""Bindings: a plan on the columns of one file; raw rows in, typed facts out."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from adapters.feeds.chunk import Chunk
from adapters.feeds.mapping.columns import Column
from adapters.feeds.mapping.faults import MappingFault
from adapters.feeds.mapping.key import content_keys
from adapters.feeds.mapping.mapped import Mapped, assemble
from adapters.feeds.mapping.naming import resolve
from adapters.feeds.mapping.origin import Origin, origin
from adapters.feeds.mapping.plan import Plan, Source
from rules.said import Said


@dataclass(frozen=True, slots=True)
class Binding:
    """A plan on the columns of `schema`; `key` are those whose content names a complaint that no column names."""

    plan: Plan
    schema: pl.Schema
    origins: tuple[Origin, ...]
    key: tuple[str | None, ...]

    @property
    def absent(self) -> tuple[str, ...]:
        """Facts that no column gives, missing in every row, in the policy's order."""
        keyed = self.plan.policy.identity if self.key else None
        names = (origin.source.fact.name for origin in self.origins if not origin.given)
        return tuple(name for name in names if name != keyed)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns that give no fact, in the file's order."""
        used = {column for origin in self.origins for column in origin.columns} | {*self.key}
        return tuple(column for column in self.schema if column not in used)

    def map(self, chunk: Chunk) -> Mapped:
        """The facts of a chunk whose columns are those of `schema`."""
        rows = chunk.rows
        if rows.schema != self.schema:
            raise ValueError("a binding is for the columns that it was made for")
        columns = {origin.source.fact.name: origin.column(rows) for origin in self.origins}
        identity = self.plan.policy.identity
        if self.key and columns[identity].missing.any():
            columns[identity] = columns[identity].or_else(Column(self._keys(rows)))
        told_by = {origin.source.fact.name: ", ".join(origin.columns) for origin in self.origins}
        return assemble(self.plan.policy, columns, told_by=told_by, height=rows.height)

    def _keys(self, rows: pl.DataFrame) -> pl.Series:
        absent = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
        return content_keys([absent if name is None else rows[name] for name in self.key])


def bind(plan: Plan, schema: pl.Schema, *, sparse: bool = False) -> Binding | tuple[MappingFault, ...]:
    """The plan on a file's columns, or every fault between the two.

    `sparse` says that rows bring their own keys (JSON, JSON Lines): then a column that some rows give need not be
    among those of a chunk, and only exact names count.
    """
    faults: set[MappingFault] = set()

    def bound(source: Source) -> Origin:
        path = ("facts", source.fact.name)
        return origin(
            source,
            schema,
            sparse=sparse,
            tell=lambda key, message: faults.add(plan.mapping.fault((*path, key), message)),
        )

    origins = tuple(bound(source) for source in plan.sources)
    key = _key(plan, schema, sparse=sparse)
    if not sparse:
        faults.update(_lacking(plan, origins, keyed=bool(key)))
    return tuple(sorted(faults)) if faults else Binding(plan, schema, origins, key)


def _key(plan: Plan, schema: pl.Schema, *, sparse: bool) -> tuple[str | None, ...]:
    """The columns of the content key, None for one that a sparse chunk lacks; empty if a file lacks any of them."""
    found: list[str | None] = []
    for name in plan.key:
        match resolve(name, schema.names(), sparse=sparse):
            case (column,):
                found.append(column)
            case _ if sparse:
                found.append(None)
            case _:
                return ()
    return tuple(found)


def _lacking(plan: Plan, origins: tuple[Origin, ...], *, keyed: bool) -> Iterator[MappingFault]:
    """Faults of a file that has no column for what every complaint must have."""
    policy = plan.policy
    for each in origins:
        fact = each.source.fact.name
        if each.given or fact not in (policy.identity, policy.dated_by) or (fact == policy.identity and keyed):
            continue
        wanted = [f"`{name}`" for name in (*each.source.names, *(plan.key if fact == policy.identity else ()))]
        yield plan.mapping.fault(
            ("facts", fact),
            Said("no column of the file gives `{fact}`; looked for {names}", fact=fact, names=", ".join(wanted)),
        )
