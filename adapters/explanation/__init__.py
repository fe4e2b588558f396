"""Explanations: one complaint's rulings with everything that led to them, as a document."""

from adapters.explanation.document import Case, document
from adapters.explanation.remains import remains

__all__ = ["Case", "document", "remains"]
