"""What tests expect is written into their file, and everything else in it stays."""

from __future__ import annotations

from pathlib import Path

from adapters.suites import beside, read, updated
from engine import Engine
from engine.testing.running import Result, run
from rules.loading import load as load_policy
from rules.policy import Policy
from rules.testing import load
from tests.adapters.shop import POLICY

BEFORE = """# of the shop
tousu: 1
tests: shop
complaint: {id: T-1, at: 2026-03-02T09:30:00+08:00, amount: 1000.00}
cases:
  # first
  - case: an outcome and a value    # beside
    expect: {size: large, refund: 5.00, steps: [note]}    # of all
    because: [S-1]

  - case: rules alone
    because: [T-1, T-2]
  # A text is no word.
  - case: a word
    given: {phone: "missing", amount: 2000.00}
    expect: {contact: "1"}
  - case: no text
    given: {amount: 2000.00}
    expect: {contact: "1"}
  - case: nothing yet
    given: {amount: 2000.00}
  - case: a story
    story:
      - expect: {size: small}
      - given: {amount: 2000.00}
        expect: {size: small}
  - case: a table
    columns: [amount, size, phone, steps, because]
    rows:
      - [1.00, large, "1", [], S-1]
      - [2.00, "-", missing, "-", "-"]    # nothing yet
      - [3.00, "-", missing, [call], T-2]
      - [4.00, "-", missing, [note], T-1]
  - case: another table
    columns: [amount, size]
    rows:
      - [1.00, large]
# last
"""
AFTER = """# of the shop
tousu: 1
tests: shop
complaint: {id: T-1, at: 2026-03-02T09:30:00+08:00, amount: 1000.00}
cases:
  # first
  - case: an outcome and a value    # beside
    expect: {size: small, refund: missing, steps: [note]} # of all
    because: [S-2]

  - case: rules alone
    because: [T-1]
  # A text is no word.
  - case: a word
    given: {phone: "missing", amount: 2000.00}
    expect: {contact: "missing"}
  - case: no text
    given: {amount: 2000.00}
    expect: {contact: missing}
  - case: nothing yet
    given: {amount: 2000.00}
    expect: {size: large, steps: [note]}
    because: [S-1, T-1]
  - case: a story
    story:
      - expect: {size: small}
      - given: {amount: 2000.00}
        expect: {size: large}
  - case: a table
    columns: [amount, size, phone, steps, because]
    rows:
      - [1.00, small, "1", [note, call], S-2]
      - [2.00, small, missing, [note], [S-2, T-1]] # nothing yet
      - [3.00, "-", missing, [note], T-1]
      - [4.00, "-", missing, [note], T-1]
  - case: another table
    columns: [amount, size]
    rows:
      - [1.00, small]
# last
"""


def shop() -> Policy:
    found = load_policy(POLICY, name="shop.yaml").policy
    assert found is not None
    return found


def results(text: str) -> tuple[Result, ...]:
    loaded = load(text, shop(), name="s.yaml")
    assert loaded.suite is not None, loaded.messages
    with Engine(shop()) as engine:
        return tuple(run(engine, loaded.suite.cases))


def test_what_is_decided_is_written_where_something_else_was_expected() -> None:
    assert updated(BEFORE, results(BEFORE), shop()) == AFTER


def test_what_is_written_passes_and_is_not_written_again() -> None:
    found = results(AFTER)
    assert [one.case.name for one in found if not one.passed] == []
    assert updated(AFTER, found, shop()) == AFTER


def test_tests_are_beside_the_policy_or_in_a_folder_beside_it() -> None:
    assert beside("a/b.c.yaml") == [Path("a/b.c.tests.yaml"), Path("a/tests/b.c.tests.yaml")]


def test_a_file_is_read_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("tousu: 1\ntests: shop\ncases:\n  - {case: a, expect: {sise: small}}\n", "utf-8")
    (message,) = read(path, shop()).messages
    assert message.startswith(f"{path}:4:24: no decision, value or deadline is named `sise`")
