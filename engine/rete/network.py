"""A network: the rules of one group, spread over rulesets within which durable_rules is trustworthy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from threading import Lock
from types import TracebackType
from typing import Self

from engine.rete.branches import MOST_KEYS, Box, Piece, pieces
from engine.rete.encoding import ALWAYS, Code, Unfit, write
from engine.rete.ruleset import SENTINEL, EngineFault, Ruleset
from rules.cells import Axis, Condition, Value, admitting, bits, box
from rules.said import Said

# Of one ruleset; what durable_rules bears stands in `branches`.
MOST_RULES = 32
MOST_SUSPENDED = 60
MOST_TESTS = 400


@dataclass(frozen=True, slots=True)
class Member:
    """A piece of rule `rule`, with the cells outside of which it cannot fire."""

    rule: int
    piece: Piece
    box: Box


@dataclass(frozen=True, slots=True)
class Part:
    """One ruleset: its definition as JSON, the rule behind each name in it, and what it reads."""

    definition: str
    rules: dict[str, int]
    axes: tuple[int, ...]
    box: Box


class Network:
    """The rules of one group, numbered by position; durable_rules loads them as they are first needed.

    `ids` are the rules' names in messages, their numbers by default.

    Raises EngineFault for a rule that falls into too many branches and for a name or cut that cannot be compared.
    May be used by several threads, which wait for each other.
    """

    def __init__(
        self, name: str, axes: tuple[Axis, ...], rules: Sequence[Condition], *, ids: Sequence[str] | None = None
    ) -> None:
        self.name = name
        self._ids = ids or range(len(rules))
        self._codes = tuple(self._code(axis, number) for number, axis in enumerate(axes))
        members = [member for number, rule in enumerate(rules) for member in self._members(number, rule)]
        self.parts = tuple(_part(group) for group in _packed(sorted(members, key=_place)))
        self._admitting = _admitting(self.parts, axes)
        self._rulesets: dict[int, Ruleset] = {}
        self._lock = Lock()

    def fired(self, values: Sequence[Value]) -> tuple[int, ...]:
        """Numbers of the rules that fire, ascending; `values` holds one an axis, None where it is missing.

        A ruleset none of whose rules can fire by the cells is not asked.
        Raises EngineFault when durable_rules fails or a value is not of its axis.
        """
        cells = self._cells(values)
        admitted = (1 << len(self.parts)) - 1
        for axis, by_cell in self._admitting:
            admitted &= by_cell[cells[axis]]
        return self._ask(bits(admitted), values)

    def fired_by_all(self, values: Sequence[Value]) -> tuple[int, ...]:
        """Like `fired`, but every ruleset is asked: what `fired` is checked against."""
        self._cells(values)
        return self._ask(range(len(self.parts)), values)

    def close(self) -> None:
        """Give the rulesets back; a later question would load them again."""
        with self._lock:
            for ruleset in self._rulesets.values():
                ruleset.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def orders(self) -> Iterator[tuple[str, str, str]]:
        """Of each ruleset its name in messages, its definition and a fact in which everything is missing."""
        nothing = (None,) * len(self._codes)
        return ((self._called(part), part.definition, self.fact(part, nothing)) for part in self.parts)

    def fact(self, part: Part, values: Sequence[Value]) -> str:
        """What a ruleset is told of `values`: the inside of a JSON object."""
        told = {self._codes[axis].key: self._codes[axis].told(values[axis]) for axis in part.axes}
        return write(ALWAYS | told)[1:-1]

    def _ask(self, places: Iterable[int], values: Sequence[Value]) -> tuple[int, ...]:
        fired: set[int] = set()
        with self._lock:
            for place in places:
                part = self.parts[place]
                fired.update(part.rules[name] for name in self._fired(place, self.fact(part, values)))
        return tuple(sorted(fired))

    def _fired(self, place: int, fact: str) -> list[str]:
        try:
            return self._loaded(place).fired(fact)
        except EngineFault as fault:
            raise EngineFault(Said("{called}: {why}", called=self._called(self.parts[place]), why=fault)) from fault

    def _loaded(self, place: int) -> Ruleset:
        ruleset = self._rulesets.get(place)
        if ruleset is None or ruleset.closed:
            ruleset = self._rulesets[place] = Ruleset(self.parts[place].definition)
        return ruleset

    def _called(self, part: Part) -> str:
        rules = ", ".join(f"`{self._ids[rule]}`" for rule in sorted(set(part.rules.values())))
        return Said("`{name}`, rules {rules}", name=self.name, rules=rules)

    def _cells(self, values: Sequence[Value]) -> list[int]:
        try:
            return [code.cell(value) for code, value in zip(self._codes, values, strict=True)]
        except Unfit as unfit:
            raise EngineFault(Said("`{name}`: {why}", name=self.name, why=unfit)) from unfit

    def _code(self, axis: Axis, number: int) -> Code:
        try:
            return Code(axis, f"f{number}")
        except Unfit as unfit:
            raise EngineFault(Said("`{name}`: {why}", name=self.name, why=unfit)) from unfit

    def _members(self, number: int, rule: Condition) -> Iterator[Member]:
        try:
            found = pieces(rule, self._codes)
        except Unfit as unfit:
            raise EngineFault(
                Said("`{name}`, rule `{rule}`: {why}", name=self.name, rule=self._ids[number], why=unfit)
            ) from unfit
        limits = box(rule)
        return (Member(number, piece, limits) for piece in found)


def _place(member: Member) -> list[tuple[int, int]]:
    """What brings rules about neighbouring cells into one ruleset, so that a class admits few."""
    return [(axis, (cells & -cells).bit_length()) for axis, cells in sorted(member.box.items())]


def _packed(members: Iterable[Member]) -> Iterator[list[Member]]:
    group: list[Member] = []
    for member in members:
        if group and not _fits([*group, member]):
            yield group
            group = []
        group.append(member)
    if group:
        yield group


def _fits(group: list[Member]) -> bool:
    all_pieces = [member.piece for member in group]
    return (
        len(group) <= MOST_RULES
        and sum(piece.suspended + 1 for piece in all_pieces) <= MOST_SUSPENDED
        and sum(piece.width for piece in all_pieces) <= MOST_TESTS
        and reduce(or_, (piece.axes for piece in all_pieces)).bit_count() <= MOST_KEYS
    )


def _part(group: list[Member]) -> Part:
    names = {f"{member.rule}/{place}": member for place, member in enumerate(group)}
    tests = {SENTINEL: ALWAYS} | {name: member.piece.test for name, member in names.items()}
    axes = reduce(or_, (member.piece.axes for member in group))
    limited = reduce(and_, (set(member.box) for member in group))
    return Part(
        definition=write({name: {"all": [{"m": test}]} for name, test in tests.items()}),
        rules={name: member.rule for name, member in names.items()},
        axes=tuple(axis for axis in range(axes.bit_length()) if axes >> axis & 1),
        box={axis: reduce(or_, (member.box[axis] for member in group)) for axis in sorted(limited)},
    )


def _admitting(parts: Sequence[Part], axes: Sequence[Axis]) -> tuple[tuple[int, list[int]], ...]:
    """For each axis that matters, which parts (bit mask) can fire in each of its cells."""
    limited = sorted({axis for part in parts for axis in part.box})
    return tuple(
        (axis, admitting([part.box.get(axis, axes[axis].full) for part in parts], axes[axis])) for axis in limited
    )
