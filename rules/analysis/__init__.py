"""What can be proved of a policy over all complaints, none of them tried."""

from rules.analysis.asking import EFFORT
from rules.analysis.equivalence import Otherwise, otherwise
from rules.analysis.proof import prove
from rules.analysis.waiving import Waived, waive

__all__ = ["EFFORT", "Otherwise", "Waived", "otherwise", "prove", "waive"]
