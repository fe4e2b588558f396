"""Keys: from one complaint's facts to the number of its class, in generated Python.

The code is written from the partition alone: comparisons, and a number in mixed radix.
A fact that is not of its type, or outside its range, has no cell: the key is then None.
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
Key = Callable[[Values], int | None]

FEW_CUTS = 8


@dataclass(slots=True)
class _Code:
    """Lines of a function, and the objects that they name."""

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
            self.lines.append(f"{self.variables[key]} = get({key!r})")
        return self.variables[key]


def key_function(axes: Sequence[Axis], sources: Sequence[Input | Test], *, checked: Mapping[str, Fact]) -> Key:
    """Function from values by name to the number of their class over `axes`, as `Table` numbers it.

    A name that is not there is missing.
    The facts in `checked` must be of their types, and there if required, or the number is None.
    """
    code = _Code()
    for name, fact in checked.items():
        code.lines.append(f"if {_unfit(code, code.variable(name), fact)}: return None")
    stride, digits = 1, []
    for axis, source in zip(axes, sources, strict=True):
        digits.append(_digit(code, axis, source, stride))
        stride *= axis.size
    code.lines.append(f"return {' + '.join(digits) or '0'}")
    return _compiled(code)


def _compiled(code: _Code) -> Key:
    text = "def key(values):\n    get = values.get\n" + "".join(f"    {line}\n" for line in code.lines)
    scope: dict[str, Any] = dict(code.objects)
    exec(text, scope)  # noqa: S102 -- written here from numbers and quoted names alone
    function: Key = scope["key"]
    return function


def _unfit(code: _Code, variable: str, fact: Fact) -> str:
    """Condition under which a value is not of its type; a missing one is only where it is required."""
    kind = fact.type
    if isinstance(kind, Boolean):
        test = f"{variable} is not True and {variable} is not False"
    elif isinstance(kind, Enumeration):
        test = f"({variable}.__class__ is not str or {variable} not in {code.named(frozenset(kind.names))})"
    elif isinstance(kind, Text):
        test = f"{variable}.__class__ is not str"
    else:
        low, high = bounds(kind)
        test = f"({variable}.__class__ is not int or not {low} <= {variable} <= {high})"
    return test if fact.required else f"{variable} is not None and {test}"


def _digit(code: _Code, axis: Axis, source: Input | Test, stride: int) -> str:
    """Expression for the cell on `axis`, times `stride`."""
    if not isinstance(source, Input):
        return _tested(code, source, stride)
    variable = code.variable(source.key)
    if axis.kind is Kind.FLAG:
        return f"(0 if {variable} is None else {2 * stride} if {variable} else {stride})"
    if axis.kind is Kind.CATEGORY:
        cells = {None: 0} | {name: number * stride for number, name in enumerate(axis.names, 1)}
        return f"{code.named(cells)}.get({variable}, {(len(axis.names) + 1) * stride})"
    if len(axis.starts) > FEW_CUTS:
        search = f"{code.named(bisect_right)}({code.named(axis.starts)}, {variable})"
        return f"(0 if {variable} is None else {stride} * (1 + {search}))"
    steps = "".join(f"{number * stride} if {variable} < {start} else " for number, start in enumerate(axis.starts, 1))
    return f"(0 if {variable} is None else {steps}{(len(axis.starts) + 1) * stride})"


def _tested(code: _Code, test: Test, stride: int) -> str:
    """Expression for the cell of a test; a simple one is written out, any other is computed as it stands."""
    written = _written(code, test)
    if written is None:
        keys = tuple(dict.fromkeys(inputs(test)))
        cells = code.named({None: 0, False: stride, True: 2 * stride})
        values = ", ".join(f"{key!r}: {code.variable(key)}" for key in keys)
        return f"{cells}[{code.named(truth)}({code.named(test)}, {{{values}}})]"
    there = " and ".join(f"{code.variable(key)} is not None" for key in dict.fromkeys(inputs(test)))
    return f"(({2 * stride} if {written} else {stride}) if {there} else 0)"


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
        case Plus(parts=parts):
            found = [_term(code, part) for part in parts]
            return None if None in found else f"({' + '.join(map(str, found))})"
        case Extremum(greatest=greatest, parts=parts):
            found = [_term(code, part) for part in parts]
            return None if None in found else f"{'max' if greatest else 'min'}({', '.join(map(str, found))})"
        case _:
            return None
