"""Findings: what is proved of a policy without faults, each with a complaint that shows it where there is one.

A fault keeps a policy from being read; a finding says that it may not do what was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.cells import Value
from rules.fault import Place
from rules.terms import Test

FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "contradictory-condition": "a condition contradicts itself, so that its rule never holds",
        "dead-rule": "a rule never holds, by what is decided before it",
        "disagreement": "two rules of an `any` decision hold together and lead elsewhere",
        "engine-differs": "the rules engine answers otherwise than the proof",
        "expired-waiver": "a waiver has reached its day",
        "gap": "no rule of a decision holds",
        "idle-waiver": "a waiver waives nothing that is found",
        "missing-in-text": "a text or an action names what may be missing there",
        "not-concluded": "the solver gave up on a question",
        "obligation-broken": "an obligation does not hold of every complaint",
        "overlap": "two rules of a `unique` decision hold together",
        "parameter-hole": "a parameter has no value on a day on which a decision reads it",
        "redundant-rule": "without this rule everything is decided the same",
        "shadowed-rule": "a rule holds, but never wins, because others always come before it",
        "unimplemented-clause": "nothing puts a clause of the document into effect",
        "unreachable-outcome": "rules lead to an outcome, but no complaint does",
        "unused-fact": "nothing reads a fact or derived fact",
        "unused-outcome": "no rule leads to an outcome",
        "unused-parameter": "nothing reads a parameter",
        "unused-parameter-value": "a dated value of a parameter is never in force",
    }
)
"""Every finding's code with its summary; each has a page in docs/findings/."""

AS_OF = "as of"
"""Key of the instant asked about; no name of a policy has a blank in it."""

WAIVABLE = frozenset(FINDINGS) - {"engine-differs", "expired-waiver", "idle-waiver", "not-concluded"}


@dataclass(frozen=True, slots=True)
class Claim:
    """What the rules engine must say of a witness for the finding to be true.

    `review` is the code with which the decision ends; `fired` are rules (from 0) that hold, `won` is the one that wins.
    `true` is a test that is true of the facts with everything decided.
    """

    decision: str = ""
    review: str = ""
    fired: tuple[int, ...] = ()
    won: int | None = None
    true: Test | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something proved of a policy.

    `code` is a key of `FINDINGS`, `about` what it is about (a rule, decision, fact, ...), as waivers name it.
    `rules` are the rules that take part, each with the line of its id; `told` fills the message.
    `witness` holds the stored values of a complaint, of as few facts as show it; `claim` is what it shows.
    Where the policy has deadlines it also has the instant asked about under `AS_OF` (microseconds UTC).
    If no complaint was found whose deadlines stand so, `abstract` is true, and it has their states instead.
    """

    code: str
    about: str
    place: Place
    told: Mapping[str, str]
    rules: tuple[tuple[str, int], ...] = ()
    witness: Mapping[str, Value] | None = None
    claim: Claim | None = None
    abstract: bool = False
