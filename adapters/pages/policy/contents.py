"""What a page about a policy says, part by part, ready to be laid out."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from adapters.pages.page import Say
from adapters.pages.policy.clauses import Index
from adapters.pages.policy.graph import readers, reads
from adapters.pages.policy.naming import short
from adapters.pages.policy.phrases import Phrases
from adapters.pages.policy.tables import Table, remainder, table
from rules.counting import Convention
from rules.expression import Expression
from rules.policy import Deadline, Decision, Message, Outcome, Parameter, Pause, Policy, Waiver
from rules.types import Enumeration, Type
from rules.wording import Language


@dataclass(frozen=True, slots=True)
class Text:
    """A message in one language: its subject, and its paragraphs, each with the condition under which it is said."""

    language: str
    subject: Markup
    paragraphs: tuple[tuple[Markup | None, Markup], ...]


@dataclass(frozen=True, slots=True)
class Action:
    """An outcome that has something done: what it shows, its texts by language, and the rules that lead to it."""

    decision: Decision
    outcome: Outcome
    given: tuple[tuple[str, Markup], ...]
    pays: Markup | None
    texts: tuple[Text, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """Waivers of one finding for one reason until one day (exclusive)."""

    finding: str
    about: tuple[str, ...]
    because: str
    until: str


class Contents:
    """A policy in the words of one language, for a template to lay out."""

    def __init__(self, policy: Policy, words: Say, language: Language) -> None:
        self.policy = policy
        self.phrases = Phrases(policy, words, language)
        self.index = Index(policy)
        self.reads = reads(policy)
        self.readers = readers(self.reads)
        self.actions = tuple(self._actions())
        self._words = words

    def own(self, text: str) -> Markup:
        """A text of the policy."""
        return self.phrases.names.own(text)

    def link(self, name: str) -> Markup:
        """A name's title, leading to its declaration."""
        return self.phrases.names.link(name)

    def short(self, title: str) -> str:
        """A title without the remark in brackets at its end."""
        return short(title)

    def type(self, kind: Type) -> str:
        """What a fact, parameter or value is."""
        return self.phrases.values.type(kind)

    def choices(self, kind: Type) -> list[tuple[str, str]]:
        """The names of an enumeration, each with its title."""
        return list(zip(kind.names, kind.titles or kind.names, strict=True)) if isinstance(kind, Enumeration) else []

    def dated(self, parameter: Parameter) -> list[tuple[str, str]]:
        """Each value of a parameter with the first day it is in force."""
        values = self.phrases.values
        return [(values.day(day), values.value(parameter.type, value)) for day, value in parameter.values]

    def anchor(self, name: str) -> str:
        """The id of the element that declares a name."""
        return self.phrases.names.anchor(name)

    def day(self, day: int) -> str:
        """A day with its year."""
        return self.phrases.values.day(day)

    def value(self, expression: Expression) -> Markup:
        """An expression in words."""
        return self.phrases.value(expression)

    def table(self, decision: Decision) -> Table:
        """The rules of a decision."""
        return table(decision, self.phrases)

    def remainder(self, decision: Decision) -> str:
        """What a rule without conditions means."""
        return self._words(remainder(decision))

    def pauses(self, deadline: Deadline) -> list[tuple[Markup, str]]:
        """When a deadline stands still, and the reason if one is given."""
        return [
            (self._pause(pause), pause.reason) if isinstance(pause, Pause) else (self.value(pause), "")
            for pause in deadline.pauses
        ]

    def conventions(self) -> list[tuple[list[str], tuple[Deadline, ...]]]:
        """The ways of counting days that are in use, each with its deadlines."""
        found: dict[Convention, tuple[Deadline, ...]] = {}
        for deadline in self.policy.deadlines:
            found[deadline.convention] = (*found.get(deadline.convention, ()), deadline)
        return [(self.phrases.values.counting(convention), limits) for convention, limits in found.items()]

    def test(self, condition: Expression) -> Markup:
        """A condition in words."""
        return self.phrases.test(condition)

    def accepted(self) -> list[Accepted]:
        """The waivers, those that differ only in what they are about together."""
        found: dict[tuple[str, str, int], list[Waiver]] = {}
        for one in self.policy.waivers:
            found.setdefault((one.finding, one.because, one.until), []).append(one)
        return [
            Accepted(finding, tuple(one.about for one in alike), because, self.day(until))
            for (finding, because, until), alike in found.items()
        ]

    def _pause(self, pause: Pause) -> Markup:
        start = self.value(pause.start)
        if pause.end is None:
            return self.phrases.said("doc.pause.open", start=start)
        return self.phrases.said("doc.pause", start=start, end=self.value(pause.end))

    def _actions(self) -> Iterator[Action]:
        for decision in self.policy.decisions:
            for outcome in decision.outcomes:
                if outcome.template:
                    yield Action(
                        decision=decision,
                        outcome=outcome,
                        given=tuple((name, self.value(found)) for name, found in outcome.parameters),
                        pays=None if outcome.pays is None else self.value(outcome.pays),
                        texts=tuple(self._text(message) for message in self._own_first(outcome)),
                        rules=tuple(rule.id for rule in decision.rules if rule.then == outcome.name),
                    )

    def _own_first(self, outcome: Outcome) -> list[Message]:
        """The texts, that of the policy's own language first."""
        return sorted(outcome.messages, key=lambda one: one.language is not self.policy.language)

    def _text(self, message: Message) -> Text:
        paragraphs = tuple(
            (None if part.when is None else self.test(part.when), self.phrases.message(part.text))
            for part in message.paragraphs
        )
        return Text(message.language.value, self.phrases.message(message.subject), paragraphs)
