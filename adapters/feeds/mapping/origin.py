"""Origins: the columns of a file that give one fact, and how several of them make one value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

import polars as pl

from adapters.feeds.mapping.columns import Column, storage
from adapters.feeds.mapping.marks import marked
from adapters.feeds.mapping.naming import resolve
from adapters.feeds.mapping.plan import Source
from adapters.feeds.mapping.several import folded, stacked
from adapters.feeds.mapping.stored import Reader, reader
from rules.said import Said

Tell = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Group:
    """The columns that one name means: one, or as many as a JSON array has places."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from in one file: the first group that gives a value is taken.

    Where rows bring their own keys (`sparse`), a key that no row has is nothing, not unknown.
    """

    source: Source
    groups: tuple[Group, ...]
    readers: Mapping[str, Reader]
    sparse: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of all groups."""
        return tuple(column for group in self.groups for column in group.columns)

    @property
    def given(self) -> bool:
        """Whether the file gives the fact at all."""
        return bool(self.columns) or self.source.constant is not None or self._marks_nothing

    @property
    def _marks_nothing(self) -> bool:
        return self.sparse and self.source.is_mark and not self.groups

    def column(self, rows: pl.DataFrame) -> Column:
        """The fact of every row; reasons name the fact and the column."""
        fact = self.source.fact
        if self.source.is_mark and (self.groups or self.sparse):
            return marked(self.source, [rows[name] for name in self.columns], height=rows.height)
        if not self.groups:
            value = pl.Series(fact.name, [self.source.constant], storage(fact.type))
            return Column(value.new_from_index(0, rows.height))
        return reduce(Column.or_else, (self._group(rows, group) for group in self.groups))

    def _group(self, rows: pl.DataFrame, group: Group) -> Column:
        parts = [self.readers[name](rows[name]) for name in group.columns]
        take = self.source.shape.take
        if len(parts) > 1 and take in ("largest", "sum"):
            at, values = stacked(parts)
            total = folded(at, values, height=rows.height, kind=self.source.fact.type, take=take)
            return total.told(self._head(group.name))
        told = (part.told(self._head(name)) for part, name in zip(parts, group.columns, strict=True))
        return reduce(Column.or_else, told)

    def _head(self, column: str) -> str:
        return f"unreadable `{self.source.fact.name}` from column `{column}`: "


def origin(source: Source, schema: pl.Schema, *, sparse: bool, tell: Tell) -> Origin:
    """The origin of a source's fact among the columns of `schema`; tells what does not fit, by the mapping's key."""
    groups: list[Group] = []
    for name in source.names:
        found = resolve(name, schema.names(), sparse=sparse)
        if isinstance(found, str):
            tell("from", found)
        elif found:
            groups.append(Group(name, found))
    readers: dict[str, Reader] = {}
    for name in (name for group in groups for name in group.columns):
        read = reader(source, schema[name])
        if isinstance(read, str):
            tell(
                "from",
                Said("the column `{name}` can't give `{fact}`: {why}", name=name, fact=source.fact.name, why=read),
            )
        else:
            readers[name] = read
    return Origin(source, tuple(groups), readers, sparse)
