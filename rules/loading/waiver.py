"""Waivers: findings that are accepted, each for a reason and until a day."""

from __future__ import annotations

from collections.abc import Iterator

from rules import node
from rules.fault import nearest
from rules.finding import WAIVABLE
from rules.loading.entries import Entries, entries, listed, scalar
from rules.policy import Waiver
from rules.said import Said
from rules.types import Date


def waivers(root: Entries) -> tuple[Waiver, ...]:
    """The waivers, one for each thing that the finding is about."""
    return tuple(_waivers(root)) if "waive" in root else ()


def _waivers(root: Entries) -> Iterator[Waiver]:
    for below in root.listed("waive"):
        found = entries(below, root.report, owner=below.place)
        found.allow(("finding", "about", "because", "until"))
        named, until = found.scalar("finding"), found.value("until", Date())
        if named is not None and named.text not in WAIVABLE:
            message = Said("no finding that can be waived is called `{named}`", named=named.text)
            near = nearest(named.text, WAIVABLE)
            root.report.fault("unknown-finding", message, named.place, suggestion=near)
        for one in _about(found):
            yield Waiver(found.text("finding"), one.text, found.text("because"), int(until or 0), one.place)


def _about(found: Entries) -> Iterator[node.Scalar]:
    """What the finding is about: one thing, or a list of them."""
    below = found.below("about")
    several = listed(below, found.report) if isinstance(below, node.Sequence) else (below,)
    for one in several:
        text = scalar(one, found.report, wanted=Said("a text or a list"))
        yield from () if text is None else (text,)
