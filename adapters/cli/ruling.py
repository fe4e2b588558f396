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
LATE = "bold red"
ASIDE = "dim"


def told(document: Document, policy: Policy, *, words: Words) -> RenderableType:
    """The complaint, each decision with its reason and rule, and what is to be done; from `engine.report`."""
    head = Text.assemble((words("decide.complaint"), NAME), f" {safe(document['complaint_id'] or '?')}  ")
    head.append(f"{policy.title} {policy.version}  {document['as_of']}", ASIDE)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style=NAME)
    table.add_column(overflow="fold")
    table.add_column(style=ASIDE)
    if document["review"] is not None:
        table.add_row(words("decide.review"), Text(safe(words.said(document["review"])), REVIEWED), "")
    else:
        for decision in policy.decisions:
            table.add_row(decision.title, *_row(document["decisions"][decision.name], decision, words))
    return Group(head, Text(), table, *_deadlines(document, policy, words), *_actions(document, policy, words))


def _deadlines(document: Document, policy: Policy, words: Words) -> list[RenderableType]:
    """Where each deadline stands, counted day by day, and when something changes next."""
    if not document["deadlines"] or document["review"] is not None:
        return []
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style=NAME)
    table.add_column(overflow="fold")
    table.add_column(style=ASIDE)
    for deadline in policy.deadlines:
        told = document["deadlines"][deadline.name]
        table.add_row(deadline.title, _deadline(told, words), told["clause"])
    again = words("decide.wakes", at=_at(document["wakes"])) if document["wakes"] else words("decide.stays")
    return [Text(), Text(words("decide.deadlines"), NAME), table, Text(again, ASIDE)]


def _deadline(told: Document, words: Words) -> Text:
    if told["state"] is None:
        return Text(safe(words.said(told["review"])), REVIEWED)
    shown = Text(words(f"state.{told['state']}"), LATE if told["state"] in {"breached", "met_late"} else OUTCOME)
    if told.get("warned") and told["state"] in {"running", "paused"}:
        shown.append(f"  {words('state.warned')}", REVIEWED)
    if told["due"] is not None:
        shown.append(f"  {words('decide.due', due=_at(told['due'], day=told['due_day']))}")
    if told["provisional"]:
        moves = words("decide.moves", earliest=_at(told["earliest"]), latest=_at(told["latest"]))
        shown.append(f"\n{words('state.provisional')}: {moves}", REVIEWED)
    for pause in told["pauses"]:
        until = _at(pause["until"]) if pause["until"] else ""
        shown.append(f"\n{words('state.paused')} {_at(pause['from'])} – {until} {safe(pause['reason'])}", ASIDE)
    if told["count"]:
        shown.append(f"\n{told['count']}", ASIDE)
        days = [f"{one['day'][5:]} {safe(one['why'])}" for one in told["skipped"]]
        if days:
            shown.append(f"\n{words('decide.skipped', days=', '.join(days))}", ASIDE)
    return shown


def _at(instant: str, *, day: str | None = None) -> str:
    """A time to the minute; the end of a day as that day's 24:00."""
    date, _, clock = instant.partition("T")
    if day is not None and day != date:
        return f"{day} 24:00"
    return f"{date} {clock[:5]}"


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
