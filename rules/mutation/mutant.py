"""A mutant: a policy with one small change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.fault import Place
from rules.policy import Policy

OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        "threshold": "a number, date or duration is one step more or less, whether written or a parameter's",
        "comparison": "an end belongs to a range or not, or a comparison is turned around",
        "member": "a value is left out of a list",
        "negation": "a test is denied, or no longer is",
        "logic": "`and` becomes `or`, or `or` becomes `and`",
        "part": "a part of a condition is left out",
        "text": "`contains` becomes `starts with`, or the other way",
        "condition": "a rule always holds, or never",
        "outcome": "a rule leads to another outcome",
        "hit-policy": "a decision has another hit policy; of a collecting one only the first rule that holds counts",
        "order": "two rules that follow one another, or two outcomes of a `priority` decision, change places",
        "value": "the arithmetic of a value is otherwise, or a rule does not set it",
        "switch": "a parameter that is true or false is the opposite",
        "date": "a value of a parameter, or the policy, comes into force a day earlier or later",
        "deadline": "a deadline counts otherwise, or is not met, paused, begun anew or stopped by something",
        "warning": "a deadline warns at one percent more or less",
    }
)
"""What is changed, by the name of the operator."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy that says one thing otherwise.

    `operator` is a key of `OPERATORS`; `about` is the rule, decision, parameter or whatever is changed, at `place`.
    `before` and `after` tell the change as a policy would write it.
    """

    operator: str
    about: str
    place: Place
    before: str
    after: str
    policy: Policy
