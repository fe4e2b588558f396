"""Otherwise: journaled complaints decided by another policy, or as known now, beside what was decided then.

What comes of it is a view of the journal and no verdict on it: replaying says whether the journal holds.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import polars as pl

from adapters.journal.archived import policy_of, policy_with
from adapters.journal.corrections import standing
from adapters.journal.fitting import fitted
from adapters.journal.reading import Passed, Span, check_head, pieces, ruled, signed
from adapters.journal.records import Records
from adapters.masking import Mask, Role
from adapters.written import alike, kinds, shown_as
from engine import Engine
from engine.journal import Activation
from rules.midnight import day_of
from rules.policy import HitPolicy, Policy
from rules.types import Type

MOST_ENGINES = 8

Watch = Callable[[int], None]
Wanted = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Compared:
    """Rulings made under one activation as of one instant, row by row: what was decided, and what would be.

    `then` and `now` have stored values; `then` also the texts that rules set.
    """

    numbers: pl.Series
    keys: pl.Series
    identities: pl.Series
    as_of: int
    old: Policy
    then: pl.DataFrame
    new: Policy
    now: pl.DataFrame

    def differing(self, name: str) -> pl.Series:
        """In which rows a column is otherwise; a column that one side lacks is missing there."""
        then, now = self.column(name)
        return then.ne_missing(now)

    def column(self, name: str) -> tuple[pl.Series, pl.Series]:
        """A column then and now, as texts that are the same where the values are."""
        before, after = kinds(self.old).get(name), kinds(self.new).get(name)
        raw = alike(before, after)
        then = _texts(self.then, name, None if raw else before, self.old)
        now = _texts(self.now, name, None if raw else after, self.new)
        # Two policies may have the same outcomes in another order.
        return (_sorted(then), _sorted(now)) if name in self._sets else (then, now)

    @property
    def _sets(self) -> set[str]:
        """The decisions that have sets of outcomes."""
        decisions = (*self.old.decisions, *self.new.decisions)
        return {one.name for one in decisions if one.hit_policy is HitPolicy.COLLECT and one.outcomes}

    def shown(self, name: str) -> tuple[pl.Series, pl.Series]:
        """A column then and now, as people write its values."""
        before, after = kinds(self.old).get(name), kinds(self.new).get(name)
        return _texts(self.then, name, before, self.old), _texts(self.now, name, after, self.new)

    def masked(self, name: str) -> tuple[pl.Series, pl.Series]:
        """A column as `shown`, but for texts that may repeat what is personal."""
        hidden = Mask.of(self.old, Role.ANALYST).hidden | Mask.of(self.new, Role.ANALYST).hidden
        then, now = (Mask(hidden).frame(texts.to_frame()).to_series() for texts in self.shown(name))
        return then, now

    @property
    def columns(self) -> list[str]:
        """The columns of either, in order; not who complained."""
        return [name for name in dict.fromkeys([*self.then.columns, *self.now.columns]) if name != self.new.identity]


class Otherwise:
    """Decides what a journal holds by `policy`, else by the archived policies; raises a JournalError.

    With `known_now`, a ruling that was corrected is decided on the facts of its newest correction, and a notice of
    this release's calendars that came out after the instant asked about counts as if it had come out on that day.
    """

    def __init__(self, records: Records, *, policy: Policy | None, known_now: bool, passed: Passed) -> None:
        check_head(records)
        self._records = records
        self._policy = policy
        self._passed = passed
        self._engines: dict[tuple[bytes, int | None], Engine] = {}
        self._known_now = known_now
        self._today: dict[bytes, Policy] = {}
        self._archived: dict[bytes, tuple[Activation, Policy]] = {}
        self._standing = standing(records) if known_now else {}

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give back what the engines hold."""
        for engine in self._engines.values():
            engine.close()

    def pieces(
        self, asked: Iterable[Span], watch: Watch, *, wanted: Wanted = lambda _: True
    ) -> Iterator[list[Compared]]:
        """The rulings of each piece, those of an activation and instant together."""
        for low, high in pieces(self._records, asked):
            told = ruled(signed(self._records, low, high, self._passed), self._passed)
            groups = told.filter(pl.col("facts").is_not_null()).group_by("activation", "as_of", maintain_order=True)
            yield [self._compared(digest, as_of, group) for (digest, as_of), group in groups if wanted(as_of)]
            watch(high - low)

    def _compared(self, digest: bytes, as_of: int, group: pl.DataFrame) -> Compared:
        activation, old = self._active(digest)
        facts = activation.facts.unpack(group["facts"])
        then = activation.rulings.unpack(group["row"]).hstack(facts.select(activation.private))
        engine = self._engine(digest, as_of)
        now = engine.decide_columns(self._fitted(group["number"], facts, old, engine.policy), as_of=as_of)
        identities = facts[activation.identity]
        return Compared(group["number"], group["key"], identities, as_of, old, then, engine.policy, now)

    def _fitted(self, numbers: pl.Series, facts: pl.DataFrame, old: Policy, new: Policy) -> pl.DataFrame:
        """The facts as the policy has them, corrected ones in the places of those that they correct."""
        found = fitted(facts, old, new)
        for place, number in enumerate(numbers.to_list() if self._standing else []):
            if number in self._standing:
                later = self._facts(self._standing[number], new)
                found = found if later is None else pl.concat([found[:place], later, found[place + 1 :]])
        return found

    def _facts(self, number: int, new: Policy) -> pl.DataFrame | None:
        """The facts behind a ruling, unless they were erased."""
        told = ruled(signed(self._records, number, number + 1, self._passed), Passed())
        if told["facts"].null_count() or not told.height:
            return None
        activation, policy = self._active(told["activation"][0])
        return fitted(activation.facts.unpack(told["facts"]), policy, new)

    def _active(self, digest: bytes) -> tuple[Activation, Policy]:
        if digest not in self._archived:
            activation = self._records.activation(digest)
            self._archived[digest] = activation, policy_of(self._records.folder, activation)
        return self._archived[digest]

    def _engine(self, digest: bytes, as_of: int) -> Engine:
        """The engine that decides what was decided under an activation as of an instant."""
        name = b"" if self._policy is not None else digest
        if self._known_now:
            policy, day = _known(self._policy or self._reloaded(digest), as_of)
            return self._kept(name, day, lambda: policy)
        return self._kept(name, None, lambda: self._policy or self._active(digest)[1])

    def _kept(self, name: bytes, day: int | None, policy: Callable[[], Policy]) -> Engine:
        """The engine of that name and day; few are kept, for each has tables of its own."""
        if (name, day) not in self._engines:
            while len(self._engines) >= MOST_ENGINES:
                self._engines.pop(next(iter(self._engines))).close()
            self._engines[name, day] = Engine(policy())
        return self._engines[name, day]

    def _reloaded(self, digest: bytes) -> Policy:
        """An archived policy with the calendar that this release has."""
        if digest not in self._today:
            activation, _ = self._active(digest)
            self._today[digest] = policy_with(self._records.folder, activation, {})
        return self._today[digest]


def _known(policy: Policy, as_of: int) -> tuple[Policy, int | None]:
    """The policy with every notice that came out after an instant known on its day; that day, if there is one."""
    calendar, day = policy.calendar, day_of(as_of, policy.zone)
    if calendar is None or all(notice.known <= day for notice in calendar.notices):
        return policy, None
    notices = tuple(replace(notice, known=min(notice.known, day)) for notice in calendar.notices)
    return replace(policy, calendar=replace(calendar, notices=notices)), day


def _sorted(texts: pl.Series) -> pl.Series:
    return texts.str.split(" ").list.sort().list.join(" ")


def _texts(frame: pl.DataFrame, name: str, kind: Type | None, policy: Policy) -> pl.Series:
    if name not in frame.columns:
        return pl.Series(name, [None], dtype=pl.String).new_from_index(0, frame.height)
    return shown_as(frame[name], kind, policy.zone)
