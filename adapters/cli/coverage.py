"""Coverage as a person sees it, and as a program does: what of a policy its tests come to."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from adapters.cli.finding import placed
from adapters.cli.printing import safe
from adapters.cli.words import Words
from engine.testing.coverage import Coverage, Item, Part, missed, reached
from rules.cells import FALSE, MISSING, Axis, Kind
from rules.policy import Policy
from rules.terms import Input
from rules.types import Enumeration, Type, show

NAME = "bold cyan"
SHORT = "yellow"
ASIDE = "dim"
KNOWN, OTHERS = "known", "..."
UNTESTED, UNREACHABLE = "!", "-"
MARGIN = 6

Document = dict[str, object]


def table(coverage: Coverage, words: Words, *, file: str) -> RenderableType:
    """A line for each decision and deadline with how much of each kind the tests come to, and all that they do not."""
    found = Table(box=None, padding=(0, 2, 0, 0), header_style=ASIDE)
    found.add_column("", overflow="fold", style=NAME)
    for part in Part:
        found.add_column(words(f"test.{part}"), justify="right", no_wrap=True)
    totals = dict.fromkeys(Part, (0, 0))
    for owner, title in _owners(coverage.policy):
        counts = {part: reached(coverage, owner, part) for part in Part}
        totals = {part: (totals[part][0] + one, totals[part][1] + all_) for part, (one, all_) in counts.items()}
        found.add_row(title, *(_share(*counts[part]) for part in Part))
    found.add_row(words("test.all"), *(_share(*totals[part]) for part in Part))
    lines = [Text(safe(line)) for line in _missed(coverage, words, file=file)]
    return Group(found, *([Text()] if lines else []), *lines)


def _owners(policy: Policy) -> Iterator[tuple[str, str]]:
    for name in policy.order:
        one = policy.decisions_by_name.get(name) or policy.deadlines_by_name[name]
        yield name, one.title or name


def _share(count: int, total: int) -> Text:
    if not total:
        return Text("-", ASIDE)
    return Text(f"{count}/{total}", "" if count == total else SHORT)


def _missed(coverage: Coverage, words: Words, *, file: str) -> Iterator[str]:
    for item in missed(coverage):
        said = words(f"test.missed-{item.part}", owner=item.owner, about=told(coverage, item))
        yield f"{item.place.told(file)}: {said}"


def told(coverage: Coverage, item: Item) -> str:
    """What an item is about, as a policy would say it."""
    if item.part in {Part.RULE, Part.OUTCOME}:
        return item.about
    if item.owner in coverage.policy.deadlines_by_name:
        return f"{item.owner}.{item.about} {_seconds(item)}"
    edition = coverage.editions[item.start]
    partition = next(one.partition for one in edition.decisions if one.decision.name == item.owner)
    place = [axis.key for axis in partition.axes].index(item.about)
    axis, source = partition.axes[place], partition.sources[place]
    kind = edition.kinds[source.key] if isinstance(source, Input) else None
    if item.part is Part.CELL:
        return f"{item.about}: {_cell(axis, item.number, kind, coverage.policy)}"
    if kind is None:
        return f"{item.about}: {item.span[0]:+}..{item.span[1]:+}"
    value = item.span[1] if item.span[1] + 1 in axis.starts else item.span[0]
    return f"{item.about} = {_shown(kind, value, coverage.policy)}"


def _seconds(item: Item) -> str:
    """On which side of an instant."""
    return "<=" if item.span[1] <= 0 and item.about == "due" else ">" if item.about == "due" else _side(item)


def _side(item: Item) -> str:
    return "false" if item.span[1] < 0 else "true"


def _cell(axis: Axis, number: int, kind: Type | None, policy: Policy) -> str:
    if number == MISSING:
        return "missing"
    if axis.kind is Kind.FLAG:
        return "false" if number == FALSE else "true"
    if axis.kind is Kind.CATEGORY:
        if number <= len(axis.names):
            return axis.names[number - 1]
        others = [name for name in kind.names if name not in axis.names] if isinstance(kind, Enumeration) else [OTHERS]
        return ", ".join(others) if axis.names else KNOWN
    low = "" if number == 1 else _shown(kind, axis.starts[number - 2], policy)
    high = "" if number > len(axis.starts) else _shown(kind, axis.starts[number - 1] - 1, policy)
    return low if low == high else f"{low}..{high}"


def _shown(kind: Type | None, value: int, policy: Policy) -> str:
    return str(value) if kind is None else show(kind, value, zone=policy.zone)


def annotated(coverage: Coverage, text: str) -> RenderableType:
    """The policy's own text, beside each rule how often it decides, and marks beside one that no test reaches.

    Behind it are the rules of the tables beside the policy, each with its place.
    """
    lines = text.rstrip("\n").split("\n")
    marks = _marks(coverage, lines)
    width = len(str(len(lines)))
    written = (_line(number, line, marks.get(number, ""), width) for number, line in enumerate(lines, 1))
    return Group(*written, *_tabled(coverage))


def _tabled(coverage: Coverage) -> Iterator[Text]:
    counts = {item.about: coverage.counts[item] for item in coverage.items if item.part is Part.RULE}
    for decision in coverage.policy.decisions:
        for rule in decision.rules:
            if rule.place.cell is not None:
                count = counts.get(rule.id)
                mark = UNREACHABLE if count is None else str(count or UNTESTED)
                told_ = Text.assemble((f"{mark:>{MARGIN}} ", SHORT if mark == UNTESTED else ASIDE))
                yield told_ + Text(safe(f"{rule.place.told('')}: {rule.id}"), SHORT if mark == UNTESTED else "")


def _line(number: int, line: str, mark: str, width: int) -> Text:
    told_ = Text.assemble((f"{mark:>{MARGIN}} ", SHORT if mark == UNTESTED else ASIDE), (f"{number:>{width}} ", ASIDE))
    return told_ + Text(safe(line), SHORT if mark == UNTESTED else "")


def _marks(coverage: Coverage, lines: Sequence[str]) -> dict[int, str]:
    """For lines of rules how often they decide, with marks where never: by no test, or by no complaint."""
    rules = (rule for decision in coverage.policy.decisions for rule in decision.rules)
    marks = {rule.place.line: UNREACHABLE for rule in rules if rule.place.cell is None}
    for item in (one for one in coverage.items if one.place.cell is None):
        first, count = item.place.line, coverage.counts[item]
        if item.part is Part.RULE:
            untested = range(first, _last(lines, first) + 1)
            marks |= {first: str(count)} if count else dict.fromkeys(untested, UNTESTED)
        elif item.part is Part.OUTCOME and not count:
            marks.setdefault(first, UNTESTED)
    return marks


def _last(lines: Sequence[str], first: int) -> int:
    """The last line of the list entry that begins in a line."""
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip())
    last = first
    while last < len(lines) and (not lines[last].strip() or len(lines[last]) - len(lines[last].lstrip()) > indent):
        last += 1
    while not lines[last - 1].strip():
        last -= 1
    return last


def document(coverage: Coverage, *, file: str) -> Document:
    """The same as JSON: counts by decision and kind, and everything that no test comes to."""
    counts = {
        owner: {part.value: dict(zip(("reached", "of"), reached(coverage, owner, part), strict=True)) for part in Part}
        for owner, _ in _owners(coverage.policy)
    }
    rules = {item.about: coverage.counts[item] for item in coverage.items if item.part is Part.RULE}
    lacking = [
        {"part": item.part.value, "owner": item.owner, "about": told(coverage, item), **placed(item.place, policy=file)}
        for item in missed(coverage)
    ]
    return {"counts": counts, "rules": rules, "missed": lacking}
