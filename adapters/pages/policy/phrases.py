"""Conditions and expressions as people read them: titles for names, symbols for comparisons, words for the rest.

A test is said whole ("Amount > 1,000.00") or, below the heading of a table's column, without its subject.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from markupsafe import Markup

from adapters.pages.marks import MARKS
from adapters.pages.page import Say
from adapters.pages.policy.naming import Names, owner
from adapters.pages.policy.subjects import Subject, subject
from adapters.pages.policy.values import Values
from rules.arithmetic import ORDERED
from rules.deadline import State
from rules.expression import (
    NUMERAL,
    Arithmetic,
    Both,
    Compare,
    Constant,
    DateOf,
    Derived,
    Either,
    Expression,
    Extreme,
    Kind,
    Known,
    ListContains,
    Negated,
    Range,
    Reference,
    Role,
    Rounded,
    TextTest,
    Within,
)
from rules.policy import Policy, Template
from rules.types import Enumeration
from rules.wording import Language, stated

_SYMBOLS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIGNS = {"+": "+", "-": "\N{MINUS SIGN}", "*": "×", "/": "÷"}
_FIRM = {"*", "/"}
_WHOLE = Markup("{} {}")


class Phrases:
    """Says the expressions of one policy in one language."""

    def __init__(self, policy: Policy, words: Say, language: Language) -> None:
        self.names = Names(policy, language)
        self.values = Values(policy, words, language)
        self._words = words
        self._marks = MARKS[language]
        self._language = language
        self._titles_of = {
            value.name: dict(zip(value.type.names, value.type.titles or value.type.names, strict=True))
            for decision in policy.decisions
            for value in decision.values
            if isinstance(value.type, Enumeration)
        }
        self._outcomes = {
            decision.name: {one.name: one.title or one.name for one in decision.outcomes}
            for decision in policy.decisions
        }
        # A parameter with one value is shown with it: whoever signs need not look it up.
        self._fixed = {one.name: one for one in policy.parameters if len(one.values) == 1}

    def test(self, found: Expression) -> Markup:
        """A condition, whole."""
        match found:
            case Both(parts=parts):
                return self._joined("doc.and", (self._inner(part) for part in parts))
            case Either(parts=parts) if subject(found) is None:
                return self._joined("doc.or", (self._inner(part) for part in parts))
            case Negated(operand=operand) if subject(found) is None:
                return self.said("doc.not", test=self.test(operand))
        about = subject(found)
        if about is None:
            return self._relation(found)
        return _WHOLE.format(self.subject(about), self._predicate(found, verb=True))

    def cell(self, found: Expression) -> Markup:
        """A condition that is about one subject, without naming it."""
        return self._predicate(found, verb=False)

    def subject(self, about: Subject) -> Markup:
        """What a test is about."""
        return self.names.link(about) if isinstance(about, str) else self._name(about)

    def text(self, template: Template) -> Markup:
        """A text with its places for values."""
        return Markup("").join(
            self.names.own(part) if isinstance(part, str) else self._slot(part) for part in template.parts
        )

    def message(self, template: Template) -> Markup:
        """A text of a message, whose language its element tells, with its places for values."""
        return Markup("").join(part if isinstance(part, str) else self._slot(part) for part in template.parts)

    def outcome(self, decision: str, outcome: str) -> Markup:
        """The title of an outcome."""
        return self.names.own(self._outcomes[decision][outcome])

    def assigned(self, name: str, found: Expression) -> Markup:
        """What a rule sets a value to."""
        return self.value(found, self._titles_of.get(name))

    def value(self, found: Expression, titles: Mapping[str, str] | None = None) -> Markup:
        """An expression that yields a value; `titles` are those of the enumeration it is of."""
        match found:
            case Constant(value=str(value), sort=sort) if sort.kind is Kind.ENUM:
                return self.names.own((titles or {}).get(value, value))
            case Constant(value=value, sort=sort):
                return Markup.escape(self.values.constant(value, sort))
            case Reference() | Derived():
                return self._shown(found)
            case Arithmetic(operator=operator, left=left, right=right):
                sides = self._factor(left, found), self._factor(right, found, right=True)
                return Markup(" {} ").format(_SIGNS[operator]).join(sides)
            case Extreme(operator=operator, parts=parts):
                return self.said(f"doc.{operator}", parts=self._listed(self.value(part) for part in parts))
            case Rounded(mode=mode, operand=operand, scale=scale):
                return self.said(f"doc.round.{mode}", value=self.value(operand), scale=scale)
            case DateOf(operand=operand):
                return self.said("doc.date_of", value=self.value(operand))
            case _:
                return self.test(found)

    def _factor(self, found: Expression, of: Arithmetic, *, right: bool = False) -> Markup:
        """An operand, in brackets where it would be read otherwise without; an added number is of the sum's kind."""
        if isinstance(found, Constant) and found.sort == NUMERAL and of.operator not in _FIRM:
            return self.value(replace(found, sort=of.sort))
        said = self.value(found)
        if not isinstance(found, Arithmetic):
            return said
        looser = of.operator in _FIRM and found.operator not in _FIRM
        return Markup("({})").format(said) if looser or (right and of.operator in {"-", "/"}) else said

    def _inner(self, found: Expression) -> Markup:
        """A part of a condition that joins several."""
        said = self.test(found)
        joins = isinstance(found, Both) or (isinstance(found, Either) and subject(found) is None)
        return Markup.escape(self._marks.brackets).format(said) if joins else said

    def _relation(self, found: Expression) -> Markup:
        """A test of no single name: of a sum, or of a constant."""
        match found:
            case Compare(operator=operator, left=left, right=right):
                sign = {"=": "=", "!=": "≠"}.get(operator) or _SYMBOLS[operator]
                return Markup("{} {} {}").format(self.value(left), sign, self.value(right))
            case Within(subject=about, members=members):
                return _WHOLE.format(self.value(about), self._members(members, {}, verb=True, negated=False))
            case Known(operand=operand):
                return _WHOLE.format(self.value(operand), self.said("doc.known"))
            case TextTest(subject=about, function=function, text=text):
                return _WHOLE.format(self.value(about), self.said(_text_key(function), text=text))
            case _:
                return self.value(found)

    def _predicate(self, found: Expression, *, verb: bool, negated: bool = False) -> Markup:
        """What a test says of its subject."""
        match found:
            case Negated(operand=operand):
                return self._predicate(operand, verb=verb, negated=not negated)
            case Both(parts=parts) | Either(parts=parts):
                key = "doc.and" if isinstance(found, Both) is not negated else "doc.or"
                return self._joined(key, (self._predicate(part, verb=verb, negated=negated) for part in parts))
            case Compare():
                return self._compared(_opposite(found) if negated else found, verb=verb)
            case Within(subject=about, members=members):
                return self._members(members, self._titles(about), verb=verb, negated=negated)
            case Known():
                return self.said("doc.missing" if negated else "doc.known")
            case TextTest(function=function, text=text):
                return self.said(_text_key(function, negated=negated), text=text)
            case ListContains(decision=decision, outcome=outcome):
                key = "doc.lacks" if negated else "doc.includes"
                return self.said(key, outcome=self.outcome(decision, outcome))
            case _:
                return self._flag(yes=not negated, verb=verb)

    def _flag(self, *, yes: bool, verb: bool) -> Markup:
        said = self.said("doc.yes" if yes else "doc.no")
        return self.said("doc.is", value=said) if verb else said

    def _compared(self, found: Compare, *, verb: bool) -> Markup:
        """A comparison, its subject on the left."""
        if found.left != subject(found):
            flipped = _FLIPPED.get(found.operator, found.operator)
            return self._compared(replace(found, operator=flipped, left=found.right, right=found.left), verb=verb)
        if isinstance(found.right, Constant) and isinstance(found.right.value, bool):
            return self._flag(yes=found.right.value is (found.operator == "="), verb=verb)
        value = self.value(found.right, self._titles(found.left))
        if found.operator in _SYMBOLS:
            return Markup("{} {}").format(_SYMBOLS[found.operator], value)
        if found.left.sort.kind in ORDERED:
            sign = "=" if found.operator == "=" else "≠"
            return Markup("{} {}").format(sign, value) if verb or sign == "≠" else value
        if found.operator == "!=":
            return self.said("doc.is-not" if verb else "doc.other-than", value=value)
        return self.said("doc.is", value=value) if verb else value

    def _members(
        self, members: Iterable[Expression | Range], titles: Mapping[str, str], *, verb: bool, negated: bool
    ) -> Markup:
        said = [self._range(one) if isinstance(one, Range) else self.value(one, titles) for one in members]
        if not verb and not negated:
            return self._listed(said)
        if len(said) == 1:
            key = "doc.is-outside" if negated else "doc.is-within"
        else:
            key = ("doc.is-none-of" if negated else "doc.is-one-of") if verb else "doc.none-of"
        return self.said(key, members=self._listed(said))

    def _range(self, found: Range) -> Markup:
        low, high = self.value(found.low), self.value(found.high)
        key = f"doc.range.{'open' if found.low_open else 'closed'}.{'open' if found.high_open else 'closed'}"
        return self.said(key, low=low, high=high)

    def _name(self, found: Reference | Derived) -> Markup:
        """A name's title; of a deadline's part, which part."""
        name, part = owner(found)
        link = self.names.link(name)
        return self.said(f"doc.part.{part}", deadline=link) if part else link

    def _shown(self, found: Reference | Derived) -> Markup:
        """A name where its value is meant: a parameter that never changes is shown with its value."""
        fixed = self._fixed.get(found.name)
        if fixed is None:
            return self._name(found)
        value = self.values.value(fixed.type, fixed.values[0][1])
        return self._name(found) + Markup.escape(self._marks.remark).format(value)

    def _slot(self, part: Expression) -> Markup:
        """The place of a value in a text."""
        return Markup('<span class="slot">{}</span>').format(self.value(part))

    def _titles(self, found: Expression) -> Mapping[str, str]:
        """The titles of an enumeration's values."""
        if isinstance(found, Derived):
            return self._titles(found.expression)
        if not isinstance(found, Reference) or not isinstance(found.type, Enumeration):
            return {}
        if found.role is Role.DEADLINE:
            return {state.value: stated(state, self._language) for state in State}
        return dict(zip(found.type.names, found.type.titles or found.type.names, strict=True))

    def _joined(self, key: str, parts: Iterable[Markup]) -> Markup:
        return Markup(' <b class="join">{}</b> ').format(self._words(key)).join(parts)

    def _listed(self, parts: Iterable[Markup]) -> Markup:
        return Markup.escape(self._marks.comma).join(parts)

    def said(self, key: str, **values: object) -> Markup:
        """A text of the page's language around what is markup already."""
        text = self._words(key, **{name: f"{{{name}}}" for name in values})
        return Markup.escape(text).format(**values)


def _opposite(found: Compare) -> Compare:
    return replace(found, operator=_OPPOSITE[found.operator])


def _text_key(function: str, *, negated: bool = False) -> str:
    return f"doc.{'not-' if negated else ''}{function.replace(' ', '-')}"
