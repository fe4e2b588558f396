"""The model of a policy: what `policy.yaml` says, resolved and frozen.

Everything carries the place it was written, so that whoever speaks of a rule can point at its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
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
class Outcome:
    """One answer a decision can give; an action also says by which channel, template and parameters."""

    name: str
    title: str
    place: Place
    clause: str = ""
    channel: str = ""
    template: str = ""
    parameters: tuple[tuple[str, Expression], ...] = ()


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
class Waiver:
    """A finding that is accepted for a reason until before day `until` (days since 1970-01-01).

    `finding` is a key of `FINDINGS`, `about` what such a finding is about.
    """

    finding: str
    about: str
    because: str
    until: int
    place: Place


@dataclass(frozen=True)
class Policy:
    """One policy: a file of rules that decides complaints dated `effective` <= day < `until`.

    Days are days since 1970-01-01 in `timezone`; `decisions` are in dependency order.
    `dated_by` names the fact whose day picks dated parameters; `identity` the fact that names a complaint.
    `language` is that of its titles and reasons.
    `digest` is the SHA-256 of the file's bytes.
    """

    name: str
    title: str
    version: str
    document: str
    language: Language
    effective: int
    until: int | None
    dated_by: str
    identity: str
    calendar: str
    timezone: str
    facts: tuple[Fact, ...]
    parameters: tuple[Parameter, ...]
    derived: tuple[DerivedFact, ...]
    decisions: tuple[Decision, ...]
    obligations: tuple[Obligation, ...]
    waivers: tuple[Waiver, ...]
    digest: str

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
    def value_types(self) -> dict[str, Type]:
        """Type of every value: those that rules set, and the outcome of each decision that declares a type."""
        types = {value.name: value.type for decision in self.decisions for value in decision.values}
        return types | {decision.name: decision.type for decision in self.decisions if decision.type is not None}
