"""Where boxes stand and lines bend."""

import pytest

from adapters.pages.policy.layering import Edge, layered

GRAPHS: dict[str, tuple[int, list[Edge]]] = {
    "nothing": (2, []),
    "one edge": (2, [(0, 1)]),
    "an edge that passes a layer": (3, [(0, 1), (1, 2), (0, 2)]),
    # The library takes bends of the second part for boxes of the first.
    "two parts": (6, [(0, 2), (1, 4), (3, 4), (1, 5), (3, 5), (4, 5)]),
    "three parts and one alone": (8, [(6, 7), (0, 5), (1, 2), (2, 4), (1, 4)]),
}


@pytest.mark.parametrize(("count", "edges"), GRAPHS.values(), ids=GRAPHS)
def test_every_edge_leads_from_its_box_through_one_layer_after_the_other(count: int, edges: list[Edge]) -> None:
    found = layered(edges, count=count)
    assert sorted(found.places) == list(range(count))
    assert sorted(found.courses) == sorted(edges)
    for (source, target), course in found.courses.items():
        assert (course[0], course[-1]) == (found.places[source], found.places[target])
        assert [layer for layer, _ in course] == [course[0][0] + step for step in range(len(course))]


@pytest.mark.parametrize(("count", "edges"), GRAPHS.values(), ids=GRAPHS)
def test_no_two_boxes_stand_in_one_place(count: int, edges: list[Edge]) -> None:
    places = list(layered(edges, count=count).places.values())
    close = [(one, two) for one in places for two in places if one < two and one[0] == two[0] and two[1] - one[1] < 1]
    assert close == []
