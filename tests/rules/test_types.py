"""Types: what a text is read as, and how a value is shown."""

from rules import types
from rules.loading import load

POLICY = """
tousu: 1
policy: wide
version: "1"
effective: 2026-01-01
timezone: UTC
identity: complaint_id
facts:
  complaint_id: {type: text, required: true}
  amount: {type: money, currency: CNY, range: {min: 0, max: 90071992547409.93}}
decisions:
  only: {outcomes: {done: done}, rules: [{id: A, then: done}]}
"""


def test_a_declared_range_may_be_wider_than_the_usual_one() -> None:
    policy = load(POLICY, name="policy.yaml").policy
    assert policy is not None
    assert types.read(policy.facts_by_name["amount"].type, "90071992547409.93") == 2**53 + 1
