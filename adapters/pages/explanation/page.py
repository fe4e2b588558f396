"""An explanation as a page that stands alone, to be kept in a complaint's file."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.pages.marks import MARKS
from adapters.pages.page import Say, render
from rules.policy import Policy
from rules.wording import Language

TAGS = {Language.ENGLISH: "en", Language.CHINESE: "zh-CN"}
LED = frozenset({"won", "gave", "clashed"})
TONES: Mapping[str, str] = {"won": "good", "gave": "good", "clashed": "warn", "failed": "bad"}
STATES: Mapping[str, str] = {"met": "good", "met_late": "warn", "breached": "bad", "paused": "warn"}

Document = Mapping[str, Any]


def page(document: Document, policy: Policy, *, words: Say, language: Language, said: Callable[[Document], str]) -> str:
    """The page of what `adapters.explanation.document` has; `said` tells what came of a why-not in a sentence."""
    return render(
        "explanation/explanation.html",
        language=TAGS[language],
        words=words,
        marks=MARKS[language],
        policy=policy,
        foreign=TAGS[policy.language] if policy.language is not language else None,
        of=document,
        led=LED,
        tones=TONES,
        states=STATES,
        said=said,
    )
