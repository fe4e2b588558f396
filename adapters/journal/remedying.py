"""Remedy: the complaints that a faulty rule or policy decided wrongly, what they should have been, and what is owed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from adapters.journal.corrections import standing
from adapters.journal.otherwise import Compared, Otherwise, Watch
from adapters.journal.reading import Passed, Span
from adapters.journal.records import Records
from engine.journal.entry import NOBODY
from engine.results import FIRED
from rules.policy import HitPolicy, Policy
from rules.types import Number

_KEY = "key"
_NUMBER = "number"
_WRONG = "wrong"


@dataclass(frozen=True, slots=True, order=True)
class Payable:
    """A value that is owed to who complained: its name, and its currency, empty for points."""

    name: str
    currency: str


Owed = dict[Payable, Decimal]
"""What should have been less what was: above zero is owed, below zero was too much."""


@dataclass(frozen=True, slots=True)
class Wronged:
    """A complaint that was decided wrongly in entry `number`, as of an instant in microseconds UTC.

    `changes` has the column, what was decided and what should have been, as people write them, None where missing.
    """

    number: int
    complaint: str | None
    as_of: int
    changes: tuple[tuple[str, str | None, str | None], ...]
    owed: Owed


@dataclass(slots=True)
class Remedied(Passed):
    """What came of it: how many rulings were judged, and the complaints decided wrongly, in the order of entries."""

    judged: int = 0
    wronged: list[Wronged] = field(default_factory=list)

    @property
    def totals(self) -> dict[Payable, tuple[Decimal, Decimal]]:
        """By value what is owed in all, and what was too much in all."""
        found: dict[Payable, tuple[Decimal, Decimal]] = {}
        for one in self.wronged:
            for payable, amount in one.owed.items():
                owed, too_much = found.get(payable, (Decimal(0), Decimal(0)))
                found[payable] = owed + max(amount, Decimal(0)), too_much + max(-amount, Decimal(0))
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Period:
    """The instants from `low` until before `high`, in microseconds UTC."""

    low: int
    high: int

    def __contains__(self, instant: int) -> bool:
        """Whether an instant is in it."""
        return self.low <= instant < self.high


def remedy(
    records: Records, fixed: Policy, asked: Iterable[Span], *, rule: str | None, period: Period, watch: Watch
) -> Remedied:
    """What `fixed` would have decided otherwise of what was decided as of a period, by a rule if one is named.

    A ruling that was corrected is put right already, and of several on one complaint the newest counts.
    Raises JournalError and EngineFault.
    """
    found, corrected = Remedied(), pl.Series(list(standing(records)), dtype=pl.Int64)
    wronged: dict[bytes, Wronged] = {}
    with Otherwise(records, policy=fixed, known_now=False, passed=found) as other:
        for piece in other.pieces(asked, watch, wanted=period.__contains__):
            judged = [_judged(one, rule, corrected) for one in piece]
            if not judged:
                continue
            rows = pl.concat(judged)
            found.judged += rows.height
            # Pieces come in the order of entries, so what is in this one is newer than what was before.
            newest = rows.sort(_NUMBER).unique(_KEY, keep="last")
            for key in wronged.keys() & set(newest[_KEY].to_list()):
                del wronged[key]
            wrong = newest.filter(_WRONG)
            for one in piece:
                wronged |= dict(_details(one, wrong))
    found.wronged = sorted(wronged.values(), key=lambda one: one.number)
    return found


def _judged(one: Compared, rule: str | None, corrected: pl.Series) -> pl.DataFrame:
    """The rulings to be judged: number, the complaint's key, and whether they were wrong."""
    wrong = pl.repeat(value=False, n=one.then.height, eager=True)
    for name in outcome_columns(one.old, one.new):
        wrong |= one.differing(name)
    nameless = one.keys == pl.Series([NOBODY])
    keys = one.keys.zip_with(~nameless, one.numbers.cast(pl.String).cast(pl.Binary))
    frame = pl.DataFrame({_NUMBER: one.numbers.cast(pl.Int64), _KEY: keys, _WRONG: wrong})
    return frame.filter(_by(one, rule) & ~frame[_NUMBER].is_in(corrected.implode()))


def _by(one: Compared, rule: str | None) -> pl.Series:
    """Which rulings a rule decided: as the winner, or for several outcomes as one that fired."""
    whole = pl.repeat(value=rule is None, n=one.then.height, eager=True)
    for decision in one.old.decisions:
        if rule not in {found.id for found in decision.rules}:
            continue
        if decision.hit_policy is HitPolicy.COLLECT:
            whole |= one.then[f"{decision.name}{FIRED}"].cast(pl.String).str.split(" ").list.contains(rule)
        else:
            whole |= one.then[f"{decision.name}.rule"].cast(pl.String).eq_missing(rule)
    return whole


def _details(one: Compared, wrong: pl.DataFrame) -> Iterator[tuple[bytes, Wronged]]:
    """What was wrong with each ruling of `wrong` that is among these."""
    keys = dict(wrong.select(_NUMBER, _KEY).iter_rows())
    places = [place for place, number in enumerate(one.numbers.to_list()) if number in keys]
    if not places:
        return
    columns = outcome_columns(one.old, one.new)
    told = {name: [texts.gather(places).to_list() for texts in one.masked(name)] for name in columns}
    differing = {name: one.differing(name).gather(places).to_list() for name in columns}
    for at, place in enumerate(places):
        number = one.numbers[place]
        changes = tuple((name, told[name][0][at], told[name][1][at]) for name in columns if differing[name][at])
        yield keys[number], Wronged(number, one.identities[place], one.as_of, changes, _owed(one, place))


def _owed(one: Compared, place: int) -> Owed:
    found: Owed = {}
    for policy, frame, sign in ((one.old, one.then, -1), (one.new, one.now, 1)):
        for payable, scale in payables(policy).items():
            amount = Decimal(frame[payable.name][place] or 0).scaleb(-scale)
            found[payable] = found.get(payable, Decimal(0)) + sign * amount
    return {payable: amount for payable, amount in found.items() if amount}


def payables(policy: Policy) -> dict[Payable, int]:
    """The values that a policy's actions hand out, with their decimals; all that are money where none does."""
    paid = {outcome.pays.name for one in policy.decisions for outcome in one.outcomes if outcome.pays is not None}
    numbers = [(name, kind) for name, kind in policy.value_types.items() if isinstance(kind, Number)]
    return {
        Payable(name, kind.currency or ""): kind.scale
        for name, kind in numbers
        if (name in paid if paid else kind.currency is not None)
    }


def outcome_columns(old: Policy, new: Policy) -> list[str]:
    """The columns in which a wrong decision shows: outcomes, values, and where deadlines stand."""
    found: list[str] = []
    for policy in (old, new):
        found += [one.name for one in policy.decisions if one.outcomes]
        found += [*policy.value_types, *policy.deadlines_by_name, *(f"{name}.due" for name in policy.deadlines_by_name)]
    return list(dict.fromkeys(found))
