import json

import pytest

from benchmarks.measuring import Taken
from benchmarks.report import MIB, OURS, Series, Versus


@pytest.fixture
def versus() -> Versus:
    runs = {
        OURS: [Taken(2.0, 5 * MIB), Taken(1.0, 7 * MIB), Taken(1.0, 6 * MIB)],
        "other": [Taken(4.0, MIB), Taken(1.0, MIB), Taken(3.0, MIB)],
    }
    return Versus(name="some", title="a title", rows=10, runs=runs, target=1.5, most_memory=100 * MIB)


def test_the_ratio_is_the_median_of_the_rounds(versus: Versus) -> None:
    assert (versus.ratios, versus.document()["ratio"]) == ([2.0, 1.0, 3.0], 2.0)


def test_the_peak_is_the_highest_of_our_rounds(versus: Versus) -> None:
    assert versus.document()["peak_bytes"] == 7 * MIB


def test_the_last_line_is_json_of_what_was_measured(versus: Versus, capsys: pytest.CaptureFixture[str]) -> None:
    versus.show()
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == versus.document()


def test_absolute_numbers_are_marked_as_the_machine_s_own(versus: Versus, capsys: pytest.CaptureFixture[str]) -> None:
    versus.show()
    shown = capsys.readouterr().out
    assert "seconds *" in shown
    assert "* depends on the machine" in shown


def test_a_series_tells_every_size(capsys: pytest.CaptureFixture[str]) -> None:
    series = Series(name="some", title="a title", size="rows", unit="µs", runs={OURS: {10: 1.5, 100: 2.5}}, peak=MIB)
    series.show()
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["runs"] == {OURS: {"10": 1.5, "100": 2.5}}
