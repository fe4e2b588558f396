"""The schema of the policy language: what keys may stand where, and what they hold."""

from __future__ import annotations

from rules.finding import WAIVABLE
from rules.loading.calendar import names as calendar_names
from rules.policy import HitPolicy, Sense
from rules.schema.deadline import counting, deadline
from rules.schema.document import DATE, DRAFT, RULE_ID, TEXT, Schema, described, entries, listed, named, texts, where
from rules.schema.kinds import declared
from rules.schema.template import by_language, template
from rules.wording import Language

_DAY: Schema = {"type": "string", "pattern": DATE}
_TITLE = described(TEXT, "What people call it.")
_CLAUSE = described(TEXT, "The clause of the source document that it puts into rules.")
_ID: Schema = {"type": ["string", "number"], "pattern": RULE_ID}
_CELL: Schema = {"anyOf": [TEXT, listed({"type": ["string", "number", "boolean"], "not": {"pattern": r"\.\."}})]}
_WHEN: Schema = {"anyOf": [TEXT, {"type": "object", "minProperties": 1, "additionalProperties": _CELL}]}
_BECAUSE = described(TEXT, "Why, with the values of names in braces: `涉诉金额 {amount}`.")


def policy_schema() -> Schema:
    """JSON Schema of a policy, as YAML 1.2 reads it."""
    required = ("tousu", "policy", "version", "effective", "timezone", "identity", "facts", "decisions")
    return {"$schema": DRAFT, "title": "tousu policy", **entries(_head() | _body(), required)}


def _head() -> dict[str, Schema]:
    return {
        "tousu": described({"enum": [1, "1"]}, "Version of the policy language."),
        "policy": described(TEXT, "The policy's name."),
        "title": _TITLE,
        "version": described(TEXT, "Version of the policy."),
        "document": _document(),
        "language": described({"enum": [one.value for one in Language]}, "Language of titles and reasons."),
        "effective": described(_DAY, "The first day in force."),
        "until": described(_DAY, "The first day no longer in force."),
        "dated_by": described(TEXT, "The fact whose day picks parameters and tells whether the policy is in force."),
        "identity": described(TEXT, "The fact that names a complaint."),
        "calendar": described({"enum": list(calendar_names())}, "The calendar of working days."),
        "counting": counting(),
        "timezone": described(TEXT, "Where a day begins, such as Asia/Shanghai."),
    }


def _body() -> dict[str, Schema]:
    flags = {"required": _flag("Whether a complaint without it needs review."), "personal": _flag("Kept out of logs.")}
    shown = {"title": _TITLE, "clause": _CLAUSE}
    parameter = declared(shown, required=("values",), enums=False, dated=True)
    derived = entries({"value": described(TEXT, "An expression."), **shown}, ("value",))
    senses = {
        Sense.ALWAYS.value: "What is true of every complaint that `when` selects.",
        Sense.NEVER.value: "What is true of no complaint.",
    }
    return {
        "facts": described(named(declared({**shown, **flags})), "What a complaint may tell."),
        "parameters": described(named(parameter), "Choices that have a name and a date."),
        "derived": described(named(derived), "Names for expressions over facts and parameters."),
        "decisions": described(named(_decision()), "The questions that the policy answers."),
        "deadlines": described(named(deadline()), "By when something is to be done."),
        "templates": described(texts(template()), "The words in which actions are told to people."),
        "translations": described(by_language(texts(TEXT)), "Titles in other languages."),
        "waive": described(listed(_waiver()), "Findings of `tousu check` that are accepted."),
        **{sense: described(listed(_obligation()), told) for sense, told in senses.items()},
    }


def _document() -> Schema:
    """A title, or a title with clauses."""
    clauses = described(texts(TEXT), "Its clauses, to one of which every `clause` of the policy is held.")
    whole = entries({"title": described(TEXT, "What it is called."), "clauses": clauses}, ("title",))
    return described({"anyOf": [TEXT, whole]}, "The document that it puts into rules.")


def _flag(description: str) -> Schema:
    return described({"enum": [True, False, "true", "false"]}, description)


def _decision() -> Schema:
    """By outcomes, or by a value of a type."""
    keys: dict[str, Schema] = {
        "title": _TITLE,
        "clause": _CLAUSE,
        "hit_policy": described(
            {"enum": [one.value for one in HitPolicy]}, "How the rules that hold make one outcome."
        ),
        "values": described(named(declared({"title": _TITLE}, ranges=False)), "Values that its rules may set."),
        "rules": described(listed(_rule()), "In the order in which they come before one another."),
        "table": described(_table(), "A file of rules beside the policy, CSV or XLSX, instead of `rules`."),
    }
    outcomes = described(named(_outcome()), "Its answers, most important first.")
    answered = entries({"outcomes": outcomes, **keys}, ("outcomes",))
    typed = declared(keys, enums=False, ranges=False)
    unfit = {"properties": {"hit_policy": {"enum": ["priority", "collect"]}}, "required": ["hit_policy"]}
    without_values: Schema = {"not": {"required": ["values"]}}
    return {
        "oneOf": [{"required": ["rules"]}, {"required": ["table"]}],
        "if": {"type": "object", "required": ["type"]},
        "then": {**typed, "not": unfit},
        "else": {**answered, "allOf": [where("hit_policy", "collect", without_values)]},
    }


def _outcome() -> Schema:
    keys: dict[str, Schema] = {
        "title": _TITLE,
        "clause": _CLAUSE,
        "channel": described(TEXT, "By which way the action goes out."),
        "template": described(TEXT, "What the adapter of the channel fills."),
        "with": described({"type": "object", "minProperties": 1, "additionalProperties": TEXT}, "What it is given."),
        "pays": described(TEXT, "The money or points that it hands out."),
    }
    both = ["channel", "template"]
    together = {"channel": ["template"], "template": ["channel"], "with": both, "pays": both}
    return {"anyOf": [TEXT, entries(keys, dependencies=together)]}


def _table() -> Schema:
    """A file, or a sheet of it."""
    file = {"type": "string", "pattern": r"\.([cC][sS][vV]|[xX][lL][sS][xX])$"}
    sheet = described(TEXT, "The sheet of a workbook; the first if it is not named.")
    return {"anyOf": [file, entries({"file": file, "sheet": sheet}, ("file",))]}


def _rule() -> Schema:
    sets = {"type": "object", "minProperties": 1, "additionalProperties": TEXT}
    keys: dict[str, Schema] = {
        "id": described(_ID, "Unique in the policy."),
        "when": described(_WHEN, "An expression, or a row of a decision table; without it the rule always holds."),
        "then": described(TEXT, "The outcome."),
        "set": described(sets, "Values beside the outcome."),
        "because": _BECAUSE,
        "clause": _CLAUSE,
    }
    return entries(keys, ("id", "then"))


def _obligation() -> Schema:
    keys: dict[str, Schema] = {
        "id": described(_ID, "Unique in the policy."),
        "when": described(_WHEN, "The complaints that it speaks of; without it, of all."),
        "that": described(_WHEN, "What is proved."),
        "because": described(TEXT, "Why it must be so."),
        "clause": _CLAUSE,
    }
    return entries(keys, ("id", "that"))


def _waiver() -> Schema:
    keys: dict[str, Schema] = {
        "finding": described({"enum": sorted(WAIVABLE)}, "The code of the finding."),
        "about": described({"anyOf": [TEXT, listed(TEXT)]}, "What the finding is about; several as a list."),
        "because": described(TEXT, "Why it is accepted."),
        "until": described(_DAY, "The first day on which it is accepted no longer."),
    }
    return entries(keys, tuple(keys))
