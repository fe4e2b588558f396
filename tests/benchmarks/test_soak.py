from itertools import islice

import pytest

from benchmarks import soak
from benchmarks.report import ALLOWED, MIB, Soak


def test_every_way_tells_what_it_holds_after_each_lap() -> None:
    found = soak.measure(100, 2)
    assert {way: len(held) for way, held in found.held.items()} == dict.fromkeys(soak.WAYS, 2)
    assert all(min(held) > MIB for held in found.held.values())


@pytest.mark.parametrize("way", sorted(soak.WAYS))
def test_a_way_goes_on_lap_after_lap(way: str) -> None:
    assert len(list(islice(soak.WAYS[way](20), 3))) == 3


@pytest.mark.parametrize(
    ("held", "steady"),
    [
        ([10, 50, 50, 50], True),
        ([10, 50, 66, 50], True),
        ([10, 50, 50, 67], False),
        ([10, 20, 30, 40], False),
    ],
)
def test_memory_that_grows_in_the_second_half_is_not_steady(held: list[int], steady: bool) -> None:
    assert ALLOWED == 16 * MIB
    found = Soak(name="soak", title="t", held={"one": [50 * MIB] * 4, "two": [each * MIB for each in held]})
    assert (found.steady, found.document()["steady"]) == (steady, steady)


def test_growth_is_told_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    Soak(name="soak", title="t", held={"one": [MIB] * 8 + [100 * MIB] * 8}).show()
    shown = capsys.readouterr().out
    assert "grown by 99.0" in shown
    assert "NOT STEADY: to grow by no more than 16 MiB" in shown
