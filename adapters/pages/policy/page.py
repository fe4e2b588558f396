"""The policy as a document: one page that people read, print and sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.pages.marks import MARKS
from adapters.pages.page import Say, render
from adapters.pages.policy.contents import Contents
from adapters.pages.policy.drawing import drawing
from rules.policy import Policy
from rules.wording import Language

TAGS = {Language.ENGLISH: "en", Language.CHINESE: "zh-CN"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was proved of a policy on a day (days since 1970-01-01): the findings that stand, and how many are waived.

    A finding has `code`, `message`, `rules` with `id`, `given`, a complaint that shows it, as texts by name, and `at`,
    the instant asked about; both may be None.
    """

    day: int
    findings: Sequence[Mapping[str, object]]
    waived: int

    @property
    def concluded(self) -> bool:
        """Whether every question was answered."""
        return all(finding["code"] != "not-concluded" for finding in self.findings)


def document(policy: Policy, *, words: Say, language: Language, checked: Checked | None = None) -> str:
    """The page; without `checked` it says nothing of what was proved."""
    return render(
        "policy/policy.html",
        language=TAGS[language],
        words=words,
        marks=MARKS[language],
        policy=policy,
        of=Contents(policy, words, language),
        graph=drawing(policy),
        checked=checked,
    )
