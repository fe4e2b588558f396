"""Acting: what a policy says is to be done about one complaint, with the words in which people are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.because import Telling
from engine.engine import Decided
from rules.edition import saying
from rules.evaluation import compute
from rules.expression import Derived, Expression, Reference
from rules.lowering import NotInForce
from rules.policy import Message, Outcome, Paragraph, Policy, Template
from rules.terms import Term, Test
from rules.types import Number, Value
from rules.wording import Language

Document = dict[str, Any]


class UnsaidError(Exception):
    """A text shows a value that is missing; `name` is the policy's name of it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Acting:
    """The actions of complaints decided by one policy; may be shared by threads."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._acting = [one for one in policy.decisions if any(outcome.template for outcome in one.outcomes)]
        outcomes = (outcome for decision in self._acting for outcome in decision.outcomes)
        self._languages = {message.language for outcome in outcomes for message in outcome.messages}
        # With the parameters themselves, lest their place in memory be taken by others.
        self._tests: dict[tuple[int, int], tuple[Mapping[str, Value], Term | Test | None]] = {}

    def actions(self, decided: Decided) -> list[Document]:
        """Each action as a JSON document, in the policy's order.

        `pays` has the exact `amount` as text, the same in `minor` units, and the `currency`; it is null for an action
        that hands out nothing, and its sum is null where that is missing.
        `texts` has `subject` and `paragraphs` by language; where a text shows what is missing, `unsaid` names it.
        """
        if decided.ruled is None:
            return []
        telling = Telling(decided, self._policy)
        pairs = [pair for decision in self._acting for pair in telling.acts(decision)]
        if not pairs:
            return []
        tellings = {language: Telling(decided, self._policy, language) for language in self._languages}
        return [
            telling.action(outcome, rule) | {"pays": _pays(outcome, telling)} | self._texts(outcome, tellings)
            for outcome, rule in pairs
        ]

    def _texts(self, outcome: Outcome, tellings: Mapping[Language, Telling]) -> Document:
        try:
            said = {one.language.value: self._text(one, tellings[one.language]) for one in outcome.messages}
        except UnsaidError as error:
            return {"texts": {}, "unsaid": error.name}
        return {"texts": said, "unsaid": None}

    def _text(self, message: Message, telling: Telling) -> Document:
        shown = (one for one in message.paragraphs if self._holds(one, telling))
        return {
            "subject": "".join(_said(message.subject, telling)),
            "paragraphs": ["".join(_said(one.text, telling)).strip() for one in shown],
        }

    def _holds(self, paragraph: Paragraph, telling: Telling) -> bool:
        """Whether a paragraph belongs into the message about this complaint."""
        if paragraph.when is None:
            return True
        test = self._test(paragraph, paragraph.when, telling)
        return test is not None and compute(test, telling.known) is True

    def _test(self, paragraph: Paragraph, when: Expression, telling: Telling) -> Term | Test | None:
        """A paragraph's condition with the parameters in force; None where one of them is not yet."""
        key = id(telling.parameters), id(paragraph)
        if key not in self._tests:
            try:
                test: Term | Test | None = saying(self._policy, telling.parameters).test(when)
            except NotInForce:
                test = None
            self._tests[key] = telling.parameters, test
        return self._tests[key][1]


def _pays(outcome: Outcome, telling: Telling) -> Document | None:
    """The sum that an action hands out."""
    if outcome.pays is None or not isinstance(outcome.pays.type, Number):
        return None
    minor, kind = telling.value(outcome.pays), outcome.pays.type
    return {"amount": telling.shown(outcome.pays), "minor": minor, "currency": kind.currency}


def _said(template: Template, telling: Telling) -> Iterator[str]:
    for part in template.parts:
        text = part if isinstance(part, str) else telling.text(part)
        if text is None:
            raise UnsaidError(part.name if isinstance(part, Reference | Derived) else "")
        yield text
