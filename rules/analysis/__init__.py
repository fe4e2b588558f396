"""What can be proved of a policy over all complaints, none of them tried."""

from rules.analysis.asking import EFFORT
from rules.analysis.proof import prove
from rules.analysis.waiving import Waived, waive

__all__ = ["EFFORT", "Waived", "prove", "waive"]
