"""Hypothesis strategies over the generators."""

from __future__ import annotations

from random import Random

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.vendor import pretty

from rules.loading import load
from rules.policy import Policy
from tests.generating.policies import policy_text

FORGIVEN = frozenset({"may-overflow"})


def chances() -> st.SearchStrategy[Random]:
    """A `Random` of a seed that Hypothesis shows when a test fails.

    If Hypothesis recorded every draw, it would refuse all but the smallest policies and take ten times as long.
    """
    return st.integers(0, 2**32 - 1).map(Random)


def policies() -> st.SearchStrategy[Policy]:
    """Policies that load; when a test fails, Hypothesis shows their text."""
    # Hypothesis would print every field, a calendar of twenty years among them.
    pretty.for_type_by_name(Policy.__module__, Policy.__name__, lambda found, printer, _: printer.text(repr(found)))
    return chances().map(_noted).filter(bool).map(_certain)


def policy(chance: Random) -> Policy | None:
    """A generated policy; None where one of its expressions may not fit 64 bits."""
    return _loaded(policy_text(chance))


def _loaded(text: str) -> Policy | None:
    found = load(text, name="generated.yaml")
    assert {fault.code for fault in found.faults} <= FORGIVEN, "\n".join((*found.messages, found.text))
    return found.policy


def _noted(chance: Random) -> Policy | None:
    text = policy_text(chance)
    note(text)
    return _loaded(text)


def _certain(found: Policy | None) -> Policy:
    assert found is not None
    return found
