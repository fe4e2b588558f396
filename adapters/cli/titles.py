"""Titles: what two policies call a thing in a reader's language, or else its name."""

from datetime import tzinfo

from adapters.cli.words import Words
from rules.deadline import STATES
from rules.policy import Policy
from rules.types import Enumeration, Text, Type
from rules.wording import Language as Spoken


class Titles:
    """The titles of two policies; the new one's where both have one."""

    def __init__(self, words: Words, old: Policy, new: Policy) -> None:
        self._words = words
        self._language = Spoken(words.language.value)
        self._policies = new, old
        self.zone: tzinfo = new.zone

    def of(self, name: str) -> str:
        """Title of a fact, decision, value, deadline or what a deadline tells; its name if there is none to be read."""
        base, dot, part = name.partition(".")
        found = next(filter(None, (self._title(policy, base) for policy in self._policies)), base)
        return f"{found}{dot}{part}"

    def outcome(self, name: str, value: str) -> str:
        """Title of an outcome of a decision, a value of an enumeration, or a state of a deadline."""
        if value in STATES and any(name in policy.deadlines_by_name for policy in self._policies):
            return self._words(f"state.{value}")
        return next(filter(None, (self._named(policy, name, value) for policy in self._policies)), value)

    def kind(self, name: str) -> Type:
        """Type of an input."""
        for policy in self._policies:
            kinds = {fact.name: fact.type for fact in policy.facts} | policy.value_types | policy.deadline_types
            if name in kinds:
                return kinds[name]
        return Text()

    def is_decided(self, name: str) -> bool:
        """Whether a decision or deadline answers to a name, so that it is missing only where a person must look."""
        return any(
            name in policy.deadlines_by_name
            or (name in policy.decisions_by_name and policy.decisions_by_name[name].type is None)
            for policy in self._policies
        )

    def _title(self, policy: Policy, name: str) -> str:
        titles = {one.name: one.title for one in policy.facts}
        titles |= {value.name: value.title for decision in policy.decisions for value in decision.values}
        titles |= {one.name: one.title for one in policy.decisions}
        titles |= {one.name: one.title for one in policy.deadlines}
        return self._read(policy, titles.get(name, ""))

    def _named(self, policy: Policy, name: str, value: str) -> str:
        if name in policy.decisions_by_name:
            outcomes = {one.name: one.title for one in policy.decisions_by_name[name].outcomes}
            return self._read(policy, outcomes.get(value, ""))
        kind = self.kind(name)
        if isinstance(kind, Enumeration) and value in kind.names and kind.titles:
            return self._read(policy, kind.titles[kind.names.index(value)])
        return ""

    def _read(self, policy: Policy, title: str) -> str:
        """A title of a policy that is in the reader's language; what it translates is meant for customers."""
        return title if policy.language is self._language else ""
