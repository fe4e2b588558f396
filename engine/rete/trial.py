"""The trial of a policy's rulesets in a process of its own, which may hang or die in durable_rules' stead."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence

from engine.rete import ruleset
from engine.rete.network import Network
from engine.rete.ruleset import EngineFault
from rules.said import Said

# The child knows neither our working directory nor our environment, only where we import from.
CHILD = """
import sys
script, *sys.path = sys.argv[1:]
import runpy
runpy.run_path(script)["attend"](sys.stdin.buffer, sys.stdout)
"""


def prove(networks: Iterable[Network], *, seconds: float = 10.0) -> None:
    """Load every ruleset in a child process and ask it about nothing but missing values.

    Raises EngineFault, naming the rules, when durable_rules refuses them, dies of them or outlasts `seconds`.
    """
    orders = [order for network in networks for order in network.orders()]
    if orders:
        attempt(orders, seconds=seconds)


def attempt(orders: Sequence[tuple[str, str, str]], *, seconds: float) -> None:
    """Like `prove`, of rulesets given by their name in messages, their definition and a fact."""
    asked = json.dumps([order[1:] for order in orders], ensure_ascii=False).encode()
    command = [sys.executable, "-I", "-S", "-c", CHILD, ruleset.__file__, *filter(None, sys.path)]
    try:
        child = subprocess.run(command, input=asked, capture_output=True, timeout=seconds, check=False)  # noqa: S603 - ours
    except subprocess.TimeoutExpired as late:
        raise _fault(
            orders, late.stdout, Said("durable_rules was not done within {seconds:g} seconds", seconds=seconds)
        ) from late
    if child.returncode:
        last = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise _fault(orders, child.stdout, last or Said("durable_rules died with code {code}", code=child.returncode))


def _fault(orders: Sequence[tuple[str, str, str]], progress: bytes | None, reason: str) -> EngineFault:
    """The fault of the ruleset after those that `progress` has a line for, or of the last one."""
    done = (progress or b"").count(b"\n")
    called, _, _ = orders[min(done, len(orders) - 1)]
    return EngineFault(Said("{called}: {why}", called=called, why=reason))
