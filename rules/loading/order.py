"""Order: what is read comes before what reads it; what reads itself in the end has no place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from heapq import heapify, heappop, heappush

from rules.said import Said


def ordered(reads: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The names so that each stands behind those it reads, else in the order given; none that a circle holds back."""
    position = {name: index for index, name in enumerate(reads)}
    waiting = {name: {one for one in reads[name] if one in position} for name in reads}
    readers: dict[str, list[str]] = {name: [] for name in reads}
    for name, wanted in waiting.items():
        for one in wanted:
            readers[one].append(name)
    ready = [(position[name], name) for name, wanted in waiting.items() if not wanted]
    heapify(ready)
    found = []
    while ready:
        _, name = heappop(ready)
        found.append(name)
        for reader in readers[name]:
            waiting[reader].discard(name)
            if not waiting[reader]:
                heappush(ready, (position[reader], reader))
    return tuple(found)


def circles(reads: Mapping[str, Collection[str]]) -> tuple[tuple[str, ...], ...]:
    """The circles of names each of which reads the next and the last the first; of entwined ones, one."""
    free = set(ordered(reads))
    seen: set[str] = set()
    found = []
    for name in reads:
        path: list[str] = []
        while name not in free and name not in seen:
            seen.add(name)
            path.append(name)
            name = min(one for one in reads[name] if one in reads and one not in free)  # noqa: PLW2901 -- walks on
        if name in path:
            found.append(tuple(path[path.index(name) :]))
    return tuple(found)


def told(circle: tuple[str, ...]) -> str:
    """A circle in words."""
    first, *rest = circle
    if not rest:
        return Said("`{first}` reads itself; a rule may read what is decided before it", first=first)
    steps = reduce(_reading, (f"`{name}`" for name in (*rest, first)))
    return Said("`{first}` reads {steps}; one of them must not read the next", first=first, steps=steps)


def _reading(one: str, other: str) -> str:
    return Said("{one}, which reads {other}", one=one, other=other)
