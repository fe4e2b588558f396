"""The tests that are measured pass, and are as many as asked for."""

from pathlib import Path

from benchmarks import testing
from benchmarks.policies import loaded
from rules.testing import load


def test_suites_are_run_in_rounds() -> None:
    series = testing.measure(100, 1)
    assert [list(taken) for taken in series.runs.values()] == [[100]]


def test_a_suite_has_as_many_cases_and_passes() -> None:
    text = Path(testing.POLICY).read_text("utf-8")
    tests = testing.suite(loaded(text), 30)
    found = load(tests, loaded(text), name="tests.yaml").suite
    assert found is not None
    assert len(found.cases) == 30
    assert testing.passes(text, tests)
