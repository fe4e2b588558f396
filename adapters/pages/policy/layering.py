"""Layers: where the boxes of a graph without circles stand, and where its lines bend (Sugiyama, Tagawa, Toda 1981)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fast_sugiyama import from_edges

# How much of a place across the layers a line needs that passes by.
LINE = 0.3
# How many boxes stand in a row of those that hang on nothing, where no layers tell.
ROW = 4

Edge = tuple[int, int]
Point = tuple[float, float]
"""A layer, counted from 0, and a place across it; a box takes one."""


@dataclass(frozen=True, slots=True)
class Layering:
    """The place of each box by its number, and for each edge the points it goes through, both boxes included."""

    places: Mapping[int, Point]
    courses: Mapping[Edge, tuple[Point, ...]]


def layered(edges: list[Edge], *, count: int) -> Layering:
    """The boxes 0 up to `count`, what is read in an earlier layer than what reads it.

    Parts that do not hang together are put below each other, and what hangs on nothing in rows below them all.
    """
    places: dict[int, Point] = {}
    courses: dict[Edge, tuple[Point, ...]] = {}
    top = 0.0
    for part in _parts(edges):
        found, height = _placed(part, [edge for edge in edges if edge[0] in part], top)
        places |= found.places
        courses |= found.courses
        top += height + 1
    alone = [number for number in range(count) if number not in places]
    row = 1 + int(max((layer for layer, _ in places.values()), default=ROW - 1))
    places |= {number: (place % row, top + place // row) for place, number in enumerate(alone)}
    return Layering(places, courses)


def _parts(edges: list[Edge]) -> list[list[int]]:
    """The numbers of what hangs together, each part ascending."""
    parts: dict[int, list[int]] = {}
    for one, two in edges:
        joined = sorted({*parts.get(one, [one]), *parts.get(two, [two])})
        parts |= dict.fromkeys(joined, joined)
    return sorted({part[0]: part for part in parts.values()}.values())


def _placed(part: list[int], edges: list[Edge], top: float) -> tuple[Layering, float]:
    """One part and how many places across it takes.

    It is laid out alone and numbered from 0: the library numbers bends behind the boxes of one part, so that those of
    several would get the numbers of boxes.
    """
    numbers = {one: number for number, one in enumerate(part)}
    ((positions, height, _, links),) = from_edges(
        [(numbers[source], numbers[target]) for source, target in edges],
        vertex_spacing=1,
        dummy_vertices=True,
        dummy_size=LINE,
        ranking_type="minimize",
        crossing_minimization="barycenter",
        transpose=True,
    )
    layers = max(y for _, (_, y) in positions)
    points = {int(one): (layers - y, top + x) for one, (x, y) in positions}
    steps = [(int(source), int(target)) for source, target in links or ()]
    courses = {
        (part[chain[0]], part[chain[-1]]): tuple(points[step] for step in chain) for chain in _chains(steps, len(part))
    }
    return Layering({one: points[number] for one, number in numbers.items()}, courses), height


def _chains(steps: list[Edge], boxes: int) -> Iterator[list[int]]:
    """For each edge the boxes at its ends and the bends between them; a bend belongs to one edge."""
    following = {source: target for source, target in steps if source >= boxes}
    for source, target in steps:
        if source < boxes:
            chain = [source, target]
            while chain[-1] >= boxes:
                chain.append(following[chain[-1]])
            yield chain
