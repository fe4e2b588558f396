"""Loading: the text of a policy as its model, or every fault in it at once."""

from rules.loading.load import Loaded, load

__all__ = ["Loaded", "load"]
