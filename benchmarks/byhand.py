"""The policy of `peers.yaml` written by hand in plain Python: what every other form of it is compared with."""

from collections.abc import Mapping
from typing import Any

Complaint = Mapping[str, Any]
Answers = tuple[tuple[str | int, str], ...]


def decide(complaint: Complaint) -> Answers:
    """Outcome and winning rule of the five decisions."""
    urgent = complaint["category"] in {"account_theft", "fund_security"} or complaint["account_compromised"]
    return (
        _verification(complaint),
        _priority(complaint, urgent=urgent),
        _window(complaint, urgent=urgent),
        _compensation(complaint),
        _closure(complaint),
    )


def _verification(complaint: Complaint) -> tuple[str, str]:
    if complaint["amount"] > 100_000 or complaint["account_compromised"]:
        return "required", "IV1"
    return "standard", "IV2"


def _priority(complaint: Complaint, *, urgent: bool) -> tuple[str, str]:
    if urgent:
        return "urgent", "PR1"
    if complaint["amount"] > 5_000_000 or complaint["vulnerable"]:
        return "high", "PR2"
    return "normal", "PR3"


def _window(complaint: Complaint, *, urgent: bool) -> tuple[int, str]:
    if complaint["multi_platform"] or complaint["third_party_liable"]:
        return 7, "WN1"
    return (3, "WN2") if urgent else (5, "WN3")


def _compensation(complaint: Complaint) -> tuple[str, str]:
    match complaint["investigation_result"]:
        case "upheld" if complaint["amount_lost"] > 0:
            return "refund", "CP1"
        case "upheld" if complaint["category"] == "service_experience":
            return "points", "CP2"
        case "upheld":
            return "coupon", "CP3"
        case "not_upheld":
            return "none", "CP4"
        case _:
            return "pending", "CP5"


def _closure(complaint: Complaint) -> tuple[str, str]:
    reply, days = complaint["customer_reply"], complaint["days_since_notice"]
    if reply == "accepted":
        return "closed_confirmed", "CL1"
    if reply is None and days is not None and days >= 7:
        return "closed_default", "CL2"
    return ("appeal", "CL3") if reply == "rejected" else ("open", "CL4")
