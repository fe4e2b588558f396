"""Saying: names, values and conditions of one policy in the words of one reader, masked for him."""

from collections.abc import Iterator

from adapters.masking import MASK, Mask
from adapters.pages import Say
from adapters.pages.policy.naming import short
from adapters.pages.policy.phrases import Phrases
from engine import Decided
from engine.because import Telling
from rules.expression import Derived, Expression, ListContains, Reference, Role
from rules.policy import Decision, Policy
from rules.types import Text, Type, Value
from rules.wording import Language

Document = dict[str, object]


class Saying:
    """Says what is about one complaint; `say` is the program's word for a key in the reader's language."""

    def __init__(self, decided: Decided, policy: Policy, say: Say, language: Language, mask: Mask) -> None:
        self.say = say
        self.language = language
        self.mask = mask
        self.policy = policy
        self.telling = Telling(decided, policy, language, masks=dict.fromkeys(mask.hidden, MASK))
        self._phrases = Phrases(policy, say, language)
        self._translations = policy.translations.get(language, {})
        self._titles = dict(_titles(policy))

    def title(self, name: str) -> str:
        """The title of something that the policy names; of a part of a deadline with which part."""
        whole, _, part = name.partition(".")
        title = self.own(short(self._titles[whole]) or whole)
        return self.say(f"explain.part.{part}", title=title) if part else title

    def own(self, title: str) -> str:
        """A title in the reader's language, where the policy has it."""
        return self._translations.get(title, title)

    def test(self, found: Expression) -> str:
        """A condition as people read it."""
        return self._phrases.test(found).striptags()

    def expression(self, found: Expression) -> str:
        """What yields a value, as people read it."""
        return self._phrases.value(found).striptags()

    def value(self, name: str, kind: Type, value: Value) -> str | None:
        """A value as people read it; None where it is missing."""
        if value is None:
            return None
        if name in self.mask.hidden:
            return MASK
        return f"“{value}”" if type(kind) is Text else self.own(self._phrases.values.value(kind, value))

    def reading(self, found: Reference | Derived | ListContains) -> Document:
        """Something that a test reads, with what it is, None where it is missing, and what a derived fact means."""
        if isinstance(found, ListContains):
            said = self.telling.outcomes(found.decision) or self.say("decide.nothing")
            return {"name": found.decision, "title": self.title(found.decision), "value": said, "means": None}
        value: str | None
        if isinstance(found, Reference) and found.role not in {Role.OUTCOME, Role.DEADLINE}:
            value = self.value(found.name, found.type, self.telling.value(found))
        else:
            value = self.telling.text(found)
        means = self.expression(found.expression) if isinstance(found, Derived) else None
        return {"name": found.name, "title": self.title(found.name), "value": value, "means": means}

    def outcome(self, decision: Decision, name: str) -> str:
        """The title of an outcome."""
        return self.own(next(one.title or one.name for one in decision.outcomes if one.name == name))


def _titles(policy: Policy) -> Iterator[tuple[str, str]]:
    """The title of everything that has a name."""
    yield from ((one.name, one.title) for one in policy.facts)
    yield from ((one.name, one.title) for one in policy.parameters)
    yield from ((one.name, one.title) for one in policy.derived)
    yield from ((one.name, one.title) for one in policy.deadlines)
    for decision in policy.decisions:
        yield decision.name, decision.title
        yield from ((one.name, one.title) for one in decision.values)
