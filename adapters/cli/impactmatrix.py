"""The tables of the page about a change of policy: what became what, and how values moved."""

import re
from collections.abc import Iterable
from typing import Any

from adapters.cli.impactnames import Document, Names, count
from adapters.cli.words import Words

Values = dict[str, Any]

PALEST, HOTTEST = 10, 45
"""The least and the most colour of a cell in which something changed, in percent."""

FEW = 2
"""So many names of which nothing changes are shown one by one; more are shown together."""

_NUMBER = re.compile(r"-?\d+", re.ASCII)
_REST = "\N{HORIZONTAL ELLIPSIS}"


def tables(topic: Document, money: Document | None, words: Words) -> list[Values]:
    """The tables of a topic: what became what, or where values are too many for that, how they moved."""
    if topic["about"] == "outcomes":
        return [_sets(topic, words)]
    if topic.get("transitions"):
        return [_Matrix(topic, words).values()]
    return [_movements(topic, money, words)]


class _Matrix:
    """What the old policy says downwards, what the new one says across."""

    def __init__(self, topic: Document, words: Words) -> None:
        self._words = words
        self._told = {(one["old"], one["new"]): one for one in topic["transitions"]}
        names, changed = set[str | None](), set[str | None]()
        self._titles: dict[str | None, str] = {_REST: words("impact.unchanged")}
        for one in topic["transitions"]:
            names |= {one["old"], one["new"]}
            changed |= {one["old"], one["new"]} if one["changed"] else set()
            self._titles |= {one[which]: Names(words).said(topic, one, which) for which in ("old", "new")}
        # Of what does not change at all one line is enough.
        self._still = names - changed if len(names - changed) > FEW else set()
        self._olds = self._lines(topic, (old for old, _ in self._told))
        self._news = self._lines(topic, (new for _, new in self._told))

    def values(self) -> Values:
        """What the template shows."""
        most = max((one["rows"] for one in self._told.values() if one["changed"]), default=1)
        return {
            "kind": "matrix",
            "caption": self._words("impact.matrix-caption"),
            "heads": [self._titles[new] for new in self._news],
            "rows": [
                {
                    "title": self._titles[old],
                    "cells": [self._cell(old, new, most) for new in self._news],
                    "total": count(sum(self._rows(old, new) for new in self._news)),
                }
                for old in self._olds
            ],
            "totals": [count(sum(self._rows(old, new) for old in self._olds)) for new in self._news],
            "all": count(sum(one["rows"] for one in self._told.values())),
        }

    def _lines(self, topic: Document, names: Iterable[str | None]) -> list[str | None]:
        shown = _ordered(topic, {*names} - self._still)
        return [*shown, _REST] if self._still else shown

    def _rows(self, old: str | None, new: str | None) -> int:
        if old == new == _REST:
            return sum(int(self._told[name, name]["rows"]) for name in self._still)
        return int(self._told[old, new]["rows"]) if (old, new) in self._told else 0

    def _cell(self, old: str | None, new: str | None, most: int) -> Values:
        rows, one = self._rows(old, new), self._told.get((old, new))
        if not rows:
            return {"mark": "nothing", "text": "·", "money": "", "heat": 0}
        if one is None or not one["changed"]:
            return {"mark": "same", "text": count(rows), "money": "", "heat": 0}
        money = "" if one["money"] is None else Names(self._words).value(one["money"])
        heat = PALEST + round((HOTTEST - PALEST) * rows / most)
        return {"mark": "moved", "text": count(rows), "money": money, "heat": heat}


def _ordered(topic: Document, names: Iterable[str | None]) -> list[str | None]:
    """Names as they are declared, others by the number that they begin with, and last what is said of nothing."""
    places = {name: place for place, name in enumerate(topic["names"])}

    def place(name: str | None) -> tuple[bool, int, int, str]:
        number = _NUMBER.match(name or "")
        return name is None, places.get(name or "", len(places)), int(number[0]) if number else 0, name or ""

    return sorted(names, key=place)


def _sets(topic: Document, words: Words) -> Values:
    """Each outcome of the sets: how many complaints have it, lose it and get it."""
    names = Names(words)
    rows: dict[str | None, dict[str, int]] = {}
    titles: dict[str | None, str] = {}
    for one in topic["transitions"]:
        which = "new" if one["old"] is None else "old"
        kind = "kept" if not one["changed"] else "came" if which == "new" else "went"
        rows.setdefault(one[which], {})[kind] = one["rows"]
        titles[one[which]] = names.said(topic, one, which)
    told = []
    for name in _ordered(topic, rows):
        kept, went, came = (rows[name].get(kind, 0) for kind in ("kept", "went", "came"))
        if went or came:
            told.append([titles[name], count(kept + went), _some(went), _some(came), count(kept + came)])
    return {
        "kind": "listing",
        "caption": words("impact.sets-caption"),
        "heads": [words("impact.outcome"), words("impact.old"), "−", "+", words("impact.new")],
        "rows": told,
    }


def _some(rows: int) -> str:
    return count(rows) if rows else ""


def _movements(topic: Document, money: Document | None, words: Words) -> Values:
    """How values moved, and what they come to."""
    names = Names(words)
    sums, hours = (any(key in one for one in topic["movements"]) for key in ("old", "mean_hours"))
    heads = [words("impact.movement"), words("impact.complaints")]
    heads += [words("impact.old"), words("impact.new")] if sums else []
    heads += [words("impact.moved-by")] if hours else []
    heads += [] if money is None else [money["title"]]
    rows = []
    for one in topic["movements"]:
        row = [names.movement(topic, one["movement"]), count(one["rows"])]
        row += [names.value(one[which]) for which in ("old", "new")] if sums else []
        row += [names.hours(one)] if hours else []
        row += [] if one["money"] is None else [names.value(one["money"])]
        rows.append(row)
    caption = words("impact.due" if topic["about"] == "due" else "impact.movements-caption")
    return {"kind": "listing", "caption": caption, "heads": heads, "rows": rows}
