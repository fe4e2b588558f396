"""The decision graph drawn from left to right."""

from dataclasses import dataclass
from unicodedata import east_asian_width

from adapters.pages.policy.graph import reads
from adapters.pages.policy.layering import Point, layered
from rules.policy import Policy

# In pixels: a box, the way between two layers, a place across them, and the rim.
WIDTH, HEIGHT = 112.0, 48.0
GAP = 30.0
SLOT = 58.0
RIM = 6.0
# How much text a box takes: so many lines of so many halves of a wide character.
ROOM = 15
LINES = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A decision or deadline: its number in the drawing, its place by the left upper corner, its title in lines."""

    number: int
    name: str
    title: str
    timed: bool
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line from what is read to what reads it, as an SVG path."""

    source: int
    target: int
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and arrows, in pixels; the boxes are of one size."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def drawing(policy: Policy) -> Drawing:
    """The graph of a policy."""
    graph = reads(policy)
    numbers = {name: number for number, name in enumerate(graph)}
    edges = [(numbers[source], numbers[name]) for name, found in graph.items() for source in found]
    layers = layered(edges, count=len(graph))
    titles = {decision.name: decision.title for decision in policy.decisions}
    titles |= {deadline.name: deadline.title for deadline in policy.deadlines}
    boxes = tuple(
        Box(
            number,
            name,
            titles[name],
            name in policy.deadlines_by_name,
            *_corner(layers.places[number]),
            _lines(titles[name]),
        )
        for name, number in numbers.items()
    )
    arrows = tuple(Arrow(source, target, _path(course)) for (source, target), course in sorted(layers.courses.items()))
    width = max(box.x for box in boxes) + WIDTH + RIM
    lines = [_corner(point)[1] + HEIGHT / 2 for course in layers.courses.values() for point in course]
    height = max([box.y + HEIGHT for box in boxes] + lines) + RIM
    return Drawing(round(width, 1), round(height, 1), boxes, arrows)


def _corner(place: Point) -> Point:
    layer, across = place
    return round(RIM + layer * (WIDTH + GAP), 1), round(RIM + across * SLOT, 1)


def _path(course: tuple[Point, ...]) -> str:
    """A line that leaves a box to the right, is level where it passes a layer, and ends short of the next box."""
    corners = [_corner(place) for place in course]
    x, y = corners[0][0] + WIDTH, corners[0][1] + HEIGHT / 2
    path = f"M{x:g} {y:g}"
    for place, (left, top) in enumerate(corners[1:], start=2):
        middle, level = round((x + left) / 2, 1), top + HEIGHT / 2
        path += f"C{middle:g} {y:g} {middle:g} {level:g} {left:g} {level:g}"
        x, y = left, level
        if place < len(corners):
            x += WIDTH
            path += f"H{x:g}"
    return path


def _lines(title: str) -> tuple[str, ...]:
    """A title in as many lines as a box takes, what does not fit left out."""
    lines = [""]
    for word in _words(title):
        if _room(lines[-1] + word) > ROOM and lines[-1]:
            lines.append("")
        lines[-1] += word
    if len(lines) > LINES:
        lines[LINES - 1] = lines[LINES - 1].rstrip() + "…"
    return tuple(line.strip() for line in lines[:LINES])


def _words(title: str) -> list[str]:
    """Where a line may break: behind blanks, and behind every wide character."""
    words = [""]
    for char in title:
        words[-1] += char
        if char.isspace() or east_asian_width(char) in "WF":
            words.append("")
    return [word for word in words if word]


def _room(text: str) -> int:
    """Width in halves of a wide character; a narrow one takes a half and a bit."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text.strip())
