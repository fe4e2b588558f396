"""The rules of one group, held by durable_rules; no other part of tousu touches that engine.

`encoding` writes facts and the tests on them, `branches` rules, `ruleset` drives the C module, `network` is the whole.
"""

from engine.rete.network import Network
from engine.rete.ruleset import EngineFault
from engine.rete.trial import prove

__all__ = ["EngineFault", "Network", "prove"]
