"""The model of a policy: what `policy.yaml` says, resolved and frozen.

Everything carries the place it was written, so that whoever speaks of a rule can point at its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rules.deadline import STATES
from rules.types import Boolean, Enumeration, Instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.calendar import Calendar
    from rules.counting import Convention
    from rules.expression import Expression, Reference
    from rules.fault import Place
    from rules.types import Type, Value
    from rules.wording import Language


class HitPolicy(StrEnum):
    """How the rules that fired make one outcome (DMN 1.5, 8.3.3)."""

    UNIQUE = "unique"
    FIRST = "first"
    PRIORITY = "priority"
    ANY = "any"
    COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a complaint may tell."""

    name: str
    title: str
    type: Type
    required: bool
    personal: bool
    clause: str
    place: Place


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named choice of the policy; `values` are (first day in force as days since 1970, value), by day."""

    name: str
    title: str
    type: Type
    clause: str
    values: tuple[tuple[int, Value], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class DerivedFact:
    """A name for an expression over facts, parameters and other derived facts."""

    name: str
    title: str
    expression: Expression
    clause: str
    place: Place


@dataclass(frozen=True, slots=True)
class Template:
    """A text with references in it: `涉诉金额 {amount} 超过 {large_amount}`."""

    parts: tuple[str | Reference | Expression, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A part of a message; `when` is None for one that always stands there."""

    text: Template
    when: Expression | None


@dataclass(frozen=True, slots=True)
class Message:
    """What an action says to people in one language."""

    language: Language
    subject: Template
    paragraphs: tuple[Paragraph, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer a decision can give; an action also says by which channel, template and parameters.

    `pays` is the money or the number of points that the action hands out, None for one that hands out nothing.
    `messages` are the template's texts, none when the policy leaves them to whoever carries actions out.
    """

    name: str
    title: str
    place: Place
    clause: str = ""
    channel: str = ""
    template: str = ""
    parameters: tuple[tuple[str, Expression], ...] = ()
    pays: Reference | None = None
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueDeclaration:
    """A value that the rules of a decision may set beside the outcome."""

    name: str
    title: str
    type: Type
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when it holds, what follows, and why.

    `when` is None for a rule that always holds.
    `then` is an outcome's name, or the expression of a decision that declares a type.
    """

    id: str
    when: Expression | None
    then: str | Expression
    because: Template | None
    clause: str
    assigns: tuple[tuple[str, Expression], ...]
    place: Place


@dataclass(frozen=True)
class Decision:
    """A question the policy answers about every complaint.

    `outcomes` are declared most important first; empty when the decision declares a `type` instead.
    """

    name: str
    title: str
    clause: str
    hit_policy: HitPolicy
    outcomes: tuple[Outcome, ...]
    type: Type | None
    values: tuple[ValueDeclaration, ...]
    rules: tuple[Rule, ...]
    place: Place

    @cached_property
    def outcome_names(self) -> tuple[str, ...]:
        """Names of the declared outcomes, most important first."""
        return tuple(outcome.name for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a deadline stands still: from a moment until another, or until nothing known ends it."""

    start: Expression
    end: Expression | None
    reason: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something is to be done.

    `within` is a duration from `start`, a date or datetime; what is done is done at `met_by`.
    It stands still in `pauses`, of which a reference is to a fact of intervals, and begins anew at each of `restarts`.
    `hard_stop` runs from `start` whatever pauses or restarts; `warn_at` is a share of the business time, in percent.
    """

    name: str
    title: str
    clause: str
    start: Expression
    within: Expression
    met_by: Expression | None
    pauses: tuple[Pause | Reference, ...]
    restarts: tuple[Expression, ...]
    hard_stop: Expression | None
    warn_at: int | None
    convention: Convention
    place: Place


class Sense(StrEnum):
    """Whether an obligation says what always holds or what never does."""

    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Obligation:
    """What must hold of every ruling, proved over all complaints; `when` is None where it speaks of them all.

    A missing test is not true: it satisfies `never` and breaks `always`.
    """

    id: str
    sense: Sense
    when: Expression | None
    that: Expression | None
    because: str
    clause: str
    place: Place


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the document that a policy puts into rules."""

    id: str
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is accepted for a reason until before day `until` (days since 1970-01-01).

    `finding` is a key of `FINDINGS`, `about` what such a finding is about.
    """

    finding: str
    about: str
    because: str
    until: int
    place: Place


@dataclass(frozen=True, repr=False)
class Policy:
    """One policy: a file of rules that decides complaints dated `effective` <= day < `until`.

    Days are days since 1970-01-01 in `timezone`; `decisions` are in dependency order, and `order` has the names of
    decisions and deadlines as they can be answered.
    `dated_by` names the fact whose day picks dated parameters; `identity` the fact that names a complaint.
    `language` is that of its titles and reasons; `translations` has titles of it in other languages.
    `digest` is the SHA-256 of the file's bytes; of a policy with tables beside it, that of its manifest.
    `tables` are their files with the SHA-256 of each.
    """

    name: str
    title: str
    version: str
    document: str
    clauses: tuple[Clause, ...]
    language: Language
    effective: int
    until: int | None
    dated_by: str
    identity: str
    calendar: Calendar | None
    timezone: str
    facts: tuple[Fact, ...]
    parameters: tuple[Parameter, ...]
    derived: tuple[DerivedFact, ...]
    decisions: tuple[Decision, ...]
    deadlines: tuple[Deadline, ...]
    order: tuple[str, ...]
    obligations: tuple[Obligation, ...]
    waivers: tuple[Waiver, ...]
    digest: str
    translations: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Which policy it is; all that it says would fill pages."""
        return f"Policy(name={self.name!r}, version={self.version!r}, digest={self.digest!r})"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The policy's timezone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def facts_by_name(self) -> dict[str, Fact]:
        """The declared facts under their names."""
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def decisions_by_name(self) -> dict[str, Decision]:
        """The decisions under their names."""
        return {decision.name: decision for decision in self.decisions}

    @cached_property
    def deadlines_by_name(self) -> dict[str, Deadline]:
        """The deadlines under their names."""
        return {deadline.name: deadline for deadline in self.deadlines}

    @cached_property
    def deadline_types(self) -> dict[str, Type]:
        """Type of everything that deadlines tell: a state under a deadline's own name, and its parts."""
        return {name: kind for one in self.deadlines for name, kind in told(one.name, warns=one.warn_at is not None)}

    @cached_property
    def value_types(self) -> dict[str, Type]:
        """Type of every value: those that rules set, and the outcome of each decision that declares a type."""
        types = {value.name: value.type for decision in self.decisions for value in decision.values}
        return types | {decision.name: decision.type for decision in self.decisions if decision.type is not None}


def told(deadline: str, *, warns: bool) -> Iterator[tuple[str, Type]]:
    """What a deadline tells conditions and texts, by name: its state, when it is due and whether that may move.

    `NAME.warned` is there only where a warning is declared.
    """
    yield deadline, Enumeration(STATES)
    yield f"{deadline}.due", Instant()
    yield f"{deadline}.provisional", Boolean()
    if warns:
        yield f"{deadline}.warned", Boolean()
