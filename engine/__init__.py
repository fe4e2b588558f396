"""What a policy decides, one complaint or a column of them."""

from engine.because import report
from engine.checking import EngineDisagrees, check
from engine.engine import Decided, Engine
from engine.proving import unbearable
from engine.rete import EngineFault
from engine.ruling import NEEDS_REVIEW, Review, Ruling

__all__ = [
    "NEEDS_REVIEW",
    "Decided",
    "Engine",
    "EngineDisagrees",
    "EngineFault",
    "Review",
    "Ruling",
    "check",
    "report",
    "unbearable",
]
