"""The decision graph as it is drawn."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings

from adapters.pages.policy import reads
from adapters.pages.policy.drawing import HEIGHT, WIDTH, Drawing, drawing
from adapters.pages.policy.graph import readers
from rules.policy import Policy
from tests.adapters.pages.policy.reading import FULL, SHIPPED, policy_of
from tests.generating import policies

LEVEL = re.compile(r"([\d.]+) ([\d.]+)H([\d.]+)")


def faults(found: Drawing) -> list[object]:
    """Boxes that overlap or leave the sheet, arrows that lead back, and lines that run through a box."""
    boxes = {box.number: box for box in found.boxes}
    overlaps = [
        (one.name, two.name)
        for one, two in combinations(found.boxes, 2)
        if abs(one.x - two.x) < WIDTH and abs(one.y - two.y) < HEIGHT
    ]
    outside = [box.name for box in found.boxes if box.x + WIDTH > found.width or box.y + HEIGHT > found.height]
    back = [arrow for arrow in found.arrows if boxes[arrow.source].x + WIDTH >= boxes[arrow.target].x]
    levels = [tuple(map(float, one)) for arrow in found.arrows for one in LEVEL.findall(arrow.path)]
    hidden = [
        (box.name, level)
        for box in found.boxes
        for left, level, right in levels
        if left < box.x + WIDTH and box.x < right and box.y <= level <= box.y + HEIGHT
    ]
    return [*overlaps, *outside, *back, *hidden]


def edges(policy: Policy) -> set[tuple[str, str]]:
    return {(source, name) for name, found in reads(policy).items() for source in found}


@pytest.mark.parametrize("path", [*SHIPPED, FULL], ids=lambda path: path.stem)
def test_a_drawing_shows_every_dependency_and_hides_nothing(path: Path) -> None:
    policy = policy_of(path)
    found = drawing(policy)
    names = [box.name for box in found.boxes]
    assert {(names[arrow.source], names[arrow.target]) for arrow in found.arrows} == edges(policy)
    assert faults(found) == []


@given(policies())
@settings(max_examples=25)
def test_any_graph_is_drawn_so(policy: Policy) -> None:
    found = drawing(policy)
    names = [box.name for box in found.boxes]
    assert {(names[arrow.source], names[arrow.target]) for arrow in found.arrows} == edges(policy)
    assert faults(found) == []


def test_what_is_read_and_who_reads_it_are_told() -> None:
    graph = reads(policy_of(FULL))
    assert graph == {"receipt": (), "answer": (), "size": (), "fee": (), "alone": (), "steps": ("answer", "size")}
    assert readers(graph)["size"] == ("steps",)


def test_a_long_title_is_cut() -> None:
    boxes = {box.name: box.lines for box in drawing(policy_of(SHIPPED[-1])).boxes}
    assert boxes["investigation"] == ("Determination", "with a", "provisional…")
