"""The space of complaints: what is read by name, as variables of the SMT solver z3.

An input is a value with a flag "known". A boolean has the formulas "true" and "false", an enumeration one a name;
a number, date, time or duration is a whole number, exactly as it is stored; a text is a number that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from itertools import count

import z3

from rules.analysis.texts import Texts
from rules.types import Boolean, Enumeration, Text, Type, bounds


class Space:
    """The inputs of one edition, by key; `kinds` has their types.

    An input that no rule determines is free within its type. `axioms` is what holds of every complaint; it grows as
    inputs are met.
    """

    def __init__(self, kinds: Mapping[str, Type]) -> None:
        self.context = z3.Context()
        self.kinds = kinds
        self.own: Mapping[str, str] = {}
        self.axioms: list[z3.BoolRef] = []
        self.always = z3.BoolVal(val=True, ctx=self.context)
        self.never = z3.BoolVal(val=False, ctx=self.context)
        self.texts = Texts(self)
        self.free: dict[str, z3.BoolRef] = {}
        self._known: dict[str, z3.BoolRef] = {}
        self._true: dict[str, z3.BoolRef] = {}
        self._names: dict[tuple[str, str], z3.BoolRef] = {}
        self._values: dict[str, z3.ExprRef] = {}
        self._numbers = count(1)
        self._named: dict[int, z3.BoolRef] = {}
        """By the solver's number of a formula, which stays its own as long as an axiom holds it."""

    def beside(self, kinds: Mapping[str, Type], own: Mapping[str, str]) -> Space:
        """The same space as another policy reads it: what it calls by a key of `own` is what that stands for here.

        What `own` has not is the same input for both; `own` may shrink later.
        """
        found = copy(self)
        found.kinds, found.own = kinds, own
        return found

    def _here(self, key: str) -> str:
        return self.own.get(key, key)

    def every(self, parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
        """Conjunction."""
        found = [part for part in parts if not z3.is_true(part)]
        if len(found) == 1:
            return found[0]
        return z3.And(found) if found else self.always

    def some(self, parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
        """Disjunction."""
        found = [part for part in parts if not z3.is_false(part)]
        if len(found) == 1:
            return found[0]
        return z3.Or(found) if found else self.never

    def named(self, formula: z3.BoolRef) -> z3.BoolRef:
        """A variable that is true exactly where `formula` is, so that what is built on it stays small."""
        key = formula.get_id()
        if key not in self._named:
            name = self._named[key] = z3.Bool(self._fresh(), self.context)
            self.axioms.append(name == formula)
        return self._named[key]

    def whole(self) -> z3.ArithRef:
        """A whole number of its own."""
        return z3.Int(self._fresh(), self.context)

    def either(self) -> z3.BoolRef:
        """What may be so or not."""
        return z3.Bool(self._fresh(), self.context)

    def _fresh(self) -> str:
        return f"#{next(self._numbers)}"

    def known(self, key: str) -> z3.BoolRef:
        """Whether an input is there."""
        key = self._here(key)
        if key not in self._known:
            self._known[key] = self.free[key] = z3.Bool(f"{key} is known", self.context)
        return self._known[key]

    def is_free(self, key: str) -> bool:
        """Whether an input has been met that no rule determines."""
        return self._here(key) in self.free

    def true(self, key: str) -> z3.BoolRef:
        """Whether a boolean input is known and true."""
        here = self._here(key)
        if here not in self._true:
            self._true[here] = self.every((self.known(key), z3.Bool(here, self.context)))
        return self._true[here]

    def false(self, key: str) -> z3.BoolRef:
        """Whether a boolean input is known and false."""
        return self.every((self.known(key), z3.Not(self.true(key))))

    def is_named(self, key: str, name: str) -> z3.BoolRef:
        """Whether an enumeration is known and has this name."""
        here = self._here(key)
        if (here, name) not in self._names:
            place = self._names_of(key).index(name)
            self._names[here, name] = self.every((self.known(key), self._number_of(key) == place))
        return self._names[here, name]

    def _names_of(self, key: str) -> tuple[str, ...]:
        kind = self.kinds[key]
        return kind.names if isinstance(kind, Enumeration) else ()

    def _number_of(self, key: str) -> z3.ExprRef:
        """Place of an enumeration's name, in so few bits that hardly more places fit."""
        here = self._here(key)
        if here not in self._values:
            size = len(self._names_of(key))
            place = z3.BitVec(here, max(size.bit_length(), 1), self.context)
            self._values[here] = place
            self.axioms.append(z3.ULT(place, size))
        return self._values[here]

    def number(self, key: str) -> z3.ArithRef:
        """Stored value of a number, date, time or duration; within its type where no rule sets it."""
        here = self._here(key)
        if here not in self._values:
            found = self._values[here] = z3.Int(here, self.context)
            if here not in self._known or here in self.free:
                low, high = bounds(self.kinds[key])
                self.axioms.append(self.every((found >= low, found <= high)))
        return self._values[here]

    def text(self, key: str) -> z3.ExprRef:
        """Number that names a text."""
        here = self._here(key)
        if here not in self._values:
            self._values[here] = self.texts.variable(here)
        return self._values[here]

    def determine(self, key: str, known: z3.BoolRef) -> None:
        """Let an input be one that rules determine, known exactly there."""
        self._known[self._here(key)] = known

    def determine_truth(self, key: str, true: z3.BoolRef) -> None:
        """Say where a boolean that rules determine is true."""
        self._true[self._here(key)] = true

    def determine_name(self, key: str, name: str, held: z3.BoolRef) -> None:
        """Say where an enumeration that rules determine has a name."""
        self._names[self._here(key), name] = held

    def read(self, key: str, ask: Callable[[z3.ExprRef], z3.ExprRef]) -> bool | int | str | None:
        """Value of an input in a model, `ask` being the model's evaluation; None is missing."""
        if not z3.is_true(ask(self.known(key))):
            return None
        match self.kinds[key]:
            case Boolean():
                return bool(z3.is_true(ask(self.true(key))))
            case Enumeration(names=names):
                return next(name for name in names if z3.is_true(ask(self.is_named(key, name))))
            case Text():
                return self.texts.read(self.text(key), ask)
            case _:
                return int(ask(self.number(key)).as_long())
