"""The trial of a policy's rulesets in a process of its own, which may hang or die in durable_rules' stead."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable

from engine.rete import ruleset
from engine.rete.network import Network
from engine.rete.ruleset import EngineFault

# The child knows neither our working directory nor our environment, only where we import from.
CHILD = "import sys; script, *sys.path = sys.argv[1:]; import runpy; runpy.run_path(script)['attend'](sys.stdin, sys.stdout)"


def prove(networks: Iterable[Network], *, seconds: float = 10.0) -> None:
    """Load every ruleset in a child process and ask it about nothing but missing values.

    Raises EngineFault, naming the rules, when durable_rules refuses them, dies of them or outlasts `seconds`.
    """
    orders = [order for network in networks for order in network.orders()]
    done, reason = _attended(json.dumps([order[1:] for order in orders], ensure_ascii=False), seconds)
    if reason:
        raise EngineFault(f"{orders[done][0]}: {reason}")


def _attended(orders: str, seconds: float) -> tuple[int, str]:
    """How many rulesets came through, and what befell the next, if anything."""
    command = [sys.executable, "-I", "-S", "-c", CHILD, ruleset.__file__, *sys.path]
    try:
        child = subprocess.run(command, input=orders.encode(), capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").count(b"\n"), f"not done within {seconds:g} seconds"
    if child.returncode == 0:
        return 0, ""
    last = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return child.stdout.count(b"\n"), last or f"the process ended with code {child.returncode}"
