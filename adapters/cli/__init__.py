"""The command `tousu`."""

from adapters.cli.program import main

__all__ = ["main"]
