"""Explaining: why a complaint was decided as it was, and what would have led elsewhere."""

from engine.explaining.dated import InForce, in_force, read_by
from engine.explaining.fates import Fared, Fate, Tested, fates
from engine.explaining.goal import Goal, UnmeantError, goal
from engine.explaining.line import ANY_TEXT, Stretch
from engine.explaining.whynot import Answer, Change, WhyNot, why_not

__all__ = [
    "ANY_TEXT",
    "Answer",
    "Change",
    "Fared",
    "Fate",
    "Goal",
    "InForce",
    "Stretch",
    "Tested",
    "UnmeantError",
    "WhyNot",
    "fates",
    "goal",
    "in_force",
    "read_by",
    "why_not",
]
