"""Cases as YAML that can be pasted into the tests of a policy."""

import json
from collections.abc import Iterator, Mapping

from engine.testing.surviving import Killer
from rules.policy import Policy
from rules.testing import MISSING, NEEDS_REVIEW, Told
from rules.types import Boolean, Date, Enumeration, Instant, Number, show

_PLAIN = Boolean | Date | Enumeration | Instant | Number
WIDEST = 100


def case(name: str, killer: Killer, policy: Policy) -> str:
    """A case that passes of the policy: the whole complaint, the instant, and what is expected."""
    facts = {one: _fact(policy, one, killer.facts[one]) for one in policy.facts_by_name if one in killer.facts}
    lines = [f"  - case: {_quoted(name)}", *_map("complaint", facts)]
    if killer.as_of is not None:
        lines.append(f"    at: {show(Instant(), killer.as_of, zone=policy.zone)}")
    lines += _map("expect", {one: _told(policy, one, told) for one, told in killer.expect.items()})
    if killer.because:
        lines.append(f"    because: [{', '.join(killer.because)}]")
    return "\n".join(lines) + "\n"


def _map(key: str, pairs: Mapping[str, str]) -> Iterator[str]:
    """A map in brackets, or over several lines where it is long."""
    within = ", ".join(f"{name}: {text}" for name, text in pairs.items())
    if len(within) <= WIDEST:
        yield f"    {key}: {{{within}}}"
        return
    yield f"    {key}:"
    yield from (f"      {name}: {text}" for name, text in pairs.items())


def _fact(policy: Policy, name: str, value: object) -> str:
    kind = policy.facts_by_name[name].type
    text = show(kind, value, zone=policy.zone)  # type: ignore[arg-type]  # it is the fact's value
    return text if isinstance(kind, _PLAIN) else _quoted(text)


def _told(policy: Policy, name: str, told: Told) -> str:
    if not isinstance(told, str):
        return f"[{', '.join(told)}]"
    plain = name in policy.decisions_by_name or name in policy.deadline_types or told in {MISSING, NEEDS_REVIEW}
    kind = policy.value_types.get(name)
    return told if plain or isinstance(kind, _PLAIN) or told.startswith('"') else _quoted(told)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
