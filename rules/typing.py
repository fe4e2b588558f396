"""Resolving: every name of an expression gets its meaning, every operator is checked for sense.

All problems of an expression are found; an expression with one yields no meaning.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.arithmetic import NUMERIC, ORDERED, UNITLESS, result
from rules.expression import (
    BOOLEAN,
    DATETIME,
    NUMERAL,
    TEXT,
    Arithmetic,
    Both,
    Compare,
    Constant,
    DateOf,
    Either,
    Expression,
    Extreme,
    Kind,
    Known,
    ListContains,
    Negated,
    Range,
    Rounded,
    Sort,
    TextTest,
    Within,
    varies,
)
from rules.fault import nearest
from rules.literal import LITERALS, literal, unquoted
from rules.said import Said
from rules.scope import Collected, Meaning, Scope
from rules.syntax import Node, Problem, parse
from rules.types import minor_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lark import Token


def resolve(text: str, scope: Scope, *, expected: Sort | None) -> tuple[Expression | None, tuple[Problem, ...]]:
    """Meaning of an expression that should yield `expected`; None takes any sort."""
    resolver = _Resolver(scope)
    tree = parse(text)
    if isinstance(tree, Problem):
        return None, (tree,)
    found = resolver.expect(tree, expected)
    return (None if resolver.problems else found), tuple(resolver.problems)


def resolve_cell(text: str, subject: Meaning, scope: Scope) -> tuple[Expression | None, tuple[Problem, ...]]:
    """Meaning of a decision table's cell about `subject`; no meaning and no problem for `-`, which says nothing."""
    tree = parse(text, start="unary")
    if isinstance(tree, Problem):
        return None, (tree,)
    if tree.data == "anything":
        return None, ()
    resolver = _Resolver(scope)
    found = resolver.cell(tree, subject)
    return (None if resolver.problems else found), tuple(resolver.problems)


class _Unresolved(Exception):  # noqa: N818 -- not an error: the problem is already noted
    """The expression has no meaning; why is among the problems."""


class _Resolver:
    """One walk over one syntax tree; gathers the problems met."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.problems: list[Problem] = []

    def expect(self, tree: Node, sort: Sort | None) -> Expression | None:
        try:
            found = self._operand(tree, sort or BOOLEAN)
            return found if sort is None else self._coerced(found, sort, tree)
        except _Unresolved:
            return None

    def cell(self, tree: Node, subject: Meaning) -> Expression | None:
        alternatives = _trees(tree.children)[0]
        members: list[Expression | Range] = []
        tests: list[Expression | None] = []
        for one in _trees(alternatives.children):
            try:
                self._alternative(one, subject, members, tests)
            except _Unresolved:
                tests.append(None)
        if members and not isinstance(subject, Collected):
            tests.insert(0, _within(subject, tuple(members)))
        meant = [test for test in tests if test is not None]
        if len(meant) < len(tests):
            return None
        either = meant[0] if len(meant) == 1 else Either(tuple(meant))
        return Negated(either) if tree.data == "none_of" else either

    def _alternative(
        self, tree: Node, subject: Meaning, members: list[Expression | Range], tests: list[Expression | None]
    ) -> None:
        if isinstance(subject, Collected):
            tests.append(self._collected(subject, tree))
            return
        parts = _trees(tree.children)
        match tree.data:
            case "unary_compare":
                operator = str(tree.children[0])
                right = self._coerced(self._operand(parts[0], subject.sort), subject.sort, parts[0])
                tests.append(self._comparison(operator, subject, right, tree))
            case "unary_range":
                members.append(self._range(parts[0], subject.sort))
            case "unary_between":
                members.append(self._ends(parts, subject.sort))
            case "unary_member":
                members.extend(self._member(one, subject.sort) for one in _trees(parts[0].children))
            case "unary_known":
                tests.append(Known(subject))
            case "unary_missing":
                tests.append(Negated(Known(subject)))
            case _:
                members.append(self._member(tree, subject.sort))

    def _collected(self, subject: Collected, tree: Node) -> Expression:
        if tree.data == "name":
            return self._contains(subject, str(tree.children[0]), tree)
        raise self._problem(
            "type-mismatch",
            Said("`{decision}` is a set; name the outcomes it should hold", decision=subject.decision),
            tree,
        )

    def _problem(self, code: str, message: str, tree: Node, suggestion: str | None = None) -> _Unresolved:
        self.problems.append(Problem(code, message, tree.meta.start_pos, tree.meta.end_pos, suggestion))
        return _Unresolved()

    def _operand(self, tree: Node, expected: Sort) -> Expression:
        """Meaning of `tree` where `expected` helps to tell an enumeration's value from another name."""
        if tree.data in {"name", "part"}:
            return self._named(".".join(map(str, tree.children)), tree, expected)
        if tree.data == "group":
            return self._operand(_trees(tree.children)[0], expected)
        if tree.data in {"either", "both"}:
            return self._logic(tree)
        if tree.data in {"add", "subtract", "multiply", "divide"}:
            return self._arithmetic(tree, expected)
        if tree.data in LITERALS:
            return self._literal(tree)
        found: Expression = getattr(self, f"_{tree.data}")(tree)
        return found

    def _named(self, name: str, tree: Node, expected: Sort) -> Expression:
        meaning = self.scope.names.get(name)
        if expected.kind is Kind.ENUM and name in expected.names:
            if meaning is not None or name in self.scope.later:
                raise self._problem(
                    "ambiguous-name", Said("`{name}` could be a value or a name; rename one", name=name), tree
                )
            return Constant(name, expected)
        if isinstance(meaning, Collected):
            raise self._problem(
                "type-mismatch", Said("`{name}` is a set; ask it with `list contains({name}, …)`", name=name), tree
            )
        if meaning is not None:
            return meaning
        if name in self.scope.later:
            raise self._problem(
                "not-readable-here",
                Said("`{name}` cannot be read here: {later}", name=name, later=self.scope.later[name]),
                tree,
            )
        if expected.kind is Kind.ENUM:
            raise self._problem(
                "unknown-value",
                Said("`{name}` is not one of the values", name=name),
                tree,
                nearest(name, expected.names),
            )
        if name in self.scope.enumerations:
            message = Said("`{name}` is a value, not a test; write `in (…, {name})`", name=name)
            raise self._problem("bare-value", message, tree)
        raise self._problem(
            "unknown-fact", Said("no fact is named `{name}`", name=name), tree, nearest(name, self.scope.names)
        )

    def _coerced(self, found: Expression, sort: Sort, tree: Node) -> Expression:
        """`found` as `sort`: a numeral takes the sort it meets, everything else must be it already."""
        if found.sort == sort or (sort == NUMERAL and found.sort.kind in UNITLESS):
            return found
        if found.sort == NUMERAL and sort.kind in UNITLESS:
            return _as(found, sort)
        if {found.sort.kind, sort.kind} == {Kind.NUMERAL, Kind.DURATION}:
            raise self._problem(
                "unit-missing",
                Said("write the unit, as in `5 {detail}`", detail=sort.detail or found.sort.detail),
                tree,
            )
        if found.sort.kind is sort.kind is Kind.ENUM:
            raise self._problem("type-mismatch", Said("these are values of two different enumerations"), tree)
        raise self._problem(
            "type-mismatch", Said("this is {sort}, but {wanted} is wanted here", sort=found.sort, wanted=sort), tree
        )

    def _pair(self, left_tree: Node, right_tree: Node) -> tuple[Expression, Expression]:
        """Both sides of a comparison, of one sort."""
        first, second = left_tree, right_tree
        if self._is_value(left_tree):
            first, second = right_tree, left_tree
        one = self._operand(first, BOOLEAN)
        two = self._operand(second, one.sort)
        if one.sort == NUMERAL:
            one = self._coerced(one, two.sort, first)
        two = self._coerced(two, one.sort, second)
        return (one, two) if first is left_tree else (two, one)

    def _is_value(self, tree: Node) -> bool:
        return tree.data == "name" and str(tree.children[0]) not in self.scope.names.keys() | self.scope.later.keys()

    def _comparison(self, operator: str, left: Expression, right: Expression, tree: Node) -> Expression:
        if operator not in {"=", "!="} and left.sort.kind not in ORDERED:
            raise self._problem(
                "type-mismatch",
                Said("`{operator}` needs numbers, dates or durations, not {sort}", operator=operator, sort=left.sort),
                tree,
            )
        return Compare(operator, left, right)

    def _compare(self, tree: Node) -> Expression:
        left_tree, right_tree = _trees(tree.children)
        left, right = self._pair(left_tree, right_tree)
        return self._comparison(str(tree.children[1]), left, right, tree)

    def _between(self, tree: Node) -> Expression:
        subject, *ends = _trees(tree.children)
        left = self._operand(subject, BOOLEAN)
        return Within(left, (self._ends(ends, left.sort),))

    def _ends(self, trees: Sequence[Node], sort: Sort, *, low_open: bool = False, high_open: bool = False) -> Range:
        if sort.kind not in ORDERED:
            raise self._problem(
                "type-mismatch", Said("a range needs numbers, dates or durations, not {sort}", sort=sort), trees[0]
            )
        low, high = (self._coerced(self._operand(one, sort), sort, one) for one in trees)
        return Range(low, high, low_open, high_open)

    def _range(self, tree: Node, sort: Sort) -> Range:
        low_open = tree.data in {"range_above", "range_inside"}
        high_open = tree.data in {"range_below", "range_inside"}
        return self._ends(_trees(tree.children), sort, low_open=low_open, high_open=high_open)

    def _member(self, tree: Node, sort: Sort) -> Expression | Range:
        if _is_range(tree):
            return self._range(tree, sort)
        return self._coerced(self._operand(tree, sort), sort, tree)

    def _one_of(self, tree: Node) -> Expression:
        subject, members = _trees(tree.children)
        left = self._operand(subject, BOOLEAN)
        return _within(left, tuple(self._member(one, left.sort) for one in _trees(members.children)))

    def _in_range(self, tree: Node) -> Expression:
        subject, interval = _trees(tree.children)
        left = self._operand(subject, BOOLEAN)
        return Within(left, (self._range(interval, left.sort),))

    def _known(self, tree: Node) -> Expression:
        return Known(self._operand(_trees(tree.children)[0], BOOLEAN))

    def _missing(self, tree: Node) -> Expression:
        return Negated(self._known(tree))

    def _negated(self, tree: Node) -> Expression:
        inner = _trees(tree.children)[0]
        return Negated(self._coerced(self._operand(inner, BOOLEAN), BOOLEAN, inner))

    def _logic(self, tree: Node) -> Expression:
        parts = tuple(self.expect(part, BOOLEAN) for part in _trees(tree.children))
        meant = tuple(part for part in parts if part is not None)
        if len(meant) < len(parts):
            raise _Unresolved
        return Either(meant) if tree.data == "either" else Both(meant)

    def _arithmetic(self, tree: Node, expected: Sort) -> Expression:
        operator = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}[str(tree.data)]
        left, right = (self._operand(one, expected) for one in _trees(tree.children))
        if (operator == "/" and varies(right)) or (operator == "*" and varies(left) and varies(right)):
            raise self._problem("not-linear", Said("no product of two facts and no division by a fact"), tree)
        sort = result(operator, left.sort, right.sort)
        if sort is None:
            raise self._problem(
                "type-mismatch",
                Said(
                    "`{operator}` cannot join {sort} and {sort_2}", operator=operator, sort=left.sort, sort_2=right.sort
                ),
                tree,
            )
        return Arithmetic(operator, left, right, sort)

    def _minus(self, tree: Node) -> Expression:
        inner = _trees(tree.children)[0]
        operand = self._operand(inner, NUMERAL)
        if operand.sort.kind not in NUMERIC:
            raise self._problem("type-mismatch", Said("`-` needs a number, not {sort}", sort=operand.sort), inner)
        if isinstance(operand, Constant) and isinstance(operand.value, Fraction):
            return replace(operand, value=-operand.value)
        return Arithmetic("*", Constant(Fraction(-1), NUMERAL), operand, operand.sort)

    def _extreme(self, tree: Node) -> Expression:
        trees = _trees(tree.children)
        parts = [self._operand(one, NUMERAL) for one in trees]
        sort = next((part.sort for part in parts if part.sort != NUMERAL), NUMERAL)
        if sort.kind not in ORDERED:
            raise self._problem(
                "type-mismatch",
                Said(
                    "`{children}` needs numbers, dates or durations, not {sort}", children=tree.children[0], sort=sort
                ),
                tree,
            )
        coerced = (self._coerced(part, sort, one) for part, one in zip(parts, trees, strict=True))
        return Extreme(str(tree.children[0]), tuple(coerced), sort)

    def _rounded(self, tree: Node) -> Expression:
        inner = _trees(tree.children)[0]
        operand = self._operand(inner, NUMERAL)
        if operand.sort.kind not in NUMERIC:
            raise self._problem(
                "type-mismatch", Said("rounding needs a number or duration, not {sort}", sort=operand.sort), inner
            )
        tokens = _tokens(tree.children)
        if len(tokens) > 1:
            return self._rounded_to(str(tokens[1]), str(tokens[0]), operand, tree)
        if operand.sort.kind is not Kind.MONEY:
            message = Said("say to how many decimals: `{tokens}(…, 2)`", tokens=tokens[0])
            raise self._problem("rounding-missing", message, tree)
        return Rounded(tokens[0].removeprefix("round_"), operand, minor_digits(operand.sort.detail))

    def _rounded_to(self, scale: str, mode: str, operand: Expression, tree: Node) -> Expression:
        if not scale.isdigit() or int(scale) > 9:  # noqa: PLR2004 -- finer than any money or rate of the field
            raise self._problem("type-mismatch", Said("the number of decimals is a whole number up to 9"), tree)
        return Rounded(mode.removeprefix("round_"), operand, int(scale))

    def _date_of(self, tree: Node) -> Expression:
        inner = _trees(tree.children)[0]
        return DateOf(self._coerced(self._operand(inner, DATETIME), DATETIME, inner))

    def _text_test(self, tree: Node) -> Expression:
        subject, needle = _trees(tree.children)
        left = self._coerced(self._operand(subject, TEXT), TEXT, subject)
        if needle.data != "string":
            raise self._problem("type-mismatch", Said("the text to look for is written in quotes"), needle)
        return TextTest(" ".join(str(tree.children[0]).split()), left, unquoted(needle))

    def _list_contains(self, tree: Node) -> Expression:
        decision, outcome = (str(token) for token in _tokens(tree.children)[1:])
        meaning = self.scope.names.get(decision)
        if isinstance(meaning, Collected):
            return self._contains(meaning, outcome, tree)
        if meaning is None:
            self._named(decision, tree, BOOLEAN)
        raise self._problem(
            "type-mismatch", Said("`{decision}` is not a decision that collects", decision=decision), tree
        )

    def _contains(self, collected: Collected, outcome: str, tree: Node) -> Expression:
        if outcome in collected.outcomes:
            return ListContains(collected.decision, outcome)
        message = Said("`{outcome}` is not an outcome of `{decision}`", outcome=outcome, decision=collected.decision)
        raise self._problem("unknown-value", message, tree, nearest(outcome, collected.outcomes))

    def _bare_days(self, tree: Node) -> Expression:
        number = tree.children[0]
        message = Said(
            "write `{number} working days` or `{number} calendar days`: the unit is the point", number=number
        )
        raise self._problem("unit-missing", message, tree)

    def _literal(self, tree: Node) -> Expression:
        found = literal(tree, self.scope.zone)
        if isinstance(found, Constant):
            return found
        raise self._problem("type-mismatch", found.reason, tree)


def _is_range(tree: Node) -> bool:
    return str(tree.data).startswith("range")


def _within(subject: Expression, members: tuple[Expression | Range, ...]) -> Expression:
    """`in (a)` says no more than `= a`."""
    if len(members) == 1 and not isinstance(members[0], Range):
        return Compare("=", subject, members[0])
    return Within(subject, members)


def _as(found: Expression, sort: Sort) -> Expression:
    """A numeral with the sort it meets."""
    return replace(found, sort=sort) if isinstance(found, Constant | Arithmetic | Extreme) else found


def _trees(children: Sequence[Node | Token]) -> list[Node]:
    return [child for child in children if not isinstance(child, str)]


def _tokens(children: Sequence[Node | Token]) -> list[str]:
    return [child for child in children if isinstance(child, str)]
