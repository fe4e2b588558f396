"""Messages for tests: what an outbox holds about one action."""

from typing import Any

from adapters.dispatch.message import Message
from adapters.stores.outbox import Entry

TEXTS = {
    "zh": {"subject": "投诉 T-1 的结果", "paragraphs": ["投诉成立。", "依据：<见记录> & \u201c凭证\u201d"]},
    "en": {"subject": "The result of T-1", "paragraphs": ["It is upheld.", "Basis: <see> & 'slip'"]},
}


def document(action: str = "send_result", **changed: Any) -> dict[str, Any]:  # noqa: ANN401 -- any JSON
    return {
        "action": action,
        "channel": "notice",
        "template": "result",
        "with": {"via": "mail", "email": "wang@example.com", "phone": "13800000001", "finding": "upheld"},
        "pays": None,
        "texts": TEXTS,
        "unsaid": None,
        "rule": "ACT-27",
        "because": "结论和依据已齐",
        "clause": "二（四）1（1）",
        "policy": {"name": "p", "version": "1", "digest": "0"},
    } | changed


PAYS = {"amount": "450.00", "minor": 45000, "currency": "CNY"}


def message(action: str = "send_result", *, complaint: str = "T-1", **changed: Any) -> Message:  # noqa: ANN401 -- likewise
    return Message("k" * 40, complaint, document(action, **changed))


def entry(*, uncertain: bool = False, tries: int = 0, **changed: Any) -> Entry:  # noqa: ANN401 -- likewise
    found = document(**changed)
    return Entry(1, "k" * 40, "p", "T-1", found["action"], found["pays"] is not None, found, tries, uncertain)
