"""Impact: what a change of policy does to the complaints of a feed."""

from adapters.impact.axes import Axis, default_axes, default_money
from adapters.impact.comparing import Compared, LostRowsError, Order, compare
from adapters.impact.document import Document, document

__all__ = [
    "Axis",
    "Compared",
    "Document",
    "LostRowsError",
    "Order",
    "compare",
    "default_axes",
    "default_money",
    "document",
]
