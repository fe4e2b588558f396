"""Entries: the keys of one map, read as texts, switches, maps and lists, each misfit a fault.

A reader that notes a fault yields a placeholder: with a fault there is no policy, so nobody sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rules import node, types
from rules.fault import Place, nearest
from rules.loading.report import Report
from rules.said import Said
from rules.unreadable import Unreadable

_SHAPES = {node.Scalar: Said("a text"), node.Sequence: Said("a list"), node.Mapping: Said("a map")}


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a map by key; `owner` is the place to show when one is lacking.

    None is lacking in what should be a map and is something else, because that is told already.
    """

    items: Mapping[str, tuple[node.Scalar, node.Node]]
    owner: Place
    report: Report
    is_map: bool = True

    def __contains__(self, key: str) -> bool:
        return key in self.items

    def below(self, key: str) -> node.Node | None:
        """What stands under `key`; None when the key is not there."""
        return self.items[key][1] if key in self.items else None

    def place(self, key: str) -> Place:
        """Where the value of `key` stands, or its owner when the key is not there."""
        return self.items[key][1].place if key in self.items else self.owner

    def allow(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Hold the keys against those that mean something here."""
        known = (*required, *optional)
        for key, (scalar, _) in self.items.items():
            if key not in known:
                self.report.fault(
                    "unknown-key",
                    Said("`{key}` means nothing here", key=key),
                    scalar.place,
                    suggestion=nearest(key, known),
                )
        for key in required:
            if self.is_map and key not in self.items:
                self.report.fault("missing-key", Said("the key `{key}` is missing here", key=key), self.owner)

    def scalar(self, key: str) -> node.Scalar | None:
        """The text under `key` with its place; None when it is not there or no text."""
        return scalar(self.below(key), self.report)

    def text(self, key: str, default: str = "") -> str:
        """The text under `key`."""
        found = self.scalar(key)
        return default if found is None else found.text

    def flag(self, key: str) -> bool:
        """The switch under `key`: `true` or `false`, and false when the key is not there."""
        return bool(self.value(key, types.Boolean()))

    def value(self, key: str, kind: types.Type) -> types.Value:
        """The value under `key`, read as `kind`."""
        found = self.scalar(key)
        return None if found is None else value(found, kind, self.report)

    def named(self, key: str) -> Iterator[tuple[node.Scalar, node.Node]]:
        """The entries of the map under `key`, each name with what it stands for."""
        return iter(named(self.below(key), self.report))

    def listed(self, key: str) -> tuple[node.Node, ...]:
        """The members of the list under `key`, at least one."""
        return listed(self.below(key), self.report)


def entries(found: node.Node | None, report: Report, *, owner: Place) -> Entries:
    """The entries of a map that may be anything else; none when it is."""
    if isinstance(found, node.Mapping):
        return Entries({key.text: (key, below) for key, below in found.items}, owner, report)
    _misfit(found, Said("a map"), report)
    return Entries({}, owner, report, is_map=False)


def named(found: node.Node | None, report: Report) -> tuple[tuple[node.Scalar, node.Node], ...]:
    """The entries of a map that holds at least one."""
    if isinstance(found, node.Mapping) and found.items:
        return found.items
    _misfit(found, Said("a map"), report)
    return ()


def listed(found: node.Node | None, report: Report) -> tuple[node.Node, ...]:
    """The members of a list that holds at least one."""
    if isinstance(found, node.Sequence) and found.items:
        return found.items
    _misfit(found, Said("a list"), report)
    return ()


def scalar(found: node.Node | None, report: Report, *, wanted: str = _SHAPES[node.Scalar]) -> node.Scalar | None:
    """A text that may be anything else; None when it is."""
    if isinstance(found, node.Scalar):
        return found
    _misfit(found, wanted, report)
    return None


def value(found: node.Scalar, kind: types.Type, report: Report) -> types.Value:
    """The value a text stands for."""
    read = types.read(kind, found.text)
    if isinstance(read, Unreadable):
        report.fault("unreadable-value", Said("`{text}` is {why}", text=found.text, why=read.reason), found.place)
        return None
    return read


def _misfit(found: node.Node | None, wanted: str, report: Report) -> None:
    """Note a node of the wrong shape, or an empty one; what is not there or refused is told elsewhere."""
    if found is None or isinstance(found, node.Refused):
        return
    shape = _SHAPES[type(found)]
    if shape == wanted:
        report.fault("empty-value", Said("{wanted} with at least one entry is wanted here", wanted=wanted), found.place)
    else:
        report.fault(
            "wrong-shape", Said("{wanted} is wanted here, not {shape}", wanted=wanted, shape=shape), found.place
        )
