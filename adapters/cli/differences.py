"""Differences as a program reads them."""

from adapters.cli.finding import as_texts
from adapters.cli.limits import Limits
from adapters.cli.titles import Titles
from adapters.cli.words import Words
from engine.comparing import Comparison
from rules.cells import bits
from rules.difference import Answered, Apart, Change, Limit, Period, Witness
from rules.policy import Policy
from rules.types import Date, Instant, show

Document = dict[str, object]


def document(found: Comparison, old: Policy, new: Policy, *, names: tuple[str, str], words: Words) -> Document:
    """What two policies decide otherwise, as JSON; `same` is null where that is not concluded."""
    telling = _Documents(old, new, words)
    return {
        "old": names[0],
        "new": names[1],
        "same": True if found.is_none else False if found.is_shown else None,
        "declared": [
            {"what": one.what, "name": one.name, "before": one.before, "after": one.after, "matters": one.matters}
            for one in found.declared
        ],
        "periods": [telling.period(one) for one in found.periods],
    }


class _Documents:
    """The parts of the document."""

    def __init__(self, old: Policy, new: Policy, words: Words) -> None:
        self._old, self._new = old, new
        self._titles = Titles(words, old, new)
        self._limits = Limits(words, self._titles)

    def period(self, period: Period) -> Document:
        """Days are ISO dates; null is open."""
        return {
            "from": None if period.start is None else show(Date(), period.start),
            "until": None if period.end is None else show(Date(), period.end),
            "changes": [self._change(one) for one in period.changes],
            "unsettled": list(period.unsettled),
        }

    def _change(self, change: Change) -> Document:
        return {
            "name": change.name,
            "kind": change.kind,
            "about": change.about,
            "before": change.before,
            "after": change.after,
            "follows": change.follows,
            "boxes": [
                {"limits": [self._limit(one) for one in box.limits], "witness": self._witness(box.witness)}
                for box in change.boxes
            ],
            "routes": [
                {"before": one.before, "after": one.after, "witness": self._witness(one.witness)}
                for one in change.routes
            ],
        }

    def _limit(self, limit: Limit) -> Document:
        """`cells` are numbers of cells: 0 is missing, then the `names`; those of a number are cut at `starts`."""
        aspect = limit.aspect
        source = aspect.source
        of = (
            source.about
            if isinstance(source, Apart)
            else source.name
            if isinstance(source, Answered)
            else aspect.axis.key
        )
        sort = (
            "apart" if isinstance(source, Apart) else "answered" if isinstance(source, Answered) else aspect.axis.kind
        )
        return {
            "of": of,
            "in": aspect.side,
            "sort": sort,
            "cells": list(bits(limit.cells)),
            "names": list(aspect.axis.names),
            "starts": [show(self._titles.kind(aspect.axis.key), one) for one in aspect.axis.starts],
            "text": self._limits.told((limit,)),
        }

    def _witness(self, witness: Witness) -> Document:
        old, new = as_texts(witness.old, self._old), as_texts(witness.new, self._new)
        at = None if witness.as_of is None else show(Instant(), witness.as_of, zone=self._new.zone)
        return {"given": old, "given_new": new, "at": at, "rules": list(witness.rules), "is_real": witness.is_real}
