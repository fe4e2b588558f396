"""Keys: from one complaint's facts to what is remembered of its class, in generated Python.

The code is written from the partition alone: comparisons, and a number in mixed radix.
A class that no 64-bit number can name has a tuple of them.
Every fact is checked on the way; one that is not of its type, outside its range, or missing though required has no key.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.cells import Axis, Kind, Value
from rules.evaluation import truth
from rules.policy import Fact
from rules.terms import Extremum, Fixed, Input, Plus, Relation, Term, Test, Times, inputs
from rules.types import Boolean, Enumeration, Text, bounds

Values = Mapping[str, Value]
Named = int | tuple[int, ...]
Key = Callable[[Values], Named | None]

FEW_CUTS = 8
LARGEST = 1 << 62


@dataclass(slots=True)
class _Code:
    """Lines of a function, the objects that they name, and the variable that holds each input."""

    lines: list[str] = field(default_factory=list)
    objects: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def named(self, thing: object) -> str:
        """A name for `thing` in the generated code."""
        found = f"c{len(self.objects)}"
        self.objects[found] = thing
        return found

    def variable(self, key: str) -> str:
        """The variable that holds the input `key`, read where it is first needed."""
        if key not in self.variables:
            self.variables[key] = f"v{len(self.variables)}"
            self.lines.append(f"{self.variables[key]} = values[{key!r}]")
        return self.variables[key]

    def ladder(self, *steps: tuple[str, str]) -> None:
        """The first step whose condition holds; a step without one always does."""
        for place, (condition, statement) in enumerate(steps):
            word = f"{'elif' if place else 'if'} {condition}" if condition else "else"
            self.lines.append(f"{word}: {statement}")


def key_function(axes: Sequence[Axis], sources: Sequence[Input | Test], *, checked: Mapping[str, Fact]) -> Key:
    """Function from values by name to what names their class over `axes`.

    The function raises KeyError for an input that is not there (a missing one is None), and gives None unless
    the facts in `checked` are of their types and ranges, and there if required.
    """
    code = _Code()
    strides, numbers = _radix(axes)
    _digits(code, axes, sources, strides=strides, checked=checked)
    code.lines.append(f"return {', '.join(' + '.join(digits) for digits in numbers) or '0'}")
    text = "def key(values):\n" + "".join(f"    {line}\n" for line in code.lines)
    scope: dict[str, Any] = dict(code.objects)
    exec(text, scope)  # noqa: S102 -- written here from numbers and quoted names alone
    function: Key = scope["key"]
    return function


def _radix(axes: Sequence[Axis]) -> tuple[list[int], list[list[str]]]:
    """What a cell of each axis counts, and the digits that are added up to each number."""
    strides: list[int] = []
    numbers: list[list[str]] = []
    stride = LARGEST
    for place, axis in enumerate(axes):
        if stride * axis.size > LARGEST:
            numbers.append([])
            stride = 1
        strides.append(stride)
        numbers[-1].append(f"d{place}")
        stride *= axis.size
    return strides, numbers


def _digits(
    code: _Code,
    axes: Sequence[Axis],
    sources: Sequence[Input | Test],
    *,
    strides: Sequence[int],
    checked: Mapping[str, Fact],
) -> None:
    """Writes how each axis's digit is found; the inputs come first, so that tests rest on checked facts."""
    places = {source.key: place for place, source in enumerate(sources) if isinstance(source, Input)}
    for name, fact in checked.items():
        if name not in places:
            code.ladder((_unfit(code, code.variable(name), fact), "return None"))
    for name, place in places.items():
        _input(code, axes[place], strides[place], code.variable(name), checked.get(name), f"d{place}")
    for place, source in enumerate(sources):
        if not isinstance(source, Input):
            code.lines.append(f"d{place} = {_tested(code, source, strides[place])}")


def _unfit(code: _Code, variable: str, fact: Fact) -> str:
    """Condition under which a fact is not of its type; a missing one is only where it is required."""
    match fact.type:
        case Boolean():
            test = f"{variable} is not True and {variable} is not False"
        case Text():
            test = f"{variable}.__class__ is not str"
        case Enumeration(names=names):
            test = f"({variable}.__class__ is not str or {variable} not in {code.named(frozenset(names))})"
        case kind:
            low, high = bounds(kind)
            test = f"({variable}.__class__ is not int or not {low} <= {variable} <= {high})"
    return test if fact.required else f"{variable} is not None and {test}"


def _input(code: _Code, axis: Axis, stride: int, variable: str, fact: Fact | None, digit: str) -> None:
    """Writes `digit`, the cell of an input on its axis times `stride`, and the check of the fact that it is."""
    missing = (f"{variable} is None", "return None" if fact is not None and fact.required else f"{digit} = 0")
    if axis.kind is Kind.FLAG:
        true = (f"{variable} is True", f"{digit} = {2 * stride}")
        false = (f"{variable} is False", f"{digit} = {stride}")
        code.ladder(false, missing, true, ("", "return None"))
    elif axis.kind is Kind.CATEGORY:
        code.ladder(missing, *_choices(code, axis, stride, variable, digit, fact))
    else:
        code.ladder(missing, *_steps(code, axis.starts, stride, variable, digit, fact))


def _choices(
    code: _Code, axis: Axis, stride: int, variable: str, digit: str, fact: Fact | None
) -> list[tuple[str, str]]:
    """Steps for a name or text: an enumeration's names are all known beforehand."""
    other = (len(axis.names) + 1) * stride
    cells = {name: number * stride for number, name in enumerate(axis.names, 1)}
    if fact is not None and isinstance(fact.type, Enumeration):
        held = code.named({name: cells.get(name, other) for name in fact.type.names})
        fit = f"{variable}.__class__ is str and {variable} in {held}"
        return [(fit, f"{digit} = {held}[{variable}]"), ("", "return None")]
    unfit = [] if fact is None else [(f"{variable}.__class__ is not str", "return None")]
    return [*unfit, ("", f"{digit} = {code.named(cells)}.get({variable}, {other})")]


def _steps(
    code: _Code, starts: tuple[int, ...], stride: int, variable: str, digit: str, fact: Fact | None
) -> list[tuple[str, str]]:
    """Steps of a ladder up the cells of a number; below and above its range there is none."""
    low, high = (None, None) if fact is None else bounds(fact.type)
    steps = [] if fact is None else [(f"{variable}.__class__ is not int or {variable} < {low}", "return None")]
    if len(starts) > FEW_CUTS:
        found = f"{digit} = {stride} * (1 + {code.named(bisect_right)}({code.named(starts)}, {variable}))"
    else:
        within = [(start, place) for place, start in enumerate(starts, 1)]
        steps += [(f"{variable} < {start}", f"{digit} = {place * stride}") for start, place in within]
        found = f"{digit} = {(len(starts) + 1) * stride}"
    if high is None:
        return [*steps, ("", found)]
    return [*steps, (f"{variable} <= {high}", found), ("", "return None")]


def _tested(code: _Code, test: Test, stride: int) -> str:
    """Expression for the cell of a test; a simple one is written out, any other is computed as it stands."""
    keys = dict.fromkeys(inputs(test))
    written = _written(code, test)
    if written is None:
        cells = code.named({None: 0, False: stride, True: 2 * stride})
        values = ", ".join(f"{key!r}: {code.variable(key)}" for key in keys)
        return f"{cells}[{code.named(truth)}({code.named(test)}, {{{values}}})]"
    there = " and ".join(f"{code.variable(key)} is not None" for key in keys)
    return f"({2 * stride} if {written} else {stride}) if {there} else 0"


def _written(code: _Code, test: Test) -> str | None:
    """A relation between sums, products and extrema, as Python."""
    if not isinstance(test, Relation):
        return None
    left, right = _term(code, test.left), _term(code, test.right)
    if left is None or right is None:
        return None
    return f"{left} {'==' if test.operator == '=' else test.operator} {right}"


def _term(code: _Code, term: Term) -> str | None:
    match term:
        case Input(key=key):
            return code.variable(key)
        case Fixed(value=value):
            return repr(value)
        case Times(term=inner, factor=factor):
            written = _term(code, inner)
            return written and f"{written} * {factor}"
        case Plus(parts=parts) | Extremum(parts=parts):
            found = [_term(code, part) for part in parts]
            return None if None in found else _joined(term, list(map(str, found)))
        case _:
            return None


def _joined(term: Plus | Extremum, parts: list[str]) -> str:
    if isinstance(term, Plus):
        return f"({' + '.join(parts)})"
    return f"{'max' if term.greatest else 'min'}({', '.join(parts)})"
