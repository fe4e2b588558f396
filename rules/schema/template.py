"""Templates as schemas: what an action says to people, in each language."""

from __future__ import annotations

from rules.schema.document import TEXT, Schema, described, entries, listed
from rules.wording import Language


def template() -> Schema:
    """One template."""
    keys: dict[str, Schema] = {
        "subject": described(TEXT, "What it is about, with names in braces."),
        "body": described({"anyOf": [TEXT, listed({"anyOf": [TEXT, _paragraph()]})]}, "One text, or paragraphs."),
    }
    return by_language(entries(keys, ("subject", "body")))


def _paragraph() -> Schema:
    keys: dict[str, Schema] = {
        "when": described(TEXT, "Where it stands; it reads what the action is given."),
        "text": described(TEXT, "The paragraph."),
    }
    return entries(keys, ("when", "text"))


def by_language(schema: Schema) -> Schema:
    """The same in some of the languages."""
    return {**entries({one.value: schema for one in Language}), "minProperties": 1}
