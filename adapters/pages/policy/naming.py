"""Names of a policy as a page shows them: the title, a link to where it is declared, and the name for the machine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from rules.expression import Derived, Reference
from rules.policy import Policy
from rules.wording import Language

# A remark that a title ends with, such as the choice that a parameter makes.
_REMARK = re.compile(r"(?P<title>.*\S)\s*(?:（[^（）]*）|\([^()]*\))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a policy names; `kind` is what it is, and the first part of its anchor."""

    kind: str
    name: str
    title: str

    @property
    def anchor(self) -> str:
        """The id of the element that declares it."""
        return f"{self.kind}-{self.name}"


class Names:
    """The names of one policy, in a page of `language`."""

    def __init__(self, policy: Policy, language: Language) -> None:
        self._named = {one.name: one for one in _named(policy)}
        self._spoken = policy.language
        self._language = language

    def own(self, text: str) -> Markup:
        """A text of the policy, marked where its language is not the page's."""
        if self._spoken is self._language or not text:
            return Markup.escape(text)
        return Markup('<span lang="{}">{}</span>').format(self._spoken.value, text)

    def link(self, name: str) -> Markup:
        """The short title of a name, leading to its declaration; its name shows when it is pointed at."""
        one = self._named[name]
        return Markup('<a class="term" href="#{}" title="{}">{}</a>').format(
            quote(one.anchor), one.name, self.own(short(one.title))
        )

    def anchor(self, name: str) -> str:
        """The id of the element that declares a name."""
        return self._named[name].anchor


def short(title: str) -> str:
    """A title without the remark in brackets at its end."""
    match = _REMARK.fullmatch(title)
    return match["title"] if match else title


def owner(found: Reference | Derived) -> tuple[str, str]:
    """The name that is declared, and which part of it is meant: `due` of a deadline, else nothing."""
    name, _, part = found.name.partition(".")
    return name, part


def _named(policy: Policy) -> Iterator[Named]:
    for fact in policy.facts:
        yield Named("fact", fact.name, fact.title)
    for parameter in policy.parameters:
        yield Named("parameter", parameter.name, parameter.title)
    for derived in policy.derived:
        yield Named("derived", derived.name, derived.title)
    for decision in policy.decisions:
        yield Named("decision", decision.name, decision.title)
        for value in decision.values:
            yield Named("value", value.name, value.title)
    for deadline in policy.deadlines:
        yield Named("deadline", deadline.name, deadline.title)
