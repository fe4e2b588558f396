"""The policy of `peers.yaml` in JSON Logic, one list expression for all five decisions."""

from typing import Any

Logic = dict[str, Any]


def policy() -> list[Logic]:
    """The outcomes of the five decisions, in the policy's order."""
    theft = {"in": [_fact("category"), ["account_theft", "fund_security"]]}
    urgent = {"or": [theft, _fact("account_compromised")]}
    return [
        _first((_any(_above("amount", 100_000), _fact("account_compromised")), "required"), "standard"),
        _first((urgent, "urgent"), (_any(_above("amount", 5_000_000), _fact("vulnerable")), "high"), "normal"),
        _first((_any(_fact("multi_platform"), _fact("third_party_liable")), 7), (urgent, 3), 5),
        _compensation(),
        _first(
            (_is("customer_reply", "accepted"), "closed_confirmed"),
            (_silent_for(7), "closed_default"),
            (_is("customer_reply", "rejected"), "appeal"),
            "open",
        ),
    ]


def _compensation() -> Logic:
    service = _is("category", "service_experience")
    upheld = _first((_above("amount_lost", 0), "refund"), (service, "points"), "coupon")
    return _first(
        (_is("investigation_result", "upheld"), upheld), (_is("investigation_result", "not_upheld"), "none"), "pending"
    )


def _silent_for(days: int) -> Logic:
    told = {"!==": [_fact("days_since_notice"), None]}
    return {"and": [_is("customer_reply", None), told, {">=": [_fact("days_since_notice"), days]}]}


def _first(*cases: tuple[Logic, Any] | str | int) -> Logic:
    """The consequence of the first condition that holds; the last case has no condition."""
    *tested, rest = cases
    return {"if": [*(part for case in tested if isinstance(case, tuple) for part in case), rest]}


def _fact(name: str) -> Logic:
    return {"var": name}


def _any(*tests: Logic) -> Logic:
    return {"or": list(tests)}


def _above(name: str, bound: int) -> Logic:
    return {">": [_fact(name), bound]}


def _is(name: str, value: str | None) -> Logic:
    return {"===": [_fact(name), value]}
