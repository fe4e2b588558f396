"""Generated policies and complaints: everything the language allows, by the seed of a `random.Random`."""

from tests.generating.complaints import complaints
from tests.generating.policies import policy_text
from tests.generating.strategies import chances, policies, policy

__all__ = ["chances", "complaints", "policies", "policy", "policy_text"]
