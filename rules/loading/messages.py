"""Messages: the texts of a policy's templates, in each language, as the actions that name them fill them in.

A text shows what its action gives by `with`, and the complaint's identity; so it is read once for every such action.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rules import node
from rules.expression import BOOLEAN, Derived, Expression, Reference, Role
from rules.fault import Place, nearest
from rules.loading.entries import Entries, entries, scalar
from rules.loading.names import Names
from rules.loading.outline import OutcomeOutline, Outline
from rules.loading.report import Report
from rules.loading.template import template
from rules.policy import Message, Paragraph, Template
from rules.said import Said
from rules.scope import Collected, Meaning, Scope
from rules.types import Enumeration
from rules.typing import resolve
from rules.wording import Language

Translations = Mapping[Language, Mapping[str, str]]


def translations(root: Entries) -> Translations:
    """The titles in other languages than the policy's own."""
    if "translations" not in root:
        return {}
    found = entries(root.below("translations"), root.report, owner=root.place("translations"))
    found.allow((), tuple(Language))
    return {
        language: {title.text: _text(below, root.report) for title, below in found.named(language)}
        for language in Language
        if language in found
    }


def _text(below: node.Node, report: Report) -> str:
    text = scalar(below, report)
    return "" if text is None else text.text


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of one policy; `declared` is None for a policy that leaves texts to others.

    `titles` are those of every decision's outcomes; `used` gathers what actions named.
    """

    names: Names
    declared: Mapping[str, tuple[node.Scalar, node.Node]] | None
    language: Language
    translations: Translations
    identity: str
    titles: Mapping[str, tuple[str, ...]]
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, root: Entries, names: Names, found: tuple[Outline, ...], *, language: Language, spoken: Translations
    ) -> Templates:
        """The templates that a policy declares."""
        declared = {name.text: (name, below) for name, below in root.named("templates")}
        titles = {one.name.text: tuple(outcome.title for outcome in one.outcomes) for one in found}
        given = declared if "templates" in root else None
        return cls(names, given, language, spoken, root.text("identity"), titles)

    def read(self, outline: OutcomeOutline) -> tuple[Message, ...]:
        """What an action says, in each language of its template."""
        named = outline.entries.scalar("template")
        if self.declared is None or named is None:
            return ()
        if named.text not in self.declared:
            message = Said("no template is named `{named}`", named=named.text)
            near = nearest(named.text, self.declared)
            self.names.report.fault("unknown-template", message, named.place, suggestion=near)
            return ()
        self.used.add(named.text)
        name, below = self.declared[named.text]
        report = Report(self.names.report.text)
        found = tuple(self._messages(name, below, outline, report=report))
        # Another action may have told the same of this template.
        self.names.report.faults.extend(one for one in report.faults if one not in self.names.report.faults)
        return found

    def finish(self) -> None:
        """Note the templates that no action names: nothing of them was read."""
        for name, _ in (self.declared or {}).values():
            if name.text not in self.used:
                self.names.report.fault(
                    "unused-template", Said("no action names the template `{name}`", name=name.text), name.place
                )

    def _messages(
        self, name: node.Scalar, below: node.Node, outline: OutcomeOutline, *, report: Report
    ) -> Iterator[Message]:
        found = entries(below, report, owner=name.place)
        found.allow((self.language,), tuple(Language))
        for language in Language:
            if language in found:
                one = entries(found.below(language), report, owner=found.items[language][0].place)
                one.allow(("subject", "body"))
                given = _Given(self, report, outline.name.text, self._given(outline), language)
                yield Message(language, *given.read(one), place=found.place(language))

    def _given(self, outline: OutcomeOutline) -> dict[str, Meaning]:
        """What the names in the text mean."""
        means = self.names.meanings
        given = {self.identity: means[self.identity]} if self.identity in means else {}
        for name, below in outline.entries.named("with") if "with" in outline.entries else ():
            if isinstance(below, node.Scalar) and below.text in means:
                given[name.text] = means[below.text]
        return given


@dataclass(frozen=True, slots=True)
class _Given:
    """What one action gives the text in one language."""

    templates: Templates
    report: Report
    action: str
    means: Mapping[str, Meaning]
    language: Language

    def read(self, found: Entries) -> tuple[Template, tuple[Paragraph, ...]]:
        """Subject and paragraphs."""
        subject = found.scalar("subject")
        return Template(()) if subject is None else template(subject, self), tuple(self._paragraphs(found))

    def reference(self, name: str, place: Place) -> Reference | Derived | None:
        """What a name in the text shows."""
        found = self.means.get(name)
        if found is None:
            message = Said("`{action}` gives its text no `{name}`", action=self.action, name=name)
            self.report.fault("not-given", message, place, suggestion=nearest(name, self.means))
            return None
        self._check_translated(name, found, place)
        return (
            Reference(Role.OUTCOME, found.decision, Enumeration(found.outcomes))
            if isinstance(found, Collected)
            else found
        )

    def _check_translated(self, name: str, found: Meaning, place: Place) -> None:
        """Whether everything that a name may show can be said in the text's language."""
        known = self.templates.translations.get(self.language, {})
        if self.language == self.templates.language:
            return
        for title in self._titles(found):
            if title not in known:
                message = Said(
                    "`{{{name}}}` may show `{title}`, which has no translation to `{language}`",
                    name=name,
                    title=title,
                    language=self.language,
                )
                self.report.fault("missing-translation", message, place)
                return

    def _titles(self, found: Meaning) -> tuple[str, ...]:
        if isinstance(found, Collected):
            return self.templates.titles[found.decision]
        # Where a deadline stands can be said in every language (`rules.wording`).
        if isinstance(found, Reference) and isinstance(found.type, Enumeration) and found.role is not Role.DEADLINE:
            return found.type.titles or found.type.names
        return ()

    def _paragraphs(self, found: Entries) -> Iterator[Paragraph]:
        below = found.below("body")
        if not isinstance(below, node.Sequence):
            text = scalar(below, self.report, wanted=Said("a text or a list"))
            yield from () if text is None else (Paragraph(template(text, self), None),)
            return
        for one in found.listed("body"):
            yield from self._paragraph(one)

    def _paragraph(self, below: node.Node) -> Iterator[Paragraph]:
        if not isinstance(below, node.Mapping):
            text = scalar(below, self.report, wanted=Said("a text or a map"))
            yield from () if text is None else (Paragraph(template(text, self), None),)
            return
        found = entries(below, self.report, owner=below.place)
        found.allow(("when", "text"))
        when, text = found.scalar("when"), found.scalar("text")
        if when is not None and text is not None:
            yield Paragraph(template(text, self), self._condition(when))

    def _condition(self, text: node.Scalar) -> Expression | None:
        names = self.templates.names
        scope = Scope(self.means, names.zone, frozenset(names.enumerations))
        found, problems = resolve(text.text, scope, expected=BOOLEAN)
        self.report.problems(text, problems)
        return found
