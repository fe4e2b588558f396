"""What a policy's own tests say: complaints, the instants they are asked about, and what is to be decided."""

from rules.testing.case import MISSING, NEEDS_REVIEW, REVIEW, Case, Expectation, Step, Suite, Told, told
from rules.testing.expecting import answerable, kinds
from rules.testing.load import LoadedSuite, load

__all__ = [
    "MISSING",
    "NEEDS_REVIEW",
    "REVIEW",
    "Case",
    "Expectation",
    "LoadedSuite",
    "Step",
    "Suite",
    "Told",
    "answerable",
    "kinds",
    "load",
    "told",
]
