"""The explanation of one complaint's rulings, for its file."""

from adapters.pages.explanation.page import page

__all__ = ["page"]
