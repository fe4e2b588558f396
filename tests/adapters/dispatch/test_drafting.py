"""Drafting: what would be sent, to look at, under names that any file system takes."""

from dataclasses import replace
from pathlib import Path

from adapters.dispatch.drafting import draft
from adapters.dispatch.routing import Router
from adapters.stores.ledger import Line
from tests.adapters.dispatch.documents import document
from tests.adapters.dispatch.test_smtp import smtp

LINE = Line(
    key="0123456789abcdef",
    complaint="投诉/../1",
    action="send_result",
    episode=1,
    channel="notice",
    pays=False,
    holds=True,
    state="waiting",
    tries=0,
    uncertain=False,
    connector="",
    detail="",
    put_at=0,
    settled_at=None,
    document=document(),
)


def test_every_message_is_written_and_what_would_be_refused_is_told(tmp_path: Path) -> None:
    router = Router({"mail": smtp(1, None)}, {"notice": "mail"})
    lost = replace(LINE, document=document(**{"with": {}}))  # type: ignore[arg-type]  # `with` is no name of Python's
    told = [why for _, why in draft([LINE, lost], router, tmp_path / "drafts")]
    assert told == [None, "`send_result` gives no `email`"]
    assert sorted(path.name for path in (tmp_path / "drafts").iterdir()) == [
        "投诉_.._1-send_result-01234567.eml",
        "投诉_.._1-send_result-01234567.html",
    ]
