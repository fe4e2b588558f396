"""Differences as a person reads them."""

from collections.abc import Iterator
from itertools import groupby

from adapters.cli.finding import as_yaml
from adapters.cli.limits import AND, Limits
from adapters.cli.printing import safe
from adapters.cli.termtext import TermText
from adapters.cli.titles import Titles
from adapters.cli.words import Words
from engine.comparing import Comparison
from rules.declared import Declared
from rules.difference import Change, Kind, Period, Witness
from rules.policy import Policy
from rules.types import Date, Instant, Value, show

Parts = Iterator[str]


class Told:
    """Tells what two policies decide otherwise; `whole` is whether it tells, too, where what only follows is so."""

    def __init__(self, words: Words, old: Policy, new: Policy, *, whole: bool) -> None:
        self._words = words
        self._old, self._new = old, new
        self._titles = Titles(words, old, new)
        self._limits = Limits(words, self._titles)
        self._terms = TermText(self._titles)
        self._whole = whole

    def lines(self, found: Comparison) -> Parts:
        """All of it, line by line."""
        if found.declared:
            yield self._words("diff.declared")
            yield from (f"  {self._declared(one)}" for one in found.declared)
            yield ""
        for period in found.periods:
            yield from self._period(period)
        yield self._summary(found)

    def _summary(self, found: Comparison) -> str:
        if found.is_none:
            return self._words("diff.same")
        if not found.is_shown:
            return self._words("diff.not-concluded")
        if not found.periods:
            return self._words("diff.alike")
        changes = [change for period in found.periods for change in period.changes]
        own = sum(not change.follows for change in changes)
        return self._words("diff.counted", changes=len(changes), own=own, following=len(changes) - own)

    def _declared(self, one: Declared) -> str:
        key = "diff.changed" if one.before and one.after else "diff.added" if one.after else "diff.removed"
        what = self._words(f"diff.what.{one.what}")
        told = self._words(key, what=what, name=one.name, before=one.before, after=one.after)
        return told if one.matters else f"{told} {self._words('diff.no-matter')}"

    def _period(self, period: Period) -> Parts:
        yield from self._dates(period)
        for follows, changes in groupby(sorted(period.changes, key=_follows), _follows):
            if follows:
                yield self._words("diff.follows") + ("" if self._whole else f" ({self._words('diff.more')})")
                yield ""
            for name, alike in groupby(changes, lambda change: change.name):
                yield self._heading(name)
                for change in alike:
                    yield from (f"  {line}" for line in self._change(change))
                yield ""
        if period.unsettled:
            yield self._words("diff.unsettled", names=", ".join(period.unsettled))
            yield ""

    def _dates(self, period: Period) -> Parts:
        """Of which complaints the period speaks, unless it is of all."""
        if period.start is None or (period.start, period.end) == _force(self._old, self._new):
            return
        start = show(Date(), period.start)
        if period.end is None:
            yield self._words("diff.period-from", start=start)
        else:
            yield self._words("diff.period", start=start, end=show(Date(), period.end - 1))
        yield ""

    def _heading(self, name: str) -> str:
        title = self._titles.of(name)
        return name if title == name else f"{title} {name}"

    def _change(self, change: Change) -> Parts:
        if change.follows and not self._whole:
            real = any(witness.is_real for witness in change.shown)
            yield self._way(change) if real else self._words("diff.perhaps", way=self._way(change))
            return
        yield self._way(change)
        for box in change.boxes:
            limits = self._limits.told(box.limits, part=change.before if change.kind is Kind.ACTION else "")
            yield "  " + (self._words("diff.where", limits=limits) if limits else self._words("diff.everywhere"))
            yield from self._witness(change, box.witness)
        for route in change.routes:
            none = self._words("diff.no-rule")
            yield "  " + self._words("diff.by-rules", before=route.before or none, after=route.after or none)
            yield from self._witness(change, route.witness)

    def _way(self, change: Change) -> str:
        """In what way it is otherwise."""
        about = self._titles.outcome(change.name, change.about)
        match change.kind:
            case Kind.ANSWER:
                states = [
                    self._words("diff.answered" if one else "diff.review") for one in (change.before, change.after)
                ]
                return " → ".join(states)
            case Kind.OUTCOME:
                review = self._words("diff.review")
                return " → ".join(
                    self._titles.outcome(change.name, one) if one else review for one in (change.before, change.after)
                )
            case Kind.MEMBER:
                return self._words("diff.gains" if change.after else "diff.loses", name=about)
            case Kind.VALUE:
                value = self._titles.of(change.about)
                before, after = self._set(change)
                return self._words("diff.value", name=value, before=before, after=after)
            case Kind.ACTION:
                return self._words("diff.action", name=about, part=self._part(change.before))
            case Kind.DEADLINE:
                keys = {"counted": "diff.otherwise", "begun": "diff.begins"}
                return self._words(keys.get(change.after, "diff.begins-not"))

    def _set(self, change: Change) -> Parts:
        """What the rules of the old and of the new set a value to."""
        for policy, term in zip((self._old, self._new), change.terms, strict=True):
            kind = policy.value_types.get(change.about)
            yield self._words("limit.missing") if term is None else self._terms.told(term, kind)

    def _part(self, part: str) -> str:
        return self._words(f"diff.part.{part}") if part in {"channel", "template", "texts", "pays"} else part

    def _witness(self, change: Change, witness: Witness) -> Parts:
        if not witness.is_real:
            yield f"    {self._words('diff.abstract')}"
        yield f"    {self._words('diff.example', given=_flow(as_yaml(witness.old, self._old)))}"
        new = as_yaml(witness.new, self._new)
        if new != as_yaml(witness.old, self._old) and witness.is_real:
            yield f"    {self._words('diff.told-new', given=_flow(new))}"
        yield from (f"    {line}" for line in (self._decided(change, witness),) if line)

    def _decided(self, change: Change, witness: Witness) -> str:
        """At which instant, by which rules and with what value."""
        parts = []
        if witness.as_of is not None and witness.is_real:
            parts.append(self._words("diff.at", at=show(Instant(), witness.as_of, zone=self._new.zone)))
        if any(witness.rules):
            none = self._words("diff.no-rule")
            rules = " → ".join(dict.fromkeys(rule or none for rule in witness.rules))
            parts.append(self._words("diff.by", rules=rules))
        if witness.said != (None, None):
            said = " → ".join(self._said(change, witness))
            parts.append(self._words("diff.due", said=said) if change.kind is Kind.DEADLINE else said)
        return AND[self._words.language].join(parts)

    def _said(self, change: Change, witness: Witness) -> Parts:
        for policy, value in zip((self._old, self._new), witness.said, strict=True):
            yield self._value(policy, change, value) if value is not None else self._words("limit.missing")

    def _value(self, policy: Policy, change: Change, value: Value) -> str:
        kind = Instant() if change.kind is Kind.DEADLINE else policy.value_types[change.about]
        return safe(show(kind, value, zone=policy.zone))


def _follows(change: Change) -> bool:
    return change.follows


def _flow(values: dict[str, str]) -> str:
    """A complaint in one line of YAML."""
    return f"{{{', '.join(f'{name}: {safe(value)}' for name, value in values.items())}}}"


def _force(old: Policy, new: Policy) -> tuple[int, int | None]:
    """The days on which both are in force."""
    ends = [one.until for one in (old, new) if one.until is not None]
    return max(old.effective, new.effective), min(ends, default=None)
