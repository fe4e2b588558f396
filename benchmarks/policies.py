"""Policies to measure on: the one that the peers are measured on, and tables of any length."""

from pathlib import Path

from rules.loading import load
from rules.policy import Policy

PEERS = Path("benchmarks/peers.yaml")


def peers() -> Policy:
    """The policy of `peers.yaml`."""
    return loaded(PEERS.read_text("utf-8"))


def loaded(text: str) -> Policy:
    """The policy in a text; raises ValueError if it has a fault."""
    found = load(text, name="a policy to measure on")
    if found.policy is None:
        raise ValueError("\n".join(map(str, found.faults)))
    return found.policy
