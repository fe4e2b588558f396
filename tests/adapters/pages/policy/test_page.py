"""The page about a policy says all that the policy says, and is fit to be read and printed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from playwright.sync_api import Browser

from adapters.pages import policy as page
from adapters.pages.policy import Checked
from rules.policy import Policy
from rules.wording import Language
from tests.adapters.browser import DESK, PHONE, Scheme, opened
from tests.adapters.pages.policy.reading import FULL, SHIPPED, Page, markup, policy_of
from tests.generating import policies

GAP = {
    "code": "gap",
    "message": "no rule of `size` holds for this complaint",
    "rules": [{"id": "S-1", "line": 1}],
    "given": {"id": "x", "amount": "<1>"},
    "at": "2026-03-02T00:00:00+08:00",
}
FOUND = Checked(20454, [GAP], 2)


def test_the_surface_is_small() -> None:
    assert page.__all__ == sorted(page.__all__)


def anchors(policy: Policy) -> Iterator[str]:
    """Everything of a policy that has a place of its own on the page."""
    yield from (f"fact-{one.name}" for one in policy.facts)
    yield from (f"parameter-{one.name}" for one in policy.parameters)
    yield from (f"derived-{one.name}" for one in policy.derived)
    yield from (f"deadline-{one.name}" for one in policy.deadlines)
    yield from (f"obligation-{one.id}" for one in policy.obligations)
    for decision in policy.decisions:
        yield f"decision-{decision.name}"
        yield from (f"rule-{rule.id}" for rule in decision.rules)
        yield from (f"value-{value.name}" for value in decision.values)
        for outcome in decision.outcomes:
            yield f"outcome-{decision.name}-{outcome.name}"
            yield from (f"action-{decision.name}-{outcome.name}",) if outcome.template else ()


def names(policy: Policy) -> set[str]:
    """What is shown under the name that the policy has for it: templates, channels, and what is waived."""
    outcomes = [one for decision in policy.decisions for one in decision.outcomes if one.template]
    waived = {text for one in policy.waivers for text in (one.finding, one.about)}
    return {one.template for one in outcomes} | {one.channel for one in outcomes} | waived


def words(policy: Policy) -> Iterator[str]:
    """Every title, reason and text of a policy."""
    yield from (text for clause in policy.clauses for text in (clause.id, clause.title))
    for decision in policy.decisions:
        for rule in decision.rules:
            yield from (part for part in (rule.because.parts if rule.because else ()) if isinstance(part, str))
        for outcome in decision.outcomes:
            yield outcome.title
            for message in outcome.messages:
                for template in (message.subject, *(paragraph.text for paragraph in message.paragraphs)):
                    yield from (part for part in template.parts if isinstance(part, str))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("path", [*SHIPPED, FULL], ids=lambda path: path.stem)
def test_everything_of_a_policy_is_on_the_page_once_and_every_link_leads_there(path: Path, language: Language) -> None:
    policy = policy_of(path)
    found = Page(markup(policy, language))
    assert set(anchors(policy)) - set(found.ids) == set()
    assert len(found.ids) == len(set(found.ids))
    assert names(policy) - found.codes == set()
    assert [text for text in words(policy) if text not in found.text] == []
    assert found.dead == []


@given(policies())
@settings(max_examples=8)
def test_any_policy_makes_a_page(policy: Policy) -> None:
    found = Page(markup(policy, Language.CHINESE))
    assert set(anchors(policy)) - set(found.ids) == set()
    assert found.dead == []


def test_what_a_policy_says_is_no_markup() -> None:
    text = markup(policy_of(FULL), Language.ENGLISH)
    assert "Complaints &lt;of&gt; &#34;a &amp; b&#34; firm" in text
    assert "<of>" not in text


def test_findings_are_told_with_the_complaint_that_shows_them_or_left_out() -> None:
    policy = policy_of(FULL)
    told = Page(markup(policy, Language.ENGLISH, FOUND))
    assert "as of 2026-01-01: 1 findings, 2 waived; 2 obligations." in told.text
    assert "no rule of `size` holds for this complaint gap S-1" in " ".join(told.text.split())
    assert "amount: <1>\nat: 2026-03-02T00:00:00+08:00\n" in told.text
    assert "findings" not in Page(markup(policy, Language.ENGLISH)).ids


def test_what_was_not_concluded_is_never_called_proved() -> None:
    open_question = GAP | {"code": "not-concluded"}
    told = Page(markup(policy_of(FULL), Language.ENGLISH, Checked(20454, [open_question], 0))).text
    assert "Not proved: some questions could not be concluded. As of 2026-01-01: 1 findings" in told
    assert "Proved over all complaints" not in told


def test_the_place_for_signatures_says_what_is_signed() -> None:
    policy = policy_of(FULL)
    signed = " ".join(Page(markup(policy, Language.ENGLISH)).text.rpartition("The undersigned")[2].split())
    assert f"full Version 3 In force from 2026-01-01 to 2027-12-31 SHA-256 digest {policy.digest}" in signed
    assert signed.endswith("Role Name Signature Date Drafted by Reviewed by compliance Approved by")


def test_a_text_of_another_language_than_the_page_s_is_marked() -> None:
    text = markup(policy_of(SHIPPED[0]), Language.ENGLISH)
    assert '<html lang="en">' in text
    assert '<h1><span lang="zh">电子支付投诉处理</span></h1>' in text


def test_a_parameter_is_shown_with_each_of_its_dates() -> None:
    text = markup(policy_of(FULL), Language.CHINESE)
    row = re.search(r'<tr id="parameter-large">.*?</tr>\s*<tr>.*?</tr>', text, re.DOTALL)
    shown = [] if row is None else Page(row[0]).text.split()
    assert [word for word in shown if "年" in word or "." in word] == [
        "2026年1月1日",
        "100.00",
        "2027年1月1日",
        "200.00",
    ]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages in files: the small policy's, and in both languages the default policy's."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "full.html").write_text(markup(policy_of(FULL), Language.ENGLISH, FOUND), "utf-8")
    for language in Language:
        (folder / f"{language}.html").write_text(markup(policy_of(SHIPPED[0]), language, Checked(0, [], 0)), "utf-8")
    return folder


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_every_part_is_fit_to_be_read(browser: Browser, written: Path, size: tuple[int, int], scheme: Scheme) -> None:
    with opened(browser, written / "full.html", size=size, scheme=scheme) as shown:
        assert shown.faults() == []


@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("zh", PHONE)])
def test_the_default_policy_fits_the_window(
    browser: Browser, written: Path, language: str, size: tuple[int, int]
) -> None:
    with opened(browser, written / f"{language}.html", size=size) as shown:
        assert shown.misfits() == []


def test_it_prints_on_sheets_of_a4(browser: Browser, written: Path) -> None:
    with opened(browser, written / "full.html") as shown:
        pdf = shown.pdf()
    sheets = [tuple(map(float, box.split()[2:])) for box in re.findall(rb"/MediaBox \[([^]]+)\]", pdf)]
    assert {tuple(round(side / 72 * 25.4) for side in sheet) for sheet in sheets} == {(210, 297)}
    assert 3 < len(sheets) < 12
