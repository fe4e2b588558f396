"""Pages: HTML files that stand alone, to be read in any browser, printed and signed."""

from adapters.pages.page import Say, render

__all__ = ["Say", "render"]
