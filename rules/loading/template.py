"""Templates: the text of a `because`, with the names whose values it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from rules import node
from rules.expression import Derived, Reference
from rules.fault import Place
from rules.loading.report import Report
from rules.node import locate
from rules.policy import Template
from rules.said import Said

_BRACES = re.compile(r"(?P<literal>\{\{|\}\})|\{ *(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)?) *\}|(?P<stray>\{[^{}]*\}?|\})")


class Referring(Protocol):
    """Whoever knows what the names in a text mean."""

    @property
    def report(self) -> Report:
        """Where faults go."""

    def reference(self, name: str, place: Place) -> Reference | Derived | None:
        """What a name shows; None when nothing, which is noted."""


def template(found: node.Scalar, names: Referring) -> Template:
    """The parts of a text in which `{name}` shows a value, `{{` and `}}` are braces."""
    return Template(tuple(_parts(found, names)))


def _parts(found: node.Scalar, names: Referring) -> Iterator[str | Reference | Derived]:
    end = 0
    for match in _BRACES.finditer(found.text):
        if match.start() > end:
            yield found.text[end : match.start()]
        end = match.end()
        part = _part(match, found, names)
        if part is not None:
            yield part
    if end < len(found.text):
        yield found.text[end:]


def _part(match: re.Match[str], found: node.Scalar, names: Referring) -> str | Reference | Derived | None:
    if match["literal"]:
        return match["literal"][0]
    part = "name" if match["name"] else "stray"
    place = locate(found, match.start(part), length=len(match[part]), source=names.report.text)
    if match["name"]:
        return names.reference(match["name"], place)
    message = Said("`{stray}` holds no name; write `{{name}}`, or `{{{{` and `}}}}` for braces", stray=match["stray"])
    names.report.fault("template-syntax", message, place)
    return None
