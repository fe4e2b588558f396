"""Mutants: policies each of which says one small thing otherwise, to find what a policy's tests do not notice."""

from rules.mutation.mutant import OPERATORS, Mutant
from rules.mutation.mutants import mutants

__all__ = ["OPERATORS", "Mutant", "mutants"]
