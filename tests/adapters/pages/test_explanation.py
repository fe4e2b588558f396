"""The page that explains a complaint's rulings."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from adapters.cli import program
from tests.adapters.browser import DESK, PHONE, Scheme, opened
from tests.adapters.cli.terminal import ROOT

COMPLAINT = {
    "complaint_id": "T-1",
    "submitted_at": "2026-02-12T09:30:00+08:00",
    "triaged_at": "2026-02-13T09:30:00+08:00",
    "category": "duplicate_charge",
    "amount": "800.00",
    "account": "6222 0000 1111",
    "description": "<b>charged twice</b>",
    "waits": "2026-02-24T09:00:00+08:00/2026-02-25T10:00:00+08:00 asked for a receipt",
}
NEVER = ["--why-not", "first_review=breached", "--why-not", "priority=needs_review"]
PAGES: tuple[tuple[str, dict[str, str], list[str], tuple[int, int], Scheme], ...] = (
    ("zh", COMPLAINT, ["--why-not", "priority=urgent", "--why-not", "actions=order_refund"], DESK, "light"),
    ("en", {**COMPLAINT, "order_no": "<i>7</i>"}, NEVER, PHONE, "dark"),
    ("en", {"complaint_id": "T-2"}, [], PHONE, "light"),
)


def written(path: Path, language: str, complaint: dict[str, str], asked: list[str]) -> Path:
    """The page of a complaint."""
    policy = ["--policy", str(ROOT / "policy.yaml"), "--as-of", "2026-03-05T00:00:00+08:00", "--lang", language]
    assert program.run(["decide", json.dumps(complaint), *policy, "--explain", "--html", str(path), *asked]) == 0
    return path


@pytest.mark.parametrize(
    ("language", "complaint", "asked", "size", "scheme"), PAGES, ids=["zh on a desk", "en on a phone", "undecided"]
)
def test_it_is_fit_to_be_read(
    browser: Browser,
    tmp_path: Path,
    *,
    language: str,
    complaint: dict[str, str],
    asked: list[str],
    size: tuple[int, int],
    scheme: Scheme,
) -> None:
    page = written(tmp_path / "page.html", language, complaint, asked)
    with opened(browser, page, size=size, scheme=scheme) as shown:
        assert shown.faults() == []


def test_rules_that_lost_fold_away_and_print(browser: Browser, tmp_path: Path) -> None:
    page = written(tmp_path / "page.html", "zh", COMPLAINT, [])
    with opened(browser, page) as shown:
        lost = shown.page.locator("#decision-priority + details, article:has(#decision-priority) details").first
        rule = lost.get_by_text("PRI-1")
        assert not rule.is_visible()
        lost.locator("summary").click()
        assert rule.is_visible()
        assert shown.pdf().startswith(b"%PDF-")


def test_markup_and_personal_facts_do_not_get_in(tmp_path: Path) -> None:
    text = written(tmp_path / "page.html", "en", COMPLAINT | {"order_no": "<i>7</i>"}, []).read_text("utf-8")
    assert "&lt;i&gt;7&lt;/i&gt;" in text
    assert "<i>7</i>" not in text
    assert "6222" not in text
    assert "charged twice" not in text
