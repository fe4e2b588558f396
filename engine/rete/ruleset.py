"""A ruleset of durable_rules: loaded, asked, given back.

The C module is driven directly, for a `Host` of the Python package starts threads of its own.
This module imports nothing of ours, so that the child process of `engine.rete.trial` starts quickly.
"""

from __future__ import annotations

import json
from itertools import count
from typing import BinaryIO, TextIO
from weakref import finalize

import durable_rules_engine as durable

SENTINEL = "sentinel"
SPARE_BYTES = 2**22


class EngineFault(Exception):  # noqa: N818 - `engine` says whose
    """durable_rules failed, or would on these rules or values: never to be taken for "no rule fired"."""


class Ruleset:
    """Rules inside durable_rules, among them one named `SENTINEL` that every fact fires."""

    def __init__(self, definition: str) -> None:
        self._asked = count()
        # glibc gives memory back to the system after each fact, and faults it in again for the next (two to ten times
        # slower), until it has once freed a block of some megabytes.
        bytes(SPARE_BYTES)
        try:
            self._handle = durable.create_ruleset("ruleset", definition)
        except durable.error as fault:
            raise EngineFault(str(fault)) from fault
        self._release = finalize(self, durable.delete_ruleset, self._handle)

    def fired(self, fact: str) -> list[str]:
        """Names of the rules that fire on a fact, one for each time it fires.

        `fact` is the inside of a JSON object, without its braces.
        Raises EngineFault. Whatever it raises has closed the ruleset, for what is left of that fact in it is not safe.
        """
        try:
            return self._drained(str(next(self._asked)), fact)
        except durable.error as fault:
            self.close()
            raise EngineFault(str(fault)) from fault
        except BaseException:
            self.close()
            raise

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

    @property
    def closed(self) -> bool:
        """Whether its memory and handle were given back, so that it cannot be used again."""
        return not self._release.alive

    def close(self) -> None:
        """Give its memory and handle back."""
        self._release()


def attend(orders: BinaryIO, progress: TextIO) -> None:
    """Load each ruleset, ask it once and close it; a line of `progress` says so.

    `orders` is one JSON list of pairs: a ruleset's definition, and a fact.
    """
    for definition, fact in json.load(orders):
        try:
            ruleset = Ruleset(definition)
            ruleset.fired(fact)
        except EngineFault as fault:
            raise SystemExit(str(fault)) from fault
        ruleset.close()
        print("ok", file=progress, flush=True)
