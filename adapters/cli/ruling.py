"""One complaint's rulings as a person reads them."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from adapters.cli.printing import safe
from adapters.cli.words import Words
from engine import NEEDS_REVIEW
from rules.policy import Decision, Policy

Document = dict[str, Any]

NAME = "bold cyan"
OUTCOME = "bold"
REVIEWED = "bold yellow"
ASIDE = "dim"


def told(document: Document, policy: Policy, *, words: Words) -> RenderableType:
    """The complaint, each decision with its reason and rule, and what is to be done; from `engine.report`."""
    head = Text.assemble((words("decide.complaint"), NAME), f" {safe(document['complaint_id'] or '?')}  ")
    head.append(f"{policy.title} {policy.version}  {document['as_of']}", ASIDE)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style=NAME)
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True, style=ASIDE)
    if document["review"] is not None:
        table.add_row(words("decide.review"), Text(safe(document["review"]), REVIEWED), "")
    else:
        for decision in policy.decisions:
            table.add_row(decision.title, *_row(document["decisions"][decision.name], decision, words))
    return Group(head, Text(), table, *_actions(document, policy, words))


def _row(ruling: Document, decision: Decision, words: Words) -> tuple[Text, str]:
    """Outcome with reasons and values; rule and clause."""
    outcome = ruling["outcome"]
    reviewed = outcome == NEEDS_REVIEW
    shown = Text(_titles(outcome, decision, words), REVIEWED if reviewed else OUTCOME)
    because = ruling["because"]
    for reason in [because] if isinstance(because, str) else because or ():
        shown.append(f"\n{safe(reason)}", ASIDE)
    for value in decision.values:
        if ruling["values"][value.name] is not None:
            shown.append(f"\n{value.title}：{safe(ruling['values'][value.name])}")
    rule = ruling["rule"] or " ".join(ruling["fired"])
    return shown, "\n".join(filter(None, (rule, ruling["clause"])))


def _titles(outcome: str | list[str] | None, decision: Decision, words: Words) -> str:
    if outcome == NEEDS_REVIEW:
        return words("decide.review")
    names = [outcome] if isinstance(outcome, str) else outcome or []
    titles = {one.name: one.title for one in decision.outcomes}
    return "、".join(titles.get(name) or name for name in names) or words("decide.nothing")


def _actions(document: Document, policy: Policy, words: Words) -> list[RenderableType]:
    """A list of what is to be done, if anything is."""
    if not document["actions"]:
        return []
    titles = {outcome.name: outcome.title for decision in policy.decisions for outcome in decision.outcomes}
    lines = [Text(), Text(words("decide.actions"), NAME)]
    for action in document["actions"]:
        line = Text.assemble("- ", (titles[action["action"]] or action["action"], OUTCOME))
        told = {name: _flat(value) for name, value in action["with"].items()}
        line.append("".join(f"  {name}={safe(value)}" for name, value in told.items() if value))
        lines.append(line)
    return list(lines)


def _flat(value: str | list[str] | None) -> str:
    """A value, or a set of names, on one line."""
    return " ".join(value) if isinstance(value, list) else value or ""
