"""Measurements against what a good engineer would write by hand, always side by side in one run."""
