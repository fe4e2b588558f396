"""An explanation as a person reads it in a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from adapters.cli.printing import safe
from adapters.cli.words import Words
from adapters.pages.marks import MARKS
from engine import NEEDS_REVIEW
from rules.wording import Language

Document = dict[str, Any]

NAME = "bold cyan"
OUTCOME = "bold"
GOOD = "green"
BAD = "red"
REVIEWED = "bold yellow"
ASIDE = "dim"
SIGNS = {"won": ("✓", GOOD), "gave": ("✓", GOOD), "clashed": ("!", REVIEWED), "failed": ("✗", BAD)}
LED = ("won", "gave", "clashed")


def told(document: Document, *, words: Words) -> RenderableType:
    """Everything: facts, each decision with its rules, deadlines day by day, parameters, and why not."""
    lines = [
        *_head(document, words),
        *_why_not(document, words),
        *_facts(document, words),
        *(line for one in document["decisions"].values() for line in _decision(one, words)),
        *_deadlines(document, words),
        *_parameters(document, words),
    ]
    return Group(*lines)


def _head(document: Document, words: Words) -> Iterator[RenderableType]:
    head = Text.assemble((words("decide.complaint"), NAME), f" {safe(document['complaint_id'] or '?')}  ")
    head.append(f"{document['policy']}  {document['as_of']}", ASIDE)
    yield head
    yield from (Text(safe(line), ASIDE) for line in journal_lines(document, words))
    if document["review"] is not None:
        yield Text(f"{words('decide.review')}: {safe(document['review'])}", REVIEWED)


def journal_lines(document: Document, words: Words) -> Iterator[str]:
    """What the journal says of the entry: where it is, whether it was erased or corrected."""
    journal = document["journal"]
    if journal is None:
        return
    erased = journal["erased"]
    key = "explain.entry" if erased is None else "explain.entry-erased"
    yield words(key, entry=journal["entry"], origin=journal["origin"])
    if erased is not None:
        yield words("explain.erased", **erased) if erased else words("explain.erased-unknown")
    if journal["others"]:
        yield words("explain.others", entries=", ".join(map(str, journal["others"])))
    yield from (words(f"explain.{one['what']}", **one) for one in journal["corrections"])


def _facts(document: Document, words: Words) -> Iterator[RenderableType]:
    if document["facts"]:
        yield from _heading(words("explain.facts"))
        yield from (Text(safe(_is(one, words))) for one in document["facts"])
        if any(one["value"] == "***" for one in document["facts"]):
            yield Text(words("explain.masked"), ASIDE)


def _decision(one: Document, words: Words) -> Iterator[RenderableType]:
    reviewed = one["outcome"] == NEEDS_REVIEW
    said = words("decide.review") if reviewed else one["says"] or one["outcome"] or words("decide.nothing")
    yield Text()
    head = Text.assemble((safe(one["title"]), NAME), "  ", (safe(str(said)), REVIEWED if reviewed else OUTCOME))
    yield head.append(f"  {one['clause']}", ASIDE)
    if reviewed:
        yield Padding(Text(safe(str(one["because"])), REVIEWED), (0, 0, 0, 2))
    yield from (Padding(Text(safe(_is(told, words))), (0, 0, 0, 2)) for told in one["told"])
    for rule in one["rules"]:
        if rule["fate"] != "unasked":
            yield Padding(_rule(rule, words), (0, 0, 0, 2))


def _rule(rule: Document, words: Words) -> RenderableType:
    """A rule in a line, and below it the tests that made it win, or the one that failed."""
    sign, style = SIGNS.get(rule["fate"], ("·", ASIDE))
    led = rule["fate"] in LED
    line = Text.assemble((f"{sign} {rule['id']}", style), f" {safe(rule['then'])}  ")
    line.append(words(f"explain.fate.{rule['fate']}"), style)
    if rule["because"]:
        line.append(f"  {safe(rule['because'])}")
    tests = rule["tests"] if led else rule["tests"][-1:] if rule["fate"] == "failed" else []
    return Group(line, *(Padding(_test(test, words), (0, 0, 0, 2)) for test in tests))


def _test(test: Document, words: Words) -> Text:
    line = Text(safe(test["test"]))
    line.append(f"  {words(verdict(test))}", GOOD if test["holds"] else BAD)
    reads = [_is(one, words) for one in test["reads"]]
    if reads:
        line.append(f"  ({safe('; '.join(reads))})", ASIDE)
    return line


def _is(one: Document, words: Words, *, missing: str = "explain.missing") -> str:
    """What has a title, with its value."""
    return f"{one['title']}{MARKS[Language(words.language)].colon}{one['value'] or words(missing)}"


def verdict(test: Document) -> str:
    """The key of whether a test holds."""
    return {True: "explain.holds", False: "explain.fails"}.get(test["holds"], "explain.lacks")


def _deadlines(document: Document, words: Words) -> Iterator[RenderableType]:
    if not document["deadlines"] or document["review"] is not None:
        return
    yield from _heading(words("explain.deadlines"))
    for one in document["deadlines"].values():
        state = words(f"state.{one['state']}") if one["state"] else safe(str(one["review"]))
        line = Text.assemble((safe(one["title"]), NAME), "  ", (state, OUTCOME))
        if one["from"]:
            line.append(f"  {words('explain.from', at=one['from'])}", ASIDE)
        if one["due"]:
            line.append(f"  {words('decide.due', due=one['due'])}")
        yield line.append(f"  {one['clause']}", ASIDE)
        if one["known_on"]:
            yield Padding(Text(words("explain.known", day=one["known_on"]), ASIDE), (0, 0, 0, 2))
        for pause in one["pauses"]:
            said = f"{words('state.paused')} {pause['from']} – {pause['until'] or ''} {pause['reason']}"
            yield Padding(Text(safe(said)), (0, 0, 0, 2))
        for day in one["days"]:
            yield Padding(Text(f"{day['day']}  {safe(counted(day, words))}"), (0, 0, 0, 2))


def counted(day: Document, words: Words) -> str:
    """What a day counts as, and why."""
    said = words(f"explain.day.{day['kind']}", number=day["number"], holiday=day["holiday"])
    if day["mark"] == "make_up":
        said += f" ({words('explain.day.make_up', holiday=day['holiday'])})"
    return said


def _parameters(document: Document, words: Words) -> Iterator[RenderableType]:
    if document["parameters"]:
        yield from _heading(words("explain.parameters"))
        for one in document["parameters"]:
            line = Text(safe(_is(one, words, missing="explain.not-in-force")))
            until = f" {words('explain.until', until=one['until'])}" if one["until"] else ""
            yield line.append(f"  {words('explain.from', at=one['since'])}{until}  {one['clause']}", ASIDE)


def _why_not(document: Document, words: Words) -> Iterator[RenderableType]:
    for one in document["why_not"]:
        yield from _heading(safe(words("explain.why-not", title=one["title"], value=one["value"])))
        yield Text(answered(one, words))
        for way in one["ways"]:
            joined = f" {words('explain.and')} ".join(change["says"] for change in way)
            yield Padding(Text(f"- {safe(joined)}"), (0, 0, 0, 2))
        if one["answer"] == "changes" and not one["complete"]:
            yield Text(words("explain.incomplete"), ASIDE)


def answered(one: Mapping[str, Any], words: Words) -> str:
    """What came of asking, in a sentence."""
    if one["answer"] != "changes":
        return words(f"explain.answer.{one['answer']}")
    count = len(one["ways"][0])
    if count == 1:
        return words("explain.answer.one")
    if not one["least"]:
        return words("explain.answer.some", count=count)
    return words("explain.answer.several" if count == 2 else "explain.answer.many", count=count)  # noqa: PLR2004 -- a pair


def _heading(text: str) -> Iterator[RenderableType]:
    yield Text()
    yield Text(text, NAME)
