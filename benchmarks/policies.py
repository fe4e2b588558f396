"""Policies to measure on: the one that the peers are measured on, and tables of any length."""

from pathlib import Path

from rules.loading import load
from rules.policy import Policy

PEERS = Path("benchmarks/peers.yaml")


def peers() -> Policy:
    """The policy of `peers.yaml`."""
    return loaded(PEERS.read_text("utf-8"))


def wide(flags: int) -> Policy:
    """A policy in which each rule looks at a flag of its own, so that its rules hold together in all ways."""
    facts = "".join(f"  f{flag}: {{type: boolean}}\n" for flag in range(flags))
    outcomes = ", ".join(f"o{flag}: mark" for flag in range(flags))
    rules = "".join(f"      - {{id: R{flag}, when: f{flag}, then: o{flag}}}\n" for flag in range(flags))
    head = "tousu: 1\npolicy: wide\nversion: '1'\neffective: 2026-01-01\ntimezone: Asia/Shanghai\nidentity: id\n"
    decision = f"  marks:\n    hit_policy: collect\n    outcomes: {{{outcomes}}}\n    rules:\n{rules}"
    return loaded(f"{head}facts:\n  id: {{type: text}}\n{facts}decisions:\n{decision}")


def loaded(text: str) -> Policy:
    """The policy in a text; raises ValueError if it has a fault."""
    found = load(text, name="a policy to measure on")
    if found.policy is None:
        raise ValueError("\n".join(map(str, found.faults)))
    return found.policy
