"""Asking: whether a complaint exists that answers a description, and a small one that does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import z3

from rules import intervals
from rules.analysis.world import World
from rules.cells import Value
from rules.finding import AS_OF
from rules.types import MICROSECONDS_PER_HOUR, Boolean, Date, Enumeration, Instant, Intervals, Text, denominator

EFFORT = 50_000_000
"""Steps (z3's `rlimit`) after which a question is given up; a count, so that the answer hangs on no clock."""
MOST_REFINEMENTS = 400
OFTEN = 8
"""After so many refinements a complaint is sought whose days are all told."""

FEW = 20

Ask = Callable[[z3.ExprRef], z3.ExprRef]


class GaveUp(Exception):  # noqa: N818 -- an answer, not an error
    """The solver did not find out."""


class Asking:
    """Asks questions about one world, or of one that has another `beside` it, about both."""

    def __init__(self, world: World, *, effort: int = EFFORT, beside: World | None = None) -> None:
        self.world = world
        self.effort = effort
        editions = [world.edition] if beside is None else [world.edition, beside.edition]
        self._timed = any(one.policy.deadlines for one in editions)
        self._start = max(one.start for one in editions)
        self._solver = z3.Solver(ctx=world.space.context)
        self._solver.set("rlimit", effort)
        self._solver.set("random_seed", 0)
        self._told = 0

    def ask(self, *asked: z3.BoolRef) -> Ask | None:
        """A complaint of which all of `asked` is true, as the evaluation of formulas on it; None when there is none.

        Raises GaveUp when that is not found out.
        """
        days = self.world.encoding.days
        for count in range(MOST_REFINEMENTS):
            if not self._check(asked):
                return None
            answer = self._model()
            if not days.refine(answer):
                return answer
            if count % OFTEN == 0 and self._check((*asked, *days.told())):
                return self._model()
        raise GaveUp

    def impossible(self, *asked: z3.BoolRef) -> bool:
        """Whether no complaint is such that all of `asked` is true."""
        if self.world.encoding.days.none:
            return not self._check(asked)
        return self.ask(*asked) is None

    def _check(self, asked: tuple[z3.BoolRef, ...]) -> bool:
        axioms = self.world.space.axioms
        self._solver.add(axioms[self._told :])
        self._told = len(axioms)
        found = self._solver.check(*asked)
        if found == z3.unknown:
            raise GaveUp
        return bool(found == z3.sat)

    def _model(self) -> Ask:
        model = self._solver.model()
        return lambda formula: model.eval(formula, model_completion=True)

    def core(self, *asked: z3.BoolRef) -> frozenset[int]:
        """Places of those of `asked` that are impossible together; all of them must be.

        A few are thinned out until none can be left out.
        """
        self.impossible(*asked)
        ids = {one.get_id() for one in self._solver.unsat_core()}
        found = [place for place, one in enumerate(asked) if one.get_id() in ids]
        for place in tuple(found) if len(found) <= FEW else ():
            rest = [other for other in found if other != place]
            if self.impossible(*(asked[other] for other in rest)):
                found = rest
        return frozenset(found)

    def witness(self, *asked: z3.BoolRef) -> Mapping[str, Value] | None:
        """Facts of a complaint of which all of `asked` is true, as few and as plain as can be; None when there is none.

        What has no value is left out. Of a policy with deadlines it has, too, what `Finding.witness` says.
        """
        found = self.plainest(*asked)
        return None if found is None else self._complaint(found)

    def plainest(self, *asked: z3.BoolRef) -> Ask | None:
        """As `ask`, a complaint that tells as little and is as plain as can be."""
        found = self.ask(*asked)
        if found is None:
            return None
        fixed = list(asked)
        free = list(self.world.space.free.items())
        while free:
            count, found = self._untold([known for _, known in free], fixed, found)
            fixed.extend(z3.Not(known) for _, known in free[:count])
            if count < len(free):
                found = self._written(free[count][0], fixed, found)
            free = free[count + 1 :]
        return self._dated(tuple(fixed), found)

    def _untold(self, known: list[z3.BoolRef], fixed: list[z3.BoolRef], found: Ask) -> tuple[int, Ask]:
        """How many of these, from the first on, need not be told, and a complaint that tells none of them."""
        wishes = [z3.Not(one) for one in known]
        good, tried = 0, len(known)
        while good < tried:
            better = self._better((*fixed, *wishes[:tried]), found, new=tried)
            if better is not None:
                return tried, better
            # What is impossible together is so whatever else is wished for, so the last of it is one too many.
            core = {one.get_id() for one in self._solver.unsat_core()}
            tried = max((place for place in range(tried) if wishes[place].get_id() in core), default=tried - 1)
        return good, found

    def _written(self, key: str, fixed: list[z3.BoolRef], found: Ask) -> Ask:
        """A complaint in which what must be told is plain, if it can be; `fixed` grows by that."""
        for wish in self._plain(key):
            better = self._better((*fixed, wish), found)
            if better is not None:
                fixed.append(wish)
                return better
        return found

    def _dated(self, fixed: tuple[z3.BoolRef, ...], found: Ask) -> Ask:
        """A complaint asked about at a plain instant, if there is one; that is of no matter without deadlines."""
        if not self._timed:
            return found
        wishes = self._beside(AS_OF, self._morning(), step=MICROSECONDS_PER_HOUR)
        return next((one for wish in wishes if (one := self._better((*fixed, wish), found)) is not None), found)

    def _complaint(self, found: Ask) -> Mapping[str, Value]:
        """What a model has of a complaint: facts, and where its deadlines stand at the instant asked about."""
        space, facts = self.world.space, self.world.edition.policy.facts_by_name
        return self.told(found, self.world, also=[key for key in space.free if key not in facts])

    def told(self, found: Ask, world: World, *, also: Iterable[str] = ()) -> Mapping[str, Value]:
        """Likewise as a world reads it, with the instant under `AS_OF`, and what is read by some keys `also`."""
        policy, space = world.edition.policy, world.space
        timed = [name for name in policy.deadlines_by_name if name in world.made]
        facts = [name for name in policy.facts_by_name if space.is_free(name)]
        read = {key: space.read(key, found) for key in (*facts, *also, *([AS_OF] if self._timed else []), *timed)}
        lasting = intervals.kept((intervals.Interval(self._morning(), None, ""),))
        return {
            key: lasting if isinstance(space.kinds[key], Intervals) else value
            for key, value in read.items()
            if value is not None
        }

    def _better(self, asked: tuple[z3.BoolRef, ...], found: Ask, *, new: int = 1) -> Ask | None:
        """A complaint of which the last `new` of `asked` are true too, if one is found; the same one where they are."""
        if all(z3.is_true(found(one)) for one in asked[len(asked) - new :]):
            return found
        try:
            return self.ask(*asked)
        except GaveUp:
            return None

    def _plain(self, key: str) -> Iterator[z3.BoolRef]:
        """What people would write first, most wished for first."""
        space = self.world.space
        match space.kinds[key]:
            case Boolean() | Enumeration():
                return
            case Text():
                yield space.texts.is_plain(space.text(key))
            case Date():
                yield from self._beside(key, self._start, step=1)
            case Instant():
                yield from self._beside(key, self._morning(), step=MICROSECONDS_PER_HOUR)
            case kind:
                one = denominator(kind)
                yield from (space.number(key) == round_ * one for round_ in (1, 100, 0, 1000))

    def _morning(self) -> int:
        """Nine o'clock on the edition's first day."""
        return self.world.midnight(self._start) + 9 * MICROSECONDS_PER_HOUR

    def _beside(self, key: str, start: int, *, step: int) -> Iterator[z3.BoolRef]:
        number = self.world.space.number(key)
        yield from (number == start + count * step for count in (0, 1, -1, 24, -24))
