"""Whether a complaint, as two policies decide it, lies in a box of their differences; from the rulings alone."""

from __future__ import annotations

from collections.abc import Mapping

from engine.acting import Acting
from engine.claiming import Claiming
from engine.deciding import Known
from engine.engine import Decided, Engine
from rules.cells import Value
from rules.difference import Answered, Apart, Aspect, Box, Change, Side
from rules.evaluation import compute
from rules.lowering import membership
from rules.terms import Term, Test

Facts = Mapping[str, Value]


class Both:
    """One complaint, decided by both policies."""

    def __init__(self, old: Engine, new: Engine, facts: tuple[Facts, Facts], as_of: int | None = None) -> None:
        self.policies = old.policy, new.policy
        self.decided = old.decide(facts[0], as_of=as_of), new.decide(facts[1], as_of=as_of)

    @property
    def fit(self) -> bool:
        """Whether both decide it at all."""
        return all(one.ruled is not None for one in self.decided)

    def known(self, side: Side) -> Known:
        decided = self.decided[side is Side.NEW]
        assert decided.ruled is not None
        known = decided.ruled.known(decided.facts)
        for one in decided.ruled.edition.policy.decisions:
            if self.said(one.name, decided) == ("review",):
                known.update(dict.fromkeys(membership(one.name, outcome) for outcome in one.outcome_names))
        return known

    def is_changed(self, change: Change) -> bool:
        """Whether the complaint is in a box of a change, or goes one of its routes."""
        shown = Claiming(*map(Acting, self.policies)).shown(change, *self.decided) if change.routes else None
        routes = [(route.before, route.after) for route in change.routes]
        return any(map(self.is_in, change.boxes)) or (shown is not None and shown.rules in routes)

    def is_in(self, box: Box) -> bool:
        return all(limit.cells >> self._cell(limit.aspect) & 1 for limit in box.limits)

    def _cell(self, aspect: Aspect) -> int:
        match aspect.source:
            case Apart(old=old, new=new):
                return 1 + self._is_apart(old, new)
            case Answered(name=name):
                return 1 + self.is_answered(name, self.decided[aspect.side is Side.NEW])
            case source:
                return aspect.axis.cell(compute(source, self.known(aspect.side)))

    def _is_apart(self, old: Term | Test | None, new: Term | Test | None) -> bool:
        values = [
            None if term is None else compute(term, self.known(side))
            for term, side in ((old, Side.OLD), (new, Side.NEW))
        ]
        return values[0] != values[1]

    def is_answered(self, name: str, decided: Decided) -> bool:
        timing = decided.timings.get(name)
        return self.said(name, decided)[0] != "review" if timing is None else timing.review is None

    def said(self, name: str, decided: Decided) -> tuple[object, ...]:
        """What is compared: that it is left to review, or the outcomes and the values that are set."""
        assert decided.ruled is not None
        decision = decided.ruled.edition.policy.decisions_by_name[name]
        places = [one.name for one in decided.ruled.edition.policy.decisions]
        ruling = decided.ruled.rulings[places.index(name)]
        if ruling.review is not None:
            return ("review",)
        known = decided.ruled.known(decided.facts)
        names = [value.name for value in decision.values] + ([name] if decision.type is not None else [])
        return frozenset(ruling.outcomes), *((one, known[one]) for one in sorted(names) if known[one] is not None)

    def differs(self, name: str) -> bool:
        """Whether both do not say the same of a decision."""
        one, other = (self.said(name, decided) for decided in self.decided)
        return one != other
