"""Every finding has a page, and a policy that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.cli.finding import told
from adapters.cli.words import Language, Words
from rules.analysis import prove, waive
from rules.finding import FINDINGS, Finding
from rules.loading import Loaded, load

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "findings"
FOUND = sorted((ROOT / "tests" / "policies" / "found").glob("*.yaml"))
WITHOUT_POLICY = {"engine-differs", "not-concluded"}
"""No policy brings these about by what it says."""
DAY = 20_700
"""2026-09-04, when the waiver of the example has run out."""


def stand(path: Path) -> tuple[Loaded, list[Finding]]:
    loaded = load(path.read_bytes(), name=path.name)
    assert loaded.policy is not None, loaded.messages
    found, _ = waive(loaded.policy, prove(loaded.policy), day=DAY)
    return loaded, [one for one in found if one.code == path.stem]


def test_every_finding_has_a_policy() -> None:
    assert {path.stem for path in FOUND} == set(FINDINGS) - WITHOUT_POLICY


def test_every_finding_has_a_page() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.md")) == ["README", *FINDINGS]


@pytest.mark.parametrize("code", FINDINGS)
def test_a_page_begins_with_its_summary(code: str) -> None:
    summary = FINDINGS[code]
    page = (PAGES / f"{code}.md").read_text("utf-8")
    assert page.startswith(f"# {code}\n\n{summary[0].upper()}{summary[1:]}.\n")


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_a_page_shows_the_finding_as_it_is_told(path: Path) -> None:
    loaded, (finding,) = stand(path)
    assert loaded.policy is not None
    shown = told(finding, loaded, loaded.policy, words=Words(Language.EN))
    assert path.read_text("utf-8").splitlines()[0] == f"# {shown.splitlines()[0]}"
    assert f"\n```\n{shown}\n```\n" in (PAGES / f"{path.stem}.md").read_text("utf-8")


def test_the_index_lists_every_finding() -> None:
    rows = [line for line in (PAGES / "README.md").read_text("utf-8").splitlines() if line.startswith("| [")]
    assert rows == [f"| [{code}]({code}.md) | {summary} |" for code, summary in FINDINGS.items()]
