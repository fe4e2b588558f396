"""A ruleset of durable_rules: loaded, asked, given back.

The C module is driven directly, for a `Host` of the Python package starts threads of its own.
This module imports nothing of ours, so that the child process of `engine.rete.trial` starts quickly.
"""

from __future__ import annotations

import json
from itertools import count
from typing import TextIO
from weakref import finalize

import durable_rules_engine as durable

SENTINEL = "sentinel"


class EngineFault(Exception):
    """durable_rules failed, or would on these rules or values: never to be taken for "no rule fired"."""


class Ruleset:
    """Rules inside durable_rules, among them one named `SENTINEL` that every fact fires."""

    def __init__(self, definition: str) -> None:
        self._asked = count()
        try:
            self._handle = durable.create_ruleset("ruleset", definition)
        except durable.error as fault:
            raise EngineFault(str(fault)) from fault
        self._release = finalize(self, durable.delete_ruleset, self._handle)

    def fired(self, fact: str) -> list[str]:
        """Names of the rules that fire on a fact, one for each time it fires.

        `fact` is the inside of a JSON object, without its braces.
        Raises EngineFault, after which the ruleset must be closed: the state of that fact cannot be deleted safely.
        """
        try:
            return self._drained(str(next(self._asked)), fact)
        except durable.error as fault:
            raise EngineFault(str(fault)) from fault

    def _drained(self, sid: str, fact: str) -> list[str]:
        fired = []
        _, state = durable.assert_fact(self._handle, f'{{"sid":"{sid}","id":"1",{fact}}}')
        started = durable.start_action_for_state(self._handle, state)
        if started is None:
            raise EngineFault("no rule fired, not even the one that always holds")
        # INVARIANT: a state is deleted only after an action was started in it; before, that frees a wild pointer.
        try:
            action = started[1]
            while action is not None:
                fired.append(action[2 : action.index('"', 2)])
                action = durable.complete_and_start_action(self._handle, state)
        finally:
            durable.delete_state(self._handle, sid)
        if SENTINEL not in fired:
            raise EngineFault("the rule that always holds did not fire")
        fired.remove(SENTINEL)
        return fired

    def close(self) -> None:
        """Give the ruleset's memory and handle back; it cannot be used again."""
        self._release()


def attend(orders: TextIO, progress: TextIO) -> None:
    """Load each ruleset, ask it once and close it; a line of `progress` says so.

    `orders` is one JSON list of pairs: a ruleset's definition, and a fact.
    """
    for definition, fact in json.load(orders):
        ruleset = Ruleset(definition)
        ruleset.fired(fact)
        ruleset.close()
        print("ok", file=progress, flush=True)
