"""A waiver silences what it names until its day; one that has run out or waives nothing is found."""

from __future__ import annotations

import pytest

from rules.analysis import waive
from rules.fault import Place
from rules.finding import Finding
from tests.engine.small import policy

TEXT = """level:
  outcomes: {high: 高}
  hit_policy: first
  rules:
    - {id: A, then: high}
waive:
  - {finding: gap, about: level, because: x, until: 2026-03-01}
"""
GAP = Finding("gap", "level", Place(3, 1), {})
OTHER = Finding("gap", "other", Place(2, 1), {})
BEFORE, ON = 20_512, 20_513


@pytest.mark.parametrize(
    ("found", "day", "stand", "waived"),
    [
        ([GAP], BEFORE, [], ["gap level"]),
        ([GAP], ON, ["gap level", "expired-waiver gap level"], []),
        ([OTHER, GAP], BEFORE, ["gap other"], ["gap level"]),
        ([], BEFORE, ["idle-waiver gap level"], []),
        ([], ON, ["idle-waiver gap level"], []),
    ],
)
def test_a_waiver_holds_until_its_day(found: list[Finding], day: int, stand: list[str], waived: list[str]) -> None:
    head, _, waiver = TEXT.partition("waive:\n")
    loaded = policy(head, head="", more="waive:\n" + waiver)
    stands, accepted = waive(loaded, found, day=day)
    assert [f"{one.code} {one.about}" for one in stands] == stand
    assert [f"{one.finding.code} {one.finding.about}" for one in accepted] == waived
