"""The document: what a change of policy does, as JSON; whatever else tells it reads this."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from adapters.impact.axes import Axis, Bucket
from adapters.impact.comparing import Compared
from adapters.impact.counting import MONEY, NEW, OLD
from adapters.impact.firsts import First, Firsts
from adapters.impact.joint import Kind, Movement
from adapters.impact.moves import Moves, is_change
from adapters.impact.part import Counts
from adapters.impact.topics import About, Topic
from rules.deadline import STATES, State
from rules.policy import Fact, Policy
from rules.types import MICROSECONDS_PER_HOUR, Boolean, Enumeration, Instant, Number, Type, show

Document = dict[str, Any]

LATE = frozenset({State.MET_LATE.value, State.BREACHED.value})
IN_TIME = frozenset(State) - LATE
"""States of a deadline that was missed, and all others."""


def document(compared: Compared, *, sources: tuple[str, str]) -> Document:
    """What a change of policy does to a feed; `sources` say where the two policies were read.

    Counts are of rows; money, other values and times are texts, so that no reader rounds them.
    """
    counts, new = compared.counts, compared.new
    told = {topic.name: _topic(topic, counts.topics.get(topic.name, Counts()), compared) for topic in _topics(compared)}
    return {
        "as_of": show(Instant(), compared.order.as_of, zone=new.zone),
        "old": _policy(compared.old, sources[0]),
        "new": _policy(new, sources[1]),
        "rows_read": compared.rows_read,
        "rows": _fates(counts.fates, counts.firsts),
        "compared": counts.changed.rows,
        "changed": {
            "rows": counts.changed.changed,
            "money": _sum(counts.changed, MONEY, Movement.OTHER, _money(compared)),
            "by_topic": {about.value: counts.about[about] for about in About},
        },
        "money": _amount(compared),
        "by": [_axis(axis, compared) for axis in compared.axes],
        "decisions": [told[one.name] for one in _topics(compared) if one.about in {About.OUTCOME, About.OUTCOMES}],
        "values": [told[one.name] for one in _topics(compared) if one.about is About.VALUE],
        "deadlines": [_deadline(told, one.name) for one in _topics(compared) if one.about is About.STATE],
        "only_old": compared.topics.only_old,
        "only_new": compared.topics.only_new,
        "facts": _facts(compared),
        "titles": _fact_titles(compared),
        "files": [asdict(file) for file in compared.files],
        "unmapped": sorted({*compared.order.old.unmapped} & {*compared.order.new.unmapped}),
        "self_check": {"rows": compared.checked},
        "seconds": round(compared.seconds, 3),
    }


def _topics(compared: Compared) -> Sequence[Topic]:
    return compared.topics.both


def _policy(policy: Policy, source: str) -> Document:
    told = {"name": policy.name, "title": policy.title, "version": policy.version}
    return told | {"digest": policy.digest, "source": source}


def _money(compared: Compared) -> Type | None:
    return None if compared.order.money is None else compared.order.money.type


def _amount(compared: Compared) -> Document | None:
    """The money that is added up, and of how many complaints it is not known."""
    fact, changed = compared.order.money, compared.counts.changed
    if fact is None:
        return None
    total = sum(changed.sums.get(MONEY, Counter()).values())
    told = {"fact": fact.name, "title": fact.title, "currency": getattr(fact.type, "currency", None)}
    return told | {"total": show(fact.type, total), "unknown": compared.counts.unknown}


def _axis(axis: Axis, compared: Compared) -> Document:
    """All complaints and those that changed, by bucket."""
    counts, name = compared.counts, axis.fact.name
    changed = counts.changed.by.get(name, Counter())
    buckets = [
        {
            "bucket": bucket,
            "title": _bucket_title(axis, bucket),
            "rows": counts.every[name][bucket],
            "changed": changed[Movement.OTHER, bucket],
        }
        for bucket in _in_order(axis, counts.every.get(name, Counter()))
    ]
    return {"fact": name, "title": axis.fact.title, "monthly": axis.monthly, "buckets": buckets}


def _in_order(axis: Axis, buckets: Iterable[Bucket]) -> list[Bucket]:
    """Months as they follow, names as they are declared, and last what is missing."""
    places = {name: place for place, name in enumerate(axis.titles)}
    return sorted(buckets, key=lambda bucket: (bucket is None, places.get(bucket or "", 0), bucket or ""))


def _bucket_title(axis: Axis, bucket: Bucket) -> str | None:
    return None if bucket is None else axis.titles.get(bucket, bucket)


def _fates(fates: Moves, firsts: Firsts) -> list[Document]:
    return [
        {"old": kind[0], "new": kind[1], "changed": is_change(kind), "rows": rows, "first": _firsts(firsts, kind)}
        for kind, rows in _sorted(fates.counts)
        if isinstance(kind, tuple)
    ]


def _sorted(counts: Counter[Kind]) -> list[tuple[Kind, int]]:
    """Changes first, the commonest first; ties by name."""
    there = [(kind, rows) for kind, rows in counts.items() if rows]
    return sorted(there, key=lambda one: (not is_change(one[0]), -one[1], _key(one[0])))


def _key(kind: Kind) -> tuple[str, str]:
    return (kind[0] or "", kind[1] or "") if isinstance(kind, tuple) else ("", kind.value)


def _topic(topic: Topic, counts: Counts, compared: Compared) -> Document:
    """One topic; `transitions` say what became what, or where values are too many for that, how they moved."""
    told: Document = {
        "name": topic.name,
        "title": topic.title,
        "about": topic.about.value,
        "names": list(STATES if topic.about is About.STATE else topic.titles),
        "rows": counts.moves.rows,
        "changed": counts.moves.changed,
    }
    moved = any(isinstance(kind, Movement) for kind in counts.moves.counts)
    key = "movements" if moved else "transitions"
    told[key] = [
        _transition(kind, topic, counts.moves, counts.firsts, compared) for kind, _ in _sorted(counts.moves.counts)
    ]
    if moved and counts.listed is not None and counts.listed.rows:
        told["transitions"] = [
            _transition(kind, topic, counts.listed, counts.firsts, compared)
            for kind, _ in _sorted(counts.listed.counts)
        ]
    if topic.measure is not None and topic.about is About.VALUE:
        told["total"] = _totals(counts.moves, topic.measure)
        told["currency"] = getattr(topic.measure, "currency", None)
    return told


def _transition(kind: Kind, topic: Topic, moves: Moves, firsts: Firsts, compared: Compared) -> Document:
    told: Document
    if isinstance(kind, tuple):
        titles = {name: topic.titles.get(name, name) for name in kind if name is not None}
        told = {"old": kind[0], "new": kind[1]}
        told |= {"old_title": titles.get(kind[0] or ""), "new_title": titles.get(kind[1] or "")}
    else:
        told = {"movement": kind.value, **_measured(kind, topic, moves)}
    told |= {
        "changed": is_change(kind),
        "rows": moves.counts[kind],
        "money": _sum(moves, MONEY, kind, _money(compared)),
    }
    if is_change(kind):
        told["by"] = {axis.fact.name: _by(axis, moves, kind) for axis in compared.axes}
        told["first"] = _firsts(firsts, kind)
    return told


def _measured(kind: Movement, topic: Topic, moves: Moves) -> Document:
    """What the values come to under each policy; of due instants, by how many hours they moved in the mean."""
    if topic.measure is None:
        return {}
    old, new = (moves.sums[which][kind] for which in (OLD, NEW))
    if topic.about is About.DUE:
        if kind not in {Movement.LESS, Movement.MORE}:
            return {}
        return {"mean_hours": float(round(Fraction(new - old, MICROSECONDS_PER_HOUR * moves.counts[kind]), 1))}
    return {OLD: show(topic.measure, old), NEW: show(topic.measure, new)}


def _by(axis: Axis, moves: Moves, kind: Kind) -> list[Document]:
    counts = moves.by.get(axis.fact.name, Counter())
    rows = {bucket: count for (one, bucket), count in counts.items() if one == kind}
    return [
        {"bucket": bucket, "title": _bucket_title(axis, bucket), "rows": rows[bucket]}
        for bucket in _in_order(axis, rows)
    ]


def _sum(moves: Moves, measure: str, kind: Kind, type_: Type | None) -> str | None:
    return None if type_ is None else show(type_, moves.sums.get(measure, Counter())[kind])


def _totals(moves: Moves, kind: Type) -> Document:
    """What the values come to under each policy, and how much more by the new one."""
    old, new = (sum(moves.sums.get(which, Counter()).values()) for which in (OLD, NEW))
    more = show(kind, new - old)
    return {OLD: show(kind, old), NEW: show(kind, new), "difference": more if new < old else f"+{more}"}


def _firsts(firsts: Firsts, kind: Kind) -> list[Document]:
    return [_first(one) for one in firsts.get(kind, [])]


def _first(one: First) -> Document:
    return {
        "complaint": one.complaint,
        "file": one.file,
        "line": one.line,
        "old": {"said": one.old.text, "rule": one.old.rule},
        "new": {"said": one.new.text, "rule": one.new.rule},
        "facts": dict(one.facts),
    }


def _deadline(told: Mapping[str, Document], name: str) -> Document:
    """A deadline's states and due instants, and how many complaints are no longer late, or become so."""
    states, due = told[name], told[f"{name}.due"]
    return {
        "name": name,
        "title": states["title"],
        "states": states,
        "due": due,
        "gained": _crossed(states["transitions"], LATE, IN_TIME),
        "lost": _crossed(states["transitions"], IN_TIME, LATE),
    }


def _crossed(transitions: Sequence[Document], before: frozenset[str], after: frozenset[str]) -> int:
    return sum(one["rows"] for one in transitions if one["old"] in before and one["new"] in after)


def _facts(compared: Compared) -> Document:
    """Names of the facts that one policy alone reads, and of those that both read as another type."""
    old, new = compared.old.facts_by_name, compared.new.facts_by_name
    return {
        "only_old": [name for name in old if name not in new],
        "only_new": [name for name in new if name not in old],
        "other_type": [name for name in new if name in old and _declared(old[name]) != _declared(new[name])],
    }


def _fact_titles(compared: Compared) -> Document:
    """The title of each fact and of the names of each enumeration, and whether it is a number or a boolean."""
    facts = compared.old.facts_by_name | compared.new.facts_by_name
    return {
        name: {
            "title": fact.title,
            "counted": isinstance(fact.type, Number | Boolean),
            "names": dict(zip(fact.type.names, fact.type.titles, strict=False))
            if isinstance(fact.type, Enumeration)
            else {},
        }
        for name, fact in facts.items()
    }


def _declared(fact: Fact) -> object:
    return fact.type, fact.required
