"""The policy as a document that people sign."""

from adapters.pages.policy.clauses import Index
from adapters.pages.policy.graph import reads
from adapters.pages.policy.page import Checked, document

__all__ = ["Checked", "Index", "document", "reads"]
